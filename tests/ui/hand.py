"""A hand at the keyboard: presses keys and types wherever the window has the keyboard, as a user without a mouse."""

from __future__ import annotations

from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from studio.ui.window import MainWindow
from studio.workspace.commands import command
from tests.ui import assistive
from tests.workspace.waiting import until

_MOST_TABS = 80


class Hand:
    """`press` takes keys as the table of commands spells them."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window

    async def at(self) -> QWidget:
        """What the next key goes to."""
        popup = QApplication.activePopupWidget()
        if isinstance(popup, QMenu):
            return popup
        if popup is not None:
            return popup.focusWidget() or popup
        if not self._window.isActiveWindow():  # no window manager here does so when a popup closes
            self._window.activateWindow()
            await until(self._window.isActiveWindow)
        return QApplication.focusWidget() or self._window

    async def press(self, *keys: str) -> None:
        for key in keys:
            pressed = QKeySequence(key)[0]  # type: ignore[index]  # Qt types leave it out
            QTest.keyClick(await self.at(), pressed.key(), pressed.keyboardModifiers())

    async def do(self, *commands: str) -> None:
        """By the first of the keys that each has until somebody rebinds it."""
        for id in commands:
            await self.press(command(id).keys[0])

    async def write(self, text: str) -> None:
        QTest.keyClicks(await self.at(), text)

    async def tab_to(self, name: str, key: str = "Tab") -> None:
        """Until the control whose name begins so has the keyboard."""
        passed: list[str] = []
        while not assistive.name_of(await self.at()).startswith(name):
            assert len(passed) < _MOST_TABS, f"Tab never came to {name}: {passed}"
            await self.press(key)
            passed.append(assistive.name_of(await self.at()))

    async def pick(self, text: str) -> None:
        """An entry of the menu that is open."""
        menu = await self.at()
        assert isinstance(menu, QMenu)
        for _ in menu.actions():
            await self.press("Down")
            chosen = menu.activeAction()
            if chosen is not None and chosen.text().partition("\t")[0] == text:
                await self.press("Return")
                return
        raise AssertionError(f"the menu has no {text}: {[action.text() for action in menu.actions()]}")
