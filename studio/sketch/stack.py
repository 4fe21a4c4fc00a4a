"""Owns the scene taken apart: its ground and its groups as piles of marks, back to front."""

from __future__ import annotations

import math
import random
from difflib import get_close_matches
from typing import assert_never, get_args

import msgspec
import numpy as np
from numpy.typing import NDArray

from studio.sketch.landscape import landscape_marks
from studio.sketch.marks import STAY, Mark, Shade, box, whole
from studio.sketch.mesh import mesh
from studio.sketch.objects.placing import object_marks
from studio.sketch.objects.registry import OBJECTS
from studio.sketch.palette import NAMES, Rgb, tint
from studio.sketch.patterns import pattern_marks
from studio.sketch.posters import poster_marks
from studio.sketch.scene import Family, Flat, Gradient, Group, Landscape, Mesh, Pattern, Poster, Scene, Spot, Texture
from studio.sketch.shapes import SHAPES, outline
from studio.sketch.textures import texture
from studio.sketch.weaves import third, weave_marks

Matrix = tuple[float, float, float, float, float, float]
_FAMILIES = frozenset(get_args(Family))


class Stack(msgspec.Struct, frozen=True, kw_only=True):
    """The ground's marks, and for each group the marks of each of its objects."""

    ground: tuple[Mark, ...]
    groups: tuple[tuple[tuple[Mark, ...], ...], ...]

    @property
    def marks(self) -> list[Mark]:
        """Everything that is filled, back to front."""
        return [*self.ground, *(mark for group in self.groups for item in group for mark in item)]


def stack(scene: Scene, width: int, height: int) -> Stack:
    """The scene's marks in pixels of a `width` x `height` picture."""
    rng = random.Random(scene.seed)
    ground = _ground_marks(scene, rng, width, height)
    return Stack(ground=tuple(ground), groups=tuple(_items(group, rng, width, height) for group in scene.groups))


def backdrop(scene: Scene, width: int, height: int) -> NDArray[np.uint8] | None:
    """The ground as (height, width, 3) where it is made of pixels, None where marks make it; its only mark then just
    tells the label."""
    rng = random.Random(scene.seed)
    match scene.ground:
        case Mesh(colours=colours):
            return mesh([tint(colour, rng) for colour in colours], scene.seed, width, height)
        case Texture(base=base, vein=vein) as ground:
            return texture(ground, tint(base, rng), tint(vein, rng), scene.seed, width, height)
        case _:
            return None


def _ground_marks(scene: Scene, rng: random.Random, width: int, height: int) -> list[Mark]:
    ground = scene.ground
    match ground:
        case Flat():
            return [_plain(ground.colour, tint(ground.colour, rng), width, height)]
        case Gradient(hard=True):
            return _halves(ground, rng, width, height)
        case Gradient():
            shade = _shade(ground, rng, width, height)
            return [Mark(outline=whole(width, height), matrix=STAY, fill=shade, label="ground", colour=None)]
        case Pattern(motif=motif) if motif in _FAMILIES:
            return weave_marks(ground, _inks(ground, rng), width, height, scene.seed)
        case Pattern():
            return pattern_marks(ground, (tint(ground.ink, rng), tint(ground.paper, rng)), width, height)
        case Mesh(colours=(first, *_)) | Texture(base=first):
            return [_plain(None, tint(first, rng), width, height)]
        case Mesh():
            raise ValueError("A mesh gradient needs two to six colours; this one has none.")
        case Landscape():
            return landscape_marks(ground, rng, width, height)
        case Poster(colours=colours):
            return poster_marks(ground, [tint(colour, rng) for colour in colours], scene.seed, width, height)
        case _:
            assert_never(ground)


def _plain(colour: str | None, fill: Rgb, width: int, height: int) -> Mark:
    named = colour if colour in NAMES else None
    return Mark(outline=whole(width, height), matrix=STAY, fill=fill, label="ground", colour=named)


def _halves(ground: Gradient, rng: random.Random, width: int, height: int) -> list[Mark]:
    """The first colour everywhere, and the second over half of it."""
    wide, high = float(width), float(height)
    half = {"down": box(0.0, high / 2, wide, high), "right": box(wide / 2, 0.0, wide, high),
            "diagonal": (((wide, 0.0), (wide, high), (0.0, high)),)}[ground.direction]  # fmt: skip
    first, second = (_plain(colour, tint(colour, rng), width, height) for colour in (ground.first, ground.second))
    return [first, msgspec.structs.replace(second, outline=half)]


def _inks(ground: Pattern, rng: random.Random) -> tuple[Rgb, Rgb, Rgb]:
    """Ink, paper and accent."""
    ink, paper = tint(ground.ink, rng), tint(ground.paper, rng)
    return ink, paper, tint(ground.accent, rng) if ground.accent else third(ink, paper)


def _shade(ground: Gradient, rng: random.Random, width: int, height: int) -> Shade:
    colours = (tint(ground.first, rng), tint(ground.second, rng))
    if ground.kind == "radial":
        centre = (width / 2, height / 2)
        rim = (centre[0] + 0.5 * math.hypot(width, height), centre[1])
        return Shade(start=centre, end=rim, colours=colours, radial=True)
    ends = {"down": (0.0, float(height)), "right": (float(width), 0.0), "diagonal": (float(width), float(height))}
    return Shade(start=(0.0, 0.0), end=ends[ground.direction], colours=colours, radial=False)


def _items(group: Group, rng: random.Random, width: int, height: int) -> tuple[tuple[Mark, ...], ...]:
    """The marks of each of the group's objects."""
    fill = tint(group.colour, rng)
    named = group.colour if group.colour in NAMES else None
    places = [matrix(spot, width, height) for spot in group.spots]
    if group.shape in SHAPES:
        shape = outline(group.shape)
        return tuple((Mark(outline=shape, matrix=m, fill=fill, label=group.shape, colour=named),) for m in places)
    if group.shape not in OBJECTS:
        raise ValueError(_unknown(group.shape))
    accent = tint(group.accent, rng) if group.accent else None
    return tuple(tuple(object_marks(group.shape, m, fill, accent, group.shape, named)) for m in places)


def _unknown(shape: str) -> str:
    near = get_close_matches(shape, OBJECTS, n=1)
    return f"The sketch has no shape called “{shape}”." + (f" Did you mean “{near[0]}”?" if near else "")


def matrix(spot: Spot, width: int, height: int) -> Matrix:
    """From the unit circle to the spot on the picture."""
    reach = spot.radius * min(width, height)
    a = math.radians(spot.angle)
    cos, sin = reach * math.cos(a), reach * math.sin(a)
    return cos, -sin, spot.x * width, sin, cos, spot.y * height
