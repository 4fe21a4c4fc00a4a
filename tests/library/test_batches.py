"""Batches, and everything about the queue that is not a job."""

from __future__ import annotations

import time

import msgspec
import pytest

from studio.errors import InputError, JobError
from studio.library import Library
from studio.paths import Home
from studio.recipe.asset import Change
from studio.recipe.events import Failed, Progress
from studio.recipe.job import Job
from studio.recipe.queue import BatchState, Blocked, Hold, Hours, QueueState, Rules, Tally
from studio.recipe.speed import Speed
from tests.library.conftest import PATIENCE
from tests.library.samples import batch, order, picture

LOST = Failed(kind="EngineLost", message="It ended.")
HOLD = Hold(cause="failures", message="Three failed in a row.", since=3.0)
BLOCKED = Blocked(kind="DiskFull", message="The disk is full.", remedy="Free some space.", since=4.0)


async def run_of(library: Library, rows: int, count: int = 1) -> tuple[Job, ...]:
    orders = [order(lane="batch", count=count, batch=batch().id, row=row) for row in reversed(range(rows))]
    return (await library.jobs.enqueue(orders, batch()))[0]


async def the_batch(library: Library) -> BatchState:
    (state,) = await library.jobs.batches()
    return state


async def claimed(library: Library) -> Job:
    job, _ = await library.jobs.claim(["batch"])
    assert job is not None
    return job


async def test_a_batch_comes_with_its_jobs(library: Library) -> None:
    jobs, change = await library.jobs.enqueue([order(batch=batch().id)], batch())
    assert change == Change(jobs=frozenset({jobs[0].id}), batches=frozenset({batch().id}))
    more, change = await library.jobs.enqueue([order(batch=batch().id, row=1)], batch())
    assert change == Change(jobs=frozenset({more[0].id}))
    assert await the_batch(library) == BatchState(
        batch=batch(), paused=False, written=False, tally=Tally(waiting=2, pictures=8)
    )


async def test_orders_for_a_batch_that_is_not_there_are_refused_whole(library: Library) -> None:
    with pytest.raises(JobError, match="batch"):
        await library.jobs.enqueue([order(), order(batch="nobody")], batch())
    await library.jobs.enqueue([], batch())
    with pytest.raises(JobError, match="named summer already"):
        await library.jobs.enqueue([order()], batch(id="c" * 32))
    assert (await library.jobs.jobs(), len(await library.jobs.batches())) == ((), 1)
    for attempt in (library.jobs.pause_batch("nobody", True), library.jobs.written("nobody")):
        with pytest.raises(JobError, match="batch"):
            await attempt


async def test_the_newest_batch_comes_first(library: Library) -> None:
    await library.jobs.enqueue([], batch())
    await library.jobs.enqueue([], batch("winter", "c" * 32))
    assert [state.batch.name for state in await library.jobs.batches()] == ["winter", "summer"]


async def test_jobs_and_pictures_are_counted(library: Library) -> None:
    await run_of(library, 6, count=2)
    done, failed, cancelled, _running = [await claimed(library) for _ in range(4)]
    for job, index in ((done, 0), (done, 1), (failed, 0), (cancelled, 1)):
        await library.pictures.save(job, picture(job, index))
    await library.jobs.finish(done.id)
    await library.jobs.fail(failed.id, LOST)
    await library.jobs.cancelled(cancelled.id)
    waiting = (await library.jobs.jobs(["waiting"]))[0]
    await library.jobs.set_state(waiting.id, "paused")
    tally = (await the_batch(library)).tally
    assert tally == Tally(waiting=1, running=1, paused=1, done=1, failed=1, cancelled=1, pictures=11, made=4)
    assert tally.unfinished == 3
    rows = await library.jobs.jobs_of(batch().id)
    assert [job.order.row for job in rows] == list(range(6))
    assert await library.jobs.jobs_of("nobody") == await library.jobs.jobs_of("") == ()


async def test_lists_are_old_again_after_a_picture_a_retry_or_more_jobs(library: Library) -> None:
    (job,) = await run_of(library, 1)
    await claimed(library)
    assert await library.jobs.written(batch().id) == Change(batches=frozenset({batch().id}))
    saved = await library.pictures.save(job, picture(job, 0))
    assert (saved.change.batches, (await the_batch(library)).written) == ({batch().id}, False)
    await library.jobs.fail(job.id, LOST)
    await library.jobs.written(batch().id)
    assert (await library.jobs.set_state(job.id, "waiting")).batches == {batch().id}
    await library.jobs.written(batch().id)
    await run_of(library, 1)
    assert not (await the_batch(library)).written


async def test_a_batch_is_finished_once_its_lists_are_written(library: Library) -> None:
    (job,) = await run_of(library, 1)
    await library.jobs.cancel(job.id)
    assert len(await library.jobs.batches(unfinished=True)) == 1
    await library.jobs.written(batch().id)
    assert await library.jobs.batches(unfinished=True) == ()
    assert not await library.jobs.written(batch().id)


async def test_pausing_twice_is_no_change(library: Library) -> None:
    await run_of(library, 1)
    assert (await library.jobs.pause_batch(batch().id, True)).batches == {batch().id}
    assert not await library.jobs.pause_batch(batch().id, True)
    assert (await the_batch(library)).paused


async def test_what_ended_is_listed_in_its_order(library: Library) -> None:
    before = time.time()
    jobs = await run_of(library, 4)
    for _ in jobs:
        await claimed(library)
    await library.jobs.fail(jobs[1].id, LOST)
    await library.jobs.finish(jobs[0].id)
    await library.jobs.cancelled(jobs[2].id)
    ended = await library.jobs.ended_since(before)
    assert [job.id for job in ended] == [jobs[1].id, jobs[0].id]
    assert all(job.ended is not None and before <= job.ended <= time.time() for job in ended)
    assert await library.jobs.ended_since(ended[0].ended or 0.0) == ended[1:]
    await library.jobs.set_state(jobs[1].id, "waiting")
    again = await library.jobs.job(jobs[1].id)
    assert again is not None
    assert again.ended is None


async def test_rules_holds_and_blocks_are_kept_and_the_same_again_is_no_change(library: Library, place: Home) -> None:
    assert await library.jobs.state() == QueueState()
    rules = Rules(hours=Hours(begin=1320, end=420), stop_after=3, together=False)
    for fresh in (True, False):
        changes = (
            await library.jobs.set_rules(rules),
            await library.jobs.hold("batch", HOLD),
            await library.jobs.block(BLOCKED),
        )
        assert {change.queue for change in changes} == {fresh}
    expected = QueueState(rules=rules, holds={"batch": HOLD}, blocked=BLOCKED)
    other = Library.open(place, patience=PATIENCE)
    try:
        assert await other.jobs.state() == expected
        await other.jobs.hold("batch", None)
        await other.jobs.block(None)
    finally:
        other.close()
    assert await library.jobs.state() == QueueState(rules=rules)


@pytest.mark.parametrize(
    "rules", [Rules(stop_after=-1), Rules(hours=Hours(begin=-1, end=5)), Rules(hours=Hours(begin=0, end=1440))]
)
async def test_rules_that_make_no_sense_are_refused(library: Library, rules: Rules) -> None:
    with pytest.raises(InputError):
        await library.jobs.set_rules(rules)
    assert await library.jobs.state() == QueueState()


async def test_a_new_owner_finds_out_for_itself_what_blocks(library: Library) -> None:
    await library.jobs.block(BLOCKED)
    jobs, change = await library.jobs.recover()
    assert (jobs, change) == ((), Change(queue=True))
    assert await library.jobs.state() == QueueState()


async def test_a_crash_without_batch_work_holds_nothing(library: Library) -> None:
    await library.jobs.enqueue([order()])
    await library.jobs.claim(["interactive"])
    jobs, change = await library.jobs.recover()
    assert (len(jobs), change.queue) == (1, False)
    assert (await library.jobs.state()).holds == {}


async def test_speeds_are_kept(library: Library) -> None:
    assert await library.jobs.speeds() == {}
    await library.jobs.learn("starter", Speed(load=1.0, step=0.5))
    await library.jobs.learn("starter", Speed(load=2.0, step=0.25, rest=0.125))
    assert await library.jobs.speeds() == {"starter": Speed(load=2.0, step=0.25, rest=0.125)}


async def test_a_follower_learns_of_every_edit_move_and_hold_but_not_of_progress(library: Library, place: Home) -> None:
    first, second = await run_of(library, 2)
    other = Library.open(place, patience=PATIENCE)
    seen, nothing = await other.jobs.changed_since(None)
    assert not nothing

    async def news() -> Change:
        nonlocal seen
        seen, change = await other.jobs.changed_since(seen)
        return change

    try:
        assert not await news()
        edited = msgspec.structs.replace(first.order, project="Other")
        for action in (
            library.jobs.edit(first.id, edited, 0),
            library.jobs.move([second.id], first.id),
            library.jobs.hold("batch", HOLD),
            library.jobs.hold("batch", None),
            library.jobs.pause_batch(batch().id, True),
            library.jobs.pause_batch(batch().id, False),
        ):
            change = await action
            assert change
            assert await news() == change
        job = await claimed(library)
        assert (await news()).jobs == {job.id}
        await library.jobs.report(job.id, Progress(index=0, phase="denoising", step=1, steps=4))
        await library.jobs.learn("starter", Speed(load=1.0))
        assert not await news()
        saved = await library.pictures.save(job, picture(job, 0))
        assert saved.change.jobs == (await news()).jobs == {job.id}
    finally:
        other.close()
