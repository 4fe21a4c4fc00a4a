"""Menus of the queue: only what is possible now, each with its key."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QWidget

from studio.ui.queue.handling import QueueHandling
from studio.workspace.queue_entry import Entry

_MOST_PROMPT = 40
"""characters of a prompt in an entry"""


def row_menu(handling: QueueHandling, place: QWidget) -> QMenu:
    """For the rows that are meant."""
    menu = _menu("Jobs of the queue", place)
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
        menu.addAction("Start later…", handling.start_later)
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


def cancel_menu(choices: Sequence[tuple[str, Callable[[], object]]], place: QWidget) -> QMenu:
    """From (title, what it does): this, the rest, all."""
    menu = _menu("Cancel", place)
    for title, act in choices:
        menu.addAction(title, act)
    return menu


def running_title(entry: Entry) -> str:
    prompt = " ".join(entry.prompt.split())
    short = prompt if len(prompt) <= _MOST_PROMPT else prompt[: _MOST_PROMPT - 1] + "…"
    return f"This: {short}".replace("&", "&&")


def _menu(title: str, parent: QWidget) -> QMenu:
    menu = QMenu(title, parent)
    menu.setAccessibleName(title)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    return menu
