"""The memory ladder: each rung needs less than the one before, says so, and leaves nothing behind."""

from __future__ import annotations

import resource
from pathlib import Path

import numpy as np
import psutil
import pytest
import torch

from studio.engine.tiles import SMALLEST, grid, tiled
from studio.recipe.events import Failed, Finished, Picture
from studio.recipe.recipe import StartImage
from studio.wire.messages import ModelSource
from tests.conftest import Survivors
from tests.engine.client import EngineClient, recipe

TILES, SMALL = "put together from tiles to save memory", "computed in smaller parts to save memory"
SIDE = 512


def rows_of(picture: Picture) -> np.ndarray:
    return np.frombuffer(picture.data, np.uint8).reshape(picture.height, picture.width, 3).astype(int)


@pytest.mark.parametrize(("frugal", "said"), [(0, ()), (1, (TILES,)), (2, (TILES, SMALL))])
def test_every_rung_says_what_changed_the_bits(
    engine: EngineClient, model: ModelSource, frugal: int, said: tuple[str, ...]
):
    picture = engine.make(model, recipe(model, width=SIDE, height=SIDE, steps=2), frugal=frugal).pictures[0]
    assert picture.receipt.adjustments == said


def test_a_picture_too_small_for_tiles_is_made_whole(engine: EngineClient, kl: ModelSource):
    plain, frugal = (engine.make(kl, recipe(kl), frugal=rung).pictures[0] for rung in (0, 1))
    assert frugal.data == plain.data
    assert frugal.receipt.adjustments == ()


def test_the_rungs_make_the_same_picture_within_a_few_levels(engine: EngineClient, tiny: ModelSource):
    """Of AutoencoderTiny, which has no statistics over the whole picture that tiles could change."""
    asked = recipe(tiny, width=SIDE, height=SIDE, steps=2)
    plain, tiles, small = (rows_of(engine.make(tiny, asked, frugal=rung).pictures[0]) for rung in (0, 1, 2))
    assert np.abs(tiles - plain).mean() < 2
    assert np.abs(small - plain).mean() < 2


def test_after_the_ladder_the_bits_are_those_of_before(engine: EngineClient, model: ModelSource):
    asked = recipe(model, width=SIDE, height=SIDE, steps=2)
    before = engine.make(model, asked).pictures[0].data
    assert engine.make(model, asked, frugal=2).ending == Finished()
    assert engine.make(model, asked).pictures[0].data == before


def test_the_fast_plan_takes_one_picture_at_a_time(engine: EngineClient, kl: ModelSource):
    exact = engine.make(kl, recipe(kl), indexes=(0, 1, 2), frugal=1)
    fast = engine.make(kl, recipe(kl), indexes=(0, 1, 2), frugal=1, plan="fast")
    assert [picture.data for picture in fast.pictures.values()] == [picture.data for picture in exact.pictures.values()]


def test_a_start_picture_is_read_in_tiles_too(engine: EngineClient, tiny: ModelSource):
    start = np.tile(np.linspace(0, 255, SIDE).astype(np.uint8)[:, None, None], (1, SIDE, 3))
    asked = recipe(tiny, width=SIDE, height=SIDE, steps=2, start=StartImage(sha256="0", strength=0.5))
    plain, frugal = (engine.make(tiny, asked, start=start.tobytes(), frugal=rung) for rung in (0, 1))
    assert frugal.ending == Finished()
    difference = np.abs(rows_of(frugal.pictures[0]) - rows_of(plain.pictures[0]))
    assert 0 < difference.mean() < 5


def test_what_fails_on_one_rung_fits_on_the_next(tiny: ModelSource, tmp_path: Path, survivors: Survivors):
    """A real limit on a real process, as the runner meets it. Peaks here: 510, 270 and 125 MiB above idle."""
    asked = recipe(tiny, width=1536, height=1536, steps=1)
    with EngineClient(tmp_path / "log") as engine:
        survivors.allow_process(engine.process.pid)
        engine.await_ready()
        assert engine.make(tiny, recipe(tiny)).ending == Finished()
        idle = psutil.Process(engine.process.pid).memory_info().vms
        for rung, most in enumerate((390, 195)):
            limit = idle + most * 2**20, resource.RLIM_INFINITY
            resource.prlimit(engine.process.pid, resource.RLIMIT_AS, limit)
            failure = engine.make(tiny, asked, previews=False, frugal=rung).ending
            assert isinstance(failure, Failed), failure
            assert failure.kind == "OutOfMemory"
            assert engine.make(tiny, asked, previews=False, frugal=rung + 1).ending == Finished()


@pytest.mark.parametrize(("height", "width"), [(64, 64), (16, 200), (5, 5), (33, 47), (17, 16)])
@pytest.mark.parametrize("parts", [1, 2, 4])
def test_tiles_cover_everything_and_put_it_together_again(height: int, width: int, parts: int):
    tiles = grid(height, width, parts)
    given = torch.randn(1, 3, height * 4, width * 4)
    assert torch.allclose(tiled(lambda tile: tile, given, tiles, 4, 4), given, atol=1e-5)
    assert all(part.stop - part.start >= min(SMALLEST, height) for part in tiles.rows)
    if max(height, width) >= 64 and parts > 1:
        assert tiles.count >= parts
        assert max(part.stop - part.start for part in tiles.columns) < width


def test_where_tiles_meet_one_fades_into_the_next():
    number = iter(range(100))
    made = tiled(lambda tile: torch.full_like(tile, next(number)), torch.zeros(1, 1, 64, 64), grid(64, 64, 2), 1, 1)
    steps = made.diff(dim=-1).abs().max()
    assert float(steps) < 1
