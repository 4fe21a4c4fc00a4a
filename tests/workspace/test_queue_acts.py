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
from studio.workspace.queue_entry import QueueFilter
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
    await workspace.queue.show_as([_with_state(core.library.jobs.known[jobs[0]], "cancelled")])
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


async def test_a_refused_cancel_leaves_nothing_stopping(workspace: Workspace, core: ScriptedCore) -> None:
    running = core.add_job(a_recipe("r"), 1, state="running")
    core.announce_job(running.id)
    await until(lambda: workspace.queue.count("running"))
    waits = core.add_job(a_recipe("a"), 1)
    core.announce_job(waits.id)
    await until(lambda: len(workspace.queue) == 2 and len(workspace.grid) == 2)
    core.queue.refusal = DatabaseLocked("The library is busy.", remedy="Try again.")
    with pytest.raises(DatabaseLocked):
        await workspace.queue_acts.cancel_all()
    assert {shown.id: shown.state for shown in workspace.grid} == {running.id: "running", waits.id: "waiting"}
    await until(lambda: workspace.queue.running[0].state == "running")


async def test_what_is_refused_is_shown_as_it_was_though_the_library_cannot_be_read(
    workspace: Workspace, core: ScriptedCore
) -> None:
    jobs = await waiting(workspace, core, "a", "b", "c")
    for act in (lambda: workspace.queue_acts.cancel(jobs[:1]), lambda: workspace.queue_acts.move(jobs[2:], jobs[0])):
        core.library.jobs.late.append(asyncio.Event())
        core.queue.refusal = DatabaseLocked("The library is busy.", remedy="Try again.")
        with pytest.raises(DatabaseLocked):
            await act()
        assert told(workspace) == "abc"


async def test_what_was_paused_is_paused_again_when_its_cancel_is_undone(
    workspace: Workspace, core: ScriptedCore
) -> None:
    jobs = await waiting(workspace, core, "a", "b")
    await workspace.queue_acts.pause(jobs[1:])
    await workspace.queue_acts.cancel(jobs)
    await workspace.undo.undo()
    known = core.library.jobs.known
    assert [known[job].state for job in jobs] == ["waiting", "paused"]
    await until(lambda: workspace.queue.count("paused") == 1 and workspace.queue.count("waiting") == 1)


async def test_undo_waits_for_what_still_stops(workspace: Workspace, core: ScriptedCore) -> None:
    running = core.add_job(a_recipe("r"), 2, state="running")
    core.announce_job(running.id)
    await until(lambda: workspace.queue.count("running"))
    await workspace.queue_acts.cancel((running.id,))
    undoing = asyncio.ensure_future(workspace.undo.undo())
    await until(lambda: workspace.queue.running[0].state == "stopping")
    assert not undoing.done()
    known = core.library.jobs.known
    known[running.id] = msgspec.structs.replace(known[running.id], state="cancelled", cancel_requested=False)
    core.announce_job(running.id)
    await undoing
    assert known[running.id].state == "waiting"
    await until(lambda: told(workspace) == "r" and workspace.queue.count("waiting") == 1)


async def test_what_was_read_before_an_act_is_not_shown_after_it(workspace: Workspace, core: ScriptedCore) -> None:
    (job,) = await waiting(workspace, core, "a")
    late, shown = asyncio.Event(), list[str]()
    core.library.jobs.late += [late, late]  # of the queue and of the grid
    core.announce_job(job)
    await until(lambda: not core.library.jobs.late)
    await workspace.queue_acts.cancel((job,))
    assert told(workspace) == ""
    workspace.queue.changed.connect(lambda: shown.append(told(workspace)))
    late.set()
    await until(lambda: shown)
    assert set(shown) == {""}


async def test_a_batch_says_at_once_that_it_is_paused(workspace: Workspace, core: ScriptedCore) -> None:
    batch = core.queue.add_batch("Spring")
    core.announce_job(core.add_job(a_recipe("a"), 1, batch=batch.id).id)
    queue = workspace.queue

    def paused() -> bool:
        known = queue.batch(batch.id)
        return known is not None and known.paused

    core.announce(Change(batches=frozenset({batch.id})))
    await until(lambda: queue.batch(batch.id) is not None)
    acting = asyncio.ensure_future(workspace.queue_acts.pause_batch(batch.id))
    await asyncio.sleep(0)
    assert paused()
    await acting
    core.queue.refusal = DatabaseLocked("The library is busy.", remedy="Try again.")
    with pytest.raises(DatabaseLocked):
        await workspace.queue_acts.resume_batch(batch.id)
    assert paused()


async def test_moves_among_what_the_filter_shows(workspace: Workspace, core: ScriptedCore) -> None:
    jobs = await waiting(workspace, core, "qa1", "qb1", "qa2", "qb2", "qa3", "qb3")
    queue, acts = workspace.queue, workspace.queue_acts
    queue.filter = QueueFilter(words="qa")
    await acts.step(jobs[2:3], -1)
    await until(lambda: told(workspace) == "qa2qa1qb1qb2qa3qb3")
    await acts.step(jobs[2:3], 1)
    await until(lambda: told(workspace) == "qa1qa2qb1qb2qa3qb3")
    await acts.behind_shown(jobs[:1])
    await until(lambda: told(workspace) == "qa2qb1qb2qa3qa1qb3")
    await acts.step(jobs[:1], 1)
    await acts.step(jobs[2:3], -1)
    assert [name for name, _ in core.queue.acts] == ["move"] * 3


async def test_hundreds_at_once(workspace: Workspace, core: ScriptedCore) -> None:
    jobs = await waiting(workspace, core, *(f"{number:03}" for number in range(200)))
    before = told(workspace)
    queue, acts = workspace.queue, workspace.queue_acts
    await acts.move(jobs[100:], jobs[0])
    await until(lambda: told(workspace).startswith("100101"))
    await acts.start_at(jobs, 9e9)
    await until(lambda: all(job.order.start_at == 9e9 for job in queue.those(jobs)))
    await acts.cancel(jobs[:150])
    await until(lambda: len(queue) == 50 and sum(shown.ended for shown in workspace.grid) == 150)
    for _ in range(3):
        await workspace.undo.undo()
    await until(lambda: told(workspace) == before and not any(shown.ended for shown in workspace.grid))
    assert all(job.order.start_at == 0 for job in queue.those(jobs))


async def test_a_new_job_is_added_and_taken_back(workspace: Workspace, core: ScriptedCore) -> None:
    (job,) = await waiting(workspace, core, "a")
    order = msgspec.structs.replace(core.library.jobs.known[job].order, recipe=a_recipe("new"))
    added = await workspace.queue_acts.add(order)
    await until(lambda: told(workspace) == "anew")
    await workspace.undo.undo()
    await until(lambda: told(workspace) == "a")
    assert core.library.jobs.known[added].state == "cancelled"


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
