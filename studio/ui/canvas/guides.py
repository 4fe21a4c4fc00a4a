"""“Guided by”: the control images and references of the draft, and the ways to give more of them."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, Qt
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QFileDialog, QMenu, QPushButton, QVBoxLayout, QWidget

from studio.ui import bind
from studio.ui.canvas.guides_none import NothingToUse
from studio.ui.canvas.guides_row import GuideRow
from studio.ui.canvas.section import heading, let_see, row
from studio.ui.canvas.start import FILTER
from studio.ui.dropped import first_file, pixels
from studio.ui.images import Images
from studio.ui.problem import text_label
from studio.ui.theme import SPACE, Theme
from studio.workspace.guides import WHICH, Guide, Which
from studio.workspace.workspace import Workspace

_TITLES: dict[Which, str] = {"control": "Control image…", "reference": "Reference…"}
_MEANING: dict[Which, str] = {
    "control": "Hold the pictures to the edges, the pose or the depth of another",
    "reference": "Give the pictures the look of another",
}
_NO_PICTURE = "There is no picture in what was dropped or pasted."


class GuideFields(QWidget):
    """One quiet line while there are none; out of sight while the sketch draws."""

    def __init__(self, workspace: Workspace, theme: Theme, images: Images) -> None:
        super().__init__()
        self._workspace = workspace
        self._theme = theme
        self._images = images
        self.dialog: QFileDialog | None = None
        self.buttons = {which: GiveButton(which, self) for which in WHICH}
        self.rows: dict[Which, list[GuideRow]] = {which: [] for which in WHICH}
        self.said = text_label(look="danger", wrap=True)
        self._lay_out()
        bind.follow(self, workspace.draft.events.model, self._update)
        bind.show(self, workspace.guides.changed, self._update)

    def ask(self, which: Which, anchor: QWidget) -> None:
        """How the picture is to be given; or why none can be used, and what to do."""
        why = self._workspace.guides.possible(which)
        if why:
            NothingToUse(anchor, _MEANING[which], why, which, self._workspace).open()
            return
        menu = QMenu(_TITLES[which], anchor)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction("From a file…").triggered.connect(partial(self._ask_for_file, which))
        paste = menu.addAction("Paste")
        content = QGuiApplication.clipboard().mimeData()
        paste.setEnabled(content.hasImage() or content.hasUrls())
        paste.triggered.connect(lambda: self.take(which, QGuiApplication.clipboard().mimeData()))
        current = self._workspace.selection.current
        path = None if current is None else self._workspace.picks.path(current)
        mine = menu.addAction("The picture chosen in the grid")
        mine.setEnabled(path is not None)
        if path is not None:
            mine.triggered.connect(lambda: self._add(which, path))
        menu.popup(anchor.mapToGlobal(QPoint(0, anchor.height() + SPACE["hair"])))

    def take(self, which: Which, content: QMimeData) -> bool:
        """Use what was dropped or pasted; False if there is no picture in it."""
        picture = first_file(content) or pixels(content)
        if picture is None:
            self._workspace.problems.tell(_NO_PICTURE)
            return False
        self._add(which, picture)
        return True

    def _add(self, which: Which, picture: bytes | Path) -> None:
        self._workspace.tasks.start(self._workspace.guides.add(which, picture), f"add a {which}")

    def _lay_out(self) -> None:
        self.setAccessibleName("Guided by")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(SPACE["small"])
        title = heading("Guided by", self)
        line = row(title, *self.buttons.values(), spacing=SPACE["hair"])
        layout = line.layout()
        assert layout is not None
        layout.setAlignment(title, Qt.AlignmentFlag.AlignVCenter)
        title.setSizePolicy(title.sizePolicy().Policy.Expanding, title.sizePolicy().Policy.Fixed)
        self._column.addWidget(line)
        self._column.addWidget(self.said)

    def _update(self) -> None:
        let_see(self, not self._workspace.draft.drawn)
        for which in WHICH:
            self._show(which, self._workspace.guides.of(which))
        trouble = self._workspace.guides.trouble
        self.said.setVisible(trouble is not None)
        if trouble is not None:
            self.said.setText(f"{trouble.message} {trouble.remedy}".strip())

    def _show(self, which: Which, guides: tuple[Guide, ...]) -> None:
        rows = self.rows[which]
        while len(rows) > len(guides):
            gone = rows.pop()
            if (focus := QApplication.focusWidget()) is not None and gone.isAncestorOf(focus):
                self.buttons[which].setFocus()
            gone.hide()
            gone.deleteLater()
        while len(rows) < len(guides):
            made = GuideRow(which, len(rows), self._workspace, self._theme, self._images)
            self._column.insertWidget(self._place(which) + len(rows), made)
            rows.append(made)
        for one, guide in zip(rows, guides, strict=True):
            one.show_guide(guide)

    def _place(self, which: Which) -> int:
        """Of its first row: control images first, references after them."""
        return 1 if which == "control" else 1 + len(self.rows["control"])

    def _ask_for_file(self, which: Which) -> None:
        self.dialog = dialog = QFileDialog(self.window(), _TITLES[which].rstrip("…"), "", FILTER)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setModal(False)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(partial(self._chosen, which))
        dialog.destroyed.connect(partial(setattr, self, "dialog", None))
        dialog.show()

    def _chosen(self, which: Which, path: str) -> None:
        self._add(which, Path(path))


class GiveButton(QPushButton):
    """Asks for a picture; takes one that is dropped on it, or pasted while it has the keyboard."""

    def __init__(self, which: Which, fields: GuideFields) -> None:
        super().__init__(_TITLES[which])
        self._which: Which = which
        self._fields = fields
        self.setProperty("look", "beside")
        self.setToolTip(f"{_MEANING[which]}: choose, paste or drop a picture")
        self.setAccessibleName(_TITLES[which].rstrip("…"))
        self.setAccessibleDescription(_MEANING[which])
        self.setAcceptDrops(True)
        self.clicked.connect(lambda: fields.ask(which, self))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasImage() or event.mimeData().hasUrls():
            self._arm(True)
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._arm(False)

    def dropEvent(self, event: QDropEvent) -> None:
        self._arm(False)
        if self._fields.take(self._which, event.mimeData()):
            event.acceptProposedAction()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Paste):
            self._fields.take(self._which, QGuiApplication.clipboard().mimeData())
        else:
            super().keyPressEvent(event)

    def _arm(self, armed: bool) -> None:
        """Show that what is being dragged can be dropped."""
        self.setDown(armed)
