"""Owns the reading of a prompt: text to scene, with what was understood and what was not."""

from __future__ import annotations

import random
from collections.abc import Sequence

from studio.sketch.layout import holds, lay_out
from studio.sketch.palette import contrast
from studio.sketch.scene import Bond, Flat, Group, Place, Scene, Spot, Style
from studio.sketch.words.clauses import read
from studio.sketch.words.draft import GROUNDS, Draft
from studio.sketch.words.grounds import ground_of
from studio.sketch.words.groups import Kind, inks_of, kinds_of
from studio.sketch.words.meanings import meaning
from studio.sketch.words.tagging import Tag, tags
from studio.sketch.words.understanding import Span, Understanding

_LONGEST = 4000
"""Characters that are read; what follows them is not."""
_SHOWN = GROUNDS | {"object", "colour", "mood", "time", "weather", "season", "pattern", "extra"}
"""Kinds of words that decide what is seen."""
_TURNS = ("left of", "right of", "above", "below")


def understand(text: str, seed: int = 0, aspect: float = 1.0) -> Understanding:
    """The scene that `text` asks for, for a picture of width / height `aspect` (0.25..4). Any text gives one: what
    cannot be is mended and said in the notes. The same arguments give the same scene; `seed` varies what the text
    leaves open."""
    words = tags(text[:_LONGEST])
    draft = read(words)
    rng = random.Random(seed)
    _say_slips(words, draft)
    ground = ground_of(draft, inks_of(draft), rng)
    kinds = kinds_of(draft, ground, rng)
    scene = _scene(kinds, draft, ground, seed, min(4.0, max(0.25, aspect)))
    _say_rest(text, words, draft, scene)
    known, unknown = _spans(words)
    return Understanding(scene=scene, known=known, unknown=unknown, notes=tuple(draft.notes))


def _scene(kinds: list[Kind], draft: Draft, ground: object, seed: int, aspect: float) -> Scene:
    bonds = _bonds(kinds, draft)
    kinds, bonds = _hosts_first(kinds, bonds)
    spots = lay_out([kind.wish for kind in kinds], bonds, aspect, seed)
    kept = [bond for bond in bonds if holds(bond, bonds, spots, aspect)]
    for bond in bonds:
        if bond not in kept:
            first, second = kinds[bond.first].shape, kinds[bond.second].shape
            draft.note(f"“{first} {bond.relation} {second}” does not go with the rest, and was left out.")
    if len(kept) < len(bonds):
        spots = lay_out([kind.wish for kind in kinds], kept, aspect, seed)
        kept = [bond for bond in kept if holds(bond, kept, spots, aspect)]
    alone = len(kinds) == 1
    groups = tuple(_group(kind, here, alone) for kind, here in zip(kinds, spots, strict=True))
    first = kept[0] if kept else None
    relation = first.relation if first and (first.first, first.second) == (0, 1) and first.relation in _TURNS else None
    style: Style = draft.style or "flat"  # pyright: ignore[reportAssignmentType]
    return Scene(ground=ground, groups=groups, relation=relation, bonds=tuple(kept), style=style, seed=seed)  # pyright: ignore[reportArgumentType]


def _group(kind: Kind, spots: tuple[Spot, ...], alone: bool) -> Group:
    wish = kind.wish
    place: Place = wish.place or ("centre" if alone and len(spots) == 1 else "scattered")
    return Group(
        shape=kind.shape,
        colour=kind.colour,
        size=wish.size,
        place=place,
        spots=spots,
        arrangement=wish.arrangement,
        accent=kind.accent,
    )


def _bonds(kinds: Sequence[Kind], draft: Draft) -> list[Bond]:
    """The draft's relations between the groups that are drawn."""
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
    """Groups in the order in which they are drawn: what holds others before what it holds."""
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


def _say_slips(words: Sequence[Tag], draft: Draft) -> None:
    for tag in words:
        if tag.slip:
            draft.note(f"“{tag.text}” was read as “{tag.slip}”.")


def _say_rest(text: str, words: Sequence[Tag], draft: Draft, scene: Scene) -> None:
    """What could not be done, and what was made up."""
    for word in draft.absent:
        draft.note(f"No {word} drawn, as you asked.")
    if draft.loose and scene.groups:
        draft.note("It was not clear what should be " + " and ".join(dict.fromkeys(draft.loose)) + ".")
    for group in scene.groups:
        if isinstance(scene.ground, Flat) and contrast(group.colour, scene.ground.colour) < 8:
            draft.note(f"The {group.shape} has the colour of its ground and can hardly be seen.")
    if len(text) > _LONGEST:
        draft.note(f"Only the first {_LONGEST} characters were read.")
    if not text.strip():
        draft.note("An empty prompt gives a calm ground.")
    elif not scene.groups and not draft.absent and not any(tag.kind in _SHOWN for tag in words):
        draft.note("Nothing was named that could be drawn, so this is a calm ground.")


def _spans(words: Sequence[Tag]) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    spans = [
        Span(start=tag.start, end=tag.end, text=tag.text, meaning=meaning(tag))
        for tag in words
        if meaning(tag) or tag.kind == "unknown"
    ]
    return tuple(span for span in spans if span.meaning), tuple(span for span in spans if not span.meaning)
