"""Owns the woven families: gingham, tartan, herringbone, houndstooth, basketweave and lattice."""

from __future__ import annotations

import math
from collections.abc import Iterator

from studio.sketch.marks import STAY, Mark, box
from studio.sketch.palette import Rgb
from studio.sketch.shapes import Contour, Outline
from studio.sketch.weaves_loom import Loom, disc, inset, mixed


def gingham(loom: Loom) -> Iterator[Mark]:
    """Bands of half ink both ways, full where they cross."""
    yield loom.ground()
    band = (0.0, loom.rng().choice((0.42, 0.5, 0.5, 0.58)))
    columns, rows = _edges(loom, 0, band), _edges(loom, 1, band)
    half = mixed(loom.paper, loom.ink, 0.5)
    for x0, x1 in columns:
        yield loom.mark(box(x0, 0.0, x1, float(loom.height)), STAY, half)
    for y0, y1 in rows:
        yield loom.mark(box(0.0, y0, float(loom.width), y1), STAY, half)
    crossings = tuple(box(x0, y0, x1, y1)[0] for x0, x1 in columns for y0, y1 in rows)
    yield loom.mark(crossings, STAY, loom.ink)


def _edges(loom: Loom, axis: int, span: tuple[float, float], cells: float = 1.0) -> list[tuple[float, float]]:
    """Where a band over the part `span` of each repeat of `cells` starts and ends: whole pixels, within the picture."""
    size = (loom.width, loom.height)[axis]
    count = loom.counts(cells, cells)[axis]
    shift = loom.pattern.shift[axis] % 1.0
    ends = [[round((k + shift + part) * size / count) for part in span] for k in range(-2, count + 1)]
    kept = ((max(0, start), min(size, stop)) for start, stop in ends)
    return [(float(start), float(stop)) for start, stop in kept if stop > start]


def tartan(loom: Loom) -> Iterator[Mark]:
    """A mirrored sett of broad and narrow stripes; where two cross, half of each is seen."""
    sett = _sett(loom)
    columns = [(tone, span) for tone, part in sett for span in _edges(loom, 0, part, 2.0)]
    rows = [(tone, span) for tone, part in sett for span in _edges(loom, 1, part, 2.0)]
    yield loom.ground()
    fields: dict[Rgb, list[Contour]] = {}
    for first, (x0, x1) in columns:
        for second, (y0, y1) in rows:
            fields.setdefault(mixed(min(first, second), max(first, second), 0.5), []).append(box(x0, y0, x1, y1)[0])
    for fill, contours in fields.items():
        yield loom.mark(tuple(contours), STAY, fill)


def _sett(loom: Loom) -> list[tuple[Rgb, tuple[float, float]]]:
    """The stripes of one repeat: colour, start and end. The seed chooses among proportions that are worn."""
    dark = mixed(loom.ink, (0, 0, 0), 0.45)
    p, i, a, d = loom.paper, loom.ink, loom.accent, dark
    halves = (
        ((i, 13), (d, 3), (i, 3), (d, 9), (p, 1.4), (d, 5), (a, 1.2)),
        ((d, 9), (i, 3), (d, 3), (i, 12), (p, 1.4), (i, 4), (a, 1.6)),
        ((p, 10), (i, 6), (d, 6), (i, 2), (a, 1.6), (p, 4)),
        ((i, 16), (p, 1.6), (i, 3), (d, 8), (a, 1.4), (d, 4)),
    )
    half = halves[loom.rng().randrange(len(halves))]
    stripes = [*half, *reversed(half[1:-1])]
    total = sum(width for _, width in stripes)
    edges = [sum(width for _, width in stripes[:k]) / total for k in range(len(stripes) + 1)]
    return [(tone, (edges[k], edges[k + 1])) for k, (tone, _) in enumerate(stripes)]


_LONG = 3
"""How many times longer than wide a plank of the herringbone is."""


def herringbone(loom: Loom) -> Iterator[Mark]:
    """Parquet: planks at right angles, each ending at the side of the next."""
    yield loom.ground()
    level = (_plank(0.0, 0.0, _LONG, 1.0),)
    upright = (_plank(_LONG, 1.0 - _LONG, _LONG + 1.0, 1.0),)
    other = mixed(loom.ink, loom.accent, 0.85)
    for tile in loom.flat(1.0, 1.0 / _LONG, margin=1.6):
        grain = 0.14 * (loom.dice(tile, 1) - 0.5)
        yield loom.mark(level, tile.matrix, _toned(loom.ink, grain))
        yield loom.mark(upright, tile.matrix, _toned(other, 0.14 * (loom.dice(tile, 2) - 0.5)))


def _toned(rgb: Rgb, amount: float) -> Rgb:
    return mixed(rgb, (255, 255, 255) if amount > 0 else (0, 0, 0), abs(amount))


def _plank(a0: float, b0: float, a1: float, b1: float) -> Contour:
    """A rectangle along the diagonals, given in planks' widths, in tiles that are one wide."""
    size = 1.0 / (2 * _LONG)
    corners = inset(a0, b0, a1, b1, 0.1)
    return tuple(((a - b) * size, (a + b) * size) for a, b in corners)


def houndstooth(loom: Loom) -> Iterator[Mark]:
    """Dark squares whose corners run out into the twill of the squares between, to the left or to the right."""
    yield loom.ground()
    tooth = loom.rng().choice((_TOOTH, tuple(tuple((1.0 - x, y) for x, y in part) for part in _TOOTH)))
    for tile in loom.flat(1.0, 1.0):
        yield loom.mark(tooth, tile.matrix, loom.ink)


def _twill(x: float, y: float) -> Outline:
    """The dark threads of a mixed square: a corner and a band along its other diagonal."""
    corner = ((x, y), (x + 0.25, y), (x, y + 0.25))
    band = ((x + 0.5, y), (x + 0.5, y + 0.25), (x + 0.25, y + 0.5), (x, y + 0.5))
    return corner, band


_TOOTH: Outline = (*box(0.0, 0.0, 0.5, 0.5), *_twill(0.5, 0.0), *_twill(0.0, 0.5))


def basketweave(loom: Loom) -> Iterator[Mark]:
    """Three splints over three, or two over two or four over four, in turn across and down."""
    yield loom.ground()
    n = loom.rng().choice((2, 3, 3, 4))
    level = tuple(inset(x, y + k / n, x + 1.0, y + (k + 1) / n, 0.07) for x, y in ((0, 0), (1, 1)) for k in range(n))
    upright = tuple(inset(x + k / n, y, x + (k + 1) / n, y + 1.0, 0.07) for x, y in ((1, 0), (0, 1)) for k in range(n))
    for tile in loom.flat(2.0, 2.0):
        yield loom.mark(level, tile.matrix, loom.ink)
        yield loom.mark(upright, tile.matrix, loom.accent)


def lattice(loom: Loom) -> Iterator[Mark]:
    """A trellis of slats that pass over and under, with a dot in every opening."""
    yield loom.ground()
    tiles = loom.flat(1.0, 1.0, margin=0.3)
    thick = loom.rng().choice((0.09, 0.12, 0.16))
    rising, falling = _slat((0.0, 1.0), (1.0, 0.0), thick), _slat((0.0, 0.0), (1.0, 1.0), thick)
    edge = _slat((0.0, 0.0), (1.0, 1.0), thick + 0.07)
    for tile in tiles:
        yield loom.mark(rising, tile.matrix, loom.ink)
    for tile in tiles:
        yield loom.mark(edge, tile.matrix, loom.paper)
        yield loom.mark(falling, tile.matrix, loom.ink)
    over = _slat((-0.14, 0.14), (0.14, -0.14), thick + 0.07), _slat((-0.17, 0.17), (0.17, -0.17), thick)
    for tile in tiles:
        yield loom.mark(over[0], tile.matrix, loom.paper)
        yield loom.mark(over[1], tile.matrix, loom.ink)
        for x, y in ((0.5, 0.0), (0.0, 0.5)):
            yield loom.mark((disc(0.075),), tile.at(x, y), loom.accent)


def _slat(start: tuple[float, float], end: tuple[float, float], thick: float) -> Outline:
    dx, dy = end[0] - start[0], end[1] - start[1]
    share = thick / 2 / math.hypot(dx, dy)
    nx, ny = -dy * share, dx * share
    return (
        (
            (start[0] + nx, start[1] + ny),
            (end[0] + nx, end[1] + ny),
            (end[0] - nx, end[1] - ny),
            (start[0] - nx, start[1] - ny),
        ),
    )
