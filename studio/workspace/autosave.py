"""Writes the session half a second after a change, off the loop; and once more, at once, when the window closes."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable

from studio.paths import Home
from studio.workspace import session as sessions
from studio.workspace.session import Session

DELAY = 0.5
"""seconds from the first change that is not saved; typing on does not put it off"""


class Autosave:
    """`complain(sentence)` is called once each time that saving stops working."""

    def __init__(self, home: Home, current: Callable[[], Session], complain: Callable[[str], object]) -> None:
        self._home = home
        self._current = current
        self._complain = complain
        self._saved: Session | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        """kept, since Qt also delivers timers in moments when asyncio names no running loop"""
        self._timer: asyncio.TimerHandle | None = None
        self._writing: asyncio.Task[None] | None = None
        self._failed = False

    def touch(self) -> None:
        """Something changed. Outside a running loop (before the window starts) there is nothing to save yet."""
        if self._timer is not None or self._writing is not None:
            return
        if self._loop is None:
            with contextlib.suppress(RuntimeError):
                self._loop = asyncio.get_running_loop()
        if self._loop is not None:
            self._timer = self._loop.call_later(DELAY, self._begin, self._loop)

    def _begin(self, loop: asyncio.AbstractEventLoop) -> None:
        self._timer = None
        self._writing = loop.create_task(self._write(loop), name="autosave")

    async def _write(self, loop: asyncio.AbstractEventLoop) -> None:
        session = self._current()
        if session != self._saved:
            self._say(await loop.run_in_executor(None, self._save, session))
        self._writing = None
        if self._current() != session:
            self.touch()

    async def close(self) -> None:
        """Save what is not saved yet."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._writing is not None:
            await self._writing
        if self._timer is not None:
            self._timer.cancel()
        self._say(await asyncio.to_thread(self._save, self._current()))

    def _save(self, session: Session) -> OSError | None:
        """In a thread, from where nothing may be told."""
        try:
            sessions.save(self._home, session)
        except OSError as error:
            return error
        self._saved = session
        return None

    def _say(self, error: OSError | None) -> None:
        if error is not None and not self._failed:
            self._complain(f"The window's state cannot be saved in {self._home.data} ({error.strerror}).")
        self._failed = error is not None
