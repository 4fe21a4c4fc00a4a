"""Shows a message of the system's own when the window is not in front; nothing stays behind."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication, QSystemTrayIcon, QWidget

from studio.paths import resources_dir
from studio.workspace.notices import Message

_SHOWN = 10_000
"""milliseconds"""


class Notifier(QObject):
    """Marks `window` in the task bar, and where there is a tray that speaks, lets it say the message."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window

    def show(self, message: Message) -> None:
        QApplication.alert(self._window)
        if QSystemTrayIcon.isSystemTrayAvailable() and QSystemTrayIcon.supportsMessages():
            self._speak(message)

    def _speak(self, message: Message) -> None:
        icon = QIcon(str(resources_dir() / "app.svg"))
        tray = QSystemTrayIcon(icon, self)
        tray.setToolTip("Blink Studio")
        tray.messageClicked.connect(self._come_forward)
        tray.messageClicked.connect(tray.deleteLater)
        tray.show()
        tray.showMessage(message.title, message.text, icon, _SHOWN)
        QTimer.singleShot(_SHOWN, tray, tray.deleteLater)

    def _come_forward(self) -> None:
        self._window.showNormal() if self._window.isMinimized() else self._window.show()
        self._window.raise_()
        self._window.activateWindow()
