"""The inspector by its keys and its mouse: what it says, copies, reuses, and what the user writes there."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QLabel, QLineEdit, QPlainTextEdit

from studio.errors import DatabaseLocked
from studio.recipe.asset import Asset
from studio.recipe.recipe import Recipe, StartImage
from studio.ui.inspector.inspector import MIN_WIDTH, Inspector
from studio.ui.inspector.row import RowView
from studio.ui.inspector.start import StartWindow
from studio.workspace.inspection import MIXED
from studio.workspace.sets import CellRef, PictureSet
from tests.ui.desk import COLOURS, Desk, a_png
from tests.workspace.scripted_core import a_recipe
from tests.workspace.waiting import until

LEFT = Qt.MouseButton.LeftButton


def at(shown: PictureSet, index: int) -> CellRef:
    return CellRef(job=shown.id, index=index)


def rows(inspector: Inspector) -> dict[str, RowView]:
    return {row.row.label: row for facts in inspector.facts.values() if not facts.isHidden() for row in facts.rows}


def values(inspector: Inspector) -> dict[str, str]:
    return {label: row.value.value for label, row in rows(inspector).items()}


async def choose(desk: Desk, inspector: Inspector, ref: CellRef) -> None:
    desk.workspace.selection.choose(ref)
    shown = desk.workspace.grid.get(ref.job)
    assert shown is not None
    await until(lambda: inspector.title.text() == f"Picture {ref.index + 1} of {shown.facts.count}")
    await until(lambda: inspector.currentWidget() is inspector.page)


def clipboard() -> str:
    return QApplication.clipboard().text()


def tagged(*tags: str, only: int | None = None) -> Callable[[Asset], Asset]:
    def edit(one: Asset) -> Asset:
        return msgspec.structs.replace(one, tags=tags if only in (None, one.index) else ())

    return edit


async def test_where_it_is_low_what_it_teaches_scrolls(inspector: Inspector) -> None:
    inspector.resize(MIN_WIDTH, 160)
    await until(lambda: inspector.height() == 160)
    content = inspector.empty.widget()
    assert content is not None
    layout = content.layout()
    assert layout is not None
    assert content.height() >= layout.totalHeightForWidth(content.width())
    assert inspector.empty.verticalScrollBar().maximum() > 0


async def test_nothing_chosen_teaches(inspector: Inspector, desk: Desk) -> None:
    assert inspector.currentWidget() is inspector.empty
    shown = await desk.add_set()
    await choose(desk, inspector, at(shown, 0))
    desk.workspace.selection.clear()
    await until(lambda: inspector.currentWidget() is inspector.empty)


async def test_one_picture_says_everything(inspector: Inspector, desk: Desk) -> None:
    shown = await desk.add_set(msgspec.structs.replace(a_recipe(), negative="blur"))
    await choose(desk, inspector, at(shown, 1))
    said = values(inspector)
    assert said["Prompt"] == "a red circle"
    assert said["Negative"] == "blur"
    assert said["Seed"] == "8"
    assert said["Model"] == "Starter  ·  aaaaaaaa"
    assert said["Receipt"].startswith("Made on this computer's processor in 2.0\u00a0s")
    assert said["Name"] == desk.asset(at(shown, 1)).path.name


async def test_a_click_copies_and_says_so(inspector: Inspector, desk: Desk) -> None:
    shown = await desk.add_set()
    await choose(desk, inspector, at(shown, 0))
    row = rows(inspector)["Model"]
    QTest.mouseClick(row.value, LEFT)
    assert clipboard() == f"starter {'a' * 64}"
    assert row.label.text() == "Copied"
    await until(lambda: row.label.text() == "Model")


async def test_every_value_is_copied_by_keyboard(inspector: Inspector, desk: Desk) -> None:
    shown = await desk.add_set()
    await choose(desk, inspector, at(shown, 0))
    for row in rows(inspector).values():
        row.value.setFocus()
        QApplication.clipboard().clear()
        QTest.keyClick(row.value, Qt.Key.Key_Return)
        assert clipboard() == row.row.text
        QApplication.clipboard().clear()
        QTest.keyClick(row.value, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
        assert clipboard() == row.row.text


async def test_what_differs_is_highlighted_with_what_the_row_says(inspector: Inspector, desk: Desk) -> None:
    def edit(one: Asset) -> Asset:
        assert one.recipe is not None
        other = msgspec.structs.replace(one.recipe, guidance=7.5)
        return msgspec.structs.replace(one, recipe=other) if one.index == 1 else one

    shown = await desk.add_set(edit=edit)
    await choose(desk, inspector, at(shown, 1))
    row = rows(inspector)["Guidance"]
    assert "The row's recipe says: 2.5" in row.value.toolTip()
    assert "The row's recipe says: 2.5" in row.value.accessibleDescription()
    different, same = (painted(rows(inspector)[label]) for label in ("Guidance", "Steps"))
    assert desk.theme.palette.accent in different
    assert desk.theme.palette.accent not in same


def painted(row: RowView) -> set[str]:
    shot = row.value.grab().toImage()
    return {shot.pixelColor(x, y).name() for x in range(shot.width()) for y in range(shot.height())}


async def test_a_part_is_reused(inspector: Inspector, desk: Desk) -> None:
    shown = await desk.add_set(a_recipe("a blue star"))
    await choose(desk, inspector, at(shown, 2))
    draft = desk.workspace.draft
    draft.prompt, draft.seed_locked = "mine", False
    row = rows(inspector)["Seed"]
    row.value.setFocus()
    await until(row.button.isVisible)
    QTest.mouseClick(row.button, LEFT)
    await until(lambda: draft.seed_locked)
    assert (draft.seed, draft.prompt) == (9, "mine")


async def test_stepping_through_pictures_makes_no_widgets(inspector: Inspector, desk: Desk) -> None:
    shown = await desk.add_set()
    await choose(desk, inspector, at(shown, 0))
    before = list(rows(inspector).values())
    await choose(desk, inspector, at(shown, 1))
    assert list(rows(inspector).values()) == before


async def test_sections_fold_and_stay_folded(inspector: Inspector, desk: Desk) -> None:
    shown = await desk.add_set()
    await choose(desk, inspector, at(shown, 0))
    header = inspector.facts["recipe"].header
    QTest.mouseClick(header, LEFT)
    assert "inspector.recipe" in desk.workspace.view.folded
    assert not rows(inspector)["Seed"].isVisible()
    await choose(desk, inspector, at(shown, 1))
    assert not rows(inspector)["Seed"].isVisible()
    QTest.mouseClick(header, LEFT)
    assert "inspector.recipe" not in desk.workspace.view.folded
    assert rows(inspector)["Seed"].isVisible()


async def test_a_long_prompt_is_cut_until_asked_for(inspector: Inspector, desk: Desk) -> None:
    word = "x" * 3000
    shown = await desk.add_set(a_recipe(word))
    await choose(desk, inspector, at(shown, 0))
    row = rows(inspector)["Prompt"]
    await until(lambda: row.value.height() < 300)
    assert row.link.text() == "Show all 3,000 characters"
    cut = row.value.height()
    QTest.mouseClick(row.link, LEFT)
    await until(lambda: row.value.height() > 2 * cut)
    assert inspector.width() == 300
    QTest.mouseClick(row.value, LEFT, pos=QPoint(20, 10))
    assert clipboard() == word


async def test_nothing_is_cut_in_a_narrow_panel(inspector: Inspector, desk: Desk) -> None:
    shown = await desk.add_set(a_recipe("word " * 200), edit=tagged("a-very-long-tag-" * 5))
    inspector.resize(MIN_WIDTH, 700)
    await choose(desk, inspector, at(shown, 0))
    body = inspector.page.widget()
    assert body is not None
    await until(lambda: body.width() == inspector.page.viewport().width())
    assert body.minimumSizeHint().width() <= body.width()


async def test_a_note_is_saved_after_a_pause(inspector: Inspector, desk: Desk) -> None:
    shown = await desk.add_set()
    await choose(desk, inspector, at(shown, 0))
    inspector.edit_note()
    assert inspector.note.hasFocus()
    QTest.keyClicks(inspector.note, "warmer")
    await until(lambda: desk.asset(at(shown, 0)).note == "warmer")


async def test_a_note_in_one_sitting_is_one_step_of_undo(inspector: Inspector, desk: Desk) -> None:
    shown = await desk.add_set(edit=lambda one: msgspec.structs.replace(one, note="old"))
    await choose(desk, inspector, at(shown, 0))
    for sitting in (("1", "2"), ("3",)):
        inspector.edit_note()
        for text in sitting:
            QTest.keyClicks(inspector.note, text)
            inspector.note.settle()
            await until(lambda: desk.asset(at(shown, 0)).note == inspector.note.toPlainText())
        inspector.tags.edit.setFocus()
    assert desk.asset(at(shown, 0)).note == "123old"
    for before in ("12old", "old"):
        await desk.workspace.undo.undo()
        await until(lambda before=before: inspector.note.toPlainText() == before)
    await desk.workspace.undo.redo()
    assert desk.asset(at(shown, 0)).note == "12old"


async def test_a_note_goes_to_the_picture_it_was_written_for(inspector: Inspector, desk: Desk) -> None:
    shown = await desk.add_set()
    await choose(desk, inspector, at(shown, 0))
    inspector.edit_note()
    QTest.keyClicks(inspector.note, "first")
    await choose(desk, inspector, at(shown, 1))
    await until(lambda: desk.asset(at(shown, 0)).note == "first")
    assert inspector.note.toPlainText() == ""
    assert desk.asset(at(shown, 1)).note == ""


async def test_typing_goes_on_while_the_note_is_saved(inspector: Inspector, desk: Desk) -> None:
    shown = await desk.add_set()
    await choose(desk, inspector, at(shown, 0))
    inspector.edit_note()
    QTest.keyClicks(inspector.note, "one")
    inspector.note.settle()
    inspector.note.put(at(shown, 0), "")  # what is known is older than what is being saved
    assert inspector.note.toPlainText() == "one"
    QTest.keyClicks(inspector.note, " two")
    await until(lambda: desk.asset(at(shown, 0)).note == "one two")
    assert inspector.note.toPlainText() == "one two"


async def test_a_note_that_cannot_be_saved_stays_and_is_saved_later(inspector: Inspector, desk: Desk) -> None:
    shown = await desk.add_set(edit=lambda one: msgspec.structs.replace(one, note="old"))
    await choose(desk, inspector, at(shown, 0))
    inspector.edit_note()
    QTest.keyClicks(inspector.note, "new ")
    desk.core.library.refusal = DatabaseLocked("Another program holds the library.", remedy="Close it.")
    inspector.note.settle()
    await until(lambda: desk.workspace.problems.at("window"))
    await until(lambda: desk.asset(at(shown, 0)).note == "old")
    inspector.note.put(at(shown, 0), "old")  # what the library knows is shown again
    text = inspector.note.toPlainText()
    assert "new" in text
    inspector.note.settle()
    await until(lambda: desk.asset(at(shown, 0)).note == text)


async def test_what_is_typed_is_saved_before_the_window_closes(inspector: Inspector, desk: Desk) -> None:
    shown = await desk.add_set()
    await choose(desk, inspector, at(shown, 0))
    inspector.edit_note()
    QTest.keyClicks(inspector.note, "kept")
    inspector.hide()
    await inspector.settle()
    assert desk.asset(at(shown, 0)).note == "kept"


async def test_tags_are_typed_offered_and_taken_away_by_keyboard(inspector: Inspector, desk: Desk) -> None:
    other = await desk.add_set(edit=tagged("client"))
    shown = await desk.add_set()
    await choose(desk, inspector, at(shown, 0))
    edit = inspector.tags.edit
    edit.setFocus()
    await until(lambda: edit.known.stringList() == ["client"])
    QTest.keyClicks(edit, "sky, night,")
    QTest.keyClicks(edit, "  soft   light ")
    QTest.keyClick(edit, Qt.Key.Key_Return)
    await until(lambda: desk.asset(at(shown, 0)).tags == ("sky", "night", "soft light"))
    await until(lambda: [chip.tag for chip in inspector.tags.chips] == ["sky", "night", "soft light"])
    assert edit.text() == ""
    QTest.keyClick(edit, Qt.Key.Key_Backspace)
    assert inspector.tags.chips[2].hasFocus()
    QTest.keyClick(inspector.tags.chips[2], Qt.Key.Key_Left)
    assert inspector.tags.chips[1].hasFocus()
    QTest.keyClick(inspector.tags.chips[1], Qt.Key.Key_Delete)
    await until(lambda: desk.asset(at(shown, 0)).tags == ("sky", "soft light"))
    await until(lambda: [chip.tag for chip in inspector.tags.chips] == ["sky", "soft light"])
    assert inspector.tags.chips[1].hasFocus()
    assert desk.asset(at(other, 0)).tags == ("client",)


async def test_commands_of_the_window_answer_while_a_tag_is_typed(inspector: Inspector, desk: Desk) -> None:
    shown = await desk.add_set()
    await choose(desk, inspector, at(shown, 0))
    called: list[str] = []
    for id in ("grid.focus", "delete"):
        desk.actions.bind(id, lambda id=id: called.append(id), inspector)
    edit = inspector.tags.edit
    edit.setFocus()
    QTest.keyClicks(edit, "sky")
    QTest.keyClick(edit, Qt.Key.Key_Delete)
    QTest.keyClick(edit, Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier)
    assert called == ["grid.focus"]
    assert edit.text() == "sky"


async def test_a_click_on_a_chip_takes_the_tag_away(inspector: Inspector, desk: Desk) -> None:
    shown = await desk.add_set(edit=tagged("sky", "night"))
    await choose(desk, inspector, at(shown, 0))
    QTest.mouseClick(inspector.tags.chips[0], LEFT)
    await until(lambda: desk.asset(at(shown, 0)).tags == ("night",))


async def test_many_say_what_they_share(inspector: Inspector, desk: Desk) -> None:
    one, other = await desk.add_set(), await desk.add_set(a_recipe("a blue star"), count=1)
    desk.workspace.selection.choose_set(one.id)
    desk.workspace.selection.toggle(at(other, 0))
    await until(lambda: inspector.title.text() == "4 pictures")
    assert inspector.subtitle.text() == "of 2 rows"
    said = values(inspector)
    assert (said["Prompt"], said["Steps"], said["Time"]) == (MIXED, "4", "8.0\u00a0s")
    assert not inspector.note.isVisible()
    assert "Name" not in said
    QTest.mouseClick(rows(inspector)["Prompt"].value, LEFT)
    assert set(clipboard().splitlines()) == {"a red circle", "a blue star"}


async def test_a_tag_of_some_is_given_to_all(inspector: Inspector, desk: Desk) -> None:
    shown = await desk.add_set(edit=tagged("sky", only=1))
    desk.workspace.selection.choose_set(shown.id)
    await until(lambda: [(chip.tag, chip.everywhere) for chip in inspector.tags.chips] == [("sky", False)])
    QTest.mouseClick(inspector.tags.chips[0], LEFT)
    await until(lambda: all(desk.asset(at(shown, index)).tags == ("sky",) for index in range(3)))
    await until(lambda: [chip.everywhere for chip in inspector.tags.chips] == [True])


async def test_thousands_are_added_up_off_the_loop(inspector: Inspector, desk: Desk) -> None:
    shown = await desk.add_set(count=201)
    desk.workspace.selection.choose_set(shown.id)
    await until(lambda: inspector.title.text() == "201 pictures")
    assert values(inspector)["Prompt"] == "a red circle"


async def test_the_start_picture_opens(inspector: Inspector, desk: Desk) -> None:
    content = a_png(a_recipe(), COLOURS[3])
    start, _ = await desk.core.add_start(content)
    recipe = msgspec.structs.replace(a_recipe(), start=StartImage(sha256=start.sha256, strength=0.4))
    shown = await desk.add_set(recipe)
    await choose(desk, inspector, at(shown, 0))
    row = rows(inspector)["Started from"]
    assert row.value.value == "strength 0.4"
    QTest.mouseClick(row.link, LEFT)
    (opened,) = (one for one in inspector.window().findChildren(QDialog) if isinstance(one, StartWindow))
    await until(lambda: not opened.sheet.blank)
    shot = opened.sheet.grab().toImage()
    assert shot.pixelColor(shot.rect().center()).name() == COLOURS[3]
    QTest.keyClick(opened, Qt.Key.Key_Escape)
    assert not opened.isVisible()


async def test_a_start_picture_that_is_gone_is_said(inspector: Inspector, desk: Desk) -> None:
    recipe = msgspec.structs.replace(a_recipe(), start=StartImage(sha256="e" * 64, strength=0.4))
    shown = await desk.add_set(recipe)
    await choose(desk, inspector, at(shown, 0))
    QTest.mouseClick(rows(inspector)["Started from"].link, LEFT)
    assert "not in this library any more" in desk.workspace.problems.at("window")[0].message


async def test_a_picture_without_a_recipe_says_so(inspector: Inspector, desk: Desk) -> None:
    def bare(one: Asset) -> Asset:
        return msgspec.structs.replace(one, recipe=None, receipt=None)

    shown = await desk.add_set(edit=bare)
    await choose(desk, inspector, at(shown, 0))
    assert next(iter(values(inspector))) == "Size"
    assert any("carries none" in text for text in spoken(inspector))


def spoken(inspector: Inspector) -> list[str]:
    return [label.text() for label in inspector.findChildren(QLabel) if label.isVisible()]


async def test_a_mark_elsewhere_and_an_undo_are_seen(inspector: Inspector, desk: Desk) -> None:
    shown = await desk.add_set()
    await choose(desk, inspector, at(shown, 0))
    await desk.workspace.picks.annotate(at(shown, 0), "from elsewhere")
    await until(lambda: inspector.note.toPlainText() == "from elsewhere")
    await desk.workspace.undo.undo()
    await until(lambda: inspector.note.toPlainText() == "")


async def test_every_control_has_a_name(inspector: Inspector, desk: Desk) -> None:
    recipe: Recipe = a_recipe("word " * 300)
    shown = await desk.add_set(recipe, edit=tagged("sky"))
    await choose(desk, inspector, at(shown, 0))
    controls = [one for kind in (QAbstractButton, QLineEdit, QPlainTextEdit) for one in inspector.findChildren(kind)]
    assert [one for one in controls if one.isVisible() and not one.accessibleName()] == []
