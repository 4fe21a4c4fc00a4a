"""Says aloud what somebody who does not look should know: a set is made or failed, a problem arose. Nothing else."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

from studio.recipe.job import Job
from studio.ui import bind
from studio.workspace.problems import Place, Problem
from studio.workspace.workspace import Workspace

_MOST_PROMPT = 80
"""characters of a prompt that are said"""

Say = Callable[[str, bool], object]
"""(text, whether it goes before what is being said)"""


class Announcer(QObject):
    """Sets that the user cancelled are not told: who cancels knows."""

    def __init__(self, parent: QObject, workspace: Workspace, say: Say | None = None) -> None:
        """`say` is the system's screen reader unless another is given."""
        super().__init__(parent)
        self._problems = workspace.problems
        self._say: Say = say or partial(announce, parent)
        self._told: dict[Place, tuple[Problem, ...]] = {}
        bind.hear(self, workspace.queue.ended, self._ended)
        bind.hear(self, workspace.problems.changed, self._tell)

    def _ended(self, job: Job) -> None:
        prompt = " ".join(job.order.recipe.prompt.split())
        short = prompt if len(prompt) <= _MOST_PROMPT else prompt[: _MOST_PROMPT - 1] + "…"
        count = "1 picture" if job.order.count == 1 else f"{job.order.count} pictures"
        if job.state == "done":
            self._say(f"Made: {count} of {short}", False)
        elif job.state == "failed":
            failure = job.failure
            reason = "" if failure is None else f"{failure.message} {failure.remedy}".strip()
            self._say(f"Not made: {count} of {short}. {reason}".rstrip(), True)

    def _tell(self, place: Place) -> None:
        shown = self._problems.at(place)
        before = self._told.get(place, ())
        self._told[place] = shown
        for problem in shown:
            if problem not in before:
                self._say(f"{problem.message} {problem.remedy}".rstrip(), problem.tone == "error")


def announce(source: QObject, text: str, urgent: bool) -> None:
    """Have a screen reader say `text`; nothing happens where none listens."""
    if not QAccessible.isActive():
        return
    event = QAccessibleAnnouncementEvent(source, text)
    politeness = QAccessible.AnnouncementPoliteness
    event.setPoliteness(politeness.Assertive if urgent else politeness.Polite)
    QAccessible.updateAccessibility(event)
