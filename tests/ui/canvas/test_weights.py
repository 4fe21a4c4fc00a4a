"""Weights of words: by key, tinted where the model reads them, said where it does not."""

from __future__ import annotations

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest

from studio.ui.canvas.prompt import PromptEdit
from tests.ui.canvas.conftest import PHOTO, Canvas, starter
from tests.workspace.scripted_core import ScriptedCore, a_recipe

CTRL, KEY = Qt.KeyboardModifier.ControlModifier, Qt.Key
WEIGHS = msgspec.structs.replace(
    PHOTO, capabilities=msgspec.structs.replace(PHOTO.capabilities, modes=("text", "weighted"))
)


@pytest.fixture
async def weighing(canvas: Canvas, core: ScriptedCore) -> Canvas:
    core.catalog.installed = [WEIGHS]
    await canvas.workspace.list_models()
    return canvas


def write(edit: PromptEdit, text: str, start: int, end: int) -> None:
    edit.setPlainText(text)
    cursor = QTextCursor(edit.document())
    cursor.setPosition(start)
    cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
    edit.setTextCursor(cursor)
    edit.setFocus()


def marked(edit: PromptEdit) -> list[tuple[str, bool]]:
    """(text, whether it is tinted; else it is pale)."""
    marks = (
        (mark.cursor.selectedText(), mark.format.background().style() != Qt.BrushStyle.NoBrush)  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType]
        for mark in edit.extraSelections()
    )
    return list(marks)


async def test_words_count_more_and_less_by_key_and_back_by_undo(weighing: Canvas) -> None:
    prompt = weighing.panel.prompt
    write(prompt, "a 🎈 red cat", 5, 12)
    QTest.keyClick(prompt, KEY.Key_Up, CTRL)
    QTest.keyClick(prompt, KEY.Key_Up, CTRL)
    assert weighing.draft.prompt == "a 🎈 (red cat:1.2)"
    assert prompt.textCursor().selectedText() == "red cat"
    for _ in range(3):
        QTest.keyClick(prompt, KEY.Key_Down, CTRL)
    assert weighing.draft.prompt == "a 🎈 (red cat:0.9)"
    QTest.keyClick(prompt, KEY.Key_Z, CTRL)
    assert weighing.draft.prompt == "a 🎈 red cat"
    QTest.keyClick(prompt, KEY.Key_Z, CTRL)
    assert weighing.draft.prompt == "a 🎈 (red cat:1.1)"


async def test_the_keys_work_in_what_to_avoid_too(weighing: Canvas) -> None:
    weighing.panel.prompt.setPlainText("kept")
    weighing.panel.avoid.open()
    write(weighing.panel.negative, "blur", 1, 1)
    QTest.keyClick(weighing.panel.negative, KEY.Key_Down, CTRL)
    assert weighing.draft.negative == "(blur:0.9)"
    assert weighing.draft.prompt == "kept"


async def test_nothing_happens_where_there_is_no_word(weighing: Canvas) -> None:
    write(weighing.panel.prompt, "", 0, 0)
    QTest.keyClick(weighing.panel.prompt, KEY.Key_Up, CTRL)
    assert weighing.draft.prompt == ""


async def test_a_very_long_prompt_is_weighed_where_it_is_chosen(weighing: Canvas) -> None:
    text = "red star " * 2000
    prompt = weighing.panel.prompt
    write(prompt, text, 0, 0)
    prompt.moveCursor(QTextCursor.MoveOperation.End)
    prompt.moveCursor(QTextCursor.MoveOperation.PreviousWord)
    QTest.keyClick(prompt, KEY.Key_Up, CTRL)
    assert weighing.draft.prompt == f"{text[:-5]}(star:1.1) "


async def test_weights_are_tinted_where_the_model_reads_them(weighing: Canvas, core: ScriptedCore) -> None:
    prompt = weighing.panel.prompt
    prompt.setPlainText("a (red:1.3) [cat] sat")
    assert marked(prompt) == [("(", False), ("red", True), (":1.3)", False), ("[cat]", False)]
    prompt.setPlainText(r"a cat (sic \)")
    assert marked(prompt) == []
    prompt.setPlainText("a (red) cat")
    core.catalog.installed = [PHOTO]
    await weighing.workspace.list_models()
    assert marked(prompt) == []
    assert weighing.panel.reading.text().startswith("This model does not weigh words")


async def test_unknown_words_are_marked_beside_the_weights(canvas: Canvas, core: ScriptedCore) -> None:
    able = starter()
    able = msgspec.structs.replace(
        able, capabilities=msgspec.structs.replace(able.capabilities, modes=("text", "weighted"))
    )
    core.catalog.installed = [able]
    await canvas.workspace.list_models()
    prompt = canvas.panel.prompt
    prompt.setPlainText("a (red zyzzyva:1.3) star BREAK a circle")
    canvas.panel.words.look()
    assert canvas.panel.words.words == ("zyzzyva",)
    assert ("red zyzzyva", True) in marked(prompt)
    assert ("zyzzyva", False) in marked(prompt)


async def test_a_prompt_of_an_older_recipe_is_read_as_it_was(weighing: Canvas) -> None:
    weighing.draft.take(a_recipe("a (red) cat"))
    assert marked(weighing.panel.prompt) == []
    assert weighing.panel.reading.text() == "As in its recipe, brackets are read as they stand."
    weighing.panel.reading.weigh.click()
    assert weighing.draft.frozen().text is None
    assert weighing.panel.reading.text() == ""
    assert ("red", True) in marked(weighing.panel.prompt)
