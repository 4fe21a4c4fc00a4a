"""A core that does what a test says: jobs and pictures in memory, events when the test sends them."""

from __future__ import annotations

import asyncio
import hashlib
from collections import Counter
from collections.abc import AsyncGenerator, Callable, Sequence
from pathlib import Path
from typing import ClassVar, get_args

import msgspec
from psygnal import Signal

from studio.errors import ImageError, InputError, ModelMissing, StudioError
from studio.recipe.additions import Addition, AdditionKind, Pace
from studio.recipe.asset import Asset, Change, Mark
from studio.recipe.capabilities import Capabilities, SizeRule
from studio.recipe.draft import Draft, DraftControl, DraftReference, DraftStart
from studio.recipe.events import Cancelled, Event, Failed, Finished, Picture, Preview, Progress
from studio.recipe.job import ENDED, LANES, Job, Lane, NewJob, State, require_transition
from studio.recipe.receipt import Receipt, Seconds
from studio.recipe.recipe import ControlKind, Fit, ModelRef, Recipe, variation
from studio.recipe.resolve import resolve
from tests.workspace.scripted_plans import ScriptedPlans
from tests.workspace.scripted_queue import GAP, ScriptedQueue

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
    family: str = "stable-diffusion"
    bytes: int = 0
    problem: str = ""
    remedy: str = ""
    vocabulary: frozenset[str] | None = None
    knows: dict[str, tuple[str, ...]] = {}


class ScriptedAddition(msgspec.Struct, frozen=True, kw_only=True):
    addition: Addition
    name: str
    summary: str = ""
    words: tuple[str, ...] = ()
    licence: str = ""
    bytes: int = 0
    path: Path = Path("ink.safetensors")
    state: str = "ready"
    problem: str = ""
    remedy: str = ""

    @property
    def id(self) -> str:
        return self.addition.ref.id


def a_lora(
    id: str = "ink", *, base: str = "", words: tuple[str, ...] = (), pace: Pace | None = None
) -> ScriptedAddition:
    """`base` makes it one of another family."""
    ref = ModelRef(id=id, weights=hashlib.sha256(id.encode()).hexdigest())
    addition = Addition(ref=ref, kind="lora", family=base and "other", base=base, pace=pace)
    return ScriptedAddition(addition=addition, name=id.capitalize(), words=words)


def a_guide(
    id: str, kind: AdditionKind = "control", *controls: ControlKind, family: str = "stable-diffusion", base: str = ""
) -> ScriptedAddition:
    """A ControlNet that was taught `controls`, or an adapter."""
    ref = ModelRef(id=id, weights=hashlib.sha256(id.encode()).hexdigest())
    addition = Addition(ref=ref, kind=kind, family=family, base=base, controls=controls)
    return ScriptedAddition(addition=addition, name=id.capitalize(), path=Path(id))


class ScriptedModels:
    def __init__(self) -> None:
        self.added: list[ScriptedAddition] = []
        self.installed: list[ScriptedModel] = [ScriptedModel()]
        self.elsewhere: list[ScriptedModel] = []
        """in folders that nobody named yet"""
        self.saved = 0

    def models(self) -> tuple[ScriptedModel, ...]:
        return tuple(self.installed)

    def additions(self) -> tuple[ScriptedAddition, ...]:
        return tuple(self.added)

    def additions_for(self, draft: Draft, can: Capabilities) -> tuple[Addition, ...]:
        return tuple(one.addition for one in self.added)

    def get(self, id: str | None = None) -> ScriptedModel:
        for model in self.installed:
            if id is None or model.ref.id == id:
                return model
        raise ModelMissing(f"The model “{id or 'starter'}” is not installed.", remedy="Install it.")

    def models_in(self, folder: Path) -> tuple[ScriptedModel, ...]:
        found = tuple(model for model in self.elsewhere if model.folder.is_relative_to(folder))
        if not found and self.additions_in(folder):
            return ()
        if not found:
            raise ModelMissing(f"There is no model in {folder}.", remedy="Choose another folder.")
        return found

    def additions_in(self, folder: Path) -> tuple[ScriptedAddition, ...]:
        return tuple(one for one in self.added if one.path.is_relative_to(folder))

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
        self.late: list[asyncio.Event] = []
        """each holds one answer back, which says what was known when it was asked for"""

    async def job(self, job: str) -> Job | None:
        known = self.known.get(job)
        if self.late:
            await self.late.pop(0).wait()
        return known

    async def jobs(
        self,
        states: Sequence[State] | None = None,
        limit: int = 1000,
        *,
        project: str | None = None,
        before: str | None = None,
    ) -> tuple[Job, ...]:
        newest = sorted(self.known.values(), key=lambda job: (job.created, job.id), reverse=True)
        if before is not None:
            newest = newest[[job.id for job in newest].index(before) + 1 :]
        states = states or get_args(State)
        return tuple(job for job in newest if job.state in states and project in (None, job.order.project))[:limit]

    async def these(self, jobs: Sequence[str]) -> tuple[Job, ...]:
        found = tuple(self.known[job] for job in jobs if job in self.known)
        if self.late:
            await self.late.pop(0).wait()
        return found

    async def queued(self) -> tuple[Job, ...]:
        shown = [job for job in self.known.values() if job.state not in ENDED]
        failed = [job for job in self.known.values() if job.state == "failed" and not job.dismissed]
        return (*sorted(shown, key=lambda job: (LANES.index(job.order.lane), job.rank)), *failed)


class ScriptedPictures:
    def __init__(self) -> None:
        self.assets: dict[str, list[Asset]] = {}
        self.asked: list[tuple[str, ...]] = []
        self.refusal: StudioError | None = None

    async def assets_of(self, job: str) -> tuple[Asset, ...]:
        return tuple(self.assets.get(job, ()))

    async def assets_of_jobs(self, jobs: Sequence[str]) -> dict[str, tuple[Asset, ...]]:
        if self.refusal is not None:
            refusal, self.refusal = self.refusal, None
            raise refusal
        self.asked.append(tuple(jobs))
        return {job: tuple(self.assets.get(job, ())) for job in jobs}


class ScriptedLibrary:
    """`refusal` is raised by the next mutation; `mutations` are the calls that were made, refused or not."""

    def __init__(self) -> None:
        self.jobs = ScriptedJobs()
        self.pictures = ScriptedPictures()
        self.blobs = ScriptedBlobs()
        self.refusal: StudioError | None = None
        self.mutations: list[str] = []
        self.meanwhile: Callable[[], object] | None = None
        """done once while marked pictures are read"""

    async def asset(self, asset: str) -> Asset | None:
        return next((one for one in self.every() if one.id == asset), None)

    async def mark(self, assets: Sequence[str], mark: Mark) -> Change:
        return await self._edit("mark", assets, lambda one: msgspec.structs.replace(one, mark=mark))

    async def annotate(self, asset: str, note: str) -> Change:
        return await self._edit("annotate", (asset,), lambda one: msgspec.structs.replace(one, note=note))

    async def tag(self, assets: Sequence[str], add: Sequence[str] = (), remove: Sequence[str] = ()) -> Change:
        def tagged(one: Asset) -> Asset:
            kept = tuple(tag for tag in one.tags if tag not in remove)
            return msgspec.structs.replace(one, tags=tuple(dict.fromkeys((*kept, *add))))

        return await self._edit("tag", assets, tagged)

    async def tags(self) -> tuple[str, ...]:
        used = Counter(tag for one in self.every() for tag in one.tags)
        return tuple(tag for tag, _ in used.most_common())

    async def trash(self, assets: Sequence[str]) -> Change:
        return await self._edit("trash", assets, lambda one: msgspec.structs.replace(one, trashed=True))

    async def untrash(self, assets: Sequence[str]) -> Change:
        return await self._edit("untrash", assets, lambda one: msgspec.structs.replace(one, trashed=False))

    async def projects(self) -> tuple[str, ...]:
        newest = sorted(self.jobs.known.values(), key=lambda job: job.created, reverse=True)
        return tuple(dict.fromkeys(job.order.project for job in newest))

    async def marked(self, project: str | None, mark: Mark) -> tuple[Asset, ...]:
        if self.meanwhile is not None:
            self.meanwhile()
            self.meanwhile = None
        return tuple(one for one in self._of(project) if one.mark == mark and not one.trashed)

    async def trashed(self, project: str | None = None, limit: int = 5000) -> tuple[Asset, ...]:
        return tuple(one for one in self._of(project) if one.trashed)[:limit]

    async def loose(self, project: str | None, limit: int = 5000) -> tuple[Asset, ...]:
        return tuple(one for one in self._of(project) if not one.job and not one.trashed)[:limit]

    def every(self) -> list[Asset]:
        return [one for assets in self.pictures.assets.values() for one in assets]

    def forget(self, asset: str) -> None:
        """The picture is gone, as after emptying the trash."""
        for assets in self.pictures.assets.values():
            assets[:] = [one for one in assets if one.id != asset]

    def _of(self, project: str | None) -> list[Asset]:
        found = [one for one in self.every() if project in (None, one.project)]
        return sorted(found, key=lambda one: one.created, reverse=True)

    async def _edit(self, name: str, assets: Sequence[str], edit: Callable[[Asset], Asset]) -> Change:
        self.mutations.append(name)
        await asyncio.sleep(0)
        if self.refusal is not None:
            refusal, self.refusal = self.refusal, None
            raise refusal
        touched: set[str] = set()
        for known in self.pictures.assets.values():
            for at, one in enumerate(known):
                if one.id in assets and edit(one) != one:
                    known[at] = edit(one)
                    touched.add(one.id)
        return Change(assets=frozenset(touched))


class ScriptedMade(msgspec.Struct, frozen=True, kw_only=True):
    job: Job
    notices: tuple[str, ...] = ()


class ScriptedCore:
    """`say` sends an event to whoever follows the job; `picture` and `preview` make some."""

    changed: ClassVar[Signal] = Signal(Change)
    noticed: ClassVar[Signal] = Signal(str)

    project = "Sketches"

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.library = ScriptedLibrary()
        self.catalog = ScriptedModels()
        self.queue = ScriptedQueue(self.library.jobs, self.announce)
        self.plans = ScriptedPlans()
        self.warmed: list[str | None] = []
        self.cancelled: list[str] = []
        self.drafts: list[Draft] = []
        self.refusal: StudioError | None = None
        """raised by the next cancel or resume"""
        self.notices: tuple[str, ...] = ()
        """told of everything that is made"""
        self._said: dict[str, list[Event]] = {}
        self._inboxes: dict[str, list[asyncio.Queue[Event]]] = {}

    async def make(self, draft: Draft, *, project: str | None = None) -> ScriptedMade:
        self.drafts.append(draft)
        model = self.catalog.get(draft.model)
        resolved = resolve(draft, model.ref, model.capabilities, [one.addition for one in self.catalog.additions()])
        job = self.add_job(resolved.recipe, resolved.count, project=project or self.project)
        return ScriptedMade(job=job, notices=(*resolved.notices, *self.notices))

    def announce(self, change: Change) -> None:
        if change:
            self.changed.emit(change)

    async def resume(self, job_id: str) -> Job:
        if self.refusal is not None:
            refusal, self.refusal = self.refusal, None
            raise refusal
        job = self.library.jobs.known[job_id]
        require_transition(job.state, "waiting")
        self.set_state(job_id, "waiting")
        return self.library.jobs.known[job_id]

    async def cancel(self, job_id: str) -> None:
        if self.refusal is not None:
            refusal, self.refusal = self.refusal, None
            raise refusal
        self.cancelled.append(job_id)

    def warm(self, model_id: str | None) -> None:
        self.warmed.append(model_id)

    async def add_start(self, data: bytes | Path) -> tuple[DraftStart, tuple[str, ...]]:
        return DraftStart(sha256=self._keep(data)), ()

    async def add_mask(self, data: bytes | Path) -> tuple[str, tuple[str, ...]]:
        return self._keep(data), ()

    async def add_control(
        self, data: bytes | Path, kind: ControlKind, *, ready: bool, detail: float | None = None
    ) -> tuple[DraftControl, tuple[str, ...]]:
        """What is made of a picture is another picture: kind and detail are added to its bytes."""
        content = data if isinstance(data, bytes) else data.read_bytes()
        made = content if ready else content + f"{kind}{'' if detail is None else detail}".encode()
        return DraftControl(kind=kind, sha256=self._keep(made)), ()

    async def add_reference(self, data: bytes | Path) -> tuple[DraftReference, tuple[str, ...]]:
        return DraftReference(sha256=self._keep(data)), ()

    async def extend(
        self,
        picture: bytes | Path | str,
        *,
        left: int = 0,
        top: int = 0,
        right: int = 0,
        bottom: int = 0,
        model: str | None = None,
    ) -> tuple[DraftStart, Fit, tuple[str, ...]]:
        """By the real thing, but for the model."""
        from studio.pixels.outpaint import Sides, extended
        from studio.pixels.start import measure

        path = self.library.blobs.path(picture) if isinstance(picture, str) else picture
        assert isinstance(path, Path)
        info, sides = measure(path), Sides(left=left, top=top, right=right, bottom=bottom)
        width, height = sides.around(info.width, info.height)
        if (width, height) == (info.width, info.height):
            raise InputError("The picture is not made larger by this.", remedy="Give the pixels for one side.")
        made = extended(path.read_bytes(), sides)
        start = DraftStart(sha256=self._keep(made.start), strength=1.0, mask=self._keep(made.mask))
        return start, Fit(width=width, height=height), ()

    def _keep(self, data: bytes | Path) -> str:
        content = data if isinstance(data, bytes) else data.read_bytes()
        if not content.startswith(b"\x89PNG"):
            raise ImageError("This file is not a picture.", remedy="Use a PNG, JPEG or WebP file.")
        sha256 = hashlib.sha256(content).hexdigest()
        kept = self.folder / sha256
        kept.write_bytes(content)
        self.library.blobs.kept[sha256] = kept
        return sha256

    async def follow(self, job_id: str) -> AsyncGenerator[Event]:
        inbox: asyncio.Queue[Event] = asyncio.Queue()
        for event in self._said.get(job_id, ()):
            inbox.put_nowait(event)
        self._inboxes.setdefault(job_id, []).append(inbox)
        try:
            while True:
                event = await inbox.get()
                yield event
                if isinstance(event, Finished | Failed | Cancelled):
                    return
        finally:
            self._inboxes[job_id].remove(inbox)

    async def close(self) -> None:
        return None

    def add_job(
        self,
        recipe: Recipe,
        count: int,
        state: State = "waiting",
        project: str = "Sketches",
        *,
        batch: str = "",
        lane: Lane = "interactive",
    ) -> Job:
        number = len(self.library.jobs.known)
        job = Job(
            id=f"{number:032x}",
            order=NewJob(recipe=recipe, count=count, project=project, batch=batch, lane=lane),
            state=state,
            made=(),
            attempts=0,
            created=1000.0 + number,
            rank=number * GAP,
        )
        self.library.jobs.known[job.id] = job
        return job

    def announce_job(self, job_id: str) -> None:
        """As the library does when a job moved."""
        self.announce(Change(jobs=frozenset({job_id})))

    def announce_assets(self, job_id: str) -> None:
        """As the library does when pictures of a job changed."""
        self.announce(Change(assets=frozenset(one.id for one in self.library.pictures.assets[job_id])))

    def say(self, job_id: str, event: Event) -> None:
        self._said.setdefault(job_id, []).append(event)
        match event:
            case Finished():
                self._store(job_id, "done")
            case Failed():
                self._store(job_id, "failed", event)
            case Cancelled():
                self._store(job_id, "cancelled")
            case _:
                pass
        for inbox in self._inboxes.get(job_id, ()):
            inbox.put_nowait(event)

    def save(self, job_id: str, index: int, path: Path) -> None:
        """The picture is a file now; announced as the library does."""
        job = self.library.jobs.known[job_id]
        recipe = variation(job.order.recipe, index)
        asset = Asset(
            id=f"{int(job_id, 16) * 1000 + index:032x}",
            path=path,
            sha256="0" * 64,
            width=recipe.width,
            height=recipe.height,
            recipe=recipe,
            receipt=None,
            project=job.order.project,
            job=job_id,
            index=index,
            created=0.0,
        )
        self.library.pictures.assets.setdefault(job_id, []).append(asset)
        self.library.jobs.known[job_id] = msgspec.structs.replace(job, made=(*job.made, index))
        self.changed.emit(Change(jobs=frozenset({job_id})))

    def set_state(self, job_id: str, state: State, failure: Failed | None = None) -> None:
        self._store(job_id, state, failure)
        self.changed.emit(Change(jobs=frozenset({job_id})))

    def _store(self, job_id: str, state: State, failure: Failed | None = None) -> None:
        job = self.library.jobs.known[job_id]
        self.library.jobs.known[job_id] = msgspec.structs.replace(job, state=state, failure=failure)
        if state == "waiting":
            self._said.pop(job_id, None)


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
