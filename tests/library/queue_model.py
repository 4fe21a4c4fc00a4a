"""The queue as it should be, in plain lists: what test_jobs_machine.py holds the real one against."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from studio.recipe.job import ENDED, Lane, State
from studio.recipe.queue import Rules

BOUND = 8
"""how often a job may be overtaken"""


@dataclass(frozen=True)
class Refused:
    """The action is illegal: JobError, and nothing changes."""


REFUSED = Refused()


@dataclass
class Entry:
    """One job."""

    id: str
    lane: Lane
    backend: str
    model: str
    batch: str
    start_at: float
    prompt: str
    state: State = "waiting"
    attempts: int = 0
    asked: bool = False
    failed: bool = False
    dismissed: bool = False
    revision: int = 0
    overtaken: int = 0
    made: set[int] = field(default_factory=set[int])

    def go(self, state: State) -> None:
        self.state, self.asked, self.failed, self.dismissed = state, False, state == "failed", False

    @property
    def unfinished(self) -> bool:
        return self.state not in ENDED


_OWNERS: dict[str, State] = {"finish": "done", "fail": "failed", "cancelled": "cancelled", "release": "waiting"}
_BY_HAND: dict[State, tuple[State, ...]] = {
    "waiting": ("paused", "failed", "cancelled"),
    "paused": ("waiting", "running"),
}


class Model:
    """Every method is the action of the same name; those that may be refused say so."""

    def __init__(self) -> None:
        self.jobs: dict[str, Entry] = {}
        self.order: dict[Lane, list[str]] = {"interactive": [], "batch": []}
        self.held: set[Lane] = set()
        self.paused: set[str] = set()
        self.rules = Rules()

    def add(self, entry: Entry, after: str | None = None) -> None:
        self.jobs[entry.id] = entry
        lane = self.order[entry.lane]
        lane.insert(len(lane) if after is None else lane.index(after) + 1, entry.id)

    def in_state(self, *states: State) -> list[str]:
        return [id for id, entry in self.jobs.items() if entry.state in states]

    def queued(self, lane: Lane) -> list[str]:
        return [id for id in self.order[lane] if self.jobs[id].unfinished]

    def claim(self, lanes: Sequence[Lane], backend: str, model: str | None, now: float, minute: int) -> str | None:
        for lane in lanes:
            hours = self.rules.hours if lane == "batch" else None
            if lane not in self.held and (hours is None or hours.include(minute)):
                ready = [id for id in self.order[lane] if self._ready(self.jobs[id], backend, now)]
                if ready:
                    return self._begin(lane, ready, model)
        return None

    def _ready(self, entry: Entry, backend: str, now: float) -> bool:
        fits = entry.state == "waiting" and entry.backend == backend and entry.start_at <= now
        return fits and entry.batch not in self.paused

    def _begin(self, lane: Lane, ready: list[str], model: str | None) -> str:
        chosen = ready[0]
        if lane == "batch" and self.rules.together:
            chosen = next((id for id in ready if self.jobs[id].model == model), chosen)
        before = [self.jobs[id] for id in ready[: ready.index(chosen)]]
        if any(entry.overtaken >= BOUND for entry in before):
            chosen, before = ready[0], []
        for entry in before:
            entry.overtaken += 1
        self.jobs[chosen].go("running")
        self.jobs[chosen].attempts += 1
        return chosen

    def owner_says(self, job: str, what: str) -> Refused | None:
        entry = self.jobs[job]
        if entry.state != "running" and not (what == "cancelled" and entry.unfinished):
            return REFUSED
        entry.go("cancelled" if what == "release" and entry.asked else _OWNERS[what])
        return None

    def by_hand(self, job: str, state: State) -> Refused | None:
        if self.jobs[job].state not in _BY_HAND[state] or self.jobs[job].asked:
            return REFUSED
        self.jobs[job].go(state)
        return None

    def cancel(self, job: str) -> None:
        entry = self.jobs[job]
        if entry.state == "running":
            entry.asked = True
        elif entry.unfinished:
            entry.go("cancelled")

    def edit(self, job: str, prompt: str, revision: int) -> Refused | None:
        entry = self.jobs[job]
        begun = bool(entry.made) and prompt != entry.prompt
        if entry.state not in ("waiting", "paused") or entry.revision != revision or begun:
            return REFUSED
        entry.prompt, entry.revision = prompt, revision + 1
        return None

    def move(self, jobs: Sequence[str], before: str | None) -> Refused | None:
        moving = [id for id in dict.fromkeys(jobs) if self.jobs[id].unfinished]
        if not moving:
            return None
        lanes: set[Lane] = {self.jobs[id].lane for id in moving}
        if len(lanes) > 1 or (before is not None and self.jobs[before].lane not in lanes):
            return REFUSED
        lane = self.order[lanes.pop()]
        rest = [] if before is None else [id for id in lane[lane.index(before) :] if id not in moving]
        lane[:] = [id for id in lane if id not in moving and id not in rest] + moving + rest
        return None

    def dismiss(self, jobs: Sequence[str]) -> None:
        for id in jobs:
            self.jobs[id].dismissed |= self.jobs[id].state == "failed"

    def recover(self) -> set[str]:
        left = self.in_state("running")
        for id in left:
            self.jobs[id].go("cancelled" if self.jobs[id].asked else "waiting")
        if left and self.queued("batch"):
            self.held.add("batch")
        return set(left)
