"""After the model: the finished size, and products that lie on top unchanged."""

from __future__ import annotations

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.engine.finishing import finished, fitting
from studio.engine.pictures import Pictures
from studio.pixels.compositing import Rows
from studio.recipe.events import Finished, Picture
from studio.recipe.recipe import Fit, ModelRef, Product, Recipe
from studio.wire.messages import ModelSource
from tests.engine.client import EngineClient, recipe

PLAIN = Recipe(
    prompt="p", width=64, height=64, seed=1, steps=1, guidance=1.0, scheduler="s", model=ModelRef(id="m", weights="w")
)
sides = st.integers(1, 60)


def noise(seed: int, *shape: int) -> Rows:
    return np.random.default_rng(seed).integers(0, 256, shape, dtype=np.uint8)


def rows_of(picture: Picture) -> Rows:
    return np.frombuffer(picture.data, np.uint8).reshape(picture.height, picture.width, 3)


def sized(width: int, height: int, fit: tuple[int, int], product: Product | None = None) -> Recipe:
    return msgspec.structs.replace(
        PLAIN, width=width, height=height, fit=Fit(width=fit[0], height=fit[1]), product=product
    )


@given(st.tuples(sides, sides), st.tuples(sides, sides), st.data())
@settings(deadline=None)
def test_kept_and_product_pixels_are_the_given_ones_at_any_size_and_place(
    made: tuple[int, int], fit: tuple[int, int], data: st.DataObject
) -> None:
    width, height = fit
    w, h = data.draw(st.integers(1, width)), data.draw(st.integers(1, height))
    x, y = data.draw(st.integers(0, width - w)), data.draw(st.integers(0, height - h))
    seed = data.draw(st.integers(0, 2**32 - 5))
    product, mask = noise(seed, h, w, 4), noise(seed + 1, height, width)
    product[..., 3] = np.where(product[..., 3] < 80, 0, np.where(product[..., 3] > 160, 255, product[..., 3]))
    mask[mask < 128] = 0
    kept, picture = noise(seed + 2, height, width, 3), noise(seed + 3, made[1], made[0], 3)
    given = Pictures(start=picture, mask=picture[..., 0], kept=kept, kept_mask=mask, product=product)
    result = finished(picture, sized(*made, fit, product=Product(sha256="0", x=x, y=y)), given)
    assert result.shape == (height, width, 3)
    place = np.zeros((height, width), np.uint8)
    place[y : y + h, x : x + w] = product[..., 3]
    opaque = product[..., 3] == 255
    assert (result[y : y + h, x : x + w][opaque] == product[opaque][:, :3]).all()
    stays = (mask == 0) & (place == 0)
    assert (result[stays] == kept[stays]).all()


@pytest.mark.parametrize(
    ("made", "fit", "said"),
    [
        ((448, 560), (1080, 1350), "made at 448x560, enlarged to 1080x1350"),
        ((560, 464), (300, 250), "made at 560x464, reduced to 300x250; 1% of it was cut away"),
        ((64, 64), (64, 32), "made at 64x64, cut to 64x32; 50% of it was cut away"),
    ],
)
def test_what_was_done_to_the_size_is_said(made: tuple[int, int], fit: tuple[int, int], said: str) -> None:
    assert fitting(sized(*made, fit)) == (said,)


def test_without_another_size_nothing_is_said_or_done() -> None:
    picture = noise(1, 64, 64, 3)
    assert fitting(PLAIN) == ()
    assert (finished(picture, PLAIN, Pictures()) == picture).all()


def test_the_engine_finishes_what_it_makes(engine: EngineClient, model: ModelSource) -> None:
    product = noise(5, 9, 14, 4)
    product[..., 3] = 255
    fit = Fit(width=150, height=100)
    asked = recipe(model, fit=fit, product=Product(sha256="0", x=136, y=3))
    outcome = engine.make(model, asked, indexes=(0, 1), pictures={"product": product})
    assert outcome.ending == Finished()
    plain = engine.make(model, recipe(model, fit=fit), indexes=(0, 1))
    for index, picture in outcome.pictures.items():
        rows, below = rows_of(picture), rows_of(plain.pictures[index]).copy()
        below[3:12, 136:] = product[..., :3]
        assert (rows == below).all()
        assert picture.receipt.adjustments == ("made at 64x64, enlarged to 150x100; 33% of it was cut away",)
        assert picture.recipe.size == (150, 100)


def test_a_large_finished_size_goes_through_the_line(engine: EngineClient, tiny: ModelSource) -> None:
    outcome = engine.make(tiny, recipe(tiny, steps=1, fit=Fit(width=5000, height=4000)))
    assert outcome.ending == Finished()
    assert len(outcome.pictures[0].data) == 5000 * 4000 * 3
