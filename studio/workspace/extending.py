"""Extending a picture: how far each side grows, and the set that is made of it."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Literal, get_args

import msgspec
from psygnal import Signal

from studio.errors import InputError, StudioError
from studio.recipe.draft import Draft, DraftStart
from studio.recipe.recipe import Fit, Recipe
from studio.workspace.choices import Choices
from studio.workspace.core import Core, Model
from studio.workspace.draft import DraftState, StartPicture
from studio.workspace.picks import draft_of

Side = Literal["left", "top", "right", "bottom"]
SIDES: tuple[Side, ...] = get_args(Side)
MOST = 8192
"""pixels that one side may grow by"""

Make = Callable[[Draft, str, Sequence[str]], Awaitable[object]]
"""(draft, project or empty for the open one, notices): puts it into the queue"""


class Growth(msgspec.Struct, frozen=True, kw_only=True):
    """A picture of `width` x `height` pixels, and by how many of them each side grows."""

    width: int
    height: int
    left: int = 0
    top: int = 0
    right: int = 0
    bottom: int = 0

    @property
    def size(self) -> tuple[int, int]:
        """(width, height) of what it becomes."""
        return self.left + self.width + self.right, self.top + self.height + self.bottom

    @property
    def grows(self) -> bool:
        return self.size != (self.width, self.height)

    def by(self, side: Side, pixels: int) -> Growth:
        return msgspec.structs.replace(self, **{side: min(max(pixels, 0), MOST)})

    def to_shape(self, across: int, down: int) -> Growth:
        """Grown alike on two sides to the shape `across` to `down`; nothing is cut away."""
        wide = max(self.width, math.ceil(self.height * across / down))
        high = max(self.height, math.ceil(self.width * down / across))
        more_across, more_down = min(wide - self.width, 2 * MOST), min(high - self.height, 2 * MOST)
        return Growth(
            width=self.width,
            height=self.height,
            left=more_across // 2,
            right=more_across - more_across // 2,
            top=more_down // 2,
            bottom=more_down - more_down // 2,
        )

    def around(self, share: float) -> Growth:
        """By this share of its width and height on every side."""
        across, down = min(round(self.width * share), MOST), min(round(self.height * share), MOST)
        return Growth(width=self.width, height=self.height, left=across, right=across, top=down, bottom=down)


class Extending:
    """One picture at a time. `changed` announces other sides, another prompt, or what went wrong."""

    changed = Signal()

    def __init__(
        self,
        draft: DraftState,
        choices: Choices,
        models: Callable[[], Sequence[Model]],
        meant: Callable[[], Model | None],
        ready: Callable[[], Awaitable[Core]],
        make: Make,
    ) -> None:
        self._draft = draft
        self._choices = choices
        self._models = models
        self._meant = meant
        self._ready = ready
        self._make = make
        self._project = ""
        self.path: Path | None = None
        self.name = ""
        self.recipe: Recipe | None = None
        """of the picture, where it was made here"""
        self.own = False
        """whether it is made with the picture's own prompt, else with that of the canvas"""
        self.growth = Growth(width=1, height=1)
        self.trouble: StudioError | None = None
        """why it could not be made"""

    async def begin(self, path: Path, name: str, recipe: Recipe | None = None, project: str = "") -> None:
        """Another picture, not grown yet. Raises ImageError."""
        from studio.pixels.start import measure  # brings the picture library: not for the first paint

        info = await asyncio.to_thread(measure, path)
        self.path, self.name, self.recipe, self._project = path, name, recipe, project
        self.own = recipe is not None
        self.growth, self.trouble = Growth(width=info.width, height=info.height), None
        self.changed.emit()

    def grow(self, growth: Growth) -> None:
        if growth != self.growth:
            self.growth, self.trouble = growth, None
            self.changed.emit()

    def take_prompt(self, *, own: bool) -> None:
        self.own, self.trouble = own and self.recipe is not None, None
        self.changed.emit()

    @property
    def prompt(self) -> str:
        """What it is made with."""
        return self.recipe.prompt if self.own and self.recipe is not None else self._draft.prompt

    @property
    def model(self) -> Model | None:
        """What makes it: the picture's own model where that can, else the one on the canvas; None if nobody can."""
        wanted = None if self.recipe is None or not self.own else self.recipe.model.id
        its = next((one for one in self._models() if one.ref.id == wanted), None)
        return next((one for one in (its, self._meant()) if one is not None and _able(one)), None)

    async def make(self) -> bool:
        """Put the set into the queue; False where that cannot be, which `trouble` explains."""
        try:
            core = await self._ready()
            model, (start, fit, notices) = await self._extended(core)
            await self._make(self._asked(model, start, fit), self._project, notices)
        except StudioError as error:
            self._fail(error)
            return False
        return True

    async def lay_out(self) -> bool:
        """The grown picture as start picture of the canvas, with the mask of what is new; False as in `make`."""
        try:
            _, (start, fit, _) = await self._extended(await self._ready())
        except StudioError as error:
            self._fail(error)
            return False
        picture = StartPicture(sha256=start.sha256, name=f"{self.name}, extended", mask=start.mask)
        self._choices.put(
            "extend the start picture",
            strength=start.strength,
            width=None,
            height=None,
            channel="",
            tile="",
            fit=fit,
            start=picture,
        )
        return True

    async def _extended(self, core: Core) -> tuple[Model, tuple[DraftStart, Fit, tuple[str, ...]]]:
        model, growth = self.model, self.growth
        assert self.path is not None
        if model is None:
            raise InputError(NOBODY, remedy="Choose one that can change a part of a picture.")
        sides = {side: getattr(growth, side) for side in SIDES}
        return model, await core.extend(self.path, **sides, model=model.ref.id)

    def _asked(self, model: Model, start: DraftStart, fit: Fit) -> Draft:
        """Control images lie on the picture as it was: they are left out."""
        recipe, count = self.recipe, self._draft.count
        like = None if recipe is None or not self.own else draft_of(recipe, count, start)
        draft = self._draft.frozen() if like is None else like
        same = recipe is not None and self.own and recipe.model.id == model.ref.id
        foreign = {} if same or like is None else {"steps": None, "guidance": None, "addons": (), "references": ()}
        return msgspec.structs.replace(
            draft,
            **foreign,
            start=start,
            fit=fit,
            width=None,
            height=None,
            tile="",
            product=None,
            near=None,
            controls=(),
            model=model.ref.id,
        )

    def _fail(self, error: StudioError) -> None:
        self.trouble = error
        self.changed.emit()


NOBODY = "The chosen model cannot make what lies around a picture."


def _able(model: Model) -> bool:
    return model.state == "ready" and "mask" in model.capabilities.modes
