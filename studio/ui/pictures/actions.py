"""The commands for pictures, bound once for grid and viewer: they mean what is chosen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from studio.ui import bind
from studio.ui.images import Images
from studio.ui.pictures.handling import Handling
from studio.ui.pictures.menus import parts_menu, picture_menu
from studio.ui.shortcuts.actions import Actions
from studio.ui.theme import SPACE
from studio.workspace.nearness import A_LITTLE, A_LOT
from studio.workspace.sets import CellRef
from studio.workspace.workspace import Workspace


class PictureActions(Handling):
    """Works while the keyboard is in `stage`, which holds grid and viewer."""

    opened = Signal(object)
    """CellRef: show it large"""
    note_wanted = Signal(object)
    """CellRef: the user wants to write a note on it"""

    def __init__(self, workspace: Workspace, actions: Actions, stage: QWidget, images: Images) -> None:
        super().__init__(workspace, images, actions, stage)
        self._stage = stage
        self._bind_many()
        self._bind_one()
        self._bind_set()
        bind.show(self, workspace.undo.changed, self._label_undo)

    def menu_for(self, refs: Sequence[CellRef]) -> QMenu:
        return picture_menu(self, refs)

    def chosen(self) -> tuple[CellRef, ...]:
        """What is meant: the chosen ones, or where the keyboard is if none is chosen."""
        selection = self.workspace.selection
        if selection.chosen:
            return selection.chosen
        return () if selection.current is None else (selection.current,)

    def current(self) -> CellRef | None:
        """The one that is meant where only one can be."""
        selection = self.workspace.selection
        return selection.current or next(iter(selection.chosen), None)

    def _bind_many(self) -> None:
        many: dict[str, Callable[[Sequence[CellRef]], None]] = {
            "star": self.star,
            "reject": self.reject,
            "delete": self.delete,
            "picture.copy": self.copy_pictures,
            "recipe.copy": self.copy_recipes,
            "copy.save": lambda refs: self.save_copies(refs, self._stage.window()),
        }
        for id, act in many.items():
            self._bind(id, lambda act=act: act(self.chosen()))
        self._bind("undo", self.undo)
        self._bind("redo", self.redo)

    def _bind_one(self) -> None:
        one: dict[str, Callable[[CellRef], None]] = {
            "view": self.opened.emit,
            "more": lambda ref: self.more_like(ref, self._anchor()),
            "seed.another": self.another_seed,
            "vary.little": partial(self.vary, A_LITTLE),
            "vary.lot": partial(self.vary, A_LOT),
            "start.use": self.start_from,
            "mask.begin": self.change_part,
            "control.use": partial(self.guide_by, "control"),
            "reference.use": partial(self.guide_by, "reference"),
            "extend": lambda ref: self.extend(ref, self._anchor()),
            "paint.over": self.paint_over,
            "reuse": self.reuse,
            "reuse.parts": self._pop_up_parts,
            "file.show": self.show_file,
            "note.edit": self.note_wanted.emit,
        }
        for id, act in one.items():
            self._bind(id, lambda act=act: self._with_current(act))

    def _bind_set(self) -> None:
        for id, act in {"set.again": self.make_again, "set.resume": self.resume, "set.stop": self.stop}.items():
            self._bind(id, lambda act=act: self._with_current(lambda ref: act(ref.job)))

    def _bind(self, id: str, slot: Callable[[], object]) -> None:
        self.actions.bind(id, slot, self._stage)

    def _with_current(self, act: Callable[[CellRef], object]) -> None:
        ref = self.current()
        if ref is not None:
            act(ref)

    def _anchor(self) -> QWidget:
        """What a popover stands beneath: what has the keyboard, if that is among the pictures."""
        focus = QApplication.focusWidget()
        return focus if focus is not None and self._stage.isAncestorOf(focus) else self._stage

    def _pop_up_parts(self, ref: CellRef) -> None:
        anchor = self._anchor()
        parts_menu(self, ref).popup(anchor.mapToGlobal(QPoint(0, anchor.height() + SPACE["snug"])))

    def _label_undo(self) -> None:
        undo = self.workspace.undo
        for id, title, label, can in (
            ("undo", "Undo", undo.undo_label, undo.can_undo),
            ("redo", "Redo", undo.redo_label, undo.redo_label is not None),
        ):
            self.actions.say(id, title if label is None else f"{title}: {label}")
            self.actions.action(id).setEnabled(can)
