"""Owns giving a thing the adjectives, numbers, rows and colours that were said of it."""

from __future__ import annotations

from studio.sketch.scene import Arrangement
from studio.sketch.words.draft import Draft, Named, Words

_IN_ROW = 4
"""How many stand in each of several rows where it was not said."""

RINGS = 4
"""Concentric shapes where it was not said how many."""


def dress(thing: Named, words: Words) -> None:
    """Gives `thing` all that waited for it."""
    thing.colours += words.colours
    if words.concentric:
        thing.rings, words.number = words.number or RINGS, 1
    thing.size, thing.varied = words.size, words.varied
    thing.direction = words.direction
    thing.number, thing.exact = words.number, words.exact
    thing.arrangement = words.arrangement
    thing.rows, thing.columns = words.rows, words.columns
    if words.grid:
        into_grid(thing, words.grid)
    elif words.per_row:
        _fill(thing, words.number)


def _fill(thing: Named, each: int | None) -> None:
    """Several rows, or columns, of `each`."""
    each = each or _IN_ROW
    if thing.rows:
        thing.columns, thing.number = each, each * thing.rows
    else:
        thing.rows, thing.number = each, each * thing.columns


def into_grid(thing: Named, grid: tuple[int, int]) -> None:
    """Sets a thing in rows and columns; as many as they hold where no number was said."""
    thing.arrangement, (thing.rows, thing.columns) = "rows", grid
    if thing.number is None or not thing.exact:
        thing.number, thing.exact = thing.rows * thing.columns, True


def fill_rows(thing: Named, way: str, each: int) -> None:
    """ "in two rows of three": `each` in every one."""
    if way == "rows":
        thing.columns = each
    else:
        thing.rows = each
    if thing.number is None:
        thing.number = max(1, thing.rows) * max(1, thing.columns)


def paint_ground(draft: Draft, colours: list[str], last: Named | None, behind: bool) -> None:
    """Colours that no object takes: `behind` what was named, or of the ground named last."""
    if behind and last and last.kind == "motif":
        last.behind += colours
    elif behind:
        draft.behind += colours
    elif last and last.kind != "object":
        last.colours += colours
    else:
        draft.loose += colours


def line_up(thing: Named, way: str, number: int) -> None:
    """Sets a thing "in two rows", "in three columns" or "in a row"; 0 leaves the number open."""
    thing.arrangement = lines(way, number)
    if way == "rows" and number:
        thing.rows = number
    elif number:
        thing.columns = number


def lines(way: str, number: int) -> Arrangement:
    """What one or several rows or columns make."""
    if number == 1:
        return "row" if way == "rows" else "column"
    return "rows"
