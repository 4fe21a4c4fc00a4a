"""Says aloud what somebody who does not look should know: a set or a plan is made or failed, the queue stands still, a
problem arose. Nothing else."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

from studio.recipe.job import Job
from studio.ui import bind
from studio.workspace.plan_words import batch_sentence
from studio.workspace.problems import Place, Problem
from studio.workspace.workspace import Workspace

_MOST_PROMPT = 80
"""characters of a prompt that are said"""
_PAUSE = 500
"""milliseconds after a job of a plan has ended, in which others may"""

Say = Callable[[str, bool], object]
"""(text, whether it goes before what is being said)"""


class Announcer(QObject):
    """Sets that the user cancelled are not told: who cancels knows. A plan is told when its last job has ended."""

    def __init__(self, parent: QObject, workspace: Workspace, say: Say | None = None) -> None:
        """`say` is the system's screen reader unless another is given."""
        super().__init__(parent)
        self._problems = workspace.problems
        self._queue = workspace.queue
        self._plans: set[str] = set()
        """batches of which something ended"""
        self._still = ""
        """why the queue stands still, as it was told"""
        self._later = bind.Coalesced(self, lambda: workspace.tasks.start(self._tell_plans(), "tell of plans"), _PAUSE)
        self._say: Say = say or partial(announce, parent)
        self._told: dict[Place, tuple[Problem, ...]] = {}
        bind.hear(self, workspace.queue.ended, self._ended)
        bind.hear(self, workspace.queue.state_changed, self._tell_still)
        bind.hear(self, workspace.problems.changed, self._tell)

    def _ended(self, job: Job) -> None:
        if job.order.batch:
            self._plans.add(job.order.batch)
            self._later()
            return
        prompt = " ".join(job.order.recipe.prompt.split())
        short = prompt if len(prompt) <= _MOST_PROMPT else prompt[: _MOST_PROMPT - 1] + "…"
        count = "1 picture" if job.order.count == 1 else f"{job.order.count} pictures"
        if job.state == "done":
            self._say(f"Made: {count} of {short}", False)
        elif job.state == "failed":
            failure = job.failure
            reason = "" if failure is None else f"{failure.message} {failure.remedy}".strip()
            self._say(f"Not made: {count} of {short}. {reason}".rstrip(), True)

    async def _tell_plans(self) -> None:
        """Those of which nothing is left to do."""
        core = self._queue.core
        for one in () if core is None else await core.queue.batches():
            if one.batch.id in self._plans and not one.tally.unfinished:
                self._plans.discard(one.batch.id)
                if one.tally.made or one.tally.failed:
                    self._say(f"{one.batch.name}. {batch_sentence(one)}.", bool(one.tally.failed))

    def _tell_still(self) -> None:
        """Who pauses knows."""
        state = self._queue.state
        hold = next((one for one in state.holds.values() if one.cause != "user"), None)
        why = "" if hold is None else hold.message
        if state.blocked is not None:
            why = f"{state.blocked.message} {state.blocked.remedy}".strip()
        if why and why != self._still:
            self._say(f"The queue is held. {why}", True)
        elif self._still and not why:
            self._say("The queue goes on.", False)
        self._still = why

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
