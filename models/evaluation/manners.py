"""Owns what is measured besides adherence: variety of seeds, start pictures kept and changed, seconds a picture."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from statistics import median

import numpy as np
from numpy.typing import NDArray

from models.evaluation.detect import SIDE, halve, see, to_lab, zone
from models.evaluation.judges import Marks, Picture
from models.evaluation.model import Maker, Mask, Pace
from models.evaluation.prompts import Prompt, altered
from studio.sketch.captions import usual
from studio.sketch.palette import CONTRAST, NAMES, contrast
from studio.sketch.render import draw
from studio.sketch.sample import HELD_OUT
from studio.sketch.scene import Flat, Scene
from studio.sketch.shapes import SHAPES

SEEDS = 4
STRENGTHS = (0.3, 0.5, 0.75)
ALIKE = 2.0
"""Mean difference, 0..255, below which two pictures count as one."""
ROOM = 1.3
"""Half the side of a mask, of the radius of what it covers."""
SEEN = 3.0
"""CIE76 difference of two even grounds at which people see the edge between them; 2.3 is just noticeable."""


def difference(pictures: list[Picture]) -> float:
    """Mean absolute difference of all pairs, 0..255, at 64 x 64."""
    small = [halve(picture, 64) for picture in pictures]
    pairs = [(a, b) for k, a in enumerate(small) for b in small[:k]]
    return float(np.mean([np.abs(a - b).mean() for a, b in pairs]))


def edited(prompt: Prompt, rng: random.Random) -> Prompt:
    """The same drawing asked for in another colour, no pair of which is held out."""
    (group,) = prompt.scene.groups
    ground = prompt.scene.ground
    assert isinstance(ground, Flat)
    fit = [
        name
        for name in NAMES
        if min(contrast(name, ground.colour), contrast(name, group.colour)) >= CONTRAST
        and (name, group.shape) not in HELD_OUT
    ]
    scene = altered(prompt.scene, colour=rng.choice(fit or [group.colour]))
    return Prompt(scene, usual(scene))


def judge_edit(scene: Scene, start: Picture, picture: Picture) -> Marks:
    """What an edit is to keep, and what it is to change. `scene` is what was asked for."""
    before, after, group = see(start), see(picture), scene.groups[0]
    best = max(after.objects, key=lambda found: found.area, default=None)
    was = max(before.objects, key=lambda found: found.area)
    return {
        "ground kept": after.background == before.background,
        "place kept": best is not None and zone(best) == zone(was),
        "shape kept": best is not None and best.shape == was.shape,
        "new colour": best is not None and best.colour == group.colour,
    }


def start_of(scene: Scene) -> Picture:
    return draw(scene, 256, 256)


def replaced(prompt: Prompt, rng: random.Random) -> Prompt:
    """The same drawing asked for with another shape in another colour, no pair of which is held out."""
    recoloured = edited(prompt, rng).scene
    (group,) = recoloured.groups
    fit = [shape for shape in SHAPES if shape != group.shape and (group.colour, shape) not in HELD_OUT]
    scene = altered(recoloured, shape=rng.choice(fit))
    return Prompt(scene, usual(scene))


def mask_of(scene: Scene, side: int = 256) -> Mask:
    """True in a square around the only object, with room for another shape: what may be painted anew."""
    (spot,) = scene.groups[0].spots
    rows, columns = (np.arange(side) + 0.5) / side, (np.arange(side) + 0.5) / side
    reach = ROOM * spot.radius
    return (np.abs(rows - spot.y) < reach)[:, None] & (np.abs(columns - spot.x) < reach)[None]


def judge_fill(scene: Scene, start: Picture, mask: Mask, picture: Picture) -> Marks:
    """What a filled mask is to show, and that nobody sees where it was. `scene` is what was asked for."""
    seen, group = see(picture), scene.groups[0]
    best = max(seen.objects, key=lambda found: found.area, default=None)
    return {
        "outside kept": bool((picture == start)[~mask].all()),
        "no edge": edge(picture, mask) < SEEN,
        "one object": len(seen.objects) == 1,
        "new colour": best is not None and best.colour == group.colour,
        "new shape": best is not None and best.shape == group.shape,
    }


def edge(picture: Picture, mask: Mask) -> float:
    """CIE76 difference of the ground just inside the mask and just outside: of their medians along each side of it
    that lies within the picture, the largest."""
    space, inside = to_lab(halve(picture)), halve(np.repeat(mask[..., None], 3, 2) * np.uint8(255))[..., 0] > 127
    rows, columns = np.flatnonzero(inside.any(1)), np.flatnonzero(inside.any(0))
    gaps = [0.0]
    for plane, (first, last), (low, high) in (
        (space, rows[[0, -1]], columns[[0, -1]]),
        (space.swapaxes(0, 1), columns[[0, -1]], rows[[0, -1]]),
    ):
        for within, beyond in ((first + 1, first - 2), (last - 1, last + 2)):
            if 0 <= beyond < SIDE:
                gaps.append(_gap_of(plane[within, low : high + 1], plane[beyond, low : high + 1]))
    return max(gaps)


def _gap_of(first: NDArray[np.float64], second: NDArray[np.float64]) -> float:
    return float(np.linalg.norm(np.median(first, axis=0) - np.median(second, axis=0)))


def seconds(maker: Maker, pace: Pace, runs: int = 7) -> Iterator[float]:
    """Processor seconds of one picture after another; the first, which warms up, is not counted."""
    for seed in range(runs + 1):
        begun = time.process_time()
        maker.make(["two blue stars on white"], [seed], pace)
        if seed:
            yield time.process_time() - begun


def usual_seconds(maker: Maker, pace: Pace) -> float:
    return median(seconds(maker, pace))
