"""A small blocking client of the real engine process: what a window is to it, without the window."""

from __future__ import annotations

import contextlib
import itertools
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self, cast

import msgspec
import numpy as np

from studio.pixels.compositing import Rows
from studio.recipe.events import Cancelled, Ending, Event, Failed, Finished, Picture, Preview, Progress
from studio.recipe.recipe import ModelRef, Recipe
from studio.wire.frames import read_from_engine, write_frame
from studio.wire.messages import (
    AdditionSource,
    Attached,
    Cancel,
    FromEngine,
    Idle,
    Memory,
    ModelSource,
    Quit,
    Ready,
    Report,
    Role,
    Run,
    ToEngine,
)

ROOT = Path(__file__).resolve().parents[2]


class Outcome(msgspec.Struct, frozen=True):
    """Everything an engine said about one run."""

    events: tuple[Event, ...]
    memory: Memory

    @property
    def ending(self) -> Ending:
        last = self.events[-1]
        assert isinstance(last, Finished | Failed | Cancelled)
        return last

    @property
    def pictures(self) -> dict[int, Picture]:
        return {event.index: event for event in self.events if isinstance(event, Picture)}

    @property
    def previews(self) -> list[Preview]:
        return [event for event in self.events if isinstance(event, Preview)]

    @property
    def phases(self) -> list[str]:
        return [event.phase for event in self.events if isinstance(event, Progress)]


class EngineClient:
    """Owns one engine process; use it as a context."""

    def __init__(self, log: Path, command: tuple[str, ...] = (), environment: Mapping[str, str] | None = None) -> None:
        self._log = log.open("ab")
        self._names = (f"run {number}" for number in itertools.count())
        self.process = subprocess.Popen(
            command or (sys.executable, "-m", "studio", "engine"),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            cwd=ROOT,
            env={**os.environ, **(environment or {})},
        )
        self.ready: Ready | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        for pipe in (self.process.stdin, self.process.stdout):
            assert pipe is not None
            with contextlib.suppress(BrokenPipeError):
                pipe.close()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self._log.close()

    def await_ready(self) -> Ready:
        message = self.read()
        assert isinstance(message, Ready)
        self.ready = message
        return message

    def send(self, message: ToEngine, *attachments: bytes) -> None:
        write_frame(cast(BinaryIO, self.process.stdin), message, attachments)

    def read(self) -> FromEngine:
        message = read_from_engine(cast(BinaryIO, self.process.stdout))
        assert message is not None, "the engine ended"
        return message

    def begin(
        self,
        model: ModelSource,
        recipe: Recipe,
        *,
        indexes: tuple[int, ...] = (0,),
        plan: str = "exact",
        previews: bool = True,
        start: bytes | None = None,
        pictures: Mapping[Role, Rows] | None = None,
        controls: Sequence[Rows] = (),
        references: Sequence[Rows] = (),
        additions: Sequence[AdditionSource] = (),
        frugal: int = 0,
    ) -> str:
        """Send a run; its name. `start` has the recipe's size; any other picture comes by its role."""
        name = next(self._names)
        given: list[tuple[Role, Rows]] = []
        given.extend((pictures or {}).items())
        if start is not None:
            given.append(("start", np.frombuffer(start, np.uint8).reshape(recipe.height, recipe.width, 3)))
        given.extend(("control", rows) for rows in controls)
        given.extend(("reference", rows) for rows in references)
        run = Run(
            run=name,
            model=model,
            recipe=recipe,
            indexes=indexes,
            plan="fast" if plan == "fast" else "exact",
            previews=previews,
            attached=tuple(Attached(role=role, width=rows.shape[1], height=rows.shape[0]) for role, rows in given),
            additions=tuple(additions),
            frugal=frugal,
        )
        self.send(run, *(rows.tobytes() for _, rows in given))
        return name

    def events(self, run: str) -> Iterator[Event]:
        """Events of a run as they come, its ending last; the Idle after it is read too."""
        while True:
            message = self.read()
            if isinstance(message, Report) and message.run == run:
                yield message.event
                if isinstance(message.event, Finished | Failed | Cancelled):
                    self.memory = self.await_idle()
                    return

    def await_idle(self) -> Memory:
        message = self.read()
        assert isinstance(message, Idle), message
        return message.memory

    def make(self, model: ModelSource, recipe: Recipe, **how: object) -> Outcome:
        """Run to the end."""
        run = self.begin(model, recipe, **how)  # type: ignore[arg-type]
        events = tuple(self.events(run))
        return Outcome(events, self.memory)

    def make_and_cancel(self, model: ModelSource, recipe: Recipe, at: type[Event], nth: int, **how: object) -> Outcome:
        """Run, and cancel after the `nth` event (from 1) of a kind."""
        run = self.begin(model, recipe, **how)  # type: ignore[arg-type]
        seen: list[Event] = []
        for event in self.events(run):
            seen.append(event)
            if sum(isinstance(event, at) for event in seen) == nth:
                self.send(Cancel(run=run))
        return Outcome(tuple(seen), self.memory)

    def quit(self) -> int:
        self.send(Quit())
        return self.process.wait(20)


def source(folder: Path, name: str = "") -> ModelSource:
    """A folder as the catalogue would name it; the weights' hash is of no concern to the engine."""
    family = "stable-diffusion-xl" if (folder / "text_encoder_2").is_dir() else "stable-diffusion"
    return ModelSource(ref=ModelRef(id=name or folder.name, weights=str(folder)), family=family, folder=str(folder))


def recipe(model: ModelSource, **changes: object) -> Recipe:
    plain = Recipe(
        prompt="a red circle",
        width=64,
        height=64,
        seed=7,
        steps=4,
        guidance=3.0,
        scheduler="default",
        model=model.ref,
    )
    return msgspec.structs.replace(plain, **changes)
