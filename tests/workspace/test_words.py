"""Words that a model was never taught are found as people write them."""

from __future__ import annotations

import json

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.families.recognise import recognise
from studio.paths import models_dir, resources_dir
from studio.workspace.words import distinct, sentence, unknown


class Taught(msgspec.Struct, frozen=True, kw_only=True):
    vocabulary: frozenset[str] | None


MODEL = Taught(vocabulary=frozenset({"a", "red", "blue", "star", "two", "2", "naïve", "d"}))


@pytest.mark.parametrize(
    ("prompt", "words"),
    [
        ("a red star", []),
        ("A RED Star.", []),
        ("a dog, a hat; a dog!", ["dog", "hat", "dog"]),
        ("the dog's red star's", ["the", "dog"]),
        ("the dog’s", ["the", "dog"]),
        ("don't", ["don't"]),
        ("red-star-shaped", ["shaped"]),
        ("red_star_cat", ["cat"]),
        ("2 stars, 7 red", ["stars", "7"]),
        ("2d red2 4k", ["4k"]),
        ("((red:1.2)) (hat:.5) [star] {blue}", ["hat"]),
        ("(a red star: 1.25), red:7", ["7"]),
        ("<lora:ink dog:0.8> red", []),
        ("a < dog > b", ["dog", "b"]),
        ("na\u00efve nai\u0308ve NAÏVE", []),
        ("cafe\u0301", ["cafe\u0301"]),
        ("שלום עולם", ["שלום", "עולם"]),
        ("猫と犬 हिन्दी", ["猫と犬", "हिन्दी"]),
        ("a 🐶 and 👩‍🎨 ❤️", ["🐶", "and", "👩‍🎨", "❤️"]),
        ("", []),
        (" ,.;:!? ()[]{}<> -- '' ’ ", []),
    ],
)
def test_unknown_words(prompt: str, words: list[str]) -> None:
    found = unknown(prompt, MODEL)
    assert [span.word for span in found] == words
    assert [prompt[span.start : span.end] for span in found] == words


def test_a_model_without_a_list_marks_nothing() -> None:
    assert unknown("a dog", None) == ()
    assert unknown("a dog", Taught(vocabulary=None)) == ()
    assert len(unknown("a dog", Taught(vocabulary=frozenset()))) == 2


@given(st.text(max_size=300))
def test_any_text_gives_spans_in_order_inside_it(prompt: str) -> None:
    end = 0
    for span in unknown(prompt, MODEL):
        assert end <= span.start < span.end <= len(prompt)
        assert prompt[span.start : span.end] == span.word
        end = span.end


def test_only_what_a_recipe_keeps_is_looked_at() -> None:
    assert len(unknown("dog " * 50_000, MODEL)) == 2500


def test_the_sentence() -> None:
    assert sentence("Starter", ("dog",)) == "Starter was never taught “dog”."
    assert sentence("Starter", ("dog", "hat")) == "Starter was never taught “dog” and “hat”."
    assert sentence("Starter", ("a", "b", "c")) == "Starter was never taught “a”, “b” and “c”."
    assert sentence("Starter", ("a", "b", "c", "d", "e")) == "Starter was never taught “a”, “b”, “c” and 2 more."
    assert len(sentence("Starter", ("x" * 500,))) < 80


def test_each_word_is_told_once() -> None:
    assert distinct(unknown("Dog dog hat DOG", MODEL)) == ("Dog", "hat")


def test_the_examples_use_only_words_of_the_starter() -> None:
    starter = recognise(models_dir() / "starter")
    for example in json.loads((resources_dir() / "examples.json").read_text())["model"]:
        assert unknown(example, starter) == ()
