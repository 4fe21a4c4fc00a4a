"""`studio batch jobs`, `edit`, `move` and `duplicate`: single jobs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

import msgspec
import typer

from studio.cli.batch_reach import SHORT, BatchName, JobId, Reach, find_batch, find_job, with_queue
from studio.cli.kept import AsJson
from studio.cli.output import Status, print_json, print_lines, say, table
from studio.errors import InputError
from studio.paths import default_home
from studio.recipe.job import Job


def list_jobs(name: BatchName, as_json: AsJson = False) -> Status:
    """List the jobs of a batch, by the rows of its plan."""
    jobs = with_queue(lambda reach: _jobs(reach, name))
    if as_json:
        print_json({"jobs": [job_entry(job) for job in jobs]})
    else:
        print_lines(table([("JOB", "STATE", "PICTURES", "NAME", "PROMPT"), *map(_job_row, jobs)]))
    return Status.DONE


def edit(
    job: JobId,
    prompt: Annotated[str | None, typer.Option(help="What you want to see.")] = None,
    negative: Annotated[str | None, typer.Option(help="What you do not want to see.")] = None,
    seed: Annotated[int | None, typer.Option(help="Seed of its first picture.")] = None,
    steps: Annotated[int | None, typer.Option(help="Denoising steps.")] = None,
    guidance: Annotated[float | None, typer.Option(help="How strictly the prompt is followed.")] = None,
    as_json: AsJson = False,
) -> Status:
    """Change a job that waits or is paused."""
    asked = {"prompt": prompt, "negative": negative, "seed": seed, "steps": steps, "guidance": guidance}
    given = {name: value for name, value in asked.items() if value is not None}
    if not given:
        raise InputError("Nothing was changed.", remedy="Say what to change, for example: --prompt TEXT")

    async def work(reach: Reach) -> tuple[Job, tuple[str, ...]]:
        found = await find_job(reach.library.jobs, job)
        order, notices = edited(found, given)
        await reach.queue.edit(found.id, order, found.revision)
        return await find_job(reach.library.jobs, found.id), notices

    changed, notices = with_queue(work)
    for notice in notices:
        say(notice)
    say(f"Job {changed.id[:SHORT]} is changed.")
    return _show_jobs([changed], as_json)


def edited(job: Job, given: dict[str, Any]) -> tuple[Any, tuple[str, ...]]:
    """(the order of `job` with `given` in its recipe, what the user should know); its model judges the values.

    Raises PromptError, InputError or ModelError.
    """
    from studio.catalog.catalog import Catalog
    from studio.jobs.additions import additions_for
    from studio.recipe.draft import Draft
    from studio.recipe.lora_tags import with_addons_of
    from studio.recipe.resolve import resolve
    from studio.settings import Settings

    recipe = job.order.recipe
    fields = ("prompt", "negative", "seed", "steps", "guidance")
    asked = {name: getattr(recipe, name) for name in fields} | given
    home = default_home()
    catalog = Catalog(home, Settings.load(home.settings))
    draft = with_addons_of(recipe, Draft(**asked, count=1))
    can = catalog.get(recipe.model.id).capabilities
    resolved = resolve(draft, recipe.model, can, additions_for(draft, can, catalog))
    changed = msgspec.structs.replace(
        recipe,
        **{name: getattr(resolved.recipe, name) for name in given},
        addons=resolved.recipe.addons or recipe.addons,
    )
    return msgspec.structs.replace(job.order, recipe=changed), resolved.notices


def move(
    job: JobId,
    before: Annotated[str | None, typer.Option(metavar="JOB", help="Put it before this one.")] = None,
    first: Annotated[bool, typer.Option("--first", help="Put it before all that wait.")] = False,
    last: Annotated[bool, typer.Option("--last", help="Put it after all that wait.")] = False,
    as_json: AsJson = False,
) -> Status:
    """Change the order in which jobs are made."""
    if [before is not None, first, last].count(True) != 1:
        raise InputError("Where is it to go?", remedy="Say one of --before JOB, --first and --last.")

    async def work(reach: Reach) -> Job:
        store = reach.library.jobs
        moved = await find_job(store, job)
        target = None if before is None else (await find_job(store, before)).id
        if first:
            target = _first_of(await store.queued(), moved)
        if target != moved.id:
            await reach.queue.move([moved.id], target)
        return await find_job(store, moved.id)

    moved = with_queue(work)
    say(f"Job {moved.id[:SHORT]} is moved.")
    return _show_jobs([moved], as_json)


def _first_of(queued: Sequence[Job], moved: Job) -> str:
    """The first job of its lane that does not run yet, itself perhaps."""
    waiting = [one.id for one in queued if one.order.lane == moved.order.lane and one.state in ("waiting", "paused")]
    return next(iter(waiting), moved.id)


def duplicate(job: JobId, as_json: AsJson = False) -> Status:
    """Put a copy of a job into the queue, right after it."""

    async def work(reach: Reach) -> tuple[Job, ...]:
        return await reach.queue.duplicate([(await find_job(reach.library.jobs, job)).id])

    return _show_jobs(with_queue(work), as_json)


async def _jobs(reach: Reach, name: str) -> tuple[Job, ...]:
    return await reach.library.jobs.jobs_of((await find_batch(reach.library.jobs, name)).batch.id)


def job_entry(job: Job) -> dict[str, Any]:
    order, recipe = job.order, job.order.recipe
    return {
        "id": job.id,
        "state": job.state,
        "number": order.row + 1,
        "name": order.name,
        "count": order.count,
        "made": len(job.made),
        "prompt": recipe.prompt,
        "seed": recipe.seed,
        "model": recipe.model.id,
        "start_at": order.start_at or None,
        "failure": None if job.failure is None else {"message": job.failure.message, "remedy": job.failure.remedy},
    }


def _job_row(job: Job) -> tuple[str, ...]:
    order = job.order
    said = job.failure.message if job.failure and job.state == "failed" else order.recipe.prompt
    return job.id[:SHORT], job.state, f"{len(job.made)} of {order.count}", order.name or "-", said


def _show_jobs(jobs: Sequence[Job], as_json: bool) -> Status:
    if as_json:
        print_json({"jobs": [job_entry(job) for job in jobs]})
    else:
        print_lines(job.id for job in jobs)
    return Status.DONE
