"""The live bar of a terminal while a model comes."""

from __future__ import annotations

from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
    TransferSpeedColumn,
)

from studio.catalog.coming import Progress as Coming


class Bar:
    """Bytes, bytes a second and time left; vanishes when the model is here."""

    def __init__(self) -> None:
        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            DownloadColumn(),
            TransferSpeedColumn(),
            TimeRemainingColumn(compact=True),
        )
        self._bar = Progress(*columns, console=Console(stderr=True), transient=True)
        self._task: TaskID | None = None
        self._bar.start()

    def show(self, progress: Coming) -> None:
        """What was here before counts as no speed: the bar begins with it."""
        if self._task is None:
            self._task = self._bar.add_task("", completed=progress.done, total=progress.total)
        self._bar.update(self._task, description=progress.file, completed=progress.done, total=progress.total)

    def close(self) -> None:
        self._bar.stop()
