"""How many jobs there are and how much work waits, kept as sums: the time left of ten thousand is a short addition."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping

from studio.recipe.job import ENDED, Job, State
from studio.recipe.speed import Speed

Switches = Mapping[tuple[str, str], int]
"""(model before, model after) to how often one job stands behind the other"""
SpeedOf = Callable[[str], Speed]
"""model id to what was learned of it"""


class Work:
    """Sums of one model's jobs: step megapixels, picture megapixels, jobs."""

    __slots__ = ("jobs", "pictures", "steps")

    def __init__(self) -> None:
        self.steps = 0
        self.pictures = 0
        self.jobs = 0

    def seconds(self, speed: Speed) -> float | None:
        """Loading left out; None while the speed is unknown."""
        if not self.jobs:
            return 0.0
        return speed.seconds(steps=self.steps, pictures=self.pictures, pixels=1)


class Workload:
    """Add and take away whole jobs; one that changes is taken away as it was and added as it is."""

    def __init__(self) -> None:
        self.counts: Counter[State] = Counter()
        self.failed_of: Counter[str] = Counter()
        """failed jobs by batch"""
        self.asked = self.made = 0
        """pictures of unfinished jobs"""
        self._batches: defaultdict[str, defaultdict[str, Work]] = defaultdict(lambda: defaultdict(Work))
        """by batch ("" for none), then by model id"""

    def add(self, job: Job, sign: int = 1) -> None:
        """Count a job in, or out with `sign` -1."""
        self.counts[job.state] += sign
        if job.state not in ENDED:
            self.asked += sign * job.order.count
            self.made += sign * len(job.made)
        if job.state == "failed":
            self.failed_of[job.order.batch] += sign
        if job.state == "waiting":
            self._add_work(job, sign)

    def _add_work(self, job: Job, sign: int) -> None:
        recipe, missing = job.order.recipe, job.order.count - len(job.made)
        work = self._batches[job.order.batch][recipe.model.id]
        pixels = recipe.width * recipe.height * missing
        work.steps += sign * recipe.steps * pixels
        work.pictures += sign * pixels
        work.jobs += sign
        if not work.jobs:
            self._forget(job.order.batch, recipe.model.id)

    def seconds(self, speed_of: SpeedOf, batch: str | None = None) -> float | None:
        """Of one batch, or of everything; loading left out. None while a speed is unknown."""
        batches = tuple(self._batches) if batch is None else (batch,)
        total = 0.0
        for one in batches:
            for model, work in self._batches[one].items() if one in self._batches else ():
                seconds = work.seconds(speed_of(model))
                if seconds is None:
                    return None
                total += seconds
        return total

    def loading(self, speed_of: SpeedOf, loaded: str) -> float:
        """Seconds of model loads ahead where jobs for one model run in one go; `loaded` is in memory."""
        models = {model for models in self._batches.values() for model in models} - {loaded}
        return sum(speed_of(model).load or 0.0 for model in models)

    def _forget(self, batch: str, model: str) -> None:
        del self._batches[batch][model]
        if not self._batches[batch]:
            del self._batches[batch]


def switching(speed_of: SpeedOf, switches: Switches) -> float:
    """Seconds of model loads between jobs that run strictly in order."""
    return sum(many * (speed_of(model).load or 0.0) for (before, model), many in switches.items() if before != model)
