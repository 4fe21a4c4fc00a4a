"""The one settings table: type, range, title, help; and the file that keeps what the user changed."""

from __future__ import annotations

import difflib
import errno
import json
import os
import tempfile
from abc import ABC, abstractmethod
from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar, Generic, TypeVar, cast, overload

from psygnal import Signal

from studio.errors import DiskFull, FolderUnusable, SettingError

Value = str | int | float | bool | tuple[str, ...]
T = TypeVar("T", bound=Value)


class Setting(ABC, Generic[T]):
    """One row of the table: what it is called, what it may be, what it is when nobody chose."""

    wants: ClassVar[str] = "a value"

    def __init__(self, name: str, default: T, *, title: str, help: str, at_start: bool = False) -> None:
        """`at_start`: a change takes effect at the next start."""
        self.name = name
        self.default = default
        self.title = title
        self.help = help
        self.at_start = at_start

    @property
    def group(self) -> str:
        """The part of the name before the dot: one page of the settings dialog."""
        return self.name.partition(".")[0]

    def check(self, value: object) -> T:
        """`value` as this setting keeps it; raises SettingError with what would be right."""
        checked = self._accept(value)
        if checked is None:
            raise SettingError(
                f"{value!r} is not a value of the setting “{self.title}” ({self.name}).",
                remedy=f"Give {self.wants_text()}.",
            )
        return checked

    def wants_text(self) -> str:
        return self.wants

    @abstractmethod
    def _accept(self, value: object) -> T | None:
        """The value as it is kept, or None if it does not fit."""


class TextSetting(Setting[str]):
    wants: ClassVar[str] = "a line of text"

    def _accept(self, value: object) -> str | None:
        return value.strip() if isinstance(value, str) and "\n" not in value and "\0" not in value else None


class PathSetting(TextSetting):
    """A path, or blank."""

    wants: ClassVar[str] = "a path, or nothing"


class ModelSetting(TextSetting):
    """The id of a model."""

    wants: ClassVar[str] = "the id of a model"


class ChoiceSetting(Setting[str]):
    def __init__(self, name: str, default: str, choices: tuple[str, ...], *, title: str, help: str) -> None:
        super().__init__(name, default, title=title, help=help)
        self.choices = choices

    def wants_text(self) -> str:
        return "one of " + ", ".join(self.choices)

    def _accept(self, value: object) -> str | None:
        return value if isinstance(value, str) and value in self.choices else None


class WholeSetting(Setting[int]):
    """A whole number from `least` to `most`."""

    def __init__(
        self,
        name: str,
        default: int,
        *,
        least: int,
        most: int,
        title: str,
        help: str,
        at_start: bool = False,
        step: int = 1,
        unit: str = "",
    ) -> None:
        """`step` is that of the control's buttons, `unit` stands behind the number."""
        super().__init__(name, default, title=title, help=help, at_start=at_start)
        self.least = least
        self.most = most
        self.step = step
        self.unit = unit

    def wants_text(self) -> str:
        return f"a whole number from {self.least} to {self.most}"

    def _accept(self, value: object) -> int | None:
        good = isinstance(value, int) and not isinstance(value, bool) and self.least <= value <= self.most
        return cast(int, value) if good else None


class SwitchSetting(Setting[bool]):
    wants: ClassVar[str] = "true or false"

    def _accept(self, value: object) -> bool | None:
        return value if isinstance(value, bool) else None


class FoldersSetting(Setting[tuple[str, ...]]):
    """Absolute paths of folders, in order, none twice."""

    wants: ClassVar[str] = "a list of absolute paths"

    def _accept(self, value: object) -> tuple[str, ...] | None:
        if not isinstance(value, list | tuple):
            return None
        paths: list[str] = []
        for item in cast("list[object]", value):
            if not isinstance(item, str) or "\0" in item or not Path(item).expanduser().is_absolute():
                return None
            paths.append(item)
        return tuple(dict.fromkeys(paths))


class LinesSetting(Setting[tuple[str, ...]]):
    """Lines of text that a part of the window keeps for itself: its own page changes them, not that of settings."""

    wants: ClassVar[str] = "a list of lines of text"

    def _accept(self, value: object) -> tuple[str, ...] | None:
        if not isinstance(value, list | tuple):
            return None
        lines = cast("list[object]", value)
        if not all(isinstance(line, str) and "\n" not in line and "\0" not in line for line in lines):
            return None
        return tuple(cast("list[str]", lines))


ENGINE_PYTHON = PathSetting(
    "engine.python",
    "",
    title="Python of the engine",
    help="The Python program that runs the engine, for example one with a torch made for your GPU. "
    "Blank means the Python that runs the studio. It takes effect at the next start.",
    at_start=True,
)
MODEL_DEFAULT = ModelSetting(
    "model.default", "starter", title="Model", help="The one that makes pictures when none is chosen."
)
MODELS_FOLDERS = FoldersSetting(
    "models.folders",
    (),
    title="Model folders",
    help="Folders with models you already have: each is a model in the diffusers layout, or holds several. "
    "Models stay where they are.",
)
GENERATE_COUNT = WholeSetting(
    "generate.count", 4, least=1, most=64, title="Variations", help="How many pictures one prompt makes."
)
GENERATE_PREVIEWS = SwitchSetting(
    "generate.previews", True, title="Live previews", help="Show each picture while it takes shape."
)
GENERATE_AWAKE = SwitchSetting(
    "generate.awake",
    True,
    title="Stay awake for batch work",
    help="The computer does not fall asleep while plans are at work. The screen may.",
)
LIBRARY_PROJECT = TextSetting(
    "library.project", "Sketches", title="Project", help="The project that new pictures go to when none is chosen."
)
WINDOW_THEME = ChoiceSetting(
    "window.theme", "system", ("system", "light", "dark"), title="Theme", help="The colours of the window."
)
WINDOW_SCALE = WholeSetting(
    "window.scale",
    100,
    least=100,
    most=300,
    title="Size of text and controls",
    help="On top of the size that the system asks for. It takes effect at the next start.",
    at_start=True,
    step=25,
    unit="%",
)
WINDOW_MOTION = ChoiceSetting(
    "window.motion",
    "system",
    ("system", "full", "reduced"),
    title="Motion",
    help="Reduced shows changes at once, without gliding.",
)
WINDOW_NOTIFY = SwitchSetting(
    "window.notify",
    True,
    title="Say when long work ends",
    help="When a set took more than ten seconds and the window is not in front, the system tells you.",
)
WINDOW_SHORTCUTS = LinesSetting(
    "window.shortcuts",
    (),
    title="Shortcuts",
    help="Keys that differ from the usual ones, each as “command: key | key”. Change them on the page of shortcuts.",
)
BACKUP_HOURS = WholeSetting(
    "backup.hours",
    1,
    least=1,
    most=168,
    title="Hours between backups",
    help="How often the database is copied while the studio is open.",
)

TABLE: tuple[Setting[Any], ...] = (
    ENGINE_PYTHON,
    MODEL_DEFAULT,
    MODELS_FOLDERS,
    GENERATE_COUNT,
    GENERATE_PREVIEWS,
    GENERATE_AWAKE,
    LIBRARY_PROJECT,
    WINDOW_THEME,
    WINDOW_SCALE,
    WINDOW_MOTION,
    WINDOW_NOTIFY,
    WINDOW_SHORTCUTS,
    BACKUP_HOURS,
)
_BY_NAME: Mapping[str, Setting[Any]] = {setting.name: setting for setting in TABLE}


def setting_named(name: str) -> Setting[Any]:
    """The row of the table; raises SettingError that names the nearest one."""
    if name in _BY_NAME:
        return _BY_NAME[name]
    near = difflib.get_close_matches(name, _BY_NAME, n=1)
    remedy = f"Did you mean “{near[0]}”?" if near else "The settings are: " + ", ".join(_BY_NAME) + "."
    raise SettingError(f"There is no setting “{name}”.", remedy=remedy)


class Settings:
    """What the user chose. `changed(name, value)` announces every change; `notices` says what loading had to mend."""

    changed: ClassVar[Signal] = Signal(str, object)

    def __init__(self, path: Path) -> None:
        self.path = path
        self.notices: tuple[str, ...] = ()
        self._chosen: dict[str, Value] = {}
        self._kept: dict[str, object] = {}
        """entries of the file that this studio cannot use: written back as they were"""
        self._unread = False
        """the file is there and could neither be read nor moved aside: it must not be overwritten"""

    @classmethod
    def load(cls, path: Path) -> Settings:
        """Read `path`. Never fails: a damaged file is moved aside, and `notices` says so."""
        settings = cls(path)
        for name, value in settings._read().items():
            settings._take(name, value)
        return settings

    @overload
    def get(self, setting: Setting[T]) -> T: ...
    @overload
    def get(self, setting: str) -> Value: ...
    def get(self, setting: Setting[T] | str) -> T | Value:
        """The chosen value or the default. Raises SettingError for an unknown name."""
        row = setting_named(setting) if isinstance(setting, str) else setting
        return self._chosen.get(row.name, row.default)

    def set(self, setting: Setting[T] | str, value: object) -> None:
        """Choose a value; raises SettingError if it does not fit. `save` makes it last."""
        row = setting_named(setting) if isinstance(setting, str) else setting
        checked = row.check(value)
        before = self.get(row)
        self._chosen[row.name] = checked
        self._kept.pop(row.name, None)
        if checked != before:
            self.changed.emit(row.name, checked)

    def reset(self, setting: Setting[T] | str) -> None:
        """Back to the default."""
        row = setting_named(setting) if isinstance(setting, str) else setting
        self.set(row, row.default)
        del self._chosen[row.name]

    def save(self) -> None:
        """Write the file whole or not at all. Raises DiskFull or FolderUnusable."""
        if self._unread:
            raise _unsaved(self.path, PermissionError(errno.EACCES, "the file there could not be read"))
        text = json.dumps(self._kept | self._chosen, indent=2, ensure_ascii=False, sort_keys=True) + "\n"
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            _replace(self.path, text.encode())
        except OSError as error:
            raise _unsaved(self.path, error) from error

    def _take(self, name: str, value: object) -> None:
        try:
            self._chosen[name] = setting_named(name).check(value)
        except SettingError as error:
            self._kept[name] = value
            self._notice(f"{error.message} It is left in {self.path.name} and not used. {error.remedy}")

    def _read(self) -> dict[str, object]:
        try:
            content: object = json.loads(self.path.read_bytes())
        except FileNotFoundError:
            return {}
        except OSError as error:
            self._unread = True
            self._notice(f"The settings in {self.path} cannot be read ({error.strerror}): the defaults are used.")
            return {}
        except (ValueError, RecursionError):
            content = None
        if isinstance(content, dict):
            return cast("dict[str, object]", content)
        self._move_aside()
        return {}

    def _move_aside(self) -> None:
        aside = _free_name(self.path)
        try:
            self.path.rename(aside)
        except OSError as error:
            self._unread = True
            self._notice(f"The settings in {self.path} are damaged and cannot be moved aside ({error.strerror}).")
            return
        self._notice(f"The settings were damaged. The file is kept as {aside}, and the defaults are used.")

    def _notice(self, text: str) -> None:
        self.notices = (*self.notices, text)


def _free_name(path: Path) -> Path:
    number = 1
    while (aside := path.with_name(f"{path.stem}.damaged-{number}{path.suffix}")).exists():
        number += 1
    return aside


def _replace(path: Path, content: bytes) -> None:
    """Write beside and rename, so that a crash leaves the old file or the new one."""
    number, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    try:
        with os.fdopen(number, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise


def _unsaved(path: Path, error: OSError) -> DiskFull | FolderUnusable:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return DiskFull("The settings were not saved: the disk is full.", remedy="Free some space, then try again.")
    return FolderUnusable(
        f"The settings cannot be saved in {path.parent} ({error.strerror}).",
        remedy="Make the folder writable, or move the studio's files with STUDIO_HOME.",
        detail=str(error),
    )
