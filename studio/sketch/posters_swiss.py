"""Owns the Swiss posters: few forms on a strict grid, large against small, much paper left free."""

from __future__ import annotations

import math
import random

from studio.sketch.marks import Mark
from studio.sketch.objects.pen import Form, draw, polygon
from studio.sketch.posters_sheet import DOT, Sheet, band, bar, ring, turned
from studio.sketch.shapes import Contour, Point


def arcs(page: Sheet, rng: random.Random) -> list[Mark]:
    """Pieces of rings about a point off the middle; each ring is twice as thick as the one within."""
    middle = (page.wide * rng.choice((0.32, 0.38, 0.62, 0.68)), page.high * rng.choice((0.36, 0.58, 0.66)))
    inner, unit = rng.uniform(0.1, 0.16), rng.uniform(0.011, 0.016)
    accent = rng.randrange(2, 6)
    marks: list[Mark] = []
    for k in range(7):
        thick = unit * 2 ** (k * 0.62)
        start = 22.5 * rng.randrange(16)
        for piece in range(rng.choice((1, 2, 2))):
            sweep = 22.5 * rng.choice((3, 4, 5, 7))
            fill = page.accent if k == accent and piece == 0 else page.inks[0]
            marks.append(page.mark((band(*middle, inner, inner + thick, start, sweep),), fill))
            start += sweep + 22.5 * rng.choice((1, 2, 3))
            if start - 360 > 0 and piece:
                break
        inner += thick + unit * 1.5
    return marks


def bars(page: Sheet, rng: random.Random) -> list[Mark]:
    """Bars whose widths grow by a fixed ratio across the page, over a disc that they turn to its opposite."""
    turn = rng.choice((0.0, -30.0, 30.0, 45.0, -45.0, 90.0))
    ratio = rng.choice((1.24, 1.32, 1.42))
    reach = page.wide + page.high
    middle = (page.wide / 2, page.high / 2)
    offset, thick = -0.5 * reach * 0.75, 0.007
    stripes: list[Contour] = []
    while offset < 0.5 * reach * 0.75 and thick < 0.4:
        stripes.append(bar(*turned(*middle, turn, 0.0, offset + thick / 2), reach * 2, thick, turn))
        offset += thick * rng.choice((2.0, 2.0, 1.85))
        thick *= ratio
    disc_at = (page.wide * rng.choice((0.34, 0.66)), page.high * rng.choice((0.36, 0.64)))
    radius = rng.uniform(0.2, 0.3)
    disc = ring(*disc_at, radius)
    marks = [page.mark(tuple(stripes), page.inks[0])]
    if rng.random() < 0.5 and page.given > 1:
        return [*marks, page.mark((disc,), page.accent)]
    return [
        page.mark((*stripes, disc), page.inks[0]),
        page.mark((ring(*_mirrored(page, disc_at), 0.05),), page.accent),
    ]


def _mirrored(page: Sheet, at: Point) -> Point:
    return page.wide - at[0], page.high - at[1]


def dots(page: Sheet, rng: random.Random) -> list[Mark]:
    """A grid of discs that swell towards one place, and one of them in another colour."""
    count = rng.choice((9, 12, 15))
    cell = 1.0 / (count + 1.6)
    across, down = int((page.wide - 1.0 * cell) / cell), int((page.high - 1.0 * cell) / cell)
    left, top = (page.wide - (across - 1) * cell) / 2, (page.high - (down - 1) * cell) / 2
    focus = (page.wide * rng.choice((0.28, 0.36, 0.64, 0.72)), page.high * rng.choice((0.3, 0.38, 0.62, 0.7)))
    reach = rng.uniform(0.5, 0.8)
    places = [(left + i * cell, top + j * cell) for i in range(across) for j in range(down)]
    chosen = min(places, key=lambda place: math.dist(place, focus))
    wave = rng.random() < 0.4

    def size(place: Point) -> float:
        far = math.dist(place, focus)
        near = 0.5 + 0.5 * math.cos(2 * math.pi * far / reach) if wave else max(0.0, 1 - far / reach)
        return cell * (0.08 + 0.39 * near)

    others = [page.placed(DOT, place, size(place), 0.0, page.inks[0]) for place in places if place != chosen]
    return [*others, page.mark((ring(*chosen, cell * 0.47),), page.accent)]


def sliced(page: Sheet, rng: random.Random) -> list[Mark]:
    """A large disc cut into strips of equal height, each moved on by whole steps of the grid."""
    count = rng.choice((5, 6, 8, 10))
    radius = rng.uniform(0.3, 0.36)
    middle = (page.wide * rng.choice((0.44, 0.5, 0.56)), page.high * rng.uniform(0.42, 0.54))
    step, strip = radius / rng.choice((3, 4, 5)), 2 * radius / count
    upright = rng.random() < 0.35
    split = rng.choice((1, 2)) if count > 5 else 1
    moves = [((k // split) % 2 * 2 - 1) * step * rng.choice((0.5, 1.0)) for k in range(count)]
    if rng.random() < 0.4:
        moves = [step * (k - (count - 1) / 2) * 0.6 for k in range(count)]
    accent = rng.randrange(count)
    marks: list[Mark] = []
    for k in range(count):
        low, high = -radius + k * strip, -radius + (k + 1) * strip - 0.004
        steps = [low + (high - low) * i / 32 for i in range(33)]
        right = [(math.sqrt(max(0.0, radius**2 - y * y)) + moves[k], y) for y in steps]
        left = [(-x + 2 * moves[k], y) for x, y in reversed(right)]
        shape = tuple(
            (middle[0] + (y if upright else x), middle[1] + (x if upright else y)) for x, y in (*right, *left)
        )
        marks.append(page.mark((shape,), page.accent if k == accent else page.inks[0]))
    return [*marks, *_rules(page, rng)]


def giant(page: Sheet, rng: random.Random) -> list[Mark]:
    """One form so large that the page cuts it, against a small one on the grid and a hairline."""
    left, top = rng.random() < 0.5, rng.random() < 0.5
    corner = (0.0 if left else page.wide, 0.0 if top else page.high)
    radius = rng.uniform(0.58, 0.88)
    big = rng.choice(("disc", "quarter", "rings", "wedge"))
    column, row = page.wide / 6, page.high / 6
    small_at = (page.wide - corner[0] + (-1 if left else 1) * column, page.high - corner[1] + (-1 if top else 1) * row)
    inward = (1 if left else -1, 1 if top else -1)
    marks: list[Mark] = []
    if big == "disc":
        at = (corner[0] + inward[0] * radius * 0.34, corner[1] + inward[1] * radius * 0.4)
        marks.append(page.mark((ring(*at, radius * 0.78),), page.inks[0]))
    elif big == "quarter":
        marks.append(page.mark(((corner, *ring(*corner, radius, _facing(left, top), 90.0)),), page.inks[0]))
    elif big == "rings":
        rings = [band(*corner, radius * k / 7, radius * (k + 0.55) / 7, _facing(left, top), 90.0) for k in range(1, 8)]
        marks.append(page.mark(tuple(rings), page.inks[0]))
    else:
        tip = (
            page.wide * (0.5 + inward[0] * rng.uniform(0.12, 0.3)),
            page.high * (0.5 + inward[1] * rng.uniform(-0.1, 0.2)),
        )
        marks.append(page.mark(((corner, (corner[0], page.high - corner[1]), tip),), page.inks[0]))
    size = rng.uniform(0.05, 0.075)
    small = ring(*small_at, size) if rng.random() < 0.6 else bar(*small_at, size * 2, size * 2, 0.0)
    return [*marks, page.mark((small,), page.accent), *_rules(page, rng, (0.5 if left else 0.09, top))]


def turning(page: Sheet, rng: random.Random) -> list[Mark]:
    """One basic form in every field of a coarse grid, an eighth or a quarter further in each, one of them coloured."""
    count, margin = rng.choice((2, 3, 3, 4)), 0.09
    cell = (1.0 - 2 * margin) / count
    across, down = int((page.wide - 2 * margin) / cell + 1e-6), int((page.high - 2 * margin) / cell + 1e-6)
    left, top = (page.wide - across * cell) / 2, (page.high - down * cell) / 2
    kind, step = rng.choice(("half", "half", "quarter", "slot")), rng.choice((45.0, 90.0, -45.0))
    start, row_step, radius = 45.0 * rng.randrange(8), rng.choice((0.0, 45.0, 90.0)), cell * 0.44
    accent = (rng.randrange(across), rng.randrange(down))
    marks: list[Mark] = []
    for j in range(down):
        for i in range(across):
            x, y = left + (i + 0.5) * cell, top + (j + 0.5) * cell
            turn = start + step * i + row_step * j
            shapes = {
                "half": (ring(x, y, radius, turn, 180.0),),
                "quarter": (((x, y), *ring(x, y, radius, turn, 270.0)),),
                "slot": tuple(ring(x, y, radius, turn + way, 151.0) for way in (14.5, 194.5)),
            }
            marks.append(page.mark(shapes[kind], page.accent if (i, j) == accent else page.inks[0]))
    return marks


def field(page: Sheet, rng: random.Random) -> list[Mark]:
    """A field of colour over a part of the page, and a form across its edge that changes colour there."""
    share, level, flip = rng.choice((0.38, 0.5, 0.62)), page.high >= page.wide, rng.random() < 0.5
    edge = (page.high if level else page.wide) * share
    whole = ((0.0, 0.0), (page.wide, 0.0), (page.wide, page.high), (0.0, page.high))
    half = polygon(
        ((0.0, 0.0), (page.wide, 0.0), (page.wide, edge), (0.0, edge))
        if level
        else ((0.0, 0.0), (edge, 0.0), (edge, page.high), (0.0, page.high))
    )
    ground = polygon(whole) - half if flip else half
    across = (page.wide if level else page.high) * rng.choice((0.36, 0.5, 0.64))
    at = (across, edge) if level else (edge, across)
    radius = rng.uniform(0.26, 0.31)
    disc, kind = polygon(ring(*at, radius)), rng.choice(("disc", "rings", "strips"))
    if kind == "rings":
        disc = disc - polygon(ring(*at, radius * 0.72)) | polygon(ring(*at, radius * 0.44))
    if kind == "strips":
        turn = rng.choice((0.0, 45.0, 90.0, -45.0))
        disc = disc - _stripes(radius).turned(turn).moved(*at)
    first, second = (page.accent, page.inks[0]) if rng.random() < 0.7 else (page.inks[0], page.accent)
    marks = [page.mark(ground.outline(), first), page.mark((disc - ground).outline(), second)]
    return [*marks, page.mark((disc & ground).outline(), page.paper)]


def _stripes(radius: float) -> Form:
    """Level stripes over a disc, with gaps as wide as they are."""
    high = 2 * radius / 15
    return draw(" ".join(f"M-1 {y:.5f} h2 v{high:.5f} h-2 Z" for y in ((2 * k - 6.5) * high for k in range(7))))


def _facing(left: bool, top: bool) -> float:
    return {(True, True): 0.0, (False, True): 90.0, (False, False): 180.0, (True, False): 270.0}[(left, top)]


def _rules(page: Sheet, rng: random.Random, at: tuple[float, bool] | None = None) -> list[Mark]:
    """One to three hairlines that begin on a column of the grid, near the lower edge or the upper one; `at` says so."""
    share, low = at or (rng.choice((0.09, 0.09, 0.5)), rng.random() < 0.65)
    column = page.wide * share
    y = page.high * (0.93 if low else 0.07)
    lengths = [page.wide * share for share in rng.choice(((0.4, 0.26), (0.34, 0.34, 0.18), (0.41,)))]
    lines = tuple(bar(column + length / 2, y + (-1 if low else 1) * 0.024 * k, length, 0.0045, 0.0)
                  for k, length in enumerate(reversed(lengths)))  # fmt: skip
    return [page.mark(lines, page.inks[0])]


SWISS = (arcs, bars, dots, sliced, giant, turning, field)
