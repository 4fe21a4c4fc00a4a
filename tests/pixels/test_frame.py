"""A start picture lies in the model's picture where the finished one will show it."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from studio.pixels.frame import Frame, framed

sides = st.integers(1, 300)
LANCZOS = Image.Resampling.LANCZOS


@given(sides, sides, sides, sides, sides, sides)
def test_every_shape_gives_the_models_size(w: int, h: int, width: int, height: int, fw: int, fh: int) -> None:
    frame = Frame(width, height, (fw, fh))
    shown = frame.shown
    assert framed(Image.new("L", (w, h)), frame, LANCZOS).size == (width, height)
    assert shown[0] <= width
    assert shown[1] <= height
    assert width in shown[:1] or height in shown[1:]


def test_without_another_finished_size_all_of_it_is_shown() -> None:
    assert Frame(40, 30).shown == (40, 30)
    assert Frame(40, 30, (80, 60)).shown == (40, 30)


def test_a_picture_of_the_finished_shape_is_not_cut_but_lies_in_the_middle() -> None:
    """Wide, made by a model that makes squares: above and below its edge repeats."""
    rows = np.random.default_rng(1).integers(0, 256, (20, 40, 3), dtype=np.uint8)
    made = np.asarray(framed(Image.fromarray(rows), Frame(40, 40, (400, 200)), LANCZOS))
    assert (made[10:30] == rows).all()
    assert (made[:10] == rows[0]).all()
    assert (made[30:] == rows[-1]).all()
