"""The detector is right where it is known what is drawn, and refuses what was not asked for."""

from __future__ import annotations

import random
from collections.abc import Callable

import msgspec
import numpy as np
import pytest

from studio.sketch.palette import COLOURS, CONTRAST, NAMES, contrast
from studio.sketch.render import draw
from studio.sketch.scene import Flat, Group, Scene, Spot
from studio.sketch.words.reading import understand
from tests.sketch.measured.asked import THINGS, Asked, coloured, counted, placed, related
from tests.sketch.measured.detector import Pixels, objects, patches
from tests.sketch.measured.figures import SIDE, picture
from tests.sketch.measured.judging import colours_are_right, count_is_right, place_is_right, relation_is_right


def discs(ground: str, *placed: tuple[str, float, float, float]) -> Pixels:
    """Plain discs (colour, x, y, radius) without any smoothing, drawn by hand."""
    made = np.full((SIDE, SIDE, 3), COLOURS[ground], np.uint8)
    y, x = np.mgrid[0:SIDE, 0:SIDE] / SIDE
    for colour, at_x, at_y, radius in placed:
        made[(x - at_x) ** 2 + (y - at_y) ** 2 < radius**2] = COLOURS[colour]
    return made


def test_discs_are_counted_named_and_placed() -> None:
    found = objects(discs("white", ("red", 0.2, 0.3, 0.1), ("navy", 0.7, 0.3, 0.15), ("teal", 0.5, 0.8, 0.04)))
    assert sorted((seen.colour, round(seen.x, 1), round(seen.y, 1)) for seen in found) == [
        ("navy", 0.7, 0.3),
        ("red", 0.2, 0.3),
        ("teal", 0.5, 0.8),
    ]


def test_an_empty_picture_has_no_objects() -> None:
    assert objects(discs("gray")) == []


def test_one_within_another_is_one_object_of_two_colours() -> None:
    made = discs("white", ("blue", 0.5, 0.5, 0.3), ("yellow", 0.5, 0.5, 0.1))
    assert [seen.colour for seen in objects(made)] == ["blue"]
    (inner,), (outer,) = patches(made, "yellow"), patches(made, "blue")
    assert outer.left < inner.left < inner.right < outer.right


@pytest.mark.parametrize("thing", THINGS)
def test_a_thing_alone_is_one_object_of_its_colour(thing: str) -> None:
    rng = random.Random(thing)
    for _ in range(3):
        ground = rng.choice(NAMES)
        colour = rng.choice([name for name in NAMES if contrast(name, ground) >= CONTRAST])
        spot = Spot(x=rng.uniform(0.3, 0.7), y=rng.uniform(0.3, 0.7), radius=0.14, angle=rng.uniform(-6, 6))
        group = Group(shape=thing, colour=colour, size="medium", place="scattered", spots=(spot,))
        (seen,) = objects(draw(Scene(ground=Flat(colour=ground), groups=(group,)), SIDE, SIDE))
        assert seen.colour == colour, (ground, colour)
        assert abs(seen.x - spot.x) < 0.06
        assert abs(seen.y - spot.y) < 0.06


Judge = Callable[[Asked, Pixels], bool]


def right_ones(asked: list[Asked], judge: Judge) -> list[tuple[Asked, Scene, Pixels]]:
    """Those of which the drawing is as asked."""
    made = [(one, understand(one.prompt).scene, picture(one.prompt, 0)) for one in asked]
    found = [(one, scene, pixels) for one, scene, pixels in made if judge(one, pixels)]
    assert len(found) > 0.9 * len(asked)
    return found


def test_one_object_fewer_or_more_is_refused() -> None:
    for one, scene, pixels in right_ones(counted()[:48], count_is_right):
        (group,) = scene.groups
        fewer = msgspec.structs.replace(scene, groups=(msgspec.structs.replace(group, spots=group.spots[1:]),))
        assert not count_is_right(one, draw(fewer, SIDE, SIDE)), one.prompt
        fewer_asked = msgspec.structs.replace(one, counts=((one.counts[0][0], one.total - 1),))
        assert not count_is_right(fewer_asked, pixels), one.prompt


def test_an_exchanged_colour_is_refused() -> None:
    for one, scene, _ in right_ones(coloured()[:30], colours_are_right):
        first, *rest = scene.groups
        used = {group.colour for group in scene.groups}
        other = next(name for name in NAMES if name not in used and contrast(name, _ground(scene)) >= CONTRAST)
        exchanged = msgspec.structs.replace(scene, groups=(msgspec.structs.replace(first, colour=other), *rest))
        assert not colours_are_right(one, draw(exchanged, SIDE, SIDE)), one.prompt


def _ground(scene: Scene) -> str:
    assert isinstance(scene.ground, Flat)
    return scene.ground.colour


def test_the_mirrored_place_is_refused() -> None:
    away = [one for one in placed()[:36] if one.place != (0.5, 0.5)]
    for one, _, pixels in right_ones(away, place_is_right):
        assert not place_is_right(one, np.ascontiguousarray(pixels[::-1, ::-1])), one.prompt


def test_the_mirrored_relation_is_refused() -> None:
    turned = [one for one in related() if one.relation in ("left of", "right of", "above", "below", "on")]
    for one, _, pixels in right_ones(turned, relation_is_right):
        assert not relation_is_right(one, np.ascontiguousarray(pixels[::-1, ::-1])), one.prompt


def test_exchanged_objects_are_refused() -> None:
    for one, _, pixels in right_ones(related(), relation_is_right):
        exchanged = msgspec.structs.replace(one, counts=one.counts[::-1])
        assert not relation_is_right(exchanged, pixels), one.prompt
