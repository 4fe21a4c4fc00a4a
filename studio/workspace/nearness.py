"""How different the next set is from the picture of a seed: from the same to any."""

from __future__ import annotations

from collections.abc import Callable

from psygnal import Signal

from studio.recipe.capabilities import Capabilities
from studio.recipe.recipe import Near
from studio.workspace.draft import DraftState

A_LITTLE = 0.15
A_LOT = 0.5


class Nearness:
    """One dial over seed, lock and nearness: 0 holds the seed, 1 lets it go, between the set stays near its picture.

    `chosen()` is the seed of the picture that is chosen, None without one.
    """

    changed = Signal()

    def __init__(
        self,
        draft: DraftState,
        capabilities: Callable[[], Capabilities | None],
        chosen: Callable[[], int | None],
    ) -> None:
        self._draft = draft
        self._capabilities = capabilities
        self._chosen = chosen
        self._dialled: int | None = None
        """whose picture the dial was last moved away from"""
        for news in (draft.events.near, draft.events.seed, draft.events.seed_locked, draft.events.model):
            news.connect(self._announce)

    @property
    def can(self) -> bool:
        """Whether the chosen model can stay near."""
        can = self._capabilities()
        return can is not None and "near" in can.modes and not self._draft.drawn

    @property
    def base(self) -> int | None:
        """The seed whose picture is meant; None where there is none to be near to."""
        draft = self._draft
        if draft.near is not None:
            return draft.near.seed
        if draft.seed_locked:
            return draft.seed
        chosen = self._chosen()
        return self._dialled if chosen is None else chosen

    @property
    def amount(self) -> float:
        """0 (the same picture) to 1 (any)."""
        draft = self._draft
        return draft.near.amount if draft.near is not None else 0.0 if draft.seed_locked else 1.0

    def dial(self, amount: float) -> None:
        """From the base; nothing happens without one."""
        base, draft = self.base, self._draft
        if base is None:
            return
        self._dialled = base
        if amount <= 0:
            draft.seed, draft.near, draft.seed_locked = base, None, True
        elif amount >= 1:
            draft.near, draft.seed_locked = None, False
        else:
            if draft.near is None:
                draft.seed_locked = False  # the sets differ from each other too
            draft.near = Near(seed=base, amount=amount)

    def let_go(self) -> None:
        """Any picture again."""
        self._dialled = None
        self._draft.near, self._draft.seed_locked = None, False
        self.changed.emit()

    def look(self) -> None:
        """Another picture may be chosen."""
        self.changed.emit()

    def _announce(self, *_change: object) -> None:
        self.changed.emit()


def nearest(seed: int, near: Near | None) -> int:
    """The seed that a picture of `seed` is nearest to: its own, or where it was made near another one, the nearer."""
    return near.seed if near is not None and near.amount < 0.5 else seed
