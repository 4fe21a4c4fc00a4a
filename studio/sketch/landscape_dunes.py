"""Owns a landscape's desert: table mountains far away, dunes with a shaded side, and cacti."""

from __future__ import annotations

import random

from studio.sketch.landscape_air import blend
from studio.sketch.landscape_frame import WHITE, Frame, height_at, swell
from studio.sketch.landscape_plants import cactus, tufts
from studio.sketch.landscape_soil import layer, snowed
from studio.sketch.marks import Mark
from studio.sketch.palette import Rgb
from studio.sketch.scene import Season
from studio.sketch.shapes import Point

_SAND: dict[Season, tuple[Rgb, Rgb]] = {
    "spring": ((246, 212, 150), (222, 164, 100)),
    "summer": ((244, 204, 136), (218, 152, 84)),
    "autumn": ((238, 178, 122), (198, 112, 70)),
    "winter": ((236, 226, 214), (206, 188, 176)),
}


def desert(place: Frame, rng: random.Random) -> list[Mark]:
    far, near = _SAND[place.view.season]
    marks, ridge = _mesas(place, rng), list[Point]()
    for k, (share, swing, cycles) in enumerate(
        ((-0.02, 0.03, 0.8), (0.14, 0.05, 0.7), (0.4, 0.06, 0.55), (0.74, 0.05, 0.45))
    ):
        depth = 0.25 + k / 4
        ridge = swell(rng, place.wide, place.below(share), swing, cycles)
        rgb = blend(far, near, k / 3)
        plants = _cacti(place, ridge, rng, depth, 0.08 + 0.07 * k, 3) if 0 < k < 3 else []
        marks += [*plants, layer(place, ridge, rgb, depth), *_lee(place, ridge, rgb, depth)]
    return marks + tufts(place, ridge, 1.0, rng, blend(near, (90, 92, 50), 0.5), 8)


def _mesas(place: Frame, rng: random.Random) -> list[Mark]:
    """Table mountains far away, the highest behind, each with a lit and a shaded face."""
    count = max(2, round(2.4 * place.wide))
    spots = [((k + rng.uniform(0.1, 0.9)) / count * place.wide, rng.uniform(0.07, 0.15)) for k in range(count)]
    return [mark for x, tall in sorted(spots, key=lambda spot: -spot[1]) for mark in _mesa(place, rng, x, tall)]


def _mesa(place: Frame, rng: random.Random, x: float, tall: float) -> list[Mark]:
    half, top, foot = rng.uniform(0.07, 0.15), place.horizon - tall, place.below(0.12)
    slope, shoulder = half * 1.35, top + tall * 0.55
    body = ((x - half, top), (x + half, top), (x + half * 1.05, shoulder), (x + slope, foot),
            (x - slope, foot), (x - half * 1.05, shoulder))  # fmt: skip
    lit = place.view.light * place.wide < x
    rgb = (206, 122, 88)
    dark = tuple(_side(body, x + half * (0.35 if lit else -0.35), right=lit))
    marks = [
        place.mark((body,), place.air.land(_dusted(place, rgb), 0.3)),
        place.mark((dark,), place.air.land(_dusted(place, blend(rgb, (110, 50, 72), 0.4)), 0.3)),
    ]
    if place.view.season == "winter" or place.view.weather == "snow":
        drips = [(x + half * (1 - k / 4), top + (0.012, 0.03)[k % 2] * rng.uniform(0.7, 1.3)) for k in range(9)]
        cap = ((x - half, top - 0.008), (x + half, top - 0.008), *drips)
        marks.append(place.mark((cap,), place.air.land(WHITE, 0.5)))
    return marks


def _dusted(place: Frame, rgb: Rgb) -> Rgb:
    """Rock, paler and cooler in winter."""
    return blend(snowed(place, rgb), (176, 160, 172), 0.3 if place.view.season == "winter" else 0.0)


def _side(body: tuple[Point, ...], cut: float, *, right: bool) -> list[Point]:
    """The part of a table mountain's face on one side of the upright line at `cut`."""
    top, foot = body[0][1], body[3][1]
    side = body[1:4] if right else (body[0], body[5], body[4])
    return [(cut, top), *side, (cut + (side[-1][0] - cut) * 0.3, foot)]


def _lee(place: Frame, ridge: list[Point], rgb: Rgb, depth: float) -> list[Mark]:
    """The shaded side of each dune: from its crest along the ridge to the next trough, and back on a sagging line."""
    marks: list[Mark] = []
    way = 1 if place.view.light <= 0.5 else -1
    shade = place.air.land(snowed(place, blend(rgb, (150, 70, 60), 0.26)), depth)
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
