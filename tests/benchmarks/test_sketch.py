"""The sketch engine: what a drawing costs one core at each size and in each style, and how fast training is fed."""

from __future__ import annotations

import json
import random
import statistics
import subprocess
import sys
import time
from functools import partial
from typing import get_args

import msgspec
import pytest

from studio.sketch.captions import caption
from studio.sketch.render import draw, draw_labelled
from studio.sketch.sample import sample
from studio.sketch.scene import Flat, Gradient, Ground, Landscape, Mesh, Pattern, Poster, Scene, Style, Texture
from tests.benchmarks.figures import interleave, keep
from tests.sketch.test_styles import THINGS, group

pytestmark = [pytest.mark.benchmark, pytest.mark.timeout(1800)]

ROWS = ((0.13, (0.2, 0.4, 0.6, 0.8)), (0.3, (0.3, 0.5, 0.7)))
STARS = group("star", "yellow", *((x, y, 0.07) for y, row in ROWS for x in row))
SEA = Landscape(land="sea", time="sunset", horizon=0.58, light=0.36, rich=True)
TYPICAL: dict[str, Scene] = {
    "seven stars above a calm sea at dusk": Scene(ground=SEA, groups=(STARS,), seed=2),
    "three objects on a plain ground": Scene(ground=Flat(colour="cream"), groups=THINGS),
    "mountains": Scene(ground=Landscape(land="mountains", time="sunset", horizon=0.6, light=0.4, rich=True)),
    "leaves": Scene(ground=Pattern(motif="leaves", ink="green", paper="cream", cells=4, shift=(0.0, 0.0))),
}
OTHER: dict[str, Ground] = {
    "gradient": Gradient(kind="radial", direction="down", first="navy", second="pink"),
    "poster": Poster(manner="bauhaus", colours=("cream", "red", "navy", "yellow")),
    "mesh": Mesh(colours=("navy", "pink", "yellow")),
    "marble": Texture(kind="marble", base="white", vein="gray"),
}
STYLES: tuple[Style, ...] = get_args(Style)


def milliseconds(scene: Scene, side: int) -> float:
    """The time of one core."""
    began = time.process_time()
    draw(scene, side, side)
    return 1000 * (time.process_time() - began)


def alone(scene: Scene, side: int) -> dict[str, float]:
    """Seconds of one core and the most memory of a process that draws once."""
    text = msgspec.json.encode(scene).decode()
    command = [sys.executable, "-m", "tests.benchmarks.sketch_once", text, str(side), str(side)]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def a_second(side: int, count: int = 200) -> float:
    """Training pictures with caption and label maps that one core makes in a second."""
    began = time.process_time()
    for seed in range(count):
        rng = random.Random(seed)
        scene = sample(rng)
        caption(scene, rng)
        draw_labelled(scene, side, side)
    return count / (time.process_time() - began)


def medians(scenes: dict[str, Scene], side: int, rounds: int) -> dict[str, float]:
    taken = interleave({name: partial(milliseconds, scene, side) for name, scene in scenes.items()}, rounds)
    return {name: round(statistics.median(figures), 2) for name, figures in taken.items()}


def styled(style: Style) -> dict[str, Scene]:
    return {name: msgspec.structs.replace(scene, style=style) for name, scene in TYPICAL.items()}


def test_cost_of_a_drawing() -> None:
    grounds = {name: Scene(ground=ground) for name, ground in OTHER.items()}
    every = {f"{style}: {name}": scene for style in STYLES for name, scene in styled(style).items()} | grounds
    drawn = {str(side): medians(every, side, rounds) for side, rounds in ((256, 9), (1024, 3))}
    large = {name: alone(scene, 8192) for name, scene in every.items() if not name.endswith(("mountains", "leaves"))}
    flat = {side: sum(drawn[side][f"flat: {name}"] for name in TYPICAL) for side in drawn}
    ratios = {
        style: {side: round(sum(drawn[side][f"{style}: {name}"] for name in TYPICAL) / flat[side], 1) for side in drawn}
        for style in STYLES
    }
    fed = interleave({str(side): partial(a_second, side) for side in (128, 256)}, 3)
    pictures = {side: round(statistics.median(figures)) for side, figures in fed.items()}
    rows = {"milliseconds": drawn, "at 8192": large, "of flat": ratios, "training pictures a second": pictures}
    keep("sketch", rows)
    assert set(large) < set(every)
