"""How a reading is told: each word once, in as few words as serve."""

from __future__ import annotations

from studio.recipe.draft import Draft
from studio.recipe.resolve import resolve
from studio.sketch.drawing import CAPABILITIES, MODEL, reading
from studio.sketch.told import distinct, notices, short
from studio.sketch.words.understanding import Span, Understanding


def _read(prompt: str) -> Understanding:
    return reading(resolve(Draft(prompt=prompt, seed=1), MODEL, CAPABILITIES).recipe)


def test_what_is_known_is_no_notice() -> None:
    assert notices(_read("a red circle"), layout=False) == ()


def test_what_is_not_known_is_told_for_a_drawing_and_for_a_layout() -> None:
    read = _read("a zorple circle and a zorple star")
    assert notices(read, layout=False)[0] == "The sketch could make nothing of “zorple”."
    assert notices(read, layout=True)[0].startswith("The layout was drawn without “zorple”:")


def test_a_word_of_which_a_note_tells_is_told_there_alone() -> None:
    read = _read("a red zorple")
    assert [span.text for span in read.unknown] == ["zorple"]
    told = notices(read, layout=False)
    assert sum("zorple" in sentence for sentence in told) == 1
    assert told == read.notes


def test_many_words_are_counted_and_long_ones_cut() -> None:
    words = tuple(Span(start=0, end=1, text=text) for text in ("Ab", "ab", "c" * 30, *"defghij"))
    assert distinct(words) == ("Ab", "c" * 30, *"defghij")
    assert short("c" * 30) == f"{'c' * 23}…"
    read = Understanding(scene=_read("a red circle").scene, known=(), unknown=words, notes=())
    [said] = notices(read, layout=False)
    assert said == f"The sketch could make nothing of “Ab”, “{'c' * 23}…”, “d”, “e”, “f”, “g” and 3 more."
