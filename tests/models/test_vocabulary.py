"""The card's vocabulary holds every word that captions use, and none that the model was never taught."""

from __future__ import annotations

import json
import random
from pathlib import Path

from models.training.vocabulary import TEMPLATE, vocabulary, words_of, write_card
from studio.sketch.captions import caption
from studio.sketch.sample import KINDS, sample

CARD = Path(__file__).resolve().parents[2] / "models" / "starter" / "card.json"


def committed() -> list[str]:
    return json.loads(CARD.read_text(encoding="utf-8"))["studio"]["vocabulary"]


def test_the_committed_card_holds_every_word_of_many_captions() -> None:
    rng, known = random.Random(8), set(committed())
    texts = [caption(sample(rng), rng) for _ in range(2000)]
    assert {word for text in texts for word in words_of(text)} <= known


def test_the_committed_card_is_the_one_that_an_export_writes(tmp_path: Path) -> None:
    card = json.loads(CARD.read_text(encoding="utf-8"))
    write_card(tmp_path / "card.json", card["steps"], card["guidance"])
    assert (tmp_path / "card.json").read_text(encoding="utf-8") == CARD.read_text(encoding="utf-8")


def test_words_never_taught_are_not_in_it() -> None:
    assert not {"dog", "portrait", "photo", "person", "seven"} & set(committed())


def test_every_kind_of_scene_has_its_words_in_it() -> None:
    rng, known = random.Random(9), set(vocabulary())
    for kind in KINDS:
        assert set(words_of(caption(sample(rng, kind), rng))) <= known


def test_what_the_card_offers_was_taught() -> None:
    groups = json.loads(TEMPLATE.read_text(encoding="utf-8"))["studio"]["words"]
    offered = {word for phrases in groups.values() for phrase in phrases for word in words_of(phrase)}
    assert offered <= set(committed())


def test_words_are_letters_or_digits_in_lower_case() -> None:
    assert words_of("3 Red stars, on_a NAVY-blue ground.") == ["3", "red", "stars", "on", "a", "navy", "blue", "ground"]
