"""Captions: grammatical, complete, and fixed by their seed."""

from __future__ import annotations

import random
import re

from hypothesis import given, settings

from studio.sketch.captions import caption, usual, with_article
from studio.sketch.palette import COLOUR_WORDS, COLOURS
from studio.sketch.scene import Flat, Group, Pattern, Scene, Spot
from studio.sketch.shapes import SHAPE_WORDS, SHAPES
from tests.sketch.strategies import scenes, seeds

SPOT = Spot(x=0.5, y=0.5, radius=0.2, angle=0.0)


def mentions(text: str, words: tuple[str, ...]) -> bool:
    return any(re.search(rf"\b{re.escape(word)}\b", text) for word in words)


@settings(max_examples=300, deadline=None)
@given(scene=scenes(), seed=seeds)
def test_articles_agree_with_the_word_that_follows(scene: Scene, seed: int) -> None:
    text = caption(scene, random.Random(seed))
    assert not re.search(r"\ba [aeiou]", text), text
    assert not re.search(r"\ban [^aeiou]", text), text
    assert text == " ".join(text.split())
    assert not re.search(r"\b(\w+) \1\b", text), text


@settings(max_examples=200, deadline=None)
@given(scene=scenes("single", "count", "two"), seed=seeds)
def test_every_object_is_named_with_its_colour(scene: Scene, seed: int) -> None:
    text = caption(scene, random.Random(seed))
    for group in scene.groups:
        assert mentions(text, tuple(words[group.count > 1] for words in SHAPE_WORDS[group.shape])), text
        assert mentions(text, COLOUR_WORDS[group.colour]), text


@settings(max_examples=100, deadline=None)
@given(scene=scenes("single", "count", "two"), seed=seeds)
def test_only_a_white_ground_may_go_unsaid(scene: Scene, seed: int) -> None:
    assert isinstance(scene.ground, Flat)
    text = caption(scene, random.Random(seed))
    assert scene.ground.colour == "white" or mentions(text, COLOUR_WORDS[scene.ground.colour]), text


@settings(max_examples=100, deadline=None)
@given(scene=scenes("pattern", "gradient"), seed=seeds)
def test_both_colours_of_a_ground_are_named(scene: Scene, seed: int) -> None:
    text = caption(scene, random.Random(seed))
    colours = (scene.ground.ink, scene.ground.paper) if isinstance(scene.ground, Pattern) else ()
    assert all(mentions(text, COLOUR_WORDS[colour]) for colour in colours), text


def test_the_seed_fixes_the_wording() -> None:
    scene = Scene(ground=Flat(colour="navy"), groups=(_group("star", "yellow", 3),))
    wordings = {caption(scene, random.Random(seed)) for seed in range(40)}
    assert caption(scene, random.Random(3)) == caption(scene, random.Random(3))
    assert len(wordings) > 8


def test_the_usual_wordings() -> None:
    stripes = Pattern(motif="vertical stripes", ink="white", paper="red", cells=4, shift=(0, 0))
    assert usual(Scene(ground=stripes)) == "red and white vertical stripes"
    assert usual(Scene(ground=Flat(colour="yellow"), groups=(_group("circle", "blue", 1),))) == (
        "a blue circle on a yellow background"
    )
    assert usual(Scene(ground=Flat(colour="navy"), groups=(_group("star", "orange", 3),))) == (
        "three orange stars on a navy background"
    )


def test_article() -> None:
    assert with_article("orange star") == "an orange star"
    assert with_article("one-eyed fish") == "a one-eyed fish"
    assert with_article("red star") == "a red star"


def test_words_mean_one_thing_each() -> None:
    colours = [word for words in COLOUR_WORDS.values() for word in words]
    shapes = [pair[0] for words in SHAPE_WORDS.values() for pair in words]
    assert len(set(colours)) == len(colours)
    assert len(set(shapes)) == len(shapes)
    assert set(COLOUR_WORDS) == set(COLOURS)
    assert set(SHAPE_WORDS) == set(SHAPES)


def _group(shape: str, colour: str, count: int) -> Group:
    return Group(shape=shape, colour=colour, size="medium", place="centre", spots=(SPOT,) * count)
