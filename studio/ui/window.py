"""The main window: canvas on the left, grid on the right, banners above it; drops, shortcuts, place on the screen."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QEvent, QIODevice, QMimeData, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QImage, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from studio.ui import bind
from studio.ui.canvas.make import MAKE_KEYS, STOP_KEYS
from studio.ui.canvas.panel import WIDTH, CanvasPanel
from studio.ui.grid.column import SetColumn
from studio.ui.grid.empty import EmptyGrid
from studio.ui.images import Images
from studio.ui.problem import Banners
from studio.ui.theme import CHOICES, Choice, Theme
from studio.workspace.workspace import Workspace

SIZE = (1280, 800)
_LEAST = (760, 480)


class MainWindow(QMainWindow):
    """`leave()` is called when the user closes the window; whoever made it then closes what it shows."""

    theme_chosen = Signal(str)

    def __init__(self, workspace: Workspace, theme: Theme, leave: Callable[[], object]) -> None:
        super().__init__()
        self.workspace = workspace
        self._leave = leave
        self.first_paint = asyncio.Event()
        self.images = Images(self)
        self.setWindowTitle("Blink Studio")
        self.setAcceptDrops(True)
        self.setMinimumSize(*_LEAST)
        self.canvas = CanvasPanel(workspace, theme, self.images, self._start_from)
        self.canvas.setFixedWidth(WIDTH)
        self.column = SetColumn(workspace, theme, self.images)
        self.empty = EmptyGrid(self._use_example)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.empty)
        self._stack.addWidget(self.column)
        self.setCentralWidget(self._central(theme))
        self._bind()
        self._restore_geometry()
        self.canvas.prompt.setFocus()
        self.canvas.theme_button.clicked.connect(lambda: self.theme_chosen.emit(_after(theme.choice)))
        self.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Sees the first paint; by the next turn of the loop it is on the screen."""
        if watched is self and event.type() == QEvent.Type.Paint:
            self.removeEventFilter(self)
            QTimer.singleShot(0, self.first_paint.set)
        return super().eventFilter(watched, event)

    def _central(self, theme: Theme) -> QWidget:
        right = QWidget()
        right.setObjectName("surround")
        right.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(Banners(self.workspace.problems, theme))
        column.addWidget(self._stack, 1)
        divider = QWidget()
        divider.setObjectName("divider")
        divider.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        divider.setFixedWidth(1)
        whole = QWidget()
        line = QHBoxLayout(whole)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(0)
        line.addWidget(self.canvas)
        line.addWidget(divider)
        line.addWidget(right, 1)
        return whole

    def _bind(self) -> None:
        for keys in MAKE_KEYS:
            QShortcut(QKeySequence(keys), self, self.canvas.make_bar.make_now)
        for keys in STOP_KEYS:
            QShortcut(QKeySequence(keys), self, self.canvas.make_bar.stop_now)
        bind.follow(self, self.workspace.grid.inserted, self._choose_page)
        bind.show(self, self.workspace.grid.reset, self._choose_page)

    def _choose_page(self) -> None:
        self._stack.setCurrentWidget(self.column if len(self.workspace.grid) else self.empty)

    def _use_example(self, prompt: str) -> None:
        self.workspace.draft.prompt = prompt
        self.canvas.prompt.setFocus()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls() or event.mimeData().hasImage():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """A file may carry a recipe; pixels can only be started from."""
        if (path := _first_file(event.mimeData())) is not None:
            self.workspace.tasks.start(self.workspace.intake.open_file(path), "dropped file")
            event.acceptProposedAction()
        elif self._start_from(event.mimeData()):
            event.acceptProposedAction()

    def _start_from(self, content: QMimeData) -> bool:
        picture = _first_file(content) or _pixels(content)
        if picture is None:
            self.workspace.problems.tell("There is no picture in what was dropped or pasted.", "start")
            return False
        self.workspace.tasks.start(self.workspace.intake.start_from(picture), "start picture")
        return True

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.WindowStateChange:
            self._keep_geometry()

    def resizeEvent(self, event: QEvent) -> None:
        self._keep_geometry()

    def moveEvent(self, event: QEvent) -> None:
        self._keep_geometry()

    def closeEvent(self, event: QCloseEvent) -> None:
        self._keep_geometry()
        event.accept()
        self._leave()

    def _keep_geometry(self) -> None:
        if self.isVisible():
            self.workspace.remember_geometry(base64.b64encode(self.saveGeometry().data()).decode())

    def _restore_geometry(self) -> None:
        saved = QByteArray.fromBase64(self.workspace.geometry.encode())
        if saved.isEmpty() or not self.restoreGeometry(saved):
            self.resize(*SIZE)


def _after(choice: Choice) -> Choice:
    return CHOICES[(CHOICES.index(choice) + 1) % len(CHOICES)]


def _first_file(content: QMimeData) -> Path | None:
    return next((Path(url.toLocalFile()) for url in content.urls() if url.isLocalFile()), None)


def _pixels(content: QMimeData) -> bytes | None:
    """A picture from the clipboard or a browser, as the content of a PNG file."""
    image = content.imageData()
    if not isinstance(image, QImage) or image.isNull():
        return None
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(buffer.data().data())
