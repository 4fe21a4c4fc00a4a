"""The protocol of a backend: a request in, events out, a cancel that answers."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import Protocol

import msgspec

from studio.recipe.events import Event
from studio.recipe.receipt import Plan
from studio.recipe.recipe import ModelRef, Recipe

FRUGAL = 2
"""the last rung of the ladder: 1 empties caches and decodes in tiles, 2 also slices attention in a fresh engine"""


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """One run: pictures `indexes` of the set that `recipe` begins."""

    run: str
    """unique name of this attempt"""
    recipe: Recipe
    indexes: tuple[int, ...]
    plan: Plan = "exact"
    previews: bool = True
    frugal: int = 0
    """how far to save memory: 0 not at all, up to FRUGAL; asked again one higher after OutOfMemory"""
    again: bool = False
    """an engine was lost over it before: another loss ends the run"""


class Backend(Protocol):
    """Turns requests into events; `concurrency` runs at a time."""

    @property
    def name(self) -> str: ...

    @property
    def concurrency(self) -> int:
        """runs that it may be given at once, 1 or more"""
        ...

    def run(self, request: Request) -> AsyncGenerator[Event]:
        """Events of one run, ending with exactly one of Finished, Failed, Cancelled.

        Closing the generator early cancels the run. Failures of any kind arrive as Failed, never as an exception.
        """
        ...

    def cancel(self, run: str) -> None:
        """Ask the run to stop; returns at once. The stream then ends with Cancelled within about two seconds."""
        ...

    def warm(self, model: ModelRef) -> None:
        """Get ready for this model in the background; failures show when a run needs it."""
        ...

    async def close(self) -> None:
        """End every process and thread of this backend."""
        ...
