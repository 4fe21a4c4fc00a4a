"""One set of variations in the grid: its cells, their states, progress and the time left. Events make it move."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal, assert_never

import msgspec

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
from studio.recipe.job import Job
from studio.recipe.recipe import MAX_SEED, SKETCH, Tile
from studio.recipe.speed import Speed
from studio.workspace.manner import DRAWN, sketch_first, start_of

CellState = Literal["waiting", "working", "made", "failed", "cancelled", "deleted"]
SetState = Literal["waiting", "running", "stopping", "paused", "done", "failed", "cancelled"]
ENDED: frozenset[SetState] = frozenset({"done", "failed", "cancelled"})

# Values of which the grid keeps ten thousands are `gc=False`: they form no cycles, and a collector that looks at each
# of them again and again holds the loop for a tenth of a second.


class Pixels(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A picture in memory, to be shown: rows or a whole file, as `encoding` says."""

    width: int
    height: int
    encoding: Encoding
    data: bytes


class CellRef(msgspec.Struct, frozen=True, kw_only=True, order=True, gc=False):
    """Names one place of one set, whatever is in it."""

    job: str
    index: int


class Cell(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One place in a set: nothing yet, a preview, a picture, or why there is none."""

    index: int
    state: CellState = "waiting"
    image: Pixels | Path | None = None
    """None in a made cell: the library has the picture, and nobody asked for it yet (see Grid.want)"""
    step: int = 0
    steps: int = 0
    asset: Asset | None = None
    """what the library knows of the picture: its file, recipe, receipt, mark, note, tags"""


class SetFacts(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What a set is, without what became of it: enough to lay it out before the library is open."""

    job: str
    prompt: str
    negative: str = ""
    width: int
    height: int
    """of the finished picture"""
    made: int = 0
    """pixels that the model makes of it; 0 where that is all of them"""
    count: int
    seed: int
    steps: int
    model: str
    start: bool = False
    """it began with a picture"""
    sketched: float = 0.0
    """strength with which a model paints over a sketch that is drawn first; 0 where none is"""
    tile: Tile = ""
    """over which edges its pictures repeat"""
    created: float = 0.0
    project: str = ""
    planned: bool = False
    """it is of a plan"""

    @property
    def pixels(self) -> int:
        """That the model makes: its time depends on them."""
        return self.made or self.width * self.height

    @property
    def drawn(self) -> bool:
        """Whether the sketch draws it, with no trained model at work."""
        return self.model == SKETCH

    def seed_of(self, index: int) -> int:
        return (self.seed + index) % (MAX_SEED + 1)


def made_by(facts: SetFacts) -> str:
    """Where the sketch had a part in it: which; else nothing."""
    if facts.drawn:
        return DRAWN
    return sketch_first(facts.sketched) if facts.sketched else ""


def facts_of(job: Job) -> SetFacts:
    recipe = job.order.recipe
    start, sketched = start_of(recipe)
    return SetFacts(
        job=job.id,
        prompt=recipe.prompt,
        negative=recipe.negative,
        tile=recipe.tile,
        width=recipe.size[0],
        height=recipe.size[1],
        made=0 if recipe.fit is None else recipe.width * recipe.height,
        count=job.order.count,
        seed=recipe.seed,
        steps=recipe.steps,
        model=recipe.model.id,
        start=start,
        sketched=sketched,
        created=job.created,
        project=job.order.project,
        planned=bool(job.order.batch),
    )


Tell = Callable[["PictureSet", int | None], object]
"""(set, index of the cell that moved; None for header or progress)"""


class PictureSet:
    """The set of one job. `tell` hears what moves; a grid of thousands has no room for a signal in each."""

    __slots__ = ("_tell", "cells", "facts", "failure", "notices", "phase", "state")

    def __init__(self, facts: SetFacts, state: SetState = "waiting", tell: Tell | None = None) -> None:
        self.facts = facts
        self._tell = tell or _nobody
        self.state: SetState = state
        self.phase: Phase = "waiting"
        self.cells = [Cell(index=index) for index in range(facts.count)]
        self.failure: Failed | None = None
        self.notices: tuple[str, ...] = ()

    def report_to(self, tell: Tell) -> None:
        """From now on `tell` hears what moves: a set may be built in a thread where nobody must hear it."""
        self._tell = tell

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
                self._picture(event)
            case Notice():
                self.notices = (*self.notices, event.message)
                self._tell(self, None)
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
                self._wait(job.state, cancelling=job.cancel_requested)
            case _:
                assert_never(job.state)

    @property
    def loaded(self) -> bool:
        """Whether the library's word is here on every picture that is made."""
        return all(cell.asset is not None for cell in self.cells if cell.state == "made")

    @property
    def emptied(self) -> bool:
        """Whether every picture that it had was deleted: there is nothing left to see."""
        if not self.ended:
            return False
        states = {cell.state for cell in self.cells}
        return "deleted" in states and "made" not in states

    def expect(self, made: Sequence[int]) -> None:
        """These pictures are in the library; their files come when somebody wants to see them."""
        for index in made:
            if 0 <= index < len(self.cells) and self.cells[index].state != "deleted":
                self._put(index, state="made")

    def show(self, assets: Sequence[Asset]) -> None:
        """What the library has of this set; a made cell without an asset was deleted."""
        known = {asset.index: asset for asset in assets if not asset.trashed}
        for cell in tuple(self.cells):
            asset = known.get(cell.index)
            if asset is not None:
                self.amend(cell.index, asset)
            elif cell.state == "made" and not isinstance(cell.image, Pixels):
                self.amend(cell.index, None)

    def amend(self, index: int, asset: Asset | None) -> None:
        """What the library has in this one place; None (or one in the trash) for a picture that was deleted."""
        if asset is None or asset.trashed:
            self._replace(Cell(index=index, state="deleted"))
        else:
            old = self.cells[index]
            self._replace(msgspec.structs.replace(old, state="made", image=asset.path, asset=asset))

    def show_file(self, index: int, path: Path) -> None:
        if 0 <= index < len(self.cells):
            self._put(index, state="made", image=path)

    def stop(self) -> None:
        """The user asked for a cancel: said at once, whatever the engine needs."""
        if not self.ended:
            self.state = "stopping"
            self._tell(self, None)

    def go_on(self, state: SetState) -> None:
        """The cancel was refused: it is `state`, as before."""
        if self.state == "stopping":
            self.state = state
            self._tell(self, None)

    def again(self) -> None:
        """The user asked for what is missing: it waits at once, whatever the queue needs."""
        self.failure = None
        self.notices = ()
        self._wait("waiting")

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
        work = speed.seconds(steps=steps, pictures=pictures, pixels=self.facts.pixels)
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
        self._tell(self, None)

    def _wait(self, state: Literal["waiting", "paused", "running"], *, cancelling: bool = False) -> None:
        if cancelling:
            self.state = "stopping"
        elif self.state != "stopping":
            self.state = state
        for index, old in enumerate(self.cells):
            if old.state in ("failed", "cancelled"):
                self._replace(Cell(index=index))
        self._tell(self, None)

    def _picture(self, event: Picture) -> None:
        """Its pixels are shown until the file is known, which may have been told before."""
        if self.cells[event.index].asset is None:
            pixels = Pixels(width=event.width, height=event.height, encoding=event.encoding, data=event.data)
            self._put(event.index, state="made", image=pixels)
        self._tell(self, None)

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
        if old.state == "deleted" or (old.state == "made" and state != "made"):
            return
        self._replace(
            msgspec.structs.replace(
                old,
                state=state,
                image=old.image if image is None else image,
                step=old.step if step is None else step,
                steps=steps or old.steps,
            )
        )

    def _replace(self, cell: Cell) -> None:
        if self.cells[cell.index] != cell:
            self.cells[cell.index] = cell
            self._tell(self, cell.index)

    def _end(self, state: SetState, cell: CellState) -> None:
        self.state = state
        for index, old in enumerate(self.cells):
            if old.state in ("waiting", "working"):
                self._replace(Cell(index=index, state=cell))
        self._tell(self, None)


def _nobody(_moved: PictureSet, _index: int | None) -> None:
    """Nobody listens."""
