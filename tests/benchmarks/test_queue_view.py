"""How the list of the queue bears 100, 1,000 and 10,000 jobs: frames while it scrolls, and how soon an act is seen."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.benchmarks.figures import keep
from tests.benchmarks.test_grid import shares

pytestmark = [pytest.mark.benchmark, pytest.mark.timeout(1200)]

JOBS = (100, 1_000, 10_000)
GATES = {"frame_p99_ms": 16.7, "act_seen_ms": 50}


def test_a_queue_of_thousands(tmp_path: Path) -> None:
    rows = {f"{jobs:,} jobs": measured(tmp_path / str(jobs), jobs) for jobs in JOBS}
    keep("queue-view", {"gates": GATES, **rows})
    assert len(rows) == len(JOBS)


def measured(root: Path, jobs: int) -> dict[str, object]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.queue_window", str(root), str(jobs)],
        check=True,
        capture_output=True,
        text=True,
        timeout=600,
    )
    found = json.loads(done.stdout)
    return {name: shares(figure) if isinstance(figure, list) else figure for name, figure in found.items()}
