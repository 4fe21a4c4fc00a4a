"""Owns where objects stand: spots that keep to sizes, places, relations and arrangements, and never overlap."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence

import msgspec
import numpy as np

from studio.sketch.arranging import Box, Slope, arranged, ring
from studio.sketch.rooms import part_boxes, rooms
from studio.sketch.scene import Arrangement, Bond, Place, Size, Spot
from studio.sketch.trees import Leaf, Nest, Node, Ring, Split, Stack

_MARGIN = 0.06
_GAP = 0.012
"""Margin at the edges and least distance between objects, in shorter sides."""
_SIZES: dict[Size, tuple[float, float]] = {"small": (0.1, 0.14), "medium": (0.18, 0.23), "large": (0.31, 0.4)}
_LONE = (0.24, 0.3)
"""Radius of one object that has the picture to itself, where its size was not said."""
_SHARES: dict[Size, tuple[float, float]] = {"small": (0.42, 0.52), "medium": (0.7, 0.84), "large": (0.9, 0.97)}
_RANKS: dict[Size, int] = {"small": 0, "medium": 1, "large": 2}
_STEP = 0.74
"""At most so large is what is called smaller, of what is called larger."""


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked of one group. `band` is the heights that it may stand at, 0 (top) to 1."""

    count: int
    size: Size = "medium"
    place: Place | None = None
    """None where it was left open"""
    arrangement: Arrangement = "free"
    rows: int = 0
    columns: int = 0
    """0 leaves them open"""
    slope: Slope = ""
    band: tuple[float, float] = (0.0, 1.0)
    inner: tuple[float, float, float] = (0.0, 0.0, 0.45)
    """x, y and radius of the circle, within its own unit circle, that holds what is set inside"""
    top: float = 1.0
    bottom: float = 1.0
    """how far it reaches up and down from its middle, in radii, where it stands on something or something on it"""
    face: bool = False
    """whether what stands on it is drawn over it, as an emblem, and not above it"""
    upright: bool = False
    """whether it stands straight: a leaning star is lively, a leaning house a mistake"""


def lay_out(wishes: Sequence[Wish], bonds: Sequence[Bond], aspect: float, seed: int) -> tuple[tuple[Spot, ...], ...]:
    """Spots for every wish, in the wishes' order, for a picture of width / height `aspect` (0.25..4). The same
    arguments give the same spots; another `seed` another layout. Objects overlap only where one is inside another.
    A bond that cannot be kept beside the others is not: see `holds`."""
    table = _Table(wishes, aspect, random.Random(seed))
    if wishes:
        table.level(rooms(wishes, bonds, table.room))
    return table.spots()


class _Table:
    """The picture in shorter sides, and what stands on it so far."""

    def __init__(self, wishes: Sequence[Wish], aspect: float, rng: random.Random) -> None:
        self._wishes = wishes
        self._rng = rng
        self._width, self._height = max(1.0, aspect), max(1.0, 1.0 / aspect)
        self.room = Box(x0=_MARGIN, y0=_MARGIN, x1=self._width - _MARGIN, y1=self._height - _MARGIN)
        self._points: list[list[tuple[float, float]]] = [[] for _ in wishes]
        self._radii = [math.inf] * len(wishes)
        self._nests: list[Nest] = []
        self._touching: set[tuple[int, int]] = set()
        """groups of which the first stands on the second"""

    def level(self, placed: Sequence[tuple[Node, Box]]) -> None:
        """Everything that stands side by side, then what is inside it."""
        self._nests = []
        for node, box in placed:
            self._place(node, box)
        members = sorted({group for node, _ in placed for group in node.shown})
        self._rank(members)
        self._part(members, placed)
        nests, self._nests = self._nests, []
        for nest in nests:
            self.level(self._inside(nest))

    def spots(self) -> tuple[tuple[Spot, ...], ...]:
        return tuple(
            tuple(self._spot(x, y, radius, wish.upright) for x, y in points)
            for points, radius, wish in zip(self._points, self._radii, self._wishes, strict=True)
        )

    def _spot(self, x: float, y: float, radius: float, upright: bool) -> Spot:
        lean = self._rng.uniform(-6, 6)
        return Spot(x=x / self._width, y=y / self._height, radius=radius, angle=0.0 if upright else lean)

    def _place(self, node: Node, box: Box) -> None:
        match node:
            case Leaf():
                self._leaf(node, box)
            case Split():
                for part, room in part_boxes(node, box, self._wishes):
                    self._place(part, room)
            case Stack():
                self._stack(node, box)
            case Ring():
                self._ring(node, box)
            case Nest():
                self._leaf(Leaf(group=node.host, count=self._wishes[node.host].count), box, hosting=True)
                self._nests.append(node)

    def _leaf(self, leaf: Leaf, box: Box, hosting: bool = False) -> None:
        wish = self._wishes[leaf.group]
        points, reach = arranged(leaf.count, wish.arrangement, wish.rows, wish.columns, wish.slope, box, self._rng)
        radius = self._radius(wish, leaf.count, reach, hosting)
        self._put(leaf.group, self._strayed(points, radius, reach, wish, leaf.count), radius)

    def _lone(self, wish: Wish) -> bool:
        """Whether there is nothing else: it may take more of the picture."""
        free = wish.size == "medium" and wish.place in (None, "centre") and wish.band == (0.0, 1.0)
        return free and len(self._wishes) == 1

    def _radius(self, wish: Wish, count: int, reach: float, hosting: bool) -> float:
        """As its size says; of many, as much of each one's room as its size says."""
        share = reach * self._rng.uniform(*_SHARES[wish.size])
        own = self._rng.uniform(*(_LONE if self._lone(wish) and count == 1 else _SIZES[wish.size]))
        if hosting:
            return min(0.96 * reach, max(own, 0.34))
        if count > 1 and wish.arrangement in ("row", "column", "diagonal"):
            return min(max(share, 0.88 * reach), 1.2 * own)
        if count > 1:
            return min(share, 1.2 * own)
        return min(own, 0.94 * reach)

    def _strayed(
        self, points: list[tuple[float, float]], radius: float, reach: float, wish: Wish, count: int
    ) -> list[tuple[float, float]]:
        """Moved a little, by chance, within what is free."""
        free = max(0.0, reach - radius)
        stray = min(0.2 * free, 0.03)
        if count > 1 and wish.arrangement not in ("free", "scattered"):
            stray = 0.0
        return [(x + self._rng.uniform(-stray, stray), y + self._rng.uniform(-stray, stray)) for x, y in points]

    def _put(self, group: int, points: list[tuple[float, float]], radius: float) -> None:
        self._points[group] += points
        self._radii[group] = min(self._radii[group], radius)

    def _stack(self, node: Stack, box: Box) -> None:
        """The upper ones in a row that touches the one below."""
        below = self._wishes[node.lower]
        row = [group for group in node.uppers for _ in range(self._wishes[group].count)]
        tiers = 1 + len(node.under)
        wide = 1.15 if len(row) == 1 else 1.6
        low = min(self._rng.uniform(*_SIZES[below.size]) * wide, 0.46 * box.width, 0.3 * box.height / tiers)
        size = min(self._rng.uniform(*_SIZES[self._wishes[group].size]) for group in node.uppers)
        high = min(size, 0.19 * box.height / tiers, 0.44 * box.width / len(row))
        high = min(high, low if len(row) == 1 else 1.06 * low / len(row))
        deep = max(self._wishes[group].bottom for group in node.uppers)
        x, y = box.middle
        for group in node.under:
            base = self._wishes[group]
            y -= 0.5 * low * (base.top + base.bottom)
            self._put(group, [(x, y + high * deep + low * (below.bottom + base.top))], low)
            self._touching.add((node.lower, group))
        self._put(node.lower, [(x, y + high * deep)], low)
        for group in node.uppers:
            down = y - low * below.top + high * (deep - self._wishes[group].bottom)
            places = [x + (k - (len(row) - 1) / 2) * 2.12 * high for k, other in enumerate(row) if other == group]
            self._put(group, [(at, down) for at in places], high)
            self._touching.add((group, node.lower))

    def _ring(self, node: Ring, box: Box) -> None:
        count = self._wishes[node.group].count
        circle, reach = ring(count, box.reach)
        start = -math.pi / 2 + (0.0 if self._rng.random() < 0.7 else math.pi / count)
        x, y = box.middle
        steps = (start + 2 * math.pi * k / count for k in range(count))
        radius = reach * self._rng.uniform(*_SHARES[self._wishes[node.group].size])
        self._put(node.group, [(x + circle * math.cos(a), y + circle * math.sin(a)) for a in steps], radius)
        half = (circle - reach) * 0.86
        self._place(node.inner, Box(x0=x - half, y0=y - half, x1=x + half, y1=y + half))

    def _rank(self, members: Sequence[int]) -> None:
        """What is called smaller is smaller, where few enough stand there to be compared."""
        few = [g for g in members if self._wishes[g].count <= 12]
        for small in sorted(few, key=lambda g: -_RANKS[self._wishes[g].size]):
            rank = _RANKS[self._wishes[small].size]
            larger = [self._radii[g] for g in few if _RANKS[self._wishes[g].size] > rank]
            self._radii[small] = min([self._radii[small], *(_STEP * radius for radius in larger)])

    def _part(self, members: Sequence[int], placed: Sequence[tuple[Node, Box]]) -> None:
        """Shrinks groups until nothing touches: a pair's share of its distance is enough for both of its groups."""
        owners = np.array([g for g in members for _ in self._points[g]])
        points = np.array([point for g in members for point in self._points[g]], np.float64).reshape(-1, 2)
        radii = np.array([self._radii[g] for g in members for _ in self._points[g]], np.float64)
        apart = np.hypot(*(points[:, None] - points[None]).transpose(2, 0, 1)) - _GAP / 2
        np.fill_diagonal(apart, np.inf)
        for upper, lower in self._touching:
            pairs = (owners == upper)[:, None] & (owners == lower)[None]
            apart[pairs | pairs.T] = np.inf
        shares = (apart / (radii[:, None] + radii[None])).min(axis=1)
        edges = self._edges(points, placed)
        shares = np.minimum(np.minimum(shares, edges / radii), 1.0)
        for group in members:
            self._radii[group] *= max(1e-4, float(shares[owners == group].min()))

    def _edges(self, points: np.ndarray, placed: Sequence[tuple[Node, Box]]) -> np.ndarray:
        """From each point to the edge of its level: the picture's margins, or the box that holds them all."""
        x0 = min(min(box.x0 for _, box in placed), self.room.x0)
        y0 = min(min(box.y0 for _, box in placed), self.room.y0)
        x1 = max(max(box.x1 for _, box in placed), self.room.x1)
        y1 = max(max(box.y1 for _, box in placed), self.room.y1)
        x, y = points[:, 0], points[:, 1]
        return np.minimum(np.minimum(x - x0, x1 - x), np.minimum(y - y0, y1 - y))

    def _inside(self, nest: Nest) -> list[tuple[Node, Box]]:
        """The guests dealt to the hosts, each share with the box that its host's inner circle leaves."""
        hosts, radius = self._points[nest.host], self._radii[nest.host]
        dx, dy, share = self._wishes[nest.host].inner
        guests = nest.dealt(len(hosts))
        return [
            (guest, _square(x + dx * radius, y + dy * radius, share * radius * _within(guest)))
            for (x, y), guest in zip(hosts, guests, strict=False)
        ]


def _within(guest: Node) -> float:
    """Half the side of the box for what is to stay within a circle of radius 1: one object may fill it."""
    return 1.0 if isinstance(guest, Nest | Ring) or (isinstance(guest, Leaf) and guest.count == 1) else 0.7071


def _square(x: float, y: float, half: float) -> Box:
    return Box(x0=x - half, y0=y - half, x1=x + half, y1=y + half)


def holds(bond: Bond, bonds: Sequence[Bond], spots: Sequence[Sequence[Spot]], aspect: float) -> bool:
    """Whether the relation is true of the spots; `bonds` are all of the scene's, for what is between two groups."""
    first, second = _placed(spots[bond.first], aspect), _placed(spots[bond.second], aspect)
    match bond.relation:
        case "left of":
            return max(x for x, _, _ in first) < min(x for x, _, _ in second)
        case "right of":
            return min(x for x, _, _ in first) > max(x for x, _, _ in second)
        case "above":
            return max(y for _, y, _ in first) < min(y for _, y, _ in second)
        case "below":
            return min(y for _, y, _ in first) > max(y for _, y, _ in second)
        case "inside":
            return _contained(first, second)
        case "on":
            return _contained(first, second) or _stands(first, second)
        case "around":
            return _contained(second, first) or all(_rings(first, x, y) for x, y, _ in second)
        case "between":
            ends = [b.second for b in bonds if b.first == bond.first and b.relation == "between"]
            others = [spot for end in ends for spot in _placed(spots[end], aspect)]
            return _between(first, others)


_Discs = list[tuple[float, float, float]]


def _placed(spots: Sequence[Spot], aspect: float) -> _Discs:
    width, height = max(1.0, aspect), max(1.0, 1.0 / aspect)
    return [(spot.x * width, spot.y * height, spot.radius) for spot in spots]


def _contained(inner: _Discs, outer: _Discs) -> bool:
    return all(any(math.hypot(x - X, y - Y) + r <= R for X, Y, R in outer) for x, y, r in inner)


def _stands(upper: _Discs, lower: _Discs) -> bool:
    return max(y for _, y, _ in upper) < min(y for _, y, _ in lower)


def _rings(discs: _Discs, x: float, y: float) -> bool:
    angles = sorted(math.atan2(Y - y, X - x) for X, Y, _ in discs)
    gaps = [b - a for a, b in zip(angles, [*angles[1:], angles[0] + 2 * math.pi], strict=True)]
    return len(discs) > 1 and max(gaps) <= math.pi + 0.01


def _between(middle: _Discs, others: _Discs) -> bool:
    return any(
        min(other[axis] for other in others) < min(m[axis] for m in middle)
        and max(m[axis] for m in middle) < max(other[axis] for other in others)
        for axis in (0, 1)
    )
