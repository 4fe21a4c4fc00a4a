"""Owns the judges: which parts of a scene a picture shows as asked."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from models.evaluation.detect import Found, Seen, run_of, see, stripes, time_of, two_colours, zone
from models.evaluation.seams import across, closes, mismatch
from studio.sketch.scene import Flat, Gradient, Landscape, Pattern, Scene

Picture = NDArray[np.uint8]
Marks = dict[str, bool | float]
"""what is right, true or false, and measures"""

ACROSS, INSIDE = "across the seam", "across lines inside"
"""measures of a pattern: as seams.across"""


def judge_single(scene: Scene, picture: Picture) -> Marks:
    """The largest object against the only group."""
    seen, group = see(picture), scene.groups[0]
    best = max(seen.objects, key=lambda found: found.area, default=None)
    marks = {"background": _background(scene, seen), "colour": False, "shape": False, "position": False}
    if best is not None:
        marks |= {"colour": best.colour == group.colour, "shape": best.shape == group.shape}
        marks["position"] = zone(best) == group.place
    return {**marks, "one object": len(seen.objects) == 1, "all": all(marks.values()) and len(seen.objects) == 1}


def judge_count(scene: Scene, picture: Picture) -> Marks:
    """How many objects, and whether most of them are right."""
    seen, group = see(picture), scene.groups[0]
    marks = {
        "background": _background(scene, seen),
        "count": len(seen.objects) == group.count,
        "colour": _mostly([found.colour == group.colour for found in seen.objects]),
        "shape": _mostly([found.shape == group.shape for found in seen.objects]),
    }
    return {**marks, "all": all(marks.values())}


def judge_two(scene: Scene, picture: Picture) -> Marks:
    """The two largest objects: their colours, then that they stand as asked, then their shapes as well."""
    seen = see(picture)
    marks = {"background": _background(scene, seen), "two objects": len(seen.objects) == 2}
    marks |= {"both colours": False, "relation": False, "both shapes": False}
    if len(seen.objects) >= 2:
        placed, wanted = _in_order(scene, seen), scene.groups
        marks["both colours"] = {found.colour for found in placed} == {group.colour for group in wanted}
        marks["relation"] = all(f.colour == group.colour for f, group in zip(placed, wanted, strict=True))
        marks["both shapes"] = all(f.shape == group.shape for f, group in zip(placed, wanted, strict=True))
    return {**marks, "all": all(marks.values())}


def _in_order(scene: Scene, seen: Seen) -> list[Found]:
    """The two largest objects, that one first which the relation puts first in the caption."""
    largest = sorted(seen.objects, key=lambda found: -found.area)[:2]
    sideways = scene.relation in ("left of", "right of")
    placed = sorted(largest, key=lambda found: found.x if sideways else found.y)
    return placed if scene.relation in ("left of", "above") else placed[::-1]


def judge_pattern(scene: Scene, picture: Picture) -> Marks:
    """Both colours, that it goes on across the edges, and for stripes which way they run."""
    assert isinstance(scene.ground, Pattern)
    seam, inside = across(picture)
    marks: Marks = {
        "both colours": two_colours(picture) == {scene.ground.ink, scene.ground.paper},
        "tiles": closes(*mismatch(picture)),
        ACROSS: seam,
        INSIDE: inside,
    }
    if scene.ground.motif.endswith("stripes"):
        marks["orientation"] = stripes(picture) == scene.ground.motif
    return marks


def judge_gradient(scene: Scene, picture: Picture) -> Marks:
    assert isinstance(scene.ground, Gradient)
    way, first, second = run_of(picture)
    wanted = "radial" if scene.ground.kind == "radial" else scene.ground.direction
    return {"direction": way == wanted, "both colours": (first, second) == (scene.ground.first, scene.ground.second)}


def judge_landscape(scene: Scene, picture: Picture) -> Marks:
    assert isinstance(scene.ground, Landscape)
    return {"time of day": time_of(picture) == scene.ground.time}


JUDGES: dict[str, Callable[[Scene, Picture], Marks]] = {
    "single": judge_single,
    "count": judge_count,
    "two": judge_two,
    "pattern": judge_pattern,
    "stripes": judge_pattern,
    "gradient": judge_gradient,
    "landscape": judge_landscape,
}


def _background(scene: Scene, seen: Seen) -> bool:
    return isinstance(scene.ground, Flat) and seen.background == scene.ground.colour


def _mostly(marks: list[bool]) -> bool:
    return sum(marks) * 2 > len(marks)
