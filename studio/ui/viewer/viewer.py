"""The viewer: the current picture large, in place of the grid."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QImage, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QToolButton, QVBoxLayout, QWidget

from studio.ui import bind
from studio.ui.images import Images, Request, of_pixels
from studio.ui.shortcuts.actions import Actions
from studio.ui.theme import SPACE, Theme
from studio.ui.viewer.bar import Bar
from studio.ui.viewer.edges import SafeEdges
from studio.ui.viewer.originals import Original, Originals
from studio.ui.viewer.said import Badge, InPlace
from studio.ui.viewer.sheet import Sheet
from studio.ui.viewer.strip import MOST_DIGITS, THUMBNAIL, Strip
from studio.ui.viewer.zoom import percent
from studio.workspace.inspection import state_sentence
from studio.workspace.manner import seamless
from studio.workspace.sets import Cell, CellRef, CellState, PictureSet, Pixels, made_by
from studio.workspace.workspace import Workspace

_PATIENCE = 120
"""milliseconds for which the last picture stays while the next is read; then a small copy stands in"""


class Viewer(QWidget):
    """Shows what is current in the selection, while it is visible. `closed` asks for the grid again."""

    closed = Signal()

    def __init__(self, workspace: Workspace, theme: Theme, images: Images, actions: Actions) -> None:
        super().__init__()
        self.setObjectName("surround")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._workspace = workspace
        self._images = images
        self._actions = actions
        self.originals = Originals(self)
        self.bar = Bar(theme, actions)
        self.sheet = Sheet(theme)
        self._edges = SafeEdges(self.sheet, workspace)
        self.strip = Strip(theme, images)
        self.said = InPlace(self.sheet)
        self._again = self._again_button()
        undo, resume = actions.button("undo", text=True), actions.button("set.resume", text=True)
        self._remedies: dict[CellState, QToolButton] = {"deleted": undo, "failed": resume, "cancelled": resume}
        for button in (self._again, undo, resume):
            self.said.add_button(button)
        self.badge = Badge(self.sheet)
        self._ref: CellRef | None = None
        self._before: CellRef | None = None
        self._source: object = None
        """what lies on the sheet, or is on its way there"""
        self._asked: Request | None = None
        self._late = QTimer(self, singleShot=True, interval=_PATIENCE)
        self._lay_out()
        self._bind()
        self._bind_commands()

    def open(self, ref: CellRef) -> None:
        """This picture, chosen alone: what is done is done to what is seen."""
        self._workspace.selection.choose(ref)
        self._look()
        self.sheet.setFocus()

    def step(self, by: int) -> None:
        """To the next or last picture of the grid in reading order."""
        here = self._workspace.selection.current
        there = None if here is None else self._workspace.grid.step(here, 1 if by > 0 else -1)
        if there is not None:
            self._workspace.selection.choose(there)

    def flip(self) -> None:
        """To the picture that was seen before this one, and back: how two are compared."""
        if self._before is not None and self._workspace.grid.cell(self._before) is not None:
            self._workspace.selection.choose(self._before)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bar)
        column.addWidget(self.sheet, 1)
        column.addWidget(self.strip)
        self.badge.move(SPACE["base"], SPACE["base"])
        self.said.hide()
        self.sheet.installEventFilter(self)
        self.setFocusProxy(self.sheet)

    def _bind(self) -> None:
        space, later = self._workspace, bind.Coalesced(self, self._look)
        self._later = later
        bind.follow(self, space.selection.changed, self._look)
        for signal in (space.grid.moved, space.grid.reset, space.grid.inserted):
            bind.follow(self, signal, later)
        bind.hear(self, space.grid.cell_moved, self._cell_moved)
        self.originals.arrived.connect(self._arrived)
        self._images.arrived.connect(self._stand_in)
        self._late.timeout.connect(self._stand_in)
        self.sheet.moved.connect(self._say_zoom)
        self.strip.chosen.connect(self._jump)
        for digit in range(MOST_DIGITS):
            keys = QShortcut(QKeySequence(f"Alt+{digit + 1}"), self)
            keys.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            keys.activated.connect(partial(self._jump_to, digit))

    def _bind_commands(self) -> None:
        sheet = self.sheet
        for id, slot in (
            ("picture.next", partial(self.step, 1)),
            ("picture.previous", partial(self.step, -1)),
            ("picture.last", self.flip),
            ("zoom.in", partial(sheet.step, 1)),
            ("zoom.out", partial(sheet.step, -1)),
            ("zoom.fit", sheet.fit),
            ("zoom.actual", sheet.actual),
            ("viewer.tiled", sheet.toggle_tiled),
            ("viewer.close", self.closed.emit),
        ):
            self._actions.bind(id, slot, self)

    def _jump(self, index: int) -> None:
        if self._ref is not None:
            self._workspace.selection.choose(CellRef(job=self._ref.job, index=index))
            self.sheet.setFocus()

    def _jump_to(self, digit: int) -> None:
        if digit < len(self.strip.indexes):
            self._jump(self.strip.indexes[digit])

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._look()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._forget_request()
        self.originals.rest()
        if isinstance(self._source, Path) and self.originals.get(self._source) is None:
            self._source = None
            self.sheet.clear()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.sheet and event.type() == QEvent.Type.Resize:
            self._place_said()
        return super().eventFilter(watched, event)

    def _place_said(self) -> None:
        width = min(self.sheet.width(), 460)
        height = self.said.heightForWidth(width) if self.said.hasHeightForWidth() else self.said.sizeHint().height()
        self.said.setGeometry((self.sheet.width() - width) // 2, (self.sheet.height() - height) // 2, width, height)

    def _cell_moved(self, job: str, index: int) -> None:
        if self._ref is not None and job == self._ref.job:
            cell = self._workspace.grid.cell(CellRef(job=job, index=index))
            if cell is not None and isinstance(cell.image, Path):
                self._look_again_at(cell.image)
            self._later()

    def _look_again_at(self, path: Path) -> None:
        """A file that was missing may be back."""
        original = self.originals.get(path)
        if original is not None and original.trouble is not None:
            self.originals.forget(path)
            self._source = None

    def _look(self) -> None:
        """Show what is current; nothing while out of sight."""
        if not self.isVisible():
            return
        ref = self._workspace.selection.current
        shown = None if ref is None else self._workspace.grid.get(ref.job)
        if ref is None or shown is None or ref.index >= len(shown.cells):
            self._ref = self._source = None
            self.closed.emit()
            return
        if ref != self._ref:
            self._before, self._ref = self._ref, ref
        cell = shown.cells[ref.index]
        self._show_strip(shown, cell)
        self._show_picture(shown, cell)
        self._say(shown, cell)
        self._look_ahead(ref)

    def _show_strip(self, shown: PictureSet, cell: Cell) -> None:
        in_sight = self._workspace.grid.cells_of(shown)
        cells = in_sight if cell in in_sight else tuple(sorted((*in_sight, cell), key=lambda one: one.index))
        self.strip.show_set(shown, cells, cell.index)

    def _show_picture(self, shown: PictureSet, cell: Cell) -> None:
        if cell.image is self._source and self._source is not None:
            return
        self._forget_request()
        match cell.image:
            case Path() as path:
                self._show_file(path)
            case Pixels() as pixels:
                self._show_pixels(shown, cell, pixels)
            case None:
                self._source = None
                self.sheet.clear()
                if cell.state == "made":
                    self._workspace.grid.want((shown.id,))

    def _forget_request(self) -> None:
        self._late.stop()
        if self._asked is not None:
            self._asked.cancel()
            self._asked = None

    def _show_file(self, path: Path) -> None:
        """At once if it is read already; until then what is on the sheet stays, but not for long."""
        self._source = path
        original = self.originals.get(path)
        if original is None:
            self._late.start()
        else:
            self._put(original)

    def _put(self, original: Original) -> None:
        self._late.stop()
        if original.trouble is not None:
            self.sheet.clear()
        else:
            self.sheet.put(original.levels, original.width, original.height)

    def _show_pixels(self, shown: PictureSet, cell: Cell, pixels: Pixels) -> None:
        """A preview is small and shown at once; a whole picture is unpacked off the loop."""
        self._source = pixels
        if cell.state != "made":
            self._put_image(shown, soft=True, image=of_pixels(pixels, QSize(0, 0)))
            return
        self._asked = self._images.ask(pixels, QSize(0, 0), lambda image: self._put_image(shown, image=image))

    def _put_image(self, shown: PictureSet, *, image: QImage, soft: bool = False) -> None:
        if not image.isNull():
            size = (shown.facts.width, shown.facts.height) if soft else (image.width(), image.height())
            self.sheet.put((image,), *size, soft=soft)
            self._later()

    def _arrived(self, name: str) -> None:
        if isinstance(self._source, Path) and str(self._source) == name:
            original = self.originals.get(self._source)
            if original is not None:
                self._put(original)
                self._later()

    def _stand_in(self, name: str = "") -> None:
        """The small copy of the strip, while the picture is still being read."""
        path = self._source
        if not isinstance(path, Path) or self.originals.get(path) is not None or self._late.isActive():
            return
        if name and name != str(path):
            return
        cell = None if self._ref is None else self._workspace.grid.cell(self._ref)
        small = self._images.at_hand(path, THUMBNAIL)
        if cell is not None and small is not None and not small.isNull():
            known = cell.asset
            size = (small.width(), small.height()) if known is None else (known.width, known.height)
            self.sheet.put((small,), *size, soft=True)
            self._say_zoom()

    def _look_ahead(self, ref: CellRef) -> None:
        """Read this one, and both neighbours before they are asked for."""
        grid = self._workspace.grid
        after, before = grid.step(ref, 1), grid.step(ref, -1)
        self._actions.action("picture.next").setEnabled(after is not None)
        self._actions.action("picture.previous").setEnabled(before is not None)
        self._actions.action("picture.last").setEnabled(self._before is not None)
        near = [one for one in (ref, after, before) if one is not None]
        grid.want(tuple(dict.fromkeys(one.job for one in near)))
        images = [None if cell is None else cell.image for cell in map(grid.cell, near)]
        self.originals.want([image for image in images if isinstance(image, Path)])

    def _say(self, shown: PictureSet, cell: Cell) -> None:
        asset = cell.asset
        original = self.originals.get(cell.image) if isinstance(cell.image, Path) else None
        facts = shown.facts
        self.bar.say(
            f"{cell.index + 1} of {facts.count}  ·  {facts.prompt}",
            "  ·  ".join(filter(None, (_facts(shown, cell, original), made_by(facts), seamless(facts.tile)))),
            "none" if asset is None else asset.mark,
        )
        self._say_zoom()
        self._say_state(shown, cell, original)
        spoken = f"Picture {cell.index + 1} of {shown.facts.count}: {shown.facts.prompt[:200]}"
        self.sheet.setAccessibleName(spoken)
        self.sheet.setAccessibleDescription(f"{self.said.message.text()} {self.badge.text}".strip())

    def _say_state(self, shown: PictureSet, cell: Cell, original: Original | None) -> None:
        state = state_sentence(cell, shown)
        rejected = cell.asset is not None and cell.asset.mark == "rejected"
        trouble = None if original is None else original.trouble
        self.said.hide()
        self.badge.say("")
        if trouble is not None:
            self._say_instead(trouble.message, trouble.remedy, self._again)
        elif state and cell.image is None:
            message, _, remedy = state.partition(". ")
            self._say_instead(message.rstrip("."), remedy, self._remedies.get(cell.state))
        else:
            self.badge.say(state.rstrip(".") or ("Rejected" if rejected else ""))

    def _say_instead(self, message: str, remedy: str, button: QToolButton | None) -> None:
        self.said.say(message, remedy, button)
        self._place_said()

    def _again_button(self) -> QToolButton:
        button = QToolButton()
        button.setText("Look again")
        button.setAccessibleName("Look for the file again")
        button.clicked.connect(self._retry)
        return button

    def _retry(self) -> None:
        if isinstance(self._source, Path):
            self.originals.forget(self._source)
            self._images.forget(self._source)
            self._source = None
            self._look()

    def _say_zoom(self) -> None:
        frame = self.sheet.frame
        self.bar.say_zoom("" if self.sheet.blank else percent(frame.scale), fitted=frame.zoom is None)


def _facts(shown: PictureSet, cell: Cell, original: Original | None) -> str:
    """Its size, and that it is held smaller where it is."""
    if original is None or original.trouble is not None:
        asset = cell.asset
        width, height = (shown.facts.width, shown.facts.height) if asset is None else (asset.width, asset.height)
        return f"{width} × {height}"
    size = f"{original.width} × {original.height}"
    if not original.reduced:
        return size
    held = original.levels[0]
    return f"{size}  ·  very large, shown at {held.width()} × {held.height()}"
