"""Words that the model was never taught are marked before anything is made, with what can be done."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCharFormat
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QPushButton

from studio.ui.canvas.knows import Knows
from studio.ui.canvas.photo import PhotoModels
from tests.ui.canvas.conftest import PHOTO, Canvas, popover
from tests.workspace.scripted_core import ScriptedCore
from tests.workspace.waiting import until


def underlined(canvas: Canvas) -> list[str]:
    """Words, whatever else is marked."""
    wave = QTextCharFormat.UnderlineStyle.WaveUnderline
    marks = canvas.panel.prompt.extraSelections()
    return [mark.cursor.selectedText() for mark in marks if mark.format.underlineStyle() == wave]  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType]


async def test_words_are_underlined_and_told_when_typing_pauses(canvas: Canvas) -> None:
    assert not canvas.panel.unknown.isVisible()
    canvas.panel.prompt.insertPlainText("🐶 ")
    QTest.keyClicks(canvas.panel.prompt, "A red dog's star, (hat:1.2) 7")
    assert underlined(canvas) == []
    await until(lambda: underlined(canvas) == ["🐶", "dog", "hat", "7"])
    assert canvas.panel.unknown.isVisible()
    assert canvas.panel.unknown.text() == "Starter was never taught “🐶”, “dog”, “hat” and 1 more."


@pytest.mark.parametrize("text", ["two red stars above a blue square", "", "((red:1.2)), Mountains at SUNSET!"])
async def test_what_the_model_knows_is_left_alone(canvas: Canvas, text: str) -> None:
    canvas.draft.prompt = "dog"
    await until(lambda: underlined(canvas))
    canvas.draft.prompt = text
    await until(lambda: not canvas.panel.unknown.isVisible())
    assert underlined(canvas) == []


async def test_a_model_without_a_list_marks_nothing(canvas: Canvas) -> None:
    canvas.draft.prompt = "a dog"
    await until(lambda: underlined(canvas))
    canvas.draft.model = "photo"
    await until(lambda: not underlined(canvas))
    assert not canvas.panel.unknown.isVisible()


async def test_only_what_is_in_sight_is_underlined(canvas: Canvas) -> None:
    canvas.draft.prompt = "dog\n" * 4000
    canvas.panel.words.look()
    at_the_end = underlined(canvas)
    assert at_the_end == []  # beyond what a recipe keeps
    canvas.panel.prompt.verticalScrollBar().setValue(0)
    assert 5 < len(underlined(canvas)) < 30
    assert canvas.panel.words.words == ("dog",)


async def test_a_text_that_grows_short_leaves_no_line_behind(canvas: Canvas) -> None:
    """The layout scrolls, and underlines again, before the document says that it changed: Qt warned of it."""
    canvas.draft.prompt = "some dog\n" * 400
    canvas.panel.words.look()
    canvas.panel.prompt.verticalScrollBar().setValue(200)
    assert underlined(canvas)
    canvas.panel.prompt.selectAll()
    canvas.panel.prompt.insertPlainText("red")
    assert underlined(canvas) == []


async def test_what_it_knows_writes_words(canvas: Canvas) -> None:
    QTest.keyClicks(canvas.panel.prompt, "a dog")
    await until(lambda: canvas.panel.unknown.isVisible())
    QTest.keyClick(canvas.panel.unknown.knows, Qt.Key.Key_Space)
    panel = popover()
    assert isinstance(panel, Knows)
    words = {button.text(): button for button in panel.findChildren(QPushButton)}
    assert {"red", "polka dots", "star"} <= words.keys()
    QTest.keyClick(words["star"], Qt.Key.Key_Space)
    QTest.keyClick(words["star"], Qt.Key.Key_Escape)
    assert canvas.draft.prompt == "a dog star"
    assert QApplication.activePopupWidget() is None


async def test_a_model_that_lists_no_groups_offers_none(canvas: Canvas, core: ScriptedCore) -> None:
    core.catalog.installed = [msgspec.structs.replace(core.catalog.installed[0], knows={})]
    await canvas.workspace.list_models()
    canvas.draft.prompt = "a dog"
    await until(lambda: canvas.panel.unknown.isVisible())
    assert not canvas.panel.unknown.knows.isVisible()


async def test_photo_models_are_explained_and_a_folder_is_used(canvas: Canvas, core: ScriptedCore) -> None:
    core.catalog.installed = core.catalog.installed[:1]
    core.catalog.elsewhere = [PHOTO]
    canvas.draft.prompt = "a dog"
    await until(lambda: canvas.panel.unknown.isVisible())
    QTest.keyClick(canvas.panel.unknown.photo, Qt.Key.Key_Space)
    page = popover()
    assert isinstance(page, PhotoModels)
    (use,) = [button for button in page.findChildren(QPushButton) if button.text().startswith("Use a folder")]
    QTest.keyClick(use, Qt.Key.Key_Space)
    (dialog,) = canvas.panel.findChildren(QFileDialog)
    dialog.fileSelected.emit("/mine")
    dialog.close()
    await until(lambda: canvas.workspace.model is not None and canvas.workspace.model.name == "Photo")
    assert canvas.draft.model == "photo"
    assert not canvas.panel.unknown.isVisible()


async def test_a_folder_without_a_model_is_answered_in_the_window(canvas: Canvas) -> None:
    canvas.panel.unknown.folder.click()
    (dialog,) = canvas.panel.findChildren(QFileDialog)
    dialog.fileSelected.emit(str(Path("/empty")))
    dialog.close()
    problems = canvas.workspace.problems
    await until(lambda: any(problem.tone == "error" for problem in problems.at("window")))
    (told,) = problems.at("window")
    assert "/empty" in told.message
    assert told.remedy
    assert canvas.draft.model is None
