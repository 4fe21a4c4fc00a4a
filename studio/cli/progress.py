"""Progress of one job on stderr: a bar with time left on a terminal, a line a picture elsewhere."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import Protocol, Self

from studio.cli.output import say
from studio.recipe import events

_DOING: dict[events.Phase, str] = {
    "waiting": "Waiting for its turn",
    "starting": "Starting the engine",
    "loading": "Loading the model",
    "encoding": "Making pictures",
    "denoising": "Making pictures",
    "decoding": "Making pictures",
    "saving": "Making pictures",
}


class Shown(Protocol):
    """Whoever shows how far a job is: `done` of `count` pictures, a fraction while one is under way."""

    def show(self, doing: str, done: float, begun: bool) -> None: ...

    def close(self) -> None: ...


class Lines:
    """For logs: what is being done, and each finished picture with the time left."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._doing = ""
        self._whole = 0
        self._since: tuple[float, float] | None = None

    def show(self, doing: str, done: float, begun: bool) -> None:
        if doing != self._doing and not self._whole:
            self._doing = doing
            say(f"{doing} ...")
        if begun and self._since is None:
            self._since = time.monotonic(), done
        if int(done) > self._whole:
            self._whole = int(done)
            say(f"{self._whole} of {self._count} done{self._left(done)}")

    def _left(self, done: float) -> str:
        if self._since is None or done >= self._count or done <= self._since[1]:
            return ""
        began, before = self._since
        seconds = (time.monotonic() - began) / (done - before) * (self._count - done)
        return f", about {seconds:.0f} s left"

    def close(self) -> None:
        """Nothing to take away."""


class Watch:
    """Follows the events of one job of `count` pictures and shows them."""

    def __init__(self, count: int) -> None:
        self._shown: Shown = _bar(count) if sys.stderr.isatty() else Lines(count)
        self._whole: set[int] = set()
        self._began = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._shown.close()

    def see(self, event: events.Event) -> None:
        """Show what this event tells about how far the job is."""
        match event:
            case events.Progress(index=index, phase=phase, step=step, steps=steps):
                self._began = self._began or phase == "denoising"
                part = step / steps if phase == "denoising" and steps and index not in self._whole else 0.0
                self._shown.show(_DOING[phase], len(self._whole) + min(part, 0.99), self._began)
            case events.Picture(index=index):
                self._whole.add(index)
                self._shown.show("Making pictures", len(self._whole), self._began)
            case _:
                pass


def _bar(count: int) -> Shown:
    from studio.cli.bar import Bar  # rich is only for terminals: a fifth of the command's start

    return Bar(count)
