"""A button that shows one key of a command, and takes the key that is pressed after it was activated."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QPushButton

from studio.errors import SettingError
from studio.ui.shortcuts.actions import native
from studio.workspace.keys import spelled

_MODIFIERS = frozenset(
    {Qt.Key.Key_Control, Qt.Key.Key_Shift, Qt.Key.Key_Alt, Qt.Key.Key_Meta, Qt.Key.Key_AltGr, Qt.Key.Key_unknown}
)
_LAST_LETTER = 0x5A


class KeyButton(QPushButton):
    """Activated, it waits for a key: Escape leaves everything as it is, Backspace takes the key away."""

    pressed_key = Signal(str)
    """the new key, as workspace/keys.py spells it; blank for none"""
    waiting_changed = Signal(bool)

    def __init__(self, keys: str, title: str) -> None:
        super().__init__()
        self.keys = keys
        self._waiting = False
        self._name = f"Key of {title}: {native(keys)}" if keys else f"Add a key for {title}"
        self.setProperty("look", "key" if keys else "quiet")
        self.setAccessibleName(self._name)
        self.setToolTip("Change this key" if keys else "Add a key")
        self.clicked.connect(lambda: self._wait(True))
        self._wait(False)

    def event(self, event: QEvent) -> bool:
        """While it waits no key is for anybody else, Tab and shortcuts included."""
        if self._waiting and event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        if self._waiting and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            self._press(event)
            event.accept()
            return True
        return super().event(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._wait(False)
        super().focusOutEvent(event)

    def _wait(self, waiting: bool) -> None:
        self.setText("Press a key…" if waiting else native(self.keys) if self.keys else "+")
        if waiting != self._waiting:
            self._waiting = waiting
            self.waiting_changed.emit(waiting)

    def _press(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in _MODIFIERS or event.isAutoRepeat():
            return
        self._wait(False)
        if key == Qt.Key.Key_Escape:
            return
        if key == Qt.Key.Key_Backspace:
            self.pressed_key.emit("")
        elif text := pressed(event):
            self.pressed_key.emit(text)


def pressed(event: QKeyEvent) -> str:
    """The key with its modifiers in one spelling; blank for one that has no name."""
    held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    if _LAST_LETTER < event.key() < 0x1000000 or 0x20 < event.key() < 0x41:
        held &= ~Qt.KeyboardModifier.ShiftModifier  # it is in the sign already
    text = QKeySequence(event.key() | held.value).toString(QKeySequence.SequenceFormat.PortableText)
    try:
        return spelled(text)
    except SettingError:
        return ""
