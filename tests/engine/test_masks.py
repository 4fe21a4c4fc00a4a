"""Inside a mask the picture is made anew, outside it is the start picture bit for bit."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from studio.engine import schedulers
from studio.engine.masking import filled, latent_mask
from studio.pixels.compositing import Rows
from studio.recipe.events import Finished, Picture
from studio.recipe.recipe import Fit, Recipe, StartImage
from studio.wire.messages import ModelSource, Role
from tests.engine.client import EngineClient, recipe

RNG = np.random.default_rng(11)
START: Rows = RNG.integers(0, 256, (64, 64, 3), dtype=np.uint8)
SCHEDULERS = list(schedulers._MODULES)  # pyright: ignore[reportPrivateUsage]


def masked(model: ModelSource, strength: float = 1.0, **changes: object) -> Recipe:
    return recipe(model, start=StartImage(sha256="0", strength=strength, mask="1"), **changes)


def middle(side: int = 64) -> Rows:
    mask = np.zeros((side, side), np.uint8)
    mask[side // 4 : -side // 4, side // 4 : -side // 4] = 255
    return mask


def rows_of(picture: Picture) -> Rows:
    return np.frombuffer(picture.data, np.uint8).reshape(picture.height, picture.width, 3)


def made(engine: EngineClient, model: ModelSource, asked: Recipe, pictures: dict[Role, Rows], **how: object) -> Rows:
    outcome = engine.make(model, asked, pictures=pictures, previews=False, **how)
    assert outcome.ending == Finished(), outcome.ending
    return rows_of(outcome.pictures[0])


def some_mask(number: int) -> Rows:
    """Ellipses of grey and white on black, or the other way round."""
    rng = np.random.default_rng(number)
    mask = np.zeros((64, 64), np.uint8)
    y, x = np.mgrid[:64, :64]
    for level in rng.choice([0, 90, 255], 4):
        cx, cy, rx, ry = rng.uniform(0, 64, 2).tolist() + rng.uniform(4, 30, 2).tolist()
        mask[((x - cx) / rx) ** 2 + ((y - cy) / ry) ** 2 < 1] = level
    return 255 - mask if number % 3 == 0 else mask


@pytest.mark.parametrize("number", range(20))
def test_outside_any_mask_every_bit_is_the_start_pictures(
    engine: EngineClient, tiny_models: dict[str, ModelSource], number: int
) -> None:
    model, mask = tiny_models["kl" if number % 2 else "tiny"], some_mask(number)
    asked = masked(model, strength=(1.0, 0.6)[number // 2 % 2], seed=number, steps=3)
    result = made(engine, model, asked, {"start": START, "mask": mask})
    assert (result[mask == 0] == START[mask == 0]).all()
    assert (mask < 255).all() or (result[mask == 255] != START[mask == 255]).any()


def test_at_full_strength_nothing_of_what_was_beneath_the_mask_is_left(engine: EngineClient, model: ModelSource):
    """Two start pictures that differ only there give one and the same picture."""
    mask, other = middle(), START.copy()
    other[mask == 255] = (255, 0, 0)
    results = [made(engine, model, masked(model), {"start": each, "mask": mask}) for each in (START, other)]
    assert (results[0] == results[1]).all()


def test_at_less_than_full_strength_what_was_there_is_the_base(engine: EngineClient, model: ModelSource):
    mask, other = middle(), START.copy()
    other[mask == 255] = (255, 0, 0)
    results = [made(engine, model, masked(model, 0.5), {"start": each, "mask": mask}) for each in (START, other)]
    assert (results[0] != results[1]).any()


def test_a_white_mask_is_no_mask(engine: EngineClient, model: ModelSource):
    white = np.full((64, 64), 255, np.uint8)
    with_mask = made(engine, model, masked(model, 0.6), {"start": START, "mask": white})
    without = made(engine, model, recipe(model, start=StartImage(sha256="0", strength=0.6)), {"start": START})
    assert (with_mask == without).all()


def test_a_black_mask_keeps_everything(engine: EngineClient, model: ModelSource):
    assert (made(engine, model, masked(model), {"start": START, "mask": middle() * 0}) == START).all()


def test_prompt_and_seed_decide_what_is_inside(engine: EngineClient, model: ModelSource):
    pictures: dict[Role, Rows] = {"start": START, "mask": middle()}
    changes: list[dict[str, object]] = [{}, {"seed": 8}, {"prompt": "blue stripes"}]
    results = [made(engine, model, masked(model, 1.0, **change), pictures).tobytes() for change in changes]
    assert len(set(results)) == 3


@pytest.mark.parametrize("scheduler", SCHEDULERS)
@pytest.mark.parametrize("strength", [1.0, 0.5])
def test_every_scheduler_holds_the_rest(engine: EngineClient, kl: ModelSource, scheduler: str, strength: float):
    asked = masked(kl, strength, scheduler=scheduler, steps=5)
    pictures: dict[Role, Rows] = {"start": START, "mask": middle()}
    first = made(engine, kl, asked, pictures)
    assert (first[middle() == 0] == START[middle() == 0]).all()
    assert (first == made(engine, kl, asked, pictures)).all()


def test_a_set_alone_and_in_the_fast_plan(engine: EngineClient, model: ModelSource):
    pictures: dict[Role, Rows] = {"start": START, "mask": middle()}
    exact, fast = (
        engine.make(model, masked(model), indexes=(0, 1, 2), pictures=pictures, plan=plan).pictures
        for plan in ("exact", "fast")
    )
    alone = engine.make(model, masked(model), indexes=(2,), pictures=pictures).pictures[2]
    assert alone.data == exact[2].data
    for index, picture in exact.items():
        difference = np.abs(rows_of(picture).astype(int) - rows_of(fast[index]))
        assert difference.max() <= 2


def test_an_enlarged_picture_keeps_the_start_pictures_own_pixels(engine: EngineClient, model: ModelSource):
    """Never scaled down and up again: they come from a copy in the finished size."""
    whole: Rows = RNG.integers(0, 256, (192, 192, 3), dtype=np.uint8)
    mask = middle(192)
    pictures: dict[Role, Rows] = {"start": START, "mask": middle(), "kept": whole, "kept mask": mask}
    outcome = engine.make(model, masked(model, fit=Fit(width=192, height=192)), pictures=pictures)
    result = rows_of(outcome.pictures[0])
    assert result.shape == (192, 192, 3)
    assert (result[mask == 0] == whole[mask == 0]).all()
    assert (result[mask == 255] != whole[mask == 255]).any()
    assert outcome.pictures[0].receipt.adjustments == ("made at 64x64, enlarged to 192x192",)


def test_previews_show_the_rest_as_it_stays(engine: EngineClient, tiny: ModelSource):
    start = np.full((64, 64, 3), 255, np.uint8)
    black: dict[Role, Rows] = {"start": start, "mask": np.zeros((64, 64), np.uint8)}
    looks = engine.make(tiny, masked(tiny, steps=12), pictures=black).previews
    assert looks
    first, last = (np.frombuffer(look.data, np.uint8) for look in (looks[0], looks[-1]))
    assert np.abs(first.astype(int) - last).max() <= 1


def test_latents_of_a_mask_are_softened_and_keep_to_their_range() -> None:
    anew = torch.zeros(1, 1, 64, 64)
    anew[..., 32:] = 1
    soft = latent_mask(anew, 8)[0, 0]
    assert soft.shape == (8, 8)
    assert soft[0].tolist() == [0, 0, 0, 0.25, 0.75, 1, 1, 1]


def test_a_filled_hole_has_the_colours_around_it() -> None:
    picture = torch.full((1, 3, 40, 56), 0.25)
    anew = torch.zeros(1, 1, 40, 56)
    anew[..., 8:30, 10:50] = 1
    picture[..., 8:30, 10:50] = -1
    assert torch.allclose(filled(picture, anew), torch.full_like(picture, 0.25), atol=1e-5)
    everything = filled(picture, torch.ones_like(anew))
    assert torch.isfinite(everything).all()
