"""What a window needs of the core, as protocols: the one seam that window tests fake."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from pathlib import Path
from typing import ClassVar, Protocol

from psygnal import Signal

from studio.recipe.asset import Asset
from studio.recipe.capabilities import Capabilities
from studio.recipe.draft import Draft, DraftStart
from studio.recipe.events import Event
from studio.recipe.job import Job, State
from studio.recipe.protocols import BlobReader
from studio.recipe.recipe import ModelRef


class Model(Protocol):
    """A model that can be chosen."""

    @property
    def ref(self) -> ModelRef: ...
    @property
    def name(self) -> str: ...
    @property
    def summary(self) -> str: ...
    @property
    def capabilities(self) -> Capabilities: ...
    @property
    def state(self) -> str: ...
    @property
    def licence(self) -> str: ...
    @property
    def folder(self) -> Path: ...
    @property
    def problem(self) -> str:
        """Why it cannot be used, a plain sentence; empty when its state is ready."""
        ...

    @property
    def remedy(self) -> str: ...
    @property
    def vocabulary(self) -> frozenset[str] | None:
        """Every word it was taught, in lower case; None when nobody says."""
        ...

    @property
    def knows(self) -> dict[str, tuple[str, ...]]:
        """What to ask it for: group to words."""
        ...


class Models(Protocol):
    def models(self) -> tuple[Model, ...]: ...

    def get(self, id: str | None) -> Model:
        """The default model for None; raises ModelMissing."""
        ...


class Jobs(Protocol):
    async def job(self, job: str) -> Job | None: ...

    async def jobs(self, states: Sequence[State] | None = None, limit: int = 1000) -> tuple[Job, ...]:
        """Newest first."""
        ...


class Pictures(Protocol):
    async def assets_of(self, job: str) -> tuple[Asset, ...]: ...


class Shelf(Protocol):
    """The library, as far as a window reads it."""

    @property
    def jobs(self) -> Jobs: ...
    @property
    def pictures(self) -> Pictures: ...
    @property
    def blobs(self) -> BlobReader: ...


class Made(Protocol):
    """The answer to a request: the job that now waits or runs, and what the user should be told."""

    @property
    def job(self) -> Job: ...
    @property
    def notices(self) -> tuple[str, ...]: ...


class Core(Protocol):
    changed: ClassVar[Signal]
    """emits Change"""
    noticed: ClassVar[Signal]
    """emits a plain sentence for the user"""

    @property
    def library(self) -> Shelf: ...
    @property
    def catalog(self) -> Models: ...
    async def make(self, draft: Draft) -> Made: ...

    async def cancel(self, job_id: str) -> object: ...

    def warm(self, model_id: str | None) -> object: ...

    async def add_start(self, data: bytes | Path) -> tuple[DraftStart, tuple[str, ...]]: ...

    def follow(self, job_id: str) -> AsyncGenerator[Event]: ...

    async def close(self) -> None: ...
