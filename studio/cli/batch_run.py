"""`studio batch run` and `studio batch resume`: a plan becomes pictures, from the terminal."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer

from studio.cli.batch_outcome import Outcome, tell
from studio.cli.batch_plan import say_problems, told
from studio.cli.batch_reach import find_batch, opened_library, plans_of, quoted, reach, runs_elsewhere
from studio.cli.batch_session import Session
from studio.cli.generate import require_unicode
from studio.cli.kept import AsJson
from studio.cli.output import Status, say
from studio.errors import InputError, PlanError, Problem, StudioError
from studio.jobs.control import QueueControl
from studio.jobs.plans.plans import Plans
from studio.jobs.plans.survey import PlanOptions, Started, Survey
from studio.paths import default_home

Detach = Annotated[bool, typer.Option("--detach", help="Leave the work to the window or command that runs the queue.")]


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """What was asked for on the command line."""

    plan: Path
    options: PlanOptions
    prune: bool
    detach: bool


def run(
    plan: Annotated[Path, typer.Argument(metavar="PLAN", help="A CSV, YAML or JSON file, see: docs/plans.md.")],
    project: Annotated[str | None, typer.Option(help="The project that the pictures go to.")] = None,
    out: Annotated[Path | None, typer.Option(metavar="DIR", help="Put pictures and lists into this folder.")] = None,
    name: Annotated[str | None, typer.Option(help="What the batch is called; the plan’s name if left out.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be made; write nothing.")] = False,
    prune: Annotated[bool, typer.Option("--prune", help="Cancel what waits and is no longer in the plan.")] = False,
    detach: Detach = False,
    encoding: Annotated[
        str | None, typer.Option(help="Of the plan’s file, where it is neither UTF-8 nor UTF-16.")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, help="Pictures that a plan may ask for.")] = 10_000,
    as_json: AsJson = False,
) -> Status:
    """Make the pictures that PLAN asks for; run again, it makes only what is missing."""
    place = plan.expanduser().absolute()
    outcome = Outcome(plan=place, dry=dry_run, detached=detach and not dry_run)

    def asked() -> Order:
        options = PlanOptions(
            project=require_unicode("--project", project),
            out=None if out is None else Path(require_unicode("--out", str(out)) or "").expanduser().absolute(),
            name=require_unicode("--name", name),
            encoding=encoding,
            limit=limit,
        )
        return Order(plan=place, options=options, prune=prune, detach=detach and not dry_run)

    async def work() -> None:
        order = await asyncio.to_thread(asked)
        await (_apart(order, outcome) if dry_run or detach else _make(order, outcome))

    return _run_and_tell(outcome, work, as_json)


def resume(
    name: Annotated[str | None, typer.Argument(metavar="NAME", help="The batch; all of the queue if left out.")] = None,
    detach: Detach = False,
    as_json: AsJson = False,
) -> Status:
    """Let a batch go on and work until it is done; without NAME, let the queue go on."""
    outcome = Outcome()

    async def work() -> None:
        if name is None:
            await _let_go_on(outcome)
        elif detach:
            await _resume_detached(name, outcome)
        else:
            await _resume(name, outcome)

    return _run_and_tell(outcome, work, as_json)


async def _apart(order: Order, outcome: Outcome) -> None:
    """Without joining the queue: a dry run writes nothing, and what is left to others is only put into the queue."""
    if order.detach:
        await asyncio.to_thread(_require_somebody)
    async with opened_library() as library:
        plans = plans_of(library)
        survey = await _survey(plans, order, outcome)
        if survey is not None and order.detach:
            started = await plans.run(survey, prune=order.prune)
            _take(started, outcome)
            await _let_batch_go_on(reach(library).queue, started.batch.id, outcome)
            say(f"“{started.batch.name}” is in the queue. To see how far it is: studio batch status")


async def _make(order: Order, outcome: Outcome) -> None:
    """The plan is checked before the queue is joined: one with mistakes starts nothing, not even what waits."""
    async with opened_library() as library:
        survey = await _survey(plans_of(library), order, outcome)
    if survey is None:
        return
    for line in told(survey):
        say(line)
    async with Session(outcome) as session:
        if session.interrupt.asked:
            outcome.interrupted = True
            return
        started = await session.studio.plans.run(survey, prune=order.prune)
        _take(started, outcome)
        if await session.knows(started.batch):
            await _let_batch_go_on(session.studio.queue, started.batch.id, outcome)
            await session.follow(started.batch)


async def _survey(plans: Plans, order: Order, outcome: Outcome) -> Survey | None:
    """The plan, expanded; None where it has mistakes, which are told."""
    survey = await plans.survey(order.plan, order.options)
    outcome.planned, outcome.kept = survey.pictures, survey.have
    _mind(survey.problems, outcome)
    if survey.ok or outcome.dry:
        outcome.survey = survey
    if not survey.ok:
        outcome.errors.append(_mistakes(survey.problems))
        return None
    return survey


def _mind(problems: tuple[Problem, ...], outcome: Outcome) -> None:
    """Told before anything starts, and kept for the document."""
    outcome.problems += problems
    say_problems(outcome.plan or Path(), problems)


def _mistakes(problems: Sequence[Problem]) -> PlanError:
    count = sum(problem.severity == "error" for problem in problems)
    message = "The plan has a mistake" if count == 1 else f"The plan has {count} mistakes"
    return PlanError(f"{message}; nothing was started.", remedy="Mend the plan, then run it again.")


def _take(started: Started, outcome: Outcome) -> None:
    outcome.batch, outcome.kept = started.batch, started.kept
    for notice in started.notices:
        outcome.notice(notice)


async def _resume(name: str, outcome: Outcome) -> None:
    """The batch is found before the queue is joined: a wrong name starts nothing."""
    async with opened_library() as library:
        state = await find_batch(library.jobs, name)
    outcome.batch, outcome.planned = state.batch, state.tally.pictures
    async with Session(outcome) as session:
        await _let_batch_go_on(session.studio.queue, state.batch.id, outcome, asked=True)
        await session.follow(state.batch)


async def _resume_detached(name: str, outcome: Outcome) -> None:
    await asyncio.to_thread(_require_somebody)
    async with opened_library() as library:
        state = await find_batch(library.jobs, name)
        outcome.batch, outcome.planned, outcome.kept = state.batch, state.tally.pictures, state.tally.made
        outcome.detached = True
        await _let_batch_go_on(reach(library).queue, state.batch.id, outcome, asked=True)
        say(f"“{state.batch.name}” goes on.")


async def _let_go_on(outcome: Outcome) -> None:
    outcome.detached = True
    async with opened_library() as library:
        await reach(library).queue.go_on()
        waiting = [state for state in await library.jobs.batches(unfinished=True) if state.tally.unfinished]
    say("The queue goes on.")
    if waiting and not await asyncio.to_thread(runs_elsewhere, default_home()):
        outcome.notice(f"Nothing runs it now. Open the window, or: studio batch resume {quoted(waiting[0].batch.name)}")


def _require_somebody() -> None:
    if not runs_elsewhere(default_home()):
        raise InputError(
            "Nothing else runs the queue now, so nothing would be made.",
            remedy="Leave --detach out, or open the window first.",
        )


async def _let_batch_go_on(queue: QueueControl, batch: str, outcome: Outcome, *, asked: bool = False) -> None:
    """Whoever runs a plan wants it made; a halt of the whole queue that the user made ends only where it is `asked`."""
    await queue.resume_batch(batch)
    hold = (await queue.state()).holds.get("batch")
    if hold is None:
        return
    outcome.notice(hold.message)
    if asked or hold.cause != "user":
        await queue.go_on()
    else:
        outcome.notice("It begins when the queue goes on: studio batch resume")


def _run_and_tell(outcome: Outcome, work: Callable[[], Coroutine[Any, Any, None]], as_json: bool) -> Status:
    try:
        asyncio.run(work())
    except StudioError as error:
        outcome.errors.append(error)
        if isinstance(error, PlanError):
            _mind(error.problems, outcome)
    except KeyboardInterrupt:
        outcome.interrupted = True
    return tell(outcome, as_json)
