"""Owns the detectors: what a picture shows, read by plain image measures, with no other model."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from studio.sketch.landscape import SKIES
from studio.sketch.palette import COLOURS, NAMES, lab
from studio.sketch.render import draw
from studio.sketch.sample import PLACES
from studio.sketch.scene import Flat, Group, Scene, Spot
from studio.sketch.shapes import SHAPES

SIDE = 128
APART = 20.0
"""CIE76 distance from the background at which a pixel belongs to an object."""
LEAST = 0.004
"""Smallest object as a share of the picture."""


@dataclass(frozen=True)
class Found:
    """One object: its `place` as fractions, nearest colour and best-matching shape."""

    x: float
    y: float
    colour: str
    shape: str
    area: float


@dataclass(frozen=True)
class Seen:
    """A picture's background colour and its objects."""

    background: str
    objects: tuple[Found, ...]


def see(picture: NDArray[np.uint8]) -> Seen:
    """Background and objects of a square picture (h, w, 3)."""
    small = halve(picture)
    border = np.concatenate([small[:3].reshape(-1, 3), small[-3:].reshape(-1, 3), small[:, 0], small[:, -1]])
    ground = np.median(border, axis=0)
    space = to_lab(small)
    return Seen(nearest(ground), _objects(small, np.linalg.norm(space - to_lab(ground[None, None]), axis=2)))


def see_over(picture: NDArray[np.uint8], ground: NDArray[np.uint8]) -> tuple[Found, ...]:
    """Objects of a square picture over a `ground` that is known, of the same size."""
    small = halve(picture)
    return _objects(small, np.linalg.norm(to_lab(small) - to_lab(halve(ground)), axis=2))


def _objects(small: NDArray[np.float64], difference: NDArray[np.float64]) -> tuple[Found, ...]:
    parts = [part for part in components(difference > APART) if part.mean() >= LEAST]
    return tuple(_found(part, small) for part in parts)


def halve(picture: NDArray[np.uint8], side: int = SIDE) -> NDArray[np.float64]:
    """The square picture, whose side is a multiple of `side`, averaged to side x side."""
    step = picture.shape[0] // side
    return picture.reshape(side, step, side, step, 3).mean((1, 3))


def to_lab(pixels: NDArray[np.float64]) -> NDArray[np.float64]:
    """CIE L*a*b* of sRGB 0..255, (..., 3)."""
    part = pixels / 255.0
    linear = np.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4)
    matrix = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    xyz = linear @ matrix.T / np.array([0.95047, 1.0, 1.08883])
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.stack([116 * f[..., 1] - 16, 500 * (f[..., 0] - f[..., 1]), 200 * (f[..., 1] - f[..., 2])], -1)


PALETTE = np.array([lab(COLOURS[name]) for name in NAMES])


def nearest(rgb: NDArray[np.float64]) -> str:
    """The palette colour nearest to an sRGB value."""
    return NAMES[int(np.linalg.norm(PALETTE - to_lab(rgb[None])[0], axis=1).argmin())]


def components(mask: NDArray[np.bool_]) -> list[NDArray[np.bool_]]:
    """The 4-connected parts of a mask."""
    labels = np.where(mask, np.arange(1, mask.size + 1).reshape(mask.shape), 0)
    while True:
        grown = labels.copy()
        grown[1:] = np.maximum(grown[1:], labels[:-1])
        grown[:-1] = np.maximum(grown[:-1], labels[1:])
        grown[:, 1:] = np.maximum(grown[:, 1:], labels[:, :-1])
        grown[:, :-1] = np.maximum(grown[:, :-1], labels[:, 1:])
        grown[~mask] = 0
        if (grown == labels).all():
            break
        labels = grown
    return [labels == value for value in np.unique(labels) if value]


def _found(part: NDArray[np.bool_], picture: NDArray[np.float64]) -> Found:
    rows, columns = np.nonzero(part)
    return Found(
        x=(columns.min() + columns.max() + 1) / (2 * SIDE),
        y=(rows.min() + rows.max() + 1) / (2 * SIDE),
        colour=nearest(np.median(picture[part], axis=0)),
        shape=shape_of(part),
        area=float(part.mean()),
    )


def shape_of(part: NDArray[np.bool_]) -> str:
    """The shape whose outline overlaps the part best, both scaled to one box."""
    here = framed(part)
    scores = {name: max(_overlap(here, template) for template in templates(name)) for name in SHAPES}
    return max(scores, key=lambda name: scores[name])


def _overlap(first: NDArray[np.bool_], second: NDArray[np.bool_]) -> float:
    return float((first & second).sum() / (first | second).sum())


def framed(part: NDArray[np.bool_], side: int = 32) -> NDArray[np.bool_]:
    """The part's bounding square, resampled to side x side."""
    rows, columns = np.nonzero(part)
    reach = max(np.ptp(rows), np.ptp(columns)) / 2 + 0.5
    steps = (np.arange(side) + 0.5) / side * 2 - 1
    ys = np.round((rows.min() + rows.max()) / 2 + steps * reach).astype(int).clip(0, part.shape[0] - 1)
    xs = np.round((columns.min() + columns.max()) / 2 + steps * reach).astype(int).clip(0, part.shape[1] - 1)
    return part[np.ix_(ys, xs)]


@cache
def templates(shape: str) -> tuple[NDArray[np.bool_], ...]:
    """The shape's mask at three small turns."""
    return tuple(_template(shape, angle) for angle in (-5.0, 0.0, 5.0))


def _template(shape: str, angle: float) -> NDArray[np.bool_]:
    spot = Spot(x=0.5, y=0.5, radius=0.42, angle=angle)
    group = Group(shape=shape, colour="black", size="large", place="centre", spots=(spot,))
    picture = draw(Scene(ground=Flat(colour="white"), groups=(group,)), SIDE, SIDE)
    return framed(picture.mean(2) < 128)


def zone(found: Found) -> str:
    """The named place nearest to an object's middle."""
    return min(PLACES, key=lambda name: (PLACES[name][0] - found.x) ** 2 + (PLACES[name][1] - found.y) ** 2)


def two_colours(picture: NDArray[np.uint8]) -> frozenset[str]:
    """The two palette colours that most pixels are nearest to."""
    space = to_lab(halve(picture)).reshape(-1, 1, 3)
    votes = np.bincount(np.linalg.norm(space - PALETTE[None], axis=2).argmin(1), minlength=len(NAMES))
    return frozenset(NAMES[k] for k in votes.argsort()[-2:])


def stripes(picture: NDArray[np.uint8]) -> str:
    """Which way the bands run: the direction along which the picture changes least."""
    small = halve(picture)
    steps = {
        "vertical stripes": np.roll(small, 1, 0) - small,
        "horizontal stripes": np.roll(small, 1, 1) - small,
        "diagonal stripes": np.roll(small, (1, -1), (0, 1)) - small,
    }
    return min(steps, key=lambda name: float(np.abs(steps[name][1:-1, 1:-1]).mean()))


def run_of(picture: NDArray[np.uint8]) -> tuple[str, str, str]:
    """A gradient's way ("down", "right", "diagonal" or "radial") and the colours at its start and end."""
    small = halve(picture)
    edge = SIDE // 8
    corners = [small[:edge, :edge], small[:edge, -edge:], small[-edge:, :edge], small[-edge:, -edge:]]
    a, b, c, d = (np.median(corner.reshape(-1, 3), axis=0) for corner in corners)
    middle = np.median(small[3 * edge : 5 * edge, 3 * edge : 5 * edge].reshape(-1, 3), axis=0)
    gaps = {"right": _gap(a, b) + _gap(c, d), "down": _gap(a, c) + _gap(b, d), "diagonal": 1.2 * _gap(a, d) + 1e-6}
    if _gap(middle, (a + b + c + d) / 4) > 1.5 * max(_gap(a, d), _gap(b, c)):
        return "radial", nearest(middle), nearest(a)
    way = "diagonal" if _gap(b, c) < 0.5 * _gap(a, d) else max(("right", "down"), key=lambda name: gaps[name])
    return way, nearest(a), nearest({"right": b, "down": c, "diagonal": d}[way])


def _gap(first: NDArray[np.float64], second: NDArray[np.float64]) -> float:
    return float(np.linalg.norm(first - second))


def time_of(picture: NDArray[np.uint8]) -> str:
    """The time of day whose sky is nearest to the top of the picture."""
    sky = to_lab(np.median(halve(picture)[:6].reshape(-1, 3), axis=0)[None])[0]
    return min(SKIES, key=lambda time: float(np.linalg.norm(np.array(lab(SKIES[time][0])) - sky)))
