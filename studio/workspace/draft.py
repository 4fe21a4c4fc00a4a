"""The draft on the canvas: every field announces its change; freezing it gives the value that is made."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import ClassVar, Literal

import msgspec
from psygnal import SignalGroupDescriptor

from studio.recipe.draft import DEFAULT_STRENGTH, Draft, DraftProduct, DraftStart
from studio.recipe.recipe import MAX_SEED, Blank, Fit, Product, Recipe, StartImage

Part = Literal["prompt", "negative", "size", "seed", "sampling", "model", "start"]
"""of a recipe, as one may take it alone; sampling is steps and guidance"""
PARTS: tuple[Part, ...] = ("prompt", "negative", "size", "seed", "sampling", "model", "start")


class StartPicture(msgspec.Struct, frozen=True, kw_only=True):
    """A start picture on the canvas: a blob, and what the user knows it by."""

    sha256: str
    name: str
    mask: str = ""
    """sha256 of the mask that a recipe brought with it: black stays as it is; empty for none"""


class SavedDraft(msgspec.Struct, frozen=True, kw_only=True):
    """The draft as the session keeps it. Fields as in DraftState."""

    prompt: str = ""
    negative: str = ""
    width: int | None = None
    height: int | None = None
    ratio_locked: bool = False
    fit: Fit | None = None
    channel: str = ""
    count: int = 4
    seed: int = 0
    seed_locked: bool = False
    steps: int | None = None
    guidance: float | None = None
    model: str | None = None
    start: StartPicture | None = None
    strength: float = DEFAULT_STRENGTH
    product: Product | None = None


def asked_product(product: Product | None) -> DraftProduct | None:
    """A product that has its place already, asked for again there: of its size only the corner has to lie inside."""
    return product and DraftProduct(sha256=product.sha256, width=1, height=1, at=(product.x, product.y))


@dataclass
class DraftState:
    """What the user edits. `events.<field>` emits (new, old) when the field changes; None is a blank."""

    events: ClassVar[SignalGroupDescriptor] = SignalGroupDescriptor()

    prompt: str = ""
    negative: str = ""
    width: int | None = None
    height: int | None = None
    ratio_locked: bool = False
    """one side follows the other while it is changed on the canvas"""
    fit: Fit | None = None
    """the size that is delivered, where it is not the size that is made"""
    channel: str = ""
    """id of the channel that the delivered size was taken from; empty where it came from elsewhere"""
    count: int = 4
    seed: int = 0
    """the seed of the last set until it is locked; then that of the next"""
    seed_locked: bool = False
    steps: int | None = None
    guidance: float | None = None
    model: str | None = None
    start: StartPicture | None = None
    strength: float = DEFAULT_STRENGTH
    product: Product | None = None
    """a cut-out that a recipe brought with it, laid over the finished picture"""

    def frozen(self) -> Draft:
        start = self.start
        return Draft(
            prompt=self.prompt,
            negative=self.negative,
            width=self.width,
            height=self.height,
            seed=self.seed if self.seed_locked else None,
            count=self.count,
            steps=self.steps,
            guidance=self.guidance,
            model=self.model,
            start=start and DraftStart(sha256=start.sha256, strength=self.strength, mask=start.mask),
            fit=self.fit,
            product=asked_product(self.product),
        )

    def saved(self) -> SavedDraft:
        return SavedDraft(**{name: getattr(self, name) for name in SavedDraft.__struct_fields__})

    def restore(self, saved: SavedDraft) -> None:
        for name in SavedDraft.__struct_fields__:
            setattr(self, name, getattr(saved, name))

    def take(self, recipe: Recipe, parts: frozenset[Part] | None = None) -> None:
        """These parts of the recipe, None for all: making it again then gives the same picture. The count stays.

        A seed that is taken is locked.
        """
        for part in PARTS if parts is None else parts:
            self._take(part, recipe)

    def _take(self, part: Part, recipe: Recipe) -> None:
        match part:
            case "prompt":
                self.prompt = recipe.prompt
            case "negative":
                self.negative = recipe.negative
            case "size":
                self.width, self.height = recipe.width, recipe.height
                self.fit, self.channel = recipe.fit, ""
            case "seed":
                self.seed, self.seed_locked = recipe.seed, True
            case "sampling":
                self.steps, self.guidance = recipe.steps, recipe.guidance
            case "model":
                self.model = recipe.model.id
            case "start":
                self._take_start(recipe)

    def _take_start(self, recipe: Recipe) -> None:
        self.product = recipe.product
        match recipe.start:
            case Blank():
                self.start = None
            case StartImage(sha256=sha256, strength=strength, mask=mask):
                name = "from the recipe, inside its mask" if mask else "from the recipe"
                self.start = StartPicture(sha256=sha256, name=name, mask=mask)
                self.strength = strength

    def roll(self) -> None:
        """Another seed, locked: the next set is made with it."""
        self.seed, self.seed_locked = secrets.randbelow(MAX_SEED + 1), True
