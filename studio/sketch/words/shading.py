"""Owns what colour a colour word is: a name of the palette where it is one, its value otherwise, and lighter, darker,
softer or stronger kinds of it."""

from __future__ import annotations

import colorsys

from studio.sketch.palette import COLOURS, Rgb, nearest, rgb
from studio.sketch.words.colours import FURTHER

_WAYS: dict[str, tuple[float, float, float]] = {
    "dark": (0.58, 1.0, 0.0),
    "deep": (0.72, 1.15, 0.0),
    "light": (1.0, 0.95, 0.42),
    "pale": (1.0, 0.8, 0.62),
    "soft": (1.0, 0.55, 0.18),
    "bright": (1.06, 1.6, 0.0),
}
"""Factors of brightness and saturation, then the share of the way to white."""


def shaded(word: str, ways: tuple[str, ...]) -> str:
    """The colour of `word` (of the palette, of the further words, or "#rrggbb") after `ways`: a name or "#rrggbb"."""
    if word in COLOURS and not any(ways):
        return word
    made = rgb(word)
    for way in ways:
        made = _changed(made, way)
    return "#{:02x}{:02x}{:02x}".format(*made)


def spoken(colour: str) -> str:
    """The word for a colour: its own where it was one, the nearest name for a value."""
    value = rgb(colour)
    return (
        colour
        if colour in COLOURS
        else next((word for word, known in FURTHER.items() if known == value), "") or (nearest(value))
    )


def _changed(colour: Rgb, way: str) -> Rgb:
    red, green, blue = (part / 255 for part in colour)
    if way in ("warm", "cool"):
        shift = 0.08 if way == "warm" else -0.08
        red, blue = min(1.0, max(0.0, red + shift)), min(1.0, max(0.0, blue - shift))
    factor = _WAYS.get(way)
    if factor:
        hue, lightness, saturation = colorsys.rgb_to_hls(red, green, blue)
        made = colorsys.hls_to_rgb(hue, lightness, min(1.0, saturation * factor[1]))
        red, green, blue = (min(1.0, part * factor[0]) for part in made)
        red, green, blue = (part + (1.0 - part) * factor[2] for part in (red, green, blue))
    return round(red * 255), round(green * 255), round(blue * 255)
