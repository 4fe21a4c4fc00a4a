"""The same design at 256 and 4096 pixels, in every style: a large picture reduced by area is like the small one."""

from __future__ import annotations

from typing import get_args

import msgspec
import numpy as np
import pytest
from numpy.typing import NDArray

from studio.sketch.canvas import Pixels
from studio.sketch.render import draw
from studio.sketch.scene import Flat, Landscape, Scene, Style
from tests.sketch.seams import LARGE
from tests.sketch.test_styles import group

STYLES: tuple[Style, ...] = get_args(Style)
SMALL, SEEN = 256, 32
"""Both are compared at 32 pixels, eight of the small picture in one: there dots of the screen, specks, fibres and lines
of a pixel, which no two sizes can put on the same pixels, are no longer seen, while what they make up is."""
ALIKE = 0.96
"""Structural similarity. Measured: 0.98 and more for the same design, 0.93 and less for one whose things are moved by
a fiftieth of the picture."""


def scene(ground: Flat | Landscape, moved: float = 0.0) -> Scene:
    things = (
        group("circle", "coral", (0.3 + moved, 0.3, 0.2), (0.72 + moved, 0.28, 0.14)),
        group("house", "#2277aa", (0.5 + moved, 0.72, 0.2)),
    )
    return Scene(ground=ground, groups=things, seed=3)


SCENES = {
    "objects": scene(Flat(colour="cream")),
    "landscape": scene(Landscape(land="hills", time="day", horizon=0.6, light=0.3, rich=True)),
}
MOVED = scene(Flat(colour="cream"), moved=0.02)


def alike(first: Pixels, second: Pixels) -> float:
    """The mean structural similarity (Wang et al., 2004) of two pictures' brightness in windows of 8 pixels."""
    a, b = (_windows(picture) for picture in (first, second))
    mean_a, mean_b = a.mean((-1, -2)), b.mean((-1, -2))
    both = ((a - mean_a[..., None, None]) * (b - mean_b[..., None, None])).mean((-1, -2))
    c1, c2 = 2.55**2, 7.65**2
    level = (2 * mean_a * mean_b + c1) / (mean_a**2 + mean_b**2 + c1)
    return float((level * (2 * both + c2) / (a.var((-1, -2)) + b.var((-1, -2)) + c2)).mean())


def _windows(picture: Pixels) -> NDArray[np.float64]:
    bright = reduced(picture) @ np.array([0.299, 0.587, 0.114])
    return np.lib.stride_tricks.sliding_window_view(bright, (8, 8))[::2, ::2]


def reduced(picture: Pixels) -> NDArray[np.float64]:
    """Averaged to 32 x 32."""
    by = len(picture) // SEEN
    return np.stack([rows.reshape(by, SEEN, by, 3).mean((0, 2)) for rows in picture.reshape(SEEN, by, -1, 3)])


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("name", SCENES)
@pytest.mark.parametrize("side", LARGE)
def test_the_design_is_the_same_at_every_size(style: Style, name: str, side: int) -> None:
    styled = msgspec.structs.replace(SCENES[name], style=style)
    small, large = draw(styled, SMALL, SMALL), draw(styled, side, side)
    assert alike(small, large) >= ALIKE
    assert np.abs(reduced(small) - reduced(large)).mean() < 3.0


@pytest.mark.parametrize("style", STYLES)
def test_the_measure_sees_things_that_moved(style: Style) -> None:
    still, moved = (draw(msgspec.structs.replace(s, style=style), SMALL, SMALL) for s in (SCENES["objects"], MOVED))
    assert alike(still, moved) < ALIKE
