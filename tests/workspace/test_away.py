"""Who comes back is told what batch work did meanwhile: once, and again only with what was not seen."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import msgspec
import pytest

from studio.errors import DatabaseLocked, StudioError
from studio.jobs.control import QueueControl
from studio.jobs.report import MadeIn, Report
from studio.library.library import Library
from studio.paths import home_at
from studio.recipe.asset import Change
from studio.workspace.away import LEAST, Away, sentence
from studio.workspace.core import Core
from studio.workspace.problems import Problem, Problems
from studio.workspace.tasks import Tasks
from tests.jobs.batches import batch_in, enqueued, failed, made
from tests.workspace.waiting import until

HOUR = 3600.0


class Nobody:
    """Runs nothing."""

    def stop(self, jobs: object) -> None: ...

    async def tell_cancelled(self, jobs: object) -> None: ...

    def nudge(self) -> None: ...


class Desk:
    """A real library; a clock that goes by hand, and a user who comes and goes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.library = Library.open(home_at(folder / "home"), patience=0.5)
        self.heard: list[Change] = []
        self.queue = QueueControl(self.library.jobs, Nobody(), self.heard.append)
        self.errors: list[StudioError] = []
        self.problems = Problems()
        self.tasks = Tasks(self.errors.append)
        self.ahead = 0.0
        self.away = self.opened()

    def opened(self, looked: float = 0.0) -> Away:
        return Away(self.problems, self.tasks, self._core, looked, self.now)

    async def _core(self) -> Core:
        return cast("Core", SimpleNamespace(library=self.library, queue=self.queue))

    def now(self) -> float:
        return datetime.now(UTC).timestamp() + self.ahead

    async def looked_at(self) -> None:
        await until(lambda: not self.tasks._running)  # pyright: ignore[reportPrivateUsage]

    @property
    def told(self) -> tuple[Problem, ...]:
        return self.problems.at("window")


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    """In front, then left for an hour."""
    opened = Desk(tmp_path)
    opened.away.active(True)
    opened.away.begin()
    opened.away.active(False)
    yield opened
    await opened.tasks.close()
    opened.library.close()


async def night(desk: Desk, names: tuple[str, ...] = ("fox", "moon"), fails: int = 0) -> None:
    """These are made, the last `fails` of them set aside; then an hour passes."""
    await enqueued(desk.library, batch_in(desk.folder / "out", " ".join(names)), names)
    for _ in names[fails:]:
        await made(desk.library)
    for _ in range(fails):
        await failed(desk.library)
    desk.ahead += HOUR


async def come_back(desk: Desk) -> None:
    desk.away.active(True)
    await desk.looked_at()


async def test_batch_work_is_told_on_coming_back(desk: Desk) -> None:
    await night(desk, ("fox", "moon", "sun"), fails=1)
    await come_back(desk)
    (told,) = desk.told
    assert told.message.endswith(": 2 pictures made, 1 set aside.")
    assert (told.tone, told.offer) == ("notice", "report")


async def test_nothing_is_told_where_nothing_was_done(desk: Desk) -> None:
    desk.ahead += HOUR
    await come_back(desk)
    assert desk.told == ()
    assert desk.away.looked == pytest.approx(desk.now(), abs=60.0)


async def test_nothing_is_told_after_a_moment(desk: Desk) -> None:
    await enqueued(desk.library, batch_in(desk.folder / "out"), ("fox",))
    await made(desk.library)
    desk.ahead += LEAST / 2
    await come_back(desk)
    assert desk.told == ()


async def test_what_was_seen_is_not_told_again(desk: Desk) -> None:
    await night(desk)
    await come_back(desk)
    desk.problems.dismiss(desk.told[0])
    desk.away.active(False)
    desk.ahead += HOUR
    await come_back(desk)
    assert desk.told == ()


async def test_what_was_not_seen_is_told_with_what_came_since(desk: Desk) -> None:
    await night(desk)
    await come_back(desk)
    desk.away.active(False)
    await night(desk, ("owl",))
    await come_back(desk)
    (told,) = desk.told
    assert told.message.endswith(": 3 pictures made.")


async def test_the_next_window_tells_what_happened_while_none_was_open(desk: Desk) -> None:
    desk.away.end()
    looked = desk.away.looked
    await night(desk)
    again = desk.opened(looked)
    again.active(True)
    await desk.looked_at()
    assert desk.told == ()  # the library is not open yet
    again.begin()
    await desk.looked_at()
    assert len(desk.told) == 1


async def test_the_first_window_of_all_has_nothing_to_tell(desk: Desk) -> None:
    await night(desk)
    first = desk.opened()
    first.active(True)
    first.begin()
    await desk.looked_at()
    assert desk.told == ()
    assert first.looked


async def test_the_report_takes_the_place_of_the_message(desk: Desk) -> None:
    await night(desk, ("fox", "moon", "sun"), fails=1)
    await come_back(desk)
    await desk.away.show("away")
    assert desk.told == ()
    report = desk.away.report
    assert report is not None
    assert (report.pictures, report.failures) == (2, 1)
    assert report.made[0].folder == str(desk.folder / "out")


@pytest.mark.parametrize("span", ["today", "week"])
async def test_other_times_can_be_told_of(desk: Desk, span: str) -> None:
    await enqueued(desk.library, batch_in(desk.folder / "out"), ("fox",))
    await made(desk.library)
    await desk.away.show("today" if span == "today" else "week")
    report = desk.away.report
    assert report is not None
    assert report.since < desk.now() - (7 * 24 * HOUR - HOUR if span == "week" else -60.0)
    assert report.pictures in ((1,) if span == "week" else (0, 1))  # midnight may pass meanwhile


async def test_what_was_set_aside_waits_again_or_is_dismissed(desk: Desk) -> None:
    await night(desk, ("fox", "moon"), fails=2)
    await desk.away.show("week")
    assert desk.away.report is not None
    ((first, second),) = [reason.jobs for reason in desk.away.report.set_aside]
    await desk.away.retry([first])
    assert desk.away.report is not None
    assert [reason.jobs for reason in desk.away.report.set_aside] == [(second,)]
    await desk.away.dismiss([second])
    assert desk.away.report is not None
    assert desk.away.report.set_aside == ()
    job = await desk.library.jobs.job(first)
    assert job is not None
    assert job.state == "waiting"


async def test_a_held_queue_goes_on(desk: Desk) -> None:
    await desk.queue.hold()
    await desk.away.show("week")
    assert desk.away.report is not None
    assert desk.away.report.held
    await desk.away.go_on()
    assert desk.away.report is not None
    assert desk.away.report.held == ()


async def test_a_library_that_cannot_be_read_is_told_on_the_page(desk: Desk) -> None:
    async def refused() -> Core:
        raise DatabaseLocked("Another program holds the library.", remedy="Close it.")

    away = Away(desk.problems, desk.tasks, cast("Callable[[], Awaitable[Core]]", refused), 1.0, desk.now)
    await away.show("week")
    assert away.report is None
    assert away.error is not None
    assert away.error.message == "Another program holds the library."


def a_report(begun: str, ended: str) -> Report:
    times = [datetime.fromisoformat(text).astimezone().timestamp() for text in (begun, ended)]
    batch = MadeIn(name="a", batch="b" * 32, folder="/out", pictures=182, waiting=0)
    return Report(since=times[0], until=times[1], made=(batch,), set_aside=(), seconds=9.0, waiting=0, held=())


@pytest.mark.parametrize(
    ("begun", "ended", "when"),
    [
        ("2026-11-20T18:00", "2026-11-21T08:00", "Overnight"),
        ("2026-11-21T09:00", "2026-11-21T11:00", "While you were away"),
        ("2026-11-20T18:00", "2026-11-21T15:00", "While you were away"),
        ("2026-11-17T18:00", "2026-11-21T08:00", "While you were away"),
    ],
)
def test_the_sentence_says_when(begun: str, ended: str, when: str) -> None:
    report = a_report(begun, ended)
    assert sentence(report) == f"{when}: 182 pictures made."
    held = msgspec.structs.replace(report, held=("It is paused.",))
    assert sentence(held) == sentence(report)  # what holds the queue is said where it can change: in the queue
