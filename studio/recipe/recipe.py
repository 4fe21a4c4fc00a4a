"""The recipe: one immutable value that holds everything that decides one picture."""

from __future__ import annotations

from typing import Literal

import msgspec

MAX_SEED = 2**32 - 1
"""Seeds fit 32 bits, as in every peer, so that they survive JSON, file names and spreadsheets."""

SKETCH = "sketch"
"""id of what draws instead of denoising; no model of the user's is ever listed under it"""

SKETCH_EDITION = 1
"""of the sketch engine: counted up whenever the same words, seed and size may give another drawing than before"""

Decoder = Literal["tiny", "full"]
"""Which decoder turns latents into pixels: `tiny` is an approximation for drafts, `full` the model's own."""


Tile = Literal["", "x", "y", "both"]
"""over which edges a picture goes on without a seam when it lies beside itself: none, left and right (x), top and
bottom (y), or all of them"""


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
    mask: str = ""
    """sha256 of a picture in the blob store: white is made anew, black stays bit for bit; empty for everything anew"""


class Sketched(msgspec.Struct, frozen=True, kw_only=True, tag="sketch", gc=False):
    """Start from a layout that the sketch engine draws from the prompt."""

    strength: float
    """as StartImage.strength"""
    layout: int | None = None
    """seed of one layout for the whole set; None gives every picture the layout of its own seed"""
    edition: int
    """SKETCH_EDITION when it was asked for: another edition may draw the same words otherwise"""


Start = Blank | StartImage | Sketched


class Fit(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """The finished picture's size where it is not the model's: scaled to cover it, cropped to the middle."""

    width: int
    height: int
    """pixels, 1 to 16384"""


class Product(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A cut-out laid over the finished picture at its own size: where it is opaque its pixels stay bit for bit."""

    sha256: str
    """of a picture with transparency in the blob store"""
    x: int
    y: int
    """where its top left corner goes, in pixels of the finished picture; it lies wholly inside"""


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
    tile: Tile = ""
    fit: Fit | None = None
    """after the model: None leaves the picture as it was made"""
    product: Product | None = None
    """last of all"""

    @property
    def drawn(self) -> bool:
        """Whether the sketch engine draws it, with no trained model at work."""
        return self.model.id == SKETCH

    @property
    def size(self) -> tuple[int, int]:
        """(width, height) in pixels of the finished picture."""
        return (self.width, self.height) if self.fit is None else (self.fit.width, self.fit.height)


# msgspec (0.22) works a type out when it is first decoded, and crashes the process when two threads do that at once.
# So every type that is decoded anywhere is worked out where it is defined: a module is imported by one thread only.
msgspec.json.Decoder(Recipe)


def variation(recipe: Recipe, index: int) -> Recipe:
    """The recipe of picture `index` (from 0) of a set: seeds count up and wrap at 32 bits."""
    return msgspec.structs.replace(recipe, seed=(recipe.seed + index) % (MAX_SEED + 1))
