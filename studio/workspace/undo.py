"""What can be taken back, and done again: star, reject, delete, note, tags; cancel, move, edit in the queue."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager

import msgspec
from psygnal import Signal

from studio.errors import JobError, PictureGone

MOST_STEPS = 200

Act = Callable[[], Awaitable[object]]


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """One thing the user did, in words (“star 3 pictures”), and the two ways between before and after."""

    label: str
    undo: Act
    redo: Act
    sitting: tuple[str, int] | None = None
    """what was worked on without a break; None for a thing done at once"""


class Undo:
    """The newest MOST_STEPS steps. Pressing a key quickly several times takes the steps in their order."""

    changed = Signal()

    def __init__(self) -> None:
        self._done: deque[Step] = deque(maxlen=MOST_STEPS)
        self._undone: list[Step] = []
        self._turn = asyncio.Lock()
        self._under_way = 0

    @asynccontextmanager
    async def doing(self) -> AsyncGenerator[None]:
        """Around something that will be a step, so that undo means what was pressed before it."""
        self._under_way += 1
        self.changed.emit()
        try:
            async with self._turn:
                yield
        finally:
            self._under_way -= 1
            self.changed.emit()

    @property
    def can_undo(self) -> bool:
        """Whether there is a step to take back, or one under way that `undo` waits for."""
        return bool(self._done) or self._under_way > 0

    @property
    def undo_label(self) -> str | None:
        """What `undo` takes back; None where there is nothing."""
        return self._done[-1].label if self._done else None

    @property
    def redo_label(self) -> str | None:
        """What `redo` does again; None where there is nothing."""
        return self._undone[-1].label if self._undone else None

    def done(self, label: str, undo: Act, redo: Act, sitting: tuple[str, int] | None = None) -> None:
        """The user did something; what was undone before cannot be redone any more.

        What is done in one sitting, a note that is saved while it is written, is one step.
        """
        if sitting is not None and self._done and self._done[-1].sitting == sitting and not self._undone:
            undo = self._done.pop().undo
        self._done.append(Step(label=label, undo=undo, redo=redo, sitting=sitting))
        self._undone.clear()
        self.changed.emit()

    async def undo(self) -> None:
        """Take the newest step back.

        Raises PictureGone for a step whose pictures are gone, and JobError for one whose jobs are in another state by
        now, which is dropped; after any other error the step is still there, to be tried again.
        """
        async with self._turn:
            if self._done:
                step = self._done.pop()
                await self._take(step, step.undo, self._done, self._undone)

    async def redo(self) -> None:
        """Do the step again that was undone last; as `undo` otherwise."""
        async with self._turn:
            if self._undone:
                step = self._undone.pop()
                await self._take(step, step.redo, self._undone, self._done)

    async def _take(self, step: Step, act: Act, back: Stack, forth: Stack) -> None:
        try:
            await act()
        except (PictureGone, JobError):
            raise
        except BaseException:
            back.append(step)
            raise
        else:
            forth.append(step)
        finally:
            self.changed.emit()


Stack = deque[Step] | list[Step]
