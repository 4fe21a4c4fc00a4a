"""Owns the curves: what a run's curve.jsonl tells, as one picture.

python -m models.training.curves --run FOLDER --out curves.png
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from PIL import Image, ImageDraw

WIDTH, HEIGHT, ROOM = 360, 150, 24
SMOOTH = 8
"""Rows that one point of a curve averages."""
NO_CURVES = ("step", "samples", "share")


def read(path: Path) -> dict[str, list[tuple[float, float]]]:
    """Every value by name with the steps at which it was told."""
    curves: dict[str, list[tuple[float, float]]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        for name, value in row.items():
            if name not in NO_CURVES:
                curves.setdefault(name, []).append((row["step"], value))
    return curves


def smooth(points: list[tuple[float, float]], width: int = SMOOTH) -> list[tuple[float, float]]:
    """Each value averaged with those just before it."""
    values = [value for _step, value in points]
    parts = [values[max(0, k - width + 1) : k + 1] for k in range(len(values))]
    return [(step, sum(part) / len(part)) for (step, _value), part in zip(points, parts, strict=True)]


def span(points: list[tuple[float, float]]) -> tuple[float, float]:
    """Between which values a curve lies, but for one in a hundred above and below."""
    values = sorted(value for _step, value in points)
    rare = len(values) // 100
    return values[rare], values[-1 - rare]


def plot(curves: dict[str, list[tuple[float, float]]]) -> Image.Image:
    """One field below the other: the values, and their course in a darker line."""
    image = Image.new("RGB", (WIDTH, HEIGHT * len(curves)), "white")
    draw = ImageDraw.Draw(image)
    for row, (name, points) in enumerate(curves.items()):
        top = row * HEIGHT
        low, high = span(points)
        draw.text((ROOM, top + 4), f"{name}: {points[-1][1]:g} at step {points[-1][0]:g}", "black")
        draw.text((ROOM, top + HEIGHT - 16), f"{low:g} to {high:g}", "gray")
        for line, ink in ((points, "#c8d4e8"), (smooth(points), "#1c4fa0")):
            draw.line(_placed(line, (low, high), (points[0][0], points[-1][0]), top), fill=ink, width=2)
    return image


def _placed(
    points: list[tuple[float, float]], values: tuple[float, float], steps: tuple[float, float], top: int
) -> list[tuple[float, float]]:
    (low, high), (first, last) = values, steps
    across, up = (WIDTH - 2 * ROOM) / ((last - first) or 1.0), (HEIGHT - 2 * ROOM) / ((high - low) or 1.0)
    return [
        (ROOM + (step - first) * across, top + HEIGHT - ROOM - (min(max(value, low), high) - low) * up)
        for step, value in points
    ]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    plot(read(options.run / "curve.jsonl")).save(options.out)
