"""Prompts become parts that an encoder can read: no word broken, none lost, each token with its weight."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from studio.engine.prompt_parts import Part, filled, inputs, parts_of, token_limit, weighed
from studio.recipe.emphasis import plain
from studio.recipe.recipe import Text
from tests.recipe.strategies import texts
from tests.tiny_models import tiny_tokenizer

TOKENIZER = tiny_tokenizer()
ROOM = token_limit(TOKENIZER) - 2
prompts = st.text(alphabet="ab, é()[]:1.5", max_size=400) | st.lists(
    st.sampled_from(["a", "red,", "circle", "(big:1.4)", "[small]", "BREAK", "landscape,", "x" * 90]), max_size=60
).map(" ".join)


def shown(part: Part) -> str:
    return str(TOKENIZER.decode(list(part.ids))).strip()


def letters(text: str) -> str:
    return "".join(text.split())


@given(prompts)
def test_nothing_is_lost_and_every_part_fits(prompt: str):
    parts = parts_of(TOKENIZER, prompt, "weighted")
    assert letters("".join(shown(part) for part in parts)) == letters(plain(prompt))
    assert all(len(part.ids) == len(part.weights) <= ROOM for part in parts)


@given(texts, st.sampled_from(["plain", "weighted"]))
def test_any_text_is_read(prompt: str, how: Text):
    parts = parts_of(TOKENIZER, prompt, how)
    assert all(len(part.ids) == len(part.weights) <= ROOM for part in parts)
    together = [token for part in parts for token in part.ids]
    if how == "weighted" and not set(prompt) & set("()[]") and "BREAK" not in prompt:
        assert together == TOKENIZER(prompt, add_special_tokens=False, verbose=False)["input_ids"]


@given(st.lists(st.text(alphabet="abcdef", min_size=1, max_size=ROOM), max_size=30))
def test_no_word_is_broken(words: list[str]):
    parts = parts_of(TOKENIZER, " ".join(words), "weighted")
    assert [word for part in parts for word in shown(part).split()] == words


def test_it_is_cut_behind_a_comma_that_is_near_the_end():
    early, late = "a" * 58 + ", " + "b" * 30, "a" * 52 + ", " + "b" * 9 + " " + "c" * 30
    assert [shown(part) for part in parts_of(TOKENIZER, early, "weighted")] == ["a" * 58 + " ,", "b" * 30]
    assert [shown(part) for part in parts_of(TOKENIZER, late, "weighted")] == ["a" * 52 + " , " + "b" * 9, "c" * 30]


def test_break_begins_a_part_and_blank_ones_are_none():
    parts = parts_of(TOKENIZER, "BREAK a BREAK BREAK b", "weighted")
    assert [shown(part) for part in parts] == ["a", "b"]


def test_brackets_inside_a_word_do_not_break_it():
    (part,) = parts_of(TOKENIZER, "ab(cd:1.5)", "weighted")
    assert part.ids == parts_of(TOKENIZER, "abcd", "plain")[0].ids
    assert part.weights == (1, 1, 1.5, 1.5)


@pytest.mark.parametrize("prompt", ["", "a red circle", "é, ü", "x" * 75, "a\u3000b", "<|endoftext|> a"])
def test_what_fits_is_what_the_tokenizer_says(prompt: str):
    expected = TOKENIZER(prompt, padding="max_length", max_length=77, truncation=True, return_tensors="pt")
    for how in ("plain", "weighted"):
        (part,) = parts_of(TOKENIZER, prompt, how)
        ids, mask = inputs(TOKENIZER, part)
        assert torch.equal(ids, expected.input_ids)
        assert torch.equal(mask, expected.attention_mask)
        assert not part.is_weighted


def test_plain_is_cut_where_the_encoder_ends_and_brackets_are_text():
    (part,) = parts_of(TOKENIZER, "(a:2) " + "b" * 100, "plain")
    assert shown(part).startswith("( a : 2 )")
    expected = TOKENIZER("(a:2) " + "b" * 100, max_length=77, truncation=True)["input_ids"]
    assert inputs(TOKENIZER, part)[0][0].tolist() == expected


def test_all_get_as_many_parts_as_the_longest():
    one, two = (Part(ids=(1,), weights=(1.0,)),), (Part(ids=(2,), weights=(1.0,)), Part(ids=(3,), weights=(1.0,)))
    assert filled([one, two]) == [(one[0], Part()), two]


def test_a_weight_is_a_distance_from_the_empty_prompt():
    states, empty = torch.randn(1, 6, 4), torch.randn(1, 6, 4)
    made = weighed(states, empty, Part(ids=(5, 6, 7), weights=(1.0, 1.5, 0.0)))
    assert torch.equal(made[:, (0, 1, 4, 5)], states[:, (0, 1, 4, 5)])
    assert torch.allclose(made[:, 2], empty[:, 2] + 1.5 * (states[:, 2] - empty[:, 2]), atol=1e-6)
    assert torch.allclose(made[:, 3], empty[:, 3], atol=1e-6)
