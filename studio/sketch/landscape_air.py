"""Owns what the air does to a landscape's colours: the hour's light, the weather's grey and the haze of distance."""

from __future__ import annotations

from functools import cache, lru_cache

import msgspec

from studio.sketch.palette import Rgb
from studio.sketch.scene import Time, Weather

_SKIES: dict[Time, tuple[Rgb, Rgb]] = {
    "dawn": ((126, 152, 212), (255, 208, 184)),
    "day": ((86, 164, 238), (214, 236, 250)),
    "sunset": ((94, 62, 138), (255, 158, 92)),
    "night": ((14, 20, 58), (58, 72, 132)),
}
_LIGHTS: dict[Time, Rgb] = {
    "dawn": (255, 240, 206),
    "day": (255, 233, 128),
    "sunset": (255, 226, 138),
    "night": (244, 242, 226),
}
_CAST: dict[Time, Rgb] = {
    "dawn": (255, 238, 232),
    "day": (255, 255, 255),
    "sunset": (255, 214, 206),
    "night": (150, 172, 228),
}
"""What the hour's light leaves of white."""
_DIM: dict[Time, tuple[float, Rgb]] = {
    "dawn": (0.16, (228, 156, 176)),
    "day": (0.0, (0, 0, 0)),
    "sunset": (0.34, (104, 44, 88)),
    "night": (0.5, (12, 20, 58)),
}
_GREYS: dict[Weather, tuple[float, Rgb]] = {
    "clear": (0.0, (0, 0, 0)),
    "cloudy": (0.4, (182, 196, 210)),
    "rain": (0.66, (116, 134, 156)),
    "snow": (0.6, (206, 218, 232)),
    "fog": (0.72, (222, 226, 226)),
}
_HAZE: dict[Weather, float] = {"clear": 0.62, "cloudy": 0.66, "rain": 0.74, "snow": 0.72, "fog": 0.92}
_DULL: dict[Weather, float] = {"clear": 0.0, "cloudy": 0.1, "rain": 0.24, "snow": 0.14, "fog": 0.16}


class Air(msgspec.Struct, frozen=True, kw_only=True):
    """The sky's upper and lower colour, the sun's or moon's, and how far things fade with distance."""

    time: Time
    weather: Weather
    sky: tuple[Rgb, Rgb]
    light: Rgb
    haze: float

    def land(self, rgb: Rgb, depth: float) -> Rgb:
        """How `rgb`, as it is in plain daylight, looks at `depth`: 0 at the horizon, 1 in front."""
        return _seen(self, rgb, depth)

    def over_sky(self, rgb: Rgb, share: float) -> tuple[Rgb, Rgb]:
        """The sky's two colours as seen through `rgb` that covers by `share`."""
        return blend(self.sky[0], rgb, share), blend(self.sky[1], rgb, share)


@cache
def air(time: Time, weather: Weather) -> Air:
    """The air at an hour in a weather."""
    share, grey = _GREYS[weather]
    dark, towards = _DIM[time]
    night = 0.85 if weather == "snow" else 0.64  # darker than the snow on the land, which is seen by it
    grey = blend(grey, towards, night if time == "night" else dark * 1.3)
    upper, lower = _SKIES[time]
    sky = (blend(upper, grey, share), blend(lower, grey, share * 0.86))
    return Air(
        time=time, weather=weather, sky=sky, light=blend(_LIGHTS[time], sky[1], share * 0.5), haze=_HAZE[weather]
    )


def through(rgb: Rgb, light: Rgb) -> Rgb:
    """The colour under a coloured light."""
    red, green, blue = (round(a * b / 255) for a, b in zip(rgb, light, strict=True))
    return red, green, blue


def blend(first: Rgb, second: Rgb, share: float) -> Rgb:
    """`share` of the way from the first colour to the second."""
    (r0, g0, b0), (r1, g1, b1) = first, second
    return round(r0 + (r1 - r0) * share), round(g0 + (g1 - g0) * share), round(b0 + (b1 - b0) * share)


@lru_cache(maxsize=4096)
def _seen(air: Air, rgb: Rgb, depth: float) -> Rgb:
    share, towards = _DIM[air.time]
    rgb = through(rgb, _CAST[air.time])
    dull = _DULL[air.weather] * (0.3 if air.time == "night" else 1.0)
    lit = blend(blend(rgb, towards, share), air.sky[1], dull)
    return blend(lit, air.sky[1], air.haze * (1.0 - depth) ** 1.3)
