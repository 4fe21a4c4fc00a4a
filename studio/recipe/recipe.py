"""The recipe: one immutable value that holds everything that decides one picture."""

from __future__ import annotations

from typing import Literal

import msgspec

MAX_SEED = 2**32 - 1
"""Seeds fit 32 bits, as in every peer, so that they survive JSON, file names and spreadsheets."""

Decoder = Literal["tiny", "full"]
"""Which decoder turns latents into pixels: `tiny` is an approximation for drafts, `full` the model's own."""


class ModelRef(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A model by name and by what its weights are."""

    id: str
    weights: str
    """sha256 over the model's files, lower-case hex; see catalog for how it is made"""


class Blank(msgspec.Struct, frozen=True, kw_only=True, tag="blank"):
    """Start from noise alone."""


class StartImage(msgspec.Struct, frozen=True, kw_only=True, tag="image", gc=False):
    """Start from a picture in the blob store, named by the sha256 of the file's bytes."""

    sha256: str
    strength: float
    """share of the way back to noise, above 0 (keep) to 1 (forget the picture)"""


Start = Blank | StartImage


class Recipe(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Everything that decides one picture; no blanks, no cost, no time, no place."""

    prompt: str
    negative: str = ""
    width: int
    height: int
    seed: int
    steps: int
    guidance: float
    scheduler: str
    """diffusers' class name, for example "DDIMScheduler"; "default" means the model folder's own"""
    model: ModelRef
    decoder: Decoder = "full"
    start: Start = Blank()


# msgspec (0.22) works a type out when it is first decoded, and crashes the process when two threads do that at once.
# So every type that is decoded anywhere is worked out where it is defined: a module is imported by one thread only.
msgspec.json.Decoder(Recipe)


def variation(recipe: Recipe, index: int) -> Recipe:
    """The recipe of picture `index` (from 0) of a set: seeds count up and wrap at 32 bits."""
    return msgspec.structs.replace(recipe, seed=(recipe.seed + index) % (MAX_SEED + 1))
