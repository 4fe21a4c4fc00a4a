"""Owns an object on the picture: its parts as marks, in the colours that were asked for."""

from __future__ import annotations

import math

from studio.sketch.marks import Mark
from studio.sketch.objects.registry import OBJECTS
from studio.sketch.objects.thing import Role
from studio.sketch.palette import Rgb, lab

_DARK = 70.0
"""Below this brightness a colour is shaded by lighter tones: nothing darker would show."""
_COOL: Rgb = (34, 24, 84)
_DEEP = (0.86, 0.75, 0.83)
"""What a full colour's red, green and blue keep in the shade: yellow turns to ochre and not to olive."""
_WARM: Rgb = (255, 250, 236)
_ALIKE = 30.0
"""CIE76 difference below which two colours of one object pass for the same."""


def object_marks(
    name: str,
    matrix: tuple[float, float, float, float, float, float],
    fill: Rgb,
    accent: Rgb | None,
    label: str,
    colour: str | None = None,
) -> list[Mark]:
    """The parts of the object `name` back to front, moved from the unit circle by `matrix`; `accent` None leaves the
    second colour to the object. `colour` names `fill` on the parts that show it. KeyError for an unknown name."""
    thing = OBJECTS[name]
    second = _told_apart(thing.accent, fill) if accent is None else accent
    return [
        Mark(
            outline=part.outline,
            matrix=matrix,
            fill=toned(part.role, fill, second) if isinstance(part.role, str) else _visible(part.role, fill),
            label=label,
            colour=colour if part.role == "main" else None,
        )
        for part in thing.parts
    ]


def _told_apart(accent: Rgb, fill: Rgb) -> Rgb:
    """The object's own second colour, another tone of the first where the two could not be told apart."""
    if _near(accent, fill) > _ALIKE:
        return accent
    return mixed(fill, _WARM, 0.6) if brightness(fill) < 128 else mixed(fill, _COOL, 0.42)


def _visible(own: Rgb, fill: Rgb) -> Rgb:
    """A part's own colour; dark ones are lifted off a dark object, so that a black cat has eyes."""
    return mixed(own, _WARM, 0.45) if brightness(fill) < _DARK and _near(own, fill) < _ALIKE else own


def _near(first: Rgb, second: Rgb) -> float:
    """CIE76 difference."""
    return math.dist(lab(first), lab(second))


def toned(role: Role, fill: Rgb, accent: Rgb) -> Rgb:
    """The colour of a role."""
    base = accent if role.startswith("accent") else fill
    if role.endswith("shade"):
        return _shaded(base) if brightness(base) >= _DARK else mixed(base, _WARM, 0.13)
    if role.endswith("light"):
        return mixed(base, _WARM, 0.38 if brightness(base) >= _DARK else 0.26)
    return base


def _shaded(base: Rgb) -> Rgb:
    """Cool where the colour is near grey, deep where it is full."""
    red, green, blue = (round(part * keep) for part, keep in zip(base, _DEEP, strict=True))
    fullness = (max(base) - min(base)) / max(base)
    return mixed(mixed(base, _COOL, 0.18), (red, green, blue), fullness)


def mixed(first: Rgb, second: Rgb, share: float) -> Rgb:
    """`share` of the way from the first colour to the second."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(first, second, strict=True))
    return red, green, blue


def brightness(rgb: Rgb) -> float:
    """Perceived brightness, 0..255 (ITU-R BT.601)."""
    return 0.299 * rgb[0] + 0.587 * rgb[1] + 0.114 * rgb[2]
