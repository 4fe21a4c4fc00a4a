"""Owns how the things of a draft belong together: relations, comparisons, and which thing a word speaks of."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from studio.sketch.scene import Arrangement
from studio.sketch.words.draft import Draft, Named, Words
from studio.sketch.words.moods import MOODS

_ZONES = {"above": "sky", "below": "land", "on": "land", "inside": "land", "beside": "land", "behind": "land"}
"""Where in a landscape a thing is that is set so towards its land."""

SIDES = {"left of": "left", "right of": "right", "above": "top", "below": "bottom"}
"""Where in a picture a thing is that is on a side of its middle."""
_OPEN = ("vase",)
"""What is in one of these stands out at its top."""
_MOST_RINGS = 6
_BETWEEN = "#f4e8d0"
"""What concentric shapes of one colour alternate with."""


def bind(draft: Draft, firsts: Sequence[int], relation: str, second: int, each: bool = False) -> None:
    """`relation` from every object of `firsts` to `second`: an object, or a ground, which decides the heights. `each`:
    as many are inside each one of the second."""
    objects = [first for first in firsts if draft.things[first].kind == "object" and first != second]
    for first in objects:
        thing, other = draft.things[first], draft.things[second]
        if other.value == "island" and relation in ("on", "inside"):
            other.value = "cliff"
        if other.kind != "object":
            thing.zone = _ZONES.get(relation, "")
        elif relation.startswith("than "):
            _compare(thing, relation.removeprefix("than "), other)
        elif relation.endswith(" it"):
            if relation == "between it" and least(thing) == 1:
                thing.number, thing.plural = 2, True
            draft.bonds.append((second, relation.removesuffix(" it"), first))
        else:
            relation = "on" if relation == "inside" and other.value in _OPEN else relation
            relation = "left of" if relation == "beside" else relation
            if other.place == "centre" and thing.place is None:
                thing.place = SIDES.get(relation)
            draft.bonds.append((first, relation, second))
            if each and relation == "inside":
                thing.number = (thing.number or 1) * least(other)


def _compare(thing: Named, size: str, other: Named) -> None:
    if size == "large":
        thing.size, other.size = "large", "small" if other.size == "small" else "medium"
    else:
        thing.size, other.size = "small", "large" if other.size == "large" else "medium"


def line_up_all(draft: Draft, last: Named) -> None:
    """Several single things "in a row" stand beside each other, in the order in which they were named."""
    relation = {"row": "left of", "column": "above"}.get(last.arrangement)
    singles = [k for k in objects_of(draft) if _single(draft.things[k])]
    if relation and _single(last) and len(singles) > 1:
        draft.bonds += [(a, relation, b) for a, b in pairwise(singles)]


def objects_of(draft: Draft) -> list[int]:
    """Where the objects are among the draft's things."""
    return [k for k, thing in enumerate(draft.things) if thing.kind == "object"]


def nest(draft: Draft) -> None:
    """Draws concentric things inside one another, at most six; they take their colours in turn."""
    for index, thing in enumerate(list(draft.things)):
        if thing.kind != "object" or not thing.rings:
            continue
        usual = list(MOODS[draft.mood][1:]) if draft.mood else ["navy", _BETWEEN]
        inks = thing.colours if len(thing.colours) > 1 else [*thing.colours, _BETWEEN] if thing.colours else usual
        thing.plural, thing.colours = False, inks[:1]
        for k in range(1, min(thing.rings, _MOST_RINGS)):
            inner = Named(kind="object", value=thing.value, word=thing.word, number=1, exact=True)
            inner.colours = [inks[k % len(inks)]]
            draft.things.append(inner)
            draft.bonds.append((len(draft.things) - 1, "inside", index if k == 1 else len(draft.things) - 2))


def known(draft: Draft, value: str, words: Words) -> int | None:
    """The object that "the circle" speaks of, where one was named."""
    if not words.definite or words.number is not None or words.size:
        return None
    found = [k for k in like(draft, words.colours) if draft.things[k].value == value]
    return found[-1] if found else None


def share_spots(draft: Draft, things: Sequence[int], arrangement: Arrangement) -> None:
    """Several of this and several of that, "scattered" or "in a circle", stand among each other."""
    first, *others = things
    draft.things[first].arrangement = arrangement
    for k in others:
        draft.things[k].among, draft.things[k].arrangement = first, arrangement


def part_off(draft: Draft, last: int, number: int) -> int | None:
    """Where `number` of the thing named last are: a new thing, parted off; or, after others were, what is left of it.
    None where it has not as many."""
    base = last if draft.things[last].part_of is None else draft.things[last].part_of
    assert base is not None
    whole = draft.things[base]
    if whole.kind != "object" or whole.number is None or not 0 < number <= whole.number:
        return None
    if number == whole.number:
        return base if base != last else None
    whole.number -= number
    part = Named(kind="object", value=whole.value, word=whole.word, plural=number > 1, number=number, exact=True)
    part.place, part.size, part.part_of = whole.place, whole.size, base
    draft.things.append(part)
    return len(draft.things) - 1


def like(draft: Draft, colours: list[str]) -> list[int]:
    """The objects of these colours, all where none is said."""
    return [k for k in objects_of(draft) if not colours or draft.things[k].colours == colours]


def meant(draft: Draft, subjects: Sequence[int]) -> int | None:
    """The object that "it" is when something is said of `subjects`: the last other one, a single one first."""
    others = [k for k in objects_of(draft) if k not in subjects]
    single = [k for k in others if _single(draft.things[k])]
    return (single or others or [None])[-1]


def least(thing: Named) -> int:
    """How many a thing is at least."""
    return thing.number or (2 if thing.plural else 1)


def _single(thing: Named) -> bool:
    return least(thing) == 1
