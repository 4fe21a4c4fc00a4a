"""Outlines: inside the unit circle, closed by nature, all different."""

from __future__ import annotations

import math

import pytest

from models.evaluation.detect import components, shape_of
from studio.sketch.palette import COLOURS, NAMES, nearest
from studio.sketch.render import draw
from studio.sketch.scene import Flat, Group, Scene, Spot
from studio.sketch.shapes import SHAPES, outline


@pytest.mark.parametrize("shape", SHAPES)
def test_outline_stays_in_the_unit_circle_and_fills_some_of_it(shape: str) -> None:
    points = [point for contour in outline(shape) for point in contour]
    assert max(math.hypot(x, y) for x, y in points) <= 1.25
    assert max(abs(x) for x, _ in points) <= 1.07
    assert max(abs(y) for _, y in points) <= 1.07


@pytest.mark.parametrize("shape", SHAPES)
def test_a_shape_is_recognised_as_itself_at_three_sizes(shape: str) -> None:
    for radius in (0.12, 0.2, 0.35):
        spot = Spot(x=0.5, y=0.5, radius=radius, angle=4.0)
        group = Group(shape=shape, colour="black", size="medium", place="centre", spots=(spot,))
        picture = draw(Scene(ground=Flat(colour="white"), groups=(group,)), 128, 128)
        (part,) = [p for p in components(picture.mean(2) < 128) if p.sum() > 12]
        assert shape_of(part) == shape


def test_shapes_cover_the_promised_domain() -> None:
    assert len(SHAPES) >= 12
    assert len(NAMES) >= 12


def test_each_colour_is_nearest_to_itself() -> None:
    assert all(nearest(value) == name for name, value in COLOURS.items())
