"""Owns what is measured besides adherence: variety of seeds, start pictures kept and changed, seconds a picture."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from statistics import median

import numpy as np

from models.evaluation.detect import halve, see, zone
from models.evaluation.judges import Marks, Picture
from models.evaluation.model import Maker, Pace
from models.evaluation.prompts import Prompt, recoloured
from studio.sketch.captions import usual
from studio.sketch.palette import CONTRAST, NAMES, contrast
from studio.sketch.render import draw
from studio.sketch.sample import HELD_OUT
from studio.sketch.scene import Flat, Scene

SEEDS = 4
STRENGTHS = (0.3, 0.5, 0.75)
ALIKE = 2.0
"""Mean difference, 0..255, below which two pictures count as one."""


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
    scene = recoloured(prompt.scene, rng.choice(fit or [group.colour]))
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


def seconds(maker: Maker, pace: Pace, runs: int = 7) -> Iterator[float]:
    """Processor seconds of one picture after another; the first, which warms up, is not counted."""
    for seed in range(runs + 1):
        begun = time.process_time()
        maker.make(["two blue stars on white"], [seed], pace)
        if seed:
            yield time.process_time() - begun


def usual_seconds(maker: Maker, pace: Pace) -> float:
    return median(seconds(maker, pace))
