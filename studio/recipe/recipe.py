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

MAX_CONTROLS = 3
MAX_REFERENCES = 4
MAX_ADDONS = 8

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


ControlKind = Literal["edges", "scribble", "lines", "depth", "pose", "normals", "segments"]
"""what a control image shows: thin white edges on black, broad strokes, drawn lines, near white and far black, a
skeleton in OpenPose's colours, surface normals, areas in ADE20K's colours"""

ReferenceRole = Literal["whole", "style", "layout"]
"""what is taken from a reference picture: everything that it shows, its manner alone, its arrangement alone"""

Text = Literal["plain", "weighted"]
"""how a prompt is read: as it stands and cut where the encoder ends, or with weights in brackets and in parts"""


class Addon(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A LoRA that changes the model's weights; one that is switched off is not in the recipe."""

    model: ModelRef
    weight: float
    """-4 to 4, never 0"""


class Control(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A ControlNet and the picture that it holds the model to."""

    kind: ControlKind
    model: ModelRef
    sha256: str
    """of the control image in the blob store, as the network reads it: cut and scaled to the picture like a start"""
    weight: float
    """above 0, up to 2"""
    begin: float = 0.0
    end: float = 1.0
    """share of the steps between which it is at work, 0 to 1"""


class Reference(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """An adapter (IP-Adapter) and the picture whose look it gives to the model."""

    model: ModelRef
    sha256: str
    """of the picture in the blob store; the middle square of it is looked at"""
    weight: float
    """above 0, up to 2"""
    role: ReferenceRole = "whole"


class Near(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Stay near the picture of another seed: its noise, turned towards that of the recipe's own seed."""

    seed: int
    amount: float
    """0 (that picture) to 1 (the recipe's own seed alone), along the great circle between both noises; below 1 what a
    scheduler draws on the way is the other seed's too"""


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
    """diffusers' class name, for example "DDIMScheduler"; "default" means the model folder's own. "/trailing" behind it
    changes how the times of the steps lie (see recipe/scheduling.py)"""
    model: ModelRef
    decoder: Decoder = "full"
    start: Start = Blank()
    near: Near | None = None
    text: Text = "plain"
    addons: tuple[Addon, ...] = ()
    """in the order of their weights' hashes, each once: the order of a sum changes its last bits"""
    controls: tuple[Control, ...] = ()
    """at most MAX_CONTROLS"""
    references: tuple[Reference, ...] = ()
    """at most MAX_REFERENCES"""
    tile: Tile = ""
    fit: Fit | None = None
    """after the model: None leaves the picture as it was made"""
    product: Product | None = None
    """last of all"""

    @property
    def additions(self) -> tuple[ModelRef, ...]:
        """Whatever guides or changes the model, each once."""
        return tuple(dict.fromkeys(one.model for one in (*self.addons, *self.controls, *self.references)))

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
