"""A plan by the keyboard over a real library: read, mended, run, followed to its end, and run again."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from studio.paths import Home
from studio.ui.plans.page import PlanPage
from tests.ui.test_monkey import studio_window

_PATIENCE = 30.0
PLAN = 'prompt,count,seed,channel\na red star,2,7,\n"a {blue|green} heart",1,,ad-medium-rectangle\n'


async def until(condition: Callable[[], object]) -> None:
    """Pictures are made, written and read back here, by as many threads as a busy machine lets run."""
    async with asyncio.timeout(_PATIENCE):
        while not condition():
            await asyncio.sleep(0.01)


@pytest.mark.timeout(120)
async def test_from_a_file_to_its_pictures(qapp: QApplication, place: Home, tmp_path: Path) -> None:
    path = tmp_path / "plans" / "week 12.csv"
    path.parent.mkdir()
    path.write_text(PLAN.replace("7", "many"))
    async with studio_window(qapp, place) as opened:
        window, plans = opened.window, opened.workspace.plans
        plans.open(path)
        page = window.stage.page("plans")
        assert isinstance(page, PlanPage)
        await until(lambda: page.troubles.isVisible())
        assert plans.survey is not None
        (problem,) = plans.survey.problems
        assert (problem.line, problem.field) == (2, "seed")
        assert not list(place.pictures.rglob("*.png"))

        path.write_text(PLAN)
        await until(lambda: page.run.run.isEnabled())
        assert page.run.run.text() == "Make 4 pictures"
        sizes = {planned.recipe.size for planned in plans.survey.rows}
        assert (300, 250) in sizes

        page.run.run.setFocus()
        QTest.keyClick(page.run.run, Qt.Key.Key_Space)
        await until(lambda: plans.batch is not None and plans.batch.tally.made == 4)
        await until(lambda: plans.why_not == "Everything it asks for is there already.")
        assert page.batch.sentence.text() == "Done: 4 of 4 pictures made"
        assert len(list(Path(plans.survey.folder).rglob("*.png"))) == 4

        path.write_text(PLAN + "a fish,1,,\n")
        await until(lambda: page.run.run.text() == "Make 1 picture")
        assert page.run.reason.text() == "Only what is missing is made: 4 of 5 are there already."
        page.run.run.click()
        await until(lambda: plans.batch is not None and plans.batch.tally.made == 5)
        await until(lambda: plans.stage == "read" and not plans.missing)
