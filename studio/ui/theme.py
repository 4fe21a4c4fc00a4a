"""The look: colours, spacing, type scale, light, dark or as the system says."""

from __future__ import annotations

import contextlib
from collections.abc import Generator
from string import Template
from typing import Literal

import msgspec
from psygnal import Signal
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QIcon, QPalette
from PySide6.QtWidgets import QApplication

from studio.paths import resources_dir
from studio.ui.icons import Icon, icon

Choice = Literal["system", "light", "dark"]
CHOICES: tuple[Choice, ...] = ("system", "light", "dark")
CHOICE_ICONS: dict[Choice, Icon] = {"system": "sun-moon", "light": "sun", "dark": "moon"}

SPACE = {"hair": 2, "small": 4, "snug": 8, "base": 12, "wide": 16, "loose": 24}
"""pixels at 100%"""
TYPE = {"small": 12, "body": 13, "title": 15, "hero": 22}
"""pixels at 100%"""
RADIUS = 6
CONTROL = 30
"""pixels of height of every field, and of buttons beside one"""
SCROLL_BAR = 10
"""pixels of width; where it stands in a margin, the margin is so much smaller"""


class Palette(msgspec.Struct, frozen=True, kw_only=True):
    """Colours as #rrggbb. Greys are neutral, since pictures are judged against them; one accent."""

    name: str
    surround: str
    """behind the pictures"""
    panel: str
    field: str
    raised: str
    """buttons"""
    hover: str
    line: str
    text: str
    muted: str
    faint: str
    """what cannot be done now"""
    selected: str
    """behind what is chosen or switched on"""
    tip: str
    on_tip: str
    accent: str
    on_accent: str
    danger: str
    danger_ground: str
    notice_ground: str


LIGHT = Palette(
    name="light",
    surround="#e9e9e9",
    panel="#f6f6f6",
    field="#ffffff",
    raised="#ffffff",
    hover="#ededed",
    line="#c9c9c9",
    text="#1c1c1c",
    muted="#585858",
    faint="#828282",
    selected="#dde6fb",
    tip="#2b2b2b",
    on_tip="#f4f4f4",
    accent="#2557d6",
    on_accent="#ffffff",
    danger="#a8201a",
    danger_ground="#fbe9e7",
    notice_ground="#eeeeee",
)
DARK = Palette(
    name="dark",
    surround="#1a1a1a",
    panel="#242424",
    field="#1d1d1d",
    raised="#323232",
    hover="#3c3c3c",
    line="#454545",
    text="#f0f0f0",
    muted="#b2b2b2",
    faint="#858585",
    selected="#2b3750",
    tip="#484848",
    on_tip="#f4f4f4",
    accent="#8db2ff",
    on_accent="#0e1420",
    danger="#ffa197",
    danger_ground="#3a2220",
    notice_ground="#303030",
)

TEXT_PAIRS: tuple[tuple[str, str], ...] = (
    *(("text", ground) for ground in ("surround", "panel", "field", "raised", "hover", "selected", "line")),
    *(("text", ground) for ground in ("notice_ground", "danger_ground")),
    *(("muted", ground) for ground in ("surround", "panel", "field", "raised", "hover")),
    *(("muted", ground) for ground in ("notice_ground", "danger_ground")),
    *(("accent", ground) for ground in ("surround", "panel", "field", "raised", "hover", "selected")),
    *(("danger", ground) for ground in ("surround", "panel", "field", "danger_ground")),
    ("on_accent", "accent"),
    ("on_tip", "tip"),
)
"""(text, ground) as they meet in the window: at least 4.5 to 1"""
HINT_PAIRS: tuple[tuple[str, str], ...] = (
    *(("faint", ground) for ground in ("surround", "panel", "field", "raised")),
    *(("accent", ground) for ground in ("line", "notice_ground")),
)
"""(what cannot be done now, or a line that tells where the keyboard is; ground): at least 3 to 1"""


def contrast(first: str, second: str) -> float:
    """WCAG 2 contrast ratio of two colours #rrggbb, 1 to 21."""
    high, low = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


class Theme:
    """The look of the running window."""

    changed = Signal()

    def __init__(self, app: QApplication, choice: Choice) -> None:
        self._app = app
        self._choice: Choice = choice
        self.motion = True
        """whether things may glide and fade; off where the user or the system asks for less"""
        app.setStyle("Fusion")
        app.styleHints().colorSchemeChanged.connect(self._system_changed)
        self._apply()

    @property
    def choice(self) -> Choice:
        return self._choice

    @property
    def palette(self) -> Palette:
        if self._choice == "system":
            dark = self._app.styleHints().colorScheme() == Qt.ColorScheme.Dark
            return DARK if dark else LIGHT
        return DARK if self._choice == "dark" else LIGHT

    def choose(self, choice: Choice) -> None:
        self._choice = choice
        self._apply()
        self.changed.emit()

    def icon(self, name: Icon, colour: str | None = None, *, filled: bool = False) -> QIcon:
        """In the colour of text unless another #rrggbb is asked for; ask again when `changed` is announced."""
        return icon(name, colour or self.palette.text, self.palette.faint, filled=filled)

    @contextlib.contextmanager
    def held_back(self) -> Generator[None]:
        """While a window is put together: its parts are dressed once, at the end, instead of at every step."""
        sheet = self._app.styleSheet()
        self._app.setStyleSheet("")
        try:
            yield
        finally:
            self._app.setStyleSheet(sheet)

    def _system_changed(self) -> None:
        if self._choice == "system":
            self._apply()
            self.changed.emit()

    def _apply(self) -> None:
        self._app.setPalette(_qt_palette(self.palette))
        self._app.setStyleSheet(stylesheet(self.palette))


def _qt_palette(colours: Palette) -> QPalette:
    palette = QPalette()
    role = QPalette.ColorRole
    for which, colour in (
        (role.Window, colours.panel),
        (role.WindowText, colours.text),
        (role.Base, colours.field),
        (role.AlternateBase, colours.panel),
        (role.Text, colours.text),
        (role.Button, colours.raised),
        (role.ButtonText, colours.text),
        (role.PlaceholderText, colours.muted),
        (role.Highlight, colours.accent),
        (role.HighlightedText, colours.on_accent),
        (role.ToolTipBase, colours.tip),
        (role.ToolTipText, colours.on_tip),
        (role.Link, colours.accent),
        (role.Mid, colours.line),
    ):
        palette.setColor(which, QColor(colour))
    for which in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, which, QColor(colours.faint))
    return palette


def stylesheet(colours: Palette) -> str:
    """Qt style sheet of the whole window."""
    names = {name: str(getattr(colours, name)) for name in Palette.__struct_fields__}
    sizes = {name: str(size) for name, size in TYPE.items()}
    marks = (resources_dir() / "marks").as_posix()
    template = Template((resources_dir() / "window.qss").read_text(encoding="utf-8"))
    return template.substitute(names, **sizes, radius=str(RADIUS), scroll_bar=str(SCROLL_BAR), marks=marks)
