"""Products lie wholly inside the finished picture, at the place that was asked for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.errors import InputError
from studio.recipe.draft import Anchor, DraftProduct
from studio.recipe.placement import ANCHORS, placed, read_place

sides = st.integers(1, 3000)


@given(sides, sides, sides, sides, st.sampled_from(ANCHORS))
def test_every_anchor_lies_inside_or_the_product_is_too_large(
    width: int, height: int, w: int, h: int, at: Anchor
) -> None:
    product = DraftProduct(sha256="ab", width=w, height=h, at=at)
    if w > width or h > height:
        with pytest.raises(InputError, match=f"{w}x{h}") as caught:
            placed(product, width, height)
        assert f"{w}x{h}" in caught.value.remedy
    else:
        place = placed(product, width, height)
        assert 0 <= place.x <= width - w
        assert 0 <= place.y <= height - h


@given(sides, sides, st.tuples(st.integers(-50, 3000), st.integers(-50, 3000)))
def test_a_pixel_is_kept_or_refused_with_what_is_possible(width: int, height: int, at: tuple[int, int]) -> None:
    product = DraftProduct(sha256="ab", width=1, height=1, at=at)
    if 0 <= at[0] < width and 0 <= at[1] < height:
        place = placed(product, width, height)
        assert (place.x, place.y) == at
    else:
        with pytest.raises(InputError, match="outside") as caught:
            placed(product, width, height)
        assert f"0 to {width - 1}" in caught.value.remedy


@pytest.mark.parametrize(
    ("at", "place"),
    [
        ("top left", (0, 0)),
        ("top", (45, 0)),
        ("right", (90, 20)),
        ("centre", (45, 20)),
        ("bottom right", (90, 40)),
        ((3, 4), (3, 4)),
    ],
)
def test_places(at: Anchor | tuple[int, int], place: tuple[int, int]) -> None:
    product = placed(DraftProduct(sha256="ab", width=10, height=10, at=at), 100, 50)
    assert (product.x, product.y) == place


@pytest.mark.parametrize(
    ("text", "place"),
    [
        *((anchor, anchor) for anchor in ANCHORS),
        ("Top-Center", "top"),
        (" centre ", "centre"),
        ("middle", "centre"),
        ("right_bottom", "bottom right"),
        ("40,60", (40, 60)),
        (" 0 , 7 ", (0, 7)),
    ],
)
def test_places_as_people_write_them(text: str, place: Anchor | tuple[int, int]) -> None:
    assert read_place(text) == place


@pytest.mark.parametrize("text", ["", "x", "-1,2", "1;2", "1,2,3", "top left right", "٣,٤"])
def test_what_is_no_place_is_refused(text: str) -> None:
    with pytest.raises(InputError) as caught:
        read_place(text)
    assert "bottom right" in caught.value.remedy
