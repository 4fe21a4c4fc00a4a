"""Every command with its keys, by group: to look up, to find, and to rebind by pressing the new key."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QGridLayout, QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from studio.errors import SettingError
from studio.ui import bind
from studio.ui.page import NARROW, Page, card_of
from studio.ui.problem import text_label
from studio.ui.shortcuts.actions import Actions, native
from studio.ui.shortcuts.capture import KeyButton
from studio.ui.theme import SPACE
from studio.workspace.commands import COMMANDS, GROUPS, Command, Keymap, Where

_WHERE: dict[Where, str] = {
    "window": "",
    "prompt": "in the prompt",
    "pictures": "on the pictures",
    "grid": "in the grid",
    "viewer": "in the viewer",
    "page": "on a page",
    "queue": "in the queue",
}
_SAID_BY_GROUP = frozenset({("Pictures", "pictures"), ("Mask", "page"), ("Queue", "queue")})
_MOVING = (
    "In the grid and in the queue the arrows, Home, End and the page keys move; with Shift they choose, with Ctrl "
    "they keep."
)
_ACROSS, _DOWN = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
_HOW = "Press a key. Escape keeps the old one, Backspace leaves none."


class ShortcutsPage(Page):
    """Nothing here needs a mouse."""

    def __init__(self, actions: Actions) -> None:
        super().__init__("Shortcuts", actions)
        self._keymap = actions.keymap
        self.search = self.add_search("Find a command or a key")
        self.search.textChanged.connect(self._sift)
        self.reset = QPushButton("Reset all")
        self.reset.setToolTip("Give every command its usual keys")
        self.reset.clicked.connect(self._keymap.reset_all)
        self.head.addWidget(self.reset)
        self.rows = [CommandRow(self._keymap, one) for one in COMMANDS]
        self._groups: list[tuple[QWidget, list[CommandRow]]] = []
        for group in GROUPS:
            self._add_group(group, [row for row in self.rows if row.command.group == group])
        self.body.addWidget(text_label(_MOVING, "muted", wrap=True))
        self.body.addStretch(1)
        bind.show(self, self._keymap.changed, self._keys_changed)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for row in self.rows:
            row.stack(self.width() < NARROW)

    def _add_group(self, title: str, rows: list[CommandRow]) -> None:
        holder = card_of(title, rows)
        self.body.addWidget(holder)
        self._groups.append((holder, rows))

    def _keys_changed(self) -> None:
        self.reset.setEnabled(not self._keymap.all_default)

    def _sift(self, text: str) -> None:
        words = text.casefold().split()
        for holder, rows in self._groups:
            for row in rows:
                row.setVisible(all(word in row.words() for word in words))
            holder.setVisible(any(not row.isHidden() for row in rows))


class CommandRow(QWidget):
    """One command: a button for each of its keys, and beneath it what stands against a new one."""

    def __init__(self, keymap: Keymap, command: Command) -> None:
        super().__init__()
        self.command = command
        self._keymap = keymap
        self._shown: tuple[str, ...] | None = None
        self._wanted: tuple[str, ...] = ()
        self._narrow = False
        self.keys: list[KeyButton] = []
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(SPACE["small"])
        self.reset = QPushButton("Reset")
        self.reset.setProperty("look", "quiet")
        self.reset.setAccessibleName(f"Reset the keys of {command.title}")
        self.reset.clicked.connect(lambda: keymap.reset(command.id))
        self.said = text_label(look="muted", wrap=True)
        self.take = QPushButton("Use it here")
        self.take.setProperty("look", "small")
        self.take.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.take.clicked.connect(lambda: self._rebind(self._wanted, take=True))
        self._lay_out()
        self._say("")
        bind.show(self, keymap.changed, self._show_keys)

    def words(self) -> str:
        """What a search looks in."""
        keys = self._keymap.keys_of(self.command.id)
        return " ".join((self.command.title, self.command.group, *keys, *map(native, keys))).casefold()

    def _lay_out(self) -> None:
        self._name = QHBoxLayout()
        self._name.setSpacing(SPACE["snug"])
        self._name.addWidget(text_label(self.command.title))
        where = _WHERE[self.command.where]
        if where and (self.command.group, self.command.where) not in _SAID_BY_GROUP:
            self._name.addWidget(text_label(where, "muted"))
        line = QHBoxLayout()
        line.setSpacing(SPACE["snug"])
        line.addLayout(self._name)
        line.addStretch(1)
        line.addWidget(self.reset)
        self._top = top = QGridLayout()
        top.setHorizontalSpacing(SPACE["snug"])
        top.setVerticalSpacing(SPACE["small"])
        top.setColumnStretch(0, 1)
        top.addLayout(line, 0, 0)
        top.addLayout(self._buttons, 0, 1)
        below = QHBoxLayout()
        below.addWidget(self.said, 1)
        below.addWidget(self.take)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE["wide"], SPACE["small"], SPACE["snug"], SPACE["small"])
        column.setSpacing(SPACE["small"])
        column.addLayout(top)
        column.addLayout(below)

    def stack(self, narrow: bool) -> None:
        """Put where it works and the keys beneath the name, or beside it."""
        if narrow != self._narrow:
            self._narrow = narrow
            self._name.setDirection(_DOWN if narrow else _ACROSS)
            self._name.setSpacing(SPACE["hair" if narrow else "snug"])
            self._top.removeItem(self._buttons)
            self._top.addLayout(self._buttons, *((1, 0, 1, 2) if narrow else (0, 1, 1, 1)))
            self._top.setAlignment(self._buttons, Qt.AlignmentFlag.AlignLeft)

    def _show_keys(self) -> None:
        keys = self._keymap.keys_of(self.command.id)
        self.reset.setVisible(not self._keymap.is_default(self.command.id))
        if keys == self._shown:
            return
        held = next((at for at, button in enumerate(self.keys) if button.hasFocus()), None)
        self._shown = keys
        while self.keys:
            button = self.keys.pop()
            button.hide()
            button.deleteLater()
        for at, key in enumerate((*keys, "")):
            self._add_button(at, key)
        if held is not None:
            self.keys[min(held, len(self.keys) - 1)].setFocus()

    def _add_button(self, at: int, key: str) -> None:
        button = KeyButton(key, self.command.title)
        button.waiting_changed.connect(self._explain)
        button.pressed_key.connect(partial(self._pressed, at))
        self.keys.append(button)
        self._buttons.addWidget(button)
        button.show()  # at once, so that it can have the keyboard

    def _explain(self, waiting: bool) -> None:
        self._say(_HOW if waiting else "")

    def _pressed(self, at: int, key: str) -> None:
        keys = list(self._keymap.keys_of(self.command.id))
        keys[at : at + 1] = [key] if key else []
        self._rebind(tuple(keys))

    def _rebind(self, keys: tuple[str, ...], *, take: bool = False) -> None:
        self._wanted = keys
        try:
            self._keymap.rebind(self.command.id, keys, take=take)
        except SettingError as error:
            can_take = bool(self._keymap.conflicts(self.command.id, keys))
            self._say(f"{error.message} {error.remedy}", look="danger", take=can_take)
        else:
            self._say("")

    def _say(self, text: str, *, look: str = "muted", take: bool = False) -> None:
        self.said.setProperty("look", look)
        self.said.style().polish(self.said)
        self.said.setText(text)
        self.said.setVisible(bool(text))
        self.take.setVisible(take)
        if take:
            self.take.setFocus()
