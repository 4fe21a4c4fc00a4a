"""Owns the polite stop: a run that is asked to end saves first, and goes on from there later."""

from __future__ import annotations

import signal
from types import FrameType


class Stopping:
    """True once the process got SIGTERM or SIGINT. A second one ends it at once."""

    def __init__(self) -> None:
        self._asked = False
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._ask)

    def _ask(self, number: int, _frame: FrameType | None) -> None:
        self._asked = True
        signal.signal(number, signal.SIG_DFL)
        print("stops after this step", flush=True)

    def __bool__(self) -> bool:
        return self._asked
