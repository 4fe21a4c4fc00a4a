"""Owns a landscape's land with depth: ranges and swells that fade with distance, and what stands on them by season."""

from __future__ import annotations

import random
from collections.abc import Callable

from studio.sketch.landscape_air import blend
from studio.sketch.landscape_frame import WHITE, Frame, ellipse, height_at, swell
from studio.sketch.landscape_plants import cactus, fir, tufts, wood
from studio.sketch.marks import Mark
from studio.sketch.palette import Rgb
from studio.sketch.scene import Land, Season
from studio.sketch.shapes import Contour, Point

_GRASS: dict[Season, tuple[Rgb, Rgb]] = {
    "spring": ((168, 208, 122), (98, 168, 84)),
    "summer": ((140, 192, 104), (54, 128, 70)),
    "autumn": ((222, 184, 104), (170, 104, 52)),
    "winter": ((228, 236, 246), (246, 249, 255)),
}
_ROCK: Rgb = (120, 128, 158)
_ROCK_SHADE: Rgb = (82, 88, 124)
_SNOW_LINE: dict[Season, float] = {"spring": 0.36, "summer": 0.2, "autumn": 0.3, "winter": 0.74}
_SEA: tuple[Rgb, Rgb] = ((110, 186, 212), (28, 96, 158))
_SHORE: dict[Season, Rgb] = {
    "spring": (150, 194, 110),
    "summer": (242, 216, 160),
    "autumn": (206, 158, 92),
    "winter": (240, 245, 252),
}
_SAND: dict[Season, tuple[Rgb, Rgb]] = {
    "spring": ((246, 212, 150), (222, 164, 100)),
    "summer": ((244, 204, 136), (218, 152, 84)),
    "autumn": ((238, 178, 122), (198, 112, 70)),
    "winter": ((236, 226, 214), (206, 188, 176)),
}


def land_marks(place: Frame, rng: random.Random) -> list[Mark]:
    """The land, back to front."""
    return _LANDS[place.view.land](place, rng)


def _layer(place: Frame, ridge: list[Point], rgb: Rgb, depth: float) -> Mark:
    """What lies below a ridge; in fog its foot fades away."""
    near = place.air.land(_snowed(place, rgb), depth)
    if place.view.weather != "fog":
        return place.mark((place.ground(ridge),), near)
    top = min(y for _, y in ridge)
    veil = blend(near, place.air.sky[1], 0.85 - 0.5 * depth)
    return place.mark((place.ground(ridge),), place.down((near, veil), top, top + 0.2 + 0.12 * depth))


def _snowed(place: Frame, rgb: Rgb) -> Rgb:
    return blend(rgb, WHITE, 0.45) if place.view.weather == "snow" and place.view.season != "winter" else rgb


def _hills(place: Frame, rng: random.Random) -> list[Mark]:
    far, near = _GRASS[place.view.season]
    marks: list[Mark] = []
    for k, (share, swing, cycles) in enumerate(
        ((-0.1, 0.05, 0.9), (0.04, 0.05, 1.0), (0.22, 0.055, 0.75), (0.46, 0.06, 0.6), (0.78, 0.05, 0.5))
    ):
        depth = k / 4
        ridge = swell(rng, place.wide, place.below(share), swing, cycles)
        grown = wood(place, ridge, depth, rng, 0.05 + 0.09 * depth, 9 - k) if 0 < k < 4 else []
        marks += [*grown, _layer(place, ridge, blend(far, near, depth), depth)]
        if k == 4:
            marks += tufts(place, ridge, 1.0, rng, blend(near, (30, 70, 60), 0.3), 26)
            marks += _flowers(place, ridge, rng)
    return marks


def _flowers(place: Frame, ridge: list[Point], rng: random.Random) -> list[Mark]:
    """Dots of flowers on the nearest meadow, in spring and summer only."""
    inks = {"spring": ((255, 244, 250), (250, 190, 90), (244, 150, 184)), "summer": ((255, 226, 120), (248, 246, 236))}
    marks: list[Mark] = []
    for ink in inks.get(place.view.season, ()):
        dots: list[Contour] = []
        for _ in range(round(12 * place.wide)):
            x, low = rng.uniform(0, place.wide), rng.random()
            y = height_at(ridge, x) + 0.012 + low * (place.high - height_at(ridge, x))
            size = 0.003 + 0.0035 * low
            dots.append(ellipse(x, y, size, size * 0.8, 20))
        marks.append(place.mark(tuple(dots), place.air.land(ink, 1.0)))
    return marks


def _mountains(place: Frame, rng: random.Random) -> list[Mark]:
    marks: list[Mark] = []
    for depth, tall, count in ((0.0, 0.26, 5), (0.3, 0.31, 4), (0.56, 0.25, 3)):
        marks += _range(place, rng, depth, tall, count)
    far, near = _GRASS[place.view.season]
    for k, (share, swing) in enumerate(((0.3, 0.035), (0.55, 0.045), (0.84, 0.04))):
        depth = 0.66 + 0.17 * k
        ridge = swell(rng, place.wide, place.below(share), swing, 0.7)
        marks += [*_firs(place, ridge, rng, depth, 0.07 + 0.05 * k, 22 - 7 * k),
                  _layer(place, ridge, blend(far, near, 0.35 + 0.32 * k), depth)]  # fmt: skip
    return marks


def _firs(place: Frame, ridge: list[Point], rng: random.Random, depth: float, size: float, count: int) -> list[Mark]:
    """Firs with some broad trees in the season's leaves among them."""
    mixed = wood(place, ridge, depth, rng, size * 0.8, 4) if place.view.season in ("spring", "autumn") else []
    spots = sorted(rng.betavariate(0.55, 0.55) * place.wide for _ in range(round(count * place.wide)))
    firs = [mark for x in spots
            for mark in fir(place, x, height_at(ridge, x) + 0.012, size * rng.uniform(0.6, 1.1), depth)]  # fmt: skip
    return [*mixed, *firs]


def _range(place: Frame, rng: random.Random, depth: float, tall: float, count: int) -> list[Mark]:
    """Peaks from left to right, the highest first, each with a lit face, a shaded face and snow."""
    total = max(2, round(count * max(1.0, place.wide * 0.8)))
    foot = place.below(0.1 + 0.5 * depth)
    peaks = [((k + rng.uniform(0.2, 0.8)) / total * place.wide, tall * rng.uniform(0.5, 1.05)) for k in range(total)]
    marks: list[Mark] = []
    for x, high in sorted(peaks, key=lambda peak: -peak[1]):
        marks += _peak(place, rng, (x, foot - high), high * rng.uniform(0.95, 1.35), foot, depth)
    base = (
        (-0.02, foot - 0.01),
        (place.wide + 0.02, foot - 0.01),
        (place.wide + 0.02, place.high),
        (-0.02, place.high),
    )
    return [*marks, place.mark((base,), _rock(place, depth, _ROCK_SHADE))]


def _rock(place: Frame, depth: float, rgb: Rgb) -> Rgb:
    return place.air.land(rgb, depth)


def _peak(place: Frame, rng: random.Random, top: Point, half: float, foot: float, depth: float) -> list[Mark]:
    left, right = (top[0] - half * rng.uniform(0.85, 1.1), foot), (top[0] + half * rng.uniform(0.85, 1.1), foot)
    from_left = place.view.light <= top[0] / place.wide
    dark_end = right if from_left else left
    crest = _crest(rng, top, foot, half)
    snow = min(
        0.9, _SNOW_LINE[place.view.season] * rng.uniform(0.8, 1.2) + (0.2 if place.view.weather == "snow" else 0.0)
    )
    zigzag = _zigzag(rng, top, left, right, crest, snow)
    white, dim = place.air.land(WHITE, depth), place.air.land((176, 190, 222), depth)
    middle = len(zigzag) // 2
    dark_snow = zigzag[middle:] if from_left else zigzag[: middle + 1]
    upper = [point for point in crest if point[1] < zigzag[middle][1]]
    shaded = (*upper, *dark_snow) if from_left else (*upper, *reversed(dark_snow))
    return [
        place.mark(((top, left, right),), _rock(place, depth, _ROCK)),
        place.mark(((*crest, dark_end),), _rock(place, depth, _ROCK_SHADE)),
        place.mark(((top, *zigzag),), white),
        place.mark((tuple(shaded),), dim),
    ]


def _crest(rng: random.Random, top: Point, foot: float, half: float) -> tuple[Point, ...]:
    """The broken line from the top down to the foot, where light and shade meet."""
    lean = rng.uniform(-0.12, 0.12) * half
    steps = (k / 5 for k in range(6))
    return tuple((top[0] + lean * s + (rng.uniform(-0.13, 0.13) * half * s if 0 < s < 1 else 0.0),
                  top[1] + (foot - top[1]) * s) for s in steps)  # fmt: skip


def _zigzag(
    rng: random.Random, top: Point, left: Point, right: Point, crest: tuple[Point, ...], low: float
) -> tuple[Point, ...]:
    """The snow's lower edge from the left slope over the crest to the right slope, `low` of the way down."""
    ends = [(top[0] + (end[0] - top[0]) * low, top[1] + (end[1] - top[1]) * low) for end in (left, right)]
    middle = _along(crest, min(0.98, low * 1.12))
    sides = [_teeth(rng, a, b, low * (left[1] - top[1])) for a, b in ((ends[0], middle), (middle, ends[1]))]
    return (ends[0], *sides[0], middle, *sides[1], ends[1])


def _teeth(rng: random.Random, start: Point, end: Point, tall: float) -> list[Point]:
    inner = ((s, (-1) ** k) for k, s in enumerate((0.25, 0.5, 0.75)))
    return [(start[0] + (end[0] - start[0]) * s,
             start[1] + (end[1] - start[1]) * s - way * tall * rng.uniform(0.1, 0.24)) for s, way in inner]  # fmt: skip


def _along(path: tuple[Point, ...], share: float) -> Point:
    at = share * (len(path) - 1)
    k = min(int(at), len(path) - 2)
    (x0, y0), (x1, y1) = path[k], path[k + 1]
    return x0 + (x1 - x0) * (at - k), y0 + (y1 - y0) * (at - k)


def _sea(place: Frame, rng: random.Random) -> list[Mark]:
    far, near = _SEA
    side = rng.random() < 0.5
    water = ((-0.02, place.horizon), (place.wide + 0.02, place.horizon), (place.wide + 0.02, place.high + 0.02),
             (-0.02, place.high + 0.02))  # fmt: skip
    colours = (place.air.land(blend(far, place.air.sky[1], 0.35), 0.3), place.air.land(near, 1.0))
    fill = place.down(colours, place.horizon, place.high)
    marks = [*_headlands(place, rng, right=side), place.mark((water,), fill)]
    marks += _glitter(place, rng) if place.view.weather in ("clear", "cloudy") else []
    return marks + _waves(place, rng, colours) + _shore(place, rng, right=not side)


def _headlands(place: Frame, rng: random.Random, *, right: bool) -> list[Mark]:
    """Capes on the horizon that run out into the sea, on one side."""
    marks: list[Mark] = []
    grass, rock = blend(*_GRASS[place.view.season], 0.5), (140, 128, 132)
    for depth, tall, long in ((0.15, 0.1, 0.62), (0.4, 0.07, 0.4)):
        ridge = swell(rng, 1.0, 0.0, 0.3, 1.1)
        points = [(x * long * place.wide, place.horizon - tall * max(0.0, 1 - max(0.0, x)) ** 0.8 * (1 - y))
                  for x, y in ridge]  # fmt: skip
        line = [(place.wide - x, y) if right else (x, y) for x, y in points]
        edge = 0.02 + place.wide if right else -0.02
        shape: Contour = (*line, (line[-1][0], place.horizon + 0.002), (edge, place.horizon + 0.002))
        marks.append(place.mark((shape,), place.air.land(_snowed(place, blend(grass, rock, 0.45)), depth)))
    return marks


def _glitter(place: Frame, rng: random.Random) -> list[Mark]:
    """The light's path on the water: dashes that widen towards the front."""
    x = place.light[0]
    soft = 0.55 if place.view.weather == "clear" else 0.3
    marks: list[Mark] = []
    for k in range(16):
        share = ((k + 0.5) / 16) ** 1.5
        y = place.below(0.015 + 0.8 * share)
        half = (0.05 + 0.11 * share) * rng.uniform(0.35, 1.0)
        drift = rng.uniform(-0.03, 0.03) * (0.4 + share)
        fill = blend(place.air.land(blend(*_SEA, share), 0.3 + 0.7 * share), place.air.light, soft * (1 - 0.5 * share))
        marks.append(place.mark((_dash(x + drift, y, half, 0.0035 + 0.008 * share),), fill))
    return marks


def _dash(x: float, y: float, half: float, thick: float) -> Contour:
    """A stroke with pointed ends, level."""
    steps = [-1 + k / 12 for k in range(25)]
    upper = [(x + half * s, y - thick * (1 - s * s)) for s in steps]
    return (*upper, *((x + half * s, y + thick * 0.5 * (1 - s * s)) for s in reversed(steps[1:-1])))


def _waves(place: Frame, rng: random.Random, water: tuple[Rgb, Rgb]) -> list[Mark]:
    marks: list[Mark] = []
    for k in range(9):
        share = ((k + 1) / 9) ** 1.4
        y = place.below(share * 0.82)
        own = blend(*water, share * 0.82)
        dashes = tuple(_dash(rng.uniform(0, place.wide), y + rng.uniform(-0.012, 0.012) * share,
                             (0.03 + 0.09 * share) * rng.uniform(0.5, 1.0), 0.002 + 0.005 * share)
                       for _ in range(round((7 - 4 * share) * place.wide) + 1))  # fmt: skip
        marks.append(place.mark(dashes, blend(own, WHITE if k % 2 else water[0], 0.22)))
    return marks


def _shore(place: Frame, rng: random.Random, *, right: bool) -> list[Mark]:
    """The beach or bank in front, higher on one side, with foam where the sea meets it."""
    wave = swell(rng, place.wide, 0.0, 0.02, 0.7)
    rise = 0.11 + 0.04 * rng.random()
    tops = [(x, place.high - 0.055 - rise * _from_side(place, x, right=right) ** 1.6 + y) for x, y in wave]
    rgb = _SHORE[place.view.season]
    marks = [
        place.mark((place.ground([(x, y - 0.034) for x, y in tops]),), place.air.land((140, 204, 214), 1.0)),
        place.mark((place.ground([(x, y - 0.016) for x, y in tops]),), place.air.land(WHITE, 1.0)),
        place.mark((place.ground(tops),), place.air.land(blend(rgb, (110, 80, 70), 0.22), 1.0)),
        place.mark((place.ground([(x, y + 0.014) for x, y in tops]),), place.air.land(_snowed(place, rgb), 1.0)),
    ]
    blades = blend(rgb, (70, 100, 60), 0.6)
    return marks + tufts(place, [(x, y + 0.03) for x, y in tops], 1.0, rng, blades, 12)


def _from_side(place: Frame, x: float, *, right: bool) -> float:
    """0 at one side of the picture, 1 at the other."""
    share = min(1.0, max(0.0, x / place.wide))
    return share if right else 1.0 - share


def _desert(place: Frame, rng: random.Random) -> list[Mark]:
    far, near = _SAND[place.view.season]
    marks, ridge = _mesas(place, rng), list[Point]()
    for k, (share, swing, cycles) in enumerate(
        ((-0.02, 0.03, 0.8), (0.14, 0.05, 0.7), (0.4, 0.06, 0.55), (0.74, 0.05, 0.45))
    ):
        depth = 0.25 + k / 4
        ridge = swell(rng, place.wide, place.below(share), swing, cycles)
        rgb = blend(far, near, k / 3)
        plants = _cacti(place, ridge, rng, depth, 0.08 + 0.07 * k, 3) if 0 < k < 3 else []
        marks += [*plants, _layer(place, ridge, rgb, depth), *_lee(place, ridge, rgb, depth)]
    return marks + tufts(place, ridge, 1.0, rng, blend(near, (90, 92, 50), 0.5), 8)


def _mesas(place: Frame, rng: random.Random) -> list[Mark]:
    """Table mountains far away, each in bands of rock."""
    marks: list[Mark] = []
    for _ in range(max(2, round(2.4 * place.wide))):
        x, half, tall = rng.uniform(0, place.wide), rng.uniform(0.07, 0.16), rng.uniform(0.07, 0.15)
        top, foot = place.horizon - tall, place.below(0.12)
        slope = half * 1.35
        body = ((x - half, top), (x + half, top), (x + half * 1.05, top + tall * 0.55), (x + slope, foot),
                (x - slope, foot), (x - half * 1.05, top + tall * 0.55))  # fmt: skip
        lit = place.view.light * place.wide < x
        cut = x + half * (0.35 if lit else -0.35)
        dark = tuple(_side(body, cut, right=lit))
        rgb = (206, 122, 88)
        marks += [place.mark((body,), place.air.land(_snowed(place, rgb), 0.3)),
                  place.mark((dark,), place.air.land(blend(rgb, (110, 50, 72), 0.4), 0.3))]  # fmt: skip
        if place.view.season == "winter" or place.view.weather == "snow":
            cap = ((x - half, top), (x + half, top), (x + half, top + 0.012), (x - half, top + 0.012))
            marks.append(place.mark((cap,), place.air.land(WHITE, 0.4)))
    return marks


def _side(body: tuple[Point, ...], cut: float, *, right: bool) -> list[Point]:
    """The part of a table mountain's face on one side of the upright line at `cut`."""
    top, foot = body[0][1], body[3][1]
    side = body[1:4] if right else (body[0], body[5], body[4])
    return [(cut, top), *side, (cut + (side[-1][0] - cut) * 0.3, foot)]


def _lee(place: Frame, ridge: list[Point], rgb: Rgb, depth: float) -> list[Mark]:
    """The shaded side of each dune: from its crest along the ridge to the next trough, and back on a sagging line."""
    marks: list[Mark] = []
    way = 1 if place.view.light <= 0.5 else -1
    shade = place.air.land(_snowed(place, blend(rgb, (150, 70, 60), 0.26)), depth)
    for k in _turns(ridge, -1):
        troughs = [t for t in (*_turns(ridge, 1), 0, len(ridge) - 1) if (t - k) * way > 6]
        end = min(troughs, key=lambda t: abs(t - k), default=k)
        slope = ridge[k : end + 1] if way > 0 else ridge[end : k + 1][::-1]
        if len(slope) > 2:
            marks.append(place.mark(((*slope, *_sag(slope[-1], slope[0], 0.025 + 0.05 * depth)),), shade))
    return marks


def _turns(ridge: list[Point], way: int) -> list[int]:
    """Where the ridge is highest (-1) or lowest (1) among its neighbours."""
    inner = range(6, len(ridge) - 6)
    return [k for k in inner if way * ridge[k][1] == max(way * y for _, y in ridge[k - 6 : k + 7])]


def _sag(start: Point, end: Point, drop: float) -> list[Point]:
    """A curve from one point to another that hangs below both, most of all near the end."""
    (x0, y0), (x1, y1) = start, end
    x2, y2 = x0 + 0.72 * (x1 - x0), max(y0, y1) + drop
    steps = [k / 24 for k in range(1, 24)]
    return [((1 - t) ** 2 * x0 + 2 * t * (1 - t) * x2 + t * t * x1,
             (1 - t) ** 2 * y0 + 2 * t * (1 - t) * y2 + t * t * y1) for t in steps]  # fmt: skip


def _cacti(place: Frame, ridge: list[Point], rng: random.Random, depth: float, size: float, count: int) -> list[Mark]:
    total = max(2, round(count * place.wide))
    spots = [(k + rng.uniform(0.1, 0.9)) / total * place.wide for k in range(total)]
    return [mark for x in spots for mark in
            cactus(place, x, height_at(ridge, x) + 0.02, size * rng.uniform(0.7, 1.1), depth)]  # fmt: skip


_LANDS: dict[Land, Callable[[Frame, random.Random], list[Mark]]] = {
    "hills": _hills,
    "mountains": _mountains,
    "sea": _sea,
    "desert": _desert,
}
