"""Brings the viewer back to what it showed in the last session, as soon as the grid has that row again."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from studio.ui import bind
from studio.workspace.sets import CellRef
from studio.workspace.workspace import Workspace


class ViewingAgain(QObject):
    """Tries once now, and while the library is read; whatever the user does first ends it."""

    def __init__(self, parent: QObject, workspace: Workspace, show: Callable[[CellRef], object]) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._show = show
        self._wanted = workspace.view.current if workspace.view.viewing else None
        if self._wanted is None:
            return
        for signal in (workspace.grid.reset, workspace.grid.inserted, workspace.readiness_changed):
            bind.follow(self, signal, self._try)
        bind.follow(self, workspace.selection.changed, self._chosen)
        self._try()

    def _try(self) -> None:
        wanted = self._wanted
        if wanted is not None and self._workspace.grid.cell(wanted) is not None:
            self._wanted = None
            self._show(wanted)

    def _chosen(self) -> None:
        if self._workspace.selection.current not in (None, self._wanted):
            self._wanted = None
