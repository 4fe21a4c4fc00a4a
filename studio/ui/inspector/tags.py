"""The tags of the chosen pictures: chips, and a field that adds one, with the known ones offered."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QEvent, QSize, QStringListModel, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QCompleter, QLineEdit, QToolButton, QVBoxLayout, QWidget

from studio.ui import bind
from studio.ui.icons import Icon
from studio.ui.inspector.flow import Flow
from studio.ui.theme import SPACE, Theme

_OF_TEXT: set[int] = {Qt.Key.Key_Delete, Qt.Key.Key_Backspace}
_LONGEST = 20
"""characters of a tag that are shown in its chip"""


class Chip(QToolButton):
    """A tag. One that all carry goes by a click; one that some carry is given to all, and goes with Delete."""

    removed = Signal()
    added = Signal()
    left = Signal(int)
    """-1, 1: the keyboard goes to the chip before or after"""

    def __init__(self, theme: Theme, tag: str, *, everywhere: bool) -> None:
        super().__init__()
        self.tag = tag
        self.everywhere = everywhere
        short = tag if len(tag) <= _LONGEST else tag[: _LONGEST - 1] + "…"
        self.setText(short.replace("&", "&&"))
        self.setProperty("look", "tag" if everywhere else "some")
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # the icon stands behind the word
        what = f"Take the tag {tag} away" if everywhere else f"Some have the tag {tag}: give it to all"
        self.setAccessibleName(what)
        self.setToolTip(what if everywhere else f"{what}. Delete takes it away.")
        self.setIconSize(QSize(12, 12))
        icon: Icon = "x" if everywhere else "plus"
        bind.show(self, theme.changed, lambda: self.setIcon(theme.icon(icon, theme.palette.muted)))
        self.clicked.connect(self.removed.emit if everywhere else self.added.emit)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Delete | Qt.Key.Key_Backspace:
                self.removed.emit()
            case Qt.Key.Key_Left:
                self.left.emit(-1)
            case Qt.Key.Key_Right:
                self.left.emit(1)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self.click()
            case _:
                super().keyPressEvent(event)


class TagEdit(QLineEdit):
    """Where a tag is typed; `backed` says that Backspace found nothing to take away."""

    backed = Signal()
    entered = Signal()
    """the keyboard came"""

    def __init__(self) -> None:
        super().__init__()
        self.setPlaceholderText("Add a tag")
        self.setAccessibleName("Add a tag")
        self.setMaxLength(100)
        self.known = QStringListModel(self)
        completer = QCompleter(self.known, self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setMaxVisibleItems(8)
        self.setCompleter(completer)

    def event(self, event: QEvent) -> bool:
        """Delete and Backspace here are of the text, never of the pictures."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride and event.key() in _OF_TEXT:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Backspace and not self.text():
            self.backed.emit()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.entered.emit()


class TagField(QWidget):
    """`added(tags)` and `removed(tag)` are for all chosen pictures; `asked` wants the known tags (`offer`)."""

    added = Signal(tuple)
    removed = Signal(str)
    asked = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._tags: tuple[tuple[str, bool], ...] = ()
        self._known: tuple[str, ...] = ()
        self.chips: list[Chip] = []
        self._holder = QWidget()
        self._flow = Flow(SPACE["small"])
        self._holder.setLayout(self._flow)
        self.edit = TagEdit()
        self.edit.returnPressed.connect(self._enter)
        self.edit.textEdited.connect(self._edited)
        self.edit.backed.connect(self._go_back)
        self.edit.entered.connect(self.asked)
        completer = self.edit.completer()
        completer.activated[str].connect(self._picked)  # pyright: ignore[reportUnknownMemberType, reportIndexIssue]
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE["small"])
        column.addWidget(self._holder)
        column.addWidget(self.edit)

    def put(self, tags: Sequence[tuple[str, bool]]) -> None:
        """(tag, whether all of the chosen pictures carry it)."""
        if tuple(tags) == self._tags:
            return
        at = next((at for at, chip in enumerate(self.chips) if chip.hasFocus()), None)
        self._tags = tuple(tags)
        for chip in self.chips:
            self._flow.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self.chips = [self._chip(at, tag, everywhere) for at, (tag, everywhere) in enumerate(self._tags)]
        self._holder.setVisible(bool(self.chips))
        self._holder.updateGeometry()
        self.offer(self._known)
        if at is not None:
            (self.chips[min(at, len(self.chips) - 1)] if self.chips else self.edit).setFocus()

    def offer(self, known: Sequence[str]) -> None:
        """Tags that are in use, for completion."""
        self._known = tuple(known)
        mine = {tag for tag, everywhere in self._tags if everywhere}
        self.edit.known.setStringList([tag for tag in known if tag not in mine])

    def _chip(self, at: int, tag: str, everywhere: bool) -> Chip:
        chip = Chip(self._theme, tag, everywhere=everywhere)
        chip.removed.connect(partial(self.removed.emit, tag))
        chip.added.connect(partial(self.added.emit, (tag,)))
        chip.left.connect(partial(self._leave, at))
        self._flow.addWidget(chip)
        return chip

    def _leave(self, at: int, by: int) -> None:
        to = at + by
        if to >= len(self.chips):
            self.edit.setFocus()
        elif to >= 0:
            self.chips[to].setFocus()

    def _go_back(self) -> None:
        if self.chips:
            self.chips[-1].setFocus()

    def _edited(self, text: str) -> None:
        """A comma ends a tag, so that many can be typed or pasted at once."""
        if "," in text:
            *ended, rest = text.split(",")
            self.edit.setText(rest.lstrip())
            self._add(ended)

    def _picked(self, text: str) -> None:
        """From the list that is offered; Enter there comes here, and then clears what the list wrote."""
        self._add([text])
        self.edit.clear()

    def _enter(self) -> None:
        text = self.edit.text()
        self.edit.clear()
        self._add([text])

    def _add(self, tags: Sequence[str]) -> None:
        wanted = tuple(dict.fromkeys(" ".join(tag.split()) for tag in tags if tag.strip()))
        if wanted:
            self.added.emit(wanted)
