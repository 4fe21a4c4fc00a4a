"""The messages of the engine line: two closed unions, one for each direction."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import msgspec

from studio.recipe.additions import AdditionKind
from studio.recipe.events import Event, Failed
from studio.recipe.receipt import Plan
from studio.recipe.recipe import ModelRef, Recipe

VERSION = 4
"""Both sides must speak the same; the engine says its own in Ready."""


REFERENCE_SIDE = 448
"""pixels: twice what the common image encoders look at"""


class ModelSource(msgspec.Struct, frozen=True, kw_only=True):
    """A model on this machine's disk."""

    ref: ModelRef
    family: str
    """as in families/, for example "stable-diffusion" """
    folder: str
    """absolute path of a diffusers folder, or of a safetensors file with a whole model in it"""
    layout: str = ""
    """of a file: absolute path of the folder with its layout.json and configs"""
    lent: dict[str, str] = {}
    """of a file: part to the absolute path of the folder that it comes from instead, for example its tokenizer"""


class AdditionSource(msgspec.Struct, frozen=True, kw_only=True):
    """A LoRA, ControlNet or adapter on this machine's disk."""

    ref: ModelRef
    kind: AdditionKind
    path: str
    """absolute path of a safetensors file, or of a folder in the diffusers layout"""
    encoder: str = ""
    """of an adapter: absolute path of the folder or file with the image encoder that it was trained with"""


class Warm(msgspec.Struct, frozen=True, kw_only=True, tag="warm"):
    """Load this model now, since it will be asked for soon; a later Run or Warm supersedes it."""

    model: ModelSource


Role = Literal["start", "mask", "kept", "kept mask", "product", "control", "reference"]
"""start, mask and controls in the size of the model's picture; kept (the start picture again) and kept mask in the
finished size, where that is another; the product in its own; references REFERENCE_SIDE square"""

CHANNELS: Mapping[Role, int] = {
    "start": 3,
    "mask": 1,
    "kept": 3,
    "kept mask": 1,
    "product": 4,
    "control": 3,
    "reference": 3,
}
"""bytes a pixel: sRGB, with alpha for products; a mask is 255 where the picture is made anew"""


class Attached(msgspec.Struct, frozen=True, kw_only=True):
    """One attachment of a run: rows from the top. Controls and references come in the order of the recipe."""

    role: Role
    width: int
    height: int

    @property
    def bytes(self) -> int:
        return self.width * self.height * CHANNELS[self.role]


class Run(msgspec.Struct, frozen=True, kw_only=True, tag="run"):
    """Make pictures `indexes` of a set: picture i is `variation(recipe, i)`.

    `attached` describes the frame's attachments, in their order.
    """

    run: str
    model: ModelSource
    recipe: Recipe
    indexes: tuple[int, ...]
    plan: Plan
    previews: bool = True
    attached: tuple[Attached, ...] = ()
    additions: tuple[AdditionSource, ...] = ()
    """every one that the recipe names, once"""
    frugal: int = 0
    """how far to save memory: 0 not at all; 1 one picture at a time, decoded in tiles; 2 also smaller steps"""


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
