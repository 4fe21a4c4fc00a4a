"""Watches the events of one run and learns from their times how fast the model is here."""

from __future__ import annotations

from studio.recipe.events import Event, Picture, Progress
from studio.recipe.speed import Speed
from studio.workspace.sets import SetFacts


class Stopwatch:
    """Times are seconds of one steady clock. A run that was interrupted simply starts another stopwatch."""

    def __init__(self, facts: SetFacts) -> None:
        self._pixels = facts.pixels
        self._warm = False
        self._loading: float | None = None
        self._picture: float | None = None
        self._last: tuple[Progress, float] | None = None

    def see(self, event: Event, now: float, speed: Speed) -> Speed:
        """`speed`, corrected by what this event shows."""
        match event:
            case Progress():
                return self._progress(event, now, speed)
            case Picture():
                return self._ending(now, speed)
            case _:
                return speed

    def _progress(self, event: Progress, now: float, speed: Speed) -> Speed:
        if event.phase in ("starting", "loading"):
            self._loading = now if self._loading is None else self._loading
            return speed
        if self._loading is not None:
            speed, self._loading = speed.with_load(now - self._loading), None
        if self._picture is None:
            self._picture = now
        last, self._last = self._last, (event, now)
        if last is None or event.phase != "denoising" or not self._follows(last[0], event):
            return speed
        if not self._warm:  # the first step of a run also prepares what the others find ready
            self._warm = True
            return speed
        return speed.with_step(now - last[1], self._pixels)

    @staticmethod
    def _follows(before: Progress, after: Progress) -> bool:
        return before.phase == "denoising" and before.index == after.index and after.step == before.step + 1

    def _ending(self, now: float, speed: Speed) -> Speed:
        began, last = self._picture, self._last
        self._picture, self._last = now, None
        if began is None or last is None or last[0].steps == 0:
            return speed
        return speed.with_picture(now - began, last[0].steps, self._pixels)
