"""The icons the window uses, by their names in Lucide; drawn in the colour that is asked for, sharp at every scale."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal, get_args

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap

from studio.paths import resources_dir

Icon = Literal[
    "arrow-left-right",
    "ban",
    "brush",
    "check",
    "chevron-down",
    "chevron-left",
    "chevron-right",
    "chevron-up",
    "circle-stop",
    "clipboard",
    "clipboard-copy",
    "contrast",
    "copy",
    "corner-up-left",
    "dices",
    "download",
    "ellipsis",
    "eraser",
    "expand",
    "external-link",
    "eye",
    "eye-off",
    "folder",
    "folder-open",
    "frame",
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
    "palette",
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
    "sparkle",
    "sparkles",
    "spline",
    "square",
    "star",
    "star-off",
    "sun",
    "sun-moon",
    "table",
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
    shape = _shape(name, filled)
    found = QIcon()
    found.addPixmap(_tinted(shape, colour), QIcon.Mode.Normal)
    found.addPixmap(_tinted(shape, disabled), QIcon.Mode.Disabled)
    return found


@lru_cache(maxsize=128)
def _shape(name: Icon, filled: bool) -> QPixmap:
    """In black: reading and drawing takes ten times as long as tinting."""
    from PySide6.QtSvg import QSvgRenderer

    content = (resources_dir() / "icons" / f"{name}.svg").read_text("utf-8").replace("currentColor", "#000000")
    content = content.replace('stroke-width="2"', f'stroke-width="{_STROKE}"')
    if filled:
        content = content.replace('fill="none"', 'fill="#000000"', 1)
    pixmap = QPixmap(_SIDE * _SHARP_TO, _SIDE * _SHARP_TO)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    QSvgRenderer(QByteArray(content.encode())).render(painter, QRectF(pixmap.rect()))
    painter.end()
    return pixmap


def _tinted(shape: QPixmap, colour: str) -> QPixmap:
    pixmap = shape.copy()
    painter = QPainter(pixmap)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
    painter.fillRect(pixmap.rect(), QColor(colour))
    painter.end()
    pixmap.setDevicePixelRatio(_SHARP_TO)
    return pixmap
