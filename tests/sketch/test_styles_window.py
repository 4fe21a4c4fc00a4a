"""Windows: a picture too large to be painted at once is the same painted window by window."""

from __future__ import annotations

from typing import get_args

import msgspec
import numpy as np
import pytest

from studio.sketch.canvas import Pixels
from studio.sketch.scene import Style
from studio.sketch.styles import TREATMENTS
from studio.sketch.styles_board import Board
from studio.sketch.styles_window import Step, Window
from tests.sketch.test_styles import GROUNDS, PLAIN

WHOLE = Window(0, 0, 240, 176)


@pytest.mark.parametrize("style", get_args(Style))
@pytest.mark.parametrize("ground", ["plain", *GROUNDS])
def test_layers_are_the_same_in_windows(style: Style, ground: str) -> None:
    """But for a few pixels at edges, whose cover is rounded otherwise where a window cuts the path."""
    scene = msgspec.structs.replace(PLAIN, style=style, ground=GROUNDS.get(ground, PLAIN.ground))
    board = Board(scene, WHOLE.width, WHOLE.height)
    for step in TREATMENTS[style].steps(board, board.piles):
        parts = [painted(step, Window(0, top, WHOLE.right, min(top + 61, WHOLE.bottom))) for top in (0, 61, 122)]
        difference = np.abs(np.concatenate(parts).astype(int) - painted(step, WHOLE))
        assert difference.max() <= 32
        assert (difference.max(axis=2) > 2).mean() < 0.01


def painted(step: Step, window: Window) -> Pixels:
    """What the layer shows in the window, clear where it shows nothing."""
    pixels = np.zeros((window.height, window.width, 4), np.uint8)
    sheet = step.painted(window)
    if sheet is not None:
        sheet.window.of(pixels, window)[:] = sheet.pixels
    return pixels


def test_windows_and_strips_cover_a_window_once() -> None:
    for window in (WHOLE, Window(5, 7, 6, 5000), Window(0, 0, 9000, 700)):
        for parts in (list(window.windows()), list(window.strips())):
            assert [part.top for part in parts] == [window.top, *(part.bottom for part in parts[:-1])]
            assert parts[-1].bottom == window.bottom
            assert {(part.left, part.right) for part in parts} == {(window.left, window.right)}


def test_what_lies_outside_is_not_painted() -> None:
    assert Step(window=Window(0, 0, 8, 8), paint=lambda _: pytest.fail("painted")).painted(Window(8, 0, 16, 8)) is None
