"""How long the queue takes still, and how far it is: sums of what waits, and the events of what runs."""

from __future__ import annotations

from collections.abc import Mapping

from studio.recipe.job import ENDED, Job, State
from studio.recipe.queue import Rules
from studio.recipe.speed import Speed, spoken
from studio.workspace.queue_jobs import QueueJobs, Taken
from studio.workspace.queue_runs import Runs
from studio.workspace.workload import switching

_SAID: Mapping[State, str] = {"running": "running", "waiting": "waiting", "paused": "paused", "failed": "set aside"}


class QueueTime:
    """`speeds` by model id, which others learn."""

    def __init__(self, jobs: QueueJobs, runs: Runs, speeds: Mapping[str, Speed]) -> None:
        self._jobs = jobs
        self._runs = runs
        self._speeds = speeds
        self._before = 0
        self._ended: dict[str, int] = {}
        """pictures of each job that ended since the queue was empty"""

    def begin(self, made: int) -> None:
        """`made` pictures of what is in the queue were made by jobs that have ended already."""
        self._before = made

    def __len__(self) -> int:
        """Unfinished jobs."""
        counts = self._jobs.work.counts
        return counts["running"] + counts["waiting"] + counts["paused"]

    def note(self, one: Taken) -> None:
        """A job ended, or waits again."""
        job = one.now
        if job.state not in ENDED:
            self._ended.pop(job.id, None)
        elif one.before is not None and one.before.state not in ENDED:
            self._ended[job.id] = len(job.made)

    def settle(self) -> None:
        """Begin to count anew where the queue is empty."""
        if not len(self):
            self._before = 0
            self._ended.clear()

    def of(self, job: Job) -> float | None:
        """Seconds of its own work that is left; None while the speed of its model is unknown."""
        recipe = job.order.recipe
        if (shown := self._runs.get(job.id)) is not None:
            return shown.seconds_left(self._speed(recipe.model.id))
        missing = job.order.count - len(job.made)
        pixels = recipe.width * recipe.height
        return self._speed(recipe.model.id).seconds(steps=recipe.steps * missing, pictures=missing, pixels=pixels)

    def waiting(self, batch: str | None = None) -> float | None:
        """Seconds of what waits, in one batch or in all; loading left out. None while a speed is unknown."""
        return self._jobs.work.seconds(self._speed, batch)

    def left(self, rules: Rules) -> float | None:
        """Seconds until nothing runs or waits any more, loading included; None while a speed is unknown."""
        running = [self.of(job) for job in self._jobs.those(self._runs)]
        waiting = self.waiting()
        if waiting is None or None in running:
            return None
        return waiting + self._loading(rules) + sum(one for one in running if one is not None)

    def fraction(self) -> float:
        """Of all pictures since the queue was empty, 0 to 1."""
        work, ended = self._jobs.work, self._before + sum(self._ended.values())
        asked, made = ended + work.asked, float(ended + work.made)
        for shown in self._runs.every():
            made += max(0.0, shown.fraction() * shown.facts.count - shown.made)
        return min(1.0, made / asked) if asked else 0.0

    def sentence(self, rules: Rules) -> str:
        """Everything in one line: `1 running, 3 waiting, 2 set aside, about 40 s left`; blank if there is nothing."""
        counts = self._jobs.work.counts
        said = [f"{counts[state]:,} {name}" for state, name in _SAID.items() if counts[state]]
        if len(self) and (seconds := self.left(rules)):
            said.append(f"{spoken(seconds)} left")
        return ", ".join(said)

    def _loading(self, rules: Rules) -> float:
        """What runs has its model in memory, or loads it, which its own time counts."""
        running = next(iter(self._jobs.those(self._runs)), None)
        loaded = "" if running is None else running.order.recipe.model.id
        if rules.together:
            return self._jobs.work.loading(self._speed, loaded)
        first = "" if loaded else self._jobs.first_model()
        return switching(self._speed, self._jobs.switches()) + (self._speed(first).load or 0.0)

    def _speed(self, model: str) -> Speed:
        return self._speeds.get(model, Speed())
