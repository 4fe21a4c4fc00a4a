"""One run of one job: what the backend sends is saved and told, the saving overlapping the making."""

from __future__ import annotations

import asyncio
import contextlib
import time
import uuid
from collections.abc import Callable
from typing import Literal

import msgspec

from studio.backends.backend import Backend, Request
from studio.errors import DatabaseLocked, DiskFull, FolderUnusable, StorageError
from studio.jobs.streams import Streams
from studio.recipe.asset import Change
from studio.recipe.events import Cancelled, Ending, Event, Failed, Finished, Notice, Picture, Progress
from studio.recipe.job import Job
from studio.recipe.protocols import PictureStore

Stop = Literal["cancel", "yield"]
"""cancel: somebody asked for the end of the job; yield: it makes room and waits again"""

UNSAVED = 2
"""Pictures that may wait for the disk; a backend that is faster has to wait too."""


class Attempt:
    """Makes the missing pictures of `job`. `progress` is where it stands."""

    def __init__(
        self,
        job: Job,
        backend: Backend,
        pictures: PictureStore,
        streams: Streams,
        changed: Callable[[Change], None],
        *,
        previews: bool = True,
    ) -> None:
        self.job = job
        self.progress: Progress | None = None
        self.stopped: Stop | None = None
        self._backend = backend
        self._pictures = pictures
        self._streams = streams
        self._changed = changed
        self._unsaved: asyncio.Queue[Picture | None] = asyncio.Queue(UNSAVED)
        self._failure: StorageError | None = None
        self._request = Request(
            run=uuid.uuid4().hex,
            recipe=job.order.recipe,
            indexes=job.missing,
            plan=job.order.plan,
            previews=previews,
        )

    def stop(self, why: Stop) -> None:
        """Returns at once; `make` then ends soon. A cancel outweighs a yield."""
        if self.stopped != "cancel":
            self.stopped = why
        self._backend.cancel(self._request.run)

    async def make(self) -> Ending:
        """How the run ended, once every picture that came is saved. Never raises StudioError."""
        if not self._request.indexes:
            return Finished()
        if self.stopped:
            return Cancelled()
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._save_all(), name="saving")
            ending = await self._receive()
            await self._unsaved.put(None)
        return Failed.of(self._failure) if self._failure else ending

    async def _receive(self) -> Ending:
        async with contextlib.aclosing(self._backend.run(self._request)) as stream:
            async for event in stream:
                match event:
                    case Finished() | Failed() | Cancelled():
                        return event
                    case Picture():
                        self._tell(Progress(index=event.index, phase="saving"))
                        await self._unsaved.put(event)
                    case _:
                        self._tell(event)
        return Failed(kind="EngineError", message="The work stopped without saying why.", remedy="Try again.")

    def _tell(self, event: Event) -> None:
        if isinstance(event, Progress):
            self.progress = event
        self._streams.tell(self.job.id, event)

    async def _save_all(self) -> None:
        while picture := await self._unsaved.get():
            try:
                await self._save(picture)
            except StorageError as error:
                if self.stopped != "yield":  # then it is made and saved again when its turn comes
                    self._fail(error)

    async def _save(self, picture: Picture) -> None:
        began = time.monotonic()
        try:
            change = await self._insist(picture)
        except (DiskFull, FolderUnusable) as error:
            if not self.job.order.folder:
                raise
            self._fail(error)
            change = await self._save_in_project(picture)
        self._changed(change)
        self._streams.tell(self.job.id, _with_save(picture, time.monotonic() - began))

    async def _insist(self, picture: Picture) -> Change:
        """While another program holds the database the finished picture waits, and with it the backend."""
        said = False
        while True:
            try:
                return (await self._pictures.save(self.job, picture))[1]
            except DatabaseLocked as error:
                if self.stopped:
                    raise
                if not said:
                    self._tell(Notice(message=f"{error.message} Saving waits for it. {error.remedy}"))
                said = True

    async def _save_in_project(self, picture: Picture) -> Change:
        """Where the asked-for folder fails, a finished picture still goes to the library's own."""
        order = msgspec.structs.replace(self.job.order, folder="")
        asset, change = await self._pictures.save(msgspec.structs.replace(self.job, order=order), picture)
        self._tell(Notice(message=f"Picture {picture.index + 1} was finished and is kept as {asset.path}."))
        return change

    def _fail(self, error: StorageError) -> None:
        """No further picture is begun; those that are finished still get their chance."""
        if self._failure is None:
            self._failure = error
            self._backend.cancel(self._request.run)


def _with_save(picture: Picture, taken: float) -> Picture:
    seconds = picture.receipt.seconds
    seconds = msgspec.structs.replace(seconds, save=taken, total=seconds.total + taken)
    return msgspec.structs.replace(picture, receipt=msgspec.structs.replace(picture.receipt, seconds=seconds))
