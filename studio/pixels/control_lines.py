"""Control images drawn from pictures without any network: edges, broad strokes, and the lines of drawings."""

from __future__ import annotations

from typing import Any, cast

import cv2
import numpy as np
from numpy.typing import NDArray

Rgb = NDArray[np.uint8]
"""(height, width, 3), sRGB"""
Grey = NDArray[np.uint8]
"""(height, width), white lines on black"""
_Real = NDArray[np.float32]

_FAINTEST, _PLAINEST = 24.0, 400.0
"""between which steepnesses (Sobel's, 8-bit) the usual edges of a picture are looked for"""
_WEAK = 0.4
"""of the steepness that makes an edge: what carries one on, as Canny (1986, section VIII) has it, 2 to 3 times less"""
_RANGE = 4.0
"""times that detail 0 asks for steeper edges than 0.5, and 1 for less steep ones"""
_COARSE = 320
"""shorter side in pixels at which strokes are looked for: what is finer is no matter for a broad pen"""
_BUSY = 0.9
"""share of the pixels that are no edge for a broad pen, whatever the picture"""
_STROKE, _LINE = 1 / 100, 1 / 320
"""width of a stroke, and of a drawn line, in shorter sides"""
_SHORTEST = 1 / 12
"""length below which a stroke is left out at detail 0.5, in shorter sides"""
_PAPER = 1 / 4
"""in shorter sides: paper shows beside everything that is drawn within this distance"""
_PAPER_SEEN = 256
"""shorter side in pixels at which paper is looked at, which changes slowly"""
_GREYISH = 0.25
"""saturation up to which paper is paper, in lamplight too"""
_MOSTLY = 0.75
"""share of a drawing that is paper"""
_BROADEST = 1 / 16
"""of any line, in shorter sides"""
_FILLED = 0.25
"""share of what is drawn that may be broader all the same"""
_NOTHING = 0.1
"""how much darker than its paper the darkest ink must be"""


def edges(picture: Rgb, detail: float = 0.5) -> Grey:
    """Edges one pixel wide (Canny 1986), of colours as well as of brightness.

    `detail` 0 keeps the plainest, 1 the faintest; what a plain edge is the picture itself says.
    """
    return _canny(_array(cv2.bilateralFilter(picture, 5, 24, 2)), detail)


def strokes(picture: Rgb, detail: float = 0.5) -> Grey:
    """What a broad pen would draw: a drawing's own lines, of others the main shapes. `detail` as in `edges`."""
    height, width = picture.shape[:2]
    stroke = max(2.0, _STROKE * min(width, height))
    if is_drawing(picture):
        return _drawn(_array(cv2.threshold(ink(picture, detail), 96, 255, cv2.THRESH_BINARY)[1]), stroke / 2)
    scale = min(1.0, _COARSE / min(height, width))
    small = _array(cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA))
    for _ in range(3):
        small = _array(cv2.bilateralFilter(small, 7, 40, 4))
    found = _long(_canny(small, detail, _BUSY), _SHORTEST * 4 ** (1 - 2 * detail) * min(small.shape[:2]))
    return _drawn(_array(cv2.resize(found, (width, height), interpolation=cv2.INTER_LINEAR)), stroke)


def lines(picture: Rgb, detail: float = 0.5) -> Grey:
    """A drawing's own lines, soft as they are; of others the outlines. `detail` as in `edges`."""
    if is_drawing(picture):
        return ink(picture, detail)
    wide = max(1.0, _LINE * min(picture.shape[:2]))
    calm = cv2.GaussianBlur(_drawn(edges(picture, detail), wide), (0, 0), wide / 3)
    return _array(calm)


def is_drawing(picture: Rgb) -> bool:
    """Whether it is one on paper: nearly all of it is bright, of hardly any colour and empty, and the rest is lines."""
    dark = _darker(picture)
    brightest, least = picture.max(axis=2).astype(np.float32), picture.min(axis=2)
    plain = (dark < float(np.median(dark)) + _NOTHING) & (brightest - least <= _GREYISH * brightest)
    if float(plain.mean()) < _MOSTLY or float(np.median(brightest)) < 96:
        return False
    return are_lines(_array(cv2.threshold(ink(picture), 96, 255, cv2.THRESH_BINARY)[1]))


def are_lines(drawn: Grey) -> bool:
    """Whether what is white is narrow, nearly all of it."""
    side = max(3, round(_BROADEST * min(drawn.shape))) | 1
    round_pen = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side))
    broad = cv2.morphologyEx(drawn, cv2.MORPH_OPEN, round_pen, borderType=cv2.BORDER_CONSTANT, borderValue=0)
    return float(_array(broad).mean()) <= _FILLED * float(drawn.mean())


def ink(picture: Rgb, detail: float = 0.5) -> Grey:
    """What darkens the paper of a drawing: ink becomes white, paper black, whatever light it was taken in.

    `detail` 0 keeps the darkest ink alone, 1 the faintest pencil.
    """
    dark = _darker(picture)
    usual = float(np.median(dark))
    grain = 1.5 * float(np.median(np.abs(dark - usual)))  # as wide as a normal distribution's, whatever lies on it
    inked = dark[dark > usual + max(_NOTHING, 4 * grain)]
    if not inked.size:
        return np.zeros(dark.shape, np.uint8)
    blackest = float(np.quantile(inked, 0.75))
    faintest = usual + 4 * grain + 0.15 * _RANGE ** (1 - 2 * detail) * (blackest - usual)
    drawn = np.clip((dark - faintest) / max(0.7 * blackest - faintest, _NOTHING), 0, 1)
    return _array(np.rint(255 * drawn))


def _canny(picture: Rgb, detail: float, most: float = 1.0) -> Grey:
    """`most` is the share of pixels that are none by their steepness."""
    across, down = _slopes(picture)
    steepness = np.hypot(across, down).astype(np.float32)
    usual = _usual(steepness) if most >= 1 else max(_usual(steepness), float(np.quantile(steepness, most)))
    strong = usual * _RANGE ** (1 - 2 * detail)
    return _array(cv2.Canny(across, down, _WEAK * strong, strong, L2gradient=True))


def _slopes(picture: Rgb) -> tuple[NDArray[np.int16], NDArray[np.int16]]:
    """How steeply colours change, (across, down), of the channel where they do most."""
    across = np.stack([cv2.Sobel(channel, cv2.CV_16S, 1, 0) for channel in cv2.split(picture)])
    down = np.stack([cv2.Sobel(channel, cv2.CV_16S, 0, 1) for channel in cv2.split(picture)])
    most = np.argmax(np.abs(across.astype(np.int32)) + np.abs(down), axis=0)[None]
    return np.take_along_axis(across, most, 0)[0], np.take_along_axis(down, most, 0)[0]


def _usual(steepness: _Real) -> float:
    """What parts edges from mere shading (Otsu 1979, over logarithms, since edges are few and steep)."""
    steep = steepness[steepness >= _FAINTEST / 2]
    if not steep.size:
        return _PLAINEST
    lowest, highest = np.log(_FAINTEST / 2), np.log(1500.0)
    levels = np.clip((np.log(steep) - lowest) / (highest - lowest) * 255, 0, 255).astype(np.uint8)
    level = cast(float, cv2.threshold(levels.reshape(1, -1), 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)[0])
    return float(np.clip(np.exp(lowest + level / 255 * (highest - lowest)), _FAINTEST, _PLAINEST))


def _long(found: Grey, shortest: float) -> Grey:
    """The lines that have so many pixels at least."""
    _, labels, told, _ = cv2.connectedComponentsWithStats(found, connectivity=8)
    kept = np.asarray(told, np.int32)[:, cv2.CC_STAT_AREA] >= shortest
    kept[0] = False
    return np.where(kept[np.asarray(labels, np.int32)], 255, 0).astype(np.uint8)


def _drawn(found: Grey, width: float) -> Grey:
    """Lines with a round pen so many pixels wide."""
    calm = cv2.GaussianBlur(found, (0, 0), width / 2)
    return np.where(calm > 0.25 * max(float(calm.max()), 1.0), 255, 0).astype(np.uint8)


def _darker(picture: Rgb) -> _Real:
    """How much darker than the paper beside it every place is: 0 to 1."""
    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY).astype(np.float32)
    return np.asarray(1 - grey / np.maximum(_paper(grey), 1), np.float32)


def _paper(grey: _Real) -> _Real:
    """How bright the paper is at every place: the brightest nearby, smoothed."""
    height, width = grey.shape
    scale = min(1.0, _PAPER_SEEN / min(height, width))
    small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    near = max(3, round(_PAPER * min(small.shape))) | 1
    closed = cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((near, near), np.uint8))
    calm = cv2.blur(closed, (near // 2 | 1, near // 2 | 1))
    return np.asarray(cv2.resize(calm, (width, height), interpolation=cv2.INTER_LINEAR), np.float32)


def _array(made: Any) -> NDArray[np.uint8]:
    return np.asarray(made, np.uint8)
