"""The queue below the pictures: one line while it is folded, every job when it is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QDockWidget, QMainWindow, QVBoxLayout, QWidget

from studio.ui import bind
from studio.ui.images import Images
from studio.ui.queue.line import LINE, NAME, QueueLine
from studio.ui.queue.slots import ROW
from studio.ui.shortcuts.actions import Actions
from studio.ui.theme import Theme
from studio.workspace.workspace import Workspace

if TYPE_CHECKING:
    from studio.ui.queue.panel import QueuePanel

_ROWS = 6
"""of height in sight at first, the bar above them included"""
_UNBOUNDED = 16_777_215


class QueueStrip(QDockWidget):
    """Always in sight, so that the pictures above keep their place when work begins and ends.

    What it unfolds is made when it is first seen: the first paint of the window does without it.
    """

    shown = Signal()
    """the pictures of a job came into sight, and the keyboard belongs there"""

    def __init__(self, workspace: Workspace, theme: Theme, images: Images, actions: Actions) -> None:
        super().__init__("Queue")
        self.setObjectName("panel-queue")
        self.setAllowedAreas(Qt.DockWidgetArea.BottomDockWidgetArea | Qt.DockWidgetArea.TopDockWidgetArea)
        self.setFeatures(QDockWidget.DockWidgetFeature.DockWidgetMovable)
        self._workspace = workspace
        self._theme = theme
        self._images = images
        self._actions = actions
        self._view = workspace.view
        self._unfolded = LINE + _ROWS * ROW
        self._panel: QueuePanel | None = None
        self._action = actions.bind("queue.toggle", self.toggle, self)
        actions.bind("queue.focus", self.take_keyboard, self)
        self.line = QueueLine(workspace, theme, actions)
        self.setTitleBarWidget(self.line)
        self._holder = QWidget()
        self._column = QVBoxLayout(self._holder)
        self._column.setContentsMargins(0, 0, 0, 0)
        self.setWidget(self._holder)
        self._action.setCheckable(True)
        if not self._view.layout:  # the first time
            self._fold(True)
        bind.show(self, self._view.events.folded, self._show_folded)

    @property
    def folded(self) -> bool:
        return NAME in self._view.folded

    @property
    def panel(self) -> QueuePanel:
        """What is unfolded; made when it is first asked for."""
        if self._panel is None:
            from studio.ui.queue.panel import QueuePanel

            self._panel = QueuePanel(self._workspace, self._theme, self._images, self._actions)
            self._panel.shown.connect(self.shown)
            self._panel.hide()
            self._column.addWidget(self._panel)
        return self._panel

    def toggle(self) -> None:
        self._fold(not self.folded)

    def take_keyboard(self) -> None:
        """Unfold it, and be on the row that was last, or on the search where there are no rows."""
        self._fold(False)
        self.panel.take_keyboard()

    def _fold(self, folded: bool) -> None:
        others = tuple(name for name in self._view.folded if name != NAME)
        self._view.folded = (*others, NAME) if folded else others

    def _show_folded(self) -> None:
        if self.folded and self._holder.isAncestorOf(QApplication.focusWidget() or self):
            self.line.unfold.setFocus()  # what had the keyboard is folded away
        if self.folded and self.isVisible() and self.height() > LINE:
            self._unfolded = self.height()
        if self._panel is not None or not self.folded:
            self.panel.setVisible(not self.folded)
        self._holder.setMinimumHeight(0 if self.folded else 2 * ROW)
        self._holder.setMaximumHeight(0 if self.folded else _UNBOUNDED)
        self._action.setChecked(not self.folded)
        if not self.folded and isinstance(around := self.parentWidget(), QMainWindow):
            around.resizeDocks([self], [self._unfolded], Qt.Orientation.Vertical)
