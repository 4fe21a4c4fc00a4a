"""Owns what is remembered by identity: to hash all points of an outline takes longer than to draw it small."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

S = TypeVar("S")
T = TypeVar("T")


def remembered(most: int) -> Callable[[Callable[[S], T]], Callable[[S], T]]:
    """Remembers what a function gave for the last `most` or fewer values, which never change. Each is kept with it, so
    that no other can come to have its identity."""

    def decorated(function: Callable[[S], T]) -> Callable[[S], T]:
        known: dict[int, tuple[S, T]] = {}

        @wraps(function)
        def recalled(value: S) -> T:
            found = known.get(id(value))
            if found is not None:
                return found[1]
            if len(known) >= most:
                known.clear()
            made = function(value)
            known[id(value)] = (value, made)
            return made

        return recalled

    return decorated
