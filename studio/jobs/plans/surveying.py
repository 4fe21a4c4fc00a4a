"""The dry run: a plan's rows expanded and checked, with pictures and seconds counted; nothing is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from studio.catalog.installed import InstalledModel
from studio.errors import PlanError, StudioError
from studio.jobs.plans.earlier import Earlier
from studio.jobs.plans.heading import read_heading
from studio.jobs.plans.inputs import Inputs
from studio.jobs.plans.problems import Problems
from studio.jobs.plans.read import read_plan
from studio.jobs.plans.rows import RowReader, by_name
from studio.jobs.plans.sets import Expander, Installed, Models, Ready
from studio.jobs.plans.survey import Planned, PlanOptions, Survey
from studio.recipe.channels import Channel, channels
from studio.recipe.speed import Speed


class Opened:
    """A plan that was read, before it is known what an earlier run has made."""

    def __init__(self, path: Path, options: PlanOptions, pictures: Path) -> None:
        """Raises PlanError where no rows can be read. Blocks."""
        self.plan = read_plan(path, options.encoding)
        self.problems = Problems(self.plan.problems)
        self.heading = read_heading(self.plan, options, pictures, self.problems)
        self._limit = options.limit

    def survey(
        self,
        name: str,
        own_channels: Path,
        models: Models,
        additions: Installed,
        earlier: Earlier,
        speeds: Mapping[str, Speed],
    ) -> Survey:
        """`name`: that of the batch. Blocks for as long as the plan's files take to be looked at."""
        reader = RowReader(self.plan, by_name(_channels(own_channels, self.problems)), self.problems)
        ready = reader.ready()
        inputs = Inputs(self.plan.path.parent, self.problems)
        expander = Expander(self.plan, self.heading, _remembered(models), additions, inputs, earlier, self.problems)
        for stopped in reader.stopped:
            expander.check(stopped)
        asked = sum(one.prompts.count * one.asked.each for one in ready)
        rows = self._expanded(expander, ready, asked)
        seconds, load = _seconds(rows, speeds)
        return Survey(
            name=name,
            path=self.plan.path,
            folder=self.heading.folder,
            project=self.heading.project,
            rows=rows,
            problems=self.problems.sorted,
            pictures=sum(one.count for one in rows) if rows else asked,
            have=sum(one.count - len(one.missing) for one in rows),
            queued=sum(len(one.missing) for one in rows if one.queued),
            seconds=seconds,
            load_seconds=load,
            cost=0.0,
        )

    def _expanded(self, expander: Expander, ready: Sequence[Ready], asked: int) -> tuple[Planned, ...]:
        if asked <= self._limit:
            return tuple(planned for one in ready for planned in expander.sets(one))
        self._refuse(ready, asked)
        for one in ready:
            expander.check(one.asked)
        return ()

    def _refuse(self, ready: Sequence[Ready], asked: int) -> None:
        """Over the limit: told at the row that asks for most."""
        most = max(ready, key=lambda one: one.prompts.count * one.asked.each)
        share = most.prompts.count * most.asked.each
        here = "" if share == asked else f" {share:,} of them are this row's."
        self.problems.error(
            most.asked.prompt,
            "prompt",
            f"The plan asks for {asked:,} pictures; the limit is {self._limit:,}.{here}",
            "Give “pick” a number of prompts to choose, use fewer alternatives, or raise the limit with --limit.",
        )


def _channels(own: Path, problems: Problems) -> tuple[Channel, ...]:
    try:
        return channels(own)
    except PlanError as error:
        problems.add(*error.problems)
        return channels()


def _remembered(models: Models) -> Models:
    """Each is looked up once: it reads the disk."""
    known: dict[str | None, InstalledModel | StudioError] = {}

    def get(model_id: str | None) -> InstalledModel:
        if model_id not in known:
            try:
                known[model_id] = models(model_id)
            except StudioError as error:
                known[model_id] = error
        found = known[model_id]
        if isinstance(found, StudioError):
            raise found
        return found

    return get


def _seconds(rows: Sequence[Planned], speeds: Mapping[str, Speed]) -> tuple[float | None, float]:
    """(for what is missing, loading included; for loading alone): each model is loaded once."""
    missing = [one for one in rows if one.missing]
    used = {one.recipe.model.id: speeds.get(one.recipe.model.id, Speed()) for one in missing}
    load = sum(speed.load or 0.0 for speed in used.values())
    total = load
    for one in missing:
        count, recipe = len(one.missing), one.recipe
        seconds = used[recipe.model.id].seconds(
            steps=recipe.steps * count, pictures=count, pixels=recipe.width * recipe.height
        )
        if seconds is None:
            return None, load
        total += seconds
    return total, load
