"""Owns the soil of a landscape: its colours by season, and a layer of it below a ridge."""

from __future__ import annotations

from studio.sketch.landscape_air import blend
from studio.sketch.landscape_frame import WHITE, Frame
from studio.sketch.marks import Mark
from studio.sketch.palette import Rgb
from studio.sketch.scene import Season
from studio.sketch.shapes import Point

GRASS: dict[Season, tuple[Rgb, Rgb]] = {
    "spring": ((168, 208, 122), (98, 168, 84)),
    "summer": ((140, 192, 104), (54, 128, 70)),
    "autumn": ((222, 184, 104), (170, 104, 52)),
    "winter": ((206, 220, 240), (247, 250, 255)),
}
"""Far and near."""


def layer(place: Frame, ridge: list[Point], rgb: Rgb, depth: float) -> Mark:
    """What lies below a ridge; in fog its foot fades away."""
    near = place.air.land(snowed(place, rgb), depth)
    if place.view.weather != "fog":
        return place.mark((place.ground(ridge),), near)
    top = min(y for _, y in ridge)
    veil = blend(near, place.air.sky[1], 0.85 - 0.5 * depth)
    return place.mark((place.ground(ridge),), place.down((near, veil), top, top + 0.2 + 0.12 * depth))


def snowed(place: Frame, rgb: Rgb) -> Rgb:
    """The colour under fresh snow, where it snows in another season than winter."""
    return blend(rgb, WHITE, 0.45) if place.view.weather == "snow" and place.view.season != "winter" else rgb
