"""Spots keep to what is asked, stay inside, and never overlap."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import combinations
from typing import get_args

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from studio.sketch.arranging import Slope
from studio.sketch.layout import Wish, holds, lay_out
from studio.sketch.scene import Arrangement, Bond, Place, Size, Spot

aspects = st.floats(0.25, 4.0)
wishes = st.builds(
    Wish,
    count=st.one_of(st.integers(1, 12), st.integers(1, 200)),
    size=st.sampled_from(get_args(Size)),
    place=st.one_of(st.none(), st.sampled_from(get_args(Place))),
    arrangement=st.sampled_from(get_args(Arrangement)),
    rows=st.integers(0, 4),
    columns=st.integers(0, 4),
    slope=st.sampled_from(get_args(Slope)),
    band=st.sampled_from(((0.0, 1.0), (0.0, 1.0), (0.0, 0.5), (0.45, 1.0))),
)
RELATIONS = ("left of", "right of", "above", "below", "inside", "around", "on", "between")


@st.composite
def layouts(draw: st.DrawFn) -> tuple[list[Wish], list[Bond]]:
    groups = draw(st.lists(wishes, min_size=1, max_size=draw(st.sampled_from((4, 4, 11)))))
    pairs = [(a, b) for a in range(len(groups)) for b in range(len(groups)) if a != b]
    if not pairs:
        return groups, []
    made = st.builds(lambda pair, r: Bond(first=pair[0], relation=r, second=pair[1]), st.sampled_from(pairs),
                     st.sampled_from(RELATIONS))  # fmt: skip
    return groups, draw(st.lists(made, max_size=3))


def discs(spots: Sequence[Spot], aspect: float) -> list[tuple[float, float, float]]:
    """In shorter sides."""
    width, height = max(1.0, aspect), max(1.0, 1 / aspect)
    return [(spot.x * width, spot.y * height, spot.radius) for spot in spots]


def holding(bonds: Sequence[Bond], groups: int) -> list[int]:
    """A number for each group: the same for groups that bonds join, where one of those bonds sets something inside,
    around or on another; what stands with a guest is within its host too. A number of its own for each other group."""
    joined = list(range(groups))
    for bond in bonds:
        old, new = joined[bond.first], joined[bond.second]
        joined = [new if number == old else number for number in joined]
    held = {joined[bond.first] for bond in bonds if bond.relation in ("inside", "on", "around")}
    return [number if number in held else -1 - group for group, number in enumerate(joined)]


SMALL = Wish(count=1, size="small")
TWO_INSIDE = Bond(first=2, relation="inside", second=1)


@settings(max_examples=300, deadline=None)
@given(layout=layouts(), aspect=aspects, seed=st.integers(0, 999))
@example(
    layout=(
        [SMALL, SMALL, Wish(count=2, size="small"), SMALL],
        [TWO_INSIDE, Bond(first=0, relation="between", second=2)],
    ),
    aspect=1.0,
    seed=0,
)
@example(
    layout=(
        [
            Wish(count=8, size="small"),
            Wish(count=8, size="small", arrangement="column"),
            Wish(count=2, size="small", arrangement="column", band=(0.45, 1.0)),
            Wish(count=2, size="small", band=(0.45, 1.0)),
        ],
        [],
    ),
    aspect=0.5,
    seed=0,
)
def test_nothing_overlaps_or_leaves_the_picture(
    layout: tuple[list[Wish], list[Bond]], aspect: float, seed: int
) -> None:
    groups, bonds = layout
    spots = lay_out(groups, bonds, aspect, seed)
    assert spots == lay_out(groups, bonds, aspect, seed)
    assert [len(group) for group in spots] == [wish.count for wish in groups]
    width, height = max(1.0, aspect), max(1.0, 1 / aspect)
    placed = [(g, *disc) for g, group in enumerate(spots) for disc in discs(group, aspect)]
    joined = holding(bonds, len(groups))
    for k, (g, x, y, r) in enumerate(placed):
        assert r > 0
        assert r - 1e-6 <= x <= width - r + 1e-6
        assert r - 1e-6 <= y <= height - r + 1e-6
        for h, other_x, other_y, other_r in placed[:k]:
            apart = math.hypot(x - other_x, y - other_y)
            within = joined[g] == joined[h] and g != h and apart + min(r, other_r) <= max(r, other_r) + 1e-6
            assert apart >= r + other_r - 1e-6 or within


COUNTS = ((1, 1), (2, 1), (5, 1), (1, 2), (4, 3))
IMPOSSIBLE = {("around", (1, 2)), ("around", (2, 1)), ("around", (4, 3))} | {
    ("between", counts) for counts in COUNTS if counts[1] == 1
}
"""One is not around two, two do not surround anything, and nothing is between one."""
CASES = [(r, counts) for r in RELATIONS for counts in COUNTS if (r, counts) not in IMPOSSIBLE]


@pytest.mark.parametrize(("relation", "counts"), CASES)
@pytest.mark.parametrize("aspect", [0.25, 0.6, 1.0, 1.8, 4.0])
def test_one_relation_always_holds(relation: str, aspect: float, counts: tuple[int, int]) -> None:
    groups = [Wish(count=count) for count in counts]
    bonds = [Bond(first=0, relation=relation, second=1)]  # pyright: ignore[reportArgumentType]
    for seed in range(6):
        assert holds(bonds[0], bonds, lay_out(groups, bonds, aspect, seed), aspect)


@pytest.mark.parametrize(
    ("place", "low", "high"),
    [
        ("left", (0.0, 0.3), (0.4, 0.7)),
        ("right", (0.6, 0.3), (1.0, 0.7)),
        ("top", (0.3, 0.0), (0.7, 0.4)),
        ("bottom", (0.3, 0.6), (0.7, 1.0)),
        ("centre", (0.4, 0.4), (0.6, 0.6)),
        ("top left", (0.0, 0.0), (0.4, 0.4)),
        ("bottom right", (0.6, 0.6), (1.0, 1.0)),
    ],
)
@pytest.mark.parametrize("aspect", [0.4, 1.0, 2.5])
def test_a_place_is_kept(place: Place, low: tuple[float, float], high: tuple[float, float], aspect: float) -> None:
    for seed in range(10):
        ((spot,),) = lay_out([Wish(count=1, place=place)], [], aspect, seed)
        assert low[0] <= spot.x <= high[0]
        assert low[1] <= spot.y <= high[1]


@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_what_has_no_place_is_well_seen_beside_what_has(number: int) -> None:
    for places in combinations([place for place in get_args(Place) if place != "scattered"], number):
        spots = lay_out([*(Wish(count=1, place=place) for place in places), Wish(count=1)], [], 1.0, 0)
        assert min(spot.radius for group in spots for spot in group) > 0.1, places


def test_what_has_no_place_has_room_where_every_place_is_taken() -> None:
    places = [place for place in get_args(Place) if place != "scattered"]
    spots = lay_out([*(Wish(count=1, place=place) for place in places), Wish(count=1)], [], 1.0, 0)
    assert min(spot.radius for group in spots for spot in group) > 0.05


def test_a_diagonal_goes_the_way_that_is_asked() -> None:
    for seed in range(6):
        ((first, *_, last),) = lay_out([Wish(count=4, arrangement="diagonal", slope="falling")], [], 1.0, seed)
        assert first.x < last.x
        assert first.y < last.y
        ((first, *_, last),) = lay_out([Wish(count=4, arrangement="diagonal", slope="rising")], [], 1.0, seed)
        assert first.x < last.x
        assert first.y > last.y


def test_sizes_rank() -> None:
    sizes: tuple[Size, ...] = ("small", "medium", "large")
    for seed in range(20):
        spots = lay_out([Wish(count=1, size=size) for size in sizes], [], 1.5, seed)
        radii = [group[0].radius for group in spots]
        assert radii[0] < 0.8 * radii[1]
        assert radii[1] < 0.8 * radii[2]


def test_rows_and_columns_are_counted() -> None:
    (rows,) = lay_out([Wish(count=12, arrangement="rows", rows=3)], [], 1.0, 0)
    (columns,) = lay_out([Wish(count=7, arrangement="rows", columns=2)], [], 1.0, 0)
    assert len({round(spot.y, 6) for spot in rows}) == 3
    assert len({round(spot.x, 6) for spot in columns}) == 2


def test_rings_lines_and_piles() -> None:
    (ring,) = lay_out([Wish(count=9, arrangement="circle")], [], 2.0, 1)
    reach = {round(math.hypot((s.x - 0.5) * 2, s.y - 0.5), 6) for s in ring}
    assert len(reach) == 1
    (row,) = lay_out([Wish(count=6, arrangement="row")], [], 2.0, 1)
    assert len({round(spot.y, 6) for spot in row}) == 1
    (column,) = lay_out([Wish(count=6, arrangement="column")], [], 0.5, 1)
    assert len({round(spot.x, 6) for spot in column}) == 1
    (pile,) = lay_out([Wish(count=10, arrangement="pile")], [], 1.0, 1)
    levels = sorted({round(spot.y, 6) for spot in pile})
    assert [sum(round(spot.y, 6) == level for spot in pile) for level in levels] == [1, 2, 3, 4]


@settings(max_examples=60, deadline=None)
@given(count=st.integers(1, 200), aspect=aspects, seed=st.integers(0, 99))
def test_a_group_alone_is_balanced_and_keeps_margins(count: int, aspect: float, seed: int) -> None:
    (spots,) = lay_out([Wish(count=count)], [], aspect, seed)
    assert abs(sum(spot.x for spot in spots) / count - 0.5) < 0.1
    assert abs(sum(spot.y for spot in spots) / count - 0.5) < 0.1
    for x, y, r in discs(spots, aspect):
        assert min(x - r, max(1.0, aspect) - x - r, y - r, max(1.0, 1 / aspect) - y - r) > 0.03


def test_seeds_vary_the_layout() -> None:
    made = {lay_out([Wish(count=5)], [], 1.0, seed) for seed in range(10)}
    assert len(made) == 10


def test_what_stands_on_one_thing_stands_side_by_side_on_it_and_that_on_another() -> None:
    groups = [Wish(count=1), Wish(count=2), Wish(count=1, top=0.5), Wish(count=1)]
    bonds = [Bond(first=0, relation="on", second=2), Bond(first=1, relation="on", second=2)]
    bonds.append(Bond(first=2, relation="on", second=3))
    for seed in range(6):
        spots = lay_out(groups, bonds, 1.0, seed)
        lone, pair, bowl, table = (discs(group, 1.0) for group in spots)
        assert all(holds(bond, bonds, spots, 1.0) for bond in bonds)
        for _, y, r in (*lone, *pair):
            assert y + r == pytest.approx(bowl[0][1] - 0.5 * bowl[0][2], abs=0.01)
        assert bowl[0][1] + bowl[0][2] == pytest.approx(table[0][1] - table[0][2], abs=0.01)
