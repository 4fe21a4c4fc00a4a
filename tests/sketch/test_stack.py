"""A scene taken apart: what it cannot hold is told by name."""

from __future__ import annotations

import pytest

from studio.sketch.scene import Flat, Group, Scene, Spot
from studio.sketch.stack import stack


def scene(shape: str) -> Scene:
    spot = Spot(x=0.5, y=0.5, radius=0.2, angle=0.0)
    group = Group(shape=shape, colour="red", size="medium", place="centre", spots=(spot,))
    return Scene(ground=Flat(colour="white"), groups=(group,))


def test_every_object_has_its_marks() -> None:
    taken = stack(scene("house"), 64, 64)
    assert len(taken.groups) == len(taken.groups[0]) == 1
    assert {mark.label for mark in taken.groups[0][0]} == {"house"}


def test_an_unknown_shape_is_named_with_the_one_that_is_near() -> None:
    with pytest.raises(ValueError, match=r"no shape called “huose”\. Did you mean “house”\?"):
        stack(scene("huose"), 64, 64)
    with pytest.raises(ValueError, match=r"no shape called “xylophone quartet”\.$"):
        stack(scene("xylophone quartet"), 64, 64)
