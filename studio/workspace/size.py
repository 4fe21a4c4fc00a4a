"""The size of the draft: shapes by use, channels, free sides with or without a fixed ratio; what the model can make."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from psygnal import Signal, SignalInstance

from studio.recipe.capabilities import Capabilities, SizeRule
from studio.recipe.recipe import Fit, Tile
from studio.recipe.shape import cut_share, made_for
from studio.workspace.draft import DraftState
from studio.workspace.presets import Shape, shape_of, sizes_of

UNKNOWN = Capabilities(
    modes=(),
    size=SizeRule(width=256, height=256, multiple=8, smallest=64, largest=4096, max_pixels=2**24),
    steps=1,
    guidance=1.0,
)
"""until the model is known"""


MUCH_CUT = 0.1
"""share of the picture that is not cut away without a word"""


def made_size(draft: DraftState, can: Capabilities) -> tuple[int, int]:
    """(width, height) at which the model makes the draft: what fits best where it is left blank."""
    blank = (can.size.width, can.size.height) if draft.fit is None else _best_for(draft.fit, can, draft.tile)
    return draft.width or blank[0], draft.height or blank[1]


@lru_cache(maxsize=64)
def _best_for(fit: Fit, can: Capabilities, tile: Tile) -> tuple[int, int]:
    """It is asked for again and again, and looks at every size that the model can make."""
    return made_for(fit.width, fit.height, can, tile)


class SizeChoice:
    """Width and height in pixels at which the model makes it; a blank of the draft is what fits best.

    With `fit` the finished picture has another size: it is scaled to cover that, and cropped to the middle.
    """

    changed = Signal()

    def __init__(
        self, draft: DraftState, capabilities: Callable[[], Capabilities | None], model_changed: SignalInstance
    ) -> None:
        self._draft = draft
        self._capabilities = capabilities
        self._ratio = self.width / self.height
        events = draft.events
        sides = events.width, events.height, events.ratio_locked
        for signal in (*sides, events.fit, events.channel, events.tile, model_changed):
            signal.connect(self._look)

    @property
    def can(self) -> Capabilities:
        return self._capabilities() or UNKNOWN

    @property
    def width(self) -> int:
        return made_size(self._draft, self.can)[0]

    @property
    def height(self) -> int:
        return made_size(self._draft, self.can)[1]

    @property
    def fit(self) -> Fit | None:
        """The size that is delivered, where it is not the size that is made."""
        return self._draft.fit

    @property
    def channel(self) -> str:
        """Id of the channel that was chosen for it; empty where none was."""
        return self._draft.channel

    @property
    def cut(self) -> float:
        """Share of what is made that is cut away to deliver it, 0 to below 1."""
        fit = self.fit
        return 0.0 if fit is None else cut_share((self.width, self.height), (fit.width, fit.height))

    @property
    def locked(self) -> bool:
        """Whether one side follows the other."""
        return self._draft.ratio_locked

    @property
    def shape(self) -> Shape | None:
        """What the size is good for; None for a size of the user's own, and for one that is delivered otherwise."""
        return None if self.fit is not None else shape_of(self.width, self.height, self.can)

    def sizes(self) -> tuple[tuple[int, int], ...]:
        """Sizes of the same shape that the model can make."""
        shape, fit = self.shape, self.fit
        if fit is not None:
            delivered = Shape(use="square", name="", across=fit.width, down=fit.height, purpose="")
            return tuple(sorted({_best_for(fit, self.can, self._draft.tile), *sizes_of(delivered, self.can)}))
        return () if shape is None else sizes_of(shape, self.can)

    def choose(self, shape: Shape) -> None:
        """The first size of a shape, delivered as it is made."""
        self._draft.fit, self._draft.channel = None, ""
        self.use(*sizes_of(shape, self.can)[0])

    def deliver(self, width: int, height: int, channel: str = "") -> None:
        """Deliver pictures of this size, made at whatever the model makes best for it."""
        self._draft.width = self._draft.height = None
        self._draft.fit, self._draft.channel = Fit(width=width, height=height), channel

    def deliver_as_made(self) -> None:
        """No other size than the one that is made."""
        made = self.width, self.height
        self._draft.fit, self._draft.channel = None, ""
        self.use(*made)

    def use(self, width: int, height: int) -> None:
        self._set(width, height)
        self._ratio = width / height

    def lock(self, locked: bool) -> None:
        """From now on the ratio stays (or not) when a side is changed."""
        self._ratio = self.width / self.height
        self._draft.ratio_locked = locked

    def set_width(self, width: int) -> None:
        self._set(width, self._other(width / self._ratio) if self.locked else self._free[1])

    def set_height(self, height: int) -> None:
        self._set(self._other(height * self._ratio) if self.locked else self._free[0], height)

    def swap(self) -> None:
        """Upright becomes across."""
        made, fit = (self.height, self.width), self.fit
        if fit is not None:
            self._draft.fit, self._draft.channel = Fit(width=fit.height, height=fit.width), ""
        self.use(*made)

    def nearest(self) -> tuple[int, int] | None:
        """What the model can make instead; None if the size is fine or no model is known."""
        rule = self.can.size
        if self._capabilities() is None or rule.allows(self.width, self.height):
            return None
        return rule.nearest(self.width, self.height)

    @property
    def _free(self) -> tuple[int | None, int | None]:
        """What stands for the side that is not being changed: with another size to deliver, what is shown."""
        return (self._draft.width, self._draft.height) if self.fit is None else (self.width, self.height)

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
