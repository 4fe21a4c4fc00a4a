"""Owns what all families of patterns share: how many tiles fit, where they lie, and which inks fill them."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterator, Sequence
from functools import cache

import msgspec

from studio.sketch.marks import STAY, Mark, box, whole
from studio.sketch.palette import NAMES, Rgb
from studio.sketch.scene import Pattern
from studio.sketch.shapes import Contour, Outline

Matrix = tuple[float, float, float, float, float, float]
Weaver = Callable[["Loom"], Iterator[Mark]]


class Tile(msgspec.Struct, frozen=True, kw_only=True):
    """One repeat: its matrix from the tile's own units to pixels, and which of the repeats it is, wrapped."""

    matrix: Matrix
    column: int
    row: int

    def at(self, x: float, y: float, reach: float = 1.0, angle: float = 0.0) -> Matrix:
        """The matrix of something at (x, y) in the tile, enlarged by `reach` and turned clockwise by degrees. It keeps
        its proportions where the tile itself is stretched to fit."""
        wide, _, left, _, tall, top = self.matrix
        size = reach * math.sqrt(wide * tall)
        cos, sin = size * math.cos(math.radians(angle)), size * math.sin(math.radians(angle))
        return cos, -sin, left + x * wide, sin, cos, top + y * tall


class Loom(msgspec.Struct, frozen=True, kw_only=True):
    """A pattern with the values of its colours, to be laid on a picture of `width` x `height`."""

    pattern: Pattern
    ink: Rgb
    paper: Rgb
    accent: Rgb
    seed: int
    width: int
    height: int

    def counts(self, wide: float, tall: float, even: int = 1) -> tuple[int, int]:
        """How many tiles of `wide` x `tall` cells fit across and down, in multiples of `even`, least out of shape."""
        unit = min(self.width, self.height) / self.pattern.cells
        wish = self.width / (unit * wide * even)
        choices = [_fitting(self, wide / tall, across * even, even) for across in _near(wish)]
        return min(
            choices, key=lambda pair: _strain(self, wide / tall, pair) + 0.25 * abs(math.log(pair[0] / even / wish))
        )

    def tiles(self, wide: float, tall: float, *, margin: float = 0.0, even: int = 1) -> Iterator[list[Tile]]:
        """The rows of tiles from the top down, all that show where a tile's parts reach `margin` tiles out of it."""
        across, down = self.counts(wide, tall, even)
        step = (self.width / across, self.height / down)
        lefts = [(column % across, place * step[0]) for column, place in _seen(across, self.pattern.shift[0], margin)]
        for row, place in _seen(down, self.pattern.shift[1], margin):
            y = place * step[1]
            yield [
                Tile(matrix=(step[0] / wide, 0.0, x, 0.0, step[1] / tall, y), column=column, row=row % down)
                for column, x in lefts
            ]

    def flat(self, wide: float, tall: float, *, margin: float = 0.0, even: int = 1) -> list[Tile]:
        """All tiles, where the order does not matter."""
        return [tile for row in self.tiles(wide, tall, margin=margin, even=even) for tile in row]

    def ground(self, fill: Rgb | None = None) -> Mark:
        colour = self.name(fill or self.paper)
        return Mark(
            outline=whole(self.width, self.height), matrix=STAY, fill=fill or self.paper, label="ground", colour=colour
        )

    def mark(self, outline: Outline, matrix: Matrix, fill: Rgb) -> Mark:
        return Mark(outline=outline, matrix=matrix, fill=fill, label="motif", colour=self.name(fill))

    def name(self, fill: Rgb) -> str | None:
        """The name of the ink that a fill is, None for mixtures and for colours without a name."""
        pattern = self.pattern
        for rgb, colour in ((self.ink, pattern.ink), (self.paper, pattern.paper), (self.accent, pattern.accent)):
            if fill == rgb and colour in NAMES:
                return colour
        return None

    def rng(self, *salt: int) -> random.Random:
        return random.Random(f"{self.seed} {salt}")

    def dice(self, tile: Tile, salt: int = 0) -> float:
        """A number in 0..1 that belongs to the tile, the same wherever it returns."""
        bits = (
            self.seed * 0x9E3779B1 + tile.column * 0x85EBCA6B + tile.row * 0xC2B2AE35 + salt * 0x27D4EB2F
        ) & 0xFFFFFFFF
        for _ in range(2):
            bits = ((bits ^ (bits >> 16)) * 0x45D9F3B) & 0xFFFFFFFF
        return (bits ^ (bits >> 16)) / 2**32


def _seen(count: int, shift: float, margin: float) -> list[tuple[int, float]]:
    """Numbers and places of the tiles along one side that show where `count` fit and each reaches `margin` out."""
    shift %= 1.0
    first, last = math.ceil(-1.0 - margin - shift), math.floor(count + margin - shift)
    return [(number, number + shift) for number in range(first, last + 1)]


def _near(wish: float) -> Sequence[int]:
    middle = max(1, round(wish))
    return [count for count in (middle, middle + 1, middle - 1) if count >= 1]


def _fitting(loom: Loom, ratio: float, across: int, even: int) -> tuple[int, int]:
    return across, max(1, round(loom.height * ratio * across / loom.width / even)) * even


def _strain(loom: Loom, ratio: float, pair: tuple[int, int]) -> float:
    """How far from its own proportions a tile is stretched, 0 for not at all."""
    return abs(math.log(loom.width / pair[0] / (loom.height / pair[1]) / ratio))


def mixed(first: Rgb, second: Rgb, share: float) -> Rgb:
    """`share` of the way from the first colour to the second."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(first, second, strict=True))
    return red, green, blue


@cache
def disc(radius: float, x: float = 0.0, y: float = 0.0) -> Contour:
    """A circle as 96 points."""
    steps = (2 * math.pi * k / 96 for k in range(96))
    return tuple((x + radius * math.cos(a), y + radius * math.sin(a)) for a in steps)


def stroke(points: Sequence[tuple[float, float]], thick: float) -> Contour:
    """A line of even thickness along points, with flat ends, as one polygon."""
    left: list[tuple[float, float]] = []
    right: list[tuple[float, float]] = []
    for k, (x, y) in enumerate(points):
        nx, ny = _normal(points, k)
        left.append((x + nx * thick / 2, y + ny * thick / 2))
        right.append((x - nx * thick / 2, y - ny * thick / 2))
    return (*left, *reversed(right))


def _normal(points: Sequence[tuple[float, float]], k: int) -> tuple[float, float]:
    """Across the line at a point, longer at corners so that the stroke keeps its thickness."""
    before, here, after = points[max(0, k - 1)], points[k], points[min(len(points) - 1, k + 1)]
    first, second = _unit(before, here), _unit(here, after)
    ax, ay = first if second == (0.0, 0.0) else second
    bx, by = second if first == (0.0, 0.0) else first
    length = max(0.4, math.sqrt(max(0.0, (1.0 + ax * bx + ay * by) / 2)))
    mx, my = _unit((0.0, 0.0), (ax + bx, ay + by))
    return -my / length, mx / length


def _unit(start: tuple[float, float], end: tuple[float, float]) -> tuple[float, float]:
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = math.hypot(dx, dy)
    return (dx / length, dy / length) if length > 0 else (0.0, 0.0)


def inset(x0: float, y0: float, x1: float, y1: float, gap: float) -> Contour:
    """A rectangle that leaves half of `gap` free on every side."""
    half = gap / 2
    return box(x0 + half, y0 + half, x1 - half, y1 - half)[0]


def scaled(contour: Contour, share: float, x: float = 0.0, y: float = 0.0) -> Contour:
    """The contour enlarged about (x, y)."""
    return tuple((x + (px - x) * share, y + (py - y) * share) for px, py in contour)


def moved(contour: Contour, x: float, y: float, reach: float = 1.0, angle: float = 0.0) -> Contour:
    """The contour enlarged, turned clockwise by degrees and moved."""
    cos, sin = reach * math.cos(math.radians(angle)), reach * math.sin(math.radians(angle))
    return tuple((x + px * cos - py * sin, y + px * sin + py * cos) for px, py in contour)
