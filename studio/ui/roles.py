"""What hand-made widgets are to assistive technology, which knows the toolkit's own kinds by itself."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QAccessibleWidget, QWidget

Role = QAccessible.Role


class _Choosable(QAccessibleWidget):
    """One of several that can be chosen together."""

    def state(self) -> QAccessible.State:
        state, thing = super().state(), self.object()
        state.selectable = state.multiSelectable = True
        state.selected = bool(getattr(thing, "is_chosen", False))
        return state


@cache
def tell_roles() -> None:
    """From now on a widget whose class says `spoken_as`, a role, is told as that; with `is_chosen`, whether it is."""
    QAccessible.installFactory(_interface)


def _interface(_kind: str, thing: QObject) -> QAccessibleInterface | None:
    role = getattr(thing, "spoken_as", None)
    if role is None or not isinstance(thing, QWidget):
        return None
    kind = _Choosable if hasattr(thing, "is_chosen") else QAccessibleWidget
    return kind(thing, role)
