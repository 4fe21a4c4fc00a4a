"""Prompts become the scenes they ask for; what is not understood is told."""

from __future__ import annotations

import math
import random
from itertools import pairwise

import msgspec
import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from studio.sketch.captions import caption
from studio.sketch.landscape_frame import light_at
from studio.sketch.layout import holds
from studio.sketch.render import draw
from studio.sketch.sample import sample
from studio.sketch.scene import Flat, Gradient, Landscape, Pattern, Scene
from studio.sketch.shapes import SHAPES
from studio.sketch.words.clauses import read
from studio.sketch.words.emoji import EMOJI, TINTED
from studio.sketch.words.lexicon import lexicon
from studio.sketch.words.reading import understand
from studio.sketch.words.tagging import tags
from studio.sketch.words.tokens import tokens
from studio.sketch.words.understanding import Understanding
from tests.sketch.words.prompts import listed
from tests.sketch.words.telling import told

PROMPTS = listed("prompts.txt")
ODD = listed("odd.txt")
EVEN = ("vertical stripes", "horizontal stripes", "diagonal stripes", "checkerboard", "diamonds", "zigzag", "waves")

known_words = st.lists(st.sampled_from(sorted(lexicon().words)), max_size=14).map(" ".join)
any_text = st.one_of(st.text(max_size=80), known_words)


def test_there_are_enough_prompts() -> None:
    assert len(PROMPTS) >= 300
    assert len(ODD) >= 40
    assert len({prompt for prompt, _ in PROMPTS}) == len(PROMPTS)


@pytest.mark.parametrize(("prompt", "expected"), PROMPTS, ids=[prompt for prompt, _ in PROMPTS])
def test_a_prompt_is_the_scene_it_asks_for(prompt: str, expected: str) -> None:
    seen = understand(prompt)
    assert told(seen.scene) == expected
    assert not seen.unknown


@pytest.mark.parametrize(("prompt", "expected"), ODD, ids=[prompt for prompt, _ in ODD])
def test_an_odd_prompt_ends_in_a_scene_and_an_honest_report(prompt: str, expected: str) -> None:
    assert report(understand(prompt)) == expected


@pytest.mark.parametrize("prompt", [prompt for prompt, _ in ODD])
def test_an_odd_prompt_ends_in_a_picture_that_shows_what_is_reported(prompt: str) -> None:
    seen = understand(prompt)
    picture = draw(seen.scene, 96, 96)
    bare = draw(msgspec.structs.replace(seen.scene, groups=()), 96, 96)
    changed = (np.abs(picture.astype(int) - bare).max(axis=2) > 24).mean()
    hidden = any("can hardly be seen" in note for note in seen.notes)
    assert hidden or (changed > 0.01) == bool(seen.scene.groups)


def report(seen: Understanding) -> str:
    parts = [told(seen.scene)]
    if seen.unknown:
        parts.append("unknown: " + ", ".join(span.text for span in seen.unknown))
    return " ; ".join(parts + [f"note: {note}" for note in seen.notes])


def test_an_empty_prompt_says_so() -> None:
    seen = understand("  \n ")
    assert seen.notes == ("An empty prompt gives a calm ground.",)
    assert isinstance(seen.scene.ground, Flat)
    assert len({told(understand("", seed).scene) for seed in range(20)}) > 2


def test_words_are_told_with_what_they_were_taken_for() -> None:
    seen = understand("Seven yelow stars on a NAVY wobble")
    assert [(span.text, span.meaning) for span in seen.known] == [
        ("Seven", "number: 7"),
        ("yelow", "colour: yellow"),
        ("stars", "object: star"),
        ("NAVY", "colour: navy"),
    ]
    assert [(span.text, span.start, span.end) for span in seen.unknown] == [("wobble", 28, 34)]
    assert "“yelow” was read as “yellow”." in seen.notes


@pytest.mark.parametrize("word", ["starts", "house", "dragon", "bread", "horse", "catch", "kind", "smiling"])
def test_words_of_their_own_are_not_mended(word: str) -> None:
    assert not any("was read as" in note for note in understand(f"a red {word}").notes)


@settings(max_examples=400, deadline=None)
@given(text=any_text, seed=st.integers(0, 99), aspect=st.floats(0.25, 4.0))
@example(text="red-", seed=0, aspect=1.0)
@example(text="between two of them to its left each of no rows of 3x", seed=0, aspect=0.25)
def test_any_text_is_read_the_same_way_twice(text: str, seed: int, aspect: float) -> None:
    first = understand(text, seed, aspect)
    assert first == understand(text, seed, aspect)
    spans = sorted((*first.known, *first.unknown), key=lambda span: span.start)
    assert all(text[span.start : span.end] == span.text for span in spans)
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert all(a.end <= b.start for a, b in pairwise(spans))
    groups = first.scene.groups
    assert all(1 <= group.count <= 200 for group in groups)
    spots = [group.spots for group in groups]
    assert all(holds(bond, first.scene.bonds, spots, aspect) for bond in first.scene.bonds)


@settings(max_examples=300, deadline=None)
@given(text=known_words)
@example(text="five stars, two of them red, and hearts in a circle")
def test_no_object_that_is_read_is_lost(text: str) -> None:
    named = {thing.value for thing in read(tags(text)).things if thing.kind == "object"}
    scene = understand(text).scene
    full = sum(group.count for group in scene.groups) >= 200
    in_view = {"sun", "moon", "full moon"} if isinstance(scene.ground, Landscape) else set[str]()
    assert full or named - in_view <= {group.shape for group in scene.groups}


@settings(max_examples=25, deadline=None)
@given(text=known_words, seed=st.integers(0, 9))
def test_whatever_is_read_can_be_drawn(text: str, seed: int) -> None:
    assert draw(understand(text, seed).scene, 48, 32).shape == (32, 48, 3)


def test_a_caption_is_read_back_as_its_scene() -> None:
    kept = 0
    for number in range(1000):
        rng = random.Random(number)
        scene = sample(rng, held_out=None)
        kept += facts(scene) == facts(understand(caption(scene, rng), number).scene)
    assert kept >= 950


def facts(scene: Scene) -> tuple[object, ...]:
    """What a caption tells of a scene."""
    groups = [(g.colour, g.shape, g.count, g.size, g.place if not scene.relation else "") for g in scene.groups]
    return scene.relation, groups, ground_facts(scene)


def ground_facts(scene: Scene) -> object:
    ground = scene.ground
    match ground:
        case Gradient():
            return ground.kind, ground.direction if ground.kind == "linear" else "", ground.first, ground.second
        case Pattern():
            inks = [ground.ink, ground.paper]
            return ground.motif, sorted(inks) if ground.motif in EVEN else inks
        case Landscape():
            return ground.land, ground.time
        case _:
            return ground


def test_the_seed_varies_what_is_left_open() -> None:
    scenes = [understand("five red circles on white", seed).scene for seed in range(8)]
    assert len({told(scene) for scene in scenes}) == 1
    assert len({scene.groups[0].spots for scene in scenes}) == 8


def test_more_colours_than_objects_are_told() -> None:
    seen = understand("a red blue circle")
    assert seen.notes == ("A circle has one colour here: red was taken, and blue left out.",)


def test_guests_are_drawn_after_what_they_are_inside_of() -> None:
    scene = understand("a yellow star inside a red circle inside a blue square").scene
    assert [group.shape for group in scene.groups] == ["square", "circle", "star"]


def test_objects_of_different_sizes_differ_and_the_largest_keeps_its_own() -> None:
    (alike,) = understand("six blue circles on white", 3).scene.groups
    (varied,) = understand("six blue circles of different sizes on white", 3).scene.groups
    assert len({spot.radius for spot in varied.spots}) == 6
    assert max(spot.radius for spot in varied.spots) == alike.spots[0].radius


@pytest.mark.parametrize("prompt", ["ten stars over the hills", "a kite and two birds over the sea", "a plane, hills"])
def test_nothing_in_the_sky_covers_the_sun_or_moon(prompt: str) -> None:
    for seed in range(12):
        scene = understand(prompt, seed).scene
        assert isinstance(scene.ground, Landscape)
        x, y = light_at(scene.ground, 1.0, 1.0)
        spots = [spot for group in scene.groups for spot in group.spots]
        clear = min(math.hypot(spot.x - x, spot.y - y) - spot.radius for spot in spots)
        assert scene.ground.light < 0 or clear > 0.05


def test_a_sun_at_a_place_stays_there() -> None:
    ground = understand("a sun in the top left corner over the sea, a bird in the top left corner").scene.ground
    assert isinstance(ground, Landscape)
    assert ground.light == 0.22


def test_equal_things_of_several_colours_share_one_layout() -> None:
    scene = understand("six red and blue circles in two rows on white").scene
    heights = [sorted({round(spot.y, 4) for spot in group.spots}) for group in scene.groups]
    assert [group.colour for group in scene.groups] == ["red", "blue"]
    assert len(heights[0]) == 2
    assert heights[0] == heights[1]


def test_names_of_colours_are_words_in_notes() -> None:
    seen = understand("a coral mustard circle")
    assert seen.notes == ("A circle has one colour here: coral was taken, and mustard left out.",)


def test_every_emoji_stands_for_words_that_are_known() -> None:
    for english in EMOJI:
        assert lexicon().match(tokens(english), 0)[0] == len(tokens(english)), english
    shapes = {tuple(token.plain for token in tokens(english)) for english in TINTED}
    assert all(len(shape) == 2 and shape[1] in SHAPES for shape in shapes)


def test_an_emoji_stands_for_one_thing() -> None:
    signs = [sign for signs in (*EMOJI.values(), *TINTED.values()) for sign in signs.split()]
    assert len(set(signs)) == len(signs)


def test_a_split_ground_meets_at_an_edge_in_the_middle() -> None:
    picture = draw(understand("the left half red, the right half blue").scene, 64, 48)
    assert len(np.unique(picture.reshape(-1, 3), axis=0)) <= 3
    assert (picture[:, :31] == picture[0, 0]).all()
    assert (picture[:, 33:] == picture[0, -1]).all()
