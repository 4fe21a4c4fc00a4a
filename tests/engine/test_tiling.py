"""Seamless pictures: what is made of rolled noise is the picture rolled, and without tiling nothing has changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pytest
import torch

from studio.engine.device import Device
from studio.engine.family import LoadedModel
from studio.engine.load import Resident
from studio.engine.masking import filled, latent_mask
from studio.engine.pictures import Pictures
from studio.engine.stop import Stop
from studio.engine.tiles import grid, tiled
from studio.recipe.events import Finished
from studio.recipe.recipe import Recipe, Sketched, StartImage, Tile
from studio.wire.messages import ModelSource
from tests.engine.client import EngineClient, recipe

TILES: tuple[Tile, ...] = ("x", "y", "both")
AXES: dict[Tile, list[int]] = {"": [], "x": [-1], "y": [-2], "both": [-2, -1]}
SHIFT = 4
"""latents: a multiple of how often the networks halve them"""
SCALES = {"kl": 8, "xl": 8, "tiny": 16}
"""pixels of one latent"""


@pytest.fixture(autouse=True)
def no_gradients() -> Iterator[None]:
    with torch.inference_mode():
        yield


def loaded(source: ModelSource, *, channels_last: bool = False) -> LoadedModel:
    cpu = torch.device("cpu")
    device = Device(torch=cpu, name="", dtype=torch.float32, threads=2, channels_last=channels_last, batch=4)
    return Resident(device).get(source, Stop())[0]


def asked_of(source: ModelSource, tile: Tile, **more: object) -> Recipe:
    side = 16 * SCALES[source.ref.id]
    return recipe(source, **{"tile": tile, "width": side, "height": side, "steps": 2, **more})


def rolled(tensor: torch.Tensor, axes: Sequence[int], by: int) -> torch.Tensor:
    return tensor.roll([by] * len(axes), list(axes)) if axes else tensor


def made(model: LoadedModel, asked: Recipe, axes: Sequence[int] = (), count: int = 1) -> list[torch.Tensor]:
    """Pictures (3, height, width) of noise that is rolled by SHIFT latents along some axes."""
    model.go_on_over(asked.tile)
    step = None
    for step in model.denoise([asked] * count, model.condition(asked, Pictures())):
        if step.number == 0:
            step.latents.copy_(rolled(step.latents, axes, SHIFT))
    assert step is not None
    return [model.decode(step.latents[number : number + 1]) for number in range(count)]


def apart(first: torch.Tensor, second: torch.Tensor) -> float:
    return float((first - second).abs().max())


def close(first: torch.Tensor, second: torch.Tensor) -> bool:
    return apart(first, second) < 1e-3 * float(first.abs().max())


@pytest.mark.parametrize(("tile", "channels_last"), [("x", False), ("y", False), ("both", False), ("both", True)])
def test_rolled_noise_gives_the_picture_rolled(model: ModelSource, tile: Tile, channels_last: bool):
    engine, asked = loaded(model, channels_last=channels_last), asked_of(model, tile)
    by, axes = SHIFT * SCALES[model.ref.id], AXES[tile]
    (plain,) = made(engine, asked)
    assert close(rolled(plain, axes, by), made(engine, asked, axes)[0])
    for other in ([-1], [-2]):
        if other[0] not in axes:
            assert not close(rolled(plain, other, by), made(engine, asked, other)[0]), "an edge that was not asked for"


def test_several_at_once_are_rolled_as_well(model: ModelSource):
    engine, asked = loaded(model), asked_of(model, "both")
    by = SHIFT * SCALES[model.ref.id]
    for plain, moved in zip(made(engine, asked, count=3), made(engine, asked, AXES["both"], 3), strict=True):
        assert close(rolled(plain, AXES["both"], by), moved)


def test_without_tiling_the_bits_are_those_of_before(model: ModelSource):
    engine = loaded(model)
    before = made(engine, asked_of(model, ""))[0]
    seamless = [made(engine, asked_of(model, tile))[0] for tile in TILES]
    assert torch.equal(made(engine, asked_of(model, ""))[0], before)
    for tile, picture in zip(TILES, seamless, strict=True):
        assert apart(picture, before) > 1e-3
        assert torch.equal(made(engine, asked_of(model, tile))[0], picture)


@pytest.mark.parametrize("tile", TILES)
@pytest.mark.parametrize("rung", [0, 1, 2])
def test_pictures_are_read_and_made_round_the_edges_in_tiles_too(tiny: ModelSource, tile: Tile, rung: int):
    """Of AutoencoderTiny, which has no statistics over the whole picture that tiles could change."""
    engine = loaded(tiny)
    engine.go_on_over(tile)
    whole = engine.decode(latents := torch.randn(1, 16, 24, 32, generator=torch.Generator().manual_seed(1)))
    engine.save_memory(rung)
    seen, by = engine.decode(latents), 10 * 16
    moved = engine.decode(rolled(latents, AXES[tile], 10))
    for picture in (seen, rolled(moved, AXES[tile], -by)):
        difference = (picture - whole).abs()
        assert float(difference.mean()) < 0.02
        edge = torch.cat([difference[..., :8].flatten(), difference[..., :8, :].flatten()])
        assert float(edge.mean()) < 0.04, "edges are as well made as the middle"


@pytest.mark.parametrize("tile", TILES)
def test_a_start_picture_is_read_round_its_edges(model: ModelSource, tile: Tile):
    engine, asked = loaded(model), asked_of(model, tile)
    engine.go_on_over(tile)
    rows = np.random.default_rng(3).integers(0, 256, (asked.height, asked.width, 3), dtype=np.uint8)
    by, axes = SHIFT * SCALES[model.ref.id], AXES[tile]
    moved = np.roll(rows, [by] * len(axes), [axis - 1 for axis in axes])

    def read(picture: np.ndarray) -> torch.Tensor:
        encoded: Any = engine.encode(asked, picture, None)
        return encoded if isinstance(encoded, torch.Tensor) else encoded.mean

    assert close(rolled(read(rows), axes, SHIFT), read(moved))


def test_odd_numbers_of_latents_go_on_too(model: ModelSource):
    """A network that halves 9 latents cannot be rolled, but its decoder can, and the seam is as smooth as the rest."""
    engine, side = loaded(model), 9 * SCALES[model.ref.id]
    seams, inner = 0.0, 0.0
    for seed in range(8):
        asked = asked_of(model, "both", width=side, height=side, seed=seed)
        (picture,) = made(engine, asked)
        around = picture.diff(dim=-1, append=picture[..., :1]).abs()
        seams += float(around[..., -1].mean())
        inner += float(around[..., SCALES[model.ref.id] - 1 : -1 : SCALES[model.ref.id]].mean())
    assert seams <= 1.5 * inner


def test_previews_go_on_over_the_edges(model: ModelSource):
    engine = loaded(model)
    engine.go_on_over("x")
    channels = 16 if model.ref.id == "tiny" else 4
    latents = torch.randn(1, channels, 12, 12, generator=torch.Generator().manual_seed(2))
    moved = engine.preview(rolled(latents, [-1], SHIFT))
    assert close(rolled(engine.preview(latents), [-1], SHIFT * SCALES[model.ref.id]), moved)


@pytest.mark.parametrize("parts", [2, 4])
def test_tiles_go_round_and_put_it_together_again(parts: int):
    tiles = grid(64, 47, parts, True, True)
    given = torch.randn(1, 3, 64 * 4, 47 * 4)
    assert torch.allclose(tiled(lambda tile: tile, given, tiles, 4, 4), given, atol=1e-5)
    assert tiles.rows[-1].stop > 64
    assert tiles.columns[-1].stop > 47


def test_a_mask_goes_on_over_the_edge():
    anew = torch.zeros(1, 1, 64, 64)
    anew[..., :8] = 1
    assert float(latent_mask(anew, 8)[..., -1].max()) == 0
    assert float(latent_mask(anew, 8, "x")[..., -1].min()) > 0.2
    assert float(latent_mask(anew, 8, "y")[..., -1].max()) == 0
    assert torch.equal(latent_mask(rolled(anew, [-1], 16), 8, "x"), rolled(latent_mask(anew, 8, "x"), [-1], 2))


def test_what_is_masked_at_an_edge_is_filled_from_the_other_side():
    picture = torch.zeros(1, 3, 32, 32)
    picture[..., 16:] = 1  # on the right
    anew = torch.zeros(1, 1, 32, 32)
    anew[..., :4] = 1
    assert float(filled(picture, anew)[..., 0].max()) < 0.1
    assert float(filled(picture, anew, "x")[..., 0].min()) > 0.5


@pytest.mark.parametrize("tile", TILES)
def test_the_engine_makes_tiles_from_every_start_and_goes_back(engine: EngineClient, model: ModelSource, tile: Tile):
    start = np.random.default_rng(1).integers(0, 256, (64, 64, 3), dtype=np.uint8)
    mask = np.zeros((64, 64), np.uint8)
    mask[:, :24] = 255
    before = engine.make(model, recipe(model)).pictures[0].data
    plain = recipe(model, tile=tile)
    for start_of, pictures in (
        (StartImage(sha256="0", strength=0.6), {"start": start}),
        (StartImage(sha256="0", strength=1.0, mask="1"), {"start": start, "mask": mask}),
        (Sketched(strength=0.6, edition=1), {}),
    ):
        asked = recipe(model, tile=tile, start=start_of)
        outcome = engine.make(model, asked, pictures=pictures)
        assert outcome.ending == Finished()
        other = engine.make(model, recipe(model, start=start_of), pictures=pictures)
        assert other.pictures[0].data != outcome.pictures[0].data
        if "mask" in pictures:
            rows = np.frombuffer(outcome.pictures[0].data, np.uint8).reshape(64, 64, 3)
            assert np.array_equal(rows[mask == 0], start[mask == 0])
    for plan in ("exact", "fast"):
        first, second = (engine.make(model, plain, indexes=(0, 1), plan=plan).pictures for _ in range(2))
        assert {i: p.data for i, p in first.items()} == {i: p.data for i, p in second.items()}
    assert engine.make(model, recipe(model)).pictures[0].data == before
