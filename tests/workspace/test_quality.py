"""Three words for effort, whatever the model; steps set by hand are called custom."""

from __future__ import annotations

import msgspec
import pytest
from psygnal import Signal

from studio.recipe.capabilities import Capabilities
from studio.workspace.draft import DraftState
from studio.workspace.quality import LEVELS, QualityDial, level_of, steps_for
from tests.workspace.scripted_core import CAN


def can_do(steps: int) -> Capabilities:
    return msgspec.structs.replace(CAN, steps=steps)


class Chosen:
    """A model that can be changed, as the workspace has it."""

    changed = Signal()

    def __init__(self, steps: int | None) -> None:
        self.can = None if steps is None else can_do(steps)
        self.draft = DraftState()
        self.dial = QualityDial(self.draft, lambda: self.can, self.changed)

    def change(self, steps: int) -> None:
        self.can = can_do(steps)
        self.changed.emit()


@pytest.mark.parametrize(("steps", "expected"), [(16, (8, 16, 32)), (25, (12, 25, 50)), (4, (2, 4, 8)), (1, (1, 1, 2))])
def test_steps_of_a_level(steps: int, expected: tuple[int, ...]) -> None:
    assert tuple(steps_for(level, can_do(steps)) for level in LEVELS) == expected


def test_the_level_of_steps() -> None:
    can = can_do(16)
    assert level_of(None, None, can) == level_of(16, can.guidance, can) == "balanced"
    assert level_of(8, None, can) == "draft"
    assert level_of(9, None, can) == level_of(None, 1.0, can) == "custom"


def test_the_dial_sets_the_draft_and_follows_it() -> None:
    chosen, moves = Chosen(16), list[str]()
    chosen.dial.changed.connect(lambda: moves.append(chosen.dial.level))
    chosen.dial.choose("fine")
    assert (chosen.draft.steps, moves[-1]) == (32, "fine")
    chosen.draft.steps = 11
    assert moves[-1] == "custom"
    chosen.draft.guidance = 9.0
    chosen.dial.choose("balanced")
    assert (chosen.draft.steps, chosen.draft.guidance, chosen.dial.level) == (None, None, "balanced")


def test_before_a_model_is_known() -> None:
    chosen = Chosen(None)
    assert (chosen.dial.level, chosen.dial.offered()) == ("balanced", LEVELS)
    chosen.draft.steps = 8
    assert chosen.dial.level == "custom"
    chosen.change(16)
    assert chosen.dial.level == "draft"


def test_a_model_of_one_step_has_no_draft() -> None:
    assert Chosen(1).dial.offered() == ("balanced", "fine")
