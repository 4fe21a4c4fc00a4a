"""Buttons at the end of the row under the mouse or the keyboard: edit, pause, try again, cancel, and the menu."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint
from PySide6.QtWidgets import QWidget

from studio.ui.grid.button import SIDE, IconButton
from studio.ui.queue.handling import QueueHandling
from studio.ui.queue.menus import row_menu
from studio.ui.queue.paint import TOOLS, state_column
from studio.ui.queue.row import RowView
from studio.ui.queue.slots import ROW
from studio.workspace.queue_entry import Entry
from studio.workspace.queue_group import Group
from studio.workspace.queue_rows import RowRef


class RowTools(QWidget):
    """One for the whole list: it goes to the row that is meant."""

    def __init__(self, parent: QWidget, handling: QueueHandling) -> None:
        super().__init__(parent)
        self._handling = handling
        self._view: RowView | None = None
        theme = handling.desk.theme
        self.edit = IconButton(self, theme, "sliders-horizontal", "Edit this job")
        self.pause = IconButton(self, theme, "pause", "Pause this")
        self.resume = IconButton(self, theme, "play", "Go on with this")
        self.retry = IconButton(self, theme, "refresh-cw", "Try this again")
        self.cancel = IconButton(self, theme, "x", "Cancel this job")
        self.menu = IconButton(self, theme, "ellipsis", "Everything for this row")
        self.edit.clicked.connect(self._edit)
        self.pause.clicked.connect(lambda: handling.pause(self._meant()))
        self.resume.clicked.connect(lambda: handling.pause(self._meant()))
        self.retry.clicked.connect(lambda: handling.retry(self._meant()))
        self.cancel.clicked.connect(lambda: handling.cancel(self._meant()))
        self.menu.clicked.connect(self._pop_up)
        self._every = (self.edit, self.pause, self.resume, self.retry, self.cancel, self.menu)
        self.hide()

    @property
    def ref(self) -> RowRef | None:
        return None if self._view is None else self._view.ref

    def go_to(self, view: RowView | None) -> None:
        """Lie at the end of this row; nowhere without one."""
        if self._view is not None and self._view is not view:
            self._view.cover(False)
        self._view = view
        if view is None or view.shown is None or not view.isVisible():
            self._view = None
            self.hide()
            return
        view.cover(True)
        self._show_for(view.shown)
        corner = view.mapTo(self.parentWidget() or view, QPoint(0, 0))
        self.setGeometry(corner.x() + state_column(view.width()).left() - TOOLS, corner.y(), TOOLS, ROW)
        self.raise_()
        self.show()

    def _show_for(self, shown: Entry | Group) -> None:
        native = self._handling.actions.native
        wanted = _buttons(shown)
        said = {
            "edit": ("Edit this job", "job.edit"),
            "pause": ("Pause this", "job.pause"),
            "resume": ("Go on with this", "job.pause"),
            "retry": ("Try this again", "job.retry"),
            "cancel": ("Dismiss this" if _failed(shown) else "Cancel this", "job.cancel"),
        }
        buttons = {
            "edit": self.edit, "pause": self.pause, "resume": self.resume,
            "retry": self.retry, "cancel": self.cancel, "menu": self.menu,
        }  # fmt: skip
        x = TOOLS - len(wanted) * SIDE - (TOOLS - 4 * SIDE) // 2
        for name, button in buttons.items():
            button.setVisible(name in wanted)
            if name in said:
                title, command = said[name]
                button.setAccessibleName(title)
                button.setToolTip(f"{title}  {native(command)}".rstrip())
        for name in wanted:
            buttons[name].move(x, (ROW - SIDE) // 2)
            x += SIDE
        self.cancel.setEnabled(not (isinstance(shown, Entry) and shown.state == "stopping"))

    def _meant(self) -> tuple[RowRef, ...]:
        """All that are chosen if this one is among them."""
        ref, selection = self.ref, self._handling.desk.selection
        if ref is None:
            return ()
        return selection.chosen if ref in selection and ref.kind == "job" else (ref,)

    def _edit(self) -> None:
        if (ref := self.ref) is not None:
            self._handling.desk.selection.choose(ref)
            self._handling.edit()

    def _pop_up(self) -> None:
        ref, selection = self.ref, self._handling.desk.selection
        if ref is not None and ref not in selection:
            selection.choose(ref)
        menu = row_menu(self._handling, self)
        menu.popup(self.menu.mapToGlobal(self.menu.rect().bottomLeft()))

    def leaveEvent(self, event: QEvent) -> None:
        self._handling.desk.left.emit()


def _failed(shown: Entry | Group) -> bool:
    return shown.state == "failed" if isinstance(shown, Entry) else not shown.batch


def _buttons(shown: Entry | Group) -> tuple[str, ...]:
    """In their order."""
    if isinstance(shown, Group):
        if not shown.batch:
            return ("retry", "cancel", "menu")
        again = ("retry",) if shown.failed else ()
        return (*again, "resume" if shown.paused else "pause", "cancel", "menu")
    match shown.state:
        case "failed":
            return ("retry", "cancel", "menu")
        case "waiting":
            return ("edit", "pause", "cancel", "menu")
        case "paused":
            return ("edit", "resume", "cancel", "menu")
        case "running":
            return ("pause", "cancel", "menu")
        case "stopping":
            return ("cancel", "menu")
        case "done" | "cancelled":
            return ("menu",)
