"""Progress of a batch on stderr: a live bar on a terminal, a line for each picture elsewhere."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import Protocol, Self

import msgspec

from studio.cli.output import say
from studio.recipe.speed import spoken

_PROMPT = 44
"""letters of the prompt that a terminal has room for"""


class Moment(msgspec.Struct, frozen=True, kw_only=True):
    """How far a batch is."""

    doing: str
    """what is made now, or what it waits for"""
    waits: bool = False
    """nothing of it is made now"""
    pictures: int
    """that were asked for"""
    done: float
    """pictures that are made, with the share of the one under way"""
    failed: int = 0
    """pictures that were set aside"""
    seconds_left: float | None = None


class Shown(Protocol):
    """Whoever shows it."""

    def show(self, moment: Moment) -> None: ...

    def close(self) -> None: ...


class Lines:
    """For logs: what it waits for, and every finished picture with the time left."""

    def __init__(self) -> None:
        self._last: Moment | None = None

    def show(self, moment: Moment) -> None:
        last, self._last = self._last, moment
        if last is None or int(moment.done) > int(last.done) or moment.failed > last.failed:
            say(_counted(moment))
        elif moment.waits and moment.doing != last.doing:
            say(moment.doing)

    def close(self) -> None:
        """Nothing to take away."""


def _counted(moment: Moment) -> str:
    left = "" if moment.seconds_left is None or moment.done >= moment.pictures else spoken(moment.seconds_left)
    parts = [f"{int(moment.done)} of {moment.pictures} done"]
    parts += [f"{moment.failed} set aside"] if moment.failed else []
    parts += [f"{left} left"] if left else []
    return ", ".join(parts)


def short(text: str) -> str:
    """As much of it as a terminal has room for."""
    return text if len(text) <= _PROMPT else f"{text[: _PROMPT - 1].rstrip()}…"


class Display:
    """The bar or the lines, whichever fits where stderr goes; taken away at the end."""

    def __init__(self) -> None:
        self._shown: Shown = _bar() if sys.stderr.isatty() else Lines()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._shown.close()

    def show(self, moment: Moment) -> None:
        self._shown.show(moment)


def _bar() -> Shown:
    from studio.cli.batch_bar import BatchBar  # rich is only for terminals: a fifth of the command's start

    return BatchBar()
