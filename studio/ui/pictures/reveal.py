"""Shows a file in the system's file manager."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QProcess, QUrl
from PySide6.QtGui import QDesktopServices

_SERVICE = "org.freedesktop.FileManager1"
_OBJECT = "/org/freedesktop/FileManager1"


def reveal(path: Path) -> bool:
    """The file chosen in its folder where the system can do that, else the folder; whether anything could be opened."""
    if not path.exists():
        return False
    if sys.platform == "darwin":
        return _started("open", ["-R", str(path)])
    if sys.platform == "win32":
        return _started("explorer", [f"/select,{path}"])
    return _show_items(path) or QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.parent)))


def _started(program: str, arguments: list[str]) -> bool:
    process = QProcess()
    process.setProgram(program)
    process.setArguments(arguments)
    return bool(process.startDetached()[0])


def _show_items(path: Path) -> bool:
    """Through the interface that the desktops' file managers share; False where none answers to it."""
    try:
        from PySide6.QtDBus import QDBusConnection, QDBusMessage
    except ImportError:  # a Qt that was built without it
        return False
    bus = QDBusConnection.sessionBus()
    if not bus.isConnected() or not _is_there(bus):
        return False
    message = QDBusMessage.createMethodCall(_SERVICE, _OBJECT, _SERVICE, "ShowItems")
    message.setArguments([[QUrl.fromLocalFile(str(path)).toString()], ""])
    return bus.send(message)


def _is_there(bus: object) -> bool:
    from PySide6.QtDBus import QDBusConnection

    assert isinstance(bus, QDBusConnection)
    return bool(bus.interface().isServiceRegistered(_SERVICE).value())
