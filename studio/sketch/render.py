"""Owns scene to picture: the same scene is the same design at every size."""

from __future__ import annotations

import math
import random
from typing import assert_never, get_args

import msgspec
import numpy as np
from numpy.typing import NDArray

from studio.sketch.canvas import paint_labels, paint_picture
from studio.sketch.landscape import landscape_marks
from studio.sketch.marks import STAY, Mark, Shade, whole
from studio.sketch.mesh import mesh
from studio.sketch.palette import NAMES, Rgb, tint
from studio.sketch.patterns import pattern_marks
from studio.sketch.scene import Family, Flat, Gradient, Group, Landscape, Mesh, Pattern, Scene, Spot, Texture
from studio.sketch.shapes import outline
from studio.sketch.textures import texture
from studio.sketch.weaves import third, weave_marks


class Drawing(msgspec.Struct, frozen=True, kw_only=True):
    """A picture and what each pixel is: `labels` into marks.LABELS, `colours` into palette.NAMES or 255, `marks` by
    number. Arrays are (height, width, 3) and (height, width), uint8."""

    picture: NDArray[np.uint8]
    labels: NDArray[np.uint8]
    colours: NDArray[np.uint8]
    marks: NDArray[np.uint8]


def draw(scene: Scene, width: int, height: int) -> NDArray[np.uint8]:
    """The scene as (height, width, 3) sRGB, 0..255."""
    return _painted(scene, scene_marks(scene, width, height), width, height)


def draw_labelled(scene: Scene, width: int, height: int) -> Drawing:
    """The scene and its label maps."""
    marks = scene_marks(scene, width, height)
    maps = paint_labels(marks, width, height)
    picture = _painted(scene, marks, width, height)
    return Drawing(picture=picture, labels=maps[..., 0], colours=maps[..., 1], marks=maps[..., 2])


def backdrop(scene: Scene, width: int, height: int) -> NDArray[np.uint8] | None:
    """The ground as (height, width, 3) where it is made of pixels, None where marks make it."""
    rng = random.Random(scene.seed)
    match scene.ground:
        case Mesh(colours=colours):
            return mesh([tint(colour, rng) for colour in colours], scene.seed, width, height)
        case Texture(base=base, vein=vein) as ground:
            return texture(ground, tint(base, rng), tint(vein, rng), scene.seed, width, height)
        case _:
            return None


def _painted(scene: Scene, marks: list[Mark], width: int, height: int) -> NDArray[np.uint8]:
    """The marks over the scene's ground; of a ground of pixels the first mark only tells the label."""
    ground = backdrop(scene, width, height)
    if ground is None:
        return paint_picture(marks, width, height)
    return paint_picture(marks[1:], width, height, ground) if marks[1:] else ground


def scene_marks(scene: Scene, width: int, height: int) -> list[Mark]:
    """Everything that is filled, back to front, in pixels of a `width` x `height` picture."""
    rng = random.Random(scene.seed)
    marks = _ground_marks(scene, rng, width, height)
    for group in scene.groups:
        marks += _group_marks(group, rng, width, height)
    return marks


def _ground_marks(scene: Scene, rng: random.Random, width: int, height: int) -> list[Mark]:
    ground = scene.ground
    match ground:
        case Flat():
            return [_plain(ground.colour, tint(ground.colour, rng), width, height)]
        case Gradient():
            shade = _shade(ground, rng, width, height)
            return [Mark(outline=whole(width, height), matrix=STAY, fill=shade, label="ground", colour=None)]
        case Pattern(motif=motif) if motif in get_args(Family):
            return weave_marks(ground, _inks(ground, rng), width, height, scene.seed)
        case Pattern():
            return pattern_marks(ground, (tint(ground.ink, rng), tint(ground.paper, rng)), width, height)
        case Mesh(colours=(first, *_)) | Texture(base=first):
            return [_plain(None, tint(first, rng), width, height)]
        case Mesh():
            raise ValueError("A mesh gradient needs two to six colours; this one has none.")
        case Landscape():
            return landscape_marks(ground, rng, width, height)
        case _:
            assert_never(ground)


def _plain(colour: str | None, fill: Rgb, width: int, height: int) -> Mark:
    named = colour if colour in NAMES else None
    return Mark(outline=whole(width, height), matrix=STAY, fill=fill, label="ground", colour=named)


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


def _group_marks(group: Group, rng: random.Random, width: int, height: int) -> list[Mark]:
    fill = tint(group.colour, rng)
    shape = outline(group.shape)
    matrices = (_matrix(spot, width, height) for spot in group.spots)
    return [Mark(outline=shape, matrix=m, fill=fill, label=group.shape, colour=group.colour) for m in matrices]


def _matrix(spot: Spot, width: int, height: int) -> tuple[float, float, float, float, float, float]:
    reach = spot.radius * min(width, height)
    a = math.radians(spot.angle)
    cos, sin = reach * math.cos(a), reach * math.sin(a)
    return cos, -sin, spot.x * width, sin, cos, spot.y * height
