"""One row of the queue: light, painted by hand, and used again for other jobs while the list scrolls."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import (
    QAccessible,
    QEnterEvent,
    QFocusEvent,
    QImage,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QWidget

from studio.ui.images import Request
from studio.ui.queue.desk import QueueDesk
from studio.ui.queue.paint import THUMBNAIL, RowPainter, facts
from studio.ui.queue.slots import ROW
from studio.workspace.queue_entry import Entry
from studio.workspace.queue_group import Group
from studio.workspace.queue_rows import RowRef

_MOST_NAME = 200
"""characters of a prompt that the row is called by"""
_MOST_TIP = 1000
_SHORT = 80
"""characters of a prompt that can be read in the row"""
_NARROW = 620
"""pixels of width below which more is cut"""


class RowView(QWidget):
    """Shows whatever row it is given with `show_row`."""

    spoken_as = QAccessible.Role.ListItem

    def __init__(self, parent: QWidget, desk: QueueDesk) -> None:
        super().__init__(parent)
        self._desk = desk
        self.ref: RowRef | None = None
        self._position = 0
        self._shown: Entry | Group | None = None
        self._image: QImage | None = None
        self._source: Path | None = None
        self._request: Request | None = None
        self._hovered = False
        self.tools = False
        """buttons lie over its end"""
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.resize(parent.width(), ROW)

    @property
    def is_chosen(self) -> bool:
        return self.ref is not None and self.ref in self._desk.selection

    @property
    def shown(self) -> Entry | Group | None:
        """What it says; None while it is put away."""
        return self._shown

    @property
    def position(self) -> int:
        return self._position

    def show_row(self, ref: RowRef, position: int) -> None:
        if ref != self.ref:
            self._let_go()
            self.ref, self._image, self._source, self._shown = ref, None, None, None
            self._hovered = False
        self._position = position
        self.refresh()

    def put_away(self) -> None:
        """It went out of sight: nobody waits for its picture any more."""
        self.hide()
        self._let_go()
        self.ref, self._shown, self._image, self._source = None, None, None, None

    def refresh(self) -> None:
        """Say what became of it."""
        queue = self._desk.queue
        if self.ref is None or (self.ref.kind != "job" and not queue.rows.holds(self.ref, self._position)):
            return  # rows that are not in sight keep their places until they are laid out again
        now = queue.entry(self.ref.id) if self.ref.kind == "job" else queue.group(self.ref, self._position)
        if now is None:
            return
        if now != self._shown:
            self._shown = now
            self.setAccessibleName(_name(now))
        if isinstance(now, Entry):
            self._load(now.picture)
        self.update()

    def hover(self, hovered: bool) -> None:
        if hovered != self._hovered:
            self._hovered = hovered
            self.update()

    def cover(self, tools: bool) -> None:
        """Whether buttons lie over its end."""
        if tools != self.tools:
            self.tools = tools
            self.update()

    def _load(self, source: Path | None) -> None:
        if source == self._source:
            return
        self._let_go()
        self._source = source
        if source is None:
            self._image = None
            return
        ratio = self.devicePixelRatioF()
        box = QSize(THUMBNAIL, THUMBNAIL) * ratio
        found = self._desk.images.at_hand(source, box, ratio)
        if found is not None:
            self._image = found
        else:  # the last picture stays until the next is there
            self._request = self._desk.images.ask(source, box, self._take, ratio)

    def _take(self, image: QImage) -> None:
        self._request = None
        self._image = image
        self.update()

    def _let_go(self) -> None:
        if self._request is not None:
            self._request.cancel()
            self._request = None

    def enterEvent(self, event: QEnterEvent) -> None:
        self.setToolTip("" if self._shown is None else _tip(self._shown, self.width()))
        self._desk.hovered.emit(self)

    def leaveEvent(self, event: QEvent) -> None:
        self._desk.left.emit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            self._desk.by_keyboard = True
        self._desk.focused.emit(self)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._desk.focused.emit(self)
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._desk.pointer.press(self, event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._desk.pointer.move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._desk.pointer.release(self, event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._desk.pointer.double_click(self)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        row = RowPainter(painter, self._desk.theme, self.width(), self.font())
        row.ground(chosen=self.is_chosen, hovered=self._hovered)
        if isinstance(self._shown, Entry):
            beneath = self._shown.state in ("waiting", "paused") and bool(self._shown.batch)
            row.job(self._shown, self._image, indented=beneath, named=not beneath, tools=self.tools)
        elif self._shown is not None:
            row.heading(self._shown, tools=self.tools)
        if self.hasFocus() and self._desk.by_keyboard:
            row.ring()


def _name(shown: Entry | Group) -> str:
    if isinstance(shown, Group):
        folded = "folded" if shown.folded else "unfolded"
        return f"{shown.name}, {shown.sentence}, {folded}"
    prompt = " ".join(shown.prompt[:_MOST_NAME].split())
    said = [prompt, shown.sentence, facts(shown, named=True)]
    if shown.reason:
        said.insert(1, f"{shown.reason} {shown.remedy}".strip())
    return ", ".join(said)


def _tip(shown: Entry | Group, width: int) -> str:
    """What is cut, or may be; blank where everything can be read."""
    narrow = width < _NARROW
    if isinstance(shown, Group):
        return f"{shown.name}\n{shown.sentence}" if narrow else ""
    prompt = " ".join(shown.prompt[:_MOST_TIP].split())
    said = [prompt] if narrow or len(prompt) > _SHORT or shown.reason else []
    said += [facts(shown, named=True), shown.sentence] if narrow else []
    said += [shown.reason, shown.remedy]
    return "\n".join(one for one in said if one)
