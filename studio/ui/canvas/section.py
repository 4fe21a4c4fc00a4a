"""A labelled part of the canvas, with room for its problem beneath."""

from __future__ import annotations

from PySide6.QtWidgets import QAbstractSpinBox, QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from studio.ui import bind
from studio.ui.icons import Icon
from studio.ui.problem import text_label
from studio.ui.theme import SPACE, Theme


def section(title: str, control: QWidget, *below: QWidget) -> QVBoxLayout:
    """`title` names `control` for assistive technology unless it has a name of its own."""
    label = text_label(title, "label")
    label.setBuddy(control)
    if not control.accessibleName():
        control.setAccessibleName(title)
    column = QVBoxLayout()
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(SPACE["small"])
    for widget in (label, control, *below):
        column.addWidget(widget)
    column.addStretch(1)
    return column


def row(*widgets: QWidget, spacing: int = SPACE["snug"]) -> QWidget:
    """Widgets side by side."""
    holder = QWidget()
    line = QHBoxLayout(holder)
    line.setContentsMargins(0, 0, 0, 0)
    line.setSpacing(spacing)
    for widget in widgets:
        line.addWidget(widget)
    return holder


def icon_button(theme: Theme, icon: Icon, name: str, *, checkable: bool = False, flat: bool = False) -> QToolButton:
    """A small button that shows an icon and says its name."""
    button = QToolButton()
    button.setAccessibleName(name)
    button.setToolTip(name)
    button.setCheckable(checkable)
    if flat:
        button.setProperty("look", "flat")
    bind.show(button, theme.changed, lambda: button.setIcon(theme.icon(icon)))
    return button


def indent(box: QAbstractSpinBox) -> None:
    """Set the text in as other fields do: style sheets do not reach the edit inside a spin box."""
    box.lineEdit().setTextMargins(SPACE["snug"] - 2, 0, 0, 0)
