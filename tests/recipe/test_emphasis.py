r"""Brackets in prompts: what counts for more or less, what is text, and that nothing is lost."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.recipe.emphasis import MAX_WEIGHT, MIN_WEIGHT, Emphasis, beyond_notice, plain, read
from tests.recipe.strategies import texts

tricky = st.text(alphabet=r"ab,:1.5 ()[]\-+", max_size=60) | st.lists(
    st.sampled_from(["(", ")", "[", "]", ":1.3", ":", "BREAK", " ", "red", "\\", "\\(", "0.5", "(("]), max_size=30
).map("".join)


def escaped(text: str) -> str:
    """As the field's users write a text whose brackets are text."""
    return re.sub(r"([()\[\]])", r"\\\1", text)


def spans(prompt: str) -> list[tuple[str, float]]:
    return [(span.text, span.weight) for part in read(prompt).parts for span in part]


@pytest.mark.parametrize(
    ("prompt", "expected"),
    [
        ("a red circle", [("a red circle", 1)]),
        ("a (red:1.3) circle", [("a ", 1), ("red", 1.3), (" circle", 1)]),
        ("(red)", [("red", 1.1)]),
        ("((red))", [("red", 1.21)]),
        ("(((red)))", [("red", 1.331)]),
        ("[red]", [("red", 0.9091)]),
        ("[[red]]", [("red", 0.8264)]),
        ("([red])", [("red", 1)]),
        ("(a (b:1.2):1.5)", [("a ", 1.5), ("b", 1.8)]),
        ("((b:0.5))", [("b", 0.55)]),
        ("(red : .5 )", [("red ", 0.5)]),
        ("(red:+2.)", [("red", 2)]),
        ("(red:0)", [("red", 0)]),
        ("(1.3)", [("1.3", 1.1)]),
        ("[red:0.5]", [("red:0.5", 0.9091)]),
        ("(a:b:1.2)", [("a:b", 1.2)]),
        ("(a:1.2.3)", [("a:1.2.3", 1.1)]),
        ("(a:1e3)", [("a:1e3", 1.1)]),
        (r"\(red\) \[blue\]", [("(red) [blue]", 1)]),
        (r"(foo\):1.2)", [("foo)", 1.2)]),
        (r"back\slash \\", [(r"back\slash \\", 1)]),
        ("(red", [("(red", 1)]),
        ("red:1.3)", [("red:1.3)", 1)]),
        (")(", [(")(", 1)]),
        ("(a [b) c]", [("a [b", 1.1), (" c]", 1)]),
        ("[a (b] c)", [("a (b", 0.9091), (" c)", 1)]),
        (":) and (:", [(":) and (:", 1)]),
        ("()", []),
        ("", []),
    ],
)
def test_weights_as_users_of_the_field_write_them(prompt: str, expected: list[tuple[str, float]]):
    assert spans(prompt) == expected


@pytest.mark.parametrize(
    ("prompt", "expected"),
    [
        ("a BREAK b", ["a ", " b"]),
        ("aBREAK BREAKFAST break", ["aBREAK BREAKFAST break"]),
        ("(a BREAK b:1.5)", ["a ", " b"]),
        ("BREAK", ["", ""]),
        ("a,BREAK,b", ["a,", ",b"]),
    ],
)
def test_break_begins_a_new_part(prompt: str, expected: list[str]):
    assert list(read(prompt).texts) == expected


def test_a_break_inside_brackets_keeps_their_weight():
    assert spans("(a BREAK b:1.5)") == [("a ", 1.5), (" b", 1.5)]


@pytest.mark.parametrize(
    ("prompt", "weight"), [("(a:9)", MAX_WEIGHT), ("(a:-1)", MIN_WEIGHT), (f"(a:{'9' * 400})", MAX_WEIGHT)]
)
def test_a_weight_out_of_range_is_the_nearest_and_that_is_said(prompt: str, weight: float):
    emphasis = read(prompt)
    assert spans(prompt) == [("a", weight)]
    notice = beyond_notice(emphasis, "negative prompt")
    assert notice is not None
    assert "negative prompt" in notice
    assert "0 to 3" in notice


def test_however_deep_brackets_go_weights_stay_finite():
    assert spans("(" * 5000 + "a:0.0)" + ")" * 4999) == [("a", 0)]
    assert spans("(" * 5000 + "a" + ")" * 5000) == [("a", MAX_WEIGHT)]
    assert spans("[" * 5000 + "a" + "]" * 5000) == [("a", 0)]


def test_nothing_is_said_of_weights_in_range():
    assert beyond_notice(read("(a:3) (b:0) c"), "prompt") is None


@given(texts | tricky)
def test_reading_never_fails_and_every_piece_is_where_it_says(prompt: str):
    emphasis = read(prompt)
    end = 0
    for span in (span for part in emphasis.parts for span in part):
        assert end <= span.start < span.end <= len(prompt)
        end = span.end
        assert span.text == re.sub(r"\\([()\[\]])", r"\1", prompt[span.start : span.end])
        assert MIN_WEIGHT <= span.weight <= MAX_WEIGHT
    assert end <= len(prompt)


@given(texts | tricky)
def test_only_marks_are_left_out(prompt: str):
    """What stands between the pieces: brackets, a weight before a round one, BREAK."""
    ends = [0, *(span.end for part in read(prompt).parts for span in part)]
    starts = [*(span.start for part in read(prompt).parts for span in part), len(prompt)]
    for end, start in zip(ends, starts, strict=True):
        assert re.fullmatch(r"(?:[()\[\]]|:\s*[+-]?[\d.]+\s*(?=\))|BREAK)*", prompt[end:start]), prompt[end:start]


@given(texts | tricky)
def test_an_escaped_text_is_read_as_it_was(text: str):
    quiet = text.replace("BREAK", "break")
    assert "".join(read(escaped(quiet)).texts) == quiet
    assert all(weight == 1 for _, weight in spans(escaped(quiet)))


words = st.text(alphabet="abcdé ,", min_size=1, max_size=8)
trees = st.recursive(
    words.map(lambda word: (word, word)),
    lambda inner: st.lists(inner, min_size=1, max_size=3).flatmap(
        lambda each: st.sampled_from(["({})", "[{}]", "({}:1.3)", "({}:0.7)"]).map(
            lambda around: ("".join(text for text, _ in each), around.format("".join(written for _, written in each)))
        )
    ),
    max_leaves=12,
)


@given(st.lists(trees, max_size=5))
def test_the_text_of_a_weighted_prompt_is_the_prompt_without_its_marks(pieces: list[tuple[str, str]]):
    prompt = "".join(written for _, written in pieces)
    emphasis: Emphasis = read(prompt)
    assert emphasis.texts == ("".join(text for text, _ in pieces),)


def test_a_plain_reading_for_whoever_needs_the_words_alone():
    assert plain(r"a (red:1.3) circle BREAK [on] \(blue\)") == "a red circle on (blue)"
