"""How a cell looks: the picture with round corners, its marks and rings, and what stands there without a picture."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QIcon, QImage, QPainter, QPainterPath, QPen

from studio.ui.theme import RADIUS, TYPE, Theme

RING = 5
"""pixels around a picture in which its ring is painted"""
_BADGE = 22
_BADGE_ICON = 14
_INSET = 6
_DIMMED = 0.22


def paint_picture(
    painter: QPainter, frame: QRect, image: QImage, ground: str, opacity: float, *, smooth: bool = True
) -> None:
    """`image` centred in `frame`, its corners cut to `ground`; sharp if it was decoded for this frame.

    `smooth` matters for other frames alone, where it looks better and takes longer.
    """
    ratio = painter.device().devicePixelRatio()
    own = image.devicePixelRatio()
    size = QSize(round(image.width() / own), round(image.height() / own))
    fits = own == ratio and (size.width() == frame.width() or size.height() == frame.height())
    if not fits or size.width() > frame.width() or size.height() > frame.height():
        size = image.size().scaled(frame.size(), Qt.AspectRatioMode.KeepAspectRatio)
        fits = False
    target = QRect(0, 0, size.width(), size.height())
    target.moveCenter(frame.center())
    painter.setOpacity(opacity)
    if fits:
        painter.drawImage(target.topLeft(), image)
    else:
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smooth)
        painter.drawImage(target, image)
    painter.setOpacity(1.0)
    _cut_corners(painter, target, ground, ratio)


def dimmed(rejected: bool) -> float:
    return _DIMMED if rejected else 1.0


def _cut_corners(painter: QPainter, target: QRect, ground: str, ratio: float) -> None:
    right, bottom = target.right() + 1 - RADIUS, target.bottom() + 1 - RADIUS
    places = ((target.left(), target.top()), (right, target.top()), (right, bottom), (target.left(), bottom))
    for turned, (x, y) in enumerate(places):
        painter.drawImage(QPointF(x, y), _corner(ground, ratio, turned))


@lru_cache(maxsize=64)
def _corner(ground: str, ratio: float, turned: int) -> QImage:
    """What lies outside a round corner, `turned` quarters clockwise from the upper left."""
    side = max(1, round(RADIUS * ratio))
    image = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(side / 2, side / 2)
    painter.rotate(90 * turned)
    painter.translate(-side / 2, -side / 2)
    outside, circle = QPainterPath(), QPainterPath()
    outside.addRect(0, 0, side, side)
    circle.addEllipse(QPointF(side, side), side, side)
    painter.fillPath(outside - circle, QColor(ground))
    painter.end()
    image.setDevicePixelRatio(ratio)
    return image


def paint_empty(painter: QPainter, frame: QRect, theme: Theme, message: str, remedy: str, link: str) -> None:
    """A quiet place in the picture's shape; `link` looks as if it can be clicked."""
    colours = theme.palette
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(colours.line), 1))
    painter.setBrush(QColor(colours.panel))
    painter.drawRoundedRect(QRectF(frame).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)
    if not message:
        return
    inner = frame.adjusted(10, 8, -10, -8)
    flags = Qt.AlignmentFlag.AlignCenter.value | Qt.TextFlag.TextWordWrap.value
    first = colours.text if remedy or link else colours.muted
    texts = [(message, first, 0), (remedy, colours.muted, 0), (link, colours.accent, 1)]
    boxes = [
        (text, painter.fontMetrics().boundingRect(inner, flags, text), colour, bold) for text, colour, bold in texts
    ]
    boxes = [one for one in boxes if one[0]]
    y = frame.center().y() - sum(box.height() + 4 for _, box, _, _ in boxes) // 2
    for text, box, colour, bold in boxes:
        if y + box.height() > frame.bottom() and text != message:
            return
        painter.setFont(small_font(painter.font(), bold=bool(bold)))
        painter.setPen(QColor(colour))
        painter.drawText(QRect(inner.left(), y, inner.width(), box.height()), flags, text)
        y += box.height() + 4


def paint_badge(painter: QPainter, frame: QRect, theme: Theme, starred: bool) -> None:
    """A white sign on a dark disc, to be seen on any picture."""
    icon = theme.icon("star" if starred else "eye-off", "#ffffff", filled=starred)
    badge = _badge(icon, painter.device().devicePixelRatio())
    painter.drawImage(QPointF(frame.left() + _INSET, frame.top() + _INSET), badge)


@lru_cache(maxsize=16)
def _badge(icon: QIcon, ratio: float) -> QImage:
    """`icon` is one object as long as its name and colour are the same."""
    side = round(_BADGE * ratio)
    image = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    image.setDevicePixelRatio(ratio)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(20, 20, 20, 190))
    painter.drawEllipse(QRectF(0, 0, _BADGE, _BADGE))
    inset = (_BADGE - _BADGE_ICON) // 2
    painter.drawPixmap(inset, inset, icon.pixmap(QSize(_BADGE_ICON, _BADGE_ICON), ratio))
    painter.end()
    return image


def paint_progress(painter: QPainter, frame: QRect, done: float) -> None:
    """A thin line at the foot of the picture, as long as the steps that are done."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    groove = QRectF(frame.left() + 8, frame.bottom() - 9, frame.width() - 16, 3)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(0, 0, 0, 110))
    painter.drawRoundedRect(groove, 1.5, 1.5)
    groove.setWidth(groove.width() * min(1.0, max(0.0, done)))
    painter.setBrush(QColor(255, 255, 255, 235))
    painter.drawRoundedRect(groove, 1.5, 1.5)


def paint_ring(painter: QPainter, whole: QRect, theme: Theme, *, chosen: bool, current: bool) -> None:
    """Accent for what is chosen; a thin line in the colour of text for where the keyboard is."""
    if not chosen and not current:
        return
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if chosen:
        inset = 1.5 if not current else 2.5
        painter.setPen(QPen(QColor(theme.palette.accent), 3 if not current else 2.5))
        painter.drawRoundedRect(QRectF(whole).adjusted(inset, inset, -inset, -inset), RADIUS + 3, RADIUS + 3)
    if current:
        painter.setPen(QPen(QColor(theme.palette.text), 1.5))
        painter.drawRoundedRect(QRectF(whole).adjusted(0.75, 0.75, -0.75, -0.75), RADIUS + 4, RADIUS + 4)


def small_font(base: QFont, *, bold: bool = False) -> QFont:
    font = QFont(base)
    font.setPixelSize(TYPE["small"])
    font.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
    return font


def title_font(base: QFont) -> QFont:
    font = QFont(base)
    font.setPixelSize(TYPE["title"])
    font.setWeight(QFont.Weight.DemiBold)
    return font
