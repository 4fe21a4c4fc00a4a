"""Stopping work in the middle: a flag that one thread sets and the one that works looks at."""

from __future__ import annotations

import threading


class Stopped(BaseException):  # like KeyboardInterrupt: no `except Exception` on the way may swallow it
    """The work at hand is no longer wanted."""


class Stop:
    """Set by the thread that reads the line, looked at by the one that computes."""

    def __init__(self) -> None:
        self._flag = threading.Event()

    def set(self) -> None:
        self._flag.set()

    @property
    def is_set(self) -> bool:
        return self._flag.is_set()

    def check(self) -> None:
        """Raise Stopped if somebody asked for it."""
        if self._flag.is_set():
            raise Stopped
