"""How far a model has come, on stderr: a bar with speed and time left on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import Protocol, Self

from studio.catalog.coming import Progress
from studio.catalog.shelf import in_bytes
from studio.cli.output import say

_EVERY_SECONDS = 15.0
_EVERY_PART = 0.1


class _Shown(Protocol):
    def show(self, progress: Progress) -> None: ...

    def close(self) -> None: ...


class Lines:
    """For logs: a line at every tenth of the way, and when a quarter of a minute went by."""

    def __init__(self) -> None:
        self._began = self._last = time.monotonic()
        self._part = -1

    def show(self, progress: Progress) -> None:
        now = time.monotonic()
        part = int(progress.done / max(progress.total, 1) / _EVERY_PART)
        if not progress.fetched or (part == self._part and now - self._last < _EVERY_SECONDS):
            return
        self._part, self._last = part, now
        say(line_of(progress, now - self._began))

    def close(self) -> None:
        """Nothing to take away."""


class Meter:
    """Shows the progress of one model; give its `see` as the watch of Getting."""

    def __init__(self) -> None:
        self._shown: _Shown = _bar() if sys.stderr.isatty() else Lines()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._shown.close()

    def see(self, progress: Progress) -> None:
        self._shown.show(progress)


def line_of(progress: Progress, seconds: float) -> str:
    """How much is here, bytes a second, and the time left, after `seconds`."""
    text = f"{in_bytes(progress.done)} of {in_bytes(progress.total)}"
    speed = progress.fetched / seconds if seconds > 0 else 0.0
    if speed <= 0:
        return text
    left = (progress.total - progress.done) / speed
    return f"{text}, {in_bytes(int(speed))}/s" + (f", about {left:.0f} s left" if left >= 1 else "")


def _bar() -> _Shown:
    from studio.cli.models_bar import Bar  # rich is only for terminals: a fifth of the command's start

    return Bar()
