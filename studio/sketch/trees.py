"""Owns how relations join groups into trees: side by side, one on another, in a ring, or inside."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Literal

import msgspec

from studio.sketch.scene import Bond

if TYPE_CHECKING:
    from studio.sketch.layout import Wish


class Leaf(msgspec.Struct, frozen=True, kw_only=True):
    """`count` objects of a group, side by side."""

    group: int
    count: int

    @property
    def shown(self) -> tuple[int, ...]:
        return (self.group,)


class Split(msgspec.Struct, frozen=True, kw_only=True):
    """Parts from left to right ("x") or from top to bottom ("y")."""

    axis: Literal["x", "y"]
    parts: tuple[Node, ...]

    @property
    def shown(self) -> tuple[int, ...]:
        return tuple(group for part in self.parts for group in part.shown)


class Stack(msgspec.Struct, frozen=True, kw_only=True):
    """Groups side by side, standing on another of one object."""

    uppers: tuple[int, ...]
    lower: int
    under: tuple[int, ...] = ()
    """at most one group of one object that the lower one stands on"""

    @property
    def shown(self) -> tuple[int, ...]:
        return *self.uppers, self.lower, *self.under


class Ring(msgspec.Struct, frozen=True, kw_only=True):
    """A group in a circle around something."""

    group: int
    inner: Node

    @property
    def shown(self) -> tuple[int, ...]:
        return self.group, *self.inner.shown


class Nest(msgspec.Struct, frozen=True, kw_only=True):
    """A group with something inside its objects."""

    host: int
    guests: Node

    @property
    def shown(self) -> tuple[int, ...]:
        return (self.host,)

    def dealt(self, hosts: int) -> list[Node]:
        """The guests for each host, the first hosts first."""
        if not isinstance(self.guests, Leaf) or hosts == 1:
            return [self.guests]
        base, more = divmod(self.guests.count, hosts)
        counts = [base + (k < more) for k in range(hosts)]
        return [Leaf(group=self.guests.group, count=count) for count in counts if count]


Node = Leaf | Split | Stack | Ring | Nest


def joined(wishes: Sequence[Wish], bonds: Sequence[Bond], along: Literal["x", "y"]) -> list[Node]:
    """A tree for all that relations join, and one for each group that stands alone; `along` is the way in which things
    go between others. A relation that its groups' places or other relations rule out joins nothing."""
    trees: list[Node] = [Leaf(group=k, count=wish.count) for k, wish in enumerate(wishes)]
    for bond in bonds:
        _join(trees, bond, bonds, wishes, along)
    return trees


def _join(
    trees: list[Node],
    bond: Bond,
    bonds: Sequence[Bond],
    wishes: Sequence[Wish],
    along: Literal["x", "y"],
) -> None:
    """Puts the tree of the bond's first group beside, into or around its second; not where the two are in one tree
    already, or each has a place of its own."""
    first, second = (next(t for t in trees if g in members(t)) for g in (bond.first, bond.second))
    places = wishes[bond.first].place, wishes[bond.second].place
    if first is second or (None not in places and places[0] != places[1]):
        return
    if bond.relation == "around" and wishes[bond.first].count == 1 and isinstance(first, Leaf):
        made: Node = _swapped(second, bond.second, lambda other: Nest(host=bond.first, guests=other))
    elif bond.relation == "between":
        made = _between(trees, first, second, bond, bonds, wishes, along)
    elif bond.relation in ("inside", "on") and isinstance(first, Split):
        if not isinstance(second, Leaf):
            return
        made = _swapped(first, bond.first, lambda part: _paired(part, second, bond, wishes))
    else:
        within = bond.relation in ("inside", "around")
        made = _swapped(second, bond.second, lambda other: _paired(first, other, bond, wishes), within)
    gone = set(members(made))
    trees[:] = [tree for tree in trees if not gone & set(members(tree))] + [made]


def _between(
    trees: list[Node],
    first: Node,
    second: Node,
    bond: Bond,
    bonds: Sequence[Bond],
    wishes: Sequence[Wish],
    along: Literal["x", "y"],
) -> Node:
    count = wishes[bond.second].count
    if count > 1:
        return _swapped(second, bond.second, lambda other: _amid(first, other, along))
    ends = [b.second for b in bonds if b.first == bond.first and b.relation == "between" and b.second != bond.second]
    other = next((t for t in trees if ends and ends[0] in members(t) and t is not first and t is not second), None)
    parts = (second, first) if other is None else (second, first, other)
    return Split(axis=along, parts=parts)


def _amid(first: Node, other: Node, along: Literal["x", "y"]) -> Node:
    """One half of the other's objects on either side."""
    if not isinstance(other, Leaf):
        return Split(axis=along, parts=(first, other))
    near = Leaf(group=other.group, count=other.count // 2)
    far = Leaf(group=other.group, count=other.count - near.count)
    return Split(axis=along, parts=(near, first, far))


def _paired(first: Node, other: Node, bond: Bond, wishes: Sequence[Wish]) -> Node:
    match bond.relation:
        case "left of":
            return Split(axis="x", parts=(first, other))
        case "right of":
            return Split(axis="x", parts=(other, first))
        case "above":
            return Split(axis="y", parts=(first, other))
        case "below":
            return Split(axis="y", parts=(other, first))
        case "around":
            return Ring(group=bond.first, inner=other) if isinstance(first, Leaf) else _beside(first, other)
        case "on" if not wishes[bond.second].face:
            return _stacked(first, other, bond.second, wishes)
        case "inside" | "on" | "between":
            return _nested(first, other)


def _beside(first: Node, other: Node) -> Node:
    return Split(axis="x", parts=(first, other))


def _stacked(first: Node, other: Node, lower: int, wishes: Sequence[Wish]) -> Node:
    if isinstance(first, Leaf) and isinstance(other, Leaf) and wishes[other.group].count == 1:
        return Stack(uppers=(first.group,), lower=other.group)
    if isinstance(first, Leaf) and isinstance(other, Stack) and lower == other.lower:
        return Stack(uppers=(*other.uppers, first.group), lower=lower, under=other.under)
    if isinstance(first, Stack) and isinstance(other, Leaf) and other.count == 1 and not first.under:
        return Stack(uppers=first.uppers, lower=first.lower, under=(other.group,))
    return Split(axis="y", parts=(first, other))


def _nested(first: Node, other: Node) -> Node:
    match other:
        case Leaf():
            return Nest(host=other.group, guests=first)
        case Nest():
            return Nest(host=other.host, guests=Split(axis="x", parts=(other.guests, first)))
        case Split() | Stack() | Ring():
            return _beside(first, other)


def _swapped(tree: Node, group: int, change: Callable[[Node], Node], within: bool = True) -> Node:
    """The tree with the part that shows `group` changed; what stands with it is changed as a whole, and so is what it
    is inside of unless the change is to be made `within` that."""
    match tree:
        case Split():
            owners = [part for part in tree.parts if group in members(part)]
            if len(owners) != 1:
                return tree
            parts = tuple(_swapped(part, group, change, within) if part is owners[0] else part for part in tree.parts)
            return Split(axis=tree.axis, parts=parts)
        case Ring() if within and group in members(tree.inner):
            return Ring(group=tree.group, inner=_swapped(tree.inner, group, change))
        case Nest() if within and group in members(tree.guests):
            return Nest(host=tree.host, guests=_swapped(tree.guests, group, change))
        case Leaf() | Stack() | Ring() | Nest():
            return change(tree)


def members(node: Node) -> tuple[int, ...]:
    """Every group of a tree, those inside others too."""
    match node:
        case Leaf():
            return (node.group,)
        case Split():
            return tuple(group for part in node.parts for group in members(part))
        case Stack():
            return *node.uppers, node.lower, *node.under
        case Ring():
            return node.group, *members(node.inner)
        case Nest():
            return node.host, *members(node.guests)
