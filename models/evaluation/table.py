"""Owns the table: shares with their intervals, as Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import sqrt
from statistics import mean
from typing import Any

from models.evaluation.judges import ACROSS, INSIDE
from models.evaluation.prompts import CATEGORIES
from models.evaluation.seams import SLACK

NORMAL_95 = 1.959964


def wilson(right: int, of: int) -> tuple[float, float]:
    """The 95% interval of a share, 0..1 (Wilson, 1927). `of` at least 1."""
    share, z = right / of, NORMAL_95
    middle = (share + z * z / (2 * of)) / (1 + z * z / of)
    reach = z * sqrt(share * (1 - share) / of + z * z / (4 * of * of)) / (1 + z * z / of)
    return max(0.0, middle - reach), min(1.0, middle + reach)


def percent(right: int, of: int) -> str:
    """For example "91 (86-94)": percent right and the interval."""
    low, high = wilson(right, of)
    return f"{100 * right / of:.0f} ({100 * low:.0f}-{100 * high:.0f})"


def tally(rows: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Every mark in percent and every measure as its mean, over the pictures that have it."""
    names = dict.fromkeys(name for row in rows for name in row)
    return {name: _told([row[name] for row in rows if name in row]) for name in names}


def _told(values: Sequence[bool] | Sequence[float]) -> str:
    if all(isinstance(value, bool) for value in values):
        return percent(int(sum(values)), len(values))
    return f"{mean(values):.1f}"


def table(rows: Mapping[str, Sequence[Mapping[str, Any]]]) -> str:
    """One line a category: how many prompts, then every mark in percent right with its 95% interval."""
    lines = ["| prompts | n | percent right (95% interval) |", "| --- | --- | --- |"]
    for name, values in rows.items():
        told = ", ".join(f"{mark} {value}" for mark, value in tally(values).items())
        lines.append(f"| {name} | {len(values)} | {told} |")
    return "\n".join(lines)


def tiling(rows: Mapping[str, Sequence[Mapping[str, Any]]]) -> Iterator[str]:
    """One line for each category of tiles: how far they differ at the seam, against inside, and the aim."""
    for category in CATEGORIES:
        measured = [row for row in rows.get(category.name, ()) if ACROSS in row]
        if category.tile and measured:
            share = mean(row[ACROSS] for row in measured) / mean(row[INSIDE] for row in measured)
            said = "reached" if share <= SLACK else "not reached"
            seam = f"the seam differs {share:.2f} times as much as lines inside (at most {SLACK}: {said})"
            yield f"{category.name}, n = {len(measured)}: {seam}"
