"""What was understood is told in a few words; what was not is found where it was typed."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.recipe.prompt import tidy
from studio.sketch.words.reading import understand
from studio.workspace.origins import origins
from studio.workspace.understood import told


@pytest.mark.parametrize(
    ("prompt", "understood"),
    [
        (
            "seven yellow stars in two rows above a calm sea at dusk, paper cut",
            ("7 × yellow star in 2 rows above sea at sunset", "paper cut"),
        ),
        ("three colourful balloons above snowy mountains", ("3 × colourful balloon above winter mountains",)),
        ("two cats in pastel colours", ("2 × cat", "pastel")),
        ("a cat above a dog above two fish", ("cat above dog above 2 × fish",)),
        ("a cat left of two rows of blue squares", ("cat left of 2 rows blue square",)),
        ("above a red circle", ("above", "red circle")),
        ("a bus with no red", ("bus", "no red")),
        ("two", ("2",)),
        ("a red circle on a white background", ("red circle", "white background")),
        ("frobnicate the zorgle", ()),
        ("blue", ("blue",)),
    ],
)
def test_understood_thing_by_thing(prompt: str, understood: tuple[str, ...]) -> None:
    assert told(understand(prompt).known) == understood


@pytest.mark.parametrize(
    "typed",
    [
        "a red circle",
        "  a\n\nred\tcircle \n",
        "caf\u0065\u0301 zorgle",
        "\x00zor\x1bgle\u200b",
        "",
        "   ",
        "👩‍🚀 zorgle",
    ],
)
def test_places_of_a_tidied_prompt(typed: str) -> None:
    tidied, places = tidy(typed), origins(typed)
    assert len(places) == len(tidied) + 1
    for char, at in zip(tidied, places, strict=False):
        assert char == " " or unicodedata.normalize("NFD", char)[0] == typed[at]


def test_letters_that_melt_have_no_place() -> None:
    assert origins("\u1112\u1161\u11ab") == ()


@given(st.text(max_size=40))
def test_places_lie_in_the_text_and_in_order(typed: str) -> None:
    places = list(origins(typed))
    assert places == sorted(places)
    assert all(0 <= at <= len(typed) for at in places)
    assert places == [] or len(places) == len(tidy(typed)) + 1
