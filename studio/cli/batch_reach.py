"""How commands reach the queue without running it, and how they find the batches and jobs that are named."""

from __future__ import annotations

import asyncio
import difflib
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from typing import Annotated, TypeVar

import msgspec
import typer

import studio
from studio.catalog.catalog import Catalog
from studio.cli.kept import with_library
from studio.cli.output import say
from studio.errors import InputError
from studio.jobs.control import QueueControl
from studio.jobs.owner import Ownership
from studio.jobs.plans.plans import Plans
from studio.library.library import Library
from studio.paths import Home, default_home
from studio.recipe.asset import Change
from studio.recipe.job import Job
from studio.recipe.protocols import JobStore
from studio.recipe.queue import BatchState
from studio.settings import Settings

T = TypeVar("T")
BatchName = Annotated[str, typer.Argument(metavar="NAME", help="The batch; the beginning of its name is enough.")]
JobId = Annotated[str, typer.Argument(metavar="JOB", help="The job, as “studio batch jobs” prints it.")]

SHORT = 8
"""digits of a job's id that are shown; as many as tell it apart are enough to name it"""


class Reach(msgspec.Struct, frozen=True):
    """The queue of the home, as a command that does not run it sees it."""

    library: Library
    queue: QueueControl


class _Nobody:
    """The part of a process that runs nothing: whoever does sees in the store what was changed."""

    def stop(self, jobs: Sequence[str]) -> None: ...

    async def tell_cancelled(self, jobs: Sequence[str]) -> None: ...

    def nudge(self) -> None: ...


def reach(library: Library) -> Reach:
    return Reach(library, QueueControl(library.jobs, _Nobody(), _unheard))


def plans_of(library: Library) -> Plans:
    """Plans for a process that does not run the queue."""
    home = default_home()
    return Plans(home, library, Catalog(home, Settings.load(home.settings)), _unheard, lambda: None)


def _unheard(change: Change) -> None:
    """Nobody in this process listens."""


@asynccontextmanager
async def opened_library() -> AsyncGenerator[Library]:
    """Opened for a while; what opening had to mend is said."""
    library = Library.open(default_home())
    try:
        for notice in library.notices:
            say(notice)
        yield library
    finally:
        await asyncio.to_thread(library.close)


def with_queue(work: Callable[[Reach], Awaitable[T]]) -> T:
    """Open the library, do `work`, close it; what waits in the queue is left to whoever runs it."""
    return with_library(lambda library: work(reach(library)))


def runs_elsewhere(home: Home) -> bool:
    """Whether another process runs the queue now. Raises OtherVersion for one that must not be mixed with this."""
    ownership = Ownership(home, studio.__version__)
    if ownership.take():
        ownership.release()
        return False
    ownership.require_same_version()
    return True


def say_if_nobody_runs(name: str) -> None:
    """What waits begins only when somebody works."""
    if not runs_elsewhere(default_home()):
        say(f"Nothing runs the queue now. Open the window, or: studio batch resume {quoted(name)}")


def quoted(name: str) -> str:
    """As it is typed in a terminal."""
    return name if name and all(c.isalnum() or c in "-_." for c in name) else f'"{name}"'


async def find_batch(jobs: JobStore, name: str) -> BatchState:
    """The batch of this name, or the only one whose name begins so, whatever the case. Raises InputError."""
    found = match_batch(await jobs.batches(), name)
    if found is None:
        raise unknown_batch(await jobs.batches(), name)
    return found


def match_batch(states: Sequence[BatchState], name: str) -> BatchState | None:
    """As `find_batch`; None where no batch is meant. Raises InputError where several are."""
    wanted = name.casefold()
    exact = [state for state in states if state.batch.name == name] or [
        state for state in states if state.batch.name.casefold() == wanted
    ]
    begun = exact or [state for state in states if wanted and state.batch.name.casefold().startswith(wanted)]
    if len(begun) > 1:
        names = _listed(state.batch.name for state in begun)
        raise InputError(f"Several batches begin with “{name}”: {names}.", remedy="Write more of the name.")
    return begun[0] if begun else None


def unknown_batch(states: Sequence[BatchState], name: str) -> InputError:
    """There is none of this name; with those that are near it."""
    names = {state.batch.name.casefold(): state.batch.name for state in states}
    near = [names[key] for key in difflib.get_close_matches(name.casefold(), names, n=3, cutoff=0.5)]
    remedy = f"Did you mean {_listed(near)}?" if near else "Look at: studio batch status"
    return InputError(f"There is no batch “{name}”.", remedy=remedy)


def _listed(names: Iterable[str]) -> str:
    """At most five of them, in quotes."""
    every = [f"“{name}”" for name in names]
    return ", ".join(every[:5]) + (f" and {len(every) - 5} more" if len(every) > 5 else "")


async def find_job(jobs: JobStore, text: str) -> Job:
    """The job with this id, or the only one whose id begins so. Raises InputError."""
    found = await match_job(jobs, text)
    if found is None:
        raise InputError(f"There is no job “{text}”.", remedy="Look at: studio batch jobs NAME")
    return found


async def match_job(jobs: JobStore, text: str) -> Job | None:
    """As `find_job`; None where no job is meant. What waits or runs is meant before what has ended."""
    wanted = text.lower()
    if not wanted or set(wanted) - set("0123456789abcdef"):
        return None
    if len(wanted) == 32:
        return await jobs.job(wanted)
    for known in (await jobs.queued(), await jobs.jobs(limit=100_000)):
        begun = [job for job in known if job.id.startswith(wanted)]
        if len(begun) > 1:
            raise InputError(f"Several jobs begin with “{text}”.", remedy="Write more of the job’s id.")
        if begun:
            return begun[0]
    return None
