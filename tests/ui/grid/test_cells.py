"""What a cell shows: previews growing clear, pictures, marks, and why there is no picture."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from studio.paths import Home
from studio.recipe.events import Accepted, Cancelled
from tests.ui.grid.stand import RED, Stand, a_file, add_rows, open_stand
from tests.workspace.scripted_core import ScriptedCore, a_recipe, picture, preview, progress
from tests.workspace.waiting import until

GREY = "#808080"


async def test_previews_come_in_place_and_pictures_follow(stand: Stand, core: ScriptedCore, tmp_path: Path) -> None:
    job = core.add_job(a_recipe("new"), 4)
    shown = stand.workspace.grid.put(job)
    cell = stand.cell(0, 0)
    place = cell.geometry()
    for event in (Accepted(), progress(0, 1), preview(0, 1)):
        shown.apply(event)
    assert stand.colour(0, 0) == GREY
    assert "in work" in cell.accessibleName()
    shown.apply(picture(0, a_recipe("new")))
    assert stand.colour(0, 0) == RED
    core.save(job.id, 0, a_file(tmp_path, "#0000ff"))
    assert stand.colour(0, 0) == RED, "what is there stays until the file is decoded"
    await until(lambda: stand.colour(0, 0) == "#0000ff")
    assert stand.cell(0, 0) is cell
    assert cell.geometry() == place


async def test_a_progress_line_grows_with_the_steps(stand: Stand, core: ScriptedCore) -> None:
    shown = stand.workspace.grid.put(core.add_job(a_recipe("new"), 4))

    def bright() -> int:
        """Pixels of the line that are white, in the row of pixels where it lies."""
        image = stand.cell(0, 0).grab().toImage()
        frame = stand.cell(0, 0).frame()
        across = range(frame.left(), frame.right())
        return sum(image.pixelColor(x, frame.bottom() - 8).lightness() > 200 for x in across)

    shown.apply(preview(0, 1))
    shown.apply(progress(0, 1))
    little = bright()
    shown.apply(progress(0, 3))
    assert bright() > 2 * little > 0
    shown.apply(picture(0, a_recipe("new")))
    assert bright() == 0


async def test_marks_are_seen_and_heard(qapp: QApplication, place: Home, core: ScriptedCore, tmp_path: Path) -> None:
    add_rows(core, tmp_path, 1, marks=("starred", "rejected"))
    async with open_stand(qapp, place, core) as stand:
        await until(lambda: all(stand.cell(0, index).shows_picture() for index in range(4)))
        await until(lambda: all(stand.colour(0, index) == RED for index in (0, 2, 3)))
        assert stand.cell(0, 0).accessibleName() == "Picture 1 of 4, starred, prompt 0"
        assert "rejected" in stand.cell(0, 1).accessibleName()
        assert stand.colour(0, 1) != RED, "a rejected picture is dimmed"
        corners = [stand.cell(0, index).grab().toImage().pixelColor(16, 16).name() for index in (0, 1, 2)]
        assert corners[2] == RED
        assert RED not in corners[:2], "marks are badges in the corner"


async def test_the_chosen_cell_has_a_ring(stand: Stand) -> None:
    def edge() -> str:
        cell = stand.cell(0, 0)
        return cell.grab().toImage().pixelColor(1, cell.height() // 2).name()

    bare = edge()
    stand.click(0, 0)
    assert edge() != bare
    stand.click(0, 1)
    assert edge() == bare


async def test_a_missing_file_says_so_with_a_remedy(
    qapp: QApplication, place: Home, core: ScriptedCore, tmp_path: Path
) -> None:
    job = core.add_job(a_recipe("gone"), 2, state="done")
    core.save(job.id, 0, tmp_path / "gone.png")
    damaged = tmp_path / "damaged.png"
    damaged.write_bytes(b"\x89PNG\r\n\x1a\n")
    core.save(job.id, 1, damaged)
    async with open_stand(qapp, place, core) as stand:
        await until(lambda: stand.cell(0, 0).image is not None and stand.cell(0, 1).image is not None)
        assert "missing" in stand.images.trouble(tmp_path / "gone.png").message
        assert "cannot be read" in stand.images.trouble(damaged).message
        assert not stand.cell(0, 0).shows_picture()
        there = a_file(tmp_path)
        (tmp_path / "gone.png").write_bytes(there.read_bytes())
        stand.workspace.view.cell = 300
        await until(lambda: stand.colour(0, 0) == RED)


async def test_a_deleted_picture_leaves_its_place_and_a_click_brings_it_back(stand: Stand) -> None:
    stand.click(0, 1)
    QTest.keyClick(stand.cell(0, 1), Qt.Key.Key_Delete)
    await until(lambda: stand.workspace.grid[0].cells[1].state == "deleted")
    assert "deleted" in stand.cell(0, 1).accessibleName()
    await until(lambda: stand.view.handling.can_restore(stand.ref(0, 1)))
    stand.click(0, 1)
    await until(lambda: stand.workspace.grid[0].cells[1].state == "made")
    await until(lambda: stand.colour(0, 1) == RED)


async def test_a_row_whose_pictures_are_all_deleted_goes(stand: Stand) -> None:
    rows = len(stand.workspace.grid)
    stand.click(0, 0)
    stand.click(0, 3, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(stand.cell(0, 3), Qt.Key.Key_Delete)
    await until(lambda: len(stand.workspace.grid) == rows - 1)
    await until(lambda: stand.workspace.undo.undo_label is not None)
    stand.view.handling.undo()
    await until(lambda: len(stand.workspace.grid) == rows)


async def test_cells_say_why_there_is_no_picture(stand: Stand, core: ScriptedCore) -> None:
    job = core.add_job(a_recipe("new"), 2)
    shown = stand.workspace.grid.put(job)
    shown.apply(picture(0, a_recipe("new")))
    shown.apply(Cancelled())
    assert "cancelled" in stand.cell(0, 1).accessibleName()
    assert stand.cell(0, 0).cell.state == "made"
    assert not stand.view.column.rows[job.id].header.stop.isVisible()


async def test_a_cell_used_for_another_picture_shows_nothing_of_the_last(stand: Stand, core: ScriptedCore) -> None:
    await until(lambda: stand.cell(0, 0).shows_picture())
    cell = stand.cell(0, 0)
    fresh = stand.workspace.grid.put(core.add_job(a_recipe("new"), 4))
    cell.show_place(fresh, 0)
    assert cell.image is None
    assert cell.accessibleName() == "Picture 1 of 4, waiting, new"
