"""Measuring inside one run: candidates take turns, medians are quoted, figures are kept beside the benchmarks."""

from __future__ import annotations

import json
import platform
import statistics
from collections.abc import Callable, Mapping
from pathlib import Path

FIGURES = Path(__file__).parent / "figures"


def interleave(candidates: Mapping[str, Callable[[], float]], rounds: int) -> dict[str, list[float]]:
    """Call every candidate once a round, after one round that is not counted; each returns its own figure."""
    taken: dict[str, list[float]] = {name: [] for name in candidates}
    for round_ in range(rounds + 1):
        for name, measure in candidates.items():
            figure = measure()
            if round_:
                taken[name].append(figure)
    return taken


def spread(figures: list[float]) -> dict[str, float]:
    return {"min": min(figures), "median": statistics.median(figures), "max": max(figures), "runs": len(figures)}


def percentile(figures: list[float], share: float) -> float:
    """The value that `share` (0 to 1) of the figures do not exceed."""
    ordered = sorted(figures)
    return ordered[min(int(share * len(ordered)), len(ordered) - 1)]


def keep(name: str, rows: Mapping[str, object]) -> None:
    """Print the figures and write them to figures/NAME.json with the machine they were taken on."""
    document = {"machine": machine(), **rows}
    text = json.dumps(document, indent=2, ensure_ascii=False)
    FIGURES.mkdir(exist_ok=True)
    (FIGURES / f"{name}.json").write_text(text + "\n", encoding="utf-8")
    print(f"\n{name}: {text}")


def machine() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    names = [
        line.partition(":")[2].strip() for line in cpuinfo.read_text().splitlines() if line.startswith("model name")
    ]
    return f"{names[0] if names else platform.processor()}, {len(names) or 1} cores, Python {platform.python_version()}"
