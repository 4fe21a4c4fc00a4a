"""What runs, waits and failed, of every project, whoever runs it: order, progress, time left, what holds it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from psygnal import Signal

from studio.recipe.asset import Change
from studio.recipe.job import ENDED, Job, State
from studio.recipe.queue import BatchState, QueueState
from studio.recipe.speed import Speed
from studio.workspace.core import Core
from studio.workspace.pieces import in_pieces
from studio.workspace.queue_batches import Batches
from studio.workspace.queue_entry import Entry, QueueFilter, entry_of
from studio.workspace.queue_group import Group, failures, group_of
from studio.workspace.queue_jobs import QueueJobs, Taken
from studio.workspace.queue_news import QueueNews
from studio.workspace.queue_pictures import QueuePictures
from studio.workspace.queue_rows import FAILURES, RowRef
from studio.workspace.queue_runs import Runs
from studio.workspace.queue_selection import QueueSelection
from studio.workspace.queue_time import QueueTime
from studio.workspace.tasks import Tasks

EMPTY = QueueState()
_AT_ONCE = 1000
"""jobs that are shown before anything else may happen"""


class Queue:
    """Unfinished jobs, and failures that nobody dismissed. `rows` are what a list of them shows.

    `changed` announces everything that moves, progress included; `moved` the one row that looks otherwise.
    """

    changed = Signal()
    moved = Signal(object)
    """a RowRef; that of a batch stands for its jobs too"""
    state_changed = Signal()
    """holds, rules, what blocks"""
    ended = Signal(Job)
    """each job that ends"""
    begun = Signal()
    """the core is there: actions are possible"""

    def __init__(self, tasks: Tasks, speeds: dict[str, Speed]) -> None:
        """`speeds` by model id; what others learned of models that are not there yet is added."""
        self._speeds = speeds
        self.core: Core | None = None
        self.state = EMPTY
        self._batches = Batches(tasks, self._batch_changed)
        self._runs = Runs(tasks, self._progressed)
        self._pictures = QueuePictures(tasks, self._looks_otherwise)
        self._jobs = QueueJobs(self._batches.name, self._looks_otherwise)
        self._time = QueueTime(self._jobs, self._runs, speeds)
        self._news = QueueNews(tasks, self._look)
        self.rows = self._jobs.rows
        self.order = self._jobs.order
        self.selection = QueueSelection(self.rows)

    async def begin(self, core: Core) -> None:
        """Show what the library has in its queue and keep in step with it."""
        self.core = core
        self._news.listen(core)
        async with self._news.turn:
            for model, speed in (await core.queue.speeds()).items():
                self._speeds.setdefault(model, speed)
            self.state = await core.queue.state()
            await self._batches.read(core, unfinished=False)
            self._take(await core.library.jobs.queued())
            self._time.begin(self._made_before())
        self.state_changed.emit()
        self.changed.emit()
        self.begun.emit()

    def end(self) -> None:
        self._news.end()

    # What there is

    def __len__(self) -> int:
        """Unfinished jobs."""
        return len(self._time)

    def get(self, job: str) -> Job | None:
        return self._jobs.get(job)

    def those(self, jobs: Iterable[str]) -> list[Job]:
        """Those of `jobs` that are in the queue."""
        return self._jobs.those(jobs)

    def count(self, state: State) -> int:
        return self._jobs.work.counts[state]

    def batch(self, batch: str) -> BatchState | None:
        return self._batches.get(batch)

    def jobs_in(self, *states: State) -> tuple[str, ...]:
        """In the order of running."""
        jobs = self._jobs.those(place.job for place in self.order)
        return tuple(job.id for job in jobs if job.state in states)

    def entry(self, job: str) -> Entry | None:
        known = self._jobs.get(job)
        if known is None:
            return None
        batch = self._batches.get(known.order.batch)
        return entry_of(known, self._runs.get(job), batch, self._time.of(known), self._pictures.get(job))

    def group(self, ref: RowRef, position: int) -> Group:
        """Of the heading `ref` at `position`."""
        if ref.kind == "failures":
            return failures(self.count("failed"), self.rows.is_folded(FAILURES))
        return group_of(
            ref.id,
            self._batches.get(ref.id),
            jobs=len(self.rows.under(position)),
            failed=self._jobs.work.failed_of[ref.id],
            folded=self.rows.is_folded(ref.id),
            seconds=self._time.waiting(ref.id),
        )

    @property
    def running(self) -> tuple[Entry, ...]:
        found = (self.entry(job) for job in self._runs)
        return tuple(entry for entry in found if entry is not None)

    @property
    def busy(self) -> bool:
        """Whether something runs or will without anybody's help."""
        return self.count("running") + self.count("waiting") > 0

    @property
    def paused(self) -> bool:
        """Whether something waits for the user to let it go on."""
        return self.held or self.count("paused") > 0

    @property
    def held(self) -> bool:
        return bool(self.state.holds)

    def seconds_left(self) -> float | None:
        """Until nothing runs or waits any more, loading of models included; None while a speed is unknown."""
        return self._time.left(self.state.rules)

    def fraction(self) -> float:
        """Of all pictures since the queue was empty, 0 to 1."""
        return self._time.fraction()

    def sentence(self) -> str:
        """Everything in one line: `1 running, 3 waiting, 2 set aside, about 40 s left`; blank if there is nothing."""
        return self._time.sentence(self.state.rules)

    # Choosing what is seen

    @property
    def filter(self) -> QueueFilter:
        return self._jobs.filter

    @filter.setter
    def filter(self, wanted: QueueFilter) -> None:
        if wanted != self._jobs.filter:
            self._jobs.filter = wanted
            self.changed.emit()

    def want(self, jobs: Iterable[str]) -> None:
        """These rows are in sight: load the last picture of each that has one."""
        if self.core is not None:
            self._pictures.want(self.core, self._jobs.those(jobs))

    def pin(self, job: str | None) -> None:
        """This row stays whatever becomes of its job, since it is being edited; None lets it go."""
        self._jobs.pin(job)
        self.changed.emit()

    # Changes that are made here

    def hold(self, jobs: Iterable[str]) -> None:
        """What the library says of these waits for `release`: they are shown as they will be."""
        self._news.hold(jobs)

    def release(self, jobs: Iterable[str]) -> None:
        """Look at them again: what was refused is shown as it was."""
        self._news.release(jobs)

    async def caught_up(self) -> None:
        """Until what the library has told so far is shown, or could not be read."""
        await self._news.caught_up()

    async def show_as(self, jobs: Sequence[Job]) -> None:
        """As they will be when the library has done what was asked."""
        async for some in in_pieces(jobs, _AT_ONCE):
            self._take(some)
            self.changed.emit()

    def show_moved(self, jobs: Sequence[str], before: str | None) -> None:
        """Put `jobs` before another of their lane, or at its end, until the library says where they are."""
        if self._jobs.move(jobs, before):
            self.changed.emit()

    def show_paused(self, batch: str, paused: bool) -> None:
        """A whole batch, until the library says how it is."""
        self._batches.show_paused(batch, paused)

    # News

    async def _look(self, news: Change, state: QueueState | None, jobs: Sequence[Job]) -> None:
        if self.core is None:
            return
        if state is not None:
            self.state = state
            self.state_changed.emit()
        if not self._batches.knows(news.batches):
            await self._batches.read(self.core)
        if news.batches or any(job.order.batch for job in jobs):
            self._batches.count_later(self.core)
        async for some in in_pieces(jobs, _AT_ONCE):
            for one in self._take(self._news.fresh(some)):
                if one.now.state in ENDED and one.before is not None and one.before.state not in ENDED:
                    self.ended.emit(one.now)
        if news:
            self.changed.emit()

    def _take(self, jobs: Iterable[Job]) -> list[Taken]:
        taken = self._jobs.take(jobs)
        for one in taken:
            self._time.note(one)
            if one.now.state != "running":
                self._runs.stop(one.now.id)
            elif self.core is not None:
                self._runs.follow(self.core, one.now)
            if one.place is None:
                self._pictures.forget(one.now.id)
        self._time.settle()
        return taken

    def _batch_changed(self, before: BatchState | None, now: BatchState) -> None:
        self.moved.emit(RowRef("batch", now.batch.id))
        if before is None and self._jobs.filter.words:
            self._jobs.sift()  # its name may be what is looked for

    def _looks_otherwise(self, job: str) -> None:
        self.moved.emit(RowRef("job", job))

    def _progressed(self, job: str) -> None:
        self._looks_otherwise(job)
        self.changed.emit()

    def _made_before(self) -> int:
        """Pictures of unfinished batches whose jobs have ended."""
        made = sum(one.tally.made for one in self._batches.every() if one.tally.unfinished)
        here = sum(len(job.made) for job in self._jobs.every() if job.order.batch and job.state not in ENDED)
        return max(0, made - here)
