"""Owns sketch first: what is kept of a drawn layout when a model paints over it, and how much is changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from math import hypot, pi, sqrt

import numpy as np

from models.evaluation.detect import Found, halve
from models.evaluation.judges import Picture
from models.evaluation.layouts import GROUNDS, SIDE, Sketch, candidate, objects_of, readable, sketches
from models.evaluation.model import BATCH, Folder, Maker, judged
from models.evaluation.record import Record, Values
from studio.sketch.render import draw

STRENGTHS = (0.05, 0.1, 0.2, 0.3, 0.4, 0.6, 0.8, 1.0)
"""The last forgets the layout: what the model makes of the words alone."""
LARGER = 2
"""Twice the model's own size, where a layout has more room for its details; half the strengths, plain grounds only."""
NEAR = 0.5
"""An object has kept its place where its middle moved by less than so many of its radii."""


Pairs = Iterator[tuple[Picture, Picture]]
"""Layouts and what was made of them, both as they are judged."""


def judge_kept(sketch: Sketch, layout: Picture, picture: Picture) -> Values:
    """Marks, and `changed`: the mean difference from the layout, 0..255, at the size of the detectors."""
    after = objects_of(sketch.scene, picture)
    pairs = matched(sketch.objects, after)
    return {
        "counts": len(after) == len(sketch.objects),
        "colours": all(now is not None and now.colour == was.colour for was, now in pairs),
        "places": all(now is not None and moved(was, now) < NEAR for was, now in pairs),
        "shapes": all(now is not None and now.shape == was.shape for was, now in pairs),
        "changed": float(np.abs(halve(picture) - halve(layout)).mean()),
    }


def matched(before: Sequence[Found], after: Sequence[Found]) -> list[tuple[Found, Found | None]]:
    """Each object and the one that is nearest to it and to no other, the nearest pairs first."""
    left, free = list(before), list(after)
    pairs: list[tuple[Found, Found | None]] = []
    while left and free:
        was, now = min(((a, b) for a in left for b in free), key=lambda pair: moved(*pair))
        pairs.append((was, now))
        left.remove(was)
        free.remove(now)
    return pairs + [(was, None) for was in left]


def moved(was: Found, now: Found) -> float:
    """How far the middle went, in radii of a disc of the object's area."""
    return hypot(now.x - was.x, now.y - was.y) / sqrt(was.area / pi)


def sketch_first(record: Record, maker: Maker, count: int, seed: int, strengths: Sequence[float] = STRENGTHS) -> None:
    """A quarter of the prompts on plain grounds and an eighth over landscapes at every strength: first those that a
    strength may be chosen by, then, for the report alone, others with pairs that never occur in training."""
    for held_out in (False, True):
        for strength in strengths:
            for ground in GROUNDS:
                row = _row(f"sketch first at {strength:g}, {ground}", held_out)
                asked = _asked(ground, count, seed, held_out)
                _judge(record, row, partial(painted, maker, strength=strength), asked)
        for strength in strengths[1::2]:
            row = _row(f"sketch first at {strength:g}, plain, twice the size", held_out)
            asked = sketches("plain", count // 8, seed, held_out)
            _judge(record, row, partial(painted, maker, strength=strength, larger=LARGER), asked)


def layouts_read(record: Record, count: int, seed: int) -> None:
    """Of how many layouts the detectors read every object: those that they do not are asked of no model."""
    for held_out in (False, True):
        for ground in GROUNDS:
            row = _row(f"layouts, {ground}", held_out)
            for number in range(len(record.marks(row)), count // 2):
                record.add(row, {"read": readable(candidate(ground, number, seed, held_out))})


def sketches_coded(record: Record, folder: Folder, count: int, seed: int) -> None:
    """The same layouts only encoded and decoded: the most that can be kept of them at any strength."""

    def source(asked: Sequence[Sketch], _seeds: Sequence[int]) -> Pairs:
        layouts = [draw(sketch.scene, SIDE, SIDE) for sketch in asked]
        return ((layout, folder.through(layout)) for layout in layouts)

    for held_out in (False, True):
        for ground in GROUNDS:
            _judge(record, _row(f"layouts, {ground}", held_out), source, _asked(ground, count, seed, held_out))


def _row(name: str, held_out: bool) -> str:
    return f"{name}, held out" if held_out else name


def _asked(ground: str, count: int, seed: int, held_out: bool) -> Sequence[Sketch]:
    return sketches(ground, count // (4 if ground == "plain" else 8), seed, held_out)


def _judge(
    record: Record, row: str, source: Callable[[Sequence[Sketch], Sequence[int]], Pairs], asked: Sequence[Sketch]
) -> None:
    """Judges what the record's row lacks."""
    for first in range(len(record.marks(row)), len(asked), BATCH):
        some = asked[first : first + BATCH]
        pairs = source(some, range(first, first + len(some)))
        for sketch, (layout, picture) in zip(some, pairs, strict=True):
            record.add(row, judge_kept(sketch, layout, picture))


def painted(maker: Maker, asked: Sequence[Sketch], seeds: Sequence[int], strength: float, larger: int = 1) -> Pairs:
    """Layouts `larger` times as large as the model's own pictures, and what it makes of them."""
    width, height = (side * larger for side in maker.size)
    layouts = [draw(sketch.scene, width, height) for sketch in asked]
    texts = [sketch.text for sketch in asked]
    return zip(map(judged, layouts), maker.paint_over(texts, layouts, seeds, maker.pace, strength), strict=True)
