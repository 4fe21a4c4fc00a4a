"""A monkey at the window: presses keys, clicks, types, drags, scrolls and resizes as a seed tells it."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QKeySequence, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QMenu, QPlainTextEdit, QWidget

from studio.ui.window import MainWindow
from studio.workspace.commands import COMMANDS

PROMPTS = (
    "a red star",
    "two blue hearts on white",
    "a dog in a hat 🎩",
    "شمس حمراء",
    "x" * 300,
    "",
    "stripes\n\nof teal",
)
_LEFT_OUT = frozenset({"quit", "file.show"})
_LED_AWAY = ("Show the file in its folder", "Show the folder", "Open the file", "Quit")
"""the end of the window, and another program's window: as commands, and as the beginnings of buttons' names"""


async def _outside(do: Callable[[], str]) -> str:
    """Call `do` from the loop itself, as real events arrive: QTest runs the loop inside, which no task may."""
    loop = asyncio.get_running_loop()
    done = loop.create_future()

    def act() -> None:
        try:
            done.set_result(do())
        except Exception as error:  # noqa: BLE001 - it belongs to the test that waits
            done.set_exception(error)

    loop.call_soon(act)
    return await done


class Monkey:
    """Each `act` does one thing and lets the window answer. `trail` is what it did, for the report of a failure."""

    def __init__(self, window: MainWindow, seed: int, pictures: tuple[Path, ...]) -> None:
        self._window = window
        self._random = random.Random(seed)
        self._pictures = pictures
        self.trail: list[str] = []
        self._habits: tuple[tuple[int, Callable[[], str]], ...] = (
            (8, self._command),
            (4, self._key),
            (5, self._click),
            (4, self._press_button),
            (3, self._type),
            (3, self._scroll),
            (1, self._resize),
            (1, self._drop),
            (1, self._menu),
            (1, self._make),
        )

    async def act(self) -> None:
        weights = [weight for weight, _ in self._habits]
        habit = self._random.choices([do for _, do in self._habits], weights)[0]
        self.trail.append(await _outside(habit))
        await asyncio.sleep(self._random.choice((0.0, 0.0, 0.005, 0.03)))
        self._close_strays()

    def _focused(self) -> QWidget:
        return QApplication.focusWidget() or self._window

    def _command(self) -> str:
        """By its key, wherever the keyboard is: what a hand that slips would do."""
        one = self._random.choice([command for command in COMMANDS if command.keys and command.id not in _LEFT_OUT])
        key = QKeySequence(self._random.choice(one.keys))[0]  # type: ignore[index]  # Qt types leave it out
        QTest.keyClick(self._focused(), key.key(), key.keyboardModifiers())
        return f"command {one.id}"

    def _key(self) -> str:
        keys = (Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down)
        others = (Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp, Qt.Key.Key_Return)
        key = self._random.choice(keys + others + (Qt.Key.Key_Escape, Qt.Key.Key_Space, Qt.Key.Key_Delete))
        modifier = self._random.choice(
            (Qt.KeyboardModifier.NoModifier,) * 4
            + (Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier)
        )
        QTest.keyClick(self._focused(), key, modifier)
        return f"key {key.name} {modifier.name}"

    def _click(self) -> str:
        at = QPoint(self._random.randrange(self._window.width()), self._random.randrange(self._window.height()))
        under = self._window.childAt(at) or self._window
        inside = under.mapFrom(self._window, at)
        button = self._random.choice((Qt.MouseButton.LeftButton,) * 5 + (Qt.MouseButton.RightButton,))
        modifier = self._random.choice((Qt.KeyboardModifier.NoModifier,) * 3 + (Qt.KeyboardModifier.ControlModifier,))
        name = f"click {button.name} {type(under).__name__} “{under.accessibleName()[:40]}”"
        QTest.mouseMove(under, inside)
        if self._random.random() < 0.1:
            QTest.mouseDClick(under, button, modifier, inside)
        else:
            QTest.mouseClick(under, button, modifier, inside)
        return name

    def _press_button(self) -> str:
        buttons = [b for b in self._window.findChildren(QAbstractButton) if b.isVisible() and b.isEnabled()]
        if not buttons:
            return "no button"
        button = self._random.choice(buttons)
        name = f"button “{button.accessibleName() or button.text()}”"
        if not (button.accessibleName() or button.text()).startswith(_LED_AWAY):
            QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        return name

    def _type(self) -> str:
        widget = self._random.choice((self._window.canvas.prompt, self._focused()))
        text = self._random.choice(PROMPTS)
        if isinstance(widget, QPlainTextEdit | QLineEdit) and not widget.isReadOnly():
            widget.setFocus()
            if self._random.random() < 0.5:
                widget.selectAll()
            widget.insertPlainText(text) if isinstance(widget, QPlainTextEdit) else widget.insert(text)
        return f"type “{text[:20]}” into {type(widget).__name__}"

    def _make(self) -> str:
        """What people come for; slips of the hand alone seldom make a picture."""
        text = self._random.choice([text for text in PROMPTS if text])
        self._window.workspace.draft.prompt = text
        QTest.keyClick(self._focused(), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        return f"make “{text[:20]}”"

    def _scroll(self) -> str:
        at = QPoint(self._random.randrange(self._window.width()), self._random.randrange(self._window.height()))
        under = self._window.childAt(at) or self._window
        by = QPoint(0, self._random.choice((-1200, -360, -120, 120, 360)))
        event = QWheelEvent(
            QPointF(under.mapFrom(self._window, at)),
            QPointF(self._window.mapToGlobal(at)),
            QPoint(),
            by,
            Qt.MouseButton.NoButton,
            self._random.choice((Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier)),
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(under, event)
        return f"scroll {by.y()} over {type(under).__name__}"

    def _resize(self) -> str:
        size = self._random.choice(((760, 480), (1280, 720), (1920, 1080), (1000, 600)))
        self._window.resize(*size)
        return f"resize {size}"

    def _drop(self) -> str:
        """A picture that may carry a recipe, or plain text, on the window."""
        content = QMimeData()
        path = self._random.choice((*self._pictures, None))
        if path is None:
            content.setText("no picture")
        else:
            content.setUrls([QUrl.fromLocalFile(str(path))])
        event = QDropEvent(
            QPointF(self._window.rect().center()),
            Qt.DropAction.CopyAction,
            content,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
        QApplication.sendEvent(self._window, event)
        return f"drop {path and path.name}"

    def _menu(self) -> str:
        """The context menu of where the keyboard is; one of its entries."""
        QTest.keyClick(self._focused(), Qt.Key.Key_Menu)
        menu = QApplication.activePopupWidget()
        if not isinstance(menu, QMenu):
            return "no menu"
        for _ in range(self._random.randrange(4)):
            QTest.keyClick(menu, Qt.Key.Key_Down)
        chosen = menu.activeAction()
        name = "" if chosen is None else chosen.text()
        if "folder" in name.casefold() or "quit" in name.casefold():
            name = "(left out)"
            menu.close()
        else:
            QTest.keyClick(menu, Qt.Key.Key_Return)
        return f"menu “{name}”"

    def _close_strays(self) -> None:
        """Popups and dialogs of the system's kind: a hand would close them too."""
        popup = QApplication.activePopupWidget()
        if popup is not None and self._random.random() < 0.7:
            popup.close()
        for top in QApplication.topLevelWidgets():
            if top is not self._window and top.isVisible() and top.isWindow() and top is not popup:
                top.close()
