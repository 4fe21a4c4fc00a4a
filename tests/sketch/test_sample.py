"""Random scenes: fixed by their seed, and never a held-out pair in what training sees."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from studio.sketch.captions import usual
from studio.sketch.marks import LABELS
from studio.sketch.palette import CONTRAST, NAMES, contrast
from studio.sketch.render import draw, draw_labelled
from studio.sketch.sample import HELD_OUT, KINDS, again, kind_of, sample
from studio.sketch.scene import Flat, Pattern, painted
from studio.sketch.shapes import SHAPES


def test_a_seed_fixes_the_scenes() -> None:
    first, second = random.Random(5), random.Random(5)
    assert [sample(first) for _ in range(50)] == [sample(second) for _ in range(50)]


def test_no_held_out_pair_in_training_scenes() -> None:
    rng = random.Random(1)
    shown = {pair for _ in range(4000) for pair in painted(sample(rng))}
    assert not shown & HELD_OUT
    assert len(shown) > 0.9 * (len(NAMES) * len(SHAPES) - len(HELD_OUT))


def test_no_held_out_pair_in_the_pixels_of_training_scenes() -> None:
    rng = random.Random(2)
    for _ in range(300):
        drawing = draw_labelled(sample(rng), 48, 48)
        pairs = {(int(c), int(s)) for c, s in zip(drawing.colours.flat, drawing.labels.flat, strict=True)}
        named = {(NAMES[c], LABELS[s]) for c, s in pairs if c < len(NAMES)}
        assert not named & HELD_OUT


@pytest.mark.parametrize("kind", ["single", "count", "two"])
def test_held_out_scenes_show_nothing_else(kind: str) -> None:
    rng = random.Random(3)
    for _ in range(40):
        assert set(painted(sample(rng, kind, held_out=True))) <= HELD_OUT


def test_held_out_pairs_cover_many_colours_and_shapes() -> None:
    assert len(HELD_OUT) >= 12
    assert len({colour for colour, _ in HELD_OUT}) >= 10
    assert len({shape for _, shape in HELD_OUT}) >= 10


def test_every_kind_turns_up_about_as_often_as_asked() -> None:
    rng = random.Random(4)
    found = Counter(type(sample(rng).ground).__name__ for _ in range(2000))
    assert 0.2 < found["Pattern"] / 2000 < 0.36
    assert 0.03 < found["Gradient"] / 2000 < 0.1
    assert abs(sum(KINDS.values()) - 1.0) < 1e-9


def test_objects_can_be_told_from_their_ground() -> None:
    rng = random.Random(6)
    for _ in range(300):
        scene = sample(rng, rng.choice(("single", "count", "two")))
        assert isinstance(scene.ground, Flat)
        colours = [scene.ground.colour, *(group.colour for group in scene.groups)]
        assert all(contrast(a, b) >= CONTRAST for a in colours for b in colours if a != b)
        assert len(set(colours)) == len(colours)


@pytest.mark.parametrize("kind", list(KINDS))
def test_another_drawing_of_the_same_words(kind: str) -> None:
    rng = random.Random(7)
    for _ in range(20):
        scene = sample(rng, kind)
        other = again(scene, rng)
        assert kind_of(other) == kind
        assert usual(other) == usual(scene)
        assert painted(other) == painted(scene)
        assert not (draw(other, 64, 64) == draw(scene, 64, 64)).all()


def test_patterns_begin_anywhere_in_their_repeat() -> None:
    rng = random.Random(8)
    grounds = [sample(rng, "pattern").ground for _ in range(200)]
    eighths = Counter(int(8 * ground.shift[0]) for ground in grounds if isinstance(ground, Pattern))
    assert set(eighths) == set(range(8))
