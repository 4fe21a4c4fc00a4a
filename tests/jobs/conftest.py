"""A real library and a scripted backend, tied by a real dispatch."""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import AsyncGenerator, Callable, Sequence
from pathlib import Path
from typing import Any

import msgspec
import pytest

from studio.jobs.control import QueueControl
from studio.jobs.dispatch import Dispatch
from studio.jobs.follow import follow
from studio.jobs.owner import Ownership
from studio.library.library import Library
from studio.paths import home_at
from studio.recipe.asset import Asset, Change
from studio.recipe.events import Event
from studio.recipe.job import Job, Lane, NewJob, State
from studio.recipe.queue import Batch
from tests.jobs.scripted_backend import RECIPE, ScriptedBackend


class Desk:
    """One process's part in a queue, and what it announced."""

    def __init__(
        self,
        root: Path,
        backend: ScriptedBackend,
        *,
        remote: ScriptedBackend | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        home = home_at(root)
        self.backend = backend
        self.events: list[tuple[str, Event]] = []
        self.changes: list[Change] = []
        self.sentences: list[str] = []
        self.ownership = Ownership(home, "test")
        self.ownership.take()
        self.library = Library.open(home, patience=0.5)
        self.dispatch = Dispatch(
            library=self.library,
            backends={"local": backend, **({"remote": remote} if remote else {})},
            ownership=self.ownership,
            changed=self.changes.append,
            happened=lambda job, event: self.events.append((job, event)),
            noticed=self.sentences.append,
            previews=lambda: True,
            clock=clock,
        )

        self.queue = QueueControl(self.library.jobs, self.dispatch, self.changes.append)

    async def enqueue(
        self, count: int = 2, lane: Lane = "interactive", folder: Path | None = None, seed: int = 7, **more: Any
    ) -> Job:
        order = NewJob(
            recipe=msgspec.structs.replace(RECIPE, seed=seed),
            count=count,
            lane=lane,
            folder=str(folder) if folder else "",
            **more,
        )
        jobs, _ = await self.library.jobs.enqueue([order])
        self.dispatch.expect(jobs[0])
        return jobs[0]

    async def enqueue_batch(self, name: str, orders: Sequence[NewJob], folder: Path) -> tuple[Job, ...]:
        """A plan's jobs, whose pictures go to `folder`."""
        batch = Batch(
            id=uuid.uuid4().hex, name=name, plan="", folder=str(folder), project="Sketches", created=time.time()
        )
        orders = [msgspec.structs.replace(order, lane="batch", batch=batch.id, folder=str(folder)) for order in orders]
        jobs, _ = await self.library.jobs.enqueue(orders, batch)
        self.dispatch.nudge()
        return jobs

    def follow(self, job: Job) -> AsyncGenerator[Event]:
        return follow(job.id, self.library, self.dispatch.streams)

    async def followed(self, job: Job) -> list[Event]:
        async with asyncio.timeout(20):
            return [event async for event in self.follow(job)]

    async def job(self, job: Job) -> Job:
        found = await self.library.jobs.job(job.id)
        assert found is not None
        return found

    async def reaches(self, job: Job, state: State) -> None:
        """Return when `job` is in `state`."""
        async with asyncio.timeout(20):
            while await self.state(job) != state:
                await asyncio.sleep(0.01)

    async def state(self, job: Job) -> State:
        return (await self.job(job)).state

    async def assets(self, job: Job) -> tuple[Asset, ...]:
        return await self.library.pictures.assets_of(job.id)

    async def close(self) -> None:
        await self.dispatch.close()
        self.ownership.release()
        self.library.close()


async def eventually(true: Callable[[], object], seconds: float = 10.0) -> None:
    """Return as soon as `true()`."""
    async with asyncio.timeout(seconds):
        while not true():
            await asyncio.sleep(0.01)


@pytest.fixture
async def desk(home: Path) -> AsyncGenerator[Desk]:
    """The owner of an empty home; started."""
    one = Desk(home, ScriptedBackend())
    await one.dispatch.start()
    yield one
    await one.close()
