"""What a row of the queue says of one job as it stands now, and which jobs a filter shows."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

import msgspec

from studio.recipe.job import Job
from studio.recipe.queue import BatchState
from studio.recipe.recipe import Recipe
from studio.recipe.speed import spoken
from studio.workspace.manner import DRAWN, sketch_first, start_of
from studio.workspace.sets import PictureSet

EntryState = Literal["running", "stopping", "waiting", "paused", "failed", "done", "cancelled"]
Kept = Literal["all", "running", "waiting", "paused", "failed"]
_STANDING: Mapping[EntryState, str] = {"stopping": "Stopping…", "failed": "Set aside"}
"""what is not simply called what it is"""
KEPT: tuple[Kept, ...] = ("all", "running", "waiting", "paused", "failed")


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One job of the queue, as it stands now."""

    job: str
    prompt: str
    project: str
    maker: str
    """the model by id, or that the sketch draws it; and that a sketch is drawn first"""
    width: int
    height: int
    """pixels of the finished picture"""
    batch: str
    """id; empty for none"""
    batch_name: str
    state: EntryState
    made: int
    count: int
    fraction: float
    """of the work, 0 to 1"""
    seconds: float | None
    """of its own work that is left; None while the speed of its model is unknown"""
    start_at: float
    """Unix time, seconds; 0 where it may begin at any time"""
    cost: float
    """US dollars that its pictures have cost so far"""
    picture: Path | None
    """the last that it made"""
    reason: str
    """why it failed"""
    remedy: str

    @property
    def standing(self) -> str:
        return _STANDING.get(self.state, self.state.capitalize())

    @property
    def pictures(self) -> str:
        """`2 of 8`; before there is one, `8 pictures`."""
        if self.made or self.state in ("running", "stopping"):
            return f"{self.made} of {self.count}"
        return "1 picture" if self.count == 1 else f"{self.count} pictures"

    @property
    def sentence(self) -> str:
        """`Running, 2 of 8, about 40 s`."""
        said = f"{self.standing}, {self.pictures}"
        if self.seconds is None or self.state not in ("running", "waiting", "paused"):
            return said
        return f"{said}, {spoken(self.seconds)}"


class QueueFilter(msgspec.Struct, frozen=True, kw_only=True):
    """False where it shows everything."""

    words: str = ""
    """every one of them occurs in the prompt, the project, the model or the batch's name, whatever the case"""
    kept: Kept = "all"

    def __bool__(self) -> bool:
        return self != QueueFilter()

    def shows(self, job: Job, batch_name: str) -> bool:
        if self.kept not in ("all", job.state):
            return False
        if not self.words:
            return True
        order = job.order
        text = f"{order.recipe.prompt}\n{order.project}\n{order.recipe.model.id}\n{batch_name}".casefold()
        return all(word in text for word in self.words.casefold().split())


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """What the library told of the pictures of a job."""

    made: int
    """pictures that it had then"""
    picture: Path | None = None
    cost: float = 0.0


def entry_of(
    job: Job, shown: PictureSet | None, batch: BatchState | None, seconds: float | None, seen: Seen | None
) -> Entry:
    """`shown` follows the job while it runs."""
    order, failure = job.order, job.failure
    width, height = order.recipe.size
    return Entry(
        job=job.id,
        prompt=order.recipe.prompt,
        project=order.project,
        maker=_maker(order.recipe),
        width=width,
        height=height,
        batch=order.batch,
        batch_name="" if batch is None else batch.batch.name,
        state=_state(job, shown, batch),
        made=len(job.made) if shown is None else shown.made,
        count=order.count,
        fraction=len(job.made) / order.count if shown is None else shown.fraction(),
        seconds=seconds,
        start_at=order.start_at,
        cost=0.0 if seen is None else seen.cost,
        picture=None if seen is None else seen.picture,
        reason="" if failure is None or job.state != "failed" else failure.message,
        remedy="" if failure is None or job.state != "failed" else failure.remedy,
    )


def _maker(recipe: Recipe) -> str:
    _, sketched = start_of(recipe)
    maker = DRAWN if recipe.drawn else recipe.model.id
    return f"{maker} · {sketch_first(sketched)}" if sketched else maker


def _state(job: Job, shown: PictureSet | None, batch: BatchState | None) -> EntryState:
    """A batch that is paused holds its jobs, which themselves wait."""
    if shown is not None:
        return "stopping" if shown.state == "stopping" else "running"
    if job.state == "waiting" and batch is not None and batch.paused:
        return "paused"
    return job.state
