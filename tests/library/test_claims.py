"""Which job comes next."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from studio.library import Library
from studio.library.claiming import MOST_OVERTAKEN
from studio.recipe.job import Job, Lane, NewJob
from studio.recipe.queue import Hold, Hours, Rules
from tests.library.samples import batch, for_model, order

BOTH: tuple[Lane, ...] = ("interactive", "batch")
HOLD = Hold(cause="user", message="Paused.", since=1.0)


async def put_in(library: Library, *orders: NewJob) -> tuple[Job, ...]:
    return (await library.jobs.enqueue(orders))[0]


async def claimed(library: Library, lanes: Sequence[Lane] = BOTH, **given: object) -> str | None:
    job, _ = await library.jobs.claim(lanes, **given)  # type: ignore[arg-type]
    return job and job.id


async def test_each_backend_gets_its_own(library: Library) -> None:
    local, remote = await put_in(library, order(), order(backend="cloud"))
    assert await claimed(library, backend="cloud") == remote.id
    assert await claimed(library, backend="cloud") is None
    assert await claimed(library) == local.id


async def test_a_job_waits_for_its_time_and_others_go_first(library: Library) -> None:
    late, later, now = await put_in(library, order(start_at=100.0), order(start_at=200.0), order())
    assert await library.jobs.next_start(50.0) == 100.0
    assert await claimed(library, now=50.0) == now.id
    assert await claimed(library, now=50.0) is None
    assert await library.jobs.next_start(100.0) == 200.0
    assert await claimed(library, now=100.0) == late.id
    assert await claimed(library) == later.id  # the clock says that it is long past
    assert await library.jobs.next_start(0.0) is None


async def test_a_held_lane_gives_nothing_and_the_other_goes_on(library: Library) -> None:
    quick, slow = await put_in(library, order(), order(lane="batch"))
    await library.jobs.hold("interactive", HOLD)
    assert await claimed(library) == slow.id
    assert await claimed(library) is None
    await library.jobs.hold("interactive", None)
    assert await claimed(library) == quick.id


async def test_a_paused_batch_gives_nothing(library: Library) -> None:
    await library.jobs.enqueue([order(lane="batch", batch=batch().id)], batch())
    (other,) = await put_in(library, order(lane="batch"))
    await library.jobs.pause_batch(batch().id, True)
    assert [await claimed(library), await claimed(library)] == [other.id, None]
    await library.jobs.pause_batch(batch().id, False)
    assert await claimed(library) is not None


@pytest.mark.parametrize(
    ("hours", "minute", "open"),
    [
        (Hours(begin=60, end=120), 59, False),
        (Hours(begin=60, end=120), 60, True),
        (Hours(begin=60, end=120), 120, False),
        (Hours(begin=1320, end=420), 1439, True),
        (Hours(begin=1320, end=420), 0, True),
        (Hours(begin=1320, end=420), 420, False),
        (Hours(begin=600, end=600), 3, True),
        (Hours(begin=60, end=120), None, True),
        (None, 3, True),
    ],
)
async def test_batch_work_keeps_its_hours(
    library: Library, hours: Hours | None, minute: int | None, open: bool
) -> None:
    await library.jobs.set_rules(Rules(hours=hours))
    quick, slow = await put_in(library, order(), order(lane="batch"))
    assert await claimed(library, minute=minute) == quick.id
    assert await claimed(library, minute=minute) == (slow.id if open else None)


async def test_jobs_for_the_model_in_memory_run_together(library: Library) -> None:
    a, b, c, d = await put_in(library, *(for_model(name) for name in "xyxy"))
    assert [await claimed(library, model="y") for _ in range(4)] == [b.id, d.id, a.id, c.id]


async def test_without_that_rule_the_order_is_kept(library: Library) -> None:
    await library.jobs.set_rules(Rules(together=False))
    jobs = await put_in(library, *(for_model(name) for name in "xyxy"))
    assert [await claimed(library, model="y") for _ in jobs] == [job.id for job in jobs]


async def test_nobody_is_overtaken_more_than_a_few_times(library: Library) -> None:
    first, *rest = await put_in(library, for_model("x"), *(for_model("y") for _ in range(MOST_OVERTAKEN + 2)))
    order = [await claimed(library, model="y") for _ in range(MOST_OVERTAKEN + 2)]
    assert order == [*(job.id for job in rest[:MOST_OVERTAKEN]), first.id, rest[MOST_OVERTAKEN].id]


async def test_who_could_not_run_is_not_overtaken(library: Library) -> None:
    """A job that waits for its time, or whose batch is paused, holds nobody up when it comes back."""
    await library.jobs.enqueue([for_model("x", batch=batch().id)], batch())
    await library.jobs.pause_batch(batch().id, True)
    jobs = await put_in(library, for_model("x", start_at=100.0), *(for_model("y") for _ in range(MOST_OVERTAKEN + 4)))
    for job in jobs[1:-2]:
        assert await claimed(library, model="y", now=50.0) == job.id
    await library.jobs.pause_batch(batch().id, False)
    assert [await claimed(library, model="y", now=150.0) for _ in range(2)] == [job.id for job in jobs[-2:]]


async def test_a_job_far_behind_does_not_overtake_the_whole_queue(library: Library) -> None:
    jobs = await put_in(library, *(for_model("x") for _ in range(300)), for_model("y"))
    assert await claimed(library, model="y") == jobs[0].id


async def test_in_the_interactive_lane_nobody_overtakes(library: Library) -> None:
    first, _ = await put_in(library, order(), order())
    assert await claimed(library, model="something else") == first.id
