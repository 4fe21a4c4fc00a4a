"""The plan that is looked at: its dry run, kept in step with the file, and the batch that is made of it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from psygnal import Signal

from studio.errors import StudioError
from studio.recipe.asset import Change
from studio.recipe.queue import BatchState
from studio.workspace.core import Core
from studio.workspace.tasks import Tasks

if TYPE_CHECKING:  # they bring the readers of tables: not for the first paint
    from studio.jobs.plans.survey import Started, Survey

SUFFIXES = (".csv", ".tsv", ".yaml", ".yml", ".json")
"""of files that may be plans"""
MOST_RECENT = 8
Stage = Literal["none", "reading", "stopped", "unreadable", "read", "starting"]


def may_be_plan(path: Path) -> bool:
    """By its name; what lies beside a picture with its recipe is none."""
    name = path.name.casefold()
    return name.endswith(SUFFIXES) and not name.endswith(".studio.json")


class Plans:
    """One plan at a time. `changed` announces everything; `opened` that the user wants to see one; `started` that a
    batch was put into the queue.

    While a plan is read again, `survey` keeps what was read before, so that a view need not go blank.
    """

    changed = Signal()
    opened = Signal()
    started = Signal()
    recent_changed = Signal()

    def __init__(self, tasks: Tasks, ready: Callable[[], Awaitable[Core]], recent: Iterable[str] = ()) -> None:
        """`ready()` waits for the core. `recent` are paths, the one that was opened last first."""
        self._tasks = tasks
        self._ready = ready
        self._reading: asyncio.Task[None] | None = None
        self._looking: asyncio.Task[None] | None = None
        self._stale = False
        self._core: Core | None = None
        self.recent: tuple[str, ...] = tuple(recent)
        self.path: Path | None = None
        self.stage: Stage = "none"
        self.survey: Survey | None = None
        self.error: StudioError | None = None
        """why the file cannot be read, or the batch not be put into the queue"""
        self.project: str | None = None
        """chosen for this plan; None leaves it to the plan and the open project"""
        self.batch: BatchState | None = None
        """the newest that was made of this file"""
        self.encoding: str | None = None
        """of the file, where it is not one that is known from its content"""
        self.prune = False
        """whether a run cancels what waits and is not asked for any more"""
        self.said: tuple[str, ...] = ()
        """what was to be told when it was put into the queue"""

    def begin(self, core: Core) -> None:
        """Keep in step with the queue."""
        self._core = core
        core.changed.connect(self._heard)

    def end(self) -> None:
        if self._core is not None:
            self._core.changed.disconnect(self._heard)  # pyright: ignore[reportUnknownMemberType]
            self._core = None

    def open(self, path: Path) -> None:
        """Read a plan and survey what it would make; nothing is written."""
        path = path.expanduser().absolute()
        if path != self.path:
            self.survey, self.batch = None, None
            self.project, self.encoding, self.prune = None, None, False
        self.path = path
        self.recent = (str(path), *(old for old in self.recent if old != str(path)))[:MOST_RECENT]
        self.recent_changed.emit()
        self.opened.emit()
        self.look_again()

    def close(self) -> None:
        """No plan is looked at any more; what was put into the queue goes on."""
        self._stop_reading()
        self.path = self.survey = self.batch = self.error = self.project = None
        self.said = ()
        self._set_stage("none")

    def forget(self, path: str) -> None:
        """Of the plans that were opened before."""
        self.recent = tuple(old for old in self.recent if old != path)
        self.recent_changed.emit()

    def look_again(self) -> None:
        """Survey the file as it is now."""
        if self.path is not None and self.stage != "starting":
            self.error, self.said = None, ()
            self._begin_reading(self.path)

    def choose_project(self, name: str) -> None:
        """Where its pictures go; an empty name leaves it to the plan and the open project."""
        wanted = name.strip() or None
        if wanted != self.project:
            self.project = wanted
            self.look_again()

    def choose_encoding(self, name: str | None) -> None:
        """Read the file as text of this encoding; None leaves it to its content."""
        self.encoding = name
        self.look_again()

    def cancel(self) -> None:
        """Read no further. What was read before is shown again."""
        if self.stage == "reading":
            self._stop_reading()
            self._set_stage("stopped" if self.survey is None else "read")

    async def run(self) -> None:
        """Put what is missing into the queue, and change what waits there to what the plan says now."""
        survey = self.survey
        if survey is None or self.why_not:
            return
        self._set_stage("starting")
        try:
            core = await self._ready()
            started: Started = await core.plans.run(survey, prune=self.prune)
        except StudioError as error:
            self.error = error
            self._set_stage("read")
            return
        self.said = started.notices
        self.started.emit()
        self._begin_reading(survey.path)  # what waits in the queue now is not asked for again

    @property
    def missing(self) -> int:
        """Pictures that are neither there nor in the queue: running it would put them there."""
        survey = self.survey
        return 0 if survey is None else survey.pictures - survey.have - survey.queued

    @property
    def why_not(self) -> str:
        """Why it cannot be run now; empty where it can."""
        survey = self.survey
        if self.stage == "reading":
            return "The plan is being read."
        if self.stage == "starting":
            return "The plan is put into the queue."
        if survey is None:
            return "There is no plan to run."
        if not survey.ok:
            errors = sum(problem.severity == "error" for problem in survey.problems)
            return f"Mend {'the error' if errors == 1 else f'the {errors} errors'} first."
        if not survey.pictures:
            return "The plan asks for no pictures."
        if not self.missing and not survey.queued and not self.unfinished:
            return "Everything it asks for is there already."
        return ""

    @property
    def unfinished(self) -> bool:
        """Whether something of its batch still runs or waits."""
        return self.batch is not None and bool(self.batch.tally.unfinished)

    async def pause_batch(self) -> None:
        """Raises StorageError."""
        if self.batch is not None:
            await (await self._ready()).queue.pause_batch(self.batch.batch.id)

    async def resume_batch(self) -> None:
        """Raises StorageError."""
        if self.batch is not None:
            await (await self._ready()).queue.resume_batch(self.batch.batch.id)

    async def cancel_batch(self) -> None:
        """What is made stays. Raises StorageError."""
        if self.batch is not None:
            await (await self._ready()).queue.cancel_batch(self.batch.batch.id)

    async def retry_batch(self) -> None:
        """What failed or was cancelled waits again. Raises StorageError."""
        if self.batch is not None:
            await (await self._ready()).queue.retry_batch(self.batch.batch.id)

    async def _read(self, path: Path) -> None:
        from studio.jobs.plans.survey import PlanOptions

        core = await self._ready()
        await self._look(core)
        try:
            survey = await core.plans.survey(path, PlanOptions(project=self.project, encoding=self.encoding))
            if again := self._made_in(survey):
                survey = await core.plans.survey(path, PlanOptions(project=again, encoding=self.encoding))
        except StudioError as error:
            self.survey, self.error = None, error
            self._set_stage("unreadable")
            return
        self.survey = survey
        self._set_stage("read")

    def _made_in(self, survey: Survey) -> str:
        """The project of the newest batch of this file, where neither the plan nor the user names one; else empty."""
        unnamed = self.project is None and survey.name.removeprefix(survey.project).strip().isdigit()
        unnamed = unnamed or (self.project is None and survey.name == survey.project)
        project = "" if self.batch is None else self.batch.batch.project
        return project if unnamed and project != survey.project else ""

    def _begin_reading(self, path: Path) -> None:
        self._stop_reading()
        self._set_stage("reading")
        self._reading = self._tasks.start(self._read(path), f"survey {path.name}")

    def _stop_reading(self) -> None:
        if self._reading is not None:
            self._reading.cancel()
            self._reading = None

    def _set_stage(self, stage: Stage) -> None:
        self.stage = stage
        self.changed.emit()

    def _heard(self, change: Change) -> None:
        """A batch moved: of those many a second only the last is looked at."""
        if self._core is None or self.path is None or not (change.batches or (change.jobs and self.batch is not None)):
            return
        self._stale = True
        if self._looking is None or self._looking.done():
            self._looking = self._tasks.start(self._follow(self._core), "look at the batch of the plan")

    async def _follow(self, core: Core) -> None:
        while self._stale:
            self._stale = False
            before = self.batch
            await self._look(core)
            if self.batch != before:
                self.changed.emit()
            if before is not None and before.tally.unfinished and self.batch and not self.batch.tally.unfinished:
                self.look_again()  # what was made is there now

    async def _look(self, core: Core) -> None:
        path = self.path
        batches = await core.queue.batches()
        if path == self.path:
            self.batch = next((one for one in batches if one.batch.plan == str(path)), None)
