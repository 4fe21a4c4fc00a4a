"""Same recipe, same picture: twice, alone or in a set, and (within a rounding) in the fast plan."""

from __future__ import annotations

import random

import numpy as np
import pytest

from studio.recipe.events import Finished, Picture, Progress
from studio.recipe.recipe import MAX_SEED, StartImage, variation
from studio.wire.messages import ModelSource
from tests.engine.client import EngineClient, recipe

START = random.Random(5).randbytes(64 * 64 * 3)


def pixels(picture: Picture) -> np.ndarray:
    return np.frombuffer(picture.data, np.uint8).reshape(picture.height, picture.width, 3)


def test_a_set_twice_gives_the_same_bits_and_every_picture_alone_too(engine: EngineClient, model: ModelSource):
    asked = recipe(model)
    first = engine.make(model, asked, indexes=(0, 1, 2, 3))
    again = engine.make(model, asked, indexes=(0, 1, 2, 3), previews=False)
    assert first.ending == Finished()
    assert {i: p.data for i, p in first.pictures.items()} == {i: p.data for i, p in again.pictures.items()}
    alone = engine.make(model, variation(asked, 3))
    assert alone.pictures[0].data == first.pictures[3].data
    third = engine.make(model, asked, indexes=(2,))
    assert third.pictures[2].data == first.pictures[2].data
    assert len({picture.data for picture in first.pictures.values()}) == 4


def test_every_picture_carries_the_recipe_that_makes_exactly_it(engine: EngineClient, tiny: ModelSource):
    asked = recipe(tiny, seed=MAX_SEED)
    outcome = engine.make(tiny, asked, indexes=(0, 1))
    assert [picture.recipe for picture in outcome.pictures.values()] == [asked, variation(asked, 1)]
    assert outcome.pictures[1].recipe.seed == 0
    again = engine.make(tiny, outcome.pictures[1].recipe)
    assert again.pictures[0].data == outcome.pictures[1].data


def test_a_start_picture_gives_the_same_bits_too(engine: EngineClient, model: ModelSource):
    asked = recipe(model, start=StartImage(sha256="0" * 64, strength=0.6))
    first = engine.make(model, asked, indexes=(0, 1, 2), start=START)
    alone = engine.make(model, variation(asked, 2), start=START)
    assert first.ending == Finished()
    assert alone.pictures[0].data == first.pictures[2].data
    other = engine.make(model, variation(asked, 2), start=bytes(len(START)))
    assert other.pictures[0].data != alone.pictures[0].data


def test_a_stochastic_scheduler_draws_its_noise_from_the_pictures_own_seed(engine: EngineClient, kl: ModelSource):
    asked = recipe(kl, scheduler="EulerAncestralDiscreteScheduler")
    first = engine.make(kl, asked, indexes=(0, 1, 2))
    alone = engine.make(kl, asked, indexes=(2,))
    assert alone.pictures[2].data == first.pictures[2].data


def test_prompt_seed_steps_and_guidance_each_decide_the_picture(engine: EngineClient, kl: ModelSource):
    changes: list[dict[str, object]] = [
        {},
        {"prompt": "blue stripes"},
        {"negative": "green"},
        {"seed": 8},
        {"steps": 5},
        {"guidance": 1.0},
        {"width": 72},
    ]
    data = [engine.make(kl, recipe(kl, **change)).pictures[0].data for change in changes]
    assert len(set(data)) == len(changes)


@pytest.mark.parametrize("start", [None, START])
def test_the_fast_plan_makes_the_same_pictures_within_a_rounding(
    engine: EngineClient, model: ModelSource, start: bytes | None
):
    asked = recipe(model, start=StartImage(sha256="0", strength=0.8)) if start else recipe(model)
    exact = engine.make(model, asked, indexes=tuple(range(6)), start=start)
    fast = engine.make(model, asked, indexes=tuple(range(6)), start=start, plan="fast")
    assert {picture.receipt.plan for picture in fast.pictures.values()} == {"fast"}
    assert list(fast.pictures) == list(range(6))
    for index, picture in exact.pictures.items():
        difference = np.abs(pixels(picture).astype(int) - pixels(fast.pictures[index]))
        assert difference.max() <= 2, f"picture {index}: {difference.max()} of 255, mean {difference.mean():.3f}"


def test_progress_tells_every_phase_and_step(engine: EngineClient, tiny: ModelSource):
    outcome = engine.make(tiny, recipe(tiny, steps=3), indexes=(4,), previews=False)
    told = [event for event in outcome.events if isinstance(event, Progress) and event.phase != "loading"]
    assert [(event.index, event.phase, event.step, event.steps) for event in told] == [
        (4, "encoding", 0, 0),
        *((4, "denoising", step, 3) for step in range(4)),
        (4, "decoding", 3, 3),
    ]


def test_receipts_say_how_a_picture_came_about(engine: EngineClient, kl: ModelSource):
    outcome = engine.make(kl, recipe(kl), indexes=(0, 1))
    first, second = (picture.receipt for picture in outcome.pictures.values())
    assert (first.backend, first.device, first.plan, first.cost) == ("local", "cpu", "exact", 0.0)
    assert engine.ready is not None
    assert first.dtype == engine.ready.dtype
    assert set(first.versions) == {"studio", "torch", "diffusers"}
    assert first.seconds.encode > 0
    assert (second.seconds.encode, second.seconds.load) == (0.0, 0.0)
    for seconds in (first.seconds, second.seconds):
        assert seconds.denoise > 0
        assert seconds.decode > 0
        assert seconds.total == pytest.approx(seconds.load + seconds.encode + seconds.denoise + seconds.decode)


def test_a_run_of_nothing_finishes(engine: EngineClient, kl: ModelSource):
    assert engine.make(kl, recipe(kl), indexes=()).ending == Finished()
