"""What a window needs of the core, as protocols: the one seam that window tests fake."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Protocol

from psygnal import Signal

from studio.recipe.additions import Addition
from studio.recipe.asset import Asset, Change, Mark
from studio.recipe.capabilities import Capabilities
from studio.recipe.draft import Draft, DraftControl, DraftReference, DraftStart
from studio.recipe.events import Event
from studio.recipe.job import Job, NewJob, State
from studio.recipe.protocols import BlobReader
from studio.recipe.queue import BatchState, QueueState, Rules
from studio.recipe.recipe import ControlKind, Fit, ModelRef
from studio.recipe.speed import Speed

if TYPE_CHECKING:  # not for the first paint
    from studio.jobs.plans.survey import PlanOptions, Started, Survey


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
    def family(self) -> str:
        """Empty where it was not recognised."""
        ...

    @property
    def bytes(self) -> int:
        """Of the files that decide the picture; 0 where it cannot be used."""
        ...

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


class InstalledAddition(Protocol):
    """A LoRA, ControlNet or adapter that is here."""

    @property
    def id(self) -> str: ...
    @property
    def addition(self) -> Addition: ...
    @property
    def name(self) -> str: ...
    @property
    def summary(self) -> str: ...
    @property
    def words(self) -> tuple[str, ...]:
        """That wake it in a prompt."""
        ...

    @property
    def licence(self) -> str: ...
    @property
    def bytes(self) -> int: ...
    @property
    def path(self) -> Path: ...
    @property
    def state(self) -> str: ...
    @property
    def problem(self) -> str:
        """As Model.problem."""
        ...

    @property
    def remedy(self) -> str: ...


class Models(Protocol):
    def additions(self) -> tuple[InstalledAddition, ...]:
        """Every one, those that cannot be used with their reason."""
        ...

    def additions_for(self, draft: Draft, can: Capabilities) -> tuple[Addition, ...]:
        """Those that can be used, and those that the draft means by their weights. Raises ModelError and InputError."""
        ...

    def models(self) -> tuple[Model, ...]: ...

    def get(self, id: str | None) -> Model:
        """The default model for None; raises ModelMissing."""
        ...

    def models_in(self, folder: Path) -> tuple[Model, ...]:
        """Models that a folder of the user's holds; raises ModelMissing if there is nothing at all."""
        ...

    def additions_in(self, folder: Path) -> tuple[InstalledAddition, ...]:
        """LoRAs and the like that it holds; raises as `models_in`."""
        ...

    def name_folder(self, folder: Path) -> None:
        """List its models from now on."""
        ...

    def save_folders(self) -> None:
        """Make that last. Raises StorageError."""
        ...


class Jobs(Protocol):
    async def job(self, job: str) -> Job | None: ...

    async def jobs(
        self,
        states: Sequence[State] | None = None,
        limit: int = 1000,
        *,
        project: str | None = None,
        before: str | None = None,
    ) -> tuple[Job, ...]:
        """Newest first, older than the job `before`."""
        ...

    async def these(self, jobs: Sequence[str]) -> tuple[Job, ...]:
        """Those of `jobs` that are there, oldest first."""
        ...

    async def queued(self) -> tuple[Job, ...]:
        """What runs, waits or is paused, by lane and rank; then failures that were not dismissed."""
        ...


class Pictures(Protocol):
    async def assets_of(self, job: str) -> tuple[Asset, ...]: ...

    async def assets_of_jobs(self, jobs: Sequence[str]) -> dict[str, tuple[Asset, ...]]: ...


class Shelf(Protocol):
    """The library, as far as a window reads and marks it. Mutations return what they changed."""

    @property
    def jobs(self) -> Jobs: ...
    @property
    def pictures(self) -> Pictures: ...
    @property
    def blobs(self) -> BlobReader: ...

    async def asset(self, asset: str) -> Asset | None: ...

    async def mark(self, assets: Sequence[str], mark: Mark) -> Change: ...

    async def annotate(self, asset: str, note: str) -> Change: ...

    async def tag(self, assets: Sequence[str], add: Sequence[str] = (), remove: Sequence[str] = ()) -> Change: ...

    async def tags(self) -> tuple[str, ...]:
        """Every tag in use, most used first."""
        ...

    async def trash(self, assets: Sequence[str]) -> Change: ...

    async def untrash(self, assets: Sequence[str]) -> Change: ...

    async def projects(self) -> tuple[str, ...]:
        """The most recently used first."""
        ...

    async def marked(self, project: str | None, mark: Mark) -> tuple[Asset, ...]: ...

    async def trashed(self, project: str | None = None, limit: int = 5000) -> tuple[Asset, ...]:
        """What lies in the trash, newest first."""
        ...

    async def loose(self, project: str | None, limit: int = 5000) -> tuple[Asset, ...]:
        """Pictures of no job, newest first."""
        ...


class Made(Protocol):
    """The answer to a request: the job that now waits or runs, and what the user should be told."""

    @property
    def job(self) -> Job: ...
    @property
    def notices(self) -> tuple[str, ...]: ...


class QueueControl(Protocol):
    """What may be asked of the queue. Jobs whose state does not allow it are left out where several are given.

    Single ones raise JobError; everything may raise StorageError.
    """

    async def cancel(self, jobs: Sequence[str]) -> None: ...

    async def pause(self, jobs: Sequence[str]) -> None: ...

    async def resume(self, jobs: Sequence[str]) -> None: ...

    async def retry(self, jobs: Sequence[str]) -> None:
        """What is missing of failed or cancelled jobs waits again."""
        ...

    async def add(self, order: NewJob) -> Job:
        """At the end of its lane."""
        ...

    async def duplicate(self, jobs: Sequence[str]) -> tuple[Job, ...]: ...

    async def dismiss(self, jobs: Sequence[str], dismissed: bool = True) -> None:
        """Failures that need not be shown any more, or (False) shall be again."""
        ...

    async def edit(self, job: str, order: NewJob, revision: int) -> None:
        """`revision` is the one that the editor saw."""
        ...

    async def move(self, jobs: Sequence[str], before: str | None) -> None:
        """Before another of their lane, or at its end."""
        ...

    async def start_at(self, jobs: Sequence[str], when: float) -> None:
        """Unix time, seconds; 0 for at any time."""
        ...

    async def hold(self) -> None: ...

    async def go_on(self) -> None:
        """Every lane, whatever held it."""
        ...

    async def state(self) -> QueueState: ...

    async def set_rules(self, rules: Rules) -> None: ...

    async def batches(self, *, unfinished: bool = False) -> tuple[BatchState, ...]: ...

    async def pause_batch(self, batch: str) -> None: ...

    async def resume_batch(self, batch: str) -> None: ...

    async def cancel_batch(self, batch: str) -> None: ...

    async def retry_batch(self, batch: str) -> None: ...

    async def speeds(self) -> Mapping[str, Speed]: ...


class Planner(Protocol):
    """What may be done with the files that describe many pictures."""

    async def survey(self, path: Path, options: PlanOptions = ...) -> Survey:
        """What it would make, and what is wrong with it; writes nothing. Raises PlanError if it cannot be read."""
        ...

    async def run(self, survey: Survey, *, prune: bool = False) -> Started: ...


class Core(Protocol):
    changed: ClassVar[Signal]
    """emits Change"""
    noticed: ClassVar[Signal]
    """emits a plain sentence for the user"""

    @property
    def library(self) -> Shelf: ...
    @property
    def catalog(self) -> Models: ...

    @property
    def queue(self) -> QueueControl: ...
    @property
    def plans(self) -> Planner: ...

    @property
    def project(self) -> str:
        """Where new pictures go when no project was chosen."""
        ...

    async def make(self, draft: Draft, *, project: str | None = None) -> Made: ...

    async def cancel(self, job_id: str) -> object: ...

    async def resume(self, job_id: str) -> Job:
        """What is missing of a failed, cancelled or paused job waits again; raises JobError for any other."""
        ...

    def announce(self, change: Change) -> None:
        """Tell everybody of a mutation that was made through the library."""
        ...

    def warm(self, model_id: str | None) -> object: ...

    async def add_start(self, data: bytes | Path) -> tuple[DraftStart, tuple[str, ...]]: ...

    async def add_mask(self, data: bytes | Path) -> tuple[str, tuple[str, ...]]: ...

    async def add_control(
        self, data: bytes | Path, kind: ControlKind, *, ready: bool, detail: float | None = None
    ) -> tuple[DraftControl, tuple[str, ...]]: ...

    async def add_reference(self, data: bytes | Path) -> tuple[DraftReference, tuple[str, ...]]: ...

    async def extend(
        self,
        picture: bytes | Path | str,
        *,
        left: int = 0,
        top: int = 0,
        right: int = 0,
        bottom: int = 0,
        model: str | None = None,
    ) -> tuple[DraftStart, Fit, tuple[str, ...]]:
        """A picture, or the sha256 of a blob, on a canvas that is larger by so many of its pixels."""
        ...

    def follow(self, job_id: str) -> AsyncGenerator[Event]: ...

    async def close(self) -> None: ...
