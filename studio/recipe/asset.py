"""The asset: a finished picture in the library; and the change that a mutation returns."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import msgspec

from studio.recipe.receipt import Receipt
from studio.recipe.recipe import Recipe

Mark = Literal["none", "starred", "rejected"]


class Asset(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A picture file that the library keeps."""

    id: str
    """UUID as 32 hex digits"""
    path: Path
    sha256: str
    """of the file as it lies there"""
    width: int
    height: int
    recipe: Recipe | None
    """None for a picture the studio did not make"""
    receipt: Receipt | None
    """None where it was made again from the file"""
    project: str
    job: str
    """id of the job, empty after a rebuild"""
    index: int
    created: float
    """Unix time, seconds"""
    mark: Mark = "none"
    note: str = ""
    tags: tuple[str, ...] = ()
    """as the user wrote them, in their order, none twice"""
    trashed: bool = False
    """it lies in its project's trash, from where it can be brought back"""


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """What a mutation touched: ids. Views decide whether that concerns them."""

    jobs: frozenset[str] = frozenset()
    assets: frozenset[str] = frozenset()
    batches: frozenset[str] = frozenset()
    """batches that were added, paused, resumed or written out"""
    queue: bool = False
    """what holds the queue, or the rules it runs by"""

    def __or__(self, other: Change) -> Change:
        return Change(
            jobs=self.jobs | other.jobs,
            assets=self.assets | other.assets,
            batches=self.batches | other.batches,
            queue=self.queue or other.queue,
        )

    def __bool__(self) -> bool:
        return bool(self.jobs or self.assets or self.batches or self.queue)
