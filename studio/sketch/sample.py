"""Owns random scenes: what training pictures show, and which colour and shape pairs never occur among them."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import get_args

import msgspec

from studio.sketch.palette import CONTRAST, NAMES, contrast
from studio.sketch.scene import (
    Direction,
    Flat,
    Gradient,
    Ground,
    Group,
    Land,
    Landscape,
    Mesh,
    Motif,
    Pattern,
    Place,
    Poster,
    Relation,
    Scene,
    Size,
    Spot,
    Texture,
    Time,
    painted,
)
from studio.sketch.shapes import SHAPES

HELD_OUT: frozenset[tuple[str, str]] = frozenset(
    (colour, shape) for i, colour in enumerate(NAMES) for j, shape in enumerate(SHAPES) if (3 * i + 5 * j) % 11 == 7
)
"""Pairs kept out of every training scene, whatever part of it would show them."""

KINDS: dict[str, float] = {
    "single": 0.22,
    "count": 0.24,
    "two": 0.2,
    "pattern": 0.24,
    "gradient": 0.05,
    "landscape": 0.04,
    "plain": 0.01,
}
"""Kinds of scene and how often each is drawn: more of what the evaluation calls weak."""

PLACES: dict[Place, tuple[float, float]] = {
    "centre": (0.5, 0.5),
    "left": (0.23, 0.5),
    "right": (0.77, 0.5),
    "top": (0.5, 0.23),
    "bottom": (0.5, 0.77),
    "top left": (0.24, 0.24),
    "top right": (0.76, 0.24),
    "bottom left": (0.24, 0.76),
    "bottom right": (0.76, 0.76),
}
SIZES: dict[Size, tuple[float, float]] = {"small": (0.1, 0.14), "medium": (0.18, 0.23), "large": (0.31, 0.4)}
_ROWS: dict[int, tuple[tuple[int, ...], ...]] = {
    2: ((2,), (1, 1)),
    3: ((3,), (2, 1), (1, 2)),
    4: ((2, 2),),
    5: ((3, 2), (2, 3)),
    6: ((3, 3), (2, 2, 2)),
}
_TURNS: dict[Relation, tuple[float, float]] = {
    "left of": (-1.0, 0.0),
    "right of": (1.0, 0.0),
    "above": (0.0, -1.0),
    "below": (0.0, 1.0),
}


def sample(rng: random.Random, kind: str | None = None, held_out: bool | None = False) -> Scene:
    """A random scene of `kind` (any when None). `held_out` False: shows no held-out pair; True: every object is one
    (kinds single, count and two only); None: does not matter."""
    while True:
        chosen = kind or rng.choices(list(KINDS), list(KINDS.values()))[0]
        scene = _MAKERS[chosen](rng)
        if held_out is None or _fits(scene, held_out):
            return scene


def again(scene: Scene, rng: random.Random) -> Scene:
    """Another drawing that the same captions describe: its free choices (places within a zone, sizes, phases, tints,
    terrain) made anew."""
    while True:
        made = _MAKERS[kind_of(scene)](rng)
        if made.relation == scene.relation and _layouts(made) == _layouts(scene):
            return msgspec.structs.replace(
                made, ground=_reground(scene.ground, made.ground), groups=_regroup(scene, made)
            )


def kind_of(scene: Scene) -> str:
    """Which of KINDS a training scene is of. ValueError for a ground that no kind has."""
    if scene.groups:
        return "two" if scene.relation else ("single" if scene.groups[0].count == 1 else "count")
    match scene.ground:
        case Flat():
            return "plain"
        case Gradient():
            return "gradient"
        case Pattern():
            return "pattern"
        case Landscape():
            return "landscape"
        case Mesh() | Texture() | Poster():
            raise ValueError(f"No training scene has a ground such as {type(scene.ground).__name__}.")


def _layouts(scene: Scene) -> list[tuple[int, Size, Place]]:
    return [(group.count, group.size, group.place) for group in scene.groups]


def _regroup(scene: Scene, made: Scene) -> tuple[Group, ...]:
    """The scene's objects where the newly made ones stand."""
    pairs = zip(scene.groups, made.groups, strict=True)
    return tuple(msgspec.structs.replace(new, shape=old.shape, colour=old.colour) for old, new in pairs)


def _reground(old: Ground, new: Ground) -> Ground:
    """The old ground with what captions do not tell of the new one."""
    if isinstance(old, Pattern) and isinstance(new, Pattern):
        return msgspec.structs.replace(old, cells=new.cells, shift=new.shift)
    if isinstance(old, Landscape) and isinstance(new, Landscape):
        return msgspec.structs.replace(old, horizon=new.horizon, light=new.light)
    return old


def _fits(scene: Scene, held_out: bool) -> bool:
    known = [pair in HELD_OUT for pair in painted(scene)]
    return bool(known) and all(known) if held_out else not any(known)


def _single(rng: random.Random) -> Scene:
    ground = _background(rng)
    size: Size = rng.choices(("small", "medium", "large"), (0.2, 0.5, 0.3))[0]
    place = rng.choice(list(PLACES)) if size != "large" and rng.random() < 0.6 else "centre"
    group = _group(rng, _ink(rng, ground), size, place, [PLACES[place]])
    return Scene(ground=ground, groups=(group,), seed=_seed(rng))


def _count(rng: random.Random) -> Scene:
    ground = _background(rng)
    rows = rng.choice(_ROWS[rng.randint(2, 6)])
    centres = [((k + 0.5) / n, (r + 0.5) / len(rows)) for r, n in enumerate(rows) for k in range(n)]
    inset = [(0.06 + 0.88 * x, 0.06 + 0.88 * y) for x, y in centres]
    reach = rng.uniform(0.34, 0.42) * 0.88 / max(len(rows), *rows)
    group = _group(rng, _ink(rng, ground), "medium", "scattered", inset, reach)
    return Scene(ground=ground, groups=(group,), seed=_seed(rng))


def _two(rng: random.Random) -> Scene:
    ground = _background(rng)
    relation = rng.choice(list(_TURNS))
    dx, dy = _TURNS[relation]
    first = _group(rng, _ink(rng, ground), "medium", "scattered", [(0.5 + 0.25 * dx, 0.5 + 0.25 * dy)])
    other = _ink(rng, ground, first.colour)
    second = _group(rng, other, "medium", "scattered", [(0.5 - 0.25 * dx, 0.5 - 0.25 * dy)])
    return Scene(ground=ground, groups=(first, second), relation=relation, seed=_seed(rng))


def _pattern(rng: random.Random) -> Scene:
    ink, paper = _pair(rng)
    shift = (rng.random(), rng.random())
    motif: Motif = rng.choice(get_args(Motif))
    ground = Pattern(motif=motif, ink=ink, paper=paper, cells=rng.choices((3, 4, 6), (0.15, 0.7, 0.15))[0], shift=shift)
    return Scene(ground=ground, seed=_seed(rng))


def _gradient(rng: random.Random) -> Scene:
    first, second = _pair(rng)
    direction: Direction = rng.choice(get_args(Direction))
    kind = rng.choice(("linear", "linear", "linear", "radial"))
    return Scene(ground=Gradient(kind=kind, direction=direction, first=first, second=second), seed=_seed(rng))


def _landscape(rng: random.Random) -> Scene:
    land, time = rng.choice(get_args(Land)), rng.choice(get_args(Time))
    ground = Landscape(land=land, time=time, horizon=rng.uniform(0.5, 0.68), light=rng.uniform(0.2, 0.8))
    return Scene(ground=ground, seed=_seed(rng))


def _plain(rng: random.Random) -> Scene:
    return Scene(ground=Flat(colour=rng.choice(NAMES)), seed=_seed(rng))


_MAKERS: dict[str, Callable[[random.Random], Scene]] = {
    "single": _single,
    "count": _count,
    "two": _two,
    "pattern": _pattern,
    "gradient": _gradient,
    "landscape": _landscape,
    "plain": _plain,
}


def _background(rng: random.Random) -> Flat:
    return Flat(colour="white" if rng.random() < 0.25 else rng.choice(NAMES))


def _ink(rng: random.Random, ground: Flat, *others: str) -> str:
    """A colour that can be told from the ground and from the others."""
    return rng.choice([n for n in NAMES if all(contrast(n, o) >= CONTRAST for o in (ground.colour, *others))])


def _pair(rng: random.Random) -> tuple[str, str]:
    first = rng.choice(NAMES)
    return first, rng.choice([n for n in NAMES if contrast(n, first) >= CONTRAST])


def _group(
    rng: random.Random,
    colour: str,
    size: Size,
    place: Place,
    centres: list[tuple[float, float]],
    reach: float | None = None,
) -> Group:
    """One group at the given centres, each moved a little; `reach` is the radius where the size does not say it."""
    radius = rng.uniform(*SIZES[size]) if reach is None else reach
    stray = 0.25 * (0.25 - min(radius, 0.2))
    spots = (_spot(rng, x, y, radius, stray if reach is None else 0.02) for x, y in centres)
    return Group(shape=rng.choice(SHAPES), colour=colour, size=size, place=place, spots=tuple(spots))


def _spot(rng: random.Random, x: float, y: float, radius: float, stray: float) -> Spot:
    dx, dy = rng.uniform(-stray, stray), rng.uniform(-stray, stray)
    return Spot(x=x + dx, y=y + dy, radius=radius, angle=rng.uniform(-6, 6))


def _seed(rng: random.Random) -> int:
    return rng.getrandbits(32)
