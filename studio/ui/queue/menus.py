"""Menus of the queue: only what is possible now, each with its key."""

from __future__ import annotations

from PySide6.QtWidgets import QMenu, QWidget

from studio.ui.queue.cancelling import popup_menu
from studio.ui.queue.handling import QueueHandling


def row_menu(handling: QueueHandling, place: QWidget) -> QMenu:
    """For the rows that are meant."""
    menu = popup_menu("Jobs of the queue", place)
    actions, states, refs = handling.actions, handling.states(), handling.meant()
    waits = bool(states & {"waiting", "paused"})
    single = len(refs) == 1 and refs[0].kind == "job"
    if single and waits:
        menu.addAction(actions.action("job.edit"))
    if states & {"waiting", "paused", "running"}:
        menu.addAction(actions.action("job.pause"))
    if "failed" in states:
        menu.addAction(actions.action("job.retry"))
    if waits:
        menu.addAction("Begin at a time…", handling.start_later)
        menu.addSeparator()
        menu.addActions([actions.action(id) for id in ("job.first", "job.up", "job.down", "job.last")])
    menu.addSeparator()
    if single:
        menu.addAction(actions.action("job.show"))
    if states:
        menu.addAction(actions.action("job.duplicate"))
        menu.addSeparator()
        menu.addAction(actions.action("job.cancel"))
    if all(action.isSeparator() for action in menu.actions()):
        menu.addAction(actions.action("queue.filter"))
    return menu
