"""Owns a landscape's sky: the light and its glow, stars, clouds, and what falls from them."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator

import numpy as np

from studio.sketch.landscape_air import blend
from studio.sketch.landscape_frame import WHITE, Frame, ellipse
from studio.sketch.marks import Mark
from studio.sketch.palette import Rgb
from studio.sketch.scene import Weather
from studio.sketch.shapes import Contour, Outline

_CLOUDS: dict[Weather, int] = {"clear": 3, "cloudy": 9, "rain": 0, "snow": 6, "fog": 0}
_STORM: Rgb = (84, 98, 122)
_DOT: Outline = (ellipse(0.0, 0.0, 1.0, 1.0, 24),)
_STREAK: Outline = (((0.0, 0.0), (0.05, 0.0), (-0.19, 1.0), (-0.24, 1.0)),)


def sky_marks(place: Frame, rng: random.Random) -> list[Mark]:
    """Stars, light and clouds, back to front."""
    stars = _stars(place, rng) if place.view.time == "night" and place.view.weather in ("clear", "snow") else []
    return [*stars, *_light(place), *_clouds(place, rng)]


def falling_marks(place: Frame, rng: random.Random) -> list[Mark]:
    """Rain or snow in front of everything; nothing in other weather."""
    if place.view.weather == "rain":
        return _rain(place, rng)
    return _snow(place, rng) if place.view.weather == "snow" else []


def _light(place: Frame) -> list[Mark]:
    """The sun or moon in rings of its own glow, which let the sky through."""
    weather, (x, y) = place.view.weather, place.light
    if weather in ("rain", "snow"):
        return []
    radius = light_radius(place)
    soft = 0.5 if weather in ("cloudy", "fog") else 1.0
    glow = blend(place.air.light, WHITE, 0.6 if place.view.time == "day" else 0.0)
    rings = ((2.9, 0.1), (1.95, 0.17), (1.4, 0.26))
    glows = [place.mark((ellipse(x, y, radius * size, radius * size, 64),),
                        place.down(place.air.over_sky(glow, share * soft), 0.0, place.horizon), "ground")
             for size, share in rings]  # fmt: skip
    disc = place.mark((ellipse(x, y, radius, radius, 128),), place.air.light, "light")
    return [*glows, disc, *(_craters(place, radius) if place.view.time == "night" else [])]


def _craters(place: Frame, radius: float) -> list[Mark]:
    x, y = place.light
    fill = blend(place.air.light, (150, 160, 190), 0.3)
    spots = ((-0.35, -0.3, 0.2), (0.3, 0.1, 0.26), (-0.2, 0.45, 0.15), (0.25, -0.5, 0.1))
    outline = tuple(ellipse(x + dx * radius, y + dy * radius, r * radius, r * radius, 48) for dx, dy, r in spots)
    return [place.mark(outline, fill, "light")]


def _stars(place: Frame, rng: random.Random) -> list[Mark]:
    spots = ((rng.uniform(0, place.wide), rng.random() ** 1.3 * place.horizon * 0.95, rng.random()) for _ in range(90))
    fill = blend(place.air.sky[1], WHITE, 0.8)
    return [place.placed(_DOT, x, y, 0.0012 + 0.0022 * big**3, fill, "ground") for x, y, big in spots]


def _clouds(place: Frame, rng: random.Random) -> list[Mark]:
    """Clouds that are smaller and paler towards the horizon; in rain a dark ceiling of them."""
    weather = place.view.weather
    if weather == "rain":
        return _ceiling(place, rng)
    base, share = _cloud_ink(place)
    marks: list[Mark] = []
    count = round(_CLOUDS[weather] * max(1.0, place.wide * 0.8))
    for k in range(count):
        near = (k + rng.random()) / count
        size = 0.06 + 0.09 * near
        y = place.horizon * (0.74 - 0.5 * near + rng.uniform(-0.03, 0.03))
        x = ((k * 0.618 + rng.uniform(-0.08, 0.08)) % 1.0) * place.wide
        if weather == "clear" and abs(x - place.light[0]) < 0.3:
            x = place.light[0] + math.copysign(0.3 + 0.1 * near, x - place.light[0])
        y = _off_the_light(place, (x, y, size))
        cover = share * (0.45 + 0.55 * near)
        marks += _cloud(place, rng, (x, y, size), base, cover)
    return marks


def _off_the_light(place: Frame, at: tuple[float, float, float]) -> float:
    """The height of a cloud's flat foot, above the sun or moon or below it: it would cut through the disc."""
    x, y, size = at
    middle, radius = place.light[1], light_radius(place)
    reach = 1.5 * size + radius
    if abs(x - place.light[0]) > reach or place.view.weather == "snow" or abs(y - middle) > 1.12 * radius:
        return y
    above, below = middle - 1.12 * radius, middle + 1.06 * radius
    return below if y > middle - 0.3 * radius and below < 0.9 * place.horizon else above


def light_radius(place: Frame) -> float:
    """The radius of the sun or moon, larger where it is low."""
    return 0.115 if place.view.time in ("dawn", "sunset") else 0.075


def _cloud_ink(place: Frame) -> tuple[Rgb, float]:
    dark = {"dawn": (255, 236, 226), "day": WHITE, "sunset": (255, 196, 150), "night": (116, 128, 176)}[place.view.time]
    return dark, 0.85 if place.view.weather != "snow" else 0.5


def _cloud(place: Frame, rng: random.Random, at: tuple[float, float, float], rgb: Rgb, cover: float) -> list[Mark]:
    """A flat-footed cloud: its upper edge is the hull of discs, its shade the same cloud a little lower and smaller."""
    x, y, size = at
    discs = [(dx * size, size * rng.uniform(*reach)) for dx, reach in
             ((-1.0, (0.3, 0.42)), (-0.42, (0.5, 0.7)), (0.22, (0.62, 0.86)), (0.86, (0.34, 0.5)))]  # fmt: skip
    body = _hull(x, y, discs)
    under = _hull(x + size * 0.12, y, [(dx * 0.9, r * 0.56) for dx, r in discs])
    shade = blend(rgb, place.air.sky[0], 0.3)
    return [
        place.mark((body,), place.down(place.air.over_sky(rgb, cover), 0.0, place.horizon), "ground"),
        place.mark((under,), place.down(place.air.over_sky(shade, cover), 0.0, place.horizon), "ground"),
    ]


def _hull(x: float, y: float, discs: list[tuple[float, float]]) -> Contour:
    """The area of discs that stand with their middles on the line `y`, above that line, with rounded ends."""
    left, right = discs[0][0] - discs[0][1], discs[-1][0] + discs[-1][1]
    steps = left + (right - left) * (1 - np.cos(np.linspace(0.0, math.pi, 121))) / 2
    squares = [np.maximum(0.0, r * r - (steps - dx) ** 2) for dx, r in discs]
    tops = np.sqrt(np.maximum.reduce(squares))
    return tuple(zip((x + steps).tolist(), (y - tops).tolist(), strict=True))


def _ceiling(place: Frame, rng: random.Random) -> list[Mark]:
    rows: list[Mark] = []
    for depth, foot in ((0.55, 0.3), (0.8, 0.2), (1.0, 0.1)):
        lobes = [(k * 0.19 * place.wide / max(1.0, place.wide) + rng.uniform(-0.03, 0.03), rng.uniform(0.09, 0.15))
                 for k in range(-1, round(7 * max(1.0, place.wide)))]  # fmt: skip
        xs = np.linspace(-0.02, place.wide + 0.02, round(180 * max(1.0, place.wide)) + 1)
        edge = np.sqrt(np.maximum.reduce([np.maximum(0.0, r * r - (xs - at) ** 2) for at, r in lobes]))
        line = zip(xs.tolist(), (foot * place.horizon + 0.55 * edge).tolist(), strict=True)
        outline: Contour = ((-0.02, -0.02), *line, (place.wide + 0.02, -0.02))
        fill = blend(place.air.sky[0], place.air.land(_STORM, 1.0), 0.25 + 0.6 * depth)
        rows.append(place.mark((outline,), fill, "ground"))
    return rows


def _rain(place: Frame, rng: random.Random) -> list[Mark]:
    """Slanted streaks in two depths, in a loose grid so that they stay apart."""
    marks: list[Mark] = []
    for cell, length, share in ((0.06, 0.032, 0.35), (0.1, 0.06, 0.6)):
        fill = blend(place.air.sky[1], WHITE, share)
        spots = ((x + 0.5 * cell * (row % 2), y) for row, x, y in _strewn(place, rng, cell, 0.3))
        marks += [place.placed(_STREAK, x, y, length * rng.uniform(0.6, 1.0), fill, "ground") for x, y in spots]
    return marks


def _snow(place: Frame, rng: random.Random) -> list[Mark]:
    """Flakes in three depths."""
    marks: list[Mark] = []
    for cell, radius, share in ((0.068, 0.0026, 0.55), (0.11, 0.0046, 0.8), (0.21, 0.0078, 1.0)):
        fill = blend(place.air.sky[1], WHITE, share)
        spots = _strewn(place, rng, cell, 0.45)
        marks += [place.placed(_DOT, x, y, radius * rng.uniform(0.6, 1.1), fill, "ground") for _, x, y in spots]
    return marks


def _strewn(place: Frame, rng: random.Random, cell: float, stray: float) -> Iterator[tuple[int, float, float]]:
    """A place somewhere in each cell of a grid over the picture, with its row."""
    for row in range(math.ceil(place.high / cell) + 1):
        for column in range(math.ceil(place.wide / cell) + 1):
            yield row, (column + rng.uniform(-stray, stray)) * cell, (row + rng.uniform(-stray, stray)) * cell
