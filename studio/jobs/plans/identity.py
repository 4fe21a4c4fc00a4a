"""What makes two sets of pictures the same for a plan, and the seed that follows from it."""

from __future__ import annotations

import hashlib
from collections import Counter

import msgspec

from studio.recipe.draft import Draft, DraftSketch, DraftStart
from studio.recipe.recipe import MAX_SEED, SKETCH


class Identity(msgspec.Struct, frozen=True, kw_only=True):
    """Of one set of pictures, its number and its names left out."""

    key: str
    turn: int
    """how many equal ones the plan has before it"""


class Identities:
    """Counts what is asked for several times, so that each time is another set."""

    def __init__(self) -> None:
        self._seen: Counter[str] = Counter()

    def of(self, draft: Draft, model: str, seed: str, size: str) -> Identity:
        """`model` is its id; `seed` and `size` are as asked for, empty where blank.

        From what was asked, not from what it becomes: a new version of a model, or of the studio, changes no key.
        """
        product = draft.product
        asked = {
            "prompt": draft.prompt,
            "negative": draft.negative,
            "model": model,
            "size": size,
            "seed": seed,
            "steps": draft.steps,
            "guidance": draft.guidance,
            "start": _start(draft.start),
            "product": product and [product.sha256, product.at],
            "references": tuple(reference.sha256 for reference in draft.references),
        }
        if draft.tile:  # what was planned before there was tiling keeps its key
            asked["tile"] = draft.tile
        digest = hashlib.sha256(msgspec.json.encode(asked, order="deterministic")).hexdigest()[:32]
        turn = self._seen[digest]
        self._seen[digest] += 1
        return Identity(key=f"{digest}-{turn + 1}" if turn else digest, turn=turn)


def _start(start: DraftStart | DraftSketch | None) -> tuple[str | int | float | None, ...] | None:
    match start:
        case None:
            return None
        case DraftStart(sha256=sha256, mask=mask, strength=strength):
            return sha256, mask, strength
        case DraftSketch(strength=strength, layout=layout):
            return SKETCH, strength, layout


def seed_of(plan_seed: str, draft: Draft, turn: int) -> int:
    """The seed of a row that gives none: the same for the same words, in all sizes and models."""
    text = "\n".join((plan_seed, draft.prompt, draft.negative, str(turn)))
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big") % (MAX_SEED + 1)


def key_of_one(key: str, index: int) -> str:
    """The key of a job that makes picture `index` of a set alone."""
    return f"{key}.{index}"


def picture_of(key: str, index: int) -> tuple[str, int]:
    """(key of the set, number of the picture in it) of picture `index` of a job with `key`."""
    whole, dot, first = key.partition(".")
    return (whole, int(first) + index) if dot and first.isdigit() else (key, index)
