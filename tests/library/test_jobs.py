"""The durable queue: order, states, cancel, recovery, two processes."""

from __future__ import annotations

import asyncio
import threading

import pytest

from studio.errors import JobError
from studio.library import Library
from studio.paths import Home
from studio.recipe.asset import Change
from studio.recipe.events import Failed, Progress
from studio.recipe.job import Job
from tests.library.conftest import PATIENCE
from tests.library.samples import order, picture

FAILURE = Failed(kind="EngineLost", message="It ended.", remedy="Try again.", detail="signal 9", billed=True)
LANES = ("interactive", "batch")


async def one(library: Library, **given: object) -> Job:
    jobs, _ = await library.jobs.enqueue([order(**given)])  # type: ignore[arg-type]
    return jobs[0]


async def running(library: Library) -> Job:
    await one(library)
    job, _ = await library.jobs.claim(LANES)
    assert job is not None
    return job


async def again(library: Library, job: Job) -> Job:
    found = await library.jobs.job(job.id)
    assert found is not None
    return found


async def test_what_is_enqueued_comes_back_the_same(library: Library) -> None:
    jobs, change = await library.jobs.enqueue([order(), order(count=2, lane="batch", folder="/tmp/a", project="Ärger")])
    assert change.jobs == {job.id for job in jobs}
    assert [await library.jobs.job(job.id) for job in jobs] == list(jobs)
    assert await library.jobs.jobs() == jobs[::-1]
    assert await library.jobs.jobs(["running"]) == ()
    assert await library.jobs.jobs(["waiting"], limit=1) == jobs[1:]
    assert await library.jobs.job("nobody") is None
    assert await library.jobs.these([jobs[1].id, "nobody", jobs[0].id]) == jobs


async def test_an_order_that_cannot_be_queued_queues_nothing(library: Library) -> None:
    with pytest.raises(JobError, match="Live work"):
        await library.jobs.enqueue([order(), order(lane="live")])
    with pytest.raises(JobError, match="at least one"):
        await library.jobs.enqueue([order(), order(count=0)])
    assert await library.jobs.jobs() == ()


async def test_claim_takes_the_highest_lane_and_in_it_the_oldest(library: Library) -> None:
    batch = await one(library, lane="batch")
    first, second = await one(library), await one(library)
    claimed = [(await library.jobs.claim(LANES))[0] for _ in range(4)]
    assert [job and job.id for job in claimed] == [first.id, second.id, batch.id, None]
    assert {job.state for job in claimed if job} == {"running"}
    assert {job.attempts for job in claimed if job} == {1}


async def test_claim_looks_only_into_the_lanes_it_is_given(library: Library) -> None:
    await one(library, lane="batch")
    job, change = await library.jobs.claim(["interactive"])
    assert job is None
    assert not change


async def test_a_released_job_keeps_its_place_and_counts_its_attempts(library: Library) -> None:
    job = await running(library)
    await one(library)
    assert (await library.jobs.release(job.id)).jobs == {job.id}
    claimed, _ = await library.jobs.claim(LANES)
    assert claimed is not None
    assert (claimed.id, claimed.attempts) == (job.id, 2)


async def test_failure_is_kept_whole_and_forgotten_by_a_retry(library: Library) -> None:
    job = await running(library)
    await library.jobs.fail(job.id, FAILURE)
    failed = await again(library, job)
    assert (failed.state, failed.failure) == ("failed", FAILURE)
    await library.jobs.set_state(job.id, "waiting")
    retried = await again(library, job)
    assert (retried.state, retried.failure) == ("waiting", None)


async def test_cancel_of_waiting_work_is_immediate(library: Library) -> None:
    job = await one(library)
    assert (await library.jobs.cancel(job.id)).jobs == {job.id}
    assert (await again(library, job)).state == "cancelled"
    assert not await library.jobs.cancel(job.id)


async def test_cancel_of_running_work_is_asked_of_its_owner(library: Library) -> None:
    job = await running(library)
    assert await library.jobs.cancel(job.id)
    asked = await again(library, job)
    assert (asked.state, asked.cancel_requested) == ("running", True)
    await library.jobs.cancelled(job.id)
    gone = await again(library, job)
    assert (gone.state, gone.cancel_requested) == ("cancelled", False)


async def test_release_does_not_forget_a_cancel(library: Library) -> None:
    job = await running(library)
    await library.jobs.cancel(job.id)
    await library.jobs.release(job.id)
    assert (await again(library, job)).state == "cancelled"


async def test_pause_and_resume(library: Library) -> None:
    job = await one(library)
    await library.jobs.set_state(job.id, "paused")
    assert (await library.jobs.claim(LANES))[0] is None
    await library.jobs.set_state(job.id, "waiting")
    claimed, _ = await library.jobs.claim(LANES)
    assert claimed is not None


async def test_illegal_transitions_are_refused_and_change_nothing(library: Library) -> None:
    job = await one(library)
    for attempt in (
        library.jobs.finish(job.id),
        library.jobs.release(job.id),
        library.jobs.fail(job.id, FAILURE),
        library.jobs.set_state(job.id, "running"),
        library.jobs.finish("nobody"),
        library.jobs.cancel("nobody"),
    ):
        with pytest.raises(JobError):
            await attempt
    assert await again(library, job) == job


async def test_a_job_paused_while_it_ran_stays_paused(library: Library) -> None:
    job = await running(library)
    await library.jobs.set_state(job.id, "paused")
    with pytest.raises(JobError, match="released"):
        await library.jobs.release(job.id)
    assert (await again(library, job)).state == "paused"


async def test_nobody_takes_a_running_job_from_its_owner_by_hand(library: Library) -> None:
    job = await running(library)
    with pytest.raises(JobError, match="by hand"):
        await library.jobs.set_state(job.id, "waiting")


async def test_recovery_after_a_crash(library: Library) -> None:
    interactive, cancelling = await one(library), await one(library)
    batch, waiting = await one(library, lane="batch"), await one(library, lane="batch")
    for _ in range(3):
        await library.jobs.claim(LANES)
    await library.jobs.cancel(cancelling.id)
    jobs, change = await library.jobs.recover()
    assert {job.id: job.state for job in jobs} == {
        interactive.id: "waiting",
        cancelling.id: "cancelled",
        batch.id: "waiting",
    }
    assert change == Change(jobs=frozenset(job.id for job in jobs), queue=True)
    assert (await again(library, waiting)).state == "waiting"
    held = (await library.jobs.state()).holds["batch"]
    assert (held.cause, "3 jobs were running" in held.message) == ("crash", True)
    assert (await library.jobs.claim(["batch"]))[0] is None
    assert await library.jobs.hold("batch", None) == Change(queue=True)
    assert (await library.jobs.claim(["batch"]))[0] is not None


async def test_recovery_after_a_clean_end_leaves_batch_work_alone(library: Library) -> None:
    job = await one(library, lane="batch")
    jobs, change = await library.jobs.recover()
    assert (jobs, bool(change)) == ((), False)
    assert (await again(library, job)).state == "waiting"


async def test_progress_is_seen_while_it_runs_and_forgotten_afterwards(library: Library) -> None:
    job = await running(library)
    assert await library.jobs.progress(job.id) is None
    for step in (1, 2):
        await library.jobs.report(job.id, Progress(index=0, phase="denoising", step=step, steps=4))
    assert await library.jobs.progress(job.id) == Progress(index=0, phase="denoising", step=2, steps=4)
    await library.jobs.finish(job.id)
    await library.jobs.report(job.id, Progress(index=0, phase="denoising", step=3, steps=4))
    assert await library.jobs.progress(job.id) is None


async def test_version_tells_of_writes_of_another_process(library: Library, place: Home) -> None:
    other = Library.open(place, patience=PATIENCE)
    try:
        seen = await other.jobs.version()
        assert await other.jobs.version() == seen
        job = await one(library)
        assert await other.jobs.version() != seen
        assert await other.jobs.job(job.id) == job
    finally:
        other.close()


async def test_two_owners_never_claim_the_same_job(library: Library, place: Home) -> None:
    jobs, _ = await library.jobs.enqueue([order()] * 60)
    other = Library.open(place)
    try:
        turns = [library.jobs.claim(LANES) if turn % 2 else other.jobs.claim(LANES) for turn in range(60)]
        claimed = [job.id for job, _ in await asyncio.gather(*turns) if job]
    finally:
        other.close()
    assert sorted(claimed) == sorted(job.id for job in jobs)


def test_several_event_loops_share_one_library(library: Library) -> None:
    states: list[str] = []

    def work() -> None:
        async def flow() -> None:
            job = await running(library)
            await library.pictures.save(job, picture(job, 0))
            await library.jobs.finish(job.id)
            states.append((await again(library, job)).state)

        asyncio.run(flow())

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert states == ["done"] * 4


async def test_the_queue_survives_a_restart(library: Library, place: Home) -> None:
    job = await running(library)
    await library.pictures.save(job, picture(job, 2))
    other = Library.open(place, patience=PATIENCE)
    try:
        assert await again(other, job) == await again(library, job)
        assert (await again(other, job)).missing == (0, 1, 3)
    finally:
        other.close()
