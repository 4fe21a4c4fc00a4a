"""The quality dial: how much work goes into a picture, in three words that mean something else for every model."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from psygnal import Signal, SignalInstance

from studio.recipe.capabilities import Capabilities
from studio.workspace.draft import DraftState

Level = Literal["draft", "balanced", "fine"]
Shown = Level | Literal["custom"]
LEVELS: tuple[Level, ...] = ("draft", "balanced", "fine")
_SEARCHED: tuple[Level, ...] = ("balanced", "draft", "fine")
"""for a model of one step a draft is its balanced picture"""
MEANING: dict[Level, str] = {
    "draft": "Half the steps: to try ideas",
    "balanced": "The steps this model is best at",
    "fine": "Twice the steps: more care, more time",
}


def steps_for(level: Level, can: Capabilities) -> int:
    """Steps of a level: half the model's own, its own, or twice as many."""
    match level:
        case "draft":
            return max(1, can.steps // 2)
        case "balanced":
            return can.steps
        case "fine":
            return min(can.max_steps, can.steps * 2)


def level_of(steps: int | None, guidance: float | None, can: Capabilities) -> Shown:
    """Which level these are for a model; "custom" when they were set by hand to something else."""
    if guidance not in (None, can.guidance):
        return "custom"
    wanted = can.steps if steps is None else steps
    for level in _SEARCHED:
        if steps_for(level, can) == wanted:
            return level
    return "custom"


class QualityDial:
    """The dial of one draft: shows the level its steps and guidance are for the chosen model, and sets them."""

    changed = Signal()

    def __init__(
        self, draft: DraftState, capabilities: Callable[[], Capabilities | None], model_changed: SignalInstance
    ) -> None:
        self._draft = draft
        self._capabilities = capabilities
        self._level: Shown = self._found()
        model_changed.connect(self._look)
        draft.events.steps.connect(self._look)
        draft.events.guidance.connect(self._look)

    @property
    def level(self) -> Shown:
        return self._level

    def offered(self) -> tuple[Level, ...]:
        """Levels that differ for this model: one of a single step has no draft."""
        can = self._capabilities()
        if can is None:
            return LEVELS
        return tuple(level for level in LEVELS if level == "balanced" or steps_for(level, can) != can.steps)

    def choose(self, level: Level) -> None:
        """The steps of a level; guidance becomes the model's own."""
        can = self._capabilities()
        self._draft.guidance = None
        self._draft.steps = None if can is None or level == "balanced" else steps_for(level, can)
        self._look()

    def _look(self, *_change: object) -> None:
        self._level = self._found()
        self.changed.emit()

    def _found(self) -> Shown:
        can = self._capabilities()
        if can is not None:
            return level_of(self._draft.steps, self._draft.guidance, can)
        return "balanced" if (self._draft.steps, self._draft.guidance) == (None, None) else "custom"
