"""A key does what the table says, where it says it, and never while somebody writes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMainWindow, QPlainTextEdit, QVBoxLayout, QWidget

from studio.settings import Settings
from studio.ui.shortcuts.actions import Actions, native
from studio.ui.theme import Theme
from studio.workspace.commands import COMMANDS, Keymap
from studio.workspace.keys import spelled

CTRL = Qt.KeyboardModifier.ControlModifier


class Place(QMainWindow):
    """A window with a field outside, and a stage that holds a viewer and a field."""

    def __init__(self, app: QApplication) -> None:
        super().__init__()
        self.done: list[str] = []
        self.keymap = Keymap(Settings(Path("unused")))
        self.actions_ = Actions(self.keymap, Theme(app, "light"), self)
        self.outside, self.inside = QPlainTextEdit(), QLineEdit()
        self.stage, self.viewer = QWidget(), QWidget()
        self.viewer.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        inner = QVBoxLayout(self.stage)
        inner.addWidget(self.viewer)
        inner.addWidget(self.inside)
        whole = QWidget()
        outer = QVBoxLayout(whole)
        outer.addWidget(self.outside)
        outer.addWidget(self.stage)
        self.setCentralWidget(whole)
        for id, within in (
            ("make", self),
            ("stop", self),
            ("star", self.stage),
            ("undo", self.stage),
            ("viewer.close", self.viewer),
            ("picture.next", self.viewer),
        ):
            self.actions_.bind(id, lambda id=id: self.done.append(id), within)


@pytest.fixture
def place(qapp: QApplication) -> Iterator[Place]:
    opened = Place(qapp)
    opened.show()
    opened.activateWindow()
    QTest.qWaitForWindowActive(opened)
    yield opened
    opened.hide()
    opened.deleteLater()


def press(place: Place, where: QWidget) -> list[str]:
    """Keys of every kind while `where` has the keyboard; what they did."""
    where.setFocus()
    place.done.clear()
    for key, modifier in (
        (Qt.Key.Key_S, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_Z, CTRL),
        (Qt.Key.Key_Right, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_Return, CTRL),
        (Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier),
    ):
        QTest.keyClick(where, key, modifier)
    return place.done


def test_where_the_keyboard_is_decides(place: Place) -> None:
    assert press(place, place.viewer) == ["star", "undo", "picture.next", "make", "viewer.close"]
    assert press(place, place.outside) == ["make", "stop"]
    assert place.outside.toPlainText() == ""  # written, and taken back by the field's own undo
    assert press(place, place.inside) == ["make", "stop"]


def test_a_letter_is_a_letter_where_somebody_writes(place: Place) -> None:
    for field in (place.outside, place.inside):
        field.setFocus()
        QTest.keyClicks(field, "s is no star")
    assert (place.outside.toPlainText(), place.inside.text()) == ("s is no star", "s is no star")
    assert place.done == []


def test_escape_goes_to_the_innermost_that_can(place: Place) -> None:
    place.actions_.action("viewer.close").setEnabled(False)
    place.viewer.setFocus()
    QTest.keyClick(place.viewer, Qt.Key.Key_Escape)
    assert place.done == ["stop"]


def test_rebinding_takes_effect_at_once(place: Place) -> None:
    button = place.actions_.button("star")
    assert button.toolTip() == "Star  S"
    place.keymap.rebind("star", ["K"])
    assert button.toolTip() == "Star  K"
    place.viewer.setFocus()
    QTest.keyClick(place.viewer, Qt.Key.Key_S)
    assert place.done == []
    QTest.keyClick(place.viewer, Qt.Key.Key_K)
    assert place.done == ["star"]
    place.keymap.rebind("star", [])
    assert button.toolTip() == "Star"
    button.deleteLater()


def test_a_button_follows_its_action(place: Place) -> None:
    button = place.actions_.button("reject", text=True)
    assert (button.text().strip(), button.accessibleName(), button.isEnabled()) == ("Reject", "Reject", False)
    place.actions_.bind("reject", lambda: place.done.append("reject"), place.stage)
    assert button.isEnabled()
    button.click()
    assert place.done == ["reject"]
    place.actions_.say("reject", "Bring back")
    assert (button.text().strip(), button.toolTip()) == ("Bring back", "Bring back  X")
    button.deleteLater()


def test_an_icon_of_its_own_stays(place: Place) -> None:
    button = place.actions_.button("star", "moon")
    own = button.icon().cacheKey()
    place.actions_.action("star").setEnabled(False)
    assert button.icon().cacheKey() == own != place.actions_.action("star").icon().cacheKey()
    button.deleteLater()


def test_qt_reads_every_key_of_the_table_as_it_is_spelled(qapp: QApplication) -> None:
    for one in COMMANDS:
        for keys in one.keys:
            sequence = QKeySequence(keys)
            assert sequence.count() == 1
            assert spelled(sequence.toString(QKeySequence.SequenceFormat.PortableText)) == keys


def test_keys_are_shown_by_the_name_on_them(qapp: QApplication) -> None:
    assert (native("Ctrl+Return"), native("Ctrl+Enter"), native("Space")) == ("Ctrl+Enter", "Ctrl+Num Enter", "Space")
