"""Models that other programs on this machine have: looked for when asked, used where they lie."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from studio.catalog.finding import Found
from studio.catalog.shelf import in_bytes
from studio.ui import bind
from studio.ui.announce import announce
from studio.ui.inspector.flow import Flow
from studio.ui.models.row import ModelRow, a_button, emptied, focus_named
from studio.ui.page import card_of
from studio.ui.problem import text_label
from studio.ui.theme import SPACE
from studio.workspace.model_shelf import ModelShelf
from studio.workspace.model_words import found_said

_WEIGHTS = "Models and LoRAs (*.safetensors)"
MOST_ROWS = 100
"""of what was found; who has more is told so"""


class OnThisMachine(QWidget):
    """Ways to models that are here already, and what was found."""

    def __init__(self, shelf: ModelShelf) -> None:
        super().__init__()
        self._shelf = shelf
        self.rows: list[ModelRow] = []
        self.folder = a_button("Add a folder…", "Add a folder with models or LoRAs you have", self._ask_folder)
        self.file = a_button("Add a file…", "Add a model or LoRA that is a single file", self._ask_file)
        self.look = a_button("Look in other programs", "Look for models of other programs", shelf.find)
        self.stop = a_button("Cancel", "Cancel looking for models of other programs", shelf.stop_finding)
        self.add_all = a_button("Add all", "Add all that can be used of other programs", shelf.use_found)
        buttons = QWidget()
        flow = Flow(SPACE["snug"])
        buttons.setLayout(flow)
        for button in (self.folder, self.file, self.look, self.stop, self.add_all):
            flow.addWidget(button)
        self.said = text_label("", "muted", wrap=True)
        self._content = QVBoxLayout()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE["base"])
        column.addWidget(buttons)
        column.addWidget(self.said)
        column.addLayout(self._content)
        bind.show(self, shelf.found_changed, self._show)

    def stack(self, narrow: bool) -> None:
        for row in self.rows:
            row.stack(narrow)

    def _show(self) -> None:
        shelf = self._shelf
        had = self.window().focusWidget() or self.window()
        name = had.accessibleName() if self.isAncestorOf(had) else ""
        self.look.setVisible(not shelf.finding)
        self.stop.setVisible(shelf.finding)
        new = sum(found.usable and not shelf.is_listed(found) for found in shelf.found or ())
        self.add_all.setVisible(not shelf.finding and new > 1)
        self.add_all.setText(f"Add all {new}")
        said = self._words()
        if said and said != self.said.text():
            announce(self, said, False)
        self.said.setText(said)
        self.said.setVisible(bool(said))
        emptied(self._content)
        self.rows = [_row(found, shelf) for found in (shelf.found or ())[:MOST_ROWS]]
        if self.rows:
            self._content.addWidget(card_of("Of other programs", self.rows))
        if name and not focus_named(self, name):
            (self.stop if shelf.finding else self.look).setFocus()

    def _words(self) -> str:
        shelf = self._shelf
        if shelf.finding:
            return "Looking where other programs keep their models…"
        if shelf.found is None:
            return ""
        if not shelf.found:
            return "No other program’s models were found in the usual places. Add their folder instead."
        usable = sum(found.usable for found in shelf.found)
        more = f" The first {MOST_ROWS} are shown." if len(shelf.found) > MOST_ROWS else ""
        return f"{len(shelf.found)} found, {usable} can be used where they lie; nothing is copied.{more}"

    def _ask_folder(self) -> None:
        dialog = self._dialog("Add a folder with models or LoRAs you have", QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.show()

    def _ask_file(self) -> None:
        dialog = self._dialog("Add a model or LoRA that is a single file", QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilter(_WEIGHTS)
        dialog.show()

    def _dialog(self, title: str, mode: QFileDialog.FileMode) -> QFileDialog:
        dialog = QFileDialog(self.window(), title)
        dialog.setFileMode(mode)
        dialog.setModal(False)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.use)
        return dialog

    def use(self, path: str | Path) -> None:
        self._shelf.use(Path(path))


def _row(found: Found, shelf: ModelShelf) -> ModelRow:
    lines = (
        (f"{found.problem} {found.remedy}".strip(), "danger"),
        (f"{found.tool} · {found_said(found)} · {in_bytes(found.bytes)}", "muted"),
        (str(found.path), "muted"),
    )
    listed = shelf.is_listed(found)
    use = a_button("Added" if listed else "Add", f"Add {found.name} of {found.path}", partial(shelf.use, found.path))
    use.setEnabled(not listed)
    return ModelRow(found.name, lines, (use,) if found.usable else ())


class AnyModel(QWidget):
    """Any other model of the hub, by its maker and name."""

    def __init__(self, shelf: ModelShelf) -> None:
        super().__init__()
        self._shelf = shelf
        self.field = QLineEdit()
        self.field.setPlaceholderText("maker/model")
        self.field.setAccessibleName("Another model of Hugging Face, as maker/model")
        bind.clearable(self.field)
        self.field.returnPressed.connect(self._begin)
        self.get = a_button("Get", "Get the model of this name", self._begin)
        self.get.setEnabled(False)
        self.field.textChanged.connect(self._typed)
        line = QHBoxLayout()
        line.setSpacing(SPACE["snug"])
        line.addWidget(self.field, 1)
        line.addWidget(self.get)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE["small"])
        column.addWidget(text_label("Another model of Hugging Face", "label"))
        column.addLayout(line)

    def _typed(self, text: str) -> None:
        self.get.setEnabled(text.strip().count("/") == 1)

    def _begin(self) -> None:
        name = self.field.text().strip()
        if self.get.isEnabled():
            self.field.clear()
            self._shelf.get(name)
