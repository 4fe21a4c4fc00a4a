"""Choosing a plan: the system's own dialog, and the plans that were opened before."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QPoint
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QMenu, QPushButton, QWidget

from studio.workspace.plans import SUFFIXES, Plans

_MOST_TITLE = 70
"""characters of a path in the menu"""


def ask_for_plan(parent: QWidget, beside: Path | None, take: Callable[[Path], object]) -> QFileDialog:
    """It does not hold up the window; `take` gets the file that was chosen, if one was."""
    dialog = QFileDialog(parent, "Choose a plan")
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    patterns = " ".join(f"*{suffix}" for suffix in SUFFIXES)
    dialog.setNameFilters([f"Plans ({patterns})", "All files (*)"])
    dialog.setDirectory(str(Path.home() if beside is None else beside.parent))

    def taken(name: str) -> None:
        take(Path(name))

    dialog.fileSelected.connect(taken)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    return dialog


class RecentButton(QPushButton):
    """Opens its menu itself: a menu that belongs to a button holds the loop while it is open."""

    def __init__(self, plans: Plans) -> None:
        super().__init__("Recent")
        self._plans = plans
        self.setAccessibleName("Recent plans")
        self.menu_of_plans = QMenu("Recent plans", self)
        self.menu_of_plans.setAccessibleName("Recent plans")
        self.clicked.connect(self.open)

    def open(self) -> None:
        """List them beneath the button, the last one first."""
        menu = self.menu_of_plans
        menu.clear()
        for path in self._plans.recent:
            action = QAction(shortened(path).replace("&", "&&"), menu)
            action.triggered.connect(partial(self._plans.open, Path(path)))
            menu.addAction(action)
        menu.popup(self.mapToGlobal(QPoint(0, self.height())))


def shortened(path: str, most: int = _MOST_TITLE) -> str:
    """The name, and as much of its folder as fits: the end of it, which tells more than the beginning."""
    name, folder = Path(path).name, str(Path(path).parent)
    room = most - len(name) - 3
    if room < 8:
        return name if len(name) <= most else f"{name[: most - 1]}…"
    return f"{name} · {folder if len(folder) <= room else '…' + folder[1 - room :]}"
