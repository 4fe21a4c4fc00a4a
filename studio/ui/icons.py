"""The icons the window uses, by their names in Lucide; drawn in the colour that is asked for, sharp at every scale."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal, get_args

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap

from studio.paths import resources_dir

Icon = Literal[
    "arrow-left-right",
    "ban",
    "check",
    "chevron-down",
    "chevron-left",
    "chevron-right",
    "chevron-up",
    "circle-stop",
    "clipboard",
    "clipboard-copy",
    "copy",
    "corner-up-left",
    "dices",
    "download",
    "ellipsis",
    "external-link",
    "eye",
    "eye-off",
    "folder",
    "folder-open",
    "history",
    "image",
    "image-off",
    "image-plus",
    "info",
    "keyboard",
    "layers",
    "layout-grid",
    "link",
    "list-filter",
    "lock",
    "lock-open",
    "maximize",
    "minus",
    "moon",
    "notebook-pen",
    "panel-bottom",
    "panel-left",
    "panel-right",
    "pause",
    "pin",
    "pin-off",
    "play",
    "plus",
    "redo-2",
    "refresh-cw",
    "rotate-ccw",
    "scan",
    "search",
    "settings",
    "shuffle",
    "sliders-horizontal",
    "square",
    "star",
    "star-off",
    "sun",
    "sun-moon",
    "tag",
    "trash-2",
    "triangle-alert",
    "undo-2",
    "unlink",
    "wand-sparkles",
    "x",
    "zoom-in",
    "zoom-out",
]
ICONS: tuple[Icon, ...] = get_args(Icon)
"""what lies in resources/icons/; to use another, take its file from upstream as it is and add its name here"""

_SIDE = 20
"""pixels at 100%"""
_SHARP_TO = 3
"""times that size"""
_STROKE = 1.75
"""instead of upstream's 2, which is heavy beside text of 13 pixels"""


@lru_cache(maxsize=256)
def icon(name: Icon, colour: str, disabled: str, *, filled: bool = False) -> QIcon:
    """Colours as #rrggbb; `filled` for states that are on, such as a star that is given."""
    found = QIcon()
    found.addPixmap(_drawn(name, colour, filled), QIcon.Mode.Normal)
    found.addPixmap(_drawn(name, disabled, filled), QIcon.Mode.Disabled)
    return found


def _drawn(name: Icon, colour: str, filled: bool) -> QPixmap:
    from PySide6.QtSvg import QSvgRenderer

    content = (resources_dir() / "icons" / f"{name}.svg").read_text("utf-8").replace("currentColor", colour)
    content = content.replace('stroke-width="2"', f'stroke-width="{_STROKE}"')
    if filled:
        content = content.replace('fill="none"', f'fill="{colour}"', 1)
    pixmap = QPixmap(_SIDE * _SHARP_TO, _SIDE * _SHARP_TO)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    QSvgRenderer(QByteArray(content.encode())).render(painter, QRectF(pixmap.rect()))
    painter.end()
    pixmap.setDevicePixelRatio(_SHARP_TO)
    return pixmap
