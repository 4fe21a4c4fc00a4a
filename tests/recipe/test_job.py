"""Which state of a job may follow which."""

from __future__ import annotations

from itertools import product
from typing import get_args

import pytest

from studio.errors import JobError
from studio.recipe.job import ENDED, State, require_transition

STATES: tuple[State, ...] = get_args(State)


def allowed(before: State, after: State) -> bool:
    try:
        require_transition(before, after)
    except JobError:
        return False
    return True


@pytest.mark.parametrize("ended", sorted(ENDED))
def test_an_ended_job_can_at_most_be_asked_for_again(ended: State) -> None:
    assert {after for after in STATES if allowed(ended, after)} <= {"waiting"}


def test_only_a_waiting_job_starts_and_only_a_running_job_ends_well() -> None:
    assert {b for b, a in product(STATES, STATES) if a == "running" and allowed(b, a)} == {"waiting"}
    assert {b for b, a in product(STATES, STATES) if a in ("done", "failed") and allowed(b, a)} == {"running"}


def test_a_refusal_tells_the_next_step() -> None:
    with pytest.raises(JobError) as caught:
        require_transition("done", "running")
    assert caught.value.remedy


def test_no_state_follows_itself() -> None:
    assert not any(allowed(state, state) for state in STATES)
