"""The light table: what all cells of a grid share, and where they tell what the mouse and the keyboard do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QMenu

from studio.ui.images import Images
from studio.ui.pictures.handling import Handling
from studio.ui.pictures.menus import picture_menu, set_menu
from studio.ui.theme import Theme
from studio.workspace.selection import Selection
from studio.workspace.sets import CellRef, PictureSet
from studio.workspace.workspace import Workspace

if TYPE_CHECKING:
    from studio.ui.grid.cell import CellView
    from studio.ui.grid.pointer import Pointer

_SETTLED = 120
"""milliseconds without another size, after which pictures are decoded for the one they have"""
_FRAME = 16
"""milliseconds between two frames of a picture that comes up"""


class LightTable(QObject):
    """`by_keyboard`: the keyboard was used last, so where it is must be seen.

    `ahead`: cells are bound that nobody sees yet.
    """

    hovered = Signal(object)
    """the cell under the mouse"""
    left = Signal()
    settled = Signal()
    focused = Signal(object)
    """the cell that the keyboard came to"""

    def __init__(self, workspace: Workspace, theme: Theme, images: Images, pictures: Handling) -> None:
        super().__init__()
        self.workspace = workspace
        self.theme = theme
        self.images = images
        self.pictures = pictures
        self.pointer: Pointer
        self.by_keyboard = False
        self.ahead = False
        self._settle = QTimer(self, singleShot=True, interval=_SETTLED)
        self._settle.timeout.connect(self.settled)
        self._fading: list[CellView] = []
        self._frames = QTimer(self, interval=_FRAME)
        self._frames.timeout.connect(self._next_frame)

    @property
    def selection(self) -> Selection:
        return self.workspace.selection

    def moves(self) -> bool:
        """Whether things may glide."""
        return self.theme.motion

    def resizing(self) -> bool:
        """Whether cells change their size right now, frame by frame."""
        return self._settle.isActive()

    def resize(self) -> None:
        """Cells change their size; `settled` follows when they have not for a moment."""
        self._settle.start()

    def menu_for(self, refs: Sequence[CellRef]) -> QMenu:
        return picture_menu(self.pictures, refs)

    def menu_of_set(self, shown: PictureSet) -> QMenu:
        return set_menu(self.pictures, shown)

    def hover(self, cell: CellView) -> None:
        self.hovered.emit(cell)

    def leave(self, cell: CellView) -> None:
        self.left.emit()

    def focus(self, cell: CellView) -> None:
        self.focused.emit(cell)

    def fade(self, cell: CellView) -> None:
        """Paint it until it has come up."""
        self._fading.append(cell)
        self._frames.start()

    def _next_frame(self) -> None:
        for cell in self._fading:
            cell.update()
        self._fading = [cell for cell in self._fading if cell.fading()]
        if not self._fading:
            self._frames.stop()
