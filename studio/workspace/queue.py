"""What runs, waits and failed, of every project, whoever runs it: order, progress, time left, what holds it."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import assert_never

from psygnal import Signal

from studio.errors import StudioError
from studio.recipe.asset import Change
from studio.recipe.job import ENDED, LANES, Job, State
from studio.recipe.queue import BatchState, QueueState, Tally
from studio.recipe.speed import Speed, spoken
from studio.workspace.core import Core
from studio.workspace.queue_batches import Batches
from studio.workspace.queue_entry import Entry, Group, QueueFilter, entry_of
from studio.workspace.queue_pictures import QueuePictures
from studio.workspace.queue_rows import FAILURES, RowRef, Rows
from studio.workspace.queue_runs import Runs
from studio.workspace.queue_selection import QueueSelection
from studio.workspace.running_order import FAILED, RUNNING, WAITING, Place, RunningOrder
from studio.workspace.tasks import Tasks
from studio.workspace.workload import Workload

_ONE_BY_ONE = 64
"""jobs that changed at once: more are read in one go with everything else"""
_TALLY_PAUSE = 0.5
"""seconds between two countings of the batches"""
EMPTY = QueueState()


class Queue:
    """Unfinished jobs, and failures that nobody dismissed. `rows` are what a list of them shows.

    `changed` announces everything that moves, progress included; `moved` the one row that looks otherwise.
    """

    changed = Signal()
    moved = Signal(object)
    """a RowRef"""
    state_changed = Signal()
    """holds, rules, what blocks"""
    ended = Signal(Job)
    """each job that ends"""
    begun = Signal()
    """the core is there: actions are possible"""

    def __init__(self, tasks: Tasks, speeds: dict[str, Speed]) -> None:
        """`speeds` by model id; what others learned of models that are not there yet is added."""
        self._tasks = tasks
        self._speeds = speeds
        self.core: Core | None = None
        self.state = EMPTY
        self.rows = Rows()
        self.selection = QueueSelection(self.rows)
        self.order = RunningOrder()
        self._filter = QueueFilter()
        self._jobs: dict[str, Job] = {}
        self._work = Workload()
        self._batches = Batches(tasks, self._batch_changed)
        self._runs = Runs(tasks, self._progressed)
        self._pictures = QueuePictures(tasks, lambda job: self.moved.emit(RowRef("job", job)))
        self._finished = 0
        """pictures of jobs that ended since the queue was empty"""
        self._news = Change()
        self._reading = False
        self._held: Counter[str] = Counter()
        """jobs that are being changed here: what the library says of them is looked at afterwards"""
        self._pinned: str | None = None
        self._turn = asyncio.Lock()
        """held from reading the library to showing what it said: what was read later is shown later"""

    async def begin(self, core: Core) -> None:
        """Show what the library has in its queue and keep in step with it."""
        self.core = core
        core.changed.connect(self._heard)
        async with self._turn:
            for model, speed in (await core.queue.speeds()).items():
                self._speeds.setdefault(model, speed)
            self.state = await core.queue.state()
            await self._batches.read(core, unfinished=False)
            self._take_all(await core.library.jobs.queued())
            unfinished = (one.tally for one in self._batches.every() if one.tally.unfinished)
            self._finished = max(0, sum(one.made for one in unfinished) - self._made_in_batches())
        self.state_changed.emit()
        self.changed.emit()
        self.begun.emit()

    def end(self) -> None:
        if self.core is not None:
            self.core.changed.disconnect(self._heard)  # pyright: ignore[reportUnknownMemberType]

    # What there is

    def __len__(self) -> int:
        """Unfinished jobs."""
        return self._work.counts["running"] + self._work.counts["waiting"] + self._work.counts["paused"]

    def get(self, job: str) -> Job | None:
        return self._jobs.get(job)

    def count(self, state: State) -> int:
        return self._work.counts[state]

    def batch(self, batch: str) -> BatchState | None:
        return self._batches.get(batch)

    def jobs_in(self, *states: State) -> tuple[str, ...]:
        """In the order of running."""
        return tuple(place.job for place in self.order if self._jobs[place.job].state in states)

    def entry(self, job: str) -> Entry | None:
        known = self._jobs.get(job)
        if known is None:
            return None
        batch = self._batches.get(known.order.batch)
        return entry_of(known, self._runs.get(job), batch, self._seconds(known), self._pictures.get(job))

    def group(self, ref: RowRef, position: int) -> Group:
        """Of the heading `ref` at `position`."""
        if ref.kind == "failures":
            return Group(
                batch="",
                name="Could not be made",
                project="",
                jobs=self._work.counts["failed"],
                failed=self._work.counts["failed"],
                tally=Tally(failed=self._work.counts["failed"]),
                paused=False,
                folded=self.rows.is_folded(FAILURES),
                seconds=None,
            )
        known = self._batches.get(ref.id)
        return Group(
            batch=ref.id,
            name="A batch" if known is None else known.batch.name,
            project="" if known is None else known.batch.project,
            jobs=len(self.rows.under(position)),
            failed=self._work.failed_of[ref.id],
            tally=Tally() if known is None else known.tally,
            paused=known is not None and known.paused,
            folded=self.rows.is_folded(ref.id),
            seconds=self._work.seconds(self._speed, ref.id),
        )

    @property
    def running(self) -> tuple[Entry, ...]:
        found = (self.entry(job) for job in self._runs)
        return tuple(entry for entry in found if entry is not None)

    @property
    def busy(self) -> bool:
        """Whether something runs or will without anybody's help."""
        return self._work.counts["running"] + self._work.counts["waiting"] > 0

    @property
    def paused(self) -> bool:
        """Whether something waits for the user to let it go on."""
        return bool(self.state.holds) or self._work.counts["paused"] > 0

    @property
    def held(self) -> bool:
        return bool(self.state.holds)

    # Time and progress

    def seconds_left(self) -> float | None:
        """Until nothing runs or waits any more, loading of models included; None while a speed is unknown."""
        running = [self._seconds(self._jobs[job]) for job in self._runs if job in self._jobs]
        waiting = self._work.seconds(self._speed)
        if waiting is None or None in running:
            return None
        together = self.state.rules.together
        loading = self._work.loading(self._speed, self._loaded(), self._first(), together=together)
        return waiting + loading + sum(one for one in running if one is not None)

    def fraction(self) -> float:
        """Of all pictures since the queue was empty, 0 to 1."""
        asked, made = self._finished + self._work.asked, float(self._finished + self._work.made)
        for shown in self._runs.every():
            made += max(0.0, shown.fraction() * shown.facts.count - shown.made)
        return min(1.0, made / asked) if asked else 0.0

    def sentence(self) -> str:
        """Everything in one line: `1 running, 3 waiting, 2 failed, about 40 s`; blank if there is nothing."""
        names: tuple[State, ...] = ("running", "waiting", "paused", "failed")
        counts = [f"{self._work.counts[name]:,} {name}" for name in names if self._work.counts[name]]
        seconds = self.seconds_left()
        if seconds and len(self):
            counts.append(spoken(seconds))
        return ", ".join(counts)

    # Choosing what is seen

    @property
    def filter(self) -> QueueFilter:
        return self._filter

    @filter.setter
    def filter(self, wanted: QueueFilter) -> None:
        if wanted != self._filter:
            self._filter = wanted
            self._sift()
            self.changed.emit()

    def want(self, jobs: Iterable[str]) -> None:
        """These rows are in sight: load the last picture of each that has one."""
        if self.core is not None:
            self._pictures.want(self.core, (known for job in jobs if (known := self._jobs.get(job)) is not None))

    def pin(self, job: str | None) -> None:
        """This row stays whatever becomes of its job, since it is being edited; None lets it go."""
        before, self._pinned = self._pinned, job
        if before is not None and before != job and (known := self._jobs.get(before)) is not None:
            with self.rows.together():
                self._take(known)
            self.changed.emit()

    # Changes that are made here

    def hold(self, jobs: Sequence[str]) -> None:
        """What the library says of these waits for `release`: they are shown as they will be."""
        self._held.update(jobs)

    def release(self, jobs: Sequence[str]) -> None:
        """Look at them again: what was refused is shown as it was."""
        self._held.subtract(jobs)
        self._held += Counter()
        self._hear(Change(jobs=frozenset(jobs)))

    def show_as(self, jobs: Iterable[Job]) -> None:
        """As they will be when the library has done what was asked."""
        shown = tuple(jobs)
        if len(shown) > _ONE_BY_ONE:
            self._take_all({**self._jobs, **{job.id: job for job in shown}}.values())
        else:
            with self.rows.together():
                for job in shown:
                    self._take(job, told=False)
        self.changed.emit()

    def show_moved(self, jobs: Sequence[str], before: str | None) -> None:
        """Put `jobs` before another of their lane, or at its end, until the library says where they are."""
        places = [place for job in jobs if (place := self.order.place(job)) is not None and place.section == WAITING]
        if not places:
            return
        with self.rows.together():
            for place in places:
                self._unplace(place.job)
            low, high = self._gap(places[0].lane, before)
            for number, place in enumerate(places, 1):
                self._place(place._replace(rank=low + (high - low) * number / (len(places) + 1)))
        self.changed.emit()

    def _gap(self, lane: int, before: str | None) -> tuple[float, float]:
        """Ranks between which something comes to stand."""
        target = None if before is None else self.order.place(before)
        if target is None or target.section != WAITING:
            ranks = [place.rank for place in self.order if place.section != FAILED and place.lane == lane]
            ends = (min(ranks), max(ranks)) if ranks else (0.0, 0.0)
            return (ends[0] - 2, ends[0]) if target is not None else (ends[1], ends[1] + 2)
        earlier, _ = self.order.beside(target)
        same = earlier is not None and (earlier.section, earlier.lane) == (WAITING, lane)
        return (earlier.rank if same and earlier is not None else target.rank - 2), target.rank

    # News

    def _heard(self, change: Change) -> None:
        self._hear(change)

    def _hear(self, change: Change) -> None:
        self._news |= change
        if self.core is not None and not self._reading and (change.jobs or change.batches or change.queue):
            self._reading = True
            self._tasks.start(self._catch_up(self.core), "look at the queue")

    async def _catch_up(self, core: Core) -> None:
        """What comes in a burst is read in one go."""
        news = Change()
        try:
            while self._pending():
                async with self._turn:
                    news = self._pending()
                    self._news = Change(jobs=self._news.jobs - news.jobs)
                    await self._look(core, news)
        except StudioError:
            self._news |= news  # looked at with what comes next
            raise
        finally:
            self._reading = False

    def _pending(self) -> Change:
        """What is to be looked at now: jobs that are being changed here are not."""
        news = self._news
        return Change(jobs=frozenset(news.jobs - self._held.keys()), batches=news.batches, queue=news.queue)

    async def _look(self, core: Core, news: Change) -> None:
        if news.queue:
            self.state = await core.queue.state()
            self.state_changed.emit()
        if not self._batches.knows(news.batches):
            await self._batches.read(core)
        if len(news.jobs) > _ONE_BY_ONE:
            await self._look_at_all(core, news.jobs)
        else:
            found = [await core.library.jobs.job(job) for job in sorted(news.jobs)]
            with self.rows.together():
                for job in found:
                    if job is not None and job.id not in self._held:
                        self._take(job)
        if news.batches or any(self._batch_of(job) for job in news.jobs):
            self._batches.count_later(core)
        if news:
            self.changed.emit()

    async def _look_at_all(self, core: Core, news: frozenset[str]) -> None:
        """Who ended is asked for before who is there: whoever ends between is told at the next change."""
        oldest = min((job.created for job in self._jobs.values()), default=0.0)
        there = [job for job in await core.library.jobs.queued() if job.id not in self._held]
        gone = (self._jobs.keys() & news) - {job.id for job in there}
        ended = {job.id: job for job in await core.library.jobs.ended_since(oldest)} if gone else {}
        self._take_all(job for job in (*there, *(self._jobs[one] for one in self._held if one in self._jobs)))
        for job in sorted(gone & ended.keys()):
            self.ended.emit(ended[job])

    def _batch_of(self, job: str) -> str:
        known = self._jobs.get(job)
        return "" if known is None else known.order.batch

    def _batch_changed(self, before: BatchState | None, now: BatchState) -> None:
        self.moved.emit(RowRef("batch", now.batch.id))
        if before is None or before.paused != now.paused:
            self._tell_all_of(now.batch.id)
        if before is None and self._filter.words:
            self._sift()  # its name may be what is looked for

    def _tell_all_of(self, batch: str) -> None:
        for place in self.order:
            if place.batch == batch:
                self.moved.emit(RowRef("job", place.job))

    # One job

    def _take_all(self, jobs: Iterable[Job]) -> None:
        """Everything anew: many jobs came or went at once."""
        found = {job.id: job for job in jobs if job.order.lane != "live" and self._place_of(job) is not None}
        if self._pinned is not None and self._pinned in self._jobs:
            found.setdefault(self._pinned, self._jobs[self._pinned])
        for job in self._jobs.keys() - found.keys():
            self._runs.stop(job)
        self._work = Workload()
        self._jobs = found
        places = [place for job in found.values() if (place := self._place_of(job)) is not None]
        self.order.fill(places)
        for job in found.values():
            self._work.add(job)
            self._follow(job)
        for before, after in pairwise(self.order):
            self._count_switch(before, after, 1)
        self._sift()

    def _take(self, job: Job, *, told: bool = True) -> None:
        """`told`: the library says so; else it is only shown so."""
        if job.order.lane == "live":
            return
        before = self._jobs.get(job.id)
        place = self._place_of(job)
        if before is not None:
            self._work.add(before, -1)
        if place is None:
            self._leave(job, before, told=told)
            return
        stays = self.order.place(job.id) == place and self._shown(job.id) == self._passes(job)
        if not stays:
            self._unplace(job.id)
        self._jobs[job.id] = job
        self._work.add(job)
        self._follow(job)
        if not stays:
            self._place(place)
        elif self._shown(job.id):
            self.moved.emit(RowRef("job", job.id))
        ends = job.state in ENDED and (before is None or before.state not in ENDED)
        if told and ends and before is not None:
            self.ended.emit(job)

    def _leave(self, job: Job, before: Job | None, *, told: bool) -> None:
        self._runs.stop(job.id)
        self._unplace(job.id)
        self._jobs.pop(job.id, None)
        self._pictures.forget(job.id)
        self._finished = self._finished + len(job.made) if len(self) else 0
        if told and before is not None and before.state not in ENDED:
            self.ended.emit(job)

    def _place_of(self, job: Job) -> Place | None:
        """None for what the queue does not show."""
        lane, batch = LANES.index(job.order.lane), job.order.batch
        match job.state:
            case "running":
                return Place(RUNNING, lane, job.rank, job.id, batch)
            case "waiting" | "paused":
                return Place(WAITING, lane, job.rank, job.id, batch)
            case "failed" if not job.dismissed:
                return Place(FAILED, 0, job.ended or job.created, job.id, batch)
            case "done" | "cancelled" | "failed":
                return self.order.place(job.id) if job.id == self._pinned else None
            case _:
                assert_never(job.state)

    def _place(self, place: Place) -> None:
        self.order.put(place)
        self._switch(place, 1)
        if self._passes(self._jobs[place.job]):
            self.rows.put(place)

    def _unplace(self, job: str) -> None:
        place = self.order.place(job)
        if place is not None:
            self._switch(place, -1)
            self.order.drop(job)
            self.rows.drop(job)

    def _shown(self, job: str) -> bool:
        return self.rows.jobs.place(job) is not None

    def _passes(self, job: Job) -> bool:
        return job.id == self._pinned or self._filter.shows(job, self._batches.name(job.order.batch))

    def _sift(self) -> None:
        self.rows.fill(place for place in self.order if self._passes(self._jobs[place.job]))

    def _switch(self, place: Place, sign: int) -> None:
        """Model loads between neighbours change with what stands between them."""
        before, after = self.order.beside(place)
        if before is not None and after is not None:
            self._count_switch(before, after, -sign)
        if before is not None:
            self._count_switch(before, place, sign)
        if after is not None:
            self._count_switch(place, after, sign)

    def _count_switch(self, before: Place, after: Place, sign: int) -> None:
        if after.section == WAITING:
            models = [self._jobs[one.job].order.recipe.model.id for one in (before, after)]
            self._work.beside(models[0], models[1], sign)

    def _follow(self, job: Job) -> None:
        if job.state != "running":
            self._runs.stop(job.id)
        elif self.core is not None:
            self._runs.follow(self.core, job)

    def _progressed(self, job: str) -> None:
        self.moved.emit(RowRef("job", job))
        self.changed.emit()

    # Small things

    def _speed(self, model: str) -> Speed:
        return self._speeds.get(model, Speed())

    def _seconds(self, job: Job) -> float | None:
        recipe = job.order.recipe
        if (shown := self._runs.get(job.id)) is not None:
            return shown.seconds_left(self._speed(recipe.model.id))
        missing = job.order.count - len(job.made)
        pixels = recipe.width * recipe.height
        return self._speed(recipe.model.id).seconds(steps=recipe.steps * missing, pictures=missing, pixels=pixels)

    def _loaded(self) -> str:
        """The model of what runs: it is in memory or is being loaded, which its own time counts."""
        running = next(iter(self._runs), None)
        return "" if running is None or running not in self._jobs else self._jobs[running].order.recipe.model.id

    def _first(self) -> str:
        """The model of what stands foremost."""
        return self._jobs[self.order[0].job].order.recipe.model.id if len(self.order) else ""

    def _made_in_batches(self) -> int:
        return sum(len(job.made) for job in self._jobs.values() if job.order.batch and job.state not in ENDED)
