"""Pieces that the parts of the canvas are put together from: labelled sections, rows, small buttons, folds."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QAbstractSpinBox, QHBoxLayout, QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from studio.ui import bind
from studio.ui.icons import Icon
from studio.ui.problem import text_label
from studio.ui.theme import CONTROL, SPACE, Theme

_TITLE = 18
"""pixels of height at 100%, whatever stands beside a title"""


def section(title: str, control: QWidget, *below: QWidget, beside: QWidget | None = None) -> QVBoxLayout:
    """`title` names `control` for assistive technology unless it has a name; `beside` stands right of the title."""
    label = heading(title, control)
    column = QVBoxLayout()
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(SPACE["small"])
    column.addWidget(label if beside is None else row(label, beside))
    for widget in (control, *below):
        column.addWidget(widget)
    if beside is not None:
        beside.setFixedHeight(_TITLE)
        label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
    return column


def heading(title: str, control: QWidget) -> QLabel:
    """The title of a section, which names `control` for assistive technology unless that has a name."""
    label = text_label(title, "label")
    label.setFixedHeight(_TITLE)
    label.setBuddy(control)
    if not control.accessibleName():
        control.setAccessibleName(title)
    return label


def row(*widgets: QWidget, spacing: int = SPACE["snug"]) -> QWidget:
    """Widgets side by side."""
    holder = QWidget()
    line = QHBoxLayout(holder)
    line.setContentsMargins(0, 0, 0, 0)
    line.setSpacing(spacing)
    for widget in widgets:
        line.addWidget(widget)
    return holder


def let_see(part: QWidget, seen: bool) -> None:
    """Show or hide a part; one that has no place yet would be shown as a window of its own."""
    if part.parentWidget() is not None or not seen:
        part.setVisible(seen)


def icon_button(theme: Theme, icon: Icon, name: str, *, checkable: bool = False, flat: bool = False) -> QToolButton:
    """A small button that shows an icon and says its name."""
    button = QToolButton()
    button.setAccessibleName(name)
    button.setToolTip(name)
    button.setCheckable(checkable)
    button.setFixedSize(CONTROL, CONTROL)
    if flat:
        button.setProperty("look", "flat")
    bind.show(button, theme.changed, lambda: button.setIcon(theme.icon(icon)))
    return button


def indent(box: QAbstractSpinBox) -> None:
    """Set the text in as other fields do: style sheets do not reach the edit inside a spin box."""
    box.lineEdit().setTextMargins(SPACE["snug"] - 2, 0, 0, 0)


class _CalmWheel(QObject):
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Wheel and isinstance(watched, QWidget) and not watched.hasFocus():
            event.ignore()
            return True
        return False


def calm(control: QWidget) -> None:
    """The wheel scrolls the canvas and changes this value only while it has the keyboard."""
    control.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    control.installEventFilter(_CalmWheel(control))
