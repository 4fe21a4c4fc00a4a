"""Ctrl+C and SIGTERM as a request that the running command can answer in good order."""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import Generator
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Interrupt:
    """Set by the first signal; the second one ends the command where it stands (KeyboardInterrupt)."""

    def __init__(self) -> None:
        """Made on the running loop."""
        self._asked = asyncio.Event()
        self._loop = asyncio.get_running_loop()

    @property
    def asked(self) -> bool:
        return self._asked.is_set()

    async def wait(self) -> None:
        await self._asked.wait()

    def listen(self) -> None:
        """Take the signals over for the running loop, where this thread may."""
        if threading.current_thread() is not threading.main_thread():
            return
        for number in _SIGNALS:
            try:
                self._loop.add_signal_handler(number, self._hear)
            except NotImplementedError:  # Windows
                signal.signal(number, self._hear_from_system)

    def _hear_from_system(self, number: int, frame: FrameType | None) -> None:
        self._loop.call_soon_threadsafe(self._hear)

    def _hear(self) -> None:
        if self._asked.is_set():
            raise KeyboardInterrupt
        self._asked.set()


@contextmanager
def sigterm_as_ctrl_c() -> Generator[None]:
    """Outside a loop SIGTERM does what Ctrl+C does, so that both leave in good order.

    What came while the command line was still being imported (studio/__main__.py holds it back) is answered now.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, _raise)
    try:
        if hasattr(signal, "pthread_sigmask"):
            signal.pthread_sigmask(signal.SIG_UNBLOCK, _SIGNALS)
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _raise(number: int, frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt
