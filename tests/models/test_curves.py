"""Curves: every value of a run, and a picture of them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from models.training.curves import HEIGHT, plot, read, smooth, span


def test_a_run_is_told_as_a_picture(tmp_path: Path) -> None:
    rows = [
        {"step": 50 * k, "share": k / 9, "loss": 1 / (k + 1)} | ({"swap": 0.5} if k % 3 == 0 else {}) for k in range(9)
    ]
    path = tmp_path / "curve.jsonl"
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    curves = read(path)
    assert {name: len(points) for name, points in curves.items()} == {"loss": 9, "swap": 3}
    image = plot(curves)
    assert image.height == 2 * HEIGHT
    assert len(image.getcolors(1 << 16) or []) > 3


def test_a_curve_is_smoothed_and_spikes_do_not_flatten_it() -> None:
    points = [(float(k), 100.0 if k == 50 else float(k % 2)) for k in range(120)]
    assert span(points) == (0.0, 1.0)
    assert smooth(points, 2)[10][1] == pytest.approx(0.5)
