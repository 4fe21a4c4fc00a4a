"""Owns the scattered and the grown families: confetti, Memphis squiggles, leaves and flowers."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from studio.sketch.marks import Mark, box
from studio.sketch.palette import Rgb
from studio.sketch.shapes import Contour, Outline, Point
from studio.sketch.weaves_loom import Loom, Matrix, disc, mixed, moved, stroke


def confetti(loom: Loom) -> Iterator[Mark]:
    """Small cut papers, all equally far from one another, thrown anyhow."""
    yield loom.ground()
    rng = loom.rng(1)
    inks = (loom.ink, loom.ink, loom.accent, mixed(loom.ink, loom.paper, 0.4))
    for x, y in _spread(loom, 0.35):
        shape, fill, angle = rng.choice(_PAPERS), rng.choice(inks), rng.uniform(0, 360)
        for matrix in _wrapped(loom, x, y, 0.15, angle):
            yield loom.mark(shape, matrix, fill)


_PAPERS: tuple[Outline, ...] = (
    (disc(0.62),),
    box(-1.0, -0.3, 1.0, 0.3),
    box(-0.85, -0.42, 0.85, 0.42),
    (((0.0, -0.85), (0.8, 0.6), (-0.8, 0.6)),),
    (stroke([(x / 8, 0.28 * math.sin(math.pi * x / 4)) for x in range(-9, 10)], 0.36),),
)


def memphis(loom: Loom) -> Iterator[Mark]:
    """Squiggles, zigzags, triangles, rings and bars of the eighties, with dots strewn between."""
    yield loom.ground()
    rng = loom.rng(2)
    dark = _far(loom)
    placed = _spread(loom, 0.78)
    order = [k % len(_PIECES) for k in range(len(placed))]
    rng.shuffle(order)
    for (x, y), piece in zip(placed, order, strict=True):
        fill = (loom.ink, loom.accent, dark)[rng.choice((0, 0, 1, 1, 2))]
        for matrix in _wrapped(loom, x, y, 0.33, rng.choice((-30, 0, 20, 45, 70, 110))):
            yield loom.mark(_PIECES[piece], matrix, fill)
    for x, y in _spread(loom, 0.24, placed, 0.46):
        for matrix in _wrapped(loom, x, y, 0.035, 0.0):
            yield loom.mark(_DOT, matrix, dark)


def _far(loom: Loom) -> Rgb:
    """Nearly black on light paper, nearly white on dark."""
    light = sum(share * part for share, part in zip((0.299, 0.587, 0.114), loom.paper, strict=True)) > 110
    return mixed(loom.ink, (0, 0, 0) if light else (255, 255, 255), 0.8)


_PIECES: tuple[Outline, ...] = (
    (stroke([(x / 24, 0.3 * math.sin(math.pi * x / 8)) for x in range(-24, 25)], 0.24),),
    (stroke([(-1.0, 0.25), (-0.6, -0.25), (-0.2, 0.25), (0.2, -0.25), (0.6, 0.25), (1.0, -0.25)], 0.2),),
    (((0.0, -0.8), (0.85, 0.65), (-0.85, 0.65)),),
    (disc(0.72), disc(0.44)),
    (((-0.8, 0.0), *((0.8 * math.cos(a), -0.8 * math.sin(a)) for a in [math.pi * (1 - k / 32) for k in range(33)])),),
    tuple(box(-0.9, y - 0.1, 0.9, y + 0.1)[0] for y in (-0.42, 0.0, 0.42)),
    (stroke([(x / 24, 0.3 * math.sin(math.pi * x / 8)) for x in range(-24, 25)], 0.24),),
    tuple(disc(0.13, x, y) for x in (-0.5, 0.0, 0.5) for y in (-0.5, 0.0, 0.5)),
)


def leaves(loom: Loom) -> Iterator[Mark]:
    """Sprigs on a half-drop, leaning against one another, with berries between: laurel, eucalyptus or olive."""
    yield loom.ground()
    sprig = loom.rng().choice(_SPRIGS)
    berries = tuple(disc(size, dx, dy) for dx, dy, size in ((0.0, 0.0, 0.05), (0.07, 0.12, 0.036), (-0.06, 0.11, 0.03)))
    for tile in loom.flat(1.0, 1.5, margin=0.6):
        for x, y, lean, fill in ((0.25, 0.375, 16, loom.ink), (0.75, 1.125, -16, loom.accent)):
            for part in sprig:
                yield loom.mark(part, tile.at(x, y, 0.62, lean), fill)
        for x, y in ((0.76, 0.3), (0.24, 1.05)):
            yield loom.mark(berries, tile.at(x, y), mixed(loom.ink, loom.paper, 0.4))


def _leaf(length: float, wide: float) -> Contour:
    """A leaf from its stalk at (0, 0) to its tip upwards."""
    steps = [k / 20 for k in range(21)]
    edge = [(wide * math.sin(math.pi * t**0.8) * (1 - 0.25 * t), -length * t) for t in steps]
    return (*edge, *((-x, y) for x, y in reversed(edge[1:-1])))


def _sprig(pairs: int, length: float, wide: float, open_: float) -> tuple[Outline, ...]:
    """A stem and its leaves: how many pairs, how long and half as wide they are, how far they stand off in degrees."""
    stem = stroke([(0.05 * math.sin(2.2 * t), 1.0 - 1.6 * t) for t in (k / 12 for k in range(13))], 0.045)
    blades: list[Contour] = [moved(_leaf(0.5, 0.96 * wide), 0.04, -0.56, 1.0, 2.0)]
    for k in range(pairs):
        t = 0.18 + 0.8 * k / pairs
        x, y = 0.05 * math.sin(2.2 * t), 1.0 - 1.6 * t
        size = 1.0 - 0.52 * k / pairs
        blades += [moved(_leaf(length, wide), x, y, size, side * (open_ - 20 * k / pairs)) for side in (-1, 1)]
    return (stem,), tuple(blades)


_SPRIGS = (_sprig(4, 0.52, 0.125, 58), _sprig(4, 0.4, 0.19, 70), _sprig(6, 0.5, 0.07, 52))


def flowers(loom: Loom) -> Iterator[Mark]:
    """Blossoms large and small on a half-drop, with leaves between."""
    yield loom.ground()
    pale = mixed(loom.ink, loom.paper, 0.45)
    pairs = ((0.68, 0.16, 50), (0.82, 0.34, 230), (0.18, 0.84, -50), (0.32, 0.66, 130))
    petals = loom.rng().choice((_PETALS[6], _PETALS[5], _PETALS[8]))
    twigs = tuple(moved(_leaf(1.0, 0.25), x, y, 0.2, angle) for x, y, angle in pairs)
    for tile in loom.flat(1.0, 1.0, margin=0.15):
        yield loom.mark(twigs, tile.matrix, pale)
        yield from _blossom(loom, tile.at(0.25, 0.25, 0.29, 8), petals, True)
        yield from _blossom(loom, tile.at(0.75, 0.75, 0.2, 40), petals, False)


def _blossom(loom: Loom, matrix: Matrix, petals: Outline, large: bool) -> Iterator[Mark]:
    outer, core = (loom.ink, loom.accent) if large else (loom.accent, loom.ink)
    yield loom.mark(petals, matrix, outer)
    yield loom.mark(_RIM, matrix, loom.paper)
    yield loom.mark(_EYE, matrix, core)


def _petals(count: int) -> Outline:
    """So wide that they nearly touch."""
    wide = 0.53 * math.tan(math.pi / count)
    steps = [2 * math.pi * k / 40 for k in range(40)]
    petal = tuple((wide * math.sin(a) * (1.0 - 0.15 * math.cos(a)), -0.6 - 0.42 * math.cos(a)) for a in steps)
    return tuple(moved(petal, 0.0, 0.0, 1.0, 360 * k / count) for k in range(count))


_PETALS = {count: _petals(count) for count in (5, 6, 8)}
_RIM, _EYE, _DOT = (disc(0.34),), (disc(0.24),), (disc(1.0),)


def _spread(loom: Loom, gap: float, taken: Sequence[Point] = (), away: float = 0.0) -> list[Point]:
    """Places in cells, none nearer than `gap` to another nor than `away` to one that is taken, over the edges as well,
    thrown until nearly none fits any more, so that no holes stay."""
    across, down = _size(loom)
    rng = loom.rng(round(gap * 1000))
    made, others = _Crowd(gap, across, down), _Crowd(away, across, down)
    for place in taken:
        others.add(place)
    misses = 0
    while misses < 50:
        place = (rng.uniform(0, across), rng.uniform(0, down))
        if made.near(place) or others.near(place):
            misses += 1
        else:
            misses = 0
            made.add(place)
    return made.places


class _Crowd:
    """Places on a surface that wraps, found by squares no smaller than the distance that they keep."""

    def __init__(self, gap: float, across: float, down: float):
        self._gap, self._size = gap, (across, down)
        self._counts = max(1, int(across / max(gap, 0.05))), max(1, int(down / max(gap, 0.05)))
        self._squares: dict[tuple[int, int], list[Point]] = {}
        self._known: dict[tuple[int, int], tuple[tuple[int, int], ...]] = {}
        self.places: list[Point] = []

    def add(self, place: Point) -> None:
        self.places.append(place)
        self._squares.setdefault(self._square(place), []).append(place)

    def near(self, place: Point) -> bool:
        x, y = place
        across, down = self._size
        half, tall = 0.5 * across, 0.5 * down
        reach = self._gap * self._gap
        for square in self._around(*self._square(place)):
            for left, top in self._squares.get(square, ()):
                dx, dy = half - abs(half - abs(x - left)), tall - abs(tall - abs(y - top))
                if dx * dx + dy * dy < reach:
                    return True
        return False

    def _square(self, place: Point) -> tuple[int, int]:
        wide, tall = self._counts
        return int(place[0] / self._size[0] * wide) % wide, int(place[1] / self._size[1] * tall) % tall

    def _around(self, column: int, row: int) -> tuple[tuple[int, int], ...]:
        """The square and its neighbours, over the edges as well."""
        if (column, row) not in self._known:
            wide, tall = self._counts
            near = {((column + dx) % wide, (row + dy) % tall) for dx in (-1, 0, 1) for dy in (-1, 0, 1)}
            self._known[column, row] = tuple(near)
        return self._known[column, row]


def _size(loom: Loom) -> tuple[float, float]:
    """Width and height in cells."""
    side = min(loom.width, loom.height) / loom.pattern.cells
    return loom.width / side, loom.height / side


def _wrapped(loom: Loom, x: float, y: float, reach: float, angle: float) -> Iterator[Matrix]:
    """The matrices of a thing at (x, y) in cells and of its returns over the edges, moved by the pattern's shift."""
    side = min(loom.width, loom.height) / loom.pattern.cells
    left = (x + loom.pattern.shift[0]) * side % loom.width
    top = (y + loom.pattern.shift[1]) * side % loom.height
    size, far = reach * side, 1.5 * reach * side
    cos, sin = size * math.cos(math.radians(angle)), size * math.sin(math.radians(angle))
    for dx in (-loom.width, 0, loom.width):
        for dy in (-loom.height, 0, loom.height):
            if -far < left + dx < loom.width + far and -far < top + dy < loom.height + far:
                yield cos, -sin, left + dx, sin, cos, top + dy
