"""One run of one job: what the backend sends is saved and told, the saving overlapping the making."""

from __future__ import annotations

import asyncio
import contextlib
import time
import uuid
from typing import Literal

import msgspec

from studio.backends.backend import Backend, Request
from studio.errors import DatabaseLocked, DiskFull, FolderUnusable, JobError, StorageError
from studio.jobs.bench import Bench
from studio.recipe.events import Cancelled, Ending, Event, Failed, Finished, Notice, Picture, Progress
from studio.recipe.job import Job
from studio.recipe.protocols import Saved

Stop = Literal["cancel", "yield", "hold"]
"""cancel: somebody asked for the end of the job; yield: it makes room for more urgent work; hold: it was paused, or
the queue was. After the last two it waits again."""

UNSAVED = 2
"""Pictures that may wait for the disk; a backend that is faster has to wait too."""
LARGE_BYTES = 32 * 2**20
"""A picture so large is saved before the next one is taken: several of them would fill the memory."""


class Attempt:
    """Makes the missing pictures of `job`: `received` is the backend's part, `saved` the disk's."""

    def __init__(self, job: Job, request: Request, backend: Backend, bench: Bench) -> None:
        self.job = job
        self.request = request
        self.progress: Progress | None = None
        self.stopped: Stop | None = None
        self.made = 0
        """pictures that came of this run"""
        self.over = asyncio.Event()
        """set when the job has the state that the run led to"""
        self.given_up = asyncio.Event()
        """set when what the storage refuses is not tried for any longer"""
        self.answered = False
        """who cancelled it was told so, though that could not be written yet"""
        self._backend = backend
        self._bench = bench
        self._unsaved: asyncio.Queue[Picture | None] = asyncio.Queue(UNSAVED)
        self._saving: asyncio.Task[None] | None = None
        self._failure: StorageError | None = None
        self._lost = False

    def stop(self, why: Stop) -> None:
        """Returns at once; `received` then ends soon. A cancel outweighs everything else."""
        if self.stopped in ("cancel", why):
            return
        self.stopped = why
        if why == "cancel":
            self.give_up()
        self._backend.cancel(self.request.run)

    def give_up(self) -> None:
        """What the storage refuses is not tried for any longer. What it takes is saved none the less."""
        self.given_up.set()

    async def received(self) -> Ending:
        """How the run ended at the backend; its pictures may still be on their way to the disk."""
        if not self.request.indexes:
            return Finished()
        if self.stopped:
            return Cancelled()
        self._saving = asyncio.create_task(self._save_all(), name="saving")
        try:
            return await self._receive()
        finally:
            await self._unsaved.put(None)

    async def saved(self, ending: Ending) -> Ending:
        """Once every picture that came is saved or given up: what `ending` means for the job."""
        if self._saving is not None:
            await self._saving
        if self._failure is not None:
            return Failed.of(self._failure)
        return Cancelled() if self._lost else ending

    async def _receive(self) -> Ending:
        async with contextlib.aclosing(self._backend.run(self.request)) as stream:
            async for event in stream:
                match event:
                    case Finished() | Failed() | Cancelled():
                        return event
                    case Picture():
                        self.made += 1
                        self._tell(Progress(index=event.index, phase="saving"))
                        await self._unsaved.put(event)
                        if len(event.data) >= LARGE_BYTES:
                            await self._unsaved.join()
                    case _:
                        self._tell(event)
        return Failed(kind="EngineError", message="The work stopped without saying why.", remedy="Try again.")

    def _tell(self, event: Event) -> None:
        if isinstance(event, Progress):
            self.progress = event
        self._bench.streams.tell(self.job.id, event)

    async def _save_all(self) -> None:
        while picture := await self._unsaved.get():
            try:
                await self._save(picture)
            except StorageError as error:
                if self._has_own_folder and not self.given_up.is_set():
                    self._fail(error)
                else:
                    self._lose(picture, error)
            except JobError as error:  # the job was removed or edited while it ran: this picture is not wanted any more
                self._lose(picture, error)
            finally:
                self._unsaved.task_done()

    async def _save(self, picture: Picture) -> None:
        began = time.monotonic()
        try:
            saved = await self._put(self.job, picture)
        except (DiskFull, FolderUnusable) as error:
            if not self._has_own_folder or self.given_up.is_set():
                raise
            self._fail(error)
            saved = await self._put_in_project(picture)
        self._bench.learning.see(picture)
        self._bench.changed(saved.change)
        self._bench.streams.tell(self.job.id, _with_save(picture, time.monotonic() - began))

    @property
    def _has_own_folder(self) -> bool:
        """Somebody waits at a terminal for pictures in a folder of their choice: better told now than kept waiting."""
        return bool(self.job.order.folder) and self.job.order.lane == "interactive"

    async def _put(self, job: Job, picture: Picture) -> Saved:
        """While the storage refuses, the finished picture waits, and with it the backend."""
        return await self._bench.patience.insist(
            lambda: self._bench.library.pictures.save(job, picture),
            self.given_up,
            only=DatabaseLocked if self._has_own_folder else StorageError,
        )

    async def _put_in_project(self, picture: Picture) -> Saved:
        """Where the asked-for folder fails, a finished picture still goes to the library's own."""
        order = msgspec.structs.replace(self.job.order, folder="")
        saved = await self._put(msgspec.structs.replace(self.job, order=order), picture)
        self._tell(Notice(message=f"Picture {picture.index + 1} was finished and is kept as {saved.asset.path}."))
        return saved

    def _fail(self, error: StorageError) -> None:
        """No further picture is begun; those that are finished still get their chance."""
        if self._failure is None:
            self._failure = error
            self._backend.cancel(self.request.run)

    def _lose(self, picture: Picture, error: StorageError | JobError) -> None:
        """A picture that cannot be written is made again when its job goes on, if it does."""
        self._lost = True
        self._bench.noticed(f"Picture {picture.index + 1} of a set was finished but could not be kept. {error.message}")
        self._backend.cancel(self.request.run)


def request_for(job: Job, *, previews: bool, frugal: int, again: bool) -> Request:
    """The run that makes what is missing of `job`."""
    return Request(
        run=uuid.uuid4().hex,
        recipe=job.order.recipe,
        indexes=job.missing,
        plan=job.order.plan,
        previews=previews,
        frugal=frugal,
        again=again,
    )


def _with_save(picture: Picture, taken: float) -> Picture:
    seconds = picture.receipt.seconds
    seconds = msgspec.structs.replace(seconds, save=taken, total=seconds.total + taken)
    return msgspec.structs.replace(picture, receipt=msgspec.structs.replace(picture.receipt, seconds=seconds))
