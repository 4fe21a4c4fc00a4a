"""The size of the draft: shapes by use, free sides with or without a fixed ratio, and what the model can make."""

from __future__ import annotations

from collections.abc import Callable

from psygnal import Signal, SignalInstance

from studio.recipe.capabilities import Capabilities, SizeRule
from studio.workspace.draft import DraftState
from studio.workspace.presets import Shape, shape_of, sizes_of

_UNKNOWN = Capabilities(
    modes=(),
    size=SizeRule(width=256, height=256, multiple=8, smallest=64, largest=4096, max_pixels=2**24),
    steps=1,
    guidance=1.0,
)
"""until the model is known"""


class SizeChoice:
    """Width and height in pixels; a blank of the draft is the model's own size."""

    changed = Signal()

    def __init__(
        self, draft: DraftState, capabilities: Callable[[], Capabilities | None], model_changed: SignalInstance
    ) -> None:
        self._draft = draft
        self._capabilities = capabilities
        self._ratio = self.width / self.height
        for signal in (draft.events.width, draft.events.height, draft.events.ratio_locked, model_changed):
            signal.connect(self._look)

    @property
    def can(self) -> Capabilities:
        return self._capabilities() or _UNKNOWN

    @property
    def width(self) -> int:
        return self._draft.width or self.can.size.width

    @property
    def height(self) -> int:
        return self._draft.height or self.can.size.height

    @property
    def locked(self) -> bool:
        """Whether one side follows the other."""
        return self._draft.ratio_locked

    @property
    def shape(self) -> Shape | None:
        """What the size is good for; None for a size of the user's own."""
        return shape_of(self.width, self.height, self.can)

    def sizes(self) -> tuple[tuple[int, int], ...]:
        """Sizes of the same shape that the model can make."""
        shape = self.shape
        return () if shape is None else sizes_of(shape, self.can)

    def choose(self, shape: Shape) -> None:
        """The first size of a shape."""
        self.use(*sizes_of(shape, self.can)[0])

    def use(self, width: int, height: int) -> None:
        self._set(width, height)
        self._ratio = width / height

    def lock(self, locked: bool) -> None:
        """From now on the ratio stays (or not) when a side is changed."""
        self._ratio = self.width / self.height
        self._draft.ratio_locked = locked

    def set_width(self, width: int) -> None:
        self._set(width, self._other(width / self._ratio) if self.locked else self._draft.height)

    def set_height(self, height: int) -> None:
        self._set(self._other(height * self._ratio) if self.locked else self._draft.width, height)

    def swap(self) -> None:
        """Upright becomes across."""
        self.use(self.height, self.width)

    def nearest(self) -> tuple[int, int] | None:
        """What the model can make instead; None if the size is fine or no model is known."""
        rule = self.can.size
        if self._capabilities() is None or rule.allows(self.width, self.height):
            return None
        return rule.nearest(self.width, self.height)

    def _other(self, side: float) -> int:
        """The side that follows, as the model wants it."""
        multiple = self.can.size.multiple
        return max(1, round(side / multiple)) * multiple

    def _set(self, width: int | None, height: int | None) -> None:
        """Keeps the fixed ratio, of which the sides are only the nearest whole multiples."""
        ratio = self._ratio
        self._draft.width, self._draft.height = width, height
        if self.locked:
            self._ratio = ratio

    def _look(self, *_change: object) -> None:
        self._ratio = self.width / self.height
        self.changed.emit()
