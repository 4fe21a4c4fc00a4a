"""Plans that say what a test gives them, in place of reading files."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

import msgspec

from studio.errors import Problem, StudioError
from studio.jobs.plans.survey import Planned, PlanOptions, Started, Survey
from studio.recipe.queue import Batch
from studio.recipe.recipe import Fit, ModelRef, Recipe


class ScriptedPlans:
    """`answer` is what surveys say; `held` keeps them waiting; `asked` and `ran` are the calls that were made."""

    def __init__(self) -> None:
        self.answer: Survey | StudioError = StudioError("no plan")
        self.refusal: StudioError | None = None
        """raised by the next run"""
        self.held: asyncio.Event | None = None
        self.asked: list[tuple[Path, PlanOptions]] = []
        self.ran: list[Survey] = []
        self.pruned: list[bool] = []

    async def survey(self, path: Path, options: PlanOptions = PlanOptions()) -> Survey:  # noqa: B008 - a frozen value
        self.asked.append((path, options))
        if self.held is not None:
            await self.held.wait()
        if isinstance(self.answer, StudioError):
            raise self.answer
        return msgspec.structs.replace(
            self.answer, path=path, name=path.stem, project=options.project or self.answer.project
        )

    async def run(self, survey: Survey, *, prune: bool = False) -> Started:
        if self.refusal is not None:
            refusal, self.refusal = self.refusal, None
            raise refusal
        self.ran.append(survey)
        self.pruned.append(prune)
        return Started(batch=batch_of(survey.path), jobs=(), kept=survey.have, notices=())


def batch_of(path: Path, number: int = 1) -> Batch:
    return Batch(
        id=f"{number:032x}",
        name=path.stem,
        plan=str(path),
        folder=f"/pictures/Spring/{path.stem}",
        project="Spring",
        created=1000.0 + number,
    )


def a_planned(row: int, *, count: int = 1, there: int = 0, prompt: str = "", queued: bool = False) -> Planned:
    recipe = Recipe(
        prompt=prompt or f"a red star number {row} on a wide white ground",
        width=288,
        height=512,
        seed=4_000_000_000 + row,
        steps=4,
        guidance=2.5,
        scheduler="default",
        model=ModelRef(id="starter", weights="a" * 64),
        fit=Fit(width=1080, height=1920),
    )
    return Planned(
        row=row,
        line=row + 1,
        recipe=recipe,
        count=count,
        folder=Path("/pictures/Spring/week 12"),
        name=f"{row:03d} a red star",
        key=f"{row:064x}",
        missing=tuple(range(there, count)),
        queued=queued,
    )


def a_survey(rows: Sequence[Planned], problems: Sequence[Problem] = (), *, seconds: float | None = 720.0) -> Survey:
    return Survey(
        name="week 12",
        path=Path("/plans/week 12.csv"),
        folder=Path("/pictures/Spring/week 12"),
        project="Spring",
        rows=tuple(rows),
        problems=tuple(problems),
        pictures=sum(planned.count for planned in rows),
        have=sum(planned.count - len(planned.missing) for planned in rows),
        queued=sum(len(planned.missing) for planned in rows if planned.queued),
        seconds=seconds,
        load_seconds=0.0,
        cost=0.0,
    )
