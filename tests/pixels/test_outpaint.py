"""A picture on a wider canvas: itself bit for bit, its mask exact, the rest its own colours."""

from __future__ import annotations

from io import BytesIO

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from studio.errors import ImageError
from studio.pixels.outpaint import Extended, Sides, extended

sides = st.builds(
    Sides, left=st.integers(0, 40), top=st.integers(0, 40), right=st.integers(0, 40), bottom=st.integers(0, 40)
)
sizes = st.tuples(st.integers(1, 60), st.integers(1, 60))


def file_of(rows: np.ndarray) -> bytes:
    file = BytesIO()
    Image.fromarray(rows).save(file, "PNG")
    return file.getvalue()


def opened(data: bytes) -> np.ndarray:
    with Image.open(BytesIO(data)) as image:
        return np.asarray(image)


def noise(width: int, height: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)


def grown(rows: np.ndarray, by: Sides) -> Extended:
    return extended(file_of(rows), by)


@given(sizes, sides)
def test_the_picture_stays_and_the_mask_is_exactly_the_rest(size: tuple[int, int], by: Sides) -> None:
    rows = noise(*size)
    made = grown(rows, by)
    start, mask = opened(made.start), opened(made.mask)
    inside = (slice(by.top, by.top + size[1]), slice(by.left, by.left + size[0]))
    assert start.shape == (*mask.shape, 3) == (*by.around(*size)[::-1], 3)
    assert (start[inside] == rows).all()
    assert not mask[inside].any()
    anew = np.ones(mask.shape, bool)
    anew[inside] = False
    assert (mask[anew] == 255).all()


def test_what_is_new_begins_with_the_colours_beside_it() -> None:
    rows = np.zeros((40, 60, 3), np.uint8)
    rows[:, :30], rows[:, 30:] = (250, 0, 0), (0, 0, 250)
    start = opened(grown(rows, Sides(left=50, right=50)).start)
    assert np.abs(start[:, 0].astype(int) - (250, 0, 0)).max() < 40
    assert np.abs(start[:, -1].astype(int) - (0, 0, 250)).max() < 40
    assert (start[:, 49] == rows[:, 0]).mean() > 0.3  # it begins with the edge itself


def test_far_away_no_detail_is_left() -> None:
    start = opened(grown(noise(64, 64), Sides(right=64)).start)
    near, far = (start[:, column].astype(float).std() for column in (64, 127))
    assert far < near / 3


def test_a_picture_that_lies_on_its_side_is_extended_upright() -> None:
    file, turned = BytesIO(), Image.Exif()
    turned[0x0112] = 6
    Image.new("RGB", (30, 20), "green").save(file, "JPEG", exif=turned)
    assert opened(extended(file.getvalue(), Sides(top=5)).mask).shape == (35, 20)


def test_what_is_no_picture_is_refused() -> None:
    with pytest.raises(ImageError) as refusal:
        extended(b"nothing", Sides(left=1))
    assert refusal.value.remedy
