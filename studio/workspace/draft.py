"""The draft on the canvas: every field announces its change; freezing it gives the value that is made."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import ClassVar, Literal, get_args

import msgspec
from psygnal import SignalGroupDescriptor

from studio.recipe.draft import DEFAULT_STRENGTH, Draft, DraftProduct, DraftSketch, DraftStart
from studio.recipe.recipe import MAX_SEED, SKETCH, Blank, Fit, Near, Product, Recipe, Sketched, StartImage, Text, Tile
from studio.workspace.draft_additions import (
    ChosenLora,
    ControlPicture,
    ReferencePicture,
    asked_addons,
    asked_controls,
    asked_references,
    taken_addons,
    taken_controls,
    taken_references,
)

Part = Literal["prompt", "negative", "size", "seed", "sampling", "model", "additions", "start"]
"""of a recipe, as one may take it alone; sampling is steps and guidance, seed how near another one, additions LoRAs,
control images and references"""
PARTS: tuple[Part, ...] = get_args(Part)


class StartPicture(msgspec.Struct, frozen=True, kw_only=True):
    """A start picture on the canvas: a blob, and what the user knows it by."""

    sha256: str
    name: str
    mask: str = ""
    """sha256 of the mask that a recipe brought with it: black stays as it is; empty for none"""


class SavedDraft(msgspec.Struct, frozen=True, kw_only=True):
    """The draft as the session keeps it. Fields as in DraftState, but for what it begins with."""

    prompt: str = ""
    negative: str = ""
    width: int | None = None
    height: int | None = None
    ratio_locked: bool = False
    fit: Fit | None = None
    channel: str = ""
    tile: Tile = ""
    count: int = 4
    seed: int = 0
    seed_locked: bool = False
    near: Near | None = None
    text: Text | None = None
    steps: int | None = None
    guidance: float | None = None
    model: str | None = None
    addons: tuple[ChosenLora, ...] = ()
    controls: tuple[ControlPicture, ...] = ()
    references: tuple[ReferencePicture, ...] = ()
    start: StartPicture | None = None
    sketch: DraftSketch | None = None
    """instead of a start picture"""
    aside: StartPicture | None = None
    strength: float = DEFAULT_STRENGTH
    product: Product | None = None


_PLAIN = tuple(name for name in SavedDraft.__struct_fields__ if name not in ("start", "sketch"))
"""fields that are kept as they are"""


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
    tile: Tile = ""
    """over which edges the pictures repeat without a seam"""
    count: int = 4
    seed: int = 0
    """the seed of the last set until it is locked; then that of the next"""
    seed_locked: bool = False
    near: Near | None = None
    """the picture of another seed that the next set stays near"""
    text: Text | None = None
    """how the prompt is read; None: with weights and in parts, where the model can"""
    steps: int | None = None
    guidance: float | None = None
    model: str | None = None
    addons: tuple[ChosenLora, ...] = ()
    controls: tuple[ControlPicture, ...] = ()
    references: tuple[ReferencePicture, ...] = ()
    start: StartPicture | DraftSketch | None = None
    """a picture, or a layout that is drawn from the prompt first"""
    aside: StartPicture | None = None
    """a start picture that gave way to something else, to be taken up again"""
    strength: float = DEFAULT_STRENGTH
    """of a start picture; a sketch has its own"""
    product: Product | None = None
    """a cut-out that a recipe brought with it, laid over the finished picture"""

    @property
    def drawn(self) -> bool:
        """Whether the sketch draws the picture itself, with no trained model at work."""
        return self.model == SKETCH

    def frozen(self) -> Draft:
        """What only a trained model takes notice of stays on the canvas while the sketch draws."""
        drawn = self.drawn
        return Draft(
            prompt=self.prompt,
            negative="" if drawn else self.negative,
            width=self.width,
            height=self.height,
            seed=self.seed if self.seed_locked else None,
            count=self.count,
            steps=None if drawn else self.steps,
            guidance=None if drawn else self.guidance,
            model=self.model,
            start=self._asked_start(),
            fit=self.fit,
            tile=self.tile,
            product=asked_product(self.product),
            near=None if drawn else self.near,
            text=None if drawn else self.text,
            addons=() if drawn else asked_addons(self.addons),
            controls=() if drawn else asked_controls(self.controls),
            references=() if drawn else asked_references(self.references),
        )

    def _asked_start(self) -> DraftStart | DraftSketch | None:
        match self.start:
            case None:
                return None
            case StartPicture(sha256=sha256, mask=mask):
                return DraftStart(sha256=sha256, strength=self.strength, mask=mask)
            case DraftSketch():
                return None if self.drawn else self.start

    def saved(self) -> SavedDraft:
        picture = self.start if isinstance(self.start, StartPicture) else None
        sketch = self.start if isinstance(self.start, DraftSketch) else None
        return SavedDraft(**{name: getattr(self, name) for name in _PLAIN}, start=picture, sketch=sketch)

    def restore(self, saved: SavedDraft) -> None:
        for name in _PLAIN:
            setattr(self, name, getattr(saved, name))
        self.start = saved.start if saved.sketch is None else saved.sketch

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
                self.text = "plain" if recipe.text == "plain" and not recipe.drawn else None
            case "negative":
                self.negative = recipe.negative
            case "size":
                self.width, self.height = recipe.width, recipe.height
                self.fit, self.channel, self.tile = recipe.fit, "", recipe.tile
            case "seed":
                self.seed, self.seed_locked, self.near = recipe.seed, True, recipe.near
            case "sampling":
                own = recipe.drawn  # a drawing has none: the next model begins with its own
                self.steps, self.guidance = (None, None) if own else (recipe.steps, recipe.guidance)
            case "model":
                self.model = recipe.model.id
            case "additions":
                self.addons = taken_addons(recipe.addons, self.addons)
                self.controls = taken_controls(recipe.controls, self.controls)
                self.references = taken_references(recipe.references, self.references)
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
            case Sketched(strength=strength, layout=layout):
                self.start = DraftSketch(strength=strength, layout=layout)

    def roll(self) -> None:
        """Another seed, locked: the next set is made with it."""
        self.seed, self.seed_locked = secrets.randbelow(MAX_SEED + 1), True
