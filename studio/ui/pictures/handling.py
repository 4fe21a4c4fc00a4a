"""What is done with pictures by mouse or menu: each step is one call, its errors go where the user sees them."""

from __future__ import annotations

from collections.abc import Coroutine, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QPoint, QStandardPaths, Qt
from PySide6.QtGui import QDrag, QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog, QWidget

from studio.recipe.recipe import Recipe
from studio.ui.images import WHOLE, Images
from studio.ui.pictures.clipboard import content, drag_picture, hot_spot
from studio.ui.pictures.more import MorePopover
from studio.ui.pictures.reveal import reveal
from studio.ui.shortcuts.actions import Actions
from studio.ui.theme import SPACE
from studio.ui.thumbnails import read_scaled
from studio.workspace.draft import Part
from studio.workspace.guides import Which
from studio.workspace.sets import CellRef, PictureSet
from studio.workspace.workspace import Workspace

_DRAG_AT_ONCE = 3 * 2**20
"""bytes of a file that is decoded while the drag begins; a larger one travels as a file alone"""


def can_resume(shown: PictureSet) -> bool:
    """Whether something is missing that can still be made."""
    return shown.state in ("failed", "cancelled") and any(cell.state in ("failed", "cancelled") for cell in shown.cells)


class Handling(QObject):
    """`refs` that hold no picture are left out."""

    def __init__(self, workspace: Workspace, images: Images, actions: Actions, place: QWidget) -> None:
        """`place` holds the pictures: menus belong to it."""
        super().__init__(place)
        self.place = place
        self.workspace = workspace
        self.actions = actions
        self._images = images
        self._folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation)
        self.popover: MorePopover | None = None
        self.dialog: QFileDialog | None = None

    def star(self, refs: Sequence[CellRef]) -> None:
        self._start(self.workspace.picks.star(refs), "star")

    def reject(self, refs: Sequence[CellRef]) -> None:
        self._start(self.workspace.picks.reject(refs), "reject")

    def delete(self, refs: Sequence[CellRef]) -> None:
        self._start(self.workspace.picks.delete(refs), "delete")

    def can_restore(self, _ref: CellRef) -> bool:
        """Whether undo would bring deleted pictures back: deleting was the last that was done."""
        label = self.workspace.undo.undo_label
        return label is not None and label.startswith("delete")

    def undo(self) -> None:
        self._start(self.workspace.undo.undo(), "undo")

    def redo(self) -> None:
        self._start(self.workspace.undo.redo(), "redo")

    def more_like(self, ref: CellRef, anchor: QWidget) -> None:
        """Ask how far it may go, beneath `anchor`."""
        self.popover = MorePopover(anchor.window(), self.workspace, ref, self._make_more)
        self.popover.destroyed.connect(partial(setattr, self, "popover", None))
        self.popover.show_at(anchor, QPoint(0, anchor.height() + SPACE["snug"]))

    def _make_more(self, ref: CellRef) -> None:
        self._start(self.workspace.picks.more_like(ref), "more like this")

    def another_seed(self, ref: CellRef) -> None:
        self._start(self.workspace.picks.another_seed(ref), "another seed")

    def vary(self, amount: float, ref: CellRef) -> None:
        self._start(self.workspace.picks.vary(ref, amount), "vary")

    def start_from(self, ref: CellRef) -> None:
        self._start(self.workspace.picks.start_from(ref), "start picture")

    def change_part(self, ref: CellRef) -> None:
        """Make it the start picture, and open it to paint a mask on."""
        self._start(self._change_part(ref), "change a part")

    async def _change_part(self, ref: CellRef) -> None:
        await self.workspace.picks.start_from(ref)
        self.actions.action("mask.open").trigger()

    def guide_by(self, which: Which, ref: CellRef) -> None:
        """Hold the next pictures to it, or give them its look."""
        path = self.workspace.picks.path(ref)
        if self.workspace.draft.drawn:
            self.workspace.problems.tell("The sketch draws from words alone. Choose a model to guide it by a picture.")
        elif path is not None:
            self._start(self.workspace.guides.add(which, path), f"use as {which}")

    def extend(self, ref: CellRef, anchor: QWidget) -> None:
        """Ask how far its sides may grow, over `anchor`."""
        cell = self.workspace.grid.cell(ref)
        path = self.workspace.picks.path(ref)
        if cell is not None and path is not None:
            recipe = None if cell.asset is None else cell.asset.recipe
            project = "" if cell.asset is None else cell.asset.project
            self._start(self._extend(path, recipe, project, anchor), "extend")

    async def _extend(self, path: Path, recipe: Recipe | None, project: str, anchor: QWidget) -> None:
        from studio.ui.extend.panel import ExtendPanel

        await self.workspace.extending.begin(path, path.name, recipe, project)
        ExtendPanel(anchor, self.workspace, self.actions.theme, self._images).open()

    def paint_over(self, ref: CellRef) -> None:
        self._start(self.workspace.picks.paint_over(ref), "paint over")

    def reuse(self, ref: CellRef, parts: frozenset[Part] | None = None) -> None:
        self._start(self.workspace.picks.reuse(ref, parts), "reuse")

    def reuse_set(self, job: str) -> None:
        self._start(self.workspace.reuse(job), "reuse")

    def make_again(self, job: str) -> None:
        self._start(self.workspace.picks.again(job), "make again")

    def resume(self, job: str) -> None:
        self._start(self.workspace.picks.resume(job), "make what is missing")

    def stop(self, job: str) -> None:
        self._start(self.workspace.picks.stop(job), "cancel")

    def paths(self, refs: Sequence[CellRef]) -> tuple[Path, ...]:
        found = (self.workspace.picks.path(ref) for ref in refs)
        return tuple(path for path in found if path is not None)

    def copy_pictures(self, refs: Sequence[CellRef]) -> None:
        """As files, and the first as pixels, which are decoded before the clipboard has either."""
        paths = self.paths(refs)
        if paths:
            self._images.ask(paths[0], WHOLE, partial(self._copied, paths))

    def _copied(self, paths: tuple[Path, ...], image: QImage) -> None:
        if image.isNull():
            message, remedy = self._images.trouble(paths[0])
            self.workspace.problems.tell(f"{message}, so it cannot be copied. {remedy}")
            return
        QGuiApplication.clipboard().setMimeData(content(paths, image))

    def copy_recipes(self, refs: Sequence[CellRef]) -> None:
        texts = [text for ref in refs if (text := self.workspace.picks.recipe_text(ref))]
        if texts:
            QGuiApplication.clipboard().setText("\n\n".join(texts))
        else:
            self.workspace.problems.tell("This picture has no recipe to copy: it was not made here.")

    def show_file(self, ref: CellRef) -> None:
        path = self.workspace.picks.path(ref)
        if path is not None and not reveal(path):
            self.workspace.problems.tell(f"No file manager could be opened. The file is {path}.")

    def save_copies(self, refs: Sequence[CellRef], parent: QWidget) -> None:
        """Ask where to, and copy when that is answered."""
        if not self.paths(refs):
            return
        self.dialog = QFileDialog(parent, "Save a copy in", self._folder)
        self.dialog.setFileMode(QFileDialog.FileMode.Directory)
        self.dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        self.dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptOpen)
        self.dialog.setLabelText(QFileDialog.DialogLabel.Accept, "Save here")
        self.dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.dialog.fileSelected.connect(partial(self._save_in, tuple(refs)))
        self.dialog.destroyed.connect(partial(setattr, self, "dialog", None))
        self.dialog.open()

    def _save_in(self, refs: tuple[CellRef, ...], folder: str) -> None:
        self._folder = folder
        self._start(self._save(refs, Path(folder)), "save a copy")

    async def _save(self, refs: tuple[CellRef, ...], folder: Path) -> None:
        saved = await self.workspace.picks.save_copies(refs, folder)
        what = f"“{saved[0].name}” is" if len(saved) == 1 else f"{len(saved)} copies are"
        self.workspace.problems.tell(f"{what} in {folder}.")

    def drag(self, source: QWidget, refs: Sequence[CellRef], image: QImage | None) -> None:
        """Take the pictures elsewhere. Qt has no drag without a loop of its own: the one place where a loop is nested.

        That loop serves this one's events too.
        """
        drag = self.drag_of(source, refs, image)
        if drag is not None:
            drag.exec(Qt.DropAction.CopyAction)

    def drag_of(self, source: QWidget, refs: Sequence[CellRef], image: QImage | None) -> QDrag | None:
        """What is carried: files, the first as pixels too; None where there is no picture."""
        paths = self.paths(refs)
        if not paths:
            return None
        drag = QDrag(source)
        drag.setMimeData(content(paths, self._pixels(paths[0])))
        if image is not None and not image.isNull():
            pixmap = drag_picture(image, len(paths), source.devicePixelRatioF())
            drag.setPixmap(pixmap)
            drag.setHotSpot(hot_spot(pixmap))
        return drag

    @staticmethod
    def _pixels(path: Path) -> QImage | None:
        try:
            small = path.stat().st_size <= _DRAG_AT_ONCE
        except OSError:
            return None
        return read_scaled(path, WHOLE) if small else None

    def _start(self, work: Coroutine[object, object, object], name: str) -> None:
        self.workspace.tasks.start(work, name)
