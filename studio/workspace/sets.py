"""One set of variations in the grid: its cells, their states, progress and the time left. Events make it move."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, assert_never

import msgspec
from psygnal import Signal

from studio.recipe.asset import Asset
from studio.recipe.events import (
    Accepted,
    Cancelled,
    Encoding,
    Event,
    Failed,
    Finished,
    Notice,
    Phase,
    Picture,
    Preview,
    Progress,
)
from studio.recipe.job import Job, State
from studio.recipe.recipe import MAX_SEED, StartImage
from studio.workspace.speed import Speed

CellState = Literal["waiting", "working", "made", "failed", "cancelled"]
SetState = Literal["waiting", "running", "stopping", "paused", "done", "failed", "cancelled"]
ENDED: frozenset[SetState] = frozenset({"done", "failed", "cancelled"})


class Pixels(msgspec.Struct, frozen=True, kw_only=True):
    """A picture in memory, to be shown: rows or a whole file, as `encoding` says."""

    width: int
    height: int
    encoding: Encoding
    data: bytes


class Cell(msgspec.Struct, frozen=True, kw_only=True):
    """One place in a set: nothing yet, a preview, a picture, or why there is none."""

    index: int
    state: CellState = "waiting"
    image: Pixels | Path | None = None
    step: int = 0
    steps: int = 0


class SetFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What a set is, without what became of it: enough to lay it out before the library is open."""

    job: str
    prompt: str
    negative: str = ""
    width: int
    height: int
    count: int
    seed: int
    steps: int
    model: str
    start: bool = False
    created: float = 0.0

    def seed_of(self, index: int) -> int:
        return (self.seed + index) % (MAX_SEED + 1)


def facts_of(job: Job) -> SetFacts:
    recipe = job.order.recipe
    return SetFacts(
        job=job.id,
        prompt=recipe.prompt,
        negative=recipe.negative,
        width=recipe.width,
        height=recipe.height,
        count=job.order.count,
        seed=recipe.seed,
        steps=recipe.steps,
        model=recipe.model.id,
        start=isinstance(recipe.start, StartImage),
        created=job.created,
    )


class PictureSet:
    """The set of one job. `changed` says that header or progress moved, `cell_changed(index)` that a cell did."""

    changed = Signal()
    cell_changed = Signal(int)

    def __init__(self, facts: SetFacts, state: SetState = "waiting") -> None:
        self.facts = facts
        self.state: SetState = state
        self.phase: Phase = "waiting"
        self.cells = [Cell(index=index) for index in range(facts.count)]
        self.failure: Failed | None = None
        self.notices: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        return self.facts.job

    @property
    def ended(self) -> bool:
        return self.state in ENDED

    @property
    def made(self) -> int:
        return sum(cell.state == "made" for cell in self.cells)

    def apply(self, event: Event) -> None:
        """Move as the event says; pictures that are already here stay, whatever follows."""
        match event:
            case Accepted():
                self._begin()
            case Progress():
                self._progress(event)
            case Preview():
                self._preview(event)
            case Picture():
                pixels = Pixels(width=event.width, height=event.height, encoding=event.encoding, data=event.data)
                self._put(event.index, state="made", image=pixels)
                self.changed.emit()
            case Notice():
                self.notices = (*self.notices, event.message)
                self.changed.emit()
            case Finished():
                self._end("done", "failed")
            case Failed():
                self.failure = event
                self._end("failed", "failed")
            case Cancelled():
                self._end("cancelled", "cancelled")
            case _:
                assert_never(event)

    def take(self, job: Job) -> None:
        """What the store says of the job, for what no event told: it was paused, ended elsewhere, waits again."""
        self.failure = job.failure
        match job.state:
            case "done":
                self._end("done", "failed")
            case "failed":
                self._end("failed", "failed")
            case "cancelled":
                self._end("cancelled", "cancelled")
            case "waiting" | "paused" | "running":
                self._wait(job.state)
            case _:
                assert_never(job.state)

    def show(self, assets: tuple[Asset, ...]) -> None:
        """These files are the pictures."""
        for asset in assets:
            self.show_file(asset.index, asset.path)

    def show_file(self, index: int, path: Path) -> None:
        if 0 <= index < len(self.cells):
            self._put(index, state="made", image=path)

    def stop(self) -> None:
        """The user asked for a cancel: said at once, whatever the engine needs."""
        if not self.ended:
            self.state = "stopping"
            self.changed.emit()

    def steps_left(self) -> tuple[float, int]:
        """(steps still to do, pictures still to come)."""
        missing = [cell for cell in self.cells if cell.state in ("waiting", "working")]
        usual = max((cell.steps for cell in self.cells), default=0) or self.facts.steps
        return sum(max(0, (cell.steps or usual) - cell.step) for cell in missing), len(missing)

    def seconds_left(self, speed: Speed) -> float | None:
        """From now to the last picture, by what this model was seen to need; None while that is unknown."""
        if self.ended:
            return 0.0
        steps, pictures = self.steps_left()
        work = speed.seconds(steps=steps, pictures=pictures, pixels=self.facts.width * self.facts.height)
        if work is None:
            return None
        return work + (speed.load or 0.0 if self.phase in ("starting", "loading") else 0.0)

    def fraction(self) -> float:
        """Of the work that is done, 0 to 1: a picture counts its steps and two more for decoding and saving."""
        steps, pictures = self.steps_left()
        each = (max((cell.steps for cell in self.cells), default=0) or self.facts.steps) + 2
        return min(1.0, max(0.0, 1 - (steps + 2 * pictures) / (each * self.facts.count)))

    def _begin(self) -> None:
        if self.state in ("waiting", "paused"):
            self.state = "running"
        self.changed.emit()

    def _wait(self, state: State) -> None:
        if self.state != "stopping":
            self.state = "running" if state == "running" else "paused" if state == "paused" else "waiting"
        self.changed.emit()

    def _progress(self, event: Progress) -> None:
        self._begin()
        self.phase = event.phase
        if event.phase in ("encoding", "denoising", "decoding", "saving"):
            self._put(event.index, state="working", step=event.step, steps=event.steps)

    def _preview(self, event: Preview) -> None:
        pixels = Pixels(width=event.width, height=event.height, encoding="rgb8", data=event.data)
        self._put(event.index, state="working", image=pixels, step=event.step)

    def _put(
        self,
        index: int,
        *,
        state: CellState,
        image: Pixels | Path | None = None,
        step: int | None = None,
        steps: int = 0,
    ) -> None:
        old = self.cells[index]
        if old.state == "made" and state != "made":
            return
        self.cells[index] = msgspec.structs.replace(
            old,
            state=state,
            image=old.image if image is None else image,
            step=old.step if step is None else step,
            steps=steps or old.steps,
        )
        self.cell_changed.emit(index)

    def _end(self, state: SetState, cell: CellState) -> None:
        self.state = state
        for index, old in enumerate(self.cells):
            if old.state in ("waiting", "working"):
                self.cells[index] = Cell(index=index, state=cell)
                self.cell_changed.emit(index)
        self.changed.emit()
