"""How long the window's loop lets a key press wait while pictures are made, and while the grid is scrolled too."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.benchmarks.figures import keep, percentile
from tests.benchmarks.grid_library import build

pytestmark = [pytest.mark.benchmark, pytest.mark.timeout(900)]

SETS = 8
PICTURES = 2_000


def test_delay_of_the_loop_during_a_generation(home: Path) -> None:
    build(home, PICTURES)
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.window_delay", str(home), str(SETS)],
        check=True,
        capture_output=True,
        text=True,
        timeout=800,
    )
    measured = json.loads(done.stdout)
    rows = {name: _shares(measured[name]) for name in ("still", "scrolling")}
    keep("loop-delay", {"milliseconds": rows, "pictures in the grid": PICTURES})
    assert measured["made"] == 2 * 4 * SETS


def _shares(delays: list[float]) -> dict[str, float]:
    shares = {"p50": 0.5, "p99": 0.99, "p99.9": 0.999}
    figures = {name: round(percentile(delays, share), 2) for name, share in shares.items()}
    return {**figures, "max": round(max(delays), 2), "probes": len(delays)}
