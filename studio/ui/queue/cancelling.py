"""The menu that asks what to cancel: this, the rest, or everything. It costs the first paint nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QWidget

from studio.workspace.queue_entry import Entry

_MOST_PROMPT = 40
"""characters of a prompt in an entry"""


def cancel_menu(choices: Sequence[tuple[str, Callable[[], object]]], place: QWidget) -> QMenu:
    """From (title, what it does)."""
    menu = popup_menu("Cancel", place)
    for title, act in choices:
        menu.addAction(title, act)
    return menu


def running_title(entry: Entry) -> str:
    prompt = " ".join(entry.prompt.split())
    short = prompt if len(prompt) <= _MOST_PROMPT else prompt[: _MOST_PROMPT - 1] + "…"
    return f"This: {short}".replace("&", "&&")


def popup_menu(title: str, parent: QWidget) -> QMenu:
    """It goes when it is closed."""
    menu = QMenu(title, parent)
    menu.setAccessibleName(title)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    return menu
