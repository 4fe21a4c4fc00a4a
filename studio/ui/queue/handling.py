"""What commands, buttons and menus of the queue do, for the rows that are meant."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine, Sequence
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from studio.recipe.job import State
from studio.ui import bind
from studio.ui.queue.desk import QueueDesk
from studio.ui.shortcuts.actions import Actions
from studio.workspace.queue_rows import RowRef
from studio.workspace.sets import CellRef

_OPEN = frozenset({"waiting", "paused"})


class QueueHandling(QObject):
    """Acts on the chosen rows: a heading stands for everything beneath it."""

    edit_wanted = Signal(str)
    """a job whose row is to be opened"""
    start_wanted = Signal(tuple)
    """jobs that are to be given a time"""
    filter_wanted = Signal()
    moves = Signal(bool)
    """whether the user moves rows now: where they go is to be seen"""
    shown = Signal()
    """the pictures of a job came into sight: the keyboard belongs there"""

    def __init__(self, desk: QueueDesk, actions: Actions) -> None:
        super().__init__()
        self.desk = desk
        self.actions = actions
        self._acts = desk.workspace.queue_acts

    def bind(self, place: QWidget) -> None:
        """Commands work while the keyboard is in `place`."""
        meant: dict[str, Callable[[], object]] = {
            "job.edit": self.edit,
            "job.cancel": self.cancel,
            "job.cancel.rest": self.cancel_rest,
            "job.retry": self.retry,
            "job.duplicate": self.duplicate,
            "job.pause": self.pause,
            "job.show": self.show,
            "job.up": partial(self.step, -1),
            "job.down": partial(self.step, 1),
            "job.first": partial(self.to_end, first=True),
            "job.last": partial(self.to_end, first=False),
            "queue.filter": self.filter_wanted.emit,
        }
        for id, act in meant.items():
            self.actions.bind(id, act, place)
        bind.follow(self, self.desk.selection.changed, self._say)
        bind.show(self, self.desk.queue.changed, bind.Coalesced(self, self._say, 100))

    # What is meant

    def meant(self) -> tuple[RowRef, ...]:
        """The chosen rows, or the one that has the keyboard."""
        selection = self.desk.selection
        return selection.chosen or (() if selection.current is None else (selection.current,))

    def jobs(self, refs: Sequence[RowRef] | None = None) -> tuple[str, ...]:
        """In their order, with everything beneath the headings among them; none twice."""
        found: dict[str, None] = {}
        for ref in self.meant() if refs is None else refs:
            found.update(dict.fromkeys((ref.id,) if ref.kind == "job" else self._under(ref)))
        return tuple(found)

    def _under(self, ref: RowRef) -> tuple[str, ...]:
        at = self.desk.queue.rows.position(ref)
        return () if at is None else self.desk.queue.rows.under(at)

    def states(self, refs: Sequence[RowRef] | None = None) -> frozenset[State]:
        known = (self.desk.queue.get(job) for job in self.jobs(refs))
        return frozenset(job.state for job in known if job is not None)

    def batch(self, refs: Sequence[RowRef]) -> str:
        """Where a single heading of a batch is meant."""
        return refs[0].id if len(refs) == 1 and refs[0].kind == "batch" else ""

    # What is done

    def edit(self) -> None:
        """Open the row; a heading is folded instead."""
        current = self.desk.selection.current
        if current is None:
            return
        if current.kind != "job":
            self.fold(current)
            return
        job = self.desk.queue.get(current.id)
        if job is not None and job.state in _OPEN:
            self.edit_wanted.emit(current.id)
        elif job is not None and job.made:
            self.show()

    def fold(self, ref: RowRef, folded: bool | None = None) -> None:
        rows = self.desk.queue.rows
        group = ref.id if ref.kind == "batch" else "failures"
        rows.fold(group, not rows.is_folded(group) if folded is None else folded)

    def cancel(self, refs: Sequence[RowRef] | None = None) -> None:
        """Those that failed are dismissed."""
        refs = self.meant() if refs is None else refs
        jobs = self.jobs(refs)
        self._start(self._acts.cancel(jobs), "cancel")
        self._start(self._acts.dismiss(jobs), "dismiss")

    def cancel_rest(self) -> None:
        self._start(self._acts.cancel_waiting(), "cancel what waits")

    def cancel_all(self) -> None:
        self._start(self._acts.cancel_all(), "cancel everything")

    def retry(self, refs: Sequence[RowRef] | None = None) -> None:
        refs = self.meant() if refs is None else refs
        if batch := self.batch(refs):
            self._start(self._acts.retry_batch(batch), "retry a batch")
        else:
            self._start(self._acts.retry(self.jobs(refs)), "retry")

    def duplicate(self) -> None:
        self._start(self._acts.duplicate(self.jobs()), "duplicate")

    def pause(self, refs: Sequence[RowRef] | None = None) -> None:
        """Or go on, where everything that is meant is paused."""
        refs = self.meant() if refs is None else refs
        if batch := self.batch(refs):
            known = self.desk.queue.batch(batch)
            paused = known is not None and known.paused
            self._start((self._acts.resume_batch if paused else self._acts.pause_batch)(batch), "pause a batch")
        elif self.states(refs) & {"waiting", "running"}:
            self._start(self._acts.pause(self.jobs(refs)), "pause")
        else:
            self._start(self._acts.resume(self.jobs(refs)), "go on")

    def step(self, by: int) -> None:
        self._start(self._in_sight(self._acts.step(self.jobs(), by)), "move")

    def to_end(self, *, first: bool) -> None:
        self._start(self._in_sight((self._acts.first if first else self._acts.last)(self.jobs())), "move")

    def move(self, jobs: Sequence[str], before: str | None) -> None:
        """Before a job, or, without one, behind everything that is shown of their lane."""
        work = self._acts.behind_shown(jobs) if before is None else self._acts.move(jobs, before)
        self._start(work, "move")

    async def _in_sight(self, work: Awaitable[object]) -> None:
        self.moves.emit(True)
        try:
            await work
        finally:
            self.moves.emit(False)

    def start_later(self) -> None:
        if jobs := tuple(job for job in self.jobs() if self._is_open(job)):
            self.start_wanted.emit(jobs)

    def set_start(self, jobs: Sequence[str], when: float) -> None:
        self._start(self._acts.start_at(jobs, when), "start time")

    def show(self, refs: Sequence[RowRef] | None = None) -> None:
        """The set of the job in the grid, whatever project it is of."""
        jobs = self.jobs(refs)
        job = None if not jobs else self.desk.queue.get(jobs[0])
        if job is not None:
            self._start(self._show(job.id, job.order.project, max(job.made, default=0)), "show the pictures")

    async def _show(self, job: str, project: str, index: int) -> None:
        space = self.desk.workspace
        if project != space.project:
            await space.open_project(project)
        if space.grid.position(job) is None:
            space.problems.tell("The pictures are not here yet, or a filter hides them.")
            return
        space.selection.choose(CellRef(job=job, index=index))
        self.shown.emit()

    def _is_open(self, job: str) -> bool:
        known = self.desk.queue.get(job)
        return known is not None and known.state in _OPEN

    def _say(self) -> None:
        """What the keys would do now."""
        states = self.states()
        only_failed = bool(states) and states <= {"failed"}
        refs = self.meant()
        goes_on = bool(states) and not states & {"waiting", "running"} and "paused" in states
        if batch := self.batch(refs):
            known = self.desk.queue.batch(batch)
            goes_on = known is not None and known.paused
        self.actions.say("job.cancel", "Dismiss" if only_failed else "Cancel", None)
        self.actions.say("job.pause", "Go on" if goes_on else "Pause", "play" if goes_on else "pause")
        for id, able in (
            ("job.cancel", bool(states)),
            ("job.retry", "failed" in states),
            ("job.pause", bool(states & {"waiting", "running", "paused"})),
            ("job.duplicate", bool(states)),
        ):
            self.actions.action(id).setEnabled(able)

    def _start(self, work: Coroutine[object, object, object], name: str) -> None:
        self.desk.workspace.tasks.start(work, name)
