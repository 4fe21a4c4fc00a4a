"""The live progress bar of a terminal."""

from __future__ import annotations

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn


class Bar:
    """A live bar; vanishes when the job ends."""

    def __init__(self, count: int) -> None:
        columns = (TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn(compact=True))
        self._bar = Progress(*columns, console=Console(stderr=True), transient=True)
        self._task: TaskID = self._bar.add_task("Waiting for its turn", total=count, start=False)
        self._begun = False
        self._bar.start()

    def show(self, doing: str, done: float, begun: bool) -> None:
        if begun and not self._begun:
            self._bar.start_task(self._task)
            self._begun = True
        self._bar.update(self._task, description=doing, completed=done)

    def close(self) -> None:
        self._bar.stop()
