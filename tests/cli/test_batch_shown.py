"""Progress of a batch, as a terminal and as a log sees it; and how far its jobs say that it is."""

from __future__ import annotations

import io

import msgspec
import pytest
from rich.console import Console

from studio.cli.batch_bar import BatchBar
from studio.cli.batch_shown import Display, Moment
from studio.cli.batch_watch import Course, share_of
from studio.recipe.events import Progress
from studio.recipe.job import Job, NewJob, State
from studio.recipe.speed import Speed
from tests.library.samples import RECIPE

SPEEDS = {"starter": Speed(load=5.0, step=1000.0, rest=0.0)}
"""at 16x16 pixels and 4 steps a picture takes 1.024 seconds"""


def moment(done: float, doing: str = "a fox", **more: float) -> Moment:
    return Moment(doing=doing, pictures=3, done=done, **more)  # type: ignore[arg-type]


def job(number: int, state: State, made: int = 0, count: int = 1) -> Job:
    order = NewJob(recipe=RECIPE, count=count, lane="batch", batch="b", row=number)
    return Job(
        id=f"{number:032}", order=order, state=state, made=tuple(range(made)), attempts=1, created=0.0, rank=number
    )


def test_lines_for_a_log(capsys: pytest.CaptureFixture[str]) -> None:
    with Display() as display:
        for one in (
            moment(0, "Waiting for its turn", waits=True),
            moment(0.4, seconds_left=100.0),
            moment(0.8, seconds_left=90.0),
            moment(1, seconds_left=60.0),
            moment(1, "a moon", seconds_left=60.0),
            moment(1, "The disk is full.", waits=True),
            moment(1, "The disk is full.", waits=True),
            moment(1.2, seconds_left=50.0),
            moment(2, failed=1, seconds_left=10.0),
        ):
            display.show(one)
    assert capsys.readouterr().err.splitlines() == [
        "0 of 3 done",
        "1 of 3 done, about 1 min left",
        "The disk is full.",
        "2 of 3 done, 1 set aside, about 10 s left",
    ]


def test_a_bar_for_a_terminal() -> None:
    written = io.StringIO()
    bar = BatchBar(Console(file=written, force_terminal=True, width=110))
    try:
        bar.show(moment(1.5, "a [red] fox " * 20, seconds_left=30.0, failed=1))
    finally:
        bar.close()
    shown = written.getvalue()
    assert "1 of 3, 1 set aside" in shown
    assert "about 30 s left" in shown
    assert "a [red] fox" in shown, "a prompt is no markup"
    assert "…" in shown


def test_a_course_counts_pictures() -> None:
    course = Course(
        [
            job(0, "done", made=2, count=2),
            job(1, "running", made=1, count=3),
            job(2, "failed", made=1, count=2),
            job(3, "cancelled", made=1, count=4),
            job(4, "waiting"),
        ]
    )
    assert (course.pictures, course.made, course.failed, course.ended) == (9, 5, 1, False)
    running = course.running
    assert running is not None
    assert running.order.row == 1
    course.see(job(1, "done", made=3, count=3))
    course.see(job(4, "cancelled"))
    assert (course.pictures, course.made, course.ended) == (8, 7, True)


def test_the_time_left_follows_the_picture_under_way() -> None:
    course = Course([job(0, "waiting"), job(1, "running"), job(2, "paused")])
    picture = 1000.0 * 4 * 256 / 1e6
    assert course.seconds_left({}, None) is None
    assert course.seconds_left(SPEEDS, None) == pytest.approx(5.0 + 2 * picture)
    half = Progress(index=0, phase="denoising", step=2, steps=4)
    assert course.seconds_left(SPEEDS, half) == pytest.approx(1.5 * picture)


def test_shares_of_a_picture() -> None:
    assert share_of(None) == 0.0
    assert share_of(Progress(index=0, phase="loading")) == 0.0
    assert share_of(Progress(index=0, phase="denoising", step=1, steps=4)) == 0.25
    assert share_of(Progress(index=0, phase="denoising", step=4, steps=4)) < 1.0


def test_a_retried_job_is_not_ended() -> None:
    failed = job(0, "failed")
    course = Course([failed])
    assert course.ended
    course.see(msgspec.structs.replace(failed, state="waiting"))
    assert not course.ended


def test_a_picture_that_is_made_anew_counts_once() -> None:
    course = Course([with_key("k", job(0, "done", made=3, count=3))])
    again = with_key("k.1", job(1, "waiting"))
    course.see(again)
    assert (course.pictures, course.made) == (3, 2)
    course.see(msgspec.structs.replace(again, state="done", made=(0,)))
    assert (course.pictures, course.made, course.ended) == (3, 3, True)


def with_key(key: str, job: Job) -> Job:
    return msgspec.structs.replace(job, order=msgspec.structs.replace(job.order, key=key))
