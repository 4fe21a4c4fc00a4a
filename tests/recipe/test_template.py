"""The prompt grammar: what is read, what is told, and that counts and texts agree."""

from __future__ import annotations

import itertools
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.errors import PlanError, Problem
from studio.recipe.expansion import MAX_COUNT, Bound, Option, Wildcards, pick
from studio.recipe.template import MAX_DEPTH, Template, Text, escape, parse, within

WORDS = st.text(st.sampled_from("ab {}|_\\é\n"), max_size=8)


def wildcards(lists: Mapping[str, tuple[str, ...]]) -> Wildcards:
    def find(name: str) -> list[Option] | None:
        if name not in lists:
            return None
        return [
            Option(text=text, place=lambda at, line=line: (line, at + 1), file=f"{name}.txt")
            for line, text in enumerate(lists[name], start=1)
        ]

    return Wildcards(find)


def bound(text: str, **lists: tuple[str, ...]) -> Bound:
    return wildcards(lists).bind(parse(text), within(text))


def texts(text: str, values: Mapping[str, str] | None = None, **lists: tuple[str, ...]) -> list[str]:
    return list(bound(text, **lists).expand(values or {}))


def problems(text: str, **lists: tuple[str, ...]) -> tuple[Problem, ...]:
    with pytest.raises(PlanError) as caught:
        bound(text, **lists)
    return caught.value.problems


def test_alternatives_multiply_what_stands_last_changing_fastest() -> None:
    assert texts("a {red|blue} {cat|dog}") == ["a red cat", "a red dog", "a blue cat", "a blue dog"]


def test_alternatives_may_be_empty_and_stand_inside_each_other() -> None:
    assert texts("a {very |}big {cat|{wet|dry} dog}") == [
        "a very big cat",
        "a very big wet dog",
        "a very big dry dog",
        "a big cat",
        "a big wet dog",
        "a big dry dog",
    ]


def test_a_variable_is_put_in_as_it_is() -> None:
    assert texts("{ Product  Name } in {red|blue}", {"product name": "a {x|y} __z__ \\cup"}) == [
        "a {x|y} __z__ \\cup in red",
        "a {x|y} __z__ \\cup in blue",
    ]
    assert bound("{A} {b} {a}").variables == {"a", "b"}


def test_wildcards_hold_alternatives_variables_and_wildcards() -> None:
    lists = {"animal": ("cat", "{big|small} dog", "__bird__"), "bird": ("{name} the owl",)}
    assert texts("a __Animal__", {"name": "Ada"}, **lists) == ["a cat", "a big dog", "a small dog", "a Ada the owl"]


def test_wildcards_are_chosen_apart() -> None:
    assert texts("__x__-__x__", x=("1", "2")) == ["1-1", "1-2", "2-1", "2-2"]


@pytest.mark.parametrize("text", ["a | b", "fill in ____ here", "snake_case", "_ __ ___", "50 % \\d \\", "__-x__"])
def test_what_only_looks_like_grammar_is_text(text: str) -> None:
    assert texts(text) == [text]


def test_a_backslash_takes_its_meaning_from_a_sign() -> None:
    assert texts(r"\{a\|b\} \__x__ c:\\d") == [r"{a|b} __x__ c:\d"]
    assert texts(r"{a\|b|c}") == ["a|b", "c"]


def test_ten_million_are_counted_at_once() -> None:
    many = bound("{a|b|c|d|e|f|g|h|i|j}" * 7)
    assert many.count == 10_000_000
    assert many.at(1_234_567, {}) == "bcdefgh"


def test_counts_and_lengths_stop_where_digits_would_fill_the_memory() -> None:
    lists = {f"w{n}": (f"__w{n + 1}__ __w{n + 1}__", "x") for n in range(MAX_DEPTH - 3)}
    many = bound("__w0__", **lists, **{f"w{MAX_DEPTH - 3}": ("{v}", "y")})
    assert many.count == MAX_COUNT
    assert many.longest({"v": "word"}) > 10**9
    assert bound("{v} and {v}").longest({"v": "abc"}) >= len("abc and abc")


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("a {red|blue", (1, 3), "never closed"),
        ("one\ntwo } three", (2, 5), "closes nothing"),
        ("a {} b", (1, 3), "empty"),
        ("a {what?}", (1, 3), "no name of a column"),
        ("a __nothing__", (1, 3), "no list for the wildcard __nothing__"),
        ("{" * (MAX_DEPTH + 5), (1, MAX_DEPTH), "deep"),
    ],
)
def test_mistakes_have_their_place_and_a_remedy(text: str, place: tuple[int, int], words: str) -> None:
    first = problems(text)[0]
    assert (first.line, first.column) == place
    assert words in first.message
    assert first.remedy


def test_every_mistake_is_told_not_only_the_first() -> None:
    assert [(problem.line, problem.column) for problem in problems("{} } {")] == [(1, 1), (1, 4), (1, 6)]
    assert len(problems("__a__ __b__")) == 2


def test_a_circle_of_wildcards_is_told_with_its_path_and_where_it_closes() -> None:
    (problem,) = problems("a __a__", a=("x", "__b__"), b=("y", "z", "see __c__"), c=("__a__",))
    assert "__a__ → __b__ → __c__ → __a__" in problem.message
    assert (problem.file, problem.line, problem.column) == ("c.txt", 1, 1)
    (alone,) = problems("__a__", a=("__a__",))
    assert "__a__ → __a__" in alone.message


def test_mistakes_in_a_list_stand_in_its_file() -> None:
    (problem,) = problems("a __a__", a=("x", "{open"))
    assert (problem.file, problem.line, problem.column, problem.field) == ("a.txt", 2, 1, "__a__")


def test_a_chain_of_wildcards_may_not_be_endless() -> None:
    lists = {f"w{n}": (f"__w{n + 1}__",) for n in range(500)}
    assert "deep" in problems("__w0__", **lists)[0].message


def test_places_are_those_of_the_file_when_it_is_known() -> None:
    with pytest.raises(PlanError) as caught:
        parse("a {", lambda at: (7, 20 + at), "prompt")
    (problem,) = caught.value.problems
    assert (problem.line, problem.column, problem.field) == (7, 22, "prompt")


@given(st.text())
def test_what_is_escaped_is_text(text: str) -> None:
    expected = Template(parts=(Text(text=text, at=0),)) if text else Template(parts=())
    assert parse(escape(text)) == expected


@given(WORDS)
def test_whatever_is_written_it_is_read_or_told_with_a_place_inside(text: str) -> None:
    told: tuple[Problem, ...] = ()
    count = 0
    try:
        count = wildcards({"a": ("x",)}).bind(parse(text), within(text)).count
    except PlanError as error:
        told = error.problems
    lines = text.split("\n")
    assert bool(told) != (count >= 1)
    assert all(p.column <= len(lines[p.line - 1]) and p.remedy for p in told)


TREES = st.recursive(
    st.sampled_from(["x", "", "__w__", "{v}", " \\{ "]),
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=3).map(lambda options: "{" + "|".join(options) + "}"),
        st.lists(inner, min_size=1, max_size=3).map("".join),
    ),
    max_leaves=6,
)


@given(TREES)
def test_the_count_is_that_of_the_texts_and_each_is_the_same_again(text: str) -> None:
    between = {"x" * times: ("4",) for times in range(1, 6)}  # what stands between two lists may be read as one
    made = bound(text, w=("1", "{2|3}"), **between)
    few = list(itertools.islice(made.expand({"v": "value"}), 500))
    assert made.count == len(few) or len(few) == 500
    assert few == [made.at(index, {"v": "value"}) for index in range(len(few))]
    assert all(len(one) <= made.longest({"v": "value"}) for one in few)


@given(st.integers(0, 60), st.integers(0, 80), st.text(max_size=3))
def test_what_is_picked_differs_and_is_the_same_again(count: int, number: int, seed: str) -> None:
    chosen = pick(count, number, seed)
    assert chosen == pick(count, number, seed)
    assert list(chosen) == sorted(set(chosen))
    assert len(chosen) == min(count, number)
    assert all(0 <= index < count for index in chosen)


def test_a_few_of_very_many_are_picked_by_the_seed() -> None:
    assert pick(MAX_COUNT, 3, "a") != pick(MAX_COUNT, 3, "b")
    assert pick(1000, 2, "spring") == (752, 855)
