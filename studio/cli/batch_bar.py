"""The live bar of a batch on a terminal: done of planned, the current prompt, the time left."""

from __future__ import annotations

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn

from studio.cli.batch_shown import Moment, short
from studio.recipe.speed import spoken


class BatchBar:
    """Vanishes when the batch ends."""

    def __init__(self, console: Console | None = None) -> None:
        self._bar = Progress(
            TextColumn("{task.fields[counted]}"),
            BarColumn(bar_width=None),
            TextColumn("{task.fields[left]}"),
            TextColumn("{task.description}", markup=False),
            console=console or Console(stderr=True),
            transient=True,
            expand=True,
        )
        self._task: TaskID = self._bar.add_task("", total=1, counted="", left="")
        self._bar.start()

    def show(self, moment: Moment) -> None:
        aside = f", {moment.failed} set aside" if moment.failed else ""
        self._bar.update(
            self._task,
            description=short(moment.doing),
            total=moment.pictures,
            completed=moment.done,
            counted=f"{int(moment.done)} of {moment.pictures}{aside}",
            left="" if moment.seconds_left is None else f"{spoken(moment.seconds_left)} left",
        )

    def close(self) -> None:
        self._bar.stop()
