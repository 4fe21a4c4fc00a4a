"""A real library and the real catalogue, with a folder for plans; pictures of one colour are made at once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from studio.catalog.catalog import Catalog
from studio.errors import Problem
from studio.jobs.plans.plans import Plans
from studio.jobs.plans.survey import PlanOptions, Started, Survey
from studio.library.library import Library
from studio.paths import home_at
from studio.recipe.asset import Asset, Change
from studio.recipe.job import Job
from studio.settings import Settings
from tests.jobs.scripted_backend import picture

PATIENCE = 0.5


class Desk:
    """Plans of one home, and what they announced."""

    def __init__(self, root: Path, plans: Path) -> None:
        self.home = home_at(root)
        self.folder = plans
        self.changes: list[Change] = []
        self.nudges = 0
        self.catalog = Catalog(self.home, Settings.load(self.home.settings))
        self.open()

    def open(self) -> None:
        self.library = Library.open(self.home, patience=PATIENCE)
        self.plans = Plans(self.home, self.library, self.catalog, self.changes.append, self._nudge)

    def _nudge(self) -> None:
        self.nudges += 1

    def write(self, name: str, content: str | bytes) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def image(self, name: str, size: tuple[int, int] = (32, 32), mode: str = "RGB") -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        colour = {"RGB": (200, 30, 30), "RGBA": (200, 30, 30, 255), "L": 128}[mode]
        Image.new(mode, size, colour).save(path)
        return path

    async def survey(self, plan: Path | str, **options: object) -> Survey:
        """Of a plan, or of the text of a CSV."""
        path = plan if isinstance(plan, Path) else self.write("plan.csv", plan)
        return await self.plans.survey(path, PlanOptions(**options))  # pyright: ignore[reportArgumentType]

    async def errors(self, plan: Path | str, **options: object) -> tuple[Problem, ...]:
        survey = await self.survey(plan, **options)
        return tuple(problem for problem in survey.problems if problem.severity == "error")

    async def run(self, plan: Path | str, *, prune: bool = False, **options: object) -> Started:
        survey = await self.survey(plan, **options)
        assert survey.ok, survey.problems
        return await self.plans.run(survey, prune=prune)

    async def make(self, pictures: int = 1000) -> list[Asset]:
        """Make what waits, at most so many pictures, as the queue would."""
        made: list[Asset] = []
        while pictures:
            job, _ = await self.library.jobs.claim(["batch"])
            if job is None:
                break
            for index in job.missing[:pictures]:
                saved = await self.library.pictures.save(job, picture(job.order.recipe, index))
                made.append(saved.asset)
            pictures -= min(pictures, len(job.missing))
            await self._end(job)
        return made

    async def _end(self, job: Job) -> None:
        now = await self.library.jobs.job(job.id)
        if now is not None and now.missing:
            await self.library.jobs.release(job.id)
        else:
            await self.library.jobs.finish(job.id)

    async def jobs(self) -> tuple[Job, ...]:
        (state, *_) = await self.library.jobs.batches()
        return await self.library.jobs.jobs_of(state.batch.id)

    def files(self) -> set[str]:
        """Everything below the home and the folder of plans."""
        roots = (self.home.data, self.home.pictures, self.folder)
        return {str(path) for root in roots for path in root.rglob("*")}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    plans = tmp_path / "plans"
    plans.mkdir()
    one = Desk(tmp_path / "home", plans)
    yield one
    one.library.close()
