"""Owns the page of the contact sheet: rows of tiles under titles, set in one plain type."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
import numpy as np

from studio.sketch.canvas import paint, path, skia
from studio.sketch.objects.placing import object_marks
from studio.sketch.palette import Rgb, rgb
from studio.sketch.render import draw
from studio.sketch.scene import Scene

Entry = tuple[str, Scene]
PAGE, _INK, _GREY, _PALE, _PANEL = (248, 246, 241), (32, 32, 42), (104, 103, 112), (150, 148, 154), (236, 231, 221)
_WIDE, _MARGIN, _GAP = 1280, 76, 16
_TITLE, _CAPTION, _ROOM = 25.0, 13.5, 27
_TYPES = ("Inter", "Helvetica Neue", "Segoe UI", "Nimbus Sans", "DejaVu Sans")


class Section(msgspec.Struct, frozen=True, kw_only=True):
    """Tiles under a title, `columns` to a row; a tile is `high` times as high as wide."""

    title: str
    note: str
    entries: tuple[Entry, ...]
    columns: int
    high: float = 1.0


class Crowd(msgspec.Struct, frozen=True, kw_only=True):
    """Many objects on one panel, (name, colour) each, `columns` to a row."""

    title: str
    note: str
    objects: tuple[tuple[str, str], ...]
    columns: int


Part = Section | Crowd


def page(title: str, lines: Sequence[str], parts: Sequence[Part], scale: float) -> Any:
    """The parts under a heading as one picture, 1280 times `scale` pixels wide."""
    tall = _MARGIN + 104 + 24 * len(lines) + sum(_height(part) for part in parts) + _MARGIN - 40
    surface = skia.Surface(round(_WIDE * scale), round(tall * scale))
    canvas = surface.getCanvas()
    canvas.clear(skia.Color(*PAGE))
    canvas.scale(scale, scale)
    _write(canvas, title, (_MARGIN - 3, _MARGIN + 40), 58, _INK, bold=True)
    for k, line in enumerate(lines):
        _write(canvas, line, (_MARGIN, _MARGIN + 82 + 26 * k), 19, _GREY)
    y = _MARGIN + 96.0 + 26 * len(lines)
    for part in parts:
        _part(canvas, part, y, scale)
        y += _height(part)
    return surface.makeImageSnapshot()


def _height(part: Part) -> float:
    return 66 + _body(part) + 34


def _body(part: Part) -> float:
    if isinstance(part, Crowd):
        return 40 + _cell(part) * -(-len(part.objects) // part.columns)
    rows = -(-len(part.entries) // part.columns)
    return rows * (_tile(part)[1] + _ROOM) + (rows - 1) * 6


def _cell(part: Crowd) -> float:
    return (_WIDE - 2 * _MARGIN - 40) / part.columns


def _tile(part: Section) -> tuple[int, int]:
    """Width and height of a tile."""
    wide = (_WIDE - 2 * _MARGIN - (part.columns - 1) * _GAP) / part.columns
    return int(wide), round(wide * part.high)


def _part(canvas: Any, part: Part, y: float, scale: float) -> None:
    _write(canvas, part.title, (_MARGIN, y + 44), _TITLE, _INK, bold=True)
    aside = _MARGIN + _font(_TITLE, bold=True).measureText(part.title) + 16
    _write(canvas, part.note, (aside, y + 44), 16, _PALE)
    if isinstance(part, Crowd):
        _crowd(canvas, part, y + 66)
        return
    wide, high = _tile(part)
    step = (_WIDE - 2 * _MARGIN + _GAP) / part.columns
    for k, (caption, scene) in enumerate(part.entries):
        at = (_MARGIN + k % part.columns * step, y + 66 + k // part.columns * (high + _ROOM + 6))
        _put(canvas, scene, at, (wide, high), scale)
        _write(canvas, caption, (at[0], at[1] + high + 18), _CAPTION, _GREY, wide + _GAP - 9)


def _put(canvas: Any, scene: Scene, at: tuple[float, float], size: tuple[int, int], scale: float) -> None:
    """The scene in a tile with rounded corners, drawn at twice the size."""
    wide, high = round(2 * size[0] * scale), round(2 * size[1] * scale)
    pixels = np.full((high, wide, 4), 255, np.uint8)
    pixels[..., :3] = draw(scene, wide, high)
    image = skia.Image.fromarray(pixels, skia.kRGBA_8888_ColorType)
    frame = skia.Rect.MakeXYWH(*at, *size)
    canvas.save()
    canvas.clipRRect(skia.RRect.MakeRectXY(frame, 5, 5), True)
    canvas.drawImageRect(image, frame, skia.SamplingOptions(skia.CubicResampler.Mitchell()))
    canvas.restore()


def _crowd(canvas: Any, part: Crowd, y: float) -> None:
    panel = skia.Rect.MakeXYWH(_MARGIN, y, _WIDE - 2 * _MARGIN, _body(part))
    canvas.drawRRect(skia.RRect.MakeRectXY(panel, 8, 8), skia.Paint(AntiAlias=True, Color=skia.Color(*_PANEL)))
    cell = _cell(part)
    for k, (name, colour) in enumerate(part.objects):
        middle = (_MARGIN + 20 + (k % part.columns + 0.5) * cell, y + 20 + (k // part.columns + 0.5) * cell)
        matrix = (0.43 * cell, 0.0, middle[0], 0.0, 0.43 * cell, middle[1])
        for mark in object_marks(name, matrix, rgb(colour), None, "motif"):
            canvas.drawPath(path(mark), paint(mark))


def _write(
    canvas: Any, text: str, at: tuple[float, float], size: float, colour: Rgb, room: float = 1e9, *, bold: bool = False
) -> None:
    """A line of text, smaller where it would be wider than its room."""
    font = _font(size, bold=bold)
    if text:
        font.setSize(size * min(1.0, room / font.measureText(text)))
        canvas.drawString(text, *at, font, skia.Paint(AntiAlias=True, Color=skia.Color(*colour)))


def _font(size: float, *, bold: bool) -> Any:
    """The first of the usual plain typefaces that this machine has."""
    known, style = skia.FontMgr(), skia.FontStyle.Bold() if bold else skia.FontStyle.Normal()
    names = (*_TYPES, *(known.getFamilyName(k) for k in range(known.countFamilies())))
    faces = (known.matchFamilyStyle(name, style) for name in names)
    font = skia.Font(next(face for face in faces if face is not None), size)
    font.setSubpixel(True)
    font.setLinearMetrics(True)
    font.setHinting(skia.FontHinting.kNone)
    font.setEdging(skia.Font.Edging.kAntiAlias)
    return font
