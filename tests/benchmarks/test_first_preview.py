"""What the window adds between a key press and the first preview: both in one process, taking turns."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
from pathlib import Path

import pytest

from tests.benchmarks.figures import keep, spread

pytestmark = [pytest.mark.benchmark, pytest.mark.timeout(600)]

ROUNDS = 25


def test_from_the_key_press_to_the_first_preview(home: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.first_preview", str(home), str(ROUNDS)],
        check=True,
        capture_output=True,
        text=True,
        timeout=500,
    )
    taken: dict[str, list[float]] = json.loads(done.stdout)
    added = statistics.median(taken["window"]) - statistics.median(taken["engine"])
    rows = {name: {key: round(value, 1) for key, value in spread(figures).items()} for name, figures in taken.items()}
    keep("first-preview", {"milliseconds": rows, "difference of the medians": round(added, 1)})
    assert len(taken["window"]) == ROUNDS
