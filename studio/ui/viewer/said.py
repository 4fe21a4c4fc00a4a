"""What is said in place of a picture, or over it: not made yet, failed, deleted, missing, rejected."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QToolButton, QVBoxLayout, QWidget

from studio.ui.problem import text_label
from studio.ui.theme import SPACE


class InPlace(QWidget):
    """A message in the middle of the ground, its remedy beneath, and a button where one helps."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.message = text_label(look="title", wrap=True)
        self.remedy = text_label(look="muted", wrap=True)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(SPACE["loose"], 0, SPACE["loose"], 0)
        self._column.setSpacing(SPACE["snug"])
        for label in (self.message, self.remedy):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            self._column.addWidget(label)
        self._buttons: list[QToolButton] = []

    def add_button(self, button: QToolButton) -> None:
        """One that helps with some of the messages."""
        self._buttons.append(button)
        self._column.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)

    def say(self, message: str, remedy: str, button: QToolButton | None = None) -> None:
        """With one of the buttons, or none."""
        self.message.setText(message)
        self.remedy.setText(remedy)
        self.remedy.setVisible(bool(remedy))
        for one in self._buttons:
            one.setVisible(one is button)
        self.show()


class Badge(QFrame):
    """A word in the corner of the picture, over any content."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("look", "badge")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._label = QLabel()
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        line = QVBoxLayout(self)
        line.setContentsMargins(SPACE["snug"], SPACE["hair"], SPACE["snug"], SPACE["hair"])
        line.addWidget(self._label)
        self.hide()

    @property
    def text(self) -> str:
        return self._label.text()

    def say(self, text: str) -> None:
        self._label.setText(text)
        self.setVisible(bool(text))
        self.adjustSize()
        self.raise_()
