"""What each pattern, texture and mesh costs one core: beside a plain ground at 256 and 1024, alone at 8192."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from typing import get_args

import msgspec
import pytest

from studio.sketch.render import draw
from studio.sketch.scene import Family, Flat, Ground, Mesh, Motif, Pattern, Scene, Texture, TextureKind
from tests.benchmarks.figures import interleave, keep

pytestmark = [pytest.mark.benchmark, pytest.mark.timeout(900)]

PLAIN = "plain"


def grounds() -> dict[str, Ground]:
    """Patterns as small as words make them, in six repeats: those cost most."""
    patterns: dict[str, Ground] = {
        motif: Pattern(motif=motif, ink="navy", paper="cream", cells=6, shift=(0.31, 0.77), accent="coral")
        for motif in (*get_args(Family), *get_args(Motif))
    }
    textures: dict[str, Ground] = {
        kind: Texture(kind=kind, base="#e0c8a0", vein="#463c5a") for kind in get_args(TextureKind)
    }
    return {PLAIN: Flat(colour="cream"), **patterns, **textures, "mesh": Mesh(colours=("navy", "pink", "yellow"))}


def milliseconds(scene: Scene, side: int) -> Callable[[], float]:
    """Draws the scene, another seed each time, and tells the milliseconds of one core that it took."""
    seeds = iter(range(1000))

    def measure() -> float:
        new = msgspec.structs.replace(scene, seed=next(seeds))
        began = time.process_time()
        draw(new, side, side)
        return 1000 * (time.process_time() - began)

    return measure


def alone(scene: Scene, side: int) -> dict[str, float]:
    """Seconds of one core and megabytes at most, in a process of its own."""
    text = msgspec.json.encode(scene).decode()
    command = [sys.executable, "-m", "tests.benchmarks.sketch_once", text, str(side), str(side)]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def test_cost_of_each_ground() -> None:
    scenes = {name: Scene(ground=ground) for name, ground in grounds().items()}
    rows: dict[str, dict[str, float]] = {name: {} for name in scenes}
    for side, rounds in ((256, 9), (1024, 5)):
        taken = interleave({name: milliseconds(scene, side) for name, scene in scenes.items()}, rounds)
        plain = statistics.median(taken[PLAIN])
        for name, figures in taken.items():
            rows[name][f"milliseconds at {side}"] = round(statistics.median(figures), 2)
            rows[name][f"times a plain ground at {side}"] = round(statistics.median(figures) / plain, 1)
    for name, scene in scenes.items():
        large = alone(scene, 8192)
        rows[name]["seconds at 8192"] = round(large["seconds"], 2)
        rows[name]["megabytes at 8192"] = round(large["megabytes"])
    keep("sketch-grounds", {"grounds": rows})
    assert all(figure > 0 for row in rows.values() for figure in row.values())
