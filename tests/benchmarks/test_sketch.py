"""The sketch engine: what a drawing costs one core at each size and in each style, and how fast training is fed."""

from __future__ import annotations

import json
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from typing import get_args

import msgspec
import pytest

from studio.sketch.captions import caption
from studio.sketch.render import draw, draw_labelled
from studio.sketch.sample import sample
from studio.sketch.scene import Flat, Gradient, Landscape, Mesh, Pattern, Poster, Scene, Style, Texture
from tests.benchmarks.figures import keep
from tests.sketch.test_styles import PLAIN, THINGS

pytestmark = [pytest.mark.benchmark, pytest.mark.timeout(900)]

SCENES: dict[str, Scene] = {
    "flat": Scene(ground=Flat(colour="cream"), groups=THINGS),
    "gradient": Scene(ground=Gradient(kind="radial", direction="down", first="navy", second="pink"), groups=THINGS),
    "pattern": Scene(ground=Pattern(motif="leaves", ink="green", paper="cream", cells=4, shift=(0.0, 0.0))),
    "landscape": Scene(ground=Landscape(land="mountains", time="sunset", horizon=0.6, light=0.4, rich=True)),
    "poster": Scene(ground=Poster(manner="bauhaus", colours=("cream", "red", "navy", "yellow"))),
    "mesh": Scene(ground=Mesh(colours=("navy", "pink", "yellow"))),
    "marble": Scene(ground=Texture(kind="marble", base="white", vein="gray")),
}


def milliseconds(work: Callable[[], object], runs: int) -> float:
    """The median time of one core, after one run that is not counted."""
    taken: list[float] = []
    for _ in range(runs + 1):
        began = time.process_time()
        work()
        taken.append(1000 * (time.process_time() - began))
    return statistics.median(taken[1:])


def alone(scene: Scene, side: int) -> dict[str, float]:
    text = msgspec.json.encode(scene).decode()
    command = [sys.executable, "-m", "tests.benchmarks.sketch_once", text, str(side), str(side)]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def a_second(side: int, count: int = 400) -> float:
    """Training pictures with caption and label maps that one core makes in a second."""
    began = time.process_time()
    for seed in range(count):
        rng = random.Random(seed)
        scene = sample(rng)
        caption(scene, rng)
        draw_labelled(scene, side, side)
    return count / (time.process_time() - began)


def test_cost_of_a_drawing() -> None:
    small = {
        f"{name} {side}": milliseconds(lambda scene=scene, side=side: draw(scene, side, side), 5)
        for name, scene in SCENES.items()
        for side in (256, 1024)
    }
    large = {name: alone(scene, 8192) for name, scene in SCENES.items()}
    styles: dict[str, float] = {}
    for style in get_args(Style):
        scene = msgspec.structs.replace(PLAIN, style=style)
        for side in (256, 1024):
            styles[f"{style} {side}"] = milliseconds(lambda scene=scene, side=side: draw(scene, side, side), 3)
    fed = {str(side): a_second(side) for side in (128, 256)}
    keep("sketch", {"milliseconds": small, "at 8192": large, "styles, milliseconds": styles, "pictures a second": fed})
    assert set(large) == set(SCENES)
    assert all(figure > 0 for figure in (*small.values(), *styles.values(), *fed.values()))
