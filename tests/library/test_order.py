"""The user's hand on the queue: order, edits, copies, dismissals."""

from __future__ import annotations

import asyncio

import msgspec
import pytest

from studio.errors import JobError
from studio.library import Library
from studio.paths import Home
from studio.recipe.events import Failed
from studio.recipe.job import Job, NewJob
from tests.library.conftest import PATIENCE
from tests.library.samples import batch, order, picture

LOST = Failed(kind="EngineLost", message="It ended.")


async def lined_up(library: Library, number: int, **given: object) -> list[str]:
    jobs, _ = await library.jobs.enqueue([order(**given)] * number)  # type: ignore[arg-type]
    return [job.id for job in jobs]


async def line(library: Library) -> list[str]:
    return [job.id for job in await library.jobs.queued()]


async def found(library: Library, job: str) -> Job:
    there = await library.jobs.job(job)
    assert there is not None
    return there


def with_prompt(order: NewJob, prompt: str) -> NewJob:
    return msgspec.structs.replace(order, recipe=msgspec.structs.replace(order.recipe, prompt=prompt))


async def test_jobs_are_moved_before_another_in_the_order_given(library: Library) -> None:
    a, b, c, d, e = await lined_up(library, 5)
    change = await library.jobs.move([e, c], b)
    assert await line(library) == [a, e, c, b, d]
    assert change.jobs == {e, c}
    await library.jobs.move([d], a)
    assert await line(library) == [d, a, e, c, b]
    await library.jobs.move([d, e], None)
    assert await line(library) == [a, c, b, d, e]
    assert (await library.jobs.claim(["interactive"]))[0] == await found(library, a)


async def test_a_job_moved_before_one_that_moves_too_goes_before_the_next_that_stays(library: Library) -> None:
    a, b, c, d = await lined_up(library, 4)
    await library.jobs.move([b, a], b)
    assert await line(library) == [b, a, c, d]
    await library.jobs.move([d], d)
    assert await line(library) == [b, a, c, d]


async def test_a_gap_that_is_used_up_is_made_again(library: Library) -> None:
    first, *others = await lined_up(library, 6)
    expected = [first, *others]
    for turn in range(100):
        job = others[turn % 2]
        before = next(id for id in expected[1:] if id != job)
        await library.jobs.move([job], before)
        expected.remove(job)
        expected.insert(expected.index(before), job)
        assert await line(library) == expected


async def test_lanes_are_not_mixed(library: Library) -> None:
    (quick,), (slow,) = await lined_up(library, 1), await lined_up(library, 1, lane="batch")
    before = await library.jobs.queued()
    for attempt in (
        library.jobs.move([quick], slow),
        library.jobs.move([quick, slow], None),
        library.jobs.move([quick], "nobody"),
    ):
        with pytest.raises(JobError):
            await attempt
    assert await library.jobs.queued() == before


async def test_what_ended_meanwhile_does_not_spoil_a_move(library: Library) -> None:
    a, b, c = await lined_up(library, 3)
    await library.jobs.cancel(a)
    await library.jobs.move([a, c, "nobody"], b)
    assert await line(library) == [c, b]
    await library.jobs.move([b], a)  # a place that was first
    assert await line(library) == [b, c]
    assert not await library.jobs.move([a], None)


async def test_an_edit_replaces_the_order_and_keeps_what_the_plan_knows_it_by(library: Library) -> None:
    asked = order(lane="batch", batch=batch().id, row=3, key="k", name="first")
    (job,), _ = await library.jobs.enqueue([asked], batch())
    new = with_prompt(order(lane="batch", count=2, project="Other", start_at=9.0, name="second"), "blue square")
    assert (await library.jobs.edit(job.id, new, 0)).jobs == {job.id}
    after = await found(library, job.id)
    assert after.order == msgspec.structs.replace(new, batch=batch().id, row=3, key="k")
    assert (after.revision, after.rank) == (1, job.rank)


async def test_of_two_edits_at_the_same_time_one_is_told(library: Library, place: Home) -> None:
    (job,) = await lined_up(library, 1)
    other = Library.open(place, patience=PATIENCE)
    try:
        edits = [
            store.jobs.edit(job, with_prompt(order(), prompt), 0)
            for store, prompt in ((library, "one"), (other, "two"))
        ]
        answers = await asyncio.gather(*edits, return_exceptions=True)
    finally:
        other.close()
    (refused,) = [answer for answer in answers if isinstance(answer, JobError)]
    assert "elsewhere" in refused.message
    kept = "one" if answers[1] is refused else "two"
    assert ((await found(library, job)).order.recipe.prompt, (await found(library, job)).revision) == (kept, 1)


async def test_only_what_waits_can_be_edited(library: Library) -> None:
    (job,) = await lined_up(library, 1)
    await library.jobs.claim(["interactive"])
    with pytest.raises(JobError, match="running"):
        await library.jobs.edit(job, order(), 0)
    await library.jobs.set_state(job, "paused")
    await library.jobs.edit(job, with_prompt(order(), "blue"), 0)
    with pytest.raises(JobError, match="Live work"):
        await library.jobs.edit(job, msgspec.structs.replace(order(), lane="live"), 1)
    await library.jobs.cancel(job)
    with pytest.raises(JobError, match="cancelled"):
        await library.jobs.edit(job, order(), 1)


async def test_a_job_with_pictures_keeps_its_recipe(library: Library) -> None:
    (id,) = await lined_up(library, 1)
    job = await found(library, id)
    await library.pictures.save(job, picture(job, 2))
    for refused in (with_prompt(job.order, "blue"), msgspec.structs.replace(job.order, plan="fast"), order(count=2)):
        with pytest.raises(JobError, match="made already"):
            await library.jobs.edit(id, refused, 0)
    await library.jobs.edit(id, msgspec.structs.replace(job.order, count=3, project="Other"), 0)
    assert (await found(library, id)).missing == (0, 1)


async def test_a_picture_of_the_recipe_before_an_edit_is_not_taken(library: Library) -> None:
    """The job was paused and edited while its picture was on its way."""
    await lined_up(library, 1)
    job, _ = await library.jobs.claim(["interactive"])
    assert job is not None
    await library.jobs.set_state(job.id, "paused")
    await library.jobs.edit(job.id, with_prompt(job.order, "blue"), 0)
    with pytest.raises(JobError, match="edited while"):
        await library.pictures.save(job, picture(job, 0))
    assert (await found(library, job.id)).made == ()
    assert await library.assets() == ()


async def test_an_edit_can_change_the_lane(library: Library) -> None:
    (slow,), (quick,) = await lined_up(library, 1, lane="batch"), await lined_up(library, 1)
    await library.jobs.edit(slow, order(), 0)
    assert await line(library) == [quick, slow]


async def test_copies_stand_right_behind_the_last_of_their_lane(library: Library) -> None:
    a, b, c = await lined_up(library, 3)
    asked = order(lane="batch", batch=batch().id, row=1, key="k", name="n")
    (slow,), _ = await library.jobs.enqueue([asked], batch())
    await library.jobs.cancel(b)
    copies, change = await library.jobs.duplicate([slow.id, b, a, "nobody"])
    of_slow, of_b, of_a = copies
    assert await line(library) == [a, of_b.id, of_a.id, c, slow.id, of_slow.id]
    assert of_slow.order == order(lane="batch", name="n")
    assert change.jobs == {copy.id for copy in copies}
    assert [await found(library, copy.id) for copy in copies] == list(copies)


async def test_failures_are_shown_until_they_are_dismissed(library: Library) -> None:
    for job in (failed := await lined_up(library, 2)):
        await library.jobs.claim(["interactive"])
        await library.jobs.fail(job, LOST)
    (waiting,) = await lined_up(library, 1)
    assert await line(library) == [waiting, *failed]
    assert (await library.jobs.dismiss([*failed[:1], waiting])).jobs == {failed[0]}
    assert await line(library) == [waiting, failed[1]]
    assert not await library.jobs.dismiss(failed[:1])
    await library.jobs.set_state(failed[0], "waiting")
    assert not (await found(library, failed[0])).dismissed


async def test_many_at_once_go_where_they_may(library: Library) -> None:
    a, b, c = await lined_up(library, 3)
    await library.jobs.claim(["interactive"])
    await library.jobs.cancel(b)
    assert (await library.jobs.set_states([a, b, c], "waiting")).jobs == {b}
    assert (await library.jobs.set_states([b, c, "nobody"], "paused")).jobs == {b, c}
    assert (await library.jobs.cancel_many([a, b, c, "nobody"])).jobs == {a, b, c}
    states = [(await found(library, job)).state for job in (a, b, c)]
    assert states == ["running", "cancelled", "cancelled"]
    assert (await found(library, a)).cancel_requested
    assert not await library.jobs.cancel_many([a, b, c])
