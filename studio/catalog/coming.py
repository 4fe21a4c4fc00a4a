"""How far a model is that is being got: light to import, unlike what gets it."""

from __future__ import annotations

from collections.abc import Callable

import msgspec


class Progress(msgspec.Struct, frozen=True, kw_only=True):
    """How far a model is. `fetched` counts what came over the line in this go, again and again if need be."""

    done: int
    total: int
    fetched: int
    file: str


Watch = Callable[[Progress], None]
