"""What the user does to the queue is shown at once, asked of the library, put right if refused, and can be undone."""

from __future__ import annotations

import asyncio

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.errors import DatabaseLocked, EngineLost, JobError
from studio.recipe.asset import Change
from studio.recipe.events import Failed
from studio.recipe.job import Job, State
from studio.workspace.queue_rows import RowRef, Rows
from studio.workspace.running_order import WAITING, Place
from studio.workspace.workspace import Workspace
from tests.workspace.scripted_core import ScriptedCore, a_recipe
from tests.workspace.waiting import until


async def waiting(workspace: Workspace, core: ScriptedCore, *prompts: str) -> list[str]:
    jobs = [core.add_job(a_recipe(prompt), 1) for prompt in prompts]
    core.announce(Change(jobs=frozenset(job.id for job in jobs)))
    await until(lambda: len(workspace.queue) == len(prompts))
    return [job.id for job in jobs]


def told(workspace: Workspace) -> str:
    entries = (workspace.queue.entry(place.job) for place in workspace.queue.order)
    return "".join(entry.prompt for entry in entries if entry is not None)


async def test_cancel_is_shown_at_once_and_undone_by_trying_again(workspace: Workspace, core: ScriptedCore) -> None:
    jobs = await waiting(workspace, core, "a", "b", "c")
    acting = asyncio.ensure_future(workspace.queue_acts.cancel(jobs[:2]))
    await asyncio.sleep(0)
    assert told(workspace) == "c"
    await acting
    assert workspace.undo.undo_label == "cancel 2 jobs"
    await workspace.undo.undo()
    await until(lambda: told(workspace) == "abc")
    await workspace.undo.redo()
    await until(lambda: told(workspace) == "c")


async def test_what_is_refused_comes_back(workspace: Workspace, core: ScriptedCore) -> None:
    jobs = await waiting(workspace, core, "a", "b", "c")
    for act in (
        lambda: workspace.queue_acts.cancel(jobs[:1]),
        lambda: workspace.queue_acts.move(jobs[2:], jobs[0]),
        lambda: workspace.queue_acts.pause(jobs),
    ):
        core.queue.refusal = DatabaseLocked("The library is busy.", remedy="Try again.")
        with pytest.raises(DatabaseLocked):
            await act()
        await until(lambda: told(workspace) == "abc" and workspace.queue.count("waiting") == 3)
    assert not workspace.undo.can_undo


async def test_news_that_come_while_something_is_changed_here_do_not_flicker(
    workspace: Workspace, core: ScriptedCore
) -> None:
    jobs = await waiting(workspace, core, "a", "b")
    workspace.queue.hold(jobs[:1])
    workspace.queue.show_as([_with_state(core.library.jobs.known[jobs[0]], "cancelled")])
    core.announce_job(jobs[0])
    core.announce_job(jobs[1])
    await asyncio.sleep(0.05)
    assert told(workspace) == "b"
    workspace.queue.release(jobs[:1])
    await until(lambda: told(workspace) == "ab")


def _with_state(job: Job, state: State) -> Job:
    return msgspec.structs.replace(job, state=state)


async def test_moves_by_one_to_the_ends_and_back(workspace: Workspace, core: ScriptedCore) -> None:
    jobs = await waiting(workspace, core, "a", "b", "c", "d")
    acts = workspace.queue_acts
    await acts.step(jobs[2:], -1)
    await until(lambda: told(workspace) == "acdb")
    await acts.step(jobs[2:], 1)
    await until(lambda: told(workspace) == "abcd")
    await acts.step((jobs[0],), -1)
    await acts.first((jobs[1], jobs[3]))
    await until(lambda: told(workspace) == "bdac")
    await acts.last((jobs[3],))
    await until(lambda: told(workspace) == "bacd")
    for _ in range(4):
        await workspace.undo.undo()
    await until(lambda: told(workspace) == "abcd")
    assert not workspace.undo.can_undo


async def test_a_move_is_undone_though_its_neighbour_has_gone(workspace: Workspace, core: ScriptedCore) -> None:
    jobs = await waiting(workspace, core, "a", "b", "c", "d")
    await workspace.queue_acts.move((jobs[0], jobs[2]), None)
    await until(lambda: told(workspace) == "bdac")
    core.set_state(jobs[1], "done")
    await until(lambda: told(workspace) == "dac")
    await workspace.undo.undo()
    await until(lambda: told(workspace) == "acd")


async def test_jobs_of_two_lanes_do_not_mix(workspace: Workspace, core: ScriptedCore) -> None:
    (first,) = await waiting(workspace, core, "a")
    batch = core.add_job(a_recipe("b"), 1, lane="batch")
    core.announce_job(batch.id)
    await until(lambda: len(workspace.queue) == 2)
    await workspace.queue_acts.move((batch.id,), first)
    await workspace.queue_acts.step((batch.id,), -1)
    assert core.queue.acts == []


async def test_what_began_meanwhile_cannot_be_undone_and_does_not_block_what_can(
    workspace: Workspace, core: ScriptedCore
) -> None:
    jobs = await waiting(workspace, core, "a", "b")
    await workspace.queue_acts.pause(jobs[1:])
    known = core.library.jobs.known[jobs[0]]
    await workspace.queue_acts.edit(jobs[0], msgspec.structs.replace(known.order, count=3), 0)
    core.set_state(jobs[0], "running")
    await until(lambda: workspace.queue.count("running"))
    with pytest.raises(JobError):
        await workspace.undo.undo()
    await workspace.undo.undo()
    await until(lambda: core.library.jobs.known[jobs[1]].state == "waiting")


async def test_copies_failures_and_everything_at_once(workspace: Workspace, core: ScriptedCore) -> None:
    jobs = await waiting(workspace, core, "a", "b")
    (copy,) = await workspace.queue_acts.duplicate(jobs[:1])
    await until(lambda: told(workspace) == "aab")
    await workspace.undo.undo()
    await until(lambda: told(workspace) == "ab" and core.library.jobs.known[copy].state == "cancelled")
    core.set_state(jobs[0], "failed", Failed.of(EngineLost("It ended.", remedy="Again.")))
    await until(lambda: workspace.queue.count("failed") == 1)
    await workspace.queue_acts.retry(jobs)
    await until(lambda: workspace.queue.count("waiting") == 2)
    await workspace.queue_acts.cancel_all()
    await until(lambda: len(workspace.queue) == 0)


places = st.builds(
    lambda rank, job, batch: Place(WAITING, 1, float(rank), f"j{job}", batch),
    st.integers(0, 9),
    st.integers(0, 11),
    st.sampled_from(("", "x", "y")),
)
steps = st.one_of(
    st.tuples(st.just("put"), places),
    st.tuples(st.just("drop"), st.integers(0, 11)),
    st.tuples(st.just("fold"), st.sampled_from(("x", "y"))),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(steps, max_size=25))
def test_rows_patched_in_place_are_those_laid_out_anew(taken: list[tuple[str, object]]) -> None:
    rows, mirror = Rows(), list[int]()
    rows.spliced.connect(lambda first, gone, come: mirror.__setitem__(slice(first, first + gone), [0] * come))
    rows.reset.connect(lambda: mirror.__setitem__(slice(None), [0] * len(rows)))
    folded: set[str] = set()
    for what, given_ in taken:
        if what == "put":
            assert isinstance(given_, Place)
            rows.put(given_)
        elif what == "drop":
            rows.drop(f"j{given_}")
        else:
            folded ^= {str(given_)}
            rows.fold(str(given_), str(given_) in folded)
        fresh = Rows()
        for group in folded:
            fresh.fold(group, True)
        fresh.fill(rows.jobs)
        every = rows.between(0, len(rows))
        assert every == fresh.between(0, len(fresh))
        assert len(mirror) == len(rows)
        assert all(rows.position(ref) == at for at, ref in enumerate(every) if ref.kind == "job")
        assert all(ref != RowRef("job", "") for ref in every)
