"""A control image large, beside the picture that it was made of; or a reference."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QLabel, QWidget

from studio.ui.canvas.popover import Popover
from studio.ui.canvas.segments import Segments
from studio.ui.elided import Elided
from studio.ui.images import Images
from studio.ui.theme import SPACE
from studio.workspace.draft_additions import ControlPicture
from studio.workspace.guides import Guide
from studio.workspace.workspace import Workspace

_SIDE = 320
"""pixels at 100%"""


class GuidePreview(Popover):
    """Where the control image was made here, a switch shows what it was made of."""

    def __init__(self, anchor: QWidget, guide: Guide, workspace: Workspace, images: Images) -> None:
        super().__init__(anchor, guide.name, _SIDE + 2 * SPACE["base"])
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._workspace = workspace
        self._images = images
        self._shown = guide.sha256
        photo = guide.photo if isinstance(guide, ControlPicture) else ""
        self._sides = (guide.sha256, photo)
        self.picture = QLabel()
        self.picture.setFixedSize(_SIDE, _SIDE)
        self.picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.picture.setAccessibleName(guide.name)
        name = Elided("muted")
        name.put(guide.name)
        self.switch = Segments(["Control image", "Picture"])
        self.switch.setAccessibleName("What is shown")
        self.switch.chosen.connect(self._turn)
        self.switch.show_choice(0)
        self.column.addWidget(self.picture)
        if photo:
            self.column.addWidget(self.switch)
        self.column.addWidget(name)
        self._images.arrived.connect(self._show)
        self._show()

    def _turn(self, side: int) -> None:
        self._shown = self._sides[side]
        self._show()

    def _show(self) -> None:
        path, ratio = self._workspace.blob(self._shown), self.anchor.devicePixelRatioF()
        side = round(_SIDE * ratio)
        image = None if path is None else self._images.get(path, QSize(side, side))
        if path is None:
            self.picture.setText("The picture is gone from the library. Give it again.")
        elif image is not None and not image.isNull():
            pixmap = QPixmap.fromImage(image)
            pixmap.setDevicePixelRatio(ratio)
            self.picture.setPixmap(pixmap)
            self.picture.setFixedHeight(round(pixmap.height() / ratio))
            self.fit()
