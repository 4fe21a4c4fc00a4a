"""What a new owner does first: every reservation that was left is adopted or cleared, and stale parts are swept."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

import msgspec

from studio.errors import DatabaseLocked
from studio.library import moves, reservations
from studio.library.database import Database
from studio.library.disk import sweep
from studio.library.places import Places
from studio.library.reservations import Reservation
from studio.library.turn import Turn
from studio.recipe.asset import Asset, Change
from studio.recipe.job import Job

_ANOTHERS_TURN = 1.0
"""seconds; a dead process lets go at once"""


class Recovery(msgspec.Struct, frozen=True, kw_only=True):
    """What was found and done."""

    jobs: tuple[Job, ...] = ()
    """that the dead owner was running"""
    adopted: tuple[Asset, ...] = ()
    """pictures that were whole on the disk but not yet in the library"""
    cleared: int = 0
    """pictures whose saving was broken off; their jobs make them again"""
    swept: int = 0
    """parts removed from the pictures folder and those in it"""
    change: Change = Change()


def recover(database: Database, places: Places, turn: Turn) -> Recovery:
    """Settle every reservation, then sweep the pictures folder and those in it. Only for the holder of the runner lock.

    Folders given with `--out` may belong to others too: there only parts that a reservation names are removed.
    """
    moved, swept = _tidied(database, places, turn)
    left = database.read_here(lambda connection: reservations.every(connection, places))
    settled = [(one, _settle(database, one, places)) for one in left]
    adopted = tuple(asset for _, asset in settled if asset is not None)
    change = Change(jobs=frozenset(one.job for one in left), assets=frozenset(asset.id for asset in adopted))
    return Recovery(adopted=adopted, cleared=len(left) - len(adopted), swept=swept, change=change | moved)


def _tidied(database: Database, places: Places, turn: Turn) -> tuple[Change, int]:
    """(what moves a dead process had begun, parts swept); nothing while another process has its turn, for it lives."""
    with contextlib.suppress(DatabaseLocked), turn.taken(patience=_ANOTHERS_TURN):
        moved = moves.settle_left(database, places)
        return moved, sum(sweep(folder) for folder in _folders(places.pictures))
    return Change(), 0


def _settle(database: Database, reservation: Reservation, places: Places) -> Asset | None:
    whole = reservation.whole
    reservations.remove_leftovers(reservation, adopted=whole)
    return database.write(lambda connection: reservations.settle(connection, reservation, whole, places)).result()


def _folders(pictures: Path) -> Iterator[Path]:
    """Projects' folders, and those of batches inside them."""
    yield pictures
    for parent, names, _ in os.walk(pictures):
        yield from (Path(parent, name) for name in names)
