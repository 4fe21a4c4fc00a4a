"""The detectors read at least 95% right on the renderer's own pictures, so what they say of a model means something."""

from __future__ import annotations

import numpy as np
import pytest

from models.evaluation.detect import components
from models.evaluation.judges import JUDGES, Picture
from models.evaluation.prompts import CATEGORIES, Category, Prompt, prompts
from models.evaluation.seams import across, closes, mismatch
from studio.sketch.render import draw
from studio.sketch.scene import Motif, Pattern, Scene

COUNT = 12


OWN_SIZE = [category for category in CATEGORIES if category.side == 1]
HELD_OUT = [category for category in CATEGORIES if category.held_out]


def drawn(asked: list[Prompt]) -> list[Picture]:
    return [draw(prompt.scene, 256, 256) for prompt in asked]


@pytest.mark.parametrize("category", OWN_SIZE, ids=lambda category: category.name)
def test_detectors_read_the_renderers_pictures(category: Category) -> None:
    asked = prompts(category, COUNT, seed=3)
    marks = [JUDGES[category.kind](p.scene, picture) for p, picture in zip(asked, drawn(asked), strict=True)]
    for name in (name for name, mark in marks[0].items() if isinstance(mark, bool)):
        assert np.mean([row[name] for row in marks if name in row]) >= (0.9 if name == "tiles" else 0.95), name


@pytest.mark.parametrize("category", HELD_OUT, ids=lambda category: category.name)
def test_detectors_do_not_praise_the_wrong_picture(category: Category) -> None:
    asked = prompts(category, COUNT, seed=4)
    others = drawn(asked)[::-1]
    marks = [JUDGES[category.kind](p.scene, picture) for p, picture in zip(asked, others, strict=True)]
    two = category.kind == "two"
    assert np.mean([row["both shapes" if two else "shape"] for row in marks]) < 0.5
    assert np.mean([row["relation" if two else "colour"] for row in marks]) < 0.5
    assert not any(row["all"] for row in marks)


def test_two_objects_the_wrong_way_round_have_their_colours_but_not_their_relation() -> None:
    (asked,) = prompts(HELD_OUT[-1], 1, seed=5)
    picture = draw(asked.scene, 256, 256)
    turned = JUDGES["two"](asked.scene, np.ascontiguousarray(np.rot90(picture, 2)))
    assert turned["both colours"]
    assert not turned["relation"]


@pytest.mark.parametrize("motif", ["vertical stripes", "checkerboard", "polka dots", "stars"])
def test_a_cut_pattern_does_not_close(motif: Motif) -> None:
    scene = Scene(ground=Pattern(motif=motif, ink="red", paper="white", cells=4, shift=(0.3, 0.1)))
    assert closes(*mismatch(draw(scene, 256, 256)))
    assert not closes(*mismatch(np.ascontiguousarray(draw(scene, 300, 300)[:256, :256])))


def test_a_tile_differs_at_its_seam_as_it_does_inside_and_a_cut_one_more() -> None:
    scene = Scene(ground=Pattern(motif="stars", ink="red", paper="white", cells=4, shift=(0.3, 0.1)))
    seam, inside = across(draw(scene, 256, 256))
    assert seam == pytest.approx(inside, abs=0.5)
    seam, inside = across(np.ascontiguousarray(draw(scene, 300, 300)[:256, :256]))
    assert seam > 1.3 * inside


def test_turned_stripes_are_told_apart() -> None:
    ground = Pattern(motif="vertical stripes", ink="red", paper="white", cells=4, shift=(0.1, 0.0))
    picture = draw(Scene(ground=ground), 256, 256)
    judged = JUDGES["pattern"](Scene(ground=ground), picture)
    turned = JUDGES["pattern"](Scene(ground=ground), np.ascontiguousarray(np.rot90(picture)))
    marks = {name: mark for name, mark in judged.items() if isinstance(mark, bool)}
    assert marks == {"both colours": True, "tiles": True, "orientation": True}
    assert not turned["orientation"]


def test_components_are_four_connected() -> None:
    mask = np.array([[1, 1, 0, 0], [0, 1, 0, 1], [0, 0, 1, 1], [1, 0, 0, 0]], dtype=bool)
    assert sorted(int(part.sum()) for part in components(mask)) == [1, 3, 3]
