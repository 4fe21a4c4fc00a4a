"""The morning report: what was made, what was set aside and why, what holds the queue."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from studio.jobs.report import lasted, report
from studio.library.library import Library
from studio.paths import home_at
from studio.recipe.queue import Blocked, Hold
from tests.jobs.batches import batch_in, claimed, enqueued, failed, made
from tests.library.samples import order, picture


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    opened = Library.open(home_at(tmp_path / "home"), patience=0.5)
    yield opened
    opened.close()


async def test_nothing_happened(library: Library) -> None:
    told = await report(library, since=0.0)
    assert not told
    assert told.spoken == "No pictures were made."


async def test_a_night_is_told_by_batch_and_reason(library: Library, tmp_path: Path) -> None:
    autumn, winter = batch_in(tmp_path / "a"), batch_in(tmp_path / "w", "Winter")
    await enqueued(library, autumn, ["fox", "moon", "sun", "star", "owl"])
    for _ in range(2):
        await made(library)
    for message in ("The model is not there.", "The start picture is gone.", "The start picture is gone."):
        await failed(library, message)
    await enqueued(library, winter, ["snow", "ice"])
    await made(library)
    (sketch,), _ = await library.jobs.enqueue([order(count=1)])
    job, _ = await library.jobs.claim(("interactive",))
    assert job is not None
    assert job.id == sketch.id
    await library.pictures.save(job, picture(job, 0))
    await library.jobs.finish(job.id)

    told = await report(library, since=0.0)
    assert [(one.name, one.pictures, one.waiting) for one in told.made] == [
        ("Autumn", 2, 0),
        ("Sketches", 1, 0),
        ("Winter", 1, 1),
    ]
    assert [(one.message, one.names) for one in told.set_aside] == [
        ("The start picture is gone.", ("star", "owl")),
        ("The model is not there.", ("sun",)),
    ]
    assert (told.pictures, told.failures, told.waiting) == (4, 3, 1)
    assert told.seconds == pytest.approx(6.0)
    assert told.spoken == (
        "4 pictures were made in “Autumn” and 2 other places; the engine worked for 6 seconds."
        " 3 jobs were set aside: The start picture is gone; the others for other reasons."
        " 1 job is still to be made."
    )


async def test_only_what_came_after_counts(library: Library, tmp_path: Path) -> None:
    await enqueued(library, batch_in(tmp_path / "a"), ["fox", "moon", "sun"], count=2)
    await made(library)
    between = time.time()
    await made(library)
    job = await claimed(library)
    await library.pictures.save(job, picture(job, 0))
    assert (await report(library, since=between)).pictures == 3, "a job that is still at work counts too"
    assert (await report(library, since=0.0, until=between)).pictures == 2
    assert not (await report(library, since=time.time())).made


async def test_pictures_of_cancelled_jobs_were_made_too(library: Library, tmp_path: Path) -> None:
    await enqueued(library, batch_in(tmp_path / "a"), ["fox"], count=2)
    job = await claimed(library)
    await library.pictures.save(job, picture(job, 0))
    await library.jobs.cancel(job.id)
    await library.jobs.cancelled(job.id)
    assert (await report(library, since=0.0)).pictures == 1


async def test_what_holds_the_queue_is_told(library: Library, tmp_path: Path) -> None:
    batch = batch_in(tmp_path / "a")
    await enqueued(library, batch, ["fox"])
    hold = Hold(cause="crash", message="Blink Studio ended unexpectedly.", since=1.0)
    await library.jobs.hold("interactive", hold)
    await library.jobs.hold("batch", hold)
    await library.jobs.block(
        Blocked(kind="DiskFull", message="The disk is full.", remedy="Free some space.", since=1.0)
    )
    await library.jobs.pause_batch(batch.id, True)
    told = await report(library, since=0.0)
    assert told.held == (
        "Blink Studio ended unexpectedly.",
        "The disk is full. Free some space.",
        "“Autumn” is paused.",
    )
    assert told.spoken.endswith("The queue is held: Blink Studio ended unexpectedly.")


async def test_dismissed_failures_are_not_told_again(library: Library, tmp_path: Path) -> None:
    await enqueued(library, batch_in(tmp_path / "a"), ["fox"])
    job = await failed(library)
    await library.jobs.dismiss([job.id])
    assert not (await report(library, since=0.0)).set_aside


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.4, "less than a second"),
        (1, "1 second"),
        (59.4, "59 seconds"),
        (59.6, "1 minute"),
        (3599, "1 hour"),
        (3660, "1 hour 1 minute"),
        (7200, "2 hours"),
    ],
)
def test_times_in_words(seconds: float, words: str) -> None:
    assert lasted(seconds) == words
