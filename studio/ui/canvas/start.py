"""The well for a start picture: drop, paste, browse, clear."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QMimeData, QSize, Qt
from PySide6.QtGui import (
    QAccessible,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QKeyEvent,
    QKeySequence,
    QPixmap,
)
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
)

from studio.ui import bind
from studio.ui.canvas.section import icon_button
from studio.ui.images import Images
from studio.ui.problem import text_label
from studio.ui.theme import SPACE, Theme
from studio.workspace.draft import StartPicture
from studio.workspace.workspace import Workspace

THUMBNAIL = 32
FILTER = "Pictures (*.png *.jpg *.jpeg *.webp *.bmp *.gif *.tif *.tiff);;All files (*)"

Take = Callable[[QMimeData], bool]
"""uses what was dropped or pasted as start picture; False if there is no picture in it"""


class StartWell(QFrame):
    """Shows the start picture, or how to give one."""

    spoken_as = QAccessible.Role.Grouping

    def __init__(self, workspace: Workspace, theme: Theme, images: Images, take: Take) -> None:
        super().__init__()
        self._workspace = workspace
        self._images = images
        self._take = take
        self.setProperty("look", "well")
        self.setAcceptDrops(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Start picture")
        self.setAccessibleDescription("Drop or paste a picture here to start from it.")
        self._thumbnail = QLabel()
        self._thumbnail.setFixedSize(THUMBNAIL, THUMBNAIL)
        self._thumbnail.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._hint = text_label(look="muted", wrap=True)
        self.browse = QPushButton("Browse…")
        self.browse.setProperty("look", "small")
        self.browse.setAccessibleName("Browse for a start picture")
        self.browse.clicked.connect(self._open_dialog)
        self.clear = icon_button(theme, "x", "Take the start picture away", flat=True)
        self.clear.clicked.connect(workspace.starts.take_away)
        self._theme = theme
        self._lay_out()
        self._bind()

    def _lay_out(self) -> None:
        line = QHBoxLayout(self)
        line.setContentsMargins(SPACE["small"], SPACE["hair"], SPACE["small"], SPACE["hair"])
        line.setSpacing(SPACE["snug"])
        line.addWidget(self._thumbnail)
        line.addWidget(self._hint, 1)
        line.addWidget(self.browse)
        line.addWidget(self.clear)

    def _bind(self) -> None:
        bind.follow(self, self._workspace.draft.events.start, self._update)
        bind.follow(self, self._workspace.readiness_changed, self._update)
        bind.follow(self, self._workspace.model_changed, self._update)
        bind.follow(self, self._theme.changed, self._update)
        self._images.arrived.connect(self._update)
        self._update()

    def _update(self) -> None:
        given = self._given is not None
        self.browse.setVisible(not given)
        self.clear.setVisible(given)
        self._hint.setText(self._told())
        self._thumbnail.setPixmap(self._picture())

    @property
    def _given(self) -> StartPicture | None:
        start = self._workspace.draft.start
        return start if isinstance(start, StartPicture) else None

    def _told(self) -> str:
        start, can = self._given, self._workspace.capabilities
        if start is None:
            return "Drop or paste one"
        usable = can is None or "image" in can.modes
        return start.name if usable else f"{start.name}: this model cannot start from a picture"

    def _picture(self) -> QPixmap:
        start, ratio = self._given, self.devicePixelRatioF()
        path = None if start is None else self._workspace.blob(start.sha256)
        side = round(THUMBNAIL * ratio)
        image = None if path is None else self._images.get(path, QSize(side, side))
        if image is None or image.isNull():
            return self._theme.icon("image").pixmap(20, 20)
        pixmap = QPixmap.fromImage(image)
        pixmap.setDevicePixelRatio(ratio)
        return pixmap

    def _open_dialog(self) -> None:
        dialog = QFileDialog(self.window(), "Choose a start picture", "", FILTER)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setModal(False)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self._chosen)
        dialog.show()

    def _chosen(self, path: str) -> None:
        self._workspace.tasks.start(self._workspace.intake.start_from(Path(path)), "start picture")

    def arm(self, armed: bool) -> None:
        """Show that what is being dragged can be dropped."""
        self.setProperty("armed", armed)
        self.style().polish(self)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasImage() or event.mimeData().hasUrls():
            self.arm(True)
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.arm(False)

    def dropEvent(self, event: QDropEvent) -> None:
        self.arm(False)
        if self._take(event.mimeData()):
            event.acceptProposedAction()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Paste):
            self._take(QApplication.clipboard().mimeData())
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self._workspace.starts.take_away()
        else:
            super().keyPressEvent(event)
