"""What can be done by key: the table of commands, and which keys each has here, the user's own included."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal, get_args

import msgspec
from psygnal import Signal

from studio.errors import SettingError
from studio.settings import WINDOW_SHORTCUTS, Settings
from studio.workspace.keys import refusal, spelled

Where = Literal["window", "prompt", "pictures", "grid", "viewer", "page", "queue"]
"""where the keyboard must be: anywhere, in the prompt or what it should avoid, on the pictures (grid or viewer), in one
of the two, on a page instead, or on the queue's rows"""
Group = Literal["Make", "Pictures", "Rows", "Choose", "Viewer", "Mask", "Queue", "Undo", "Window"]
GROUPS: tuple[Group, ...] = get_args(Group)


class Command(msgspec.Struct, frozen=True, kw_only=True):
    """One thing to do. `keys` are the default ones, spelled as in workspace/keys.py."""

    id: str
    title: str
    group: Group
    keys: tuple[str, ...] = ()
    where: Where = "window"
    repeats: bool = False
    """while the key is held"""
    yields: bool = False
    """a command of an inner place that has the same key goes first"""


def _commands(
    group: Group, where: Where, *rows: tuple[str, str, str], repeats: bool = False, yields: bool = False
) -> tuple[Command, ...]:
    """From (id, title, default keys apart by spaces)."""
    return tuple(
        Command(id=id, title=title, group=group, keys=tuple(keys.split()), where=where, repeats=repeats, yields=yields)
        for id, title, keys in rows
    )


COMMANDS: tuple[Command, ...] = (
    *_commands("Make", "window", ("make", "Make", "Ctrl+Return Ctrl+Enter")),
    *_commands("Make", "window", ("stop", "Cancel the running set", "Escape"), yields=True),
    *_commands(
        "Make",
        "window",
        ("prompt.focus", "Write the prompt", "Ctrl+L"),
        ("prompts.open", "Earlier prompts", "Ctrl+H"),
        ("seed.roll", "Roll another seed", "Ctrl+R"),
        ("seed.lock", "Lock the seed", "Ctrl+Shift+R"),
        ("sketch.first", "Sketch first, or not", "Ctrl+Shift+S"),
        ("layout.another", "Show another layout", "Ctrl+Shift+L"),
        ("layout.keep", "Keep the layout, or let it vary", ""),
        ("mask.open", "Change only a part of the start picture", "Ctrl+B"),
        ("plan.open", "Open a plan", "Ctrl+O"),
    ),
    *_commands(
        "Make",
        "prompt",
        ("weight.more", "Chosen words count more", "Ctrl+Up"),
        ("weight.less", "Chosen words count less", "Ctrl+Down"),
        repeats=True,
    ),
    *_commands(
        "Pictures",
        "pictures",
        ("view", "Show large", "Space Return"),
        ("star", "Star", "S"),
        ("reject", "Reject", "X"),
        ("more", "More like this", "M"),
        ("seed.another", "Same with another seed", "N"),
        ("vary.little", "Vary a little", "L"),
        ("vary.lot", "Vary a lot", "Shift+L"),
        ("start.use", "Use as start picture", "I"),
        ("mask.begin", "Change only a part of it", "B"),
        ("control.use", "Use as control image", "H"),
        ("reference.use", "Use as reference", "U"),
        ("extend", "Extend", "E"),
        ("paint.over", "Paint over with a model", "P"),
        ("picture.copy", "Copy picture", "Ctrl+C"),
        ("recipe.copy", "Copy recipe", "Ctrl+Shift+C"),
        ("reuse", "Reuse recipe", "R"),
        ("reuse.parts", "Reuse parts of the recipe", "Shift+R"),
        ("file.show", "Show the file in its folder", "O"),
        ("copy.save", "Save a copy", "Ctrl+E"),
        ("note.edit", "Write a note", "T"),
        ("delete", "Delete", "Delete"),
    ),
    *_commands(
        "Rows",
        "pictures",
        ("set.again", "Make this set again", "A"),
        ("set.resume", "Make what is missing of this set", "C"),
        ("set.stop", "Cancel this set", ""),
    ),
    *_commands(
        "Choose",
        "grid",
        ("select.all", "Choose everything", "Ctrl+A"),
        ("select.set", "Choose the whole set", "Ctrl+Shift+A"),
    ),
    *_commands(
        "Choose",
        "grid",
        ("cells.larger", "Larger pictures", "Ctrl+= Ctrl++"),
        ("cells.smaller", "Smaller pictures", "Ctrl+-"),
        repeats=True,
    ),
    *_commands(
        "Viewer",
        "viewer",
        ("picture.next", "Next picture", "Right"),
        ("picture.previous", "Previous picture", "Left"),
        ("zoom.in", "Zoom in", "+ ="),
        ("zoom.out", "Zoom out", "-"),
        repeats=True,
    ),
    *_commands(
        "Viewer",
        "viewer",
        ("picture.last", "Flip to the picture seen before", "V"),
        ("zoom.fit", "Fit to the window", "F 0"),
        ("zoom.actual", "Every pixel", "1"),
        ("viewer.tiled", "Show tiled: laid beside itself", "Shift+T"),
        ("viewer.close", "Back to the grid", "Escape"),
    ),
    *_commands(
        "Mask", "page", ("mask.smaller", "Smaller brush", "["), ("mask.larger", "Larger brush", "]"), repeats=True
    ),
    *_commands(
        "Mask",
        "page",
        ("mask.brush", "Brush", "B"),
        ("mask.eraser", "Eraser", "E"),
        ("mask.invert", "Swap what changes and what stays", "X"),
        ("mask.clear", "Clear the mask", "Delete"),
    ),
    *_commands("Queue", "window", ("queue.hold", "Pause the queue, or let it go on", "Ctrl+Shift+Space")),
    *_commands(
        "Queue",
        "queue",
        ("job.edit", "Edit", "Return F2"),
        ("job.cancel", "Cancel, or dismiss what was set aside", "Delete"),
        ("job.cancel.rest", "Cancel everything that waits", ""),
        ("job.retry", "Try again", "R"),
        ("job.duplicate", "Duplicate", "Ctrl+D"),
        ("job.pause", "Pause, or go on", "P"),
        ("job.show", "Show the pictures", "O"),
        ("queue.filter", "Find in the queue", "Ctrl+F"),
    ),
    *_commands(
        "Queue",
        "queue",
        ("job.up", "Move up", "Alt+Up"),
        ("job.down", "Move down", "Alt+Down"),
        ("job.first", "Move to the front", "Alt+Home"),
        ("job.last", "Move to the end", "Alt+End"),
        repeats=True,
    ),
    *_commands("Undo", "window", ("undo", "Undo", "Ctrl+Z"), ("redo", "Redo", "Ctrl+Shift+Z Ctrl+Y"), repeats=True),
    *_commands("Window", "window", ("find", "Find", "Ctrl+F"), yields=True),
    *_commands(
        "Window",
        "window",
        ("project.open", "Open a project", "Ctrl+P"),
        ("grid.focus", "Go to the pictures", "Ctrl+G"),
        ("queue.focus", "Go to the queue", "Ctrl+J"),
        ("canvas.toggle", "Canvas", "Ctrl+1"),
        ("inspector.toggle", "Inspector", "Ctrl+2"),
        ("queue.toggle", "Queue", "Ctrl+3"),
        ("models.open", "Models", "Ctrl+Shift+M"),
        ("settings.open", "Settings", "Ctrl+,"),
        ("shortcuts.show", "Shortcuts", "F1"),
        ("report.show", "What was made meanwhile", ""),
        ("fullscreen", "Full screen", "F11"),
        ("theme.next", "Next theme", ""),
        ("quit", "Quit", "Ctrl+Q"),
    ),
    *_commands("Window", "page", ("page.close", "Back to the pictures", "Escape")),
)
_BY_ID: Mapping[str, Command] = {command.id: command for command in COMMANDS}
_INSIDE: Mapping[Where, frozenset[Where]] = {
    "window": frozenset({"window", "prompt", "pictures", "grid", "viewer", "page", "queue"}),
    "prompt": frozenset({"prompt"}),
    "pictures": frozenset({"pictures", "grid", "viewer"}),
    "grid": frozenset({"grid"}),
    "viewer": frozenset({"viewer"}),
    "page": frozenset({"page"}),
    "queue": frozenset({"queue"}),
}
"""the places that lie in each, itself included"""


def command(id: str) -> Command:
    """Raises SettingError that names the nearest one."""
    if id in _BY_ID:
        return _BY_ID[id]
    near = difflib.get_close_matches(id, _BY_ID, n=1)
    raise SettingError(f"There is no command “{id}”.", remedy=f"Did you mean “{near[0]}”?" if near else "")


def clash(one: Command, other: Command) -> bool:
    """Whether the same key for both would leave open which of them is meant."""
    if one.where == other.where:
        return True
    outer, inner = (one, other) if other.where in _INSIDE[one.where] else (other, one)
    return inner.where in _INSIDE[outer.where] and not outer.yields


class Keymap:
    """The keys of each command. Whatever is rebound, no two commands that clash share a key.

    Only what the user chose is kept, in the setting “window.shortcuts”: a command that has its default keys loses one
    to a choice of the user and has it back when that choice is taken back.
    """

    changed = Signal()

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._chosen, self._unknown = _read(settings.get(WINDOW_SHORTCUTS))
        self._keys = _assigned(self._chosen)

    def keys_of(self, id: str) -> tuple[str, ...]:
        return self._keys[command(id).id]

    def is_default(self, id: str) -> bool:
        return command(id).id not in self._chosen

    @property
    def all_default(self) -> bool:
        return not self._chosen

    def conflicts(self, id: str, keys: Sequence[str]) -> tuple[tuple[str, Command], ...]:
        """(key, who has it) for each of `keys` that `id` cannot have without taking it away."""
        wanted = command(id)
        rivals = [one for one in COMMANDS if one is not wanted and clash(wanted, one)]
        return tuple((key, one) for key in _normal(keys) for one in rivals if key in self._keys[one.id])

    def rebind(self, id: str, keys: Sequence[str], *, take: bool = False) -> None:
        """Give a command these keys and no others. With `take`, whoever has one of them loses it.

        Raises SettingError for a key that cannot be used there, or that is taken.
        """
        wanted, given = command(id), _normal(keys)
        for key in given:
            if (reason := refusal(key, wanted.where)) is not None:
                raise SettingError(reason, remedy="Choose another key.")
        taken = self.conflicts(id, given)
        if taken and not take:
            key, rival = taken[0]
            raise SettingError(
                f"{key} is already the key of “{rival.title}”.", remedy="Choose another key, or take it."
            )
        for key, rival in taken:
            if rival.id in self._chosen:
                self._chosen[rival.id] = tuple(old for old in self._chosen[rival.id] if old != key)
        self._chosen[id] = given
        if given == wanted.keys:
            del self._chosen[id]
        self._settle()

    def reset(self, id: str) -> None:
        """Back to the default keys, as far as no choice of the user holds them."""
        if self._chosen.pop(command(id).id, None) is not None:
            self._settle()

    def reset_all(self) -> None:
        if self._chosen:
            self._chosen.clear()
            self._settle()

    def _settle(self) -> None:
        self._keys = _assigned(self._chosen)
        lines = [f"{id}: {' | '.join(keys)}".strip() for id, keys in self._chosen.items()]
        self._settings.set(WINDOW_SHORTCUTS, (*lines, *self._unknown))
        self.changed.emit()


def _normal(keys: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(spelled(key) for key in keys))


def _read(lines: Sequence[str]) -> tuple[dict[str, tuple[str, ...]], tuple[str, ...]]:
    """What the setting says, and the lines that say nothing to this version: they are kept as they are."""
    chosen: dict[str, tuple[str, ...]] = {}
    unknown: list[str] = []
    for line in lines:
        id, colon, keys = line.partition(":")
        try:
            known = command(id.strip())
            given = _normal([key for key in keys.split(" | ") if key.strip()])
        except SettingError:
            unknown.append(line)
            continue
        if not colon or any(refusal(key, known.where) for key in given):
            unknown.append(line)
        else:
            chosen[known.id] = given
    return chosen, tuple(unknown)


def _assigned(chosen: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """What the user chose goes first, in the order of the table; the others keep what is left of their defaults."""
    found: dict[str, tuple[str, ...]] = {}
    for one, keys in _wishes(chosen):
        rivals = [other for other in COMMANDS if other.id in found and clash(one, other)]
        found[one.id] = tuple(key for key in keys if not any(key in found[rival.id] for rival in rivals))
    return found


def _wishes(chosen: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[Command, tuple[str, ...]]]:
    yield from ((one, chosen[one.id]) for one in COMMANDS if one.id in chosen)
    yield from ((one, one.keys) for one in COMMANDS if one.id not in chosen)
