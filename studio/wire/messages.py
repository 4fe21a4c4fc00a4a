"""The messages of the engine line: two closed unions, one for each direction."""

from __future__ import annotations

import msgspec

from studio.recipe.events import Event, Failed
from studio.recipe.receipt import Plan
from studio.recipe.recipe import ModelRef, Recipe

VERSION = 1
"""Both sides must speak the same; the engine says its own in Ready."""


class ModelSource(msgspec.Struct, frozen=True, kw_only=True):
    """A model on this machine's disk."""

    ref: ModelRef
    family: str
    """as in families/, for example "stable-diffusion" """
    folder: str
    """absolute path of a diffusers folder"""


class Warm(msgspec.Struct, frozen=True, kw_only=True, tag="warm"):
    """Load this model now, since it will be asked for soon; a later Run or Warm supersedes it."""

    model: ModelSource


class Run(msgspec.Struct, frozen=True, kw_only=True, tag="run"):
    """Make pictures `indexes` of a set: picture i is `variation(recipe, i)`.

    With `start` the frame has one attachment: the start picture as rgb8 rows of the recipe's width x height.
    """

    run: str
    model: ModelSource
    recipe: Recipe
    indexes: tuple[int, ...]
    plan: Plan
    previews: bool = True
    start: bool = False


class Cancel(msgspec.Struct, frozen=True, kw_only=True, tag="cancel"):
    """Stop this run as soon as possible; unknown runs are ignored."""

    run: str


class Quit(msgspec.Struct, frozen=True, kw_only=True, tag="quit"):
    """End the process in good order."""


class Memory(msgspec.Struct, frozen=True, kw_only=True):
    """Bytes: the process's resident set, its peak, and what the device holds and could hold."""

    resident: int
    peak: int
    device_used: int
    device_total: int


class Ready(msgspec.Struct, frozen=True, kw_only=True, tag="ready"):
    """The first message of an engine."""

    wire: int
    pid: int
    device: str
    """for example "cpu", "cuda:0", "mps" """
    device_name: str
    """for people, for example "AMD EPYC, 2 threads" """
    dtype: str
    threads: int
    versions: dict[str, str]
    memory: Memory


class Loaded(msgspec.Struct, frozen=True, kw_only=True, tag="loaded"):
    """A model is in memory."""

    model: ModelRef
    seconds: float
    memory: Memory


class Report(msgspec.Struct, frozen=True, kw_only=True, tag="report"):
    """An event of a run. Preview and Picture travel with empty `data`, their bytes being the frame's attachment."""

    run: str
    event: Event


class Idle(msgspec.Struct, frozen=True, kw_only=True, tag="idle"):
    """Sent after the ending of a run or a cancelled warm-up: the engine is free again."""

    memory: Memory


class Trouble(msgspec.Struct, frozen=True, kw_only=True, tag="trouble"):
    """A failure outside any run, for example of a Warm."""

    failure: Failed


ToEngine = Warm | Run | Cancel | Quit
FromEngine = Ready | Loaded | Report | Idle | Trouble

msgspec.msgpack.Decoder(ToEngine)  # before any thread decodes one: see recipe/recipe.py
msgspec.msgpack.Decoder(FromEngine)
