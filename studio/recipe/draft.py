"""The draft: what the user edits; a blank means "you choose"."""

from __future__ import annotations

from typing import Literal

import msgspec

from studio.recipe.recipe import ControlKind, Fit, Near, ReferenceRole, Text, Tile

DEFAULT_STRENGTH = 0.6
MASK_STRENGTH = 1.0
"""with a mask: what is to be replaced need not look like what was there"""

DEFAULT_CONTROL_WEIGHT = 1.0
DEFAULT_REFERENCE_WEIGHT = 0.6
"""above it the reference begins to drown the prompt (IP-Adapter, Ye et al. 2023, section 4)"""


class DraftStart(msgspec.Struct, frozen=True, kw_only=True):
    """A start picture that already lies in the blob store."""

    sha256: str
    """empty is refused when the draft is resolved: a mask without a picture"""
    strength: float = DEFAULT_STRENGTH
    mask: str = ""
    """sha256 of the mask, as in StartImage"""


class DraftSketch(msgspec.Struct, frozen=True, kw_only=True):
    """Sketch first: the layout is drawn from the prompt, and the model paints over it."""

    strength: float | None = None
    """None: where this model keeps the counts and places that were drawn"""
    layout: int | None = None
    """as Sketched.layout"""


class DraftAddon(msgspec.Struct, frozen=True, kw_only=True):
    """A LoRA that is installed."""

    id: str
    weights: str = ""
    """hash of its weights where a recipe told it: found by it whatever it is called now; so in the other two"""
    weight: float = 1.0
    """0 leaves it out"""


class DraftControl(msgspec.Struct, frozen=True, kw_only=True):
    """A picture in the blob store that the new ones are held to."""

    kind: ControlKind
    sha256: str
    ready: bool = True
    """whether the picture is a control image already; otherwise one is made of it first (edges and scribbles alone)"""
    model: str | None = None
    """id of the ControlNet; None takes an installed one that was taught this kind"""
    weights: str = ""
    weight: float = DEFAULT_CONTROL_WEIGHT
    begin: float = 0.0
    end: float = 1.0


class DraftReference(msgspec.Struct, frozen=True, kw_only=True):
    """A picture in the blob store whose look is to be taken."""

    sha256: str
    role: ReferenceRole = "whole"
    model: str | None = None
    """id of the adapter; None takes an installed one that fits the model"""
    weights: str = ""
    weight: float = DEFAULT_REFERENCE_WEIGHT


Anchor = Literal["top left", "top", "top right", "left", "centre", "right", "bottom left", "bottom", "bottom right"]


class DraftProduct(msgspec.Struct, frozen=True, kw_only=True):
    """A cut-out with transparency that already lies in the blob store."""

    sha256: str
    width: int
    height: int
    """its own, in pixels"""
    at: Anchor | tuple[int, int] = "centre"
    """a place in the finished picture, or the pixel (x, y) of its top left corner"""


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """Asked-for settings of one set of variations; None is a blank that resolution fills."""

    prompt: str = ""
    negative: str = ""
    width: int | None = None
    height: int | None = None
    seed: int | None = None
    count: int = 4
    steps: int | None = None
    guidance: float | None = None
    model: str | None = None
    start: DraftStart | DraftSketch | None = None
    tile: Tile = ""
    """as Recipe.tile; refused for models without the mode `tile`"""
    fit: Fit | None = None
    """the finished picture's size, where the model is to make the nearest shape that it can; None: the model's own"""
    product: DraftProduct | None = None
    near: Near | None = None
    """as Recipe.near; refused for models without the mode `near`"""
    text: Text | None = None
    """None: with weights in brackets and in parts, where the model can"""
    addons: tuple[DraftAddon, ...] = ()
    controls: tuple[DraftControl, ...] = ()
    references: tuple[DraftReference, ...] = ()
