"""The panels around the stage: docked, folded by a button or a key, dragged elsewhere, and remembered."""

from __future__ import annotations

import base64
from collections.abc import Sequence

from PySide6.QtCore import QByteArray, QEvent, QObject, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QDockWidget, QMainWindow, QWidget

from studio.ui import bind
from studio.ui.shortcuts.actions import Actions
from studio.ui.theme import SPACE, Theme
from studio.workspace.view import ViewState

CANVAS_WIDTH = 340
INSPECTOR_WIDTH = 320
ROOMY = 1500
"""pixels of a window that shows the inspector from the beginning"""
_LEAST_STAGE = 300
"""pixels of width that opening a panel leaves for the pictures, if need be by folding the one opposite"""
_VERSION = 1
"""of the layout that is kept: another one is not restored"""
_AREA = Qt.DockWidgetArea
_SIDES = _AREA.LeftDockWidgetArea | _AREA.RightDockWidgetArea


class Grip(QWidget):
    """In place of a title bar, which would cost a line: a slim strip that drags the panel to the other side."""

    def __init__(self, title: str, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setAccessibleName(f"Move {title}")
        self.setToolTip("Drag the panel to the other side")

    def sizeHint(self) -> QSize:
        return QSize(SPACE["loose"], SPACE["snug"])

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        colours, painter = self._theme.palette, QPainter(self)
        painter.fillRect(self.rect(), QColor(colours.panel))
        if self.underMouse():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.muted))
            bar = QRectF(0, 0, 32, 4)
            bar.moveCenter(QRectF(self.rect()).center())
            painter.drawRoundedRect(bar, 2, 2)


class Panel(QDockWidget):
    """A panel at a side of the stage."""

    def __init__(self, name: str, title: str, theme: Theme) -> None:
        super().__init__(title)
        self.setObjectName(f"panel-{name}")
        self.setAllowedAreas(_SIDES)
        features = QDockWidget.DockWidgetFeature
        self.setFeatures(features.DockWidgetMovable | features.DockWidgetClosable)
        self.setTitleBarWidget(Grip(title, theme))


class Panels(QObject):
    """Folds and unfolds the docks of `window`, and keeps their places in `view.layout`."""

    def __init__(self, window: QMainWindow, view: ViewState, actions: Actions) -> None:
        super().__init__(window)
        self._window = window
        self._view = view
        self._actions = actions
        self._docks: dict[str, QDockWidget] = {}
        self._keep_later = bind.Coalesced(self, self.keep, 300)
        window.setDockNestingEnabled(False)
        window.setDockOptions(QMainWindow.DockOption(0))
        for corner, area in (
            (Qt.Corner.TopLeftCorner, _AREA.LeftDockWidgetArea),
            (Qt.Corner.BottomLeftCorner, _AREA.LeftDockWidgetArea),
            (Qt.Corner.TopRightCorner, _AREA.RightDockWidgetArea),
            (Qt.Corner.BottomRightCorner, _AREA.RightDockWidgetArea),
        ):
            window.setCorner(corner, area)

    def add(self, command: str, dock: QDockWidget, area: Qt.DockWidgetArea) -> None:
        """`command` folds and unfolds it from now on."""
        self._docks[command] = dock
        self.place(dock, area)
        action = self._actions.bind(command, lambda: self.toggle(command), self._window)
        action.setCheckable(True)
        dock.visibilityChanged.connect(lambda: self._shown(command))

    def place(self, dock: QDockWidget, area: Qt.DockWidgetArea) -> None:
        """One that folds in its own way; its place and size are kept as those of the others."""
        self._window.addDockWidget(area, dock)
        dock.dockLocationChanged.connect(lambda: self._keep_later())
        dock.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A dock tells nobody that its splitter was moved."""
        if event.type() == QEvent.Type.Resize:
            self._keep_later()
        return super().eventFilter(watched, event)

    def toggle(self, command: str) -> None:
        dock = self._docks[command]
        dock.setVisible(dock.isHidden())
        if dock.isVisible():
            self._make_room(dock)
        self._keep_later()

    def show(self, command: str) -> None:
        if self._docks[command].isHidden():
            self.toggle(command)

    def arrange(self, wide: bool, sizes: Sequence[int]) -> None:
        """As they were, or as they are at first: the inspector only where there is room."""
        saved = QByteArray.fromBase64(self._view.layout.encode())
        if saved.isEmpty() or not self._window.restoreState(saved, _VERSION):
            sides = [self._docks["canvas.toggle"], self._docks["inspector.toggle"]]
            self._window.resizeDocks(sides, list(sizes), Qt.Orientation.Horizontal)
            sides[1].setVisible(wide)
        for command in self._docks:
            self._shown(command)

    def keep(self) -> None:
        if self._window.isVisible():
            self._view.layout = base64.b64encode(self._window.saveState(_VERSION).data()).decode()

    def _shown(self, command: str) -> None:
        self._actions.action(command).setChecked(not self._docks[command].isHidden())

    def _make_room(self, opened: QDockWidget) -> None:
        """A small window shows one side panel at a time rather than no pictures."""
        sides = [dock for dock in self._docks.values() if isinstance(dock, Panel) and not dock.isHidden()]
        needed = sum(max(dock.minimumSizeHint().width(), dock.minimumWidth()) for dock in sides) + _LEAST_STAGE
        if opened in sides and needed > self._window.width():
            for dock in sides:
                dock.setVisible(dock is opened)
