"""Keeps the computer from falling asleep over batch work; the screen may. Where that is not to be had, it is silent."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

LINGER_SECONDS = 20.0
"""Between two jobs it stays awake."""

_log = logging.getLogger(__name__)


class Awake:
    """Wakefulness asked of the system (D-Bus, Windows, caffeinate) while `keep` is called with True."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._over: threading.Event | None = None
        """ends what is asked for now"""
        self._last_wanted = 0.0

    @property
    def asked(self) -> bool:
        return self._over is not None

    def keep(self, wanted: bool) -> None:
        """Cheap to call often, and never waits: a bus may be slow to answer."""
        now = self._clock()
        if wanted:
            self._last_wanted = now
        if wanted and self._over is None:
            self._over = threading.Event()
            # A daemon: the system lets go by itself when the process ends.
            threading.Thread(target=_stay, args=(self._over,), name="stay-awake", daemon=True).start()
        elif not wanted and now - self._last_wanted > LINGER_SECONDS:
            self.close()

    def close(self) -> None:
        """Let the computer sleep when it likes."""
        if self._over is not None:
            self._over.set()
            self._over = None


def _stay(over: threading.Event) -> None:
    """What was asked in one thread has to be taken back in the same one."""
    from wakepy import keep  # brings D-Bus: only where batch work runs

    with keep.running(on_fail=_missed):
        over.wait()


def _missed(result: object) -> None:
    _log.info("the computer may fall asleep over batch work: %s", result)
