"""Owns what each word of a prompt is: known phrases, numbers, hex colours, mended slips and unknown words."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from studio.sketch.words.lexicon import Sense, lexicon
from studio.sketch.words.spelling import mended
from studio.sketch.words.tokens import Token, is_emoji, tokens

_NOUNS = frozenset(
    ("object", "motif", "texture", "ground", "gradient", "mesh", "sky", "land", "manner", "pattern", "vein", "one")
) | {"palette", "extra", "suffix"}
_TEENS = range(1, 10)


class Tag(msgspec.Struct, frozen=True, kw_only=True):
    """Characters `start` to `end` and the one thing they mean here; `slip` is what was read for a mended word."""

    start: int
    end: int
    text: str
    kind: str
    value: str
    plural: bool = False
    slip: str = ""


class _Found(msgspec.Struct, frozen=True, kw_only=True):
    """A phrase with all that it can mean."""

    start: int
    end: int
    senses: tuple[Sense, ...]
    slip: str = ""


def tags(text: str) -> list[Tag]:
    """The prompt's words in order, each with one meaning; what means nothing has the kind "unknown"."""
    found = _numbered(_found(tokens(text)))
    made: list[Tag] = []
    for k, here in enumerate(found):
        sense = _chosen(here, made, found[k + 1 :])
        made.append(
            Tag(
                start=here.start,
                end=here.end,
                text=text[here.start : here.end],
                kind=sense.kind,
                value=sense.value,
                plural=sense.plural,
                slip=here.slip,
            )
        )
    return made


def _found(words: Sequence[Token]) -> list[_Found]:
    made: list[_Found] = []
    words, slips = _spelled(words)
    at = 0
    while at < len(words):
        length, senses = lexicon().match(words, at)
        last = max(length, 1)
        slip = " ".join(slips[k] for k in range(at, at + last) if k in slips)
        span = words[at].start, words[at + last - 1].end
        made.append(_Found(start=span[0], end=span[1], senses=senses or (_bare(words[at].plain),), slip=slip))
        at += last
    return made


def _spelled(words: Sequence[Token]) -> tuple[list[Token], dict[int, str]]:
    """The words with typing slips mended, and the mended ones by their position."""
    slips: dict[int, str] = {}
    known = lexicon().words
    for k, word in enumerate(words):
        meant = None if word.plain in known else mended(word.plain)
        if meant:
            slips[k] = meant
    made = [
        Token(start=word.start, end=word.end, plain=slips[k]) if k in slips else word for k, word in enumerate(words)
    ]
    return made, slips


def _bare(word: str) -> Sense:
    """A word that is in no lexicon."""
    if word.isdecimal() and word.isascii():
        return Sense(kind="number", value=str(min(int(word[:9]), 10**6)))
    if word.startswith("#") and len(word) > 1:
        return Sense(kind="colour", value=word if len(word) == 7 else "#" + "".join(2 * part for part in word[1:]))
    if word in ("x", "×"):
        return Sense(kind="times", value="x")
    return Sense(kind="unknown" if word[:1].isalnum() or is_emoji(word) else "stop", value=word)


def _numbered(found: list[_Found]) -> list[_Found]:
    """Numbers of several words made one: "twenty one", "3 x 4" (kind "grid")."""
    made: list[_Found] = []
    at = 0
    while at < len(found):
        step, sense = _number(found, at)
        if sense is None:
            made.append(found[at])
        else:
            made.append(_Found(start=found[at].start, end=found[at + step - 1].end, senses=(sense,)))
        at += step
    return made


def _number(found: list[_Found], at: int) -> tuple[int, Sense | None]:
    here = _value(found, at)
    if here is None:
        return 1, None
    if at + 2 < len(found) and _times(found[at + 1]) and (other := _value(found, at + 2)) is not None:
        return 3, Sense(kind="grid", value=f"{here}x{other}")
    if here in _TEENS and (scale := _scale(found, at + 1)):
        return 2, Sense(kind="number", value=str(here * scale))
    small = _value(found, at + 1)
    if here in range(20, 100, 10) and small in _TEENS and not _one(found[at + 1]):
        return 2, Sense(kind="number", value=str(here + (small or 0)))
    return 1, None


def _value(found: list[_Found], at: int) -> int | None:
    if at >= len(found):
        return None
    return next((int(sense.value) for sense in found[at].senses if sense.kind == "number"), None)


def _scale(found: list[_Found], at: int) -> int:
    """100 or 1000 where the word says so, else 0."""
    words = [sense.value for sense in found[at].senses if sense.kind == "vague"] if at < len(found) else []
    return {"100": 100, "200": 1000}.get(words[0], 0) if words else 0


def _one(here: _Found) -> bool:
    """A digit after a number of tens is a number of its own."""
    return here.end - here.start == 1


def _times(here: _Found) -> bool:
    return any(sense.kind == "times" for sense in here.senses) or (
        here.end - here.start == 2 and here.senses[0].kind == "stop" and here.senses[0].value == "by"
    )


def _chosen(here: _Found, before: list[Tag], after: list[_Found]) -> Sense:
    """The sense that fits the neighbours, the first where none is better."""
    senses = {sense.kind: sense for sense in here.senses}
    if len(senses) == 1:
        return here.senses[0]
    for kind, fits in _ORDER:
        if kind in senses and fits(senses, before, after):
            return senses[kind]
    return here.senses[0]


def _kinds(after: list[_Found]) -> set[str]:
    return {sense.kind for sense in after[0].senses} if after else set[str]()


def _last(before: list[Tag]) -> str:
    return before[-1].kind if before else ""


_Senses = dict[str, Sense]


def _as_palette(senses: _Senses, before: list[Tag], after: list[_Found]) -> bool:
    return "palette" in _kinds(after) or ("object" in senses and bool({"motif", "gradient", "mesh"} & _kinds(after)))


def _as_shade(senses: _Senses, before: list[Tag], after: list[_Found]) -> bool:
    return "colour" in _kinds(after)


def _as_one(senses: _Senses, before: list[Tag], after: list[_Found]) -> bool:
    """ "the red one": not a number."""
    return _last(before) in ("colour", "size", "shade") and not _NOUNS & _kinds(after)


def _as_colour(senses: _Senses, before: list[Tag], after: list[_Found]) -> bool:
    """A word like "orange" colours what follows; alone, after an article or a number, it is the thing."""
    if any(sense.plural for sense in senses.values()):
        return _last(before) == "object"
    if "object" not in senses and "texture" not in senses:
        return True
    if senses["colour"].value == "orange" and _last(before) not in ("article", "join", "comma"):
        return True
    ahead = _kinds(after)
    if "texture" in senses:
        return bool(ahead & (_NOUNS | {"colour"}))
    listed = "join" in ahead and "colour" in _kinds(after[1:])
    if listed or ahead & (_NOUNS | {"colour", "unknown"}) or _last(before) == "plain" or "to" in ahead:
        return True
    return _last(before) not in ("", "article", "number", "vague", "size", "shade", "none", "colour", "end")


def _as_motif(senses: _Senses, before: list[Tag], after: list[_Found]) -> bool:
    """Dots are a pattern, unless they are counted or set in rows."""
    counted = _counted(before)
    lined = any(sense.kind in ("rows", "arrangement", "place") for other in after[:3] for sense in other.senses)
    return "object" not in senses or not (counted or lined)


def _counted(before: list[Tag]) -> bool:
    """Whether a number stands before the word, with no more than adjectives between."""
    kinds = (tag.kind for tag in reversed(before) if tag.kind not in ("colour", "shade", "size", "stop", "link"))
    return next(kinds, "") in ("number", "vague", "grid", "prefix")


def _as_land(senses: _Senses, before: list[Tag], after: list[_Found]) -> bool:
    """ "two mountains", "a red mountain" are objects; "mountains" are where one is."""
    if "object" not in senses:
        return True
    return not _counted(before) and _last(before) not in ("colour", "size")


def _as_filler(senses: _Senses, before: list[Tag], after: list[_Found]) -> bool:
    """ "light" and the like without a colour; "calm" of water."""
    ahead = _kinds(after)
    if set(senses) == {"shade", "stop"}:
        return "ground" not in ahead
    if set(senses) == {"object", "stop"}:
        return _last(before) not in ("article", "number", "vague", "size", "colour", "join", "none")
    return "stop" in senses and bool({"land", "sky", "texture"} & ahead)


def _always(senses: _Senses, before: list[Tag], after: list[_Found]) -> bool:
    return True


_ORDER = (
    ("one", _as_one),
    ("mood", _as_palette),
    ("shade", _as_shade),
    ("colour", _as_colour),
    ("stop", _as_filler),
    ("land", _as_land),
    ("motif", _as_motif),
    ("object", _always),
    ("season", _always),
    ("time", _always),
    ("style", _always),
    ("manner", _always),
    ("extra", _always),
    ("mood", _always),
    ("place", _always),
    ("number", _always),
)
"""Kinds in the order in which they are tried, each with when it is meant."""
