"""A cancel is obeyed wherever it strikes, and the engine serves the next run at once."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from studio.recipe.events import Accepted, Cancelled, Finished, Picture, Progress
from studio.wire.messages import Cancel, Idle, Loaded, ModelSource, Report, Warm
from tests.engine.client import EngineClient, recipe, source
from tests.tiny_models import build_tiny_stable_diffusion

STEPS = 5


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> ModelSource:
    """A model whose load takes long enough to be interrupted."""
    return source(build_tiny_stable_diffusion(tmp_path_factory.mktemp("large") / "large", seed=3))


def assert_works(engine: EngineClient, model: ModelSource) -> None:
    assert engine.make(model, recipe(model)).ending == Finished()


@pytest.mark.parametrize("nth", range(1, STEPS + 5))
def test_cancel_at_every_phase_and_step(engine: EngineClient, kl: ModelSource, nth: int):
    """Events of Progress in order: encoding, denoising 0 to 5, decoding (and loading where it was not loaded)."""
    asked = recipe(kl, steps=STEPS, width=256, height=256)
    outcome = engine.make_and_cancel(kl, asked, Progress, nth, indexes=(0, 1))
    assert outcome.ending == Cancelled()
    assert len(outcome.pictures) <= 1
    assert_works(engine, kl)


def test_cancel_before_anything_was_begun(engine: EngineClient, kl: ModelSource):
    outcome = engine.make_and_cancel(kl, recipe(kl, width=256, height=256), Accepted, 1, indexes=tuple(range(20)))
    assert outcome.ending == Cancelled()
    assert_works(engine, kl)


def test_pictures_already_sent_stay_and_no_more_come(engine: EngineClient, tiny: ModelSource):
    outcome = engine.make_and_cancel(tiny, recipe(tiny, width=256, height=256), Picture, 2, indexes=tuple(range(30)))
    assert outcome.ending == Cancelled()
    assert 2 <= len(outcome.pictures) < 30


def test_a_cancel_inside_one_long_step_does_not_wait_for_its_end(engine: EngineClient, kl: ModelSource):
    asked = recipe(kl, steps=1, width=2048, height=2048)
    run = engine.begin(kl, asked, previews=False)
    events = engine.events(run)
    while (event := next(events)) != Progress(index=0, phase="denoising", step=0, steps=1):
        assert isinstance(event, Accepted | Progress)
    engine.send(Cancel(run=run))
    assert list(events) == [Cancelled()]  # and not the progress of a step that was made
    assert_works(engine, kl)


def test_a_cancel_during_a_load_stops_the_load(engine: EngineClient, kl: ModelSource, large: ModelSource):
    outcome = engine.make_and_cancel(large, recipe(large), Progress, 1)
    assert outcome.ending == Cancelled()
    assert "encoding" not in outcome.phases
    assert_works(engine, large)
    assert_works(engine, kl)


def test_a_run_cancelled_while_it_waits_behind_another_does_not_touch_that(engine: EngineClient, kl: ModelSource):
    first = engine.begin(kl, recipe(kl, width=128, height=128), indexes=(0, 1, 2))
    second = engine.begin(kl, recipe(kl))
    engine.send(Cancel(run=second))
    assert list(engine.events(first))[-1] == Finished()
    assert list(engine.events(second)) == [Cancelled()]
    assert_works(engine, kl)


def test_a_run_cancelled_behind_a_warm_up_stops_that_too(engine: EngineClient, kl: ModelSource, large: ModelSource):
    assert_works(engine, kl)
    engine.send(Warm(model=large))
    run = engine.begin(large, recipe(large))
    engine.send(Cancel(run=run))
    message = engine.read()
    while not isinstance(message, Report):
        assert isinstance(message, Idle | Loaded)
        message = engine.read()
    assert message == Report(run=run, event=Cancelled())
    engine.await_idle()
    assert_works(engine, kl)


def test_cancels_of_unknown_and_finished_runs_are_ignored(engine: EngineClient, kl: ModelSource):
    engine.send(Cancel(run="nobody's"))
    run = engine.begin(kl, recipe(kl))
    assert list(engine.events(run))[-1] == Finished()
    engine.send(Cancel(run=run))
    assert_works(engine, kl)


def test_a_newer_wish_supersedes_a_warm_up(engine: EngineClient, kl: ModelSource, large: ModelSource):
    assert_works(engine, kl)
    engine.send(Warm(model=large))
    engine.send(Warm(model=kl))
    message = engine.read()
    while not (isinstance(message, Loaded) and message.model == kl.ref):
        assert isinstance(message, Idle | Loaded)
        message = engine.read()
    assert_works(engine, kl)


def test_a_warm_up_is_used_by_the_run_that_follows(engine: EngineClient, kl: ModelSource, tiny: ModelSource):
    assert_works(engine, tiny)
    engine.send(Warm(model=kl))
    outcome = engine.make(kl, recipe(kl))
    assert outcome.ending == Finished()
    assert "loading" not in outcome.phases


def test_fifty_cancels_at_any_moment(engine: EngineClient, kl: ModelSource, tiny: ModelSource):
    for moment in range(50):
        model = (kl, tiny)[moment // 5 % 2]
        run = engine.begin(model, recipe(model, width=128, height=128), indexes=tuple(range(50)))
        time.sleep(moment % 10 * 0.01)
        engine.send(Cancel(run=run))
        assert list(engine.events(run))[-1] == Cancelled()
    assert_works(engine, kl)
    assert Path(kl.folder).is_dir()
