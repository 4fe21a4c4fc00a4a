"""Colours: names, many words, values as designers write them, moods; tints that stay near, and values that stay."""

from __future__ import annotations

import random

import pytest

from studio.sketch.palette import COLOURS, NAMES, contrast, lab, mood, rgb, tint, words
from studio.sketch.render import draw_labelled
from studio.sketch.scene import Flat, Gradient, Mesh, Pattern, Poster, Scene
from studio.sketch.words.moods import MOOD_WORDS, MOODS


def test_there_are_more_than_a_hundred_words() -> None:
    assert len(words()) > 150
    assert set(NAMES) < set(words())
    assert all(0 <= part <= 255 for value in words().values() for part in value)


def test_names_keep_their_values() -> None:
    assert {name: rgb(name) for name in NAMES} == COLOURS


@pytest.mark.parametrize(("colour", "value"), [("#2F7dc4", (47, 125, 196)), ("#000000", (0, 0, 0))])
def test_values_as_designers_write_them(colour: str, value: tuple[int, int, int]) -> None:
    assert rgb(colour) == value
    assert tint(colour, random.Random(1)) == value


@pytest.mark.parametrize("colour", ["", "#12345", "#gggggg", "reddish blue", "#2f7dc4ff"])
def test_what_is_no_colour_is_told(colour: str) -> None:
    with pytest.raises(ValueError, match="is no colour"):
        rgb(colour)


def test_tints_stay_near() -> None:
    rng = random.Random(4)
    for word, value in words().items():
        assert all(abs(part - other) <= 7 for part, other in zip(tint(word, rng), value, strict=True))


def test_a_tint_takes_as_much_chance_whatever_the_colour() -> None:
    streams = [random.Random(9) for _ in range(3)]
    for colour, rng in zip(("red", "salmon", "#123456"), streams, strict=True):
        tint(colour, rng)
    assert len({rng.random() for rng in streams}) == 1


def test_moods_have_a_ground_that_shows_the_rest() -> None:
    for word in (*MOODS, *MOOD_WORDS):
        ground, *others = mood(word)
        assert 1 <= len(others) <= 5
        assert max(contrast(ground, other) for other in others) > 20, word


def test_contrast_is_of_any_two_colours() -> None:
    assert contrast("white", "#fafaf7") == 0.0
    assert contrast("black", "ivory") > 80
    assert lab((255, 255, 255))[0] == pytest.approx(100.0, abs=0.1)


@pytest.mark.parametrize(
    "ground",
    [
        Flat(colour="salmon"),
        Gradient(kind="linear", direction="down", first="#102030", second="mint"),
        Pattern(motif="stars", ink="coral", paper="#ffffff", cells=3, shift=(0.0, 0.0)),
        Pattern(motif="tartan", ink="maroon", paper="#123123", cells=3, shift=(0.0, 0.0), accent="gold"),
        Mesh(colours=("#ff0000", "indigo")),
        Poster(manner="swiss", colours=("ivory", "#e3241b")),
    ],
)
def test_any_colour_can_be_drawn_and_labelled(ground: Flat | Gradient | Pattern | Mesh | Poster) -> None:
    drawing = draw_labelled(Scene(ground=ground), 48, 48)
    assert set(drawing.colours.ravel()) == {255}


def test_a_mesh_without_colours_is_told() -> None:
    with pytest.raises(ValueError, match="two to six"):
        draw_labelled(Scene(ground=Mesh(colours=())), 16, 16)
