"""Decides when the system should tell that long work has ended: only then, once, and not to who is looking."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
from psygnal import Signal

from studio.recipe.job import Job
from studio.settings import WINDOW_NOTIFY, Settings
from studio.workspace.queue import Queue

LONG = 10.0
"""seconds of work after which somebody may have turned to something else"""
_MOST_PROMPT = 80
"""characters of a prompt in a message"""


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """What the system shows."""

    title: str
    text: str


class Notices:
    """`due(Message)` when the queue runs empty after long work while the window is not in front."""

    due = Signal(Message)

    def __init__(
        self, queue: Queue, settings: Settings, in_front: Callable[[], bool], clock: Callable[[], float]
    ) -> None:
        """`clock` gives seconds of a steady clock."""
        self._queue = queue
        self._settings = settings
        self._in_front = in_front
        self._clock = clock
        self._began: float | None = None
        self._ended: list[Job] = []
        queue.changed.connect(self._changed)
        queue.ended.connect(self._ends)

    def _ends(self, job: Job) -> None:
        self._ended.append(job)

    def _changed(self) -> None:
        if self._queue.busy:
            self._began = self._clock() if self._began is None else self._began
            return
        ended, began = tuple(self._ended), self._began
        self._ended.clear()
        self._began = None
        message = _message(ended)
        if began is None or message is None or self._clock() - began < LONG:
            return
        if self._settings.get(WINDOW_NOTIFY) and not self._in_front():
            self.due.emit(message)


def _message(ended: tuple[Job, ...]) -> Message | None:
    """None where the user ended everything."""
    done = [job for job in ended if job.state == "done"]
    failed = [job for job in ended if job.state == "failed"]
    if not done and not failed:
        return None
    if not done:
        reason = failed[-1].failure
        return Message(title="The pictures could not be made", text="" if reason is None else reason.message)
    text = _what(done)
    if failed:
        text += f" {len(failed)} of {len(done) + len(failed)} sets could not be made."
    return Message(title="Your pictures are ready", text=text)


def _what(done: list[Job]) -> str:
    pictures = sum(job.order.count for job in done)
    if len(done) > 1:
        return f"{pictures} pictures in {len(done)} sets."
    prompt = " ".join(done[0].order.recipe.prompt.split())
    shown = prompt if len(prompt) <= _MOST_PROMPT else prompt[: _MOST_PROMPT - 1] + "…"
    return f"{'1 picture' if pictures == 1 else f'{pictures} pictures'} of “{shown}”."
