"""One control for each kind of setting: shows the value, hands on what the user chooses."""

from __future__ import annotations

from collections.abc import Callable
from functools import singledispatch
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from studio.settings import (
    ChoiceSetting,
    FoldersSetting,
    ModelSetting,
    PathSetting,
    Setting,
    SwitchSetting,
    TextSetting,
    Value,
    WholeSetting,
)
from studio.ui import bind
from studio.ui.theme import SPACE
from studio.workspace.workspace import Workspace

_WIDTH = 300
_FOLDERS_HEIGHT = 84


class Field(QWidget):
    """`chosen` tells what the user entered, as the control has it; the table judges it."""

    chosen = Signal(object)

    def __init__(self, title: str) -> None:
        super().__init__()
        self.line = QHBoxLayout(self)
        self.line.setContentsMargins(0, 0, 0, 0)
        self.line.setSpacing(SPACE["snug"])
        self._narrow = False
        self.setFixedWidth(_WIDTH)
        self.title = title
        self.show_value: Callable[[Any], object] = lambda _value: None

    @property
    def narrow(self) -> bool:
        """Whether it has to do with less than its usual width."""
        return self._narrow

    @narrow.setter
    def narrow(self, narrow: bool) -> None:
        self._narrow = narrow
        self.setMinimumWidth(0 if narrow else _WIDTH)

    def take(self, control: QWidget) -> None:
        """`control` is what the keyboard goes to."""
        control.setAccessibleName(self.title)
        control.setAccessibleDescription(self.title)  # some systems call a list of choices by what is chosen
        self.line.addWidget(control, 1)
        self.setFocusProxy(control)


@singledispatch
def field_of(setting: Setting[Any], workspace: Workspace) -> Field:
    """The control for a setting of this kind."""
    raise TypeError(f"no control for {type(setting).__name__}")


@field_of.register
def _(setting: TextSetting, workspace: Workspace) -> Field:
    field, edit = Field(setting.title), QLineEdit()
    edit.editingFinished.connect(lambda: field.chosen.emit(edit.text()))
    field.take(edit)
    field.show_value = lambda value: bind.set_text(edit, value)
    return field


@field_of.register
def _(setting: PathSetting, workspace: Workspace) -> Field:
    field, edit = Field(setting.title), QLineEdit()
    bind.clearable(edit)
    edit.setPlaceholderText("The usual one")
    edit.editingFinished.connect(lambda: field.chosen.emit(edit.text()))
    browse = QPushButton("Browse…")
    browse.setAccessibleName(f"Browse for {setting.title}")
    browse.clicked.connect(lambda: _ask(field, QFileDialog.FileMode.ExistingFile, field.chosen.emit))
    field.take(edit)
    field.line.addWidget(browse)
    field.show_value = lambda value: bind.set_text(edit, value)
    return field


@field_of.register
def _(setting: ModelSetting, workspace: Workspace) -> Field:
    """The models that are there; one that is not stays named."""
    field, box = Field(setting.title), QComboBox()

    def fill(value: str) -> None:
        box.clear()
        for model in workspace.models:
            box.addItem(model.name, model.ref.id)
        if box.findData(value) < 0:
            box.addItem(f"{value} (not installed)" if workspace.models else value, value)
        box.setCurrentIndex(box.findData(value))

    box.activated.connect(lambda: field.chosen.emit(box.currentData()))
    field.take(box)
    field.show_value = fill
    return field


@field_of.register
def _(setting: ChoiceSetting, workspace: Workspace) -> Field:
    field, box = Field(setting.title), QComboBox()
    for choice in setting.choices:
        box.addItem(choice.capitalize(), choice)
    box.activated.connect(lambda: field.chosen.emit(box.currentData()))
    field.take(box)
    field.show_value = lambda value: box.setCurrentIndex(box.findData(value))
    return field


@field_of.register
def _(setting: WholeSetting, workspace: Workspace) -> Field:
    field, box = Field(setting.title), QSpinBox()
    box.setRange(setting.least, setting.most)
    box.setSingleStep(setting.step)
    box.setKeyboardTracking(False)
    box.setSuffix(setting.unit and f" {setting.unit}")
    box.setFixedWidth(110)
    box.lineEdit().setTextMargins(SPACE["snug"] - SPACE["hair"], 0, 0, 0)
    box.valueChanged.connect(field.chosen.emit)
    field.take(box)
    field.line.addStretch(100)
    field.show_value = lambda value: bind.set_whole(box, value)
    return field


@field_of.register
def _(setting: SwitchSetting, workspace: Workspace) -> Field:
    field, box = Field(setting.title), QCheckBox("On")
    box.clicked.connect(lambda: field.chosen.emit(box.isChecked()))
    field.take(box)

    def show(value: bool) -> None:
        box.setChecked(value)
        box.setText("On" if value else "Off")

    field.show_value = show
    return field


@field_of.register
def _(setting: FoldersSetting, workspace: Workspace) -> Field:
    field, chosen = Field(setting.title), QListWidget()
    chosen.setFixedHeight(_FOLDERS_HEIGHT)
    chosen.setAccessibleName(setting.title)
    add, remove = QPushButton("Add…"), QPushButton("Remove")
    add.setAccessibleName(f"Add to {setting.title}")
    remove.setAccessibleName(f"Remove from {setting.title}")

    def folders() -> list[str]:
        return [chosen.item(row).text() for row in range(chosen.count())]

    def taken_out() -> None:
        gone = chosen.currentRow()
        field.chosen.emit([folder for row, folder in enumerate(folders()) if row != gone])

    def fill(value: tuple[str, ...]) -> None:
        chosen.clear()
        chosen.addItems(list(value))
        remove.setEnabled(bool(value))

    add.clicked.connect(
        lambda: _ask(field, QFileDialog.FileMode.Directory, lambda path: field.chosen.emit([*folders(), path]))
    )
    remove.clicked.connect(taken_out)
    buttons = QHBoxLayout()
    buttons.addWidget(add)
    buttons.addWidget(remove)
    buttons.addStretch(1)
    column = QVBoxLayout()
    column.setSpacing(SPACE["snug"])
    column.addWidget(chosen)
    column.addLayout(buttons)
    field.line.addLayout(column)
    field.setFocusProxy(chosen)
    field.show_value = fill
    return field


def _ask(parent: QWidget, mode: QFileDialog.FileMode, take: Callable[[str], object]) -> None:
    """The system's own dialog; it does not hold up the window."""
    dialog = QFileDialog(parent, "Choose a folder" if mode == QFileDialog.FileMode.Directory else "Choose a program")
    dialog.setFileMode(mode)
    dialog.setDirectory(str(Path.home()))
    dialog.fileSelected.connect(take)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()


def is_shown(setting: Setting[Any]) -> bool:
    """Whether there is a control for it; the others are changed elsewhere in the window."""
    return field_of.dispatch(type(setting)) is not field_of.dispatch(object)


def shown_text(value: Value) -> str:
    """A value in words, for saying what the usual one is."""
    match value:
        case bool():
            return "on" if value else "off"
        case tuple():
            return ", ".join(value) or "none"
        case _:
            return str(value) or "blank"
