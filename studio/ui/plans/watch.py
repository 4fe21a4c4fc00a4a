"""Tells when a file was saved, whichever way the program writes that saves it."""

from __future__ import annotations

import contextlib
from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal

_QUIET = 250
"""milliseconds without news after which a file counts as saved: many programs write in several steps"""
Stamp = tuple[int, int, int]


class Watch(QObject):
    """`saved` tells that the content of the watched file is another, or that the file is there again."""

    saved = Signal()
    around = Signal()
    """something else came, went or was renamed in its folder: perhaps what the file names"""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._path: Path | None = None
        self._stamp: Stamp | None = None
        self._system = QFileSystemWatcher(self)
        self._quiet = QTimer(self, singleShot=True, interval=_QUIET)
        self._system.fileChanged.connect(self._quiet.start)
        self._system.directoryChanged.connect(self._quiet.start)
        self._quiet.timeout.connect(self._look)

    def watch(self, path: Path | None) -> None:
        """This file and no other; None for none."""
        if path == self._path:
            return
        if watched := [*self._system.files(), *self._system.directories()]:
            self._system.removePaths(watched)
        self._path = path
        self._quiet.stop()
        if path is not None:
            self._system.addPath(str(path.parent))
            self._hold(path)
            self._stamp = _stamp(path)

    def _hold(self, path: Path) -> None:
        """A file that is replaced by another of its name is lost to the system's watcher."""
        if str(path) not in self._system.files() and path.exists():
            self._system.addPath(str(path))

    def _look(self) -> None:
        if self._path is None:
            return
        self._hold(self._path)
        stamp = _stamp(self._path)
        if stamp == self._stamp:
            self.around.emit()
        elif stamp is not None:
            self._stamp = stamp
            self.saved.emit()


def _stamp(path: Path) -> Stamp | None:
    with contextlib.suppress(OSError):
        known = path.stat()
        return known.st_mtime_ns, known.st_size, known.st_ino
    return None
