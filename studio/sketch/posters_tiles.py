"""Owns the Bauhaus posters that fill a grid: tiles of elementary forms, small or giant, and nested half circles."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from functools import cache
from itertools import pairwise

import msgspec

from studio.sketch.marks import Mark
from studio.sketch.palette import Rgb
from studio.sketch.posters_sheet import Sheet, band, ring
from studio.sketch.shapes import Contour, Outline


class _Tile(msgspec.Struct, frozen=True, kw_only=True):
    """One tile: its column, row and fields per side, its form, which way that lies, and its colours, ground first."""

    column: int
    row: int
    span: int
    kind: str
    quarter: int
    inks: tuple[Rgb, ...]


def tiles(page: Sheet, rng: random.Random) -> list[Mark]:
    """Square tiles, one elementary form each, some of four fields, no form or ground twice side by side."""
    grid = _grid(page, rng.choice((4, 5, 5, 6)), rng.choice((0.0, 0.06, 0.08)))
    return _laid(page, rng, grid, max(1, grid.across * grid.down // 9))


def giant_tiles(page: Sheet, rng: random.Random) -> list[Mark]:
    """The same forms so large that a handful of them makes the poster."""
    return _laid(page, rng, _grid(page, rng.choice((2, 2, 3)), rng.choice((0.0, 0.08, 0.1))), 0)


def _laid(page: Sheet, rng: random.Random, grid: _Grid, doubles: int) -> list[Mark]:
    """The grid filled with tiles, up to `doubles` of them two fields wide and high."""
    taken: dict[tuple[int, int], _Tile] = {}
    for _ in range(doubles):
        column, row = rng.randrange(max(1, grid.across - 1)), rng.randrange(max(1, grid.down - 1))
        fields = [(column + i, row + j) for i in (0, 1) for j in (0, 1)]
        if min(grid.across, grid.down) > 1 and not any(field in taken for field in fields):
            taken |= dict.fromkeys(fields, _tile(page, rng, column, row, 2, []))
    for row in range(grid.down):
        for column in range(grid.across):
            near = [taken[k] for k in ((column - 1, row), (column, row - 1)) if k in taken]
            taken.setdefault((column, row), _tile(page, rng, column, row, 1, near))
    return [mark for tile in dict.fromkeys(taken.values()) for mark in _tile_marks(page, grid, tile)]


class _Grid(msgspec.Struct, frozen=True, kw_only=True):
    """Square cells: the upright and the level lines between them, on the edges of pixels."""

    columns: tuple[float, ...]
    rows: tuple[float, ...]

    @property
    def across(self) -> int:
        return len(self.columns) - 1

    @property
    def down(self) -> int:
        return len(self.rows) - 1


def _grid(page: Sheet, count: int, margin: float) -> _Grid:
    """Cells in the middle of the page, `count` along its shorter side; without a margin they run off its edges."""
    wide, high = page.wide - 2 * margin, page.high - 2 * margin
    short = min(wide, high)
    fit = round if margin else math.ceil
    across, down = max(1, fit(wide / short * count - 1e-9)), max(1, fit(high / short * count - 1e-9))
    cell = min(wide / across, high / down) if margin else short / count
    left, top = (page.wide - across * cell) / 2, (page.high - down * cell) / 2
    return _Grid(
        columns=tuple(page.snapped(left + k * cell) for k in range(across + 1)),
        rows=tuple(page.snapped(top + k * cell) for k in range(down + 1)),
    )


def _tile(page: Sheet, rng: random.Random, column: int, row: int, span: int, near: list[_Tile]) -> _Tile:
    every = [page.paper, page.paper, *page.inks]
    ground = rng.choice([rgb for rgb in every if all(rgb != tile.inks[0] for tile in near)] or every)
    kind = rng.choice([kind for kind in _FORMS if all(kind != tile.kind for tile in near)])
    first = page.against(rng, ground)
    inks = (ground, first, page.against(rng, ground, first), ground)
    return _Tile(column=column, row=row, span=span, kind=kind, quarter=rng.randrange(4), inks=inks)


def _tile_marks(page: Sheet, grid: _Grid, tile: _Tile) -> list[Mark]:
    left, top = grid.columns[tile.column] * page.side, grid.rows[tile.row] * page.side
    wide = grid.columns[tile.column + tile.span] * page.side - left
    high = grid.rows[tile.row + tile.span] * page.side - top
    cos, sin = ((1, 0), (0, 1), (-1, 0), (0, -1))[tile.quarter]
    x, y = left + wide * (1 - cos + sin) / 2, top + high * (1 - sin - cos) / 2
    matrix = (cos * wide, -sin * wide, x, sin * high, cos * high, y)
    return [Mark(outline=outline, matrix=matrix, fill=fill, label="motif", colour=None)
            for outline, fill in zip((_SQUARE, *_form(tile.kind)), tile.inks, strict=False)]  # fmt: skip


_SQUARE: Outline = (((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)),)


@cache
def _form(kind: str) -> tuple[Outline, ...]:
    """The outlines of an elementary form in the unit square, back to front."""
    return _FORMS[kind]()


def _pie(radius: float) -> Contour:
    return ((0.0, 0.0), *ring(0.0, 0.0, radius, 0.0, 90.0))


def _leaf() -> Outline:
    return ((*ring(0.0, 1.0, 1.0, -90.0, 90.0), *ring(1.0, 0.0, 1.0, 90.0, 90.0)),)


def _steps() -> Outline:
    return tuple(((0.0, k / 4), (1.0, k / 4), (1.0, k / 4 + 0.125), (0.0, k / 4 + 0.125)) for k in range(4))


def _dots() -> Outline:
    return tuple(ring((i + 0.5) / 3, (j + 0.5) / 3, 0.095) for i in range(3) for j in range(3))


_FORMS: dict[str, Callable[[], tuple[Outline, ...]]] = {
    "quarter": lambda: ((_pie(1.0),),),
    "quarters": lambda: ((_pie(1.0),), (_pie(0.66),), (_pie(0.33),)),
    "disc": lambda: ((ring(0.5, 0.5, 0.5),), (ring(0.5, 0.5, 0.2),)),
    "half": lambda: ((ring(0.0, 0.5, 0.5, -90.0, 180.0),), (ring(0.5, 0.5, 0.5, -90.0, 180.0),)),
    "triangle": lambda: (((((0.0, 0.0), (1.0, 0.0), (0.0, 1.0))),),),
    "peak": lambda: ((((0.0, 1.0), (0.5, 0.0), (1.0, 1.0)),),),
    "leaf": lambda: (_leaf(),),
    "arch": lambda: ((band(0.5, 1.0, 0.25, 0.5, 180.0, 180.0),), (ring(0.5, 1.0, 0.14, 180.0, 180.0),)),
    "steps": lambda: (_steps(),),
    "dots": lambda: (_dots(),),
    "sand clock": lambda: ((((0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (1.0, 1.0)),),),
    "eye": lambda: ((_leaf()[0],), (ring(0.5, 0.5, 0.2),)),
}


def half_circles(page: Sheet, rng: random.Random) -> list[Mark]:
    """Columns of nested half circles that face one another, in bands of the palette."""
    grid = _grid(page, rng.choice((2, 3, 3)), rng.choice((0.0, 0.07)))
    rings, plain = rng.choice((3, 4, 5)), rng.random() < 0.5
    marks: list[Mark] = []
    for x0, x1 in pairwise(grid.columns):
        for y0, y1 in pairwise(grid.rows):
            middle = page.snapped((y0 + y1) / 2)
            marks += _nested(page, rng, (x0, y0, x1, middle), rings, plain=plain)
            marks += _nested(page, rng, (x0, middle, x1, y1), rings, plain=plain)
    return marks


def _nested(
    page: Sheet, rng: random.Random, box: tuple[float, float, float, float], rings: int, *, plain: bool
) -> list[Mark]:
    """Half circles one within the other in a field twice as wide as high; `plain` sets paper between the bands."""
    x0, y0, x1, y1 = box
    shift, up = rng.randrange(len(page.inks)), rng.random() < 0.6
    inks = [page.inks[(k + shift) % len(page.inks)] for k in range(rings)]
    inks = [rgb if k % 2 == 0 else page.paper for k, rgb in enumerate(inks)] if plain else inks
    x, y, start = (x0 + x1) / 2, y1 if up else y0, 180.0 if up else 0.0
    marks = [page.mark((((x0, y0), (x1, y0), (x1, y1), (x0, y1)),), page.against(rng, inks[0]))]
    for k, rgb in enumerate(inks):
        marks.append(page.mark((ring(x, y, (x1 - x0) / 2 * (1 - k / rings), start, 180.0),), rgb))
    return marks
