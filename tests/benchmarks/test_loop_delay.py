"""How long the window's event loop lets a key press wait while pictures are made."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.benchmarks.figures import keep, percentile

pytestmark = [pytest.mark.benchmark, pytest.mark.timeout(600)]

SETS = 5


def test_delay_of_the_loop_during_a_generation(home: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.window_delay", str(home), str(SETS)],
        check=True,
        capture_output=True,
        text=True,
        timeout=500,
    )
    measured = json.loads(done.stdout)
    delays: list[float] = measured["delays"]
    shares = {"p50": 0.5, "p99": 0.99, "p99.9": 0.999}
    rows = {name: round(percentile(delays, share), 2) for name, share in shares.items()}
    keep("loop-delay", {"milliseconds": {**rows, "max": round(max(delays), 2)}, "probes": len(delays)})
    assert measured["pictures"] == 4 * SETS
