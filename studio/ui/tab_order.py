"""The order in which Tab walks: part by part, and inside each as it is put together, whatever was made when."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QWidget

_TAB = Qt.FocusPolicy.TabFocus


def walk(parts: Sequence[QWidget], here: QWidget | None, *, forward: bool) -> bool:
    """Give the keyboard to the stop after `here`, or before it, and show it; after the last comes the first.

    False if there is nowhere to go.
    """
    order = [widget for part in parts for widget in _shown(part)]
    if not forward:
        order.reverse()
    at = order.index(here) if here in order else -1
    found = next((widget for widget in (*order[at + 1 :], *order[: at + 1]) if _stops(widget)), None)
    if found is None:
        return False
    found.setFocus(Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason)
    _reveal(found)
    return True


def _shown(widget: QWidget) -> Iterator[QWidget]:
    """Itself, then everything in it that is in sight."""
    if widget.isVisible():
        yield widget
        for child in widget.children():
            if isinstance(child, QWidget) and not child.isWindow():
                yield from _shown(child)


def _stops(widget: QWidget) -> bool:
    return widget.focusPolicy() & _TAB == _TAB and widget.isEnabled() and widget.focusProxy() is None


def _reveal(widget: QWidget) -> None:
    around = widget.parentWidget()
    while around is not None:
        if isinstance(around, QScrollArea):
            around.ensureWidgetVisible(widget)
        around = around.parentWidget()
