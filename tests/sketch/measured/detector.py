"""Owns what a picture shows by its pixels alone: objects on a plain ground, with their colours and where they are."""

from __future__ import annotations

from collections import Counter

import msgspec
import numpy as np
from numpy.typing import NDArray

from studio.sketch.palette import COLOURS, NAMES
from tests.sketch.measured.areas import Mask, grown, parts, shrunk

Pixels = NDArray[np.uint8]

_TOLD = 12.0
"""A pixel this far from the ground belongs to an object (CIE76)."""
_LEAST = 0.0007
"""The smallest object, and the smallest patch of a colour, as shares of the picture."""


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """One object: the `colour` most of it has, the middle of its box and the box's edges, as fractions."""

    colour: str
    x: float
    y: float
    left: float
    right: float
    top: float
    bottom: float


def objects(picture: Pixels) -> list[Seen]:
    """The objects of a flat picture (height, width, 3): what differs from the ground and hangs together, the parts
    within another's box taken as its own."""
    values, where = _colours(picture)
    edge = np.concatenate([where[:2].ravel(), where[-2:].ravel(), where[:, :2].ravel(), where[:, -2:].ravel()])
    ground = values[Counter(edge.tolist()).most_common(1)[0][0]]
    away = (np.linalg.norm(values - ground, axis=1) > _TOLD)[where]
    names = _nearest(values)[where]
    found = _merged([part for part in parts(shrunk(grown(away))) if part.mean() >= _LEAST])
    return [_seen(part, _main(names, part & away)) for part in found]


def patches(picture: Pixels, colour: str) -> list[Seen]:
    """The areas whose pixels are nearest to the named colour."""
    values, where = _colours(picture)
    mask = (_nearest(values) == NAMES.index(colour))[where]
    return [_seen(part, colour) for part in parts(grown(shrunk(mask))) if part.mean() >= _LEAST]


def _colours(picture: Pixels) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """CIE L*a*b* of every colour in the picture, and which of them each pixel has."""
    packed = picture.astype(np.uint32) @ np.array([65536, 256, 1], np.uint32)
    values, where = np.unique(packed, return_inverse=True)
    parted = np.stack([values >> 16, values >> 8 & 255, values & 255], axis=1).astype(np.float64)
    return _lab(parted), where.reshape(packed.shape)


def _nearest(values: NDArray[np.float64]) -> NDArray[np.int64]:
    """Index of the nearest name for every colour."""
    return np.linalg.norm(values[:, None] - _NAMED, axis=2).argmin(axis=1)


_TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])


def _lab(colours: NDArray[np.float64]) -> NDArray[np.float64]:
    """CIE L*a*b* under D65 of sRGB, 0..255 (IEC 61966-2-1)."""
    part = colours / 255.0
    linear = np.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4)
    xyz = linear @ _TO_XYZ.T / (0.95047, 1.0, 1.08883)
    root = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    x, y, z = root[..., 0], root[..., 1], root[..., 2]
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=-1)


_NAMED = _lab(np.array([COLOURS[name] for name in NAMES], np.float64))


def _merged(found: list[Mask]) -> list[Mask]:
    """What lies within the box of something larger is part of it."""
    made: list[Mask] = []
    for part in sorted(found, key=lambda part: -int(part.sum())):
        here = _seen(part, "")
        host = next((k for k, other in enumerate(made) if _holds(_seen(other, ""), here)), None)
        if host is None:
            made.append(part)
        else:
            made[host] = made[host] | part
    return made


def _holds(outer: Seen, inner: Seen) -> bool:
    return outer.left <= inner.x <= outer.right and outer.top <= inner.y <= outer.bottom


def _main(names: NDArray[np.int64], part: Mask) -> str:
    """The colour of most of it, without its edge where it is thick enough to have an inside."""
    inside = shrunk(part)
    return NAMES[Counter(names[inside if inside.any() else part].tolist()).most_common(1)[0][0]]


def _seen(part: Mask, colour: str) -> Seen:
    height, width = part.shape
    rows, columns = np.flatnonzero(part.any(axis=1)), np.flatnonzero(part.any(axis=0))
    left, right = columns[0] / width, (columns[-1] + 1) / width
    top, bottom = rows[0] / height, (rows[-1] + 1) / height
    middle = float((left + right) / 2), float((top + bottom) / 2)
    return Seen(
        colour=colour,
        x=middle[0],
        y=middle[1],
        left=float(left),
        right=float(right),
        top=float(top),
        bottom=float(bottom),
    )
