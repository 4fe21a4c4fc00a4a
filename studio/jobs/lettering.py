"""Lines of text in any script, painted into pictures; letters that a font lacks are taken from another."""

from __future__ import annotations

import os
import sys
from collections.abc import Generator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, cast

import numpy as np
import skia as _skia
from PIL import Image, ImageFont

skia = cast(Any, _skia)

_FAMILIES = ["Inter", "Segoe UI", "Helvetica Neue", "Noto Sans", "DejaVu Sans"]
"""the first that is installed; whatever there is otherwise"""
_ENDLESS = 1e6
_ELLIPSIS = "…"
_STDERR = 2

Grey = int
"""0 to 255"""


class Lettering:
    """Fonts of this machine, looked up once; a machine without any has the one that Pillow brings."""

    def __init__(self) -> None:
        self._unicode = skia.Unicodes.ICU.Make()
        self._fonts = _fonts()

    def width(self, text: str, size: float, *, bold: bool = False) -> float:
        """Of one line, in pixels, at letters `size` pixels high."""
        return float(self._line(text, size, 0, bold).MaxIntrinsicWidth)

    def fitted(self, text: str, size: float, room: float, *, bold: bool = False) -> str:
        """`text`, or as much of its beginning and end as `room` pixels hold: names differ at either."""
        if self.width(text, size, bold=bold) <= room:
            return text
        low, high = 0, len(text) - 1
        while low < high:
            kept = (low + high + 1) // 2
            low, high = (
                (kept, high) if self.width(_middle_out(text, kept), size, bold=bold) <= room else (low, kept - 1)
            )
        return _middle_out(text, low)

    def draw(
        self, page: Image.Image, text: str, place: tuple[float, float], size: float, grey: Grey, *, bold: bool = False
    ) -> None:
        """One line with its upper left corner at `place`."""
        left, top = place
        line = self._line(text, size, grey, bold)
        width, height = int(line.MaxIntrinsicWidth) + 2, int(line.Height) + 2
        box = (int(left), int(top), int(left) + width, int(top) + height)
        pixels = np.array(page.crop(box).convert("RGBA"))
        line.paint(skia.Canvas(pixels, colorType=skia.kRGBA_8888_ColorType), left - box[0], top - box[1])
        page.paste(Image.fromarray(pixels).convert(page.mode), box[:2])

    def _line(self, text: str, size: float, grey: Grey, bold: bool) -> Any:
        letters = skia.textlayout.TextStyle()
        letters.setFontSize(size)
        letters.setColor(skia.ColorSetRGB(grey, grey, grey))
        letters.setFontFamilies(_FAMILIES)
        letters.setFontStyle(skia.FontStyle.Bold() if bold else skia.FontStyle.Normal())
        style = skia.textlayout.ParagraphStyle()
        style.setTextStyle(letters)
        builder = skia.textlayout.ParagraphBuilder.make(style, self._fonts, self._unicode)
        builder.addText(text)
        line = builder.Build()
        line.layout(_ENDLESS)
        return line


def _middle_out(text: str, kept: int) -> str:
    """The ends of `text`, `kept` letters in all."""
    tail = kept // 3
    return text[: kept - tail].rstrip() + _ELLIPSIS + text[len(text) - tail :].lstrip()


@cache
def _fonts() -> Any:
    collection = skia.textlayout.FontCollection()
    with _quiet_fontconfig():
        fonts = skia.FontMgr()
        found = fonts.countFamilies()
    collection.setDefaultFontManager(fonts if found else _pillows_own())
    return collection


@contextmanager
def _quiet_fontconfig() -> Generator[None]:
    """The fontconfig that skia brings complains on stderr about newer files of the system's, whatever it is told."""
    if not sys.platform.startswith("linux"):
        yield
        return
    kept = os.dup(_STDERR)
    try:
        with Path(os.devnull).open("wb") as nowhere:
            os.dup2(nowhere.fileno(), _STDERR)
        yield
    finally:
        os.dup2(kept, _STDERR)
        os.close(kept)


def _pillows_own() -> Any:
    font = ImageFont.load_default(16)
    data = getattr(font, "font_bytes", b"")
    provider = skia.textlayout.TypefaceFontProvider()
    provider.registerTypeface(skia.Typeface.MakeFromData(skia.Data.MakeWithCopy(bytes(data))))
    return provider
