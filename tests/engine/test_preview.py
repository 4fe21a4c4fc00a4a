"""Previews come, are small, look like the picture, and cost little."""

from __future__ import annotations

import itertools

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from studio.engine.device import choose_device
from studio.engine.load import Resident
from studio.engine.pictures import Pictures
from studio.engine.preview import INTERVAL_SECONDS, SHARE, PreviewPace
from studio.engine.stop import Stop
from studio.recipe.events import Preview, Progress
from studio.wire.messages import ModelSource
from tests.engine.client import EngineClient, recipe


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@given(st.lists(st.tuples(st.floats(0.001, 5), st.floats(0.0001, 1)), min_size=1, max_size=60))
def test_the_pace_keeps_its_promises(steps: list[tuple[float, float]]):
    """Seconds of each step, and what a preview would cost after it."""
    clock = Clock()
    pace = PreviewPace(clock)
    shown: list[float] = []
    spent = costs = 0.0
    for step, cost in steps:
        clock.now += step
        if pace.due():
            shown.append(clock.now)
            costs = max(costs, cost)
            pace.begin()
            clock.now += cost
            spent += cost
            pace.end()
    assert shown[0] == steps[0][0]
    assert all(later - earlier >= INTERVAL_SECONDS - 1e-9 for earlier, later in itertools.pairwise(shown))
    if len({cost for _, cost in steps}) == 1:
        assert spent <= SHARE * clock.now + 2 * costs


def test_steps_slower_than_the_pace_are_all_previewed():
    clock = Clock()
    pace = PreviewPace(clock)
    for _ in range(20):
        clock.now += 0.5
        assert pace.due()
        pace.begin()
        clock.now += 0.1
        pace.end()


def test_previews_begin_with_the_first_step_and_are_small(engine: EngineClient, kl: ModelSource):
    outcome = engine.make(kl, recipe(kl, width=384, height=256, steps=4))
    steps = [preview.step for preview in outcome.previews]
    assert steps[0] == 1
    assert steps == sorted(set(steps))
    assert {(preview.width, preview.height) for preview in outcome.previews} == {(128, 88)}


def test_previews_come_after_the_progress_of_their_step_and_before_the_picture(engine: EngineClient, tiny: ModelSource):
    events = engine.make(tiny, recipe(tiny, width=512, height=256, steps=6)).events
    place = next(i for i, event in enumerate(events) if isinstance(event, Preview))
    preview, before = events[place], events[place - 1]
    assert isinstance(preview, Preview)
    assert before == Progress(index=0, phase="denoising", step=preview.step, steps=6)
    assert (preview.width, preview.height) == (512, 256)
    assert not any(isinstance(event, Preview) and event.step == 6 for event in events)  # the picture itself comes next


def test_large_pictures_are_previewed_small(engine: EngineClient, tiny: ModelSource):
    outcome = engine.make(tiny, recipe(tiny, width=1024, height=512, steps=2))
    assert {(preview.width, preview.height) for preview in outcome.previews} == {(512, 256)}


@pytest.mark.parametrize("scheduler", ["default", "EulerDiscreteScheduler", "DPMSolverMultistepScheduler"])
def test_previews_come_to_look_like_the_picture(kl: ModelSource, scheduler: str):
    """The picture is no larger than a preview here, so both can be compared pixel by pixel."""
    device = choose_device()
    model, _ = Resident(device).get(kl, Stop())
    asked = recipe(kl, width=128, height=128, steps=12, scheduler=scheduler)
    with torch.inference_mode():
        steps = list(model.denoise([asked], model.condition(asked, Pictures())))
        final = model.decode(steps[-1].latents)
        differences = [float((model.preview(step.foreseen) - final).abs().mean()) for step in steps[1:]]
    assert differences[-1] < 0.02
    assert differences[6] < differences[0]
    assert not torch.equal(steps[3].foreseen, steps[3].latents)  # not the noise of the moment, but where it leads


def test_no_previews_where_none_are_wanted_and_the_same_bits(engine: EngineClient, kl: ModelSource):
    asked = recipe(kl, width=192, height=192)
    quiet = engine.make(kl, asked, previews=False)
    shown = engine.make(kl, asked)
    assert (len(quiet.previews), len(shown.previews) > 0) == (0, True)
    assert quiet.pictures[0].data == shown.pictures[0].data
