"""What batch work did while nobody looked: told in one sentence when the user comes back, and in full on its page."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Literal, cast

from psygnal import Signal

from studio.errors import StudioError
from studio.workspace.core import Core
from studio.workspace.plan_words import counted
from studio.workspace.problems import Problem, Problems
from studio.workspace.tasks import Tasks

if TYPE_CHECKING:  # not for the first paint
    from studio.jobs.listing import Shelves
    from studio.jobs.report import Report

LEAST = 60.0
"""seconds away after which something may be told"""
Span = Literal["away", "today", "week"]
SPANS: tuple[Span, ...] = ("away", "today", "week")
_NIGHT_ENDS = 12
"""hour of the day until which one comes back in the morning"""


class Away:
    """`active` tells whether the window is in front. `changed` announces another report, or that one is being read.

    What was told and neither shown nor dismissed is told again, with what came since, after the next time away.
    """

    changed = Signal()

    def __init__(
        self,
        problems: Problems,
        tasks: Tasks,
        ready: Callable[[], Awaitable[Core]],
        looked: float = 0.0,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """`looked` is when the user last looked, and `clock` tells the time: Unix time, seconds."""
        self._problems = problems
        self._tasks = tasks
        self._ready = ready
        self._clock = clock
        self.looked = looked
        """what the next window is to begin with"""
        self._in_front = False
        self._open = False
        self._told: Problem | None = None
        self.span: Span = "away"
        self.report: Report | None = None
        """of `span`; None while none was read"""
        self.error: StudioError | None = None
        """why it cannot be read"""

    def begin(self) -> None:
        """The library is open."""
        self._open = True
        self._come_back()

    def end(self) -> None:
        """The window closes."""
        self.active(False)

    def active(self, in_front: bool) -> None:
        """The window came to the front, or left it."""
        if in_front == self._in_front:
            return
        if not in_front and not self._unread:
            self.looked = self._clock()
        self._in_front = in_front
        self._come_back()

    async def show(self, span: Span) -> None:
        """Read what happened since the user last looked, since midnight, or in the last seven days."""
        self.span = span
        self._dismiss()
        try:
            self.report, self.error = await self._read(self._since(span)), None
        except StudioError as error:
            self.report, self.error = None, error
        self.changed.emit()

    async def retry(self, jobs: Sequence[str]) -> None:
        """Let what was set aside wait again. Raises StorageError."""
        await (await self._ready()).queue.retry(jobs)
        await self.show(self.span)

    async def dismiss(self, jobs: Sequence[str]) -> None:
        """Do not tell of these failures any more. Raises StorageError."""
        await (await self._ready()).queue.dismiss(jobs)
        await self.show(self.span)

    async def go_on(self) -> None:
        """Let the queue go on, whatever holds it. Raises StorageError."""
        await (await self._ready()).queue.go_on()
        await self.show(self.span)

    @property
    def _unread(self) -> bool:
        return self._told is not None and self._told in self._problems.at("window")

    def _come_back(self) -> None:
        if not (self._open and self._in_front):
            return
        if not self.looked:
            self.looked = self._clock()
        elif self._clock() - self.looked >= LEAST:
            self._tasks.start(self._look(), "what was done meanwhile")

    async def _look(self) -> None:
        found = await self._read(self.looked)
        if not any(made.batch for made in found.made) and not found.set_aside:
            self.looked = found.until
            return
        self._dismiss()
        self._told = Problem(place="window", message=sentence(found), tone="notice", offer="report")
        self._problems.put(self._told)

    def _dismiss(self) -> None:
        if self._told is not None:
            self._problems.dismiss(self._told)

    def _since(self, span: Span) -> float:
        now = _local(self._clock())
        match span:
            case "away":
                return self.looked
            case "today":
                return now.replace(hour=0, minute=0, second=0, microsecond=0).timestamp()
            case "week":
                return (now - timedelta(days=7)).timestamp()

    async def _read(self, since: float) -> Report:
        core = await self._ready()
        from studio.jobs.report import report

        # what a report reads of the library is more than the window's own seam shows of it
        return await report(cast("Shelves", core.library), since, self._clock())


def sentence(report: Report) -> str:
    """`Overnight: 182 pictures made, 3 set aside.`"""
    since, until = _local(report.since), _local(report.until)
    night = since.date() < until.date() and until.hour < _NIGHT_ENDS and until - since < timedelta(days=1)
    parts = [f"{counted(report.pictures, 'picture')} made"]
    if report.failures:
        parts.append(f"{report.failures:,} set aside")
    return f"{'Overnight' if night else 'While you were away'}: {', '.join(parts)}."


def _local(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC).astimezone()
