"""Objects: every one inside the unit circle, centred, in the colours asked for, the same design at any size."""

from __future__ import annotations

import math

import numpy as np
import pytest
from numpy.typing import NDArray

from studio.sketch.marks import LABELS
from studio.sketch.objects.pen import box, disc, draw, line
from studio.sketch.objects.placing import brightness, object_marks, toned
from studio.sketch.objects.registry import OBJECTS
from studio.sketch.palette import COLOURS, Rgb, lab
from studio.sketch.render import draw as picture
from studio.sketch.render import draw_labelled
from studio.sketch.scene import Flat, Group, Scene, Spot
from studio.sketch.shapes import SHAPES, outline

BUILT = [name for name in OBJECTS if name not in SHAPES]
MIDDLE = Spot(x=0.5, y=0.5, radius=0.45, angle=0.0)


def scene(name: str, colour: str = "red", ground: str = "white", spots: tuple[Spot, ...] = (MIDDLE,)) -> Scene:
    group = Group(shape=name, colour=colour, size="large", place="centre", spots=spots)
    return Scene(ground=Flat(colour=ground), groups=(group,), seed=4)


def points(name: str) -> NDArray[np.float64]:
    return np.array([point for part in OBJECTS[name].parts for contour in part.outline for point in contour])


def area(form: tuple[tuple[tuple[float, float], ...], ...]) -> float:
    return abs(sum(x0 * y1 - x1 * y0 for c in form for (x0, y0), (x1, y1) in zip(c, (*c[1:], c[0]), strict=True)) / 2)


def test_there_are_the_shapes_first_and_forty_objects_more() -> None:
    assert tuple(OBJECTS)[: len(SHAPES)] == SHAPES
    assert len(BUILT) >= 40


@pytest.mark.parametrize("name", SHAPES)
def test_a_shape_is_one_part_unchanged(name: str) -> None:
    (part,) = OBJECTS[name].parts
    assert part.outline == outline(name)
    assert part.role == "main"


@pytest.mark.parametrize("name", BUILT)
def test_no_part_leaves_the_unit_circle(name: str) -> None:
    reach = np.hypot(*points(name).T)
    assert reach.max() <= 1.0
    assert reach.max() >= 0.7


@pytest.mark.parametrize("name", BUILT)
def test_an_object_stands_in_the_middle(name: str) -> None:
    low, high = points(name).min(axis=0), points(name).max(axis=0)
    assert np.abs((low + high) / 2).max() <= 0.3


@pytest.mark.parametrize("name", BUILT)
def test_some_part_takes_the_colour_that_was_asked_for(name: str) -> None:
    fill: Rgb = (12, 200, 190)
    marks = object_marks(name, (1.0, 0.0, 0.0, 0.0, 1.0, 0.0), fill, None, "motif", "teal")
    named = [mark for mark in marks if mark.colour == "teal"]
    assert named
    assert all(mark.fill == fill for mark in named)


def test_the_second_colour_is_the_objects_own_unless_asked_for() -> None:
    place = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0)
    own = [mark.fill for mark in object_marks("gift", place, (200, 30, 30), None, "motif")]
    asked = [mark.fill for mark in object_marks("gift", place, (200, 30, 30), (1, 2, 3), "motif")]
    assert OBJECTS["gift"].accent in own
    assert (1, 2, 3) in asked
    assert OBJECTS["gift"].accent not in asked


@pytest.mark.parametrize("name", ["tick", "pin", "target", "ladybird", "crown"])
@pytest.mark.parametrize("colour", COLOURS)
def test_the_second_colour_never_vanishes_in_the_first(name: str, colour: str) -> None:
    fills = {mark.fill for mark in object_marks(name, (1.0, 0.0, 0.0, 0.0, 1.0, 0.0), COLOURS[colour], None, "motif")}
    rgbs = [fill for fill in fills if isinstance(fill, tuple)]
    assert max(math.dist(lab(COLOURS[colour]), lab(rgb)) for rgb in rgbs) > 20.0


@pytest.mark.parametrize("colour", COLOURS)
def test_shade_can_be_told_from_the_colour_it_shades(colour: str) -> None:
    base = COLOURS[colour]
    shade, light = toned("shade", base, base), toned("light", base, base)
    assert math.dist(lab(base), lab(shade)) > 5.0
    assert brightness(light) >= brightness(base)


@pytest.mark.parametrize("name", ["tree", "bicycle", "teddy bear", "cat", "oval", "house"])
def test_labels_cover_what_is_drawn_and_no_more(name: str) -> None:
    drawing = draw_labelled(scene(name, colour="purple", ground="yellow"), 320, 320)
    covered = drawing.labels == LABELS.index(name)
    ground = np.array(drawing.picture[0, 0], dtype=int)
    changed = np.abs(drawing.picture.astype(int) - ground).max(axis=2) > 90
    assert covered.any()
    assert (changed & ~covered).sum() <= 0.02 * covered.sum()


@pytest.mark.parametrize("name", BUILT)
def test_the_same_design_at_two_sizes(name: str) -> None:
    small = picture(scene(name, "blue"), 64, 64).astype(float)
    large = picture(scene(name, "blue"), 256, 256).reshape(64, 4, 64, 4, 3).mean((1, 3))
    assert np.abs(small - large).mean() < 1.6


def test_the_same_scene_gives_the_same_pixels() -> None:
    assert np.array_equal(picture(scene("owl"), 120, 90), picture(scene("owl"), 120, 90))


@pytest.mark.parametrize("name", BUILT)
def test_nothing_of_an_object_is_drawn_beyond_its_spot(name: str) -> None:
    spot = Spot(x=0.5, y=0.5, radius=0.3, angle=37.0)
    labels = draw_labelled(scene(name, spots=(spot,)), 128, 128).labels
    rows, columns = np.nonzero(labels)
    assert np.hypot(rows + 0.5 - 64, columns + 0.5 - 64).max() <= 0.3 * 128 + 1.0


def test_every_word_means_one_object() -> None:
    """Its own name goes before another's synonym: a doughnut is one, though a ring may be called so too."""
    owners = {word: name for name, thing in OBJECTS.items() for pair in thing.words if pair[0] == name for word in pair}
    for name, thing in OBJECTS.items():
        assert thing.words, name
        assert thing.colour in COLOURS
        for word in {word for pair in thing.words for word in pair}:
            assert owners.setdefault(word, name) == name or (name == "ring" and word.startswith("doughnut")), word


def test_labels_fit_into_a_byte() -> None:
    assert len(LABELS) <= 256


def test_forms_are_joined_cut_and_met() -> None:
    square, half = box(-50, -50, 100, 100), box(0, -50, 100, 100)
    assert area((square | half).outline()) == pytest.approx(15_000)
    assert area((square - half).outline()) == pytest.approx(5_000)
    assert area((square & half).outline()) == pytest.approx(5_000)
    assert area(square.shadow(-10, 0).outline()) == pytest.approx(1_000)


def test_curves_are_close_to_true() -> None:
    assert area(disc(0, 0, 90).outline()) == pytest.approx(math.pi * 8_100, rel=1e-3)
    assert area(draw("M-90 0 A90 90 0 0 1 90 0 A90 90 0 0 1 -90 0Z").outline()) == pytest.approx(
        math.pi * 8_100, rel=1e-3
    )
    assert area(line("M-50 0 H50", 10, round_ends=False).outline()) == pytest.approx(1_000)


def test_relative_steps_are_as_absolute_ones() -> None:
    assert draw("M-50 -50 h100 v100 h-100 Z").outline() == draw("M-50 -50 L50 -50 L50 50 L-50 50Z").outline()
