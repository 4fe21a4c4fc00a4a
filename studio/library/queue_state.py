"""Rules, holds and what blocks: one value, read and replaced."""

from __future__ import annotations

import sqlite3

import msgspec

from studio.errors import InputError
from studio.recipe.job import Lane
from studio.recipe.queue import Blocked, Hold, QueueState, Rules

_MINUTES = 24 * 60


def read(connection: sqlite3.Connection) -> QueueState:
    return msgspec.json.decode(connection.execute("SELECT state FROM queue").fetchone()[0], type=QueueState)


def _replace(connection: sqlite3.Connection, before: QueueState, after: QueueState) -> None:
    """What stays the same is no change."""
    if after != before:
        connection.execute("UPDATE queue SET state = ?", (msgspec.json.encode(after).decode(),))


def set_rules(connection: sqlite3.Connection, rules: Rules) -> None:
    state = read(connection)
    _replace(connection, state, msgspec.structs.replace(state, rules=rules))


def require_rules(rules: Rules) -> None:
    """Raise InputError unless times are of a day and counts are counts."""
    hours = rules.hours
    if hours is not None and not (0 <= hours.begin < _MINUTES and 0 <= hours.end < _MINUTES):
        raise InputError("These hours are no times of a day.", remedy="Give times from 00:00 to 23:59.")
    if rules.stop_after < 0:
        raise InputError(
            f"The queue cannot stop after {rules.stop_after} failures.", remedy="Give 1 or more, or 0 for never."
        )


def hold(connection: sqlite3.Connection, lane: Lane, held: Hold | None) -> None:
    state = read(connection)
    holds = {name: other for name, other in state.holds.items() if name != lane}
    after = msgspec.structs.replace(state, holds=holds if held is None else holds | {lane: held})
    _replace(connection, state, after)


def block(connection: sqlite3.Connection, blocked: Blocked | None) -> None:
    state = read(connection)
    _replace(connection, state, msgspec.structs.replace(state, blocked=blocked))
