"""A report of a night, told in place of reading a library."""

from __future__ import annotations

import pytest

from studio.errors import StudioError
from studio.jobs import report as reports
from studio.jobs.report import MadeIn, Reason, Report
from studio.ui.window import MainWindow

NIGHT = Report(
    since=1_763_000_000.0,
    until=1_763_040_000.0,
    made=(
        MadeIn(name="week 12", batch="1" * 32, folder="/nowhere/week 12", pictures=162, waiting=0),
        MadeIn(name="Winter", batch="2" * 32, folder="/nowhere/Winter", pictures=18, waiting=14),
        MadeIn(name="Sketches", batch="", folder="", pictures=2, waiting=0),
    ),
    set_aside=(
        Reason(
            message="There was not enough memory.", remedy="Make it smaller.", jobs=("a", "b"), names=("fox", "owl")
        ),
    ),
    seconds=11_100.0,
    waiting=14,
    held=("The queue was paused after 3 failures.",),
)


class Told:
    """`report` is what the next readings say; `asked` are the times since when."""

    def __init__(self, window: MainWindow, patch: pytest.MonkeyPatch) -> None:
        self.report: Report | StudioError = NIGHT
        self.asked: list[float] = []
        window.workspace.away.looked = 1_763_000_000.0
        patch.setattr(reports, "report", self._read)

    async def _read(self, _library: object, since: float, _until: float | None = None) -> Report:
        self.asked.append(since)
        if isinstance(self.report, StudioError):
            raise self.report
        return self.report
