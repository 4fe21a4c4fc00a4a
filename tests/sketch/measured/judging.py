"""Owns the judgement: whether a picture shows what was asked, by its pixels."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

import msgspec

from tests.sketch.measured.asked import Asked, Relation
from tests.sketch.measured.detector import Pixels, Seen, objects, patches

_CLOSE = 0.02
"""Edges this near to one another are one, as a share of the picture."""


def count_is_right(asked: Asked, picture: Pixels) -> bool:
    """As many objects as asked."""
    return len(objects(picture)) == asked.total


def colours_are_right(asked: Asked, picture: Pixels) -> bool:
    """As many objects of each colour as asked."""
    return Counter(seen.colour for seen in objects(picture)) == Counter(dict(asked.counts))


def place_is_right(asked: Asked, picture: Pixels) -> bool:
    """The one object has its middle in the third that was asked for, across and down."""
    found = objects(picture)
    if len(found) != 1 or asked.place is None:
        return False
    (seen,) = found
    return _third(seen.x) == asked.place[0] and _third(seen.y) == asked.place[1]


def relation_is_right(asked: Asked, picture: Pixels) -> bool:
    """The objects of the first colour are towards those of the second as asked."""
    first, second = (_of_colour(colour, number, asked.relation, picture) for colour, number in asked.counts)
    return bool(first) and bool(second) and asked.relation is not None and _holds(asked.relation, first, second)


def _third(at: float) -> float:
    return 0.0 if at < 0.38 else 1.0 if at > 0.62 else 0.5


def _of_colour(colour: str, number: int, relation: Relation | None, picture: Pixels) -> list[Seen]:
    """What has the colour; of things that touch, the areas of it that are largest."""
    if relation not in ("inside", "on"):
        return [seen for seen in objects(picture) if seen.colour == colour]
    areas = sorted(patches(picture, colour), key=lambda s: -(s.right - s.left) * (s.bottom - s.top))
    return [_box(areas)] if number == 1 and areas else areas[:number]


def _box(areas: Sequence[Seen]) -> Seen:
    """What several areas of one thing take up together, the small ones left out."""
    least = 0.15 * (areas[0].right - areas[0].left)
    large = [seen for seen in areas if seen.right - seen.left >= least]
    left, right = min(seen.left for seen in large), max(seen.right for seen in large)
    top, bottom = min(seen.top for seen in large), max(seen.bottom for seen in large)
    return msgspec.structs.replace(
        areas[0], left=left, right=right, top=top, bottom=bottom, x=(left + right) / 2, y=(top + bottom) / 2
    )


def _holds(relation: Relation, first: Sequence[Seen], second: Sequence[Seen]) -> bool:
    match relation:
        case "left of":
            return max(seen.right for seen in first) <= min(seen.left for seen in second) + _CLOSE
        case "right of":
            return min(seen.left for seen in first) >= max(seen.right for seen in second) - _CLOSE
        case "above":
            return max(seen.bottom for seen in first) <= min(seen.top for seen in second) + _CLOSE
        case "below":
            return min(seen.top for seen in first) >= max(seen.bottom for seen in second) - _CLOSE
        case "between":
            return _between(first, second)
        case "inside":
            return all(any(_within(inner, outer) for outer in second) for inner in first)
        case "around":
            return all(_rings(first, seen) for seen in second)
        case "on":
            return all(any(_stands(upper, lower) for lower in second) for upper in first)


def _between(middle: Sequence[Seen], ends: Sequence[Seen]) -> bool:
    across = [(seen.x, seen.y) for seen in ends]
    return any(
        min(end[axis] for end in across) < (seen.x, seen.y)[axis] < max(end[axis] for end in across)
        for axis in (0, 1)
        for seen in middle
    )


def _within(inner: Seen, outer: Seen) -> bool:
    across = outer.left < inner.left and inner.right < outer.right
    return across and outer.top < inner.top and inner.bottom < outer.bottom


def _rings(ring: Sequence[Seen], centre: Seen) -> bool:
    turns = sorted(math.atan2(seen.y - centre.y, seen.x - centre.x) for seen in ring)
    gaps = [b - a for a, b in zip(turns, [*turns[1:], turns[0] + 2 * math.pi], strict=True)]
    return len(ring) > 2 and max(gaps) < math.pi


def _stands(upper: Seen, lower: Seen) -> bool:
    return lower.left < upper.x < lower.right and upper.top < lower.top and upper.bottom < lower.bottom - _CLOSE
