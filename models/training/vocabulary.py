"""Owns the words that the model was taught: every one that the caption writer uses, made-up ones left out.

python -m models.training.vocabulary        (writes them into the Starter's card)
"""

from __future__ import annotations

import json
import random
import re
from pathlib import Path
from typing import Any

from studio.sketch.captions import caption
from studio.sketch.sample import KINDS, sample

TEMPLATE = Path(__file__).parent / "card.json"
"""The card without the vocabulary, which is never written by hand."""
CARD = Path("models/starter/card.json")
CAPTIONS = 4000
"""Captions a kind of scene; the rarest wording of a kind turns up in about one of 300."""


def words_of(text: str) -> list[str]:
    """Lower-case words and whole numbers, in order; everything else separates them."""
    return re.findall(r"[^\W\d_]+|\d+", text.lower())


def vocabulary() -> list[str]:
    """All words of the captions of every kind of scene, sorted."""
    rng = random.Random("vocabulary")
    texts = (caption(sample(rng, kind), rng) for kind in KINDS for _ in range(CAPTIONS))
    return sorted({word for text in texts for word in words_of(text)})


def write_card(path: Path, steps: int, guidance: float) -> None:
    """The template with the pace of the weights and the vocabulary. Without guidance no negative prompt counts."""
    card: dict[str, Any] = json.loads(TEMPLATE.read_text(encoding="utf-8"))
    card |= {"steps": steps, "guidance": guidance, "negative": guidance > 1}
    card["studio"]["vocabulary"] = vocabulary()
    path.write_text(_short_lists(json.dumps(card, indent=2, ensure_ascii=False)) + "\n", encoding="utf-8")


def _short_lists(text: str) -> str:
    """Lists of plain values on one line each, so that a person can read the card."""
    return re.sub(
        r"\[[^\[\]{}]+\]", lambda found: re.sub(r"\s*\n\s*", " ", found[0]).replace("[ ", "[").replace(" ]", "]"), text
    )


if __name__ == "__main__":
    now: dict[str, Any] = json.loads(CARD.read_text(encoding="utf-8"))
    write_card(CARD, now["steps"], now["guidance"])
