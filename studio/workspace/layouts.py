"""Which layout the canvas shows of a prompt that is drawn, and whether the pictures will have it."""

from __future__ import annotations

import secrets
from typing import Literal

from psygnal import Signal

from studio.recipe.recipe import MAX_SEED
from studio.workspace.draft import DraftState
from studio.workspace.starts import Starts

Use = Literal["nothing", "picture", "start"]
"""what the drawing is: not wanted; the picture itself; what a model paints over"""


class Layouts:
    """A layout is the seed of what a prompt leaves open. One that is not kept is only an example."""

    changed = Signal()

    def __init__(self, draft: DraftState, starts: Starts) -> None:
        self._draft = draft
        self._starts = starts
        self._tried: int | None = None
        """looked at after the draft's own"""
        for news in (draft.events.start, draft.events.seed_locked, draft.events.model):
            news.connect(self._tell, max_args=0)
        draft.events.seed.connect(self._another_seed, max_args=0)

    @property
    def use(self) -> Use:
        if self._draft.drawn:
            return "picture"
        return "nothing" if self._starts.sketch is None else "start"

    @property
    def seed(self) -> int:
        """Of the layout that is shown."""
        sketch = self._starts.sketch
        if self.use == "start" and sketch is not None and sketch.layout is not None:
            return sketch.layout
        if self._tried is None or (self.use == "picture" and self._draft.seed_locked):
            return self._draft.seed
        return self._tried

    @property
    def kept(self) -> bool:
        """Whether the pictures will have it: all of a set, or the first where the sketch draws the picture itself."""
        sketch = self._starts.sketch
        return self._draft.seed_locked if self.use == "picture" else sketch is not None and sketch.layout is not None

    @property
    def sentence(self) -> str:
        """What the shown layout has to do with the pictures."""
        if not self.kept:
            return "Each picture gets a layout of its own."
        if self._draft.count == 1:
            return "The picture gets this layout."
        if self.use == "start":
            return "All pictures share this layout."
        return "The first picture is this one; the others vary."

    def another(self) -> None:
        """Show another one; one that is kept gives way to it."""
        if self.use == "picture" and self.kept:
            self._draft.roll()
            return
        rolled = secrets.randbelow(MAX_SEED + 1)
        if self.kept:
            self._starts.lay_out(rolled)
        else:
            self._tried = rolled
            self.changed.emit()

    def keep(self, kept: bool) -> None:
        """Make with the layout that is shown; or let each picture have its own."""
        if self.use == "picture":
            self._draft.seed, self._draft.seed_locked = self.seed, kept
        elif self.use == "start":
            self._starts.lay_out(self.seed if kept else None)

    def _tell(self) -> None:
        self.changed.emit()

    def _another_seed(self) -> None:
        self._tried = None
        self.changed.emit()
