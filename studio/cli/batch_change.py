"""`studio batch pause`, `cancel` and `retry`."""

from __future__ import annotations

from typing import Annotated

import typer

from studio.cli.batch_reach import (
    SHORT,
    BatchName,
    Reach,
    find_batch,
    match_batch,
    match_job,
    say_if_nobody_runs,
    unknown_batch,
    with_queue,
)
from studio.cli.batch_status import overview, overview_document
from studio.cli.kept import AsJson
from studio.cli.output import Status, print_json, say
from studio.errors import InputError, JobError
from studio.recipe.job import ENDED
from studio.recipe.queue import BatchState


def pause(
    name: Annotated[str | None, typer.Argument(metavar="NAME", help="The batch; all of the queue if left out.")] = None,
    as_json: AsJson = False,
) -> Status:
    """Let nothing of a batch begin, until: studio batch resume NAME."""

    async def work(reach: Reach) -> str:
        if name is None:
            await reach.queue.hold()
            return "The queue is held. To go on: studio batch resume"
        state = await find_batch(reach.library.jobs, name)
        await reach.queue.pause_batch(state.batch.id)
        return f"“{state.batch.name}” is paused; {_made(state)}."

    say(with_queue(work))
    return _show(name, as_json)


def cancel(
    name: Annotated[str | None, typer.Argument(metavar="NAME|JOB", help="A batch, or a single job.")] = None,
    rest: Annotated[bool, typer.Option("--rest", help="Everything that waits; what runs goes on.")] = False,
    everything: Annotated[bool, typer.Option("--all", help="Everything that waits or runs.")] = False,
    as_json: AsJson = False,
) -> Status:
    """Stop a batch or a job; pictures that are made stay."""
    if [name is not None, rest, everything].count(True) != 1:
        raise InputError("What is to be cancelled?", remedy="Name a batch or a job, or say --rest or --all.")

    async def work(reach: Reach) -> str:
        if name is not None:
            return await _cancel_named(reach, name)
        await (reach.queue.cancel_waiting() if rest else reach.queue.cancel_all())
        return "What waited is cancelled." if rest else "Everything is cancelled."

    say(with_queue(work))
    return _show(None, as_json)


async def _cancel_named(reach: Reach, name: str) -> str:
    store = reach.library.jobs
    states = await store.batches()
    state = match_batch(states, name)
    if state is not None:
        await reach.queue.cancel_batch(state.batch.id)
        return f"“{state.batch.name}” is cancelled; {_made(state)}."
    job = await match_job(store, name)
    if job is None:
        raise unknown_batch(states, name)
    if job.state in ENDED:
        raise JobError(f"Job {job.id[:SHORT]} is {job.state} already.", remedy="Nothing is left to cancel.")
    await reach.queue.cancel([job.id])
    return f"Job {job.id[:SHORT]} is cancelled."


def retry(name: BatchName, as_json: AsJson = False) -> Status:
    """Make what is missing of the jobs of a batch that were set aside or cancelled."""

    async def work(reach: Reach) -> tuple[str, int]:
        state = await find_batch(reach.library.jobs, name)
        await reach.queue.retry_batch(state.batch.id)
        return state.batch.name, state.tally.failed + state.tally.cancelled

    batch, count = with_queue(work)
    if count:
        say(f"{count} jobs of “{batch}” wait again." if count > 1 else f"1 job of “{batch}” waits again.")
        say_if_nobody_runs(batch)
    else:
        say(f"Nothing of “{batch}” was set aside or cancelled.")
    return _show(batch, as_json)


def _made(state: BatchState) -> str:
    return f"{state.tally.made} of {state.tally.pictures} pictures are made"


def _show(name: str | None, as_json: bool) -> Status:
    """The document of the command: how the batches stand after it."""
    if as_json:
        print_json(overview_document(with_queue(lambda reach: overview(reach, name))))
    return Status.DONE
