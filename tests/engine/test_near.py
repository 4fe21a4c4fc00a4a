"""A picture near that of another seed: at the ends exactly one or the other, between them a little different."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest

from studio.engine import schedulers
from studio.recipe.events import Cancelled, Finished, Preview, Progress
from studio.recipe.recipe import Near, StartImage
from studio.wire.messages import ModelSource, Role
from tests.engine.client import EngineClient, recipe
from tests.engine.test_masks import START, middle

OTHER, OWN = 7, 1234
SCHEDULERS = list(schedulers._MODULES)  # pyright: ignore[reportPrivateUsage]


def made(engine: EngineClient, model: ModelSource, pictures: dict[Role, Any], **changes: object) -> np.ndarray:
    outcome = engine.make(model, recipe(model, **changes), pictures=pictures, previews=False)
    assert outcome.ending == Finished(), outcome.ending
    return np.frombuffer(outcome.pictures[0].data, np.uint8).astype(int)


def ends_hold(engine: EngineClient, model: ModelSource, pictures: dict[Role, Any], **changes: object) -> None:
    other, own = (made(engine, model, pictures, seed=seed, **changes) for seed in (OTHER, OWN))
    at = [
        made(engine, model, pictures, seed=OWN, near=Near(seed=OTHER, amount=amount), **changes)
        for amount in (0, 0.4, 1)
    ]
    assert (at[0] == other).all()
    assert (at[2] == own).all()
    assert (at[1] != other).any()
    assert (at[1] != own).any()


def test_the_ends_are_the_pictures_of_both_seeds(engine: EngineClient, model: ModelSource):
    ends_hold(engine, model, {})


@pytest.mark.parametrize("strength", [0.6, 1.0])
@pytest.mark.parametrize("masked", [False, True])
def test_with_a_start_picture_and_a_mask_too(engine: EngineClient, model: ModelSource, strength: float, masked: bool):
    pictures: dict[Role, Any] = {"start": START, "mask": middle()} if masked else {"start": START}
    start = StartImage(sha256="0", strength=strength, mask="1" if masked else "")
    ends_hold(engine, model, pictures, start=start)


@pytest.mark.parametrize("scheduler", SCHEDULERS)
def test_with_every_scheduler(engine: EngineClient, kl: ModelSource, scheduler: str):
    ends_hold(engine, kl, {}, scheduler=scheduler)


@pytest.mark.parametrize("scheduler", ["default", "EulerAncestralDiscreteScheduler", "LCMScheduler"])
def test_the_more_it_is_turned_the_more_it_differs(engine: EngineClient, kl: ModelSource, scheduler: str):
    """Ancestral schedulers draw at every step: what they draw is of the other seed, so a little stays a little."""
    base = made(engine, kl, {}, seed=OTHER, scheduler=scheduler)
    away = [
        np.abs(made(engine, kl, {}, seed=OWN, scheduler=scheduler, near=Near(seed=OTHER, amount=amount)) - base).mean()
        for amount in (0.02, 0.2, 0.8)
    ]
    assert all(less < more for less, more in itertools.pairwise(away)), away
    unrelated = np.abs(made(engine, kl, {}, seed=OWN, scheduler=scheduler) - base).mean()
    assert away[0] < unrelated / 4


def test_every_picture_of_a_set_goes_its_own_way_in_both_plans(engine: EngineClient, model: ModelSource):
    asked = recipe(model, seed=OWN, near=Near(seed=OTHER, amount=0.3))
    exact, fast = (engine.make(model, asked, indexes=(0, 1, 2), plan=plan).pictures for plan in ("exact", "fast"))
    assert len({picture.data for picture in exact.values()}) == 3
    alone = engine.make(model, exact[2].recipe).pictures[0]
    assert alone.recipe.near == asked.near
    assert alone.data == exact[2].data
    for index, picture in exact.items():
        ours, theirs = (np.frombuffer(one.data, np.uint8).astype(int) for one in (picture, fast[index]))
        assert np.abs(ours - theirs).max() <= 2


def test_near_itself_is_itself(engine: EngineClient, kl: ModelSource):
    assert (made(engine, kl, {}, near=Near(seed=OTHER, amount=0.5)) == made(engine, kl, {})).all()


def test_previews_and_a_cancel_at_every_step(engine: EngineClient, model: ModelSource):
    asked = recipe(model, seed=OWN, near=Near(seed=OTHER, amount=0.3), width=128, height=128)
    whole = engine.make(model, asked)
    assert any(isinstance(event, Preview) for event in whole.events)
    for nth in range(1, asked.steps + 2):
        outcome = engine.make_and_cancel(model, asked, Progress, nth, indexes=tuple(range(30)))
        assert outcome.ending == Cancelled()
    assert engine.make(model, asked).pictures[0].data == whole.pictures[0].data
