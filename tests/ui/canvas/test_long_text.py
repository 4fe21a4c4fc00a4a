"""Long lines are broken where nobody sees it, and whole again when asked for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.ui.canvas.long_text import PARAGRAPH, broken, units, whole

LONG = [
    "x" * 100_000,
    "a red star " * 9000,
    "\n" * 5000,
    "ab\n" * 3000,
    "x" * PARAGRAPH,
    "x" * (PARAGRAPH + 1),
    "x" * PARAGRAPH + "\n" + "y" * PARAGRAPH,
    "x" * (2 * PARAGRAPH) + "\n",
    "e\u0301" * PARAGRAPH,
    "👩‍🎨" * PARAGRAPH,
]


@pytest.mark.parametrize("text", LONG, ids=range(len(LONG)))
def test_no_paragraph_is_long_and_nothing_is_lost(text: str) -> None:
    shown = broken(text)
    assert whole(shown) == text
    assert max(map(len, shown.split("\n"))) <= PARAGRAPH + 8


@given(st.text(alphabet="a \n\u0301", max_size=3 * PARAGRAPH))
def test_any_text_comes_back(text: str) -> None:
    assert whole(broken(text)) == text


def test_words_stay_whole() -> None:
    shown = broken("a red star " * 1000)
    assert "\n" in shown
    assert set(shown.replace("\U000e01ef", " ").split()) == {"a", "red", "star"}


def test_short_texts_are_left_alone() -> None:
    assert broken("a red star\nabove") == "a red star\nabove"


def test_what_is_left_of_a_break_after_editing_goes() -> None:
    shown = broken("x" * 5000)
    assert whole(shown.replace("\n", "", 1)) == "x" * 5000


def test_length_as_qt_counts_it() -> None:
    assert (units("abc"), units("ä"), units("🎈a"), units("")) == (3, 1, 3, 0)
