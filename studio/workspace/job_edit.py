"""A waiting job that is being edited in its row: what was typed, and whether it may still be saved."""

from __future__ import annotations

import asyncio
from typing import Literal

import msgspec
from psygnal import Signal

from studio.errors import InputError, StudioError
from studio.jobs.additions import additions_for
from studio.recipe.draft import Draft
from studio.recipe.job import Job, NewJob
from studio.recipe.lora_tags import with_addons_of
from studio.recipe.recipe import Fit, Recipe
from studio.recipe.resolve import resolve
from studio.workspace.core import Models
from studio.workspace.manner import sketch_first, start_of
from studio.workspace.queue import Queue
from studio.workspace.queue_acts import QueueActs
from studio.workspace.queue_rows import RowRef

Standing = Literal["open", "changed", "begun", "gone"]
"""as it was seen; edited elsewhere meanwhile; it runs, or has ended; it is not in the queue any more"""
_SENTENCES: dict[Standing, tuple[str, str]] = {
    "open": ("", ""),
    "changed": ("This job was changed elsewhere meanwhile.", "What you typed is kept. Save it over the other change?"),
    "begun": ("This job has begun meanwhile.", "What you typed is kept. Save it as a new job?"),
    "gone": ("This job is not in the queue any more.", "Copy what you need from here, then close the row."),
}


class Fields(msgspec.Struct, frozen=True, kw_only=True):
    """What can be edited."""

    prompt: str
    negative: str
    count: int
    width: int
    height: int
    """pixels of the finished picture"""
    seed: int
    steps: int
    start_at: float
    """Unix time, seconds; 0 for as soon as it is its turn"""


def fields_of(order: NewJob) -> Fields:
    recipe = order.recipe
    width, height = recipe.size
    return Fields(
        prompt=recipe.prompt,
        negative=recipe.negative,
        count=order.count,
        width=width,
        height=height,
        seed=recipe.seed,
        steps=recipe.steps,
        start_at=order.start_at,
    )


class JobEdit:
    """Begins with the job as it is. Its row stays in the queue until `close`, whatever becomes of it."""

    changed = Signal()
    """its standing, or what is wrong with what was typed"""

    def __init__(self, job: Job, queue: Queue, acts: QueueActs) -> None:
        self.job = job.id
        self.first = fields_of(job.order)
        self.sized = job.order.recipe.product is None
        """whether the size may be changed: a product has its place in the picture"""
        self.drawn = job.order.recipe.drawn
        """whether the sketch draws it: then it has no steps, and nothing is avoided"""
        _, sketched = start_of(job.order.recipe)
        self.begins = sketch_first(sketched) if sketched else ""
        """what it begins with, in words, where that is a sketch; it stays so"""
        self.standing: Standing = "open"
        self.problem: StudioError | None = None
        """why what was typed cannot be saved"""
        self._order = job.order
        self._revision = job.revision
        self._queue = queue
        self._acts = acts
        queue.pin(job.id)
        queue.moved.connect(self._moved)
        queue.rows.settled.connect(self._look)

    @property
    def sentence(self) -> tuple[str, str]:
        """(what happened meanwhile or is wrong, what to do); blank where all is well."""
        if self.problem is not None:
            return self.problem.message, self.problem.remedy
        return _SENTENCES[self.standing]

    @property
    def made(self) -> bool:
        """Whether there are pictures already: then only what a picture does not show can be changed."""
        known = self._queue.get(self.job)
        return known is not None and bool(known.made)

    def close(self) -> None:
        self._queue.moved.disconnect(self._moved, missing_ok=True)  # pyright: ignore[reportUnknownMemberType]
        self._queue.rows.settled.disconnect(self._look, missing_ok=True)  # pyright: ignore[reportUnknownMemberType]
        self._queue.pin(None)

    async def save(self, fields: Fields, *, anyway: bool = False) -> bool:
        """Whether it was saved. `anyway`: over somebody else's change, or as a new job where this one has begun."""
        self.problem = None
        try:
            order = await self._ordered(fields)
            if self.standing != "open" and not anyway:
                self.changed.emit()
                return False
            if order != self._order or self.standing != "open":
                await self._write(order)
        except StudioError as error:
            self._look()
            self.problem = error if self.standing == "open" else None
            self.changed.emit()
            return False
        return True

    async def _write(self, order: NewJob) -> None:
        if self.standing == "begun":
            await self._acts.add(msgspec.structs.replace(order, batch="", row=0, key=""))
        else:
            known = self._queue.get(self.job)
            await self._acts.edit(self.job, order, self._revision if known is None else known.revision)

    async def _ordered(self, fields: Fields) -> NewJob:
        """The order as typed. Raises InputError or ModelError for what cannot be made."""
        recipe = self._order.recipe
        if self._changes_recipe(fields):
            core = await self._acts.ready()
            recipe = await asyncio.to_thread(_edited, recipe, fields, self.first, core.catalog)
        if not fields.count >= 1:
            raise InputError("No pictures were asked for.", remedy="Give a number from 1 up.")
        return msgspec.structs.replace(self._order, recipe=recipe, count=fields.count, start_at=fields.start_at)

    def _changes_recipe(self, fields: Fields) -> bool:
        same = msgspec.structs.replace(fields, count=self.first.count, start_at=self.first.start_at)
        return same != self.first

    def _moved(self, ref: RowRef) -> None:
        if ref == RowRef("job", self.job):
            self._look()

    def _look(self) -> None:
        """What has become of the job."""
        known = self._queue.get(self.job)
        standing: Standing = "open"
        if known is None:
            standing = "gone"
        elif known.state not in ("waiting", "paused"):
            standing = "begun"
        elif known.revision != self._revision:
            standing = "changed"
        if standing != self.standing:
            self.standing = standing
            self.changed.emit()


def _edited(recipe: Recipe, fields: Fields, first: Fields, catalog: Models) -> Recipe:
    """`recipe` with what was typed, as the model can make it; a LoRA that the prompt names now joins its others.

    Reads the disk. Raises InputError and ModelError.
    """
    resized = (fields.width, fields.height) != (first.width, first.height)
    asked = Draft(prompt=fields.prompt, negative=fields.negative, seed=fields.seed, steps=fields.steps, count=1)
    asked = msgspec.structs.replace(asked, tile=recipe.tile)
    if recipe.fit is None:
        asked = msgspec.structs.replace(asked, width=fields.width, height=fields.height)
    elif resized:
        asked = msgspec.structs.replace(asked, fit=Fit(width=fields.width, height=fields.height))
    else:
        asked = msgspec.structs.replace(asked, width=recipe.width, height=recipe.height)
    asked = with_addons_of(recipe, asked)
    can = catalog.get(recipe.model.id).capabilities
    made = resolve(asked, recipe.model, can, additions_for(asked, can, catalog)).recipe
    return msgspec.structs.replace(
        recipe,
        prompt=made.prompt,
        negative=made.negative,
        width=made.width,
        height=made.height,
        fit=made.fit if resized else recipe.fit,
        seed=made.seed,
        steps=made.steps,
        addons=made.addons or recipe.addons,
    )
