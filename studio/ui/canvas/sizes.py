"""Names the shape and the size beside the title, and offers the other sizes of that shape."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QSizePolicy, QToolButton

from studio.ui import bind
from studio.ui.theme import Theme
from studio.workspace.size import SizeChoice

_ROOM = 9
"""characters of a size that stand beside the name of its shape"""


class SizesButton(QToolButton):
    """Opens its menu itself: a menu that belongs to a button holds the loop while it is open."""

    def __init__(self, size: SizeChoice, theme: Theme) -> None:
        super().__init__()
        self._size = size
        self._theme = theme
        self.sizes = QMenu("Sizes of this shape", self)
        self.sizes.setAccessibleName("Sizes of this shape")
        self.setProperty("look", "menu")
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # the chevron stands at the end
        self.setIconSize(QSize(14, 14))
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.clicked.connect(self.open)
        bind.follow(self, theme.changed, self._update)
        bind.show(self, size.changed, self._update)

    def open(self) -> None:
        """List the sizes beneath the button."""
        self.sizes.clear()
        for width, height in self._size.sizes():
            action = QAction(f"{width} × {height} px", self.sizes, checkable=True)
            action.setChecked((width, height) == (self._size.width, self._size.height))
            action.triggered.connect(partial(self._size.use, width, height))
            self.sizes.addAction(action)
        self.sizes.popup(self.mapToGlobal(QPoint(0, self.height())))

    def _update(self) -> None:
        size = self._size
        name = "Made at" if size.fit is not None else "Free size" if size.shape is None else size.shape.name
        numbers = f"{size.width} × {size.height}"
        if size.fit is not None:
            self.setText(f"{name} {numbers}")
        else:  # the shape is seen beneath; large numbers need its room
            self.setText(numbers if len(numbers) > _ROOM else f"{name}, {numbers}")
        self.setIcon(self._theme.icon("chevron-down", self._theme.palette.muted))
        self.setAccessibleName(f"Other sizes of this shape; now {size.width} by {size.height} pixels")
        self.setEnabled(len(size.sizes()) > 1)
