"""Channels to choose from: type to search, arrow keys to choose, Enter to use; the user's own are added here."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QListView, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from studio.errors import StudioError
from studio.ui import bind
from studio.ui.canvas.channel_form import ChannelForm
from studio.ui.canvas.channel_list import ENTRY, ROW_HEIGHT, ChannelPainter, ChannelRows
from studio.ui.canvas.popover import Popover
from studio.ui.canvas.section import row
from studio.ui.problem import text_label
from studio.ui.shortcuts.actions import native
from studio.ui.theme import SPACE, Theme
from studio.workspace.channels import Channels

if TYPE_CHECKING:
    from studio.recipe.channels import Channel

_WIDTH = 380
_ROWS = 9
"""in sight at once, where the screen has room"""
_MOVES = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


class ChannelPanel(Popover):
    """`use(channel)` delivers pictures for it; `current` is the id of the one that is in use."""

    def __init__(
        self, anchor: QWidget, channels: Channels, theme: Theme, current: str, use: Callable[[Channel], object]
    ) -> None:
        super().__init__(anchor, "Channels", _WIDTH)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._channels = channels
        self._use = use
        self._wanted = current
        self.search = QLineEdit()
        self.search.setPlaceholderText("Find a channel or a size")
        self.search.setAccessibleName("Find a channel or a size")
        bind.clearable(self.search)
        self.search.installEventFilter(self)
        self.list = QListView()
        self.list.setProperty("look", "plain")
        self.list.setAccessibleName("Channels")
        self.list.setUniformItemSizes(True)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setItemDelegate(ChannelPainter(self.list, theme))
        self._rows = ChannelRows(self)
        self.list.setModel(self._rows)
        self.list.clicked.connect(self.use)
        self.said = text_label(look="muted", wrap=True)
        self.add = self._button("Add a size of your own", self.open_form)
        self.remove = self._button(f"Remove  {native('Shift+Del')}", self.remove_it)
        self.form = ChannelForm(channels, self._is_added, self._close_form)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._listed())
        self._pages.addWidget(self.form)
        self.column.addWidget(self._pages)
        self.search.textChanged.connect(lambda: self._show())
        self.list.selectionModel().currentChanged.connect(lambda: self._moved())
        channels.look_again()
        bind.show(self, channels.changed, self._show)

    def _listed(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE["snug"])
        column.addWidget(self.search)
        column.addWidget(self.list, 1)
        column.addWidget(self.said)
        column.addWidget(row(self.add, self.remove))
        return page

    def open(self) -> None:
        room = self.anchor.screen().availableGeometry().height()
        self._pages.setFixedHeight(min(_ROWS * ROW_HEIGHT + 140, room - 4 * SPACE["loose"]))
        super().open()
        self.search.setFocus()

    def current(self) -> Channel | None:
        entry = self.list.currentIndex().data(ENTRY)
        return None if entry is None or isinstance(entry, str) else entry

    def use(self) -> None:
        if (channel := self.current()) is not None:
            self.close()
            self._use(channel)

    def open_form(self) -> None:
        self._pages.setCurrentWidget(self.form)
        self.form.name.setText(self.search.text())
        self.form.name.setFocus()

    def remove_it(self) -> None:
        """One of the user's own."""
        channel = self.current()
        if channel is None or not channel.own:
            return
        try:
            self._channels.remove(channel.id)
        except StudioError as error:
            self._say(error)

    def wants(self, event: QKeyEvent) -> bool:
        if self._pages.currentWidget() is self.form:
            return super().wants(event)
        return super().wants(event) or self._slot_of(event) is not None or event.key() in _MOVES

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The search field has its own use for some of the keys: Shift+Delete cuts there."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and self.wants(event):
            self.keyPressEvent(event)
            return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._pages.currentWidget() is self.form:
            if event.key() == Qt.Key.Key_Escape:
                self._close_form()
            else:
                super().keyPressEvent(event)
        elif (slot := self._slot_of(event)) is not None:
            slot()
        elif event.key() in _MOVES:
            self.list.keyPressEvent(event)
        else:
            super().keyPressEvent(event)

    def _slot_of(self, event: QKeyEvent) -> Callable[[], None] | None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            return self.use
        if event.key() == Qt.Key.Key_Delete and event.modifiers() == Qt.KeyboardModifier.ShiftModifier:
            return self.remove_it
        return None

    def _show(self) -> None:
        before = self.current()
        found = self._channels.search(self.search.text())
        self._rows.show(found)
        at = self._rows.row_of(before.id if before is not None else self._wanted)
        at = self._rows.first() if at is None else at
        if at is not None:
            self.list.setCurrentIndex(self._rows.index(at))
            self.list.scrollTo(self._rows.index(at))
        self._say(self._channels.trouble, "" if found else "No channel has these words.")
        self._moved()

    def _say(self, error: StudioError | None, otherwise: str = "") -> None:
        text = otherwise if error is None else f"{error.message} {error.remedy}".strip()
        self.said.setProperty("look", "muted" if error is None else "danger")
        self.said.style().polish(self.said)
        self.said.setText(text)
        self.said.setVisible(bool(text))

    def _moved(self) -> None:
        channel = self.current()
        self.remove.setEnabled(channel is not None and channel.own)

    def _is_added(self, id: str) -> None:
        self._close_form()
        self.search.clear()
        if (at := self._rows.row_of(id)) is not None:
            self.list.setCurrentIndex(self._rows.index(at))

    def _close_form(self) -> None:
        self._pages.setCurrentIndex(0)
        self.search.setFocus()

    @staticmethod
    def _button(text: str, slot: Callable[[], None]) -> QPushButton:
        button = QPushButton(text)
        button.setProperty("look", "small")
        button.setAutoDefault(False)
        button.clicked.connect(lambda: slot())
        return button
