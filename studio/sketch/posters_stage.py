"""Owns the Bauhaus posters that stand free on the page: circles, bars and basic forms set off by much paper."""

from __future__ import annotations

import math
import random

from studio.sketch.marks import Mark
from studio.sketch.objects.pen import Form, polygon
from studio.sketch.palette import Rgb
from studio.sketch.posters_sheet import Sheet, band, bar, ring, turned
from studio.sketch.shapes import Contour, Outline, Point

_THIRDS = (0.36, 0.42, 0.58, 0.64)


def orbits(page: Sheet, rng: random.Random) -> list[Mark]:
    """Thin circles about one disc, with smaller discs on them and a coloured piece between two of them."""
    middle = (page.wide * rng.choice(_THIRDS), page.high * rng.choice(_THIRDS))
    dark, first, second, extra = _four(page, rng)
    core, turn = rng.uniform(0.12, 0.17), 45.0 * rng.randrange(8)
    radii = [core * 1.45 + 0.105 * k for k in range(6)]
    inner, outer = radii[rng.choice((0, 1))], radii[rng.choice((3, 4))]
    sweep = rng.choice((45.0, 90.0, 90.0, 135.0))
    reach = 2 * (page.wide + page.high)
    marks = [
        page.mark((band(*middle, inner, outer, turn, sweep),), first),
        page.mark((band(*middle, radii[5], radii[5] + 0.05, turn + 180.0, 90.0),), second),
        page.mark(tuple(c for r in radii for c in _hoop(middle, r, 0.006)), dark),
        page.mark((bar(*middle, reach, 0.006, turn), bar(*middle, reach, 0.006, turn + 90.0)), dark),
        page.mark((ring(*middle, core),), second),
        page.mark((ring(*middle, core, turn + 180.0, 180.0),), dark),
    ]
    start, taken = rng.random() * 360.0, list[Point]()
    for k, (radius, size) in enumerate(zip(radii, (0.022, 0.036, 0.05, 0.03, 0.062, 0.04), strict=True)):
        at = _on_page(page, middle, radius, start + 137.5 * k, size, taken)
        if at is not None:
            taken.append(at)
            marks += [page.mark((ring(*at, size + 0.012),), page.paper),
                      page.mark((ring(*at, size),), (dark, first, extra)[k % 3])]  # fmt: skip
    return marks


def _hoop(middle: Point, radius: float, thick: float) -> tuple[Contour, Contour]:
    """A thin circle, as two contours that are filled even-odd."""
    return ring(*middle, radius + thick / 2), ring(*middle, radius - thick / 2)


def _on_page(
    page: Sheet, middle: Point, radius: float, degrees: float, size: float, taken: list[Point]
) -> Point | None:
    """The first place on a circle from an angle on, in steps of an eighth, where a disc has room; None for none."""
    near = size + 0.05
    for place in (turned(*middle, degrees + 45.0 * k, radius, 0.0) for k in range(8)):
        inside = near < place[0] < page.wide - near and near < place[1] < page.high - near
        if inside and all(math.dist(place, other) > 0.2 for other in taken):
            return place
    return None


def blocks(page: Sheet, rng: random.Random) -> list[Mark]:
    """An upright and a level beam that cross off the middle, with a disc, a block and a stack of rules around them."""
    flips = (rng.random() < 0.5, rng.random() < 0.5)
    dark, first, second, extra = _four(page, rng)
    x, y = page.wide * rng.choice((0.3, 0.36, 0.42)), page.high * rng.choice((0.56, 0.62, 0.68))
    thick, radius = rng.uniform(0.05, 0.08), rng.uniform(0.2, 0.27)
    right, foot = page.wide - 0.09, page.high - 0.09
    disc = polygon(ring(x + rng.choice((0.0, 0.5)) * radius, y - radius * rng.uniform(1.0, 1.35), radius))
    beams = polygon(_rect(x, -0.1, x + thick, page.high + 0.1)) | polygon(_rect(x, y, page.wide + 0.1, y + thick))
    block = _rect(x + 2 * thick, y + 2 * thick, x + (right - x) * rng.choice((0.62, 0.8, 1.0)), foot)
    count, wide = rng.choice((5, 6, 7)), max(0.06, x - 0.09 - thick)
    rules = tuple(_rect(0.09, y + thick + 0.034 * k, 0.09 + wide * (1 - 0.1 * k), y + thick + 0.034 * k + 0.016)
                  for k in range(count) if y + thick + 0.034 * k < foot)  # fmt: skip
    small = rng.uniform(0.07, 0.1)
    stem = _rect(right - small / 2 - 0.006, 0.09 + small, right - small / 2 + 0.006, y)
    return [
        page.mark(_flipped(page, polygon(block).outline(), flips), second),
        page.mark(_flipped(page, disc.outline(), flips), first),
        page.mark(_flipped(page, beams.outline(), flips), dark),
        page.mark(_flipped(page, (disc & beams).outline(), flips), page.overprint(first, dark)),
        page.mark(_flipped(page, (_rect(right - small, 0.09, right, 0.09 + small),), flips), extra),
        page.mark(_flipped(page, (*rules, stem), flips), dark),
    ]


def _rect(x0: float, y0: float, x1: float, y1: float) -> Contour:
    return ((x0, y0), (x1, y0), (x1, y1), (x0, y1))


def _flipped(page: Sheet, outline: Outline, flips: tuple[bool, bool]) -> Outline:
    """Mirrored left to right, top to bottom."""
    across, down = flips
    return tuple(tuple((page.wide - x if across else x, page.high - y if down else y) for x, y in contour)
                 for contour in outline)  # fmt: skip


def skyline(page: Sheet, rng: random.Random) -> list[Mark]:
    """Columns of many heights on one line, each with a basic form on top, before one large disc."""
    dark = page.inks[0]
    count = max(3, round(rng.choice((4, 5, 6, 7)) * page.wide))
    margin, gap = 0.09, rng.choice((0.0, 0.018))
    cell = (page.wide - 2 * margin - gap * (count - 1)) / count
    floor, room = page.high - 0.14, page.high - 0.14 - 0.09 - cell
    heights, radius, sun = _heights(rng, count), rng.uniform(0.15, 0.21), rng.choice(page.inks[1:3])
    low = min(range(count), key=lambda k: _mean(heights[max(0, k - 1) : k + 2]))
    x = min(page.wide - margin - radius, max(margin + radius, margin + (cell + gap) * low + cell / 2))
    y = max(0.09 + radius, floor - room * heights[low] - cell - radius * 1.5)
    marks, before = [page.mark((ring(x, y, radius),), sun)], page.paper
    for k, high in enumerate(heights):
        left = margin + k * (cell + gap)
        behind = (sun,) if left - radius < x < left + cell + radius else ()
        fill = page.against(rng, page.paper, before, *behind)
        marks += _column(page, rng, (left, floor - room * high, left + cell, floor), fill, behind)
        before = fill
    return [*marks, page.mark((_rect(0.0, floor, page.wide, floor + 0.014),), dark),
            page.mark((_rect(margin, floor + 0.05, margin + 0.3, floor + 0.058),), dark)]  # fmt: skip


def _mean(numbers: list[float]) -> float:
    return sum(numbers) / len(numbers)


def _heights(rng: random.Random, count: int) -> list[float]:
    """Heights spread over 0.12 to 1, rising, falling, arched or mixed."""
    top, stray = rng.uniform(0.72, 1.0), 0.36 / count
    even = [max(0.12, top * (0.12 + 0.88 * (k + 0.5) / count) + rng.uniform(-stray, stray)) for k in range(count)]
    order = rng.choice(("up", "down", "mixed", "mixed", "mixed", "arch"))
    if order == "arch":
        return [*even[::2], *reversed(even[1::2])]
    if order == "mixed":
        return rng.sample(even, count)
    return even if order == "up" else even[::-1]


def _column(
    page: Sheet, rng: random.Random, box: tuple[float, float, float, float], fill: Rgb, behind: tuple[Rgb, ...]
) -> list[Mark]:
    """One column: shaft, crown, and for some a trim of stripes or discs."""
    x0, top, x1, floor = box
    wide, high, middle = x1 - x0, floor - top, (x0 + x1) / 2
    marks = [page.mark((_rect(page.snapped(x0), top, page.snapped(x1), floor),), fill)]
    over = page.against(rng, page.paper, fill, *behind)
    crowns: dict[str, Contour] = {
        "dome": ring(middle, top, wide / 2, 180.0, 180.0),
        "left": ((x1, top), *ring(x1, top, wide, 180.0, 90.0)),
        "right": ((x0, top), *ring(x0, top, wide, 270.0, 90.0)),
        "peak": ((x0, top), (middle, top - wide * 0.8), (x1, top)),
        "ball": ring(middle, top - wide / 2, wide / 2),
    }
    crown = rng.choice(("dome", "left", "right", "peak", "ball", "flat", "dome"))
    if crown in crowns:
        marks.append(page.mark((crowns[crown],), over))
    trim, ink, step = rng.choice(("plain", "stripes", "discs", "plain")), page.against(rng, fill), wide / 4
    count = min(8, int(high / wide * 1.6))
    if trim == "stripes" and count > 2:
        levels = (floor - step * 2 * (k + 1) for k in range(count))
        marks.append(page.mark(tuple(_rect(x0, y, x1, y + step) for y in levels), ink))
    if trim == "discs" and high > wide:
        places = (top + wide * (0.5 + k) for k in range(min(3, int(high / wide))))
        marks.append(page.mark(tuple(ring(middle, y, wide * 0.26) for y in places), ink))
    return marks


def trio(page: Sheet, rng: random.Random) -> list[Mark]:
    """Circle, square and triangle in three inks, printed over one another along the page."""
    dark = page.inks[0]
    long, upright = max(page.wide, page.high), page.high >= page.wide
    size = min(0.27, long * 0.2) * rng.uniform(0.9, 1.0)
    step, sway = min(size * 1.42, (long - 2 * size - 0.2) / 2 + 0.02), rng.choice((0.0, 0.05, 0.1, -0.05, -0.1))
    inks = rng.sample([*page.inks[1:3], page.inks[3] if len(page.inks) > 3 else dark], 3)
    forms: list[Form] = []
    for k, name in enumerate(rng.sample(("disc", "square", "triangle"), 3)):
        along, off = long / 2 + (k - 1) * step, 0.5 + (k - 1) * sway
        forms.append(_basic(name, (off, along) if upright else (along, off), size, 90.0 * rng.randrange(4)))
    marks = [page.mark(form.outline(), ink) for form, ink in zip(forms, inks, strict=True)]
    marks += [page.mark((forms[k] & forms[k + 1]).outline(), page.overprint(inks[k], inks[k + 1])) for k in (0, 1)]
    edge = rng.choice((0.06, 0.94))
    rule = _rect(edge - 0.004, 0.07, edge + 0.004, long - 0.07)
    dots = [
        ring(edge + (0.036 if edge < 0.5 else -0.036), 0.082 + 0.044 * k, 0.011) for k in range(rng.choice((3, 4, 5)))
    ]
    rules = tuple(tuple((x, y) if upright else (y, x) for x, y in contour) for contour in (rule, *dots))
    return [*marks, page.mark(rules, dark)]


def _basic(name: str, at: Point, size: float, degrees: float) -> Form:
    x, y = at
    if name == "disc":
        return polygon(ring(x, y, size))
    if name == "square":
        return polygon(bar(x, y, size * 1.74, size * 1.74, 0.0))
    return polygon(turned(x, y, degrees, dx * size, dy * size) for dx, dy in ((-1.0, 0.82), (1.0, 0.82), (0.0, -0.92)))


def points(page: Sheet, rng: random.Random) -> list[Mark]:
    """A haloed disc, a triangle through it, lines that meet, arcs, a small board and a string of points."""
    flips = (rng.random() < 0.5, rng.random() < 0.5)
    dark, first, second, extra = _four(page, rng)
    wide, high = page.wide, page.high
    radius = rng.uniform(0.13, 0.17)
    sun = (wide * rng.uniform(0.3, 0.36), high * rng.uniform(0.27, 0.33))
    disc = polygon(ring(*sun, radius))
    tip = (wide * rng.uniform(0.2, 0.28), high * rng.uniform(0.84, 0.9))
    wedge = polygon((tip, (sun[0] + radius * 0.3, sun[1] - radius * 0.2), (wide * rng.uniform(0.6, 0.68), high * 0.62)))
    lines = [bar(wide * 0.6, high * s, 0.9 * math.hypot(wide, high), t, rng.uniform(*a)) for s, t, a in
             ((0.5, 0.006, (-62, -48)), (0.56, 0.012, (-44, -34)), (0.52, 0.004, (18, 30)))]  # fmt: skip
    corner, turn = (wide * rng.uniform(0.7, 0.76), high * rng.uniform(0.74, 0.8)), rng.choice((0.0, 15.0, 30.0, 45.0))
    cell = rng.uniform(0.042, 0.052)
    board = [bar(*turned(*corner, turn, (i - 1.5) * cell, (j - 1.5) * cell), cell, cell, turn)
             for i in range(4) for j in range(4) if (i + j) % 2 == 0]  # fmt: skip
    bow, start = (wide * rng.uniform(0.72, 0.8), high * rng.uniform(0.18, 0.26)), rng.choice((90.0, 180.0, 270.0))
    arcs = [page.mark(_flipped(page, (band(*bow, 0.045 * k, 0.045 * k + 0.026, start, 180.0),), flips), rgb)
            for k, rgb in ((1, second), (2, dark), (3, extra))]  # fmt: skip
    string = [ring(wide * 0.12 + 0.07 * k, high * 0.64 - 0.012 * k * k, 0.026 - 0.003 * k) for k in range(6)]
    return [
        page.mark(_flipped(page, (ring(*sun, radius * 1.55),), flips), second),
        page.mark(_flipped(page, (ring(*sun, radius * 1.22),), flips), page.paper),
        page.mark(_flipped(page, wedge.outline(), flips), first),
        page.mark(_flipped(page, disc.outline(), flips), dark),
        page.mark(_flipped(page, (disc & wedge).outline(), flips), page.overprint(dark, first)),
        *(page.mark(_flipped(page, (contour,), flips), dark) for contour in lines),
        *arcs,
        page.mark(_flipped(page, tuple(board), flips), dark),
        page.mark(_flipped(page, tuple(string), flips), extra),
    ]


def _four(page: Sheet, rng: random.Random) -> tuple[Rgb, Rgb, Rgb, Rgb]:
    """The boldest ink, two others in any order, and one more that repeats where there are but three."""
    first, second = rng.sample(page.inks[1:3], 2)
    return page.inks[0], first, second, page.inks[3] if len(page.inks) > 3 else first
