"""A core that does what a test says: jobs and pictures in memory, events when the test sends them."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncGenerator, Sequence
from pathlib import Path
from typing import ClassVar

import msgspec
from psygnal import Signal

from studio.errors import ImageError, ModelMissing
from studio.recipe.asset import Asset, Change
from studio.recipe.capabilities import Capabilities, SizeRule
from studio.recipe.draft import Draft, DraftStart
from studio.recipe.events import Cancelled, Event, Failed, Finished, Picture, Preview, Progress
from studio.recipe.job import Job, NewJob, State
from studio.recipe.receipt import Receipt, Seconds
from studio.recipe.recipe import ModelRef, Recipe, variation
from studio.recipe.resolve import resolve

REF = ModelRef(id="starter", weights="a" * 64)
CAN = Capabilities(
    modes=("text", "image"),
    size=SizeRule(width=64, height=64, multiple=8, smallest=32, largest=256, max_pixels=128 * 128),
    steps=4,
    guidance=2.5,
)


class ScriptedModel(msgspec.Struct, frozen=True, kw_only=True):
    ref: ModelRef = REF
    name: str = "Starter"
    summary: str = "Shapes, colours and patterns."
    capabilities: Capabilities = CAN
    state: str = "ready"
    licence: str = "Apache-2.0"
    folder: Path = Path("starter")
    problem: str = ""
    remedy: str = ""
    vocabulary: frozenset[str] | None = None
    knows: dict[str, tuple[str, ...]] = {}


class ScriptedModels:
    def __init__(self) -> None:
        self.installed: list[ScriptedModel] = [ScriptedModel()]
        self.elsewhere: list[ScriptedModel] = []
        """in folders that nobody named yet"""
        self.saved = 0

    def models(self) -> tuple[ScriptedModel, ...]:
        return tuple(self.installed)

    def get(self, id: str | None = None) -> ScriptedModel:
        for model in self.installed:
            if id is None or model.ref.id == id:
                return model
        raise ModelMissing(f"The model “{id or 'starter'}” is not installed.", remedy="Install it.")

    def models_in(self, folder: Path) -> tuple[ScriptedModel, ...]:
        found = tuple(model for model in self.elsewhere if model.folder.is_relative_to(folder))
        if not found:
            raise ModelMissing(f"There is no model in {folder}.", remedy="Choose another folder.")
        return found

    def name_folder(self, folder: Path) -> None:
        self.installed += [model for model in self.models_in(folder) if model not in self.installed]

    def save_folders(self) -> None:
        self.saved += 1


class ScriptedBlobs:
    def __init__(self) -> None:
        self.kept: dict[str, Path] = {}

    def path(self, sha256: str) -> Path:
        if sha256 not in self.kept:
            raise ImageError("The start picture is not in this library.", remedy="Drop it again.")
        return self.kept[sha256]


class ScriptedJobs:
    def __init__(self) -> None:
        self.known: dict[str, Job] = {}

    async def job(self, job: str) -> Job | None:
        return self.known.get(job)

    async def jobs(self, states: Sequence[State] | None = None, limit: int = 1000) -> tuple[Job, ...]:
        newest = sorted(self.known.values(), key=lambda job: job.created, reverse=True)
        return tuple(job for job in newest if states is None or job.state in states)[:limit]


class ScriptedPictures:
    def __init__(self) -> None:
        self.assets: dict[str, list[Asset]] = {}

    async def assets_of(self, job: str) -> tuple[Asset, ...]:
        return tuple(self.assets.get(job, ()))


class ScriptedLibrary:
    def __init__(self) -> None:
        self.jobs = ScriptedJobs()
        self.pictures = ScriptedPictures()
        self.blobs = ScriptedBlobs()


class ScriptedMade(msgspec.Struct, frozen=True, kw_only=True):
    job: Job
    notices: tuple[str, ...] = ()


class ScriptedCore:
    """`say` sends an event to whoever follows the job; `picture` and `preview` make some."""

    changed: ClassVar[Signal] = Signal(Change)
    noticed: ClassVar[Signal] = Signal(str)

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.library = ScriptedLibrary()
        self.catalog = ScriptedModels()
        self.warmed: list[str | None] = []
        self.cancelled: list[str] = []
        self.drafts: list[Draft] = []
        self._lines: dict[str, asyncio.Queue[Event]] = {}

    async def make(self, draft: Draft) -> ScriptedMade:
        self.drafts.append(draft)
        model = self.catalog.get(draft.model)
        resolved = resolve(draft, model.ref, model.capabilities)
        job = self.add_job(resolved.recipe, resolved.count)
        return ScriptedMade(job=job, notices=resolved.notices)

    async def cancel(self, job_id: str) -> None:
        self.cancelled.append(job_id)

    def warm(self, model_id: str | None) -> None:
        self.warmed.append(model_id)

    async def add_start(self, data: bytes | Path) -> tuple[DraftStart, tuple[str, ...]]:
        content = data if isinstance(data, bytes) else data.read_bytes()
        if not content.startswith(b"\x89PNG"):
            raise ImageError("This file is not a picture.", remedy="Use a PNG, JPEG or WebP file.")
        sha256 = hashlib.sha256(content).hexdigest()
        kept = self.folder / sha256
        kept.write_bytes(content)
        self.library.blobs.kept[sha256] = kept
        return DraftStart(sha256=sha256), ()

    async def follow(self, job_id: str) -> AsyncGenerator[Event]:
        line = self._line(job_id)
        while True:
            event = await line.get()
            yield event
            if isinstance(event, Finished | Failed | Cancelled):
                return

    async def close(self) -> None:
        return None

    def add_job(self, recipe: Recipe, count: int, state: State = "waiting") -> Job:
        number = len(self.library.jobs.known)
        job = Job(
            id=f"{number:032x}",
            order=NewJob(recipe=recipe, count=count),
            state=state,
            made=(),
            attempts=0,
            created=1000.0 + number,
        )
        self.library.jobs.known[job.id] = job
        return job

    def say(self, job_id: str, event: Event) -> None:
        self._line(job_id).put_nowait(event)

    def save(self, job_id: str, index: int, path: Path) -> None:
        """The picture is a file now; announced as the library does."""
        job = self.library.jobs.known[job_id]
        recipe = variation(job.order.recipe, index)
        asset = Asset(
            id=f"{index:032x}",
            path=path,
            sha256="0" * 64,
            width=recipe.width,
            height=recipe.height,
            recipe=recipe,
            receipt=None,
            project="Sketches",
            job=job_id,
            index=index,
            created=0.0,
        )
        self.library.pictures.assets.setdefault(job_id, []).append(asset)
        self.library.jobs.known[job_id] = msgspec.structs.replace(job, made=(*job.made, index))
        self.changed.emit(Change(jobs=frozenset({job_id})))

    def set_state(self, job_id: str, state: State, failure: Failed | None = None) -> None:
        job = self.library.jobs.known[job_id]
        self.library.jobs.known[job_id] = msgspec.structs.replace(job, state=state, failure=failure)
        self.changed.emit(Change(jobs=frozenset({job_id})))

    def _line(self, job_id: str) -> asyncio.Queue[Event]:
        return self._lines.setdefault(job_id, asyncio.Queue())


def a_recipe(prompt: str = "a red circle", *, seed: int = 7, width: int = 64, height: int = 64) -> Recipe:
    return Recipe(
        prompt=prompt, width=width, height=height, seed=seed, steps=4, guidance=2.5, scheduler="default", model=REF
    )


def progress(index: int, step: int, steps: int = 4) -> Progress:
    return Progress(index=index, phase="denoising", step=step, steps=steps)


def preview(index: int, step: int, colour: bytes = b"\x80\x80\x80", side: int = 16) -> Preview:
    return Preview(index=index, step=step, width=side, height=side, data=colour * side * side)


def picture(index: int, recipe: Recipe, colour: bytes = b"\xff\x00\x00") -> Picture:
    receipt = Receipt(backend="scripted", device="none", dtype="none", plan="exact", seconds=Seconds())
    return Picture(
        index=index,
        recipe=variation(recipe, index),
        receipt=receipt,
        width=recipe.width,
        height=recipe.height,
        encoding="rgb8",
        data=colour * recipe.width * recipe.height,
    )
