"""Owns the scene: the typed value that says everything a drawing shows."""

from __future__ import annotations

from typing import Literal, assert_never

import msgspec

Place = Literal[
    "centre", "left", "right", "top", "bottom", "top left", "top right", "bottom left", "bottom right", "scattered"
]
Size = Literal["small", "medium", "large"]
Relation = Literal["left of", "right of", "above", "below"]
Direction = Literal["down", "right", "diagonal"]
Time = Literal["dawn", "day", "sunset", "night"]
Land = Literal["hills", "mountains", "sea", "desert"]
Motif = Literal[
    "vertical stripes",
    "horizontal stripes",
    "diagonal stripes",
    "polka dots",
    "checkerboard",
    "grid",
    "zigzag",
    "waves",
    "triangles",
    "stars",
    "hearts",
    "diamonds",
]

Family = Literal[
    "gingham",
    "tartan",
    "herringbone",
    "houndstooth",
    "honeycomb",
    "bricks",
    "scales",
    "basketweave",
    "confetti",
    "leaves",
    "flowers",
    "crosses",
    "rings",
    "cubes",
    "fans",
    "lattice",
    "memphis squiggles",
    "moroccan tiles",
]
"""Patterns that the sketch draws and the Starter was never shown."""
TextureKind = Literal[
    "marble", "wood", "paper", "fabric", "terrazzo", "concrete", "water", "grass", "noise", "sand", "leather", "stone"
]
Manner = Literal["bauhaus", "memphis", "swiss", "op art"]
Weather = Literal["clear", "cloudy", "rain", "snow", "fog"]
Season = Literal["spring", "summer", "autumn", "winter"]
Style = Literal["flat", "neon", "line art", "watercolour", "halftone", "pastel", "grain", "paper cut", "isometric"]
Arrangement = Literal["free", "row", "column", "rows", "circle", "scattered", "diagonal", "pile"]

MOTIF_SHAPES: dict[str, str] = {
    "polka dots": "circle",
    "checkerboard": "square",
    "triangles": "triangle",
    "stars": "star",
    "hearts": "heart",
    "diamonds": "diamond",
}
"""The object shape that a motif repeats, where it repeats one."""


# A colour anywhere below is a name of the palette or "#rrggbb".


class Flat(msgspec.Struct, frozen=True, kw_only=True, tag="flat"):
    """One colour everywhere."""

    colour: str


class Gradient(msgspec.Struct, frozen=True, kw_only=True, tag="gradient"):
    """`first` runs into `second`: along `direction`, or from the centre outwards when radial. `hard`: they meet at an
    edge in the middle, each a half of the picture."""

    kind: Literal["linear", "radial"]
    direction: Direction
    first: str
    second: str
    hard: bool = False


class Mesh(msgspec.Struct, frozen=True, kw_only=True, tag="mesh"):
    """Two to six colours that run softly into one another; the scene's seed decides where each is strongest."""

    colours: tuple[str, ...]


class Texture(msgspec.Struct, frozen=True, kw_only=True, tag="texture"):
    """A seamless material: `base` with `vein` as its lines, grains or chips."""

    kind: TextureKind
    base: str
    vein: str


class Poster(msgspec.Struct, frozen=True, kw_only=True, tag="poster"):
    """A geometric composition after a manner of design; the scene's seed composes it anew."""

    manner: Manner
    colours: tuple[str, ...]
    """two to six; the first is the ground"""


class Pattern(msgspec.Struct, frozen=True, kw_only=True, tag="pattern"):
    """A seamless repeat: `ink` drawn over `paper`, `cells` repeats along the shorter side, moved by `shift` cells."""

    motif: Motif | Family
    ink: str
    paper: str
    cells: int
    shift: tuple[float, float]
    accent: str = ""
    """a third colour where the family has use for one; empty for none"""


class Landscape(msgspec.Struct, frozen=True, kw_only=True, tag="landscape"):
    """Flat scenery. `horizon` and `light` (the sun's or moon's x) are fractions of height and width."""

    land: Land
    time: Time
    horizon: float
    light: float
    weather: Weather = "clear"
    season: Season = "summer"
    rich: bool = False
    """with depth, clouds and plants; a view with weather or another season always is"""


Ground = Flat | Gradient | Mesh | Texture | Pattern | Landscape | Poster


class Spot(msgspec.Struct, frozen=True, kw_only=True):
    """Where one object stands: fractions of width, height and shorter side, and a clockwise `angle` in degrees."""

    x: float
    y: float
    radius: float
    angle: float


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """Equal objects: one shape, one colour, one spot each."""

    shape: str
    colour: str
    size: Size
    place: Place
    spots: tuple[Spot, ...]
    arrangement: Arrangement = "free"
    accent: str = ""
    """a second colour, for the parts of an object that has some; empty leaves them to the object"""

    @property
    def count(self) -> int:
        return len(self.spots)


class Bond(msgspec.Struct, frozen=True, kw_only=True):
    """`relation` holds from group `first` to group `second`, by their places in the scene."""

    first: int
    relation: Relation | Literal["inside", "around", "on", "between"]
    second: int


class Scene(msgspec.Struct, frozen=True, kw_only=True):
    """A whole drawing. `relation` holds from the first group to the second; `seed` decides tints and terrain."""

    ground: Ground
    groups: tuple[Group, ...] = ()
    relation: Relation | None = None
    bonds: tuple[Bond, ...] = ()
    """every relation that was asked for, the one above included; spots are laid out so that they hold"""
    style: Style = "flat"
    seed: int = 0


def painted(scene: Scene) -> tuple[tuple[str, str], ...]:
    """Every (colour, shape) pair that the drawing shows, the motifs of patterns included."""
    pairs = [(group.colour, group.shape) for group in scene.groups]
    return (*pairs, *_ground_pairs(scene.ground))


def _ground_pairs(ground: Ground) -> list[tuple[str, str]]:
    match ground:
        case Pattern():
            shape = MOTIF_SHAPES.get(ground.motif)
            inks = (ground.ink, ground.paper) if ground.motif in ("checkerboard", "diamonds") else (ground.ink,)
            return [(ink, shape) for ink in inks] if shape else []
        case Flat() | Gradient() | Mesh() | Texture() | Landscape() | Poster():
            return []
        case _:
            assert_never(ground)
