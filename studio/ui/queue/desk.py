"""What all rows of the queue share, and where they tell what the mouse and the keyboard do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from studio.ui.images import Images
from studio.ui.theme import Theme
from studio.workspace.queue import Queue
from studio.workspace.queue_selection import QueueSelection
from studio.workspace.workspace import Workspace

if TYPE_CHECKING:
    from studio.ui.queue.pointer import Pointer


class QueueDesk(QObject):
    """`by_keyboard`: the keyboard was used last, so where it is must be seen."""

    hovered = Signal(object)
    """the row under the mouse"""
    left = Signal()
    focused = Signal(object)
    """the row that the keyboard came to or left"""
    edit_wanted = Signal(str)
    """a job"""

    def __init__(self, workspace: Workspace, theme: Theme, images: Images) -> None:
        super().__init__()
        self.workspace = workspace
        self.theme = theme
        self.images = images
        self.pointer: Pointer
        self.by_keyboard = False

    @property
    def queue(self) -> Queue:
        return self.workspace.queue

    @property
    def selection(self) -> QueueSelection:
        return self.workspace.queue.selection
