"""The column of rows: few widgets whatever the grid holds, and what the eye looks at stands still."""

from __future__ import annotations

import asyncio
from pathlib import Path

from PySide6.QtWidgets import QApplication

from studio.paths import Home
from studio.recipe.events import Accepted, Notice
from studio.ui.grid.cell import CellView
from studio.ui.grid.row import SetRow
from studio.workspace.filter import Filter
from studio.workspace.session import Session
from tests.ui.grid.stand import Stand, add_rows, open_stand
from tests.workspace.scripted_core import ScriptedCore, a_recipe
from tests.workspace.waiting import until


def widgets(stand: Stand, kind: type) -> int:
    return len(stand.view.findChildren(kind))


async def test_rows_are_used_again(qapp: QApplication, place: Home, core: ScriptedCore, tmp_path: Path) -> None:
    add_rows(core, tmp_path, 120)
    async with open_stand(qapp, place, core) as stand:
        await until(lambda: stand.cell(0, 0).shows_picture())
        for at in range(0, stand.bar.maximum() // 2, 300):
            stand.bar.setValue(at)
            await asyncio.sleep(0.02)
        rows, cells = widgets(stand, SetRow), widgets(stand, CellView)
        for at in range(stand.bar.maximum() // 2, stand.bar.maximum(), 300):
            stand.bar.setValue(at)
            await asyncio.sleep(0.02)
        assert (widgets(stand, SetRow), widgets(stand, CellView)) == (rows, cells)
        assert rows < 15
        stand.bar.setValue(stand.bar.maximum())
        assert stand.cell(119, 3).isVisible()
        await until(lambda: stand.colour(119, 3) == "#ff0000")


async def test_a_new_set_does_not_move_what_is_looked_at(stand: Stand, core: ScriptedCore) -> None:
    stand.bar.setValue(stand.bar.maximum() // 2)
    row = stand.view.column.sheet.at(stand.bar.value())
    looked_at = stand.ref(row, 0)
    before = stand.y_of(looked_at)
    stand.workspace.grid.put(core.add_job(a_recipe("new"), 4))
    assert stand.y_of(looked_at) == before
    pill = stand.view._newer
    assert pill.isVisible()
    assert pill.text() == "1 new set above"
    pill.click()
    assert stand.bar.value() == 0
    assert not pill.isVisible()


async def test_what_is_chosen_stays_in_sight_when_a_panel_takes_the_width(stand: Stand) -> None:
    """Also at the very top, where rows above it that grow would push it out."""
    column = stand.view.column
    last = next(row for row in range(9, -1, -1) if column.in_sight(stand.ref(row, 0)))
    assert last > 0
    assert column.at_top()
    stand.workspace.selection.choose(stand.ref(last, 0))
    stand.bar.setValue(0)
    assert column.in_sight(stand.ref(last, 0))
    stand.view.resize(620, stand.view.height())
    await until(lambda: column.width() <= 620)
    assert column.in_sight(stand.ref(last, 0))


async def test_at_the_top_a_new_set_comes_into_sight(stand: Stand, core: ScriptedCore) -> None:
    job = core.add_job(a_recipe("new"), 4)
    stand.workspace.grid.put(job)
    assert stand.workspace.grid[0].id == job.id
    assert stand.cell(0, 0).isVisible()
    assert stand.bar.value() == 0


async def test_the_chosen_picture_stands_still_when_rows_are_sifted(
    qapp: QApplication, place: Home, core: ScriptedCore, tmp_path: Path
) -> None:
    add_rows(core, tmp_path, 10, prompt="blue")
    add_rows(core, tmp_path, 10, prompt="red")
    async with open_stand(qapp, place, core) as stand:
        stand.bar.setValue(stand.bar.maximum() - 900)
        at = stand.view.column.sheet.at(stand.bar.value()) + 1
        looked_at = stand.ref(at, 2)
        assert "blue" in stand.workspace.grid[at].facts.prompt
        stand.workspace.selection.choose(looked_at)
        before = stand.y_of(looked_at)
        stand.workspace.grid.filter = Filter(text="blue")
        assert stand.y_of(looked_at) == before
        stand.workspace.grid.filter = Filter()
        assert stand.y_of(looked_at) == before


async def test_cells_of_another_size_keep_the_row_in_sight(stand: Stand) -> None:
    stand.bar.setValue(stand.bar.maximum() // 2)
    top = stand.workspace.grid[stand.view.column.sheet.at(stand.bar.value())].id
    before = stand.view.column.sheet.plans[0].cell_width
    stand.workspace.view.cell = 320
    assert stand.workspace.grid[stand.view.column.sheet.at(stand.bar.value())].id == top
    assert stand.view.column.sheet.plans[0].cell_width > before


async def test_the_place_is_found_again_at_the_next_start(
    qapp: QApplication, place: Home, core: ScriptedCore, tmp_path: Path
) -> None:
    add_rows(core, tmp_path, 90)
    async with open_stand(qapp, place, core) as first:
        first.bar.setValue(first.bar.maximum() // 2)
        at = first.bar.value()
        first.workspace.selection.choose(first.ref(first.view.column.sheet.at(at), 1))
        current = first.workspace.selection.current
        await until(lambda: first.workspace.view.anchor)
        saved = first.workspace.session()
    async with open_stand(qapp, place, core, saved) as second:
        assert second.bar.value() == at
        assert second.workspace.selection.current == current


async def test_pictures_are_asked_for_when_their_rows_come_near(
    qapp: QApplication, place: Home, core: ScriptedCore, tmp_path: Path
) -> None:
    jobs = add_rows(core, tmp_path, 80)
    async with open_stand(qapp, place, core) as stand:
        await until(lambda: stand.workspace.grid[0].loaded)
        assert not any(jobs[0].id in asked for asked in core.library.pictures.asked)
        stand.bar.setValue(stand.bar.maximum())
        await until(lambda: stand.colour(79, 0) == "#ff0000")
        assert any(jobs[0].id in asked for asked in core.library.pictures.asked)


async def test_the_row_with_the_keyboard_stays_however_far_it_is(stand: Stand) -> None:
    stand.view.take_keyboard()
    ref = stand.workspace.selection.current
    assert ref is not None
    stand.bar.setValue(stand.bar.maximum())
    cell = stand.view.column.cell_at(ref)
    assert cell is not None
    assert cell.hasFocus()


async def test_a_note_pushes_down_what_is_below_it(stand: Stand, core: ScriptedCore) -> None:
    job = core.add_job(a_recipe("new"), 4)
    shown = stand.workspace.grid.put(job)
    below = stand.ref(1, 0)
    before = stand.y_of(below)
    shown.apply(Accepted())
    shown.apply(Notice(message="The seed was too large and was made smaller."))
    assert stand.y_of(below) > before
    note = stand.view.column.rows[job.id].note
    assert note is not None
    assert note.message.text() == "The seed was too large and was made smaller."
    assert not note.retry.isVisible()


async def test_nothing_is_left_of_a_session_without_a_library(
    qapp: QApplication, place: Home, core: ScriptedCore
) -> None:
    async with open_stand(qapp, place, core, Session()) as stand:
        assert stand.view.empty.isVisible()
        assert not stand.view.bar.isVisible()
