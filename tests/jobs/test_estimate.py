"""Time left from measured speeds: pictures that are missing, loads where the model changes."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.jobs.estimate import seconds_left, seconds_of
from studio.recipe.job import Job, NewJob
from studio.recipe.recipe import ModelRef
from studio.recipe.speed import Speed
from tests.jobs.scripted_backend import RECIPE

ONE, TWO = ModelRef(id="one", weights="1" * 64), ModelRef(id="two", weights="2" * 64)
SPEEDS = {"one": Speed(load=10.0, step=2.0, rest=1.0), "two": Speed(load=20.0, step=4.0, rest=2.0)}


def job(model: ModelRef, count: int = 1, made: tuple[int, ...] = ()) -> Job:
    """Of one megapixel and three steps: with model one 7 s a picture, with model two 14 s."""
    recipe = msgspec.structs.replace(RECIPE, width=1000, height=1000, steps=3, model=model)
    return Job(id="job", order=NewJob(recipe=recipe, count=count), state="waiting", made=made, attempts=0, created=0.0)


def test_only_what_is_missing_counts():
    assert seconds_of(job(ONE, count=3, made=(1,)), SPEEDS) == pytest.approx(14.0)
    assert seconds_of(job(ONE, count=1, made=(0,)), {}) == 0.0


def test_a_load_counts_where_the_model_changes():
    jobs = [job(ONE), job(ONE), job(TWO), job(ONE)]
    assert seconds_left(jobs, SPEEDS) == pytest.approx(10 + 7 + 7 + 20 + 14 + 10 + 7)
    assert seconds_left(jobs, SPEEDS, loaded=ONE.weights) == pytest.approx(7 + 7 + 20 + 14 + 10 + 7)


def test_a_job_with_nothing_to_make_changes_no_model():
    assert seconds_left([job(ONE), job(TWO, made=(0,)), job(ONE)], SPEEDS, loaded=ONE.weights) == pytest.approx(14.0)


def test_an_unknown_speed_is_no_number():
    assert seconds_of(job(TWO), {"one": SPEEDS["one"]}) is None
    assert seconds_left([job(ONE), job(TWO)], {"one": SPEEDS["one"]}) is None
    assert seconds_left([], {}) == 0.0


@given(models=st.lists(st.sampled_from([ONE, TWO]), max_size=12))
def test_together_is_never_slower(models: list[ModelRef]):
    apart = seconds_left([job(model) for model in models], SPEEDS)
    together = seconds_left([job(model) for model in sorted(models, key=lambda model: model.id)], SPEEDS)
    assert apart is not None
    assert together is not None
    assert together <= apart + 1e-6
