"""How the grid bears 100, 1,000 and 10,000 pictures: first paint, frames while it scrolls, memory."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.benchmarks.figures import keep, percentile
from tests.benchmarks.grid_library import build

pytestmark = [pytest.mark.benchmark, pytest.mark.timeout(1200)]

PICTURES = (100, 1_000, 10_000)
GATES = {"first_paint_ms": 300, "frame_p99_ms": 16.7, "rss_mb": 350}


def test_a_grid_of_thousands(tmp_path: Path) -> None:
    rows = {f"{pictures:,} pictures": measured(tmp_path / str(pictures), pictures) for pictures in PICTURES}
    keep("grid", {"gates": GATES, **rows})
    assert len(rows) == len(PICTURES)


def measured(root: Path, pictures: int) -> dict[str, object]:
    build(root, pictures)
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.grid_window", str(root)],
        check=True,
        capture_output=True,
        text=True,
        timeout=600,
    )
    found = json.loads(done.stdout)
    return {name: shares(figure) if isinstance(figure, list) else figure for name, figure in found.items()}


def shares(frames: list[tuple[float, float]]) -> dict[str, dict[str, float]]:
    """Milliseconds of a frame by the clock, and of the loop's thread at work in it."""
    wanted = (("p50", 0.5), ("p99", 0.99), ("max", 1.0))
    kinds = zip(("clock", "work"), zip(*frames, strict=True), strict=True)
    return {kind: {name: round(percentile(list(some), share), 2) for name, share in wanted} for kind, some in kinds}
