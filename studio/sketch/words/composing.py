"""Owns the making of a scene from what was read: groups with their spots, and the relations that hold between them."""

from __future__ import annotations

import random
from collections.abc import Sequence
from itertools import product

import msgspec

from studio.sketch.layout import holds, lay_out
from studio.sketch.scene import Bond, Ground, Group, Landscape, Place, Scene, Spot, Style
from studio.sketch.words.draft import Draft
from studio.sketch.words.groups import Kind
from studio.sketch.words.views import lit

_TURNS = ("left of", "right of", "above", "below")
_LEAST = 0.45
"""The smallest of objects of different sizes, of the largest."""

_Spots = tuple[tuple[Spot, ...], ...]


def compose(kinds: list[Kind], draft: Draft, ground: Ground, seed: int, aspect: float) -> Scene:
    """The scene of `kinds` on `ground`; relations that cannot be kept beside the others are left out and noted."""
    bonds = _bonds(kinds, draft)
    kinds, bonds = _hosts_first(kinds, bonds)
    spots, kept = _laid_out(kinds, bonds, aspect, seed)
    for bond in bonds:
        if bond not in kept:
            first, second = kinds[bond.first].shape, kinds[bond.second].shape
            draft.note(f"“{first} {bond.relation} {second}” does not go with the rest, and was left out.")
    spots = _varied(kinds, spots, kept, seed)
    if isinstance(ground, Landscape):
        ground = lit(ground, draft, [spot for here in spots for spot in here], aspect)
    style: Style = draft.style or "flat"  # pyright: ignore[reportAssignmentType]
    return _told(Scene(ground=ground, style=style, seed=seed), kinds, spots, kept, aspect)


def _laid_out(kinds: Sequence[Kind], bonds: list[Bond], aspect: float, seed: int) -> tuple[_Spots, list[Bond]]:
    """The spots, and the relations that hold among them: those that do not are left out until all do."""
    while True:
        spots = lay_out([kind.wish for kind in kinds], bonds, aspect, seed)
        kept = [bond for bond in bonds if holds(bond, bonds, spots, aspect)]
        if len(kept) == len(bonds):
            return spots, kept
        bonds = kept


def _bonds(kinds: Sequence[Kind], draft: Draft) -> list[Bond]:
    """The draft's relations between what is drawn."""
    made: list[Bond] = []
    for first, relation, second in draft.bonds:
        pairs = [
            (a, b)
            for a, kind in enumerate(kinds)
            if kind.thing == first
            for b, other in enumerate(kinds)
            if other.thing == second
        ]
        made += [Bond(first=a, relation=relation, second=b) for a, b in pairs]  # pyright: ignore[reportArgumentType]
    return list(dict.fromkeys(made))


def _hosts_first(kinds: list[Kind], bonds: list[Bond]) -> tuple[list[Kind], list[Bond]]:
    """Kinds in the order in which they are drawn: what holds others before what it holds."""
    below: dict[int, set[int]] = {k: set() for k in range(len(kinds))}
    for bond in bonds:
        if bond.relation in ("inside", "on"):
            below[bond.first].add(bond.second)
        elif bond.relation == "around":
            below[bond.second].add(bond.first)
    order: list[int] = []
    while len(order) < len(kinds):
        rest = [k for k in below if k not in order]
        order.append(next((k for k in rest if not below[k] - set(order)), rest[0]))
    new = {old: at for at, old in enumerate(order)}
    moved = [Bond(first=new[b.first], relation=b.relation, second=new[b.second]) for b in bonds]
    return [kinds[k] for k in order], moved


def _varied(kinds: Sequence[Kind], spots: _Spots, bonds: Sequence[Bond], seed: int) -> _Spots:
    """Objects of different sizes made so: the largest stays, the others shrink in their places. What holds others, or
    bears them, stays as it is."""
    hosts = {bond.second for bond in bonds if bond.relation in ("inside", "on")}
    hosts |= {bond.first for bond in bonds if bond.relation == "around"}
    rng = random.Random(seed)
    return tuple(
        _graded(here, rng) if kind.varied and index not in hosts else here
        for index, (kind, here) in enumerate(zip(kinds, spots, strict=True))
    )


def _graded(spots: tuple[Spot, ...], rng: random.Random) -> tuple[Spot, ...]:
    steps = [1.0 - (1.0 - _LEAST) * k / max(1, len(spots) - 1) for k in range(len(spots))]
    rng.shuffle(steps)
    return tuple(
        msgspec.structs.replace(spot, radius=spot.radius * step) for spot, step in zip(spots, steps, strict=True)
    )


def _told(bare: Scene, kinds: Sequence[Kind], spots: _Spots, bonds: Sequence[Bond], aspect: float) -> Scene:
    """The scene with a group for each shape and colour of each kind."""
    parts = [_groups(kind, here, alone=len(kinds) == 1) for kind, here in zip(kinds, spots, strict=True)]
    groups = tuple(group for part in parts for group in part)
    starts = [sum(len(part) for part in parts[:k]) for k in range(len(parts))]
    places = [range(start, start + len(part)) for start, part in zip(starts, parts, strict=True)]
    pairs = [(bond, a, b) for bond in bonds for a, b in product(places[bond.first], places[bond.second])]
    parted = [Bond(first=a, relation=bond.relation, second=b) for bond, a, b in pairs]
    shown = [group.spots for group in groups]
    kept = tuple(bond for bond in parted if holds(bond, parted, shown, aspect))
    first = kept[0] if kept else None
    relation = first.relation if first and (first.first, first.second) == (0, 1) and first.relation in _TURNS else None
    return msgspec.structs.replace(bare, groups=groups, relation=relation, bonds=kept)  # pyright: ignore[reportArgumentType]


def _groups(kind: Kind, spots: tuple[Spot, ...], alone: bool) -> list[Group]:
    wish = kind.wish
    place: Place = wish.place or ("centre" if alone and len(spots) == 1 else "scattered")
    return [
        Group(
            shape=share.shape,
            colour=share.colour,
            size=wish.size,
            place=place,
            spots=here,
            arrangement=wish.arrangement,
            accent=share.accent,
        )
        for share, here in zip(kind.shares, _in_turn([share.count for share in kind.shares], spots), strict=True)
    ]


def _in_turn(numbers: Sequence[int], spots: Sequence[Spot]) -> _Spots:
    """The spots dealt out: each takes one in turn as long as it has not its number."""
    turns = [(turn, share) for turn in range(max(numbers)) for share, number in enumerate(numbers) if turn < number]
    dealt: list[list[Spot]] = [[] for _ in numbers]
    for (_, share), spot in zip(turns, spots, strict=True):
        dealt[share].append(spot)
    return tuple(tuple(here) for here in dealt)
