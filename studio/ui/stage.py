"""The centre of the window: messages above, and beneath them the grid, the viewer, or a page in their place."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QStackedWidget, QVBoxLayout, QWidget

from studio.ui.problem import Banners
from studio.ui.shortcuts.actions import Actions

_LEAST_HEIGHT = 80
"""pixels: what is in sight gives way to messages, which can be dismissed, and to the queue"""
PageMaker = Callable[[], QWidget]


class Stage(QWidget):
    """Pages are made when they are first shown."""

    changed = Signal()
    """something else is in sight"""

    def __init__(self, grid: QWidget, banners: Banners, actions: Actions) -> None:
        super().__init__()
        self.setObjectName("surround")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.pictures = QStackedWidget()
        """grid and viewer: where the keys for pictures work"""
        self.pictures.addWidget(grid)
        self._pages = QStackedWidget()
        self._made: dict[str, QWidget] = {}
        self._makers: dict[str, PageMaker] = {}
        self._before: QWidget | None = None
        self._stack = QStackedWidget()
        self._stack.addWidget(self.pictures)
        self._stack.addWidget(self._pages)
        self._stack.setMinimumHeight(_LEAST_HEIGHT)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(banners)
        column.addWidget(self._stack, 1)
        actions.bind("page.close", self.close_page, self._pages)

    def add_page(self, name: str, make: PageMaker) -> None:
        self._makers[name] = make

    def page(self, name: str) -> QWidget:
        if name not in self._made:
            self._made[name] = self._makers[name]()
            self._pages.addWidget(self._made[name])
        return self._made[name]

    @property
    def shown_page(self) -> str | None:
        if self._stack.currentWidget() is not self._pages:
            return None
        return next((name for name, page in self._made.items() if page is self._pages.currentWidget()), None)

    def open_page(self, name: str) -> None:
        """Show the page; asked for again, go back. The keyboard goes with it, and back to where it was."""
        if self.shown_page == name:
            self.close_page()
            return
        if self.shown_page is None:
            self._before = self.window().focusWidget()
        self._pages.setCurrentWidget(self.page(name))
        self._stack.setCurrentWidget(self._pages)
        self.page(name).setFocus()
        self.changed.emit()

    def close_page(self) -> None:
        if self.shown_page is None:
            return
        self._stack.setCurrentWidget(self.pictures)
        before = self._before
        (before if before is not None and before.isVisible() else self.pictures).setFocus()
        self.changed.emit()

    def leave_page(self) -> None:
        """Show the pictures again; the keyboard stays where it is, unless it was on the page."""
        if self.shown_page is not None:
            if self._pages.isAncestorOf(QApplication.focusWidget() or self):
                self.close_page()
            else:
                self._stack.setCurrentWidget(self.pictures)
                self.changed.emit()

    def show_pictures(self, widget: QWidget) -> None:
        """The grid or the viewer."""
        self._stack.setCurrentWidget(self.pictures)
        self.pictures.setCurrentWidget(widget)
        self.changed.emit()
