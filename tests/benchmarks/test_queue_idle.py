"""A plan of one-picture jobs: how long the engine is idle between pictures, what saving takes, whether memory grows."""

from __future__ import annotations

import itertools
import json
import statistics
import subprocess
import sys
from pathlib import Path

import pytest

from tests.benchmarks.figures import keep, percentile

pytestmark = [pytest.mark.benchmark, pytest.mark.timeout(3600)]

JOBS = 200
SIZE = 512


def test_a_plan_of_two_hundred_pictures(home: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.queue_idle", str(home), str(JOBS), str(SIZE)],
        check=True,
        capture_output=True,
        text=True,
        timeout=3500,
    )
    told = json.loads(done.stdout)
    assert told["pictures"] == JOBS
    keep(
        "queue-idle",
        {
            "jobs": JOBS,
            "size": SIZE,
            "wall seconds": round(told["wall"], 1),
            "seconds a picture in the engine": round(statistics.median(told["work"]), 3),
            "engine idle, percent of the wall time, at most": round(100 * (1 - sum(told["work"]) / told["wall"]), 2),
            "saving, milliseconds a picture": {name: milliseconds(told[name]) for name in ("encode", "sync", "commit")},
            "memory, MiB by tenths of the time": {
                "owner": tenths(told["memory"], 1),
                "engine": tenths(told["memory"], 2),
            },
        },
    )


def milliseconds(seconds: list[float]) -> dict[str, float]:
    return {
        "median": round(1000 * statistics.median(seconds), 1),
        "95 %": round(1000 * percentile(seconds, 0.95), 1),
        "max": round(1000 * max(seconds), 1),
    }


def tenths(rows: list[list[float]], column: int) -> list[float]:
    """The median of each tenth of the time."""
    figures = [row[column] for row in rows]
    bounds = [len(figures) * tenth // 10 for tenth in range(11)]
    return [round(statistics.median(figures[low:high])) for low, high in itertools.pairwise(bounds) if low < high]
