"""Which failures are tried again, how often, and what is remembered for pictures of the same kind."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from studio.backends.backend import FRUGAL
from studio.jobs.ladder import HOPEFUL, Ladder
from studio.recipe.events import Failed
from studio.recipe.job import Job, NewJob
from studio.recipe.recipe import Control, ModelRef
from tests.jobs.scripted_backend import RECIPE

MEMORY = Failed(kind="OutOfMemory", message="No memory.")
LOST = Failed(kind="EngineLost", message="Gone.")


def job(name: str, width: int = 8, **changes: Any) -> Job:
    recipe = msgspec.structs.replace(RECIPE, width=width, **changes)
    return Job(id=name, order=NewJob(recipe=recipe, count=1), state="running", made=(), attempts=1, created=0.0)


def test_memory_climbs_to_the_last_rung_and_then_the_job_is_set_aside():
    ladder, one = Ladder(), job("one")
    for rung in range(FRUGAL):
        assert ladder.frugal(one) == rung
        assert ladder.again(one, MEMORY, made=0, frugal=rung)
    assert ladder.frugal(one) == FRUGAL
    assert ladder.again(one, MEMORY, made=3, frugal=FRUGAL) is None


def test_the_like_begins_where_the_last_one_ended_well():
    ladder = Ladder()
    ladder.again(job("one"), MEMORY, made=0, frugal=0)
    assert ladder.frugal(job("like")) == 1
    assert ladder.frugal(job("smaller", width=4)) == 0


def test_what_guides_a_model_needs_memory_that_the_model_alone_does_not():
    ladder, guide = Ladder(), ModelRef(id="canny", weights="c")
    guided: dict[str, Any] = {"controls": (Control(kind="edges", model=guide, sha256="0", weight=1.0),)}
    ladder.again(job("one", **guided), MEMORY, made=0, frugal=0)
    assert ladder.frugal(job("like", **guided)) == 1
    assert ladder.frugal(job("alone")) == 0


def test_a_run_that_began_before_it_was_known_does_not_climb_twice():
    ladder = Ladder()
    ladder.again(job("one"), MEMORY, made=0, frugal=0)
    ladder.again(job("two"), MEMORY, made=0, frugal=0)
    assert ladder.frugal(job("two")) == 1


def test_memory_may_come_back():
    ladder = Ladder()
    ladder.again(job("one"), MEMORY, made=0, frugal=0)
    for number in range(HOPEFUL):
        assert ladder.frugal(job("like")) == 1
        ladder.went_well(job(str(number)))
    assert ladder.frugal(job("like")) == 0


@pytest.mark.parametrize("kind", ["EngineLost", "EngineHung", "EngineStartFailed"])
def test_a_lost_engine_is_tried_once_more(kind: str):
    ladder, one = Ladder(), job("one")
    failure = msgspec.structs.replace(LOST, kind=kind)
    assert not ladder.lost_before(one)
    assert ladder.again(one, failure, made=0, frugal=0)
    assert ladder.lost_before(one)
    assert ladder.again(one, failure, made=0, frugal=0) is None


def test_pictures_in_between_are_a_fresh_start():
    ladder, one = Ladder(), job("one")
    for made in (0, 5, 1, 2):
        assert ladder.again(one, LOST, made=made, frugal=0)
    assert ladder.again(one, LOST, made=0, frugal=0) is None


def test_an_ended_job_is_forgotten():
    ladder, one = Ladder(), job("one")
    ladder.again(one, LOST, made=0, frugal=0)
    ladder.forget(one)
    assert not ladder.lost_before(one)


def test_other_failures_are_the_job_s_own():
    for kind in ("ModelMissing", "ImageError", "ProtocolError", "StudioError"):
        assert Ladder().again(job("one"), Failed(kind=kind, message="No."), made=0, frugal=0) is None
