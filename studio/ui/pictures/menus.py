"""Menus of pictures and of sets: only what is possible now, each with its key."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import get_args

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from studio.ui.pictures.handling import Handling, can_resume
from studio.workspace.draft import Part
from studio.workspace.sets import CellRef, PictureSet

PARTS: dict[Part, str] = {
    "prompt": "Prompt",
    "negative": "Negative prompt",
    "size": "Size",
    "seed": "Seed",
    "sampling": "Steps and guidance",
    "model": "Model",
    "additions": "LoRAs, control images and references",
    "start": "What it started from",
}
assert set(PARTS) == set(get_args(Part))

_LOOK = ("view", "star", "reject")
_MAKE = ("more", "vary.little", "vary.lot", "seed.another")
_USE = ("start.use", "mask.begin", "extend", "control.use", "reference.use")
_NOT_DRAWN = ("vary.little", "vary.lot")
_TAKE = ("picture.copy", "recipe.copy", "file.show", "copy.save")


def picture_menu(handling: Handling, refs: Sequence[CellRef]) -> QMenu:
    """For the chosen pictures; what is made of one alone goes by the current one."""
    menu = _menu("Pictures", handling.place)
    actions, grid = handling.actions, handling.workspace.grid
    cells = [cell for ref in refs if (cell := grid.cell(ref)) is not None]
    if any(cell.state == "made" for cell in cells):
        menu.addActions([actions.action(id) for id in _LOOK])
        menu.addSeparator()
        drawn = handling.workspace.picks.is_drawn(refs[0])
        menu.addActions([actions.action(id) for id in _MAKE if not (drawn and id in _NOT_DRAWN)])
        if drawn:
            menu.addAction(actions.action("paint.over"))
        menu.addSeparator()
        menu.addActions([actions.action(id) for id in _USE])
        menu.addSeparator()
    menu.addAction(actions.action("reuse"))
    if refs:
        menu.addMenu(parts_menu(handling, refs[0], menu))
    if any(cell.state == "made" for cell in cells):
        menu.addSeparator()
        menu.addActions([actions.action(id) for id in _TAKE])
        menu.addSeparator()
        menu.addAction(actions.action("note.edit"))
        menu.addAction(actions.action("delete"))
    if any(cell.state == "deleted" for cell in cells) and handling.can_restore(refs[0]):
        menu.addSeparator()
        menu.addAction(actions.action("undo"))
    shown = grid.get(refs[0].job) if refs else None
    if shown is not None:
        menu.addSeparator()
        menu.addMenu(set_menu(handling, shown, menu))
    return menu


def set_menu(handling: Handling, shown: PictureSet, parent: QMenu | None = None) -> QMenu:
    """For one set as a whole, whatever is chosen."""
    menu = _menu("This set", parent or handling.place)
    actions, job = handling.actions, shown.id
    if not shown.ended and shown.state != "stopping":
        _add(menu, "Cancel", actions.action("set.stop"), partial(handling.stop, job))
    if can_resume(shown):
        _add(menu, "Make what is missing", actions.action("set.resume"), partial(handling.resume, job))
    _add(menu, "Make again with new seeds", actions.action("set.again"), partial(handling.make_again, job))
    _add(menu, "Reuse the recipe", None, partial(handling.reuse_set, job))
    menu.addSeparator()
    selection = handling.workspace.selection
    _add(menu, "Choose the whole set", actions.action("select.set"), partial(selection.choose_set, job))
    made = [CellRef(job=job, index=cell.index) for cell in shown.cells if cell.state == "made"]
    if made:
        _add(menu, "Delete the whole set", None, partial(handling.delete, made))
    return menu


def parts_menu(handling: Handling, ref: CellRef, parent: QMenu | None = None) -> QMenu:
    """One part of the recipe at a time."""
    menu = _menu("Reuse parts", parent or handling.place)
    menu.setIcon(handling.actions.action("reuse.parts").icon())
    if parent is None:  # else the entry that opens it says so
        menu.addAction("Reuse only").setEnabled(False)
    for part, title in PARTS.items():
        menu.addAction(title, partial(handling.reuse, ref, frozenset({part})))
    return menu


def _menu(title: str, parent: QWidget) -> QMenu:
    """One that is no part of another goes when it is closed."""
    menu = QMenu(title, parent)
    menu.setAccessibleName(title)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, not isinstance(parent, QMenu))
    return menu


def _add(menu: QMenu, title: str, like: QAction | None, act: partial[None]) -> None:
    """An entry with the icon and the key of a command; the key is only shown, the command itself has it."""
    entry = menu.addAction(title, act)
    if like is not None:
        entry.setIcon(like.icon())
        if not like.shortcut().isEmpty():
            entry.setText(f"{title}\t{like.shortcut().toString(like.shortcut().SequenceFormat.NativeText)}")
