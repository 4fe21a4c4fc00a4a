"""The text fields: any text, of any length, as it was written."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QGuiApplication, QImage, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from studio.ui.canvas.long_text import PARAGRAPH
from tests.ui.canvas.conftest import Canvas

CTRL = Qt.KeyboardModifier.ControlModifier
ANY = ["שלום עולם", "👩‍🎨🎈" * 20, "x" * 100_000, "red star " * 11_000, "<b>bold</b> &amp; {braces} %s", "a\n\n b\t"]


@pytest.mark.parametrize("text", ANY, ids=range(len(ANY)))
async def test_any_text_is_taken_as_it_is(canvas: Canvas, text: str) -> None:
    prompt = canvas.panel.prompt
    prompt.setPlainText(text)
    assert canvas.draft.prompt == text == prompt.toPlainText()
    QTest.keyClick(prompt, Qt.Key.Key_End, CTRL)
    QTest.keyClicks(prompt, "z")
    assert canvas.draft.prompt == f"{text}z"
    prompt.selectAll()
    prompt.copy()
    assert QGuiApplication.clipboard().text() == f"{text}z"


async def test_what_is_pasted_is_one_text_and_laid_out_in_pieces(canvas: Canvas) -> None:
    content = QMimeData()
    content.setText("a red star " * 5000)
    prompt = canvas.panel.prompt
    prompt.insertFromMimeData(content)
    assert canvas.draft.prompt == content.text()
    block = prompt.document().begin()
    while block.isValid():
        assert block.length() <= PARAGRAPH + 8
        block = block.next()


async def test_a_text_from_elsewhere_can_be_undone(canvas: Canvas) -> None:
    QTest.keyClicks(canvas.panel.prompt, "mine")
    canvas.draft.prompt = "from a recipe"
    assert canvas.panel.prompt.toPlainText() == "from a recipe"
    QTest.keyClick(canvas.panel.prompt, Qt.Key.Key_Z, CTRL)
    assert canvas.draft.prompt == "mine"


async def test_it_grows_with_its_text_up_to_a_limit(canvas: Canvas) -> None:
    prompt = canvas.panel.prompt
    least = prompt.height()
    canvas.draft.prompt = "\n".join("12345")
    grown = prompt.height()
    canvas.draft.prompt = "\n" * 200
    assert least < grown < prompt.height() < 250
    canvas.draft.prompt = ""
    assert prompt.height() == least


@pytest.mark.parametrize(
    ("text", "at", "expected"),
    [
        ("", 0, "red"),
        ("a star", 1, "a red star"),
        ("a star", 6, "a star red"),
        ("(a)", 1, "(red a)"),
        ("a, b", 1, "a red, b"),
    ],
)
async def test_a_word_is_written_with_room_around_it(canvas: Canvas, text: str, at: int, expected: str) -> None:
    prompt = canvas.panel.prompt
    prompt.setPlainText(text)
    cursor = QTextCursor(prompt.document())
    cursor.setPosition(at)
    prompt.setTextCursor(cursor)
    prompt.insert_word("red")
    assert canvas.draft.prompt == expected


async def test_a_pasted_picture_is_handed_on(canvas: Canvas) -> None:
    pixels = QImage(20, 20, QImage.Format.Format_RGB32)
    pixels.fill(0)
    QGuiApplication.clipboard().setImage(pixels)
    QTest.keyClick(canvas.panel.prompt, Qt.Key.Key_V, CTRL)
    assert [content.hasImage() for content in canvas.taken] == [True]
    assert canvas.draft.prompt == ""


async def test_what_to_avoid_is_folded_away_until_it_is_used(canvas: Canvas) -> None:
    avoid = canvas.panel.avoid
    assert avoid.add.isVisible()
    assert not avoid.edit.isVisible()
    QTest.keyClick(avoid.add, Qt.Key.Key_Space)
    assert avoid.edit.hasFocus()
    QTest.keyClicks(avoid.edit, "blue")
    assert canvas.draft.negative == "blue"
    QTest.keyClick(avoid.remove, Qt.Key.Key_Space)
    assert canvas.draft.negative == ""
    assert not avoid.edit.isVisible()
    canvas.draft.negative = "from a recipe"
    assert avoid.edit.isVisible()
    assert avoid.edit.toPlainText() == "from a recipe"


async def test_a_prompt_that_will_be_cut_says_so(canvas: Canvas) -> None:
    def told() -> bool:
        return any(label.isVisible() and "10,000" in label.text() for label in canvas.panel.findChildren(QLabel))

    canvas.draft.prompt = "x" * 10_000
    assert not told()
    QTest.keyClicks(canvas.panel.prompt, "x")
    assert told()
