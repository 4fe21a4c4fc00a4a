"""Ties the workspace's announcements to widgets, for as long as the widget lives."""

from __future__ import annotations

from collections.abc import Callable

from psygnal import SignalGroup, SignalInstance
from PySide6.QtCore import QObject, QSignalBlocker, QTimer
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QSlider, QSpinBox, QToolButton

Slot = Callable[[], object]


def follow(owner: QObject, signal: SignalInstance | SignalGroup, slot: Slot) -> None:
    """Call `slot` without arguments on every emission until `owner` is destroyed."""

    def call() -> None:
        slot()

    signal.connect(call, max_args=0)  # said, or it looks at the signature: half a millisecond each time
    owner.destroyed.connect(lambda: signal.disconnect(call, missing_ok=True))  # pyright: ignore[reportUnknownLambdaType, reportUnknownMemberType]


def hear(owner: QObject, signal: SignalInstance | SignalGroup, slot: Callable[..., object]) -> None:
    """As `follow`, with everything that the signal says."""

    def call(*said: object) -> None:
        slot(*said)

    signal.connect(call)
    owner.destroyed.connect(lambda: signal.disconnect(call, missing_ok=True))  # pyright: ignore[reportUnknownLambdaType, reportUnknownMemberType]


def show(owner: QObject, signal: SignalInstance | SignalGroup, slot: Slot) -> None:
    """As `follow`, and once now."""
    follow(owner, signal, slot)
    slot()


class Coalesced(QObject):
    """Many calls, one `slot` call at most every `interval` milliseconds; none is left out at the end."""

    def __init__(self, parent: QObject, slot: Slot, interval: int = 33) -> None:
        super().__init__(parent)
        self._timer = QTimer(self, singleShot=True, interval=interval)
        self._timer.timeout.connect(slot)

    def __call__(self) -> None:
        if not self._timer.isActive():
            self._timer.start()


def clearable(edit: QLineEdit) -> None:
    """Give `edit` the button that empties it; Qt leaves that without a name for assistive technology."""
    edit.setClearButtonEnabled(True)
    for button in edit.findChildren(QToolButton):
        if not button.text():
            button.setAccessibleName("Clear")


def set_text(edit: QPlainTextEdit | QLineEdit, text: str) -> None:
    """Show `text`; an edit that shows it already keeps its cursor and its undo history."""
    match edit:
        case QPlainTextEdit():
            if edit.toPlainText() != text:
                with QSignalBlocker(edit):
                    edit.setPlainText(text)
        case QLineEdit():
            if edit.text() != text:
                with QSignalBlocker(edit):
                    edit.setText(text)


def set_whole(widget: QSpinBox | QSlider, value: int) -> None:
    if widget.value() != value:
        with QSignalBlocker(widget):
            widget.setValue(value)
