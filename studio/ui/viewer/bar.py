"""The slim bar above the picture: which one it is, how large it is seen, and what can be done with it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QToolButton, QWidget

from studio.recipe.asset import Mark
from studio.ui import bind
from studio.ui.elided import Elided
from studio.ui.problem import text_label
from studio.ui.shortcuts.actions import Actions
from studio.ui.theme import SPACE, Theme
from studio.workspace.commands import COMMANDS

_KEPT_ZOOM = (
    "Zoom and place are kept from one picture to the next of the same size: "
    "zoom in on a detail, then step through the variations."
)
_ALWAYS = ("star", "reject", "more")
_WITH_ROOM = ("seed.another", "start.use", "reuse", "copy.save", "delete")
_ROOM = 900
"""pixels at 100% from which everything stands in the bar; below, what is rarer is in the menu alone"""
_ROOM_FOR_ZOOM = 560
_LEAST = 280


class Bar(QWidget):
    """Its buttons are the commands; it is told what to say."""

    def __init__(self, theme: Theme, actions: Actions) -> None:
        super().__init__()
        self.setObjectName("viewerbar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._theme = theme
        self._actions = actions
        self._mark: Mark = "none"
        self.name = Elided("")
        self.facts = text_label(look="muted")
        self.zoom = QToolButton()
        self.zoom.setProperty("look", "flat")
        self.zoom.setAccessibleName("Zoom: show every pixel")
        self.zoom.clicked.connect(actions.action("zoom.actual").trigger)
        self.buttons = {id: actions.button(id) for id in (*_ALWAYS, *_WITH_ROOM)}
        self._zooming = [actions.button(id) for id in ("zoom.out", "zoom.in", "zoom.fit", "viewer.tiled")]
        self.menu = self._menu()
        self.more = self._menu_button()
        self._lay_out()
        for id in ("star", "reject"):  # an action that changes gives its buttons the plain icon again
            actions.action(id).changed.connect(lambda: QTimer.singleShot(0, self, self._show_mark))

    def _menu_button(self) -> QToolButton:
        button = QToolButton()
        button.setProperty("look", "flat")
        button.setAccessibleName("More to do with this picture")
        button.setToolTip("More")
        button.clicked.connect(self._pop_up)
        bind.show(button, self._theme.changed, lambda: button.setIcon(self._theme.icon("ellipsis")))
        return button

    def _menu(self) -> QMenu:
        """Not the button's own: that would hold the loop while it is open."""
        menu = QMenu("More to do with this picture", self)
        menu.setAccessibleName("More to do with this picture")
        for group in ("Pictures", "Rows"):
            for one in COMMANDS:
                if one.group == group and one.id != "view":
                    menu.addAction(self._actions.action(one.id))
            menu.addSeparator()
        return menu

    def _pop_up(self) -> None:
        self.menu.popup(self.more.mapToGlobal(self.more.rect().bottomLeft()))

    def _lay_out(self) -> None:
        line = QHBoxLayout(self)
        line.setContentsMargins(SPACE["snug"], SPACE["small"], SPACE["snug"], SPACE["small"])
        line.setSpacing(SPACE["hair"])
        for id in ("viewer.close", "picture.previous", "picture.next"):
            line.addWidget(self._actions.button(id))
        line.addSpacing(SPACE["snug"])
        line.addWidget(self.name, 1)
        line.addSpacing(SPACE["snug"])
        line.addWidget(self.facts)
        line.addSpacing(SPACE["snug"])
        out, into, fit, tiled = self._zooming
        for button in (out, self.zoom, into, fit, tiled):
            line.addWidget(button)
        line.addSpacing(SPACE["wide"])
        for button in self.buttons.values():
            line.addWidget(button)
        line.addWidget(self.more)
        self.zoom.setMinimumWidth(self.fontMetrics().horizontalAdvance("3200%") + SPACE["wide"])

    def minimumSizeHint(self) -> QSize:
        """What is rarer gives way before the window does."""
        return QSize(_LEAST, super().minimumSizeHint().height())

    def say(self, name: str, facts: str, mark: Mark) -> None:
        self.name.put(name)
        self.facts.setText(facts)
        self._mark = mark
        self._show_mark()

    def say_zoom(self, text: str, *, fitted: bool) -> None:
        """`text` is the scale, blank while there is no picture; the button goes to one for one."""
        self.zoom.setText(text or "–")
        self.zoom.setEnabled(bool(text))
        title = self._actions.action("zoom.actual").toolTip()
        if not text:
            self.zoom.setToolTip(title)
            self.zoom.setAccessibleName(f"Zoom. {title}")
            return
        how = "Fitted to the window" if fitted else "Zoomed"
        self.zoom.setToolTip(f"{how}, {text}.\n{title}\n\n{_folded(_KEPT_ZOOM)}")
        self.zoom.setAccessibleName(f"Zoom {text}. {title}")

    def _show_mark(self) -> None:
        """A mark that is given is seen in its button."""
        accent, theme = self._theme.palette.accent, self._theme
        starred, rejected = self._mark == "starred", self._mark == "rejected"
        self.buttons["star"].setIcon(theme.icon("star", accent if starred else None, filled=starred))
        self.buttons["reject"].setIcon(theme.icon("eye-off", accent if rejected else None))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for id in _WITH_ROOM:
            self.buttons[id].setVisible(self.width() >= _ROOM)
        for button in self._zooming:
            button.setVisible(self.width() >= _ROOM_FOR_ZOOM)
        self.facts.setVisible(self.width() >= _ROOM_FOR_ZOOM)


def _folded(text: str, width: int = 44) -> str:
    """For a plain tooltip, which does not wrap by itself."""
    from textwrap import fill

    return fill(text, width)
