"""How long the window's loop is held while 10,000 jobs arrive, are cancelled and come back at once."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.benchmarks.figures import keep, percentile

pytestmark = [pytest.mark.benchmark, pytest.mark.timeout(600)]

JOBS = 10_000
GATES = {"longest_hold_ms": 50}


def test_thousands_that_change_at_once(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.queue_burst", str(tmp_path), str(JOBS)],
        check=True,
        capture_output=True,
        text=True,
        timeout=500,
    )
    acts = json.loads(done.stdout)
    keep("queue-burst", {"gates": GATES, "jobs": JOBS, **{name: _told(act) for name, act in acts.items()}})
    assert len(acts) == 5


def _told(act: dict[str, object]) -> dict[str, object]:
    return {name: _shares(figure) if isinstance(figure, list) else figure for name, figure in act.items()}


def _shares(delays: list[float]) -> dict[str, float]:
    wanted = (("p50", 0.5), ("p99", 0.99), ("max", 1.0))
    return {name: round(percentile(delays, share), 1) for name, share in wanted}
