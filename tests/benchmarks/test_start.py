"""From process start to the window's first paint, against importing the bare diffusion library."""

from __future__ import annotations

import os
import signal
import statistics
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.benchmarks.figures import interleave, keep, spread

pytestmark = [pytest.mark.benchmark, pytest.mark.timeout(600)]


def environment() -> dict[str, str]:
    """As an installed application finds it: modules are compiled once, not at each start."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def seconds_to_import() -> float:
    began = time.time()
    code = "from diffusers import StableDiffusionPipeline"
    subprocess.run([sys.executable, "-c", code], check=True, env=environment())
    return time.time() - began


def seconds_to_window(home: Path) -> float:
    """The window itself writes the time of its first paint (STUDIO_TRACE_START); it is then asked to close."""
    trace = home.parent / "first-paint"
    trace.unlink(missing_ok=True)
    began = time.time()
    window = subprocess.Popen(
        [sys.executable, "-m", "studio"],
        env={**environment(), "STUDIO_HOME": str(home), "STUDIO_TRACE_START": str(trace)},
    )
    try:
        while not (trace.exists() and trace.read_text().strip()):
            assert window.poll() is None, "the window ended before it was painted"
            time.sleep(0.005)
    finally:
        window.send_signal(signal.SIGTERM)
        window.wait(30)
    return float(trace.read_text().split()[0]) - began


def test_start_to_visible_window(home: Path) -> None:
    taken = interleave({"import": seconds_to_import, "window": lambda: seconds_to_window(home)}, rounds=7)
    ratio = statistics.median(taken["window"]) / statistics.median(taken["import"])
    keep("start", {**{name: spread(figures) for name, figures in taken.items()}, "ratio": ratio})
    assert len(taken["window"]) == 7
