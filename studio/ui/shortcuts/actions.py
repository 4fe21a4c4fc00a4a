"""One QAction for each command: its keys, its icon, and what it does once a part of the window has bound it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAction, QKeySequence, QShortcutEvent
from PySide6.QtWidgets import QApplication, QToolButton, QWidget

from studio.ui import bind
from studio.ui.icons import Icon
from studio.ui.theme import Theme
from studio.workspace.commands import COMMANDS, Command, Keymap

_ICONS: dict[str, Icon] = {
    "stop": "square",
    "prompts.open": "history",
    "seed.roll": "dices",
    "seed.lock": "lock",
    "view": "maximize",
    "star": "star",
    "reject": "eye-off",
    "more": "wand-sparkles",
    "seed.another": "shuffle",
    "vary.little": "sparkle",
    "vary.lot": "sparkles",
    "start.use": "image-plus",
    "paint.over": "layers",
    "mask.begin": "brush",
    "control.use": "spline",
    "reference.use": "palette",
    "extend": "expand",
    "mask.open": "brush",
    "mask.brush": "brush",
    "mask.eraser": "eraser",
    "mask.invert": "contrast",
    "mask.clear": "trash-2",
    "layout.another": "shuffle",
    "layout.keep": "lock",
    "picture.copy": "copy",
    "recipe.copy": "clipboard-copy",
    "reuse": "corner-up-left",
    "reuse.parts": "list-filter",
    "file.show": "folder-open",
    "copy.save": "download",
    "note.edit": "notebook-pen",
    "delete": "trash-2",
    "set.again": "refresh-cw",
    "set.resume": "play",
    "set.stop": "square",
    "zoom.in": "zoom-in",
    "zoom.out": "zoom-out",
    "zoom.fit": "scan",
    "viewer.tiled": "layout-grid",
    "picture.next": "chevron-right",
    "picture.previous": "chevron-left",
    "picture.last": "arrow-left-right",
    "viewer.close": "x",
    "queue.hold": "pause",
    "job.edit": "sliders-horizontal",
    "job.cancel": "x",
    "job.retry": "refresh-cw",
    "job.duplicate": "copy",
    "job.pause": "pause",
    "job.show": "image",
    "queue.filter": "search",
    "undo": "undo-2",
    "redo": "redo-2",
    "find": "search",
    "canvas.toggle": "panel-left",
    "inspector.toggle": "panel-right",
    "queue.toggle": "panel-bottom",
    "plan.open": "table",
    "settings.open": "settings",
    "shortcuts.show": "keyboard",
    "page.close": "x",
}


class Actions(QObject):
    """Every command of the table. One that nobody has bound yet is disabled."""

    def __init__(self, keymap: Keymap, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.keymap = keymap
        self._theme = theme
        self._known = {one.id: _CommandAction(self, one) for one in COMMANDS}
        bind.show(self, keymap.changed, self._set_keys)
        self._drawn: set[str] = set()
        """commands whose icon somebody shows: the others need none before the first paint"""
        bind.follow(self, theme.changed, self._set_icons)

    @property
    def theme(self) -> Theme:
        return self._theme

    def bind(self, id: str, slot: Callable[[], object], within: QWidget) -> QAction:
        """Call `slot` on the command's keys while the keyboard is in `within`, and on its buttons and menu entries.

        A command of the whole window works wherever the keyboard is in the window of `within`. Bind each once.
        """
        action = self._known[id]
        assert action.within is None, f"{id} is bound already"
        action.within = within
        context = Qt.ShortcutContext
        whole = action.command.where == "window"
        action.setShortcutContext(context.WindowShortcut if whole else context.WidgetWithChildrenShortcut)
        action.triggered.connect(lambda: slot())
        action.setEnabled(True)
        within.addAction(action)
        return action

    def action(self, id: str) -> QAction:
        if id not in self._drawn:
            self._drawn.add(id)
            self._draw(id)
        return self._known[id]

    def native(self, id: str) -> str:
        """The first key of a command as this system writes it, by the name that is on the key; blank without one."""
        keys = self.keymap.keys_of(id)
        return native(keys[0]) if keys else ""

    def button(self, id: str, icon: Icon | None = None, *, text: bool = False) -> QToolButton:
        """Triggers the command and says title and key in its tooltip; follows the action's state."""
        button = QToolButton()
        button.setProperty("look", "labelled" if text else "flat")
        button.setDefaultAction(self.action(id))
        button.setAccessibleName(self._known[id].command.title)
        style = Qt.ToolButtonStyle
        button.setToolButtonStyle(style.ToolButtonTextBesideIcon if text else style.ToolButtonIconOnly)
        if text:
            self._known[id].changed.connect(lambda: _set_apart(button, self._known[id].text()))
            _set_apart(button, self._known[id].text())
        if icon is not None:
            self._known[id].changed.connect(lambda: button.setIcon(self._theme.icon(icon)))  # after the action's own
            button.setIcon(self._theme.icon(icon))
        return button

    def say(self, id: str, title: str, icon: Icon | None = None) -> None:
        """What the command would do now, where that changes; its key is added to the tooltip."""
        action = self._known[id]
        action.setText(title)
        action.setToolTip(f"{title}  {self.native(id)}".rstrip())
        if icon is not None:
            action.setIcon(self._theme.icon(icon))

    def chosen(self, sequence: QKeySequence) -> QAction | None:
        """Of the commands that have this key here, the one of the innermost place that holds the keyboard."""
        candidates = [action for action in self._known.values() if action.answers(sequence)]
        return max(candidates, key=lambda action: action.depth(), default=None)

    def _set_keys(self) -> None:
        for id, action in self._known.items():
            action.setShortcuts([QKeySequence(keys) for keys in self.keymap.keys_of(id)])
            action.setToolTip(f"{action.text()}  {self.native(id)}".rstrip())

    def _set_icons(self) -> None:
        for id in self._drawn:
            self._draw(id)

    def _draw(self, id: str) -> None:
        if id in _ICONS:
            self._known[id].setIcon(self._theme.icon(_ICONS[id], filled=_ICONS[id] == "square"))


class _CommandAction(QAction):
    """Where places lie inside each other (Escape in the viewer, Escape in the window), the innermost is meant."""

    def __init__(self, actions: Actions, command: Command) -> None:
        super().__init__(command.title, actions)
        self._actions = actions
        self.command = command
        self.within: QWidget | None = None
        self.setAutoRepeat(command.repeats)
        self.setShortcutVisibleInContextMenu(True)
        self.setEnabled(False)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QShortcutEvent) and event.isAmbiguous():
            meant = self._actions.chosen(event.key())
            if meant is not None:
                meant.trigger()
            return True
        return super().event(event)

    def answers(self, sequence: QKeySequence) -> bool:
        if self.within is None or not self.isEnabled() or sequence not in self.shortcuts():
            return False
        focus = QApplication.focusWidget()
        inside = focus is not None and (focus is self.within or self.within.isAncestorOf(focus))
        return inside or self.command.where == "window"

    def depth(self) -> int:
        """How many widgets lie around the place."""
        count, widget = 0, self.within
        while widget is not None:
            count, widget = count + 1, widget.parentWidget()
        return count


def _set_apart(button: QToolButton, text: str) -> None:
    """The style leaves two pixels between icon and text, which is too close."""
    button.setText(f" {text}")


def native(keys: str) -> str:
    """A shortcut as this system writes it, by the name that is on the key."""
    text = QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)
    return text.replace("Enter", "Num Enter").replace("Return", "Enter")
