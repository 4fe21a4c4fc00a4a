"""The wiring, free of Qt: opens a home and builds the objects that window, command line and server share."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import sys
import threading
from collections.abc import AsyncGenerator, Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec
from psygnal import EmitLoopError, Signal, SignalInstance

import studio
from studio import settings as table
from studio.backends.backend import Backend
from studio.backends.local import LocalBackend
from studio.backends.sketch import sketch_backend
from studio.catalog.catalog import Catalog
from studio.catalog.reading import Watch, telling
from studio.errors import FolderUnusable, JobError, StorageError
from studio.jobs.control import QueueControl
from studio.jobs.dispatch import Dispatch
from studio.jobs.follow import follow
from studio.jobs.owner import Ownership
from studio.jobs.plans.plans import Plans
from studio.library.disk import usable_folder
from studio.library.library import Library
from studio.paths import Home
from studio.recipe.asset import Change
from studio.recipe.draft import Draft, DraftControl, DraftProduct, DraftReference, DraftStart
from studio.recipe.events import Event
from studio.recipe.job import LOCAL, Job, Lane, NewJob
from studio.recipe.lora_tags import untagged
from studio.recipe.receipt import Plan
from studio.recipe.recipe import SKETCH, ControlKind, Fit, Recipe, ReferenceRole, Sketched
from studio.recipe.resolve import Resolved, resolve
from studio.settings import Settings

if TYPE_CHECKING:
    from studio.catalog.installed import InstalledModel
    from studio.library.given import GivenPictures
    from studio.sketch.words.understanding import Understanding

BACKUP_DELAY_SECONDS = 3.0
BACKUP_CHECK_SECONDS = 300.0

_log = logging.getLogger(__name__)

T = TypeVar("T")


class Made(msgspec.Struct, frozen=True, kw_only=True):
    """A job that was put into the queue, and what the user should be told about it."""

    job: Job
    notices: tuple[str, ...] = ()
    reading: Understanding | None = None
    """what the prompt of its first picture was taken for, where a drawing is made of it"""


class Studio:
    """One open home. Everything is called on one event loop; signals are emitted on it.

    `library`, `queue` and `plans` are there from `start` to `close`; the other attributes from the beginning.
    """

    changed = Signal(Change)
    happened = Signal(str, object)
    """(job id, Event)"""
    noticed = Signal(str)
    """plain sentences for the user"""

    library: Library
    queue: QueueControl
    plans: Plans

    def __init__(
        self,
        home: Home,
        *,
        backend: Backend | None = None,
        backends: Mapping[str, Backend] | None = None,
        settings: Settings | None = None,
    ) -> None:
        """Nothing is read but the settings, nothing is started.

        `backends` by name work beside the local engine and the sketch; one named `local` (or `backend`) or `sketch`
        replaces that.

        `settings` are those of a window that has them open already: both then see every change.
        """
        self.home = home
        self.settings = settings or Settings.load(home.settings)
        self.catalog = Catalog(home, self.settings)
        self._given = {**(backends or {}), **({LOCAL: backend} if backend else {})}
        self._ownership = Ownership(home, studio.__version__)
        self._backup: asyncio.Task[None] | None = None
        self._wanted: str | None = None

    @property
    def owner(self) -> bool:
        """Whether this process runs the jobs; otherwise it follows the one that does."""
        return self._ownership.held

    async def start(self) -> None:
        """Open the library and join the queue: run it if nobody does. Far below 100 ms; no engine is started.

        Raises OtherVersion, DatabaseNewer and other StorageErrors.
        """
        if not self._ownership.take():
            self._ownership.require_same_version()
        try:
            self.library = Library.open(self.home)
        except BaseException:
            self._ownership.release()
            raise
        self._backends = {LOCAL: self._local(), SKETCH: self._sketch(), **self._given}
        self._dispatch = Dispatch(
            library=self.library,
            backends=self._backends,
            ownership=self._ownership,
            changed=self.announce,
            happened=lambda job, event: _emit(self.happened, job, event),
            noticed=self._notice,
            previews=lambda: self.settings.get(table.GENERATE_PREVIEWS),
            stay_awake=lambda: self.settings.get(table.GENERATE_AWAKE),
        )
        self.queue = QueueControl(self.library.jobs, self._dispatch, self.announce)
        self.plans = Plans(
            self.home, self.library, self.catalog, self.announce, self._dispatch.nudge, self.queue.cancel
        )
        for sentence in (*self.settings.notices, *self.catalog.notices, *self.library.notices):
            self._notice(sentence)
        try:
            await self._dispatch.start()
        except BaseException:
            self._ownership.release()
            await asyncio.to_thread(self.library.close)
            raise
        self._backup = asyncio.create_task(self._back_up(), name="backup")

    async def close(self) -> None:
        """Give running work back to the queue, end the engine, let go of the home. Safe to call twice."""
        if self._backup is None:
            return
        self._backup.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._backup
        self._backup = None
        await self._dispatch.close()
        for backend in self._backends.values():
            await backend.close()
        self._ownership.release()
        await asyncio.to_thread(self.library.close)

    async def make(
        self,
        draft: Draft,
        *,
        project: str | None = None,
        folder: Path | None = None,
        lane: Lane = "interactive",
        plan: Plan | None = None,
    ) -> Made:
        """Freeze `draft` and put it into the queue; its events come from `follow` and `happened`.

        `folder` is where the pictures go instead of the project's own folder. Raises InputError and ModelError
        for what cannot be made, StorageError where the queue cannot be written. Large files that are read for the
        first time are told of by `noticed` before they are.
        """
        model = await self._after_reading(lambda watch, stop: self._model(draft.model, watch, stop))
        place = await asyncio.to_thread(_usable, folder) if folder else ""
        resolved = await self._after_reading(lambda watch, stop: self._resolved(draft, model, watch, stop))
        if resolved.recipe.drawn:
            self._dispatch.warm(lambda: model.ref)  # while the prompt is read
        reading, told = await asyncio.to_thread(_read, resolved.recipe)
        order = NewJob(
            recipe=resolved.recipe,
            count=resolved.count,
            lane=lane,
            plan=plan or "exact",
            project=project or self.project,
            folder=place,
        )
        jobs, change = await self.library.jobs.enqueue([order])
        self._dispatch.expect(jobs[0])
        self.announce(change)
        return Made(job=jobs[0], notices=(*resolved.notices, *told), reading=reading)

    async def _after_reading(self, work: Callable[[Watch, threading.Event], T]) -> T:
        """`work` in a thread, which may read large files first; when nobody waits for it any more it stops."""
        loop, stop = asyncio.get_running_loop(), threading.Event()
        watch = telling(lambda sentence: loop.call_soon_threadsafe(self._notice, sentence))
        try:
            return await asyncio.to_thread(work, watch, stop)
        finally:
            stop.set()

    def _model(self, model_id: str | None, watch: Watch, stop: threading.Event) -> InstalledModel:
        if (model_id or self.catalog.default_id) != SKETCH:
            self.catalog.read(self.catalog.unread(), watch, stop)
        return self.catalog.get(model_id)

    def _resolved(self, draft: Draft, model: InstalledModel, watch: Watch, stop: threading.Event) -> Resolved:
        additions = self.catalog.additions_for(untagged(draft), model.capabilities, watch, stop)
        if not all(control.ready for control in draft.controls):
            resolve(draft, model.ref, model.capabilities, additions)  # refused before control images are made for it
            draft = msgspec.structs.replace(draft, controls=self._given_pictures().controls(draft.controls))
        return resolve(draft, model.ref, model.capabilities, additions)

    @property
    def project(self) -> str:
        """Where new pictures go when no project was chosen."""
        return self.settings.get(table.LIBRARY_PROJECT)

    async def resume(self, job_id: str) -> Job:
        """Queue what is missing of a failed, cancelled or paused job; its pictures stay, and so does its project.

        Raises JobError for a job that waits, runs or is done, or that is not there any more.
        """
        change = await self.library.jobs.set_state(job_id, "waiting")
        job = await self.library.jobs.job(job_id)
        if job is None:
            raise JobError("This job is not in the queue any more.", remedy="Look at the queue again.", detail=job_id)
        self._dispatch.expect(job)
        self.announce(change)
        return job

    def follow(self, job_id: str) -> AsyncGenerator[Event]:
        """Events of one job, whoever runs it: what is already made first, one ending last.

        Raises JobError for an unknown job. Leaving early stops nothing but the watching.
        """
        return follow(job_id, self.library, self._dispatch.streams)

    async def cancel(self, job_id: str) -> None:
        """Stop this job, waiting or running; its finished pictures stay. An ended job is left as it is."""
        await self.queue.cancel([job_id])

    async def cancel_all(self) -> None:
        """Stop every job of the queue."""
        await self.queue.cancel_all()

    def warm(self, model_id: str | None = None) -> None:
        """Get the engine ready for this model (None: the default) while the user still types. Cheap to repeat."""
        self._dispatch.warm(lambda: self.catalog.get(model_id).ref)

    async def add_start(self, data: bytes | Path) -> tuple[DraftStart, tuple[str, ...]]:
        """Keep a start picture; returns it for a draft, and what the user should know about it.

        Raises ImageError for anything that is no usable picture, StorageError if it cannot be kept.
        """
        return await self._keep(lambda given: given.start(data))

    async def add_mask(self, data: bytes | Path) -> tuple[str, tuple[str, ...]]:
        """Keep a mask; returns its sha256 for DraftStart.mask, and what the user should know about it.

        Raises as `add_start`.
        """
        return await self._keep(lambda given: given.mask(data))

    async def add_product(self, data: bytes | Path) -> tuple[DraftProduct, tuple[str, ...]]:
        """Keep a cut-out; returns it, in the centre, for a draft, and what the user should know about it.

        Raises as `add_start`.
        """
        return await self._keep(lambda given: given.product(data))

    async def add_control(
        self, data: bytes | Path, kind: ControlKind, *, ready: bool | None, detail: float | None = None
    ) -> tuple[DraftControl, tuple[str, ...]]:
        """Keep a control image, for a draft; unless the picture is one already (`ready`) it is made of it.

        None: it is looked at, and a notice tells where it was taken for one. `detail` is 0 (the plainest lines alone)
        to 1 (the faintest as well), None for the usual. Raises as `add_start`, also for kinds that are not made here.
        """
        return await self._keep(lambda given: given.control(data, kind, ready=ready, detail=detail))

    async def add_reference(
        self, data: bytes | Path, role: ReferenceRole = "whole"
    ) -> tuple[DraftReference, tuple[str, ...]]:
        """Keep a picture whose look is to be taken, for a draft. Raises as `add_start`."""
        return await self._keep(lambda given: given.reference(data, role))

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
        """A picture (or the sha256 of one that is kept) on a canvas that is larger by so many of its pixels.

        Returns start and finished size for a draft: what the picture shows stays bit for bit, the rest is made.
        `model` as in Draft. Raises as `add_start`, ModelError, InputError where nothing grows, and SizeError.
        """
        from studio.pixels.outpaint import Sides  # brings the picture libraries: not at start

        sides = Sides(left=left, top=top, right=right, bottom=bottom)
        can = (await asyncio.to_thread(self.catalog.get, model)).capabilities
        return await self._keep(lambda given: given.extension(picture, sides, can))

    async def _keep(self, kept: Callable[[GivenPictures], T]) -> T:
        return await asyncio.to_thread(lambda: kept(self._given_pictures()))

    def _given_pictures(self) -> GivenPictures:
        from studio.library.given import GivenPictures  # brings the picture libraries: not at start

        return GivenPictures(self.library.blobs)

    def _local(self) -> LocalBackend:
        python = self.settings.get(table.ENGINE_PYTHON) or sys.executable
        return LocalBackend(
            self.catalog.source,
            self.library.blobs,
            python,
            additions=self.catalog.addition_source,
            log=self.home.logs / "engine.log",
        )

    def _sketch(self) -> LocalBackend:
        return sketch_backend(self.catalog.source, self.library.blobs, log=self.home.logs / "sketch.log")

    def announce(self, change: Change) -> None:
        """Tell every listener of `changed` about a mutation of the library; called on the loop. Nothing is no news."""
        if change:
            _emit(self.changed, change)

    def _notice(self, sentence: str) -> None:
        _emit(self.noticed, sentence)

    async def _back_up(self) -> None:
        """While this process owns the home: soon, since a command does not live for an hour, and then every hour."""
        await asyncio.sleep(BACKUP_DELAY_SECONDS)
        while True:
            try:
                if self.owner:
                    await self.library.backup(if_older_than=self.settings.get(table.BACKUP_HOURS) * 3600)
            except StorageError as error:
                _log.warning("backup: %s %s", error.message, error.detail)
                self._notice(f"The library was not backed up: {error.message} {error.remedy}")
            await asyncio.sleep(BACKUP_CHECK_SECONDS)


def _usable(folder: Path) -> str:
    """Absolute path of a folder that pictures can be written to; better refused now than after the making."""
    folder = folder.expanduser().absolute()
    usable_folder(folder)
    if not os.access(folder, os.W_OK | os.X_OK):
        raise FolderUnusable(f"{folder} is read-only.", remedy="Choose another folder, or make this one writable.")
    return str(folder)


def _read(recipe: Recipe) -> tuple[Understanding | None, tuple[str, ...]]:
    """What is drawn of this recipe's prompt, if anything is, and what the user should know about it.

    Raises PromptError for a drawing that cannot be made.
    """
    layout = isinstance(recipe.start, Sketched)
    if not (recipe.drawn or layout):
        return None, ()
    from studio.sketch.drawing import reading  # brings numpy and skia: not at start
    from studio.sketch.seamless import require_seamless
    from studio.sketch.told import notices

    read = reading(recipe)
    if recipe.drawn:
        require_seamless(read.scene, recipe.tile)
    return read, notices(read, layout=layout)


def _emit(signal: SignalInstance, *arguments: Any) -> None:
    """A listener that fails must not stop the queue."""
    try:
        signal.emit(*arguments)
    except EmitLoopError:
        _log.exception("a listener of %s failed", signal.name)
