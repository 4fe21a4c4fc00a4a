"""Owns a layout's lines: white on black, where marks meet and not where a style or a texture has detail."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import msgspec
import numpy as np
from numpy.typing import NDArray

from studio.sketch.canvas import opaque, path, skia
from studio.sketch.marks import Mark
from studio.sketch.scene import Scene
from studio.sketch.stack import Stack, stack
from studio.sketch.styles_marks import extent, ink

Lines = Literal["canny", "lineart", "scribble"]
Map = NDArray[np.uint8]

_FINEST = 1024
"""The shorter side, in pixels, up to which a canny line is one pixel wide; above, lines grow with the picture."""
_HAZY = 16
_GROUND = 0
"""Part 0 is the ground, objects follow."""


class _Manner(msgspec.Struct, frozen=True, kw_only=True):
    """How one kind of line is drawn."""

    width: float
    """in shorter sides; never below a pixel"""
    soft: bool
    contrast: int
    """difference of two colours, in the channel that differs most, from which their border counts within a part; of
    land, which haze makes pale, never more than _HAZY"""
    finest: float
    """thickness in line widths below which a mark of the ground is left out; one of half that draws no line within
    an object, whose silhouette always shows"""


_MANNERS: dict[Lines, _Manner] = {
    "canny": _Manner(width=1 / _FINEST, soft=False, contrast=18, finest=0.7),
    "lineart": _Manner(width=1 / 300, soft=True, contrast=12, finest=0.8),
    "scribble": _Manner(width=1 / 72, soft=True, contrast=48, finest=4.0),
}


def edges(scene: Scene, width: int, height: int, lines: Lines = "canny") -> Map:
    """The layout's borders, white on black, (height, width, 3): as ControlNets take them for canny (one pixel, hard),
    line art (some pixels, soft) or scribbles (thick, without detail). The same for every style; what falls from the
    sky and what a texture is made of draws no lines."""
    manner = _MANNERS[lines]
    scale = min(1.0, _FINEST / min(width, height)) if lines == "scribble" else 1.0
    wide, high = max(1, round(width * scale)), max(1, round(height * scale))
    drawn = _thickened(_borders(scene, wide, high, manner), manner, min(wide, high))
    return _grey(drawn if scale == 1.0 else _enlarged(drawn, width, height))


def standing(ground: Sequence[Mark]) -> list[Mark]:
    """The ground's marks without rain and snow: those that belong to the sky and yet come after land."""
    last = max((k for k, mark in enumerate(ground) if mark.label == "land"), default=len(ground))
    return [mark for k, mark in enumerate(ground) if k <= last or mark.label != "ground"]


def _borders(scene: Scene, width: int, height: int, manner: _Manner) -> Map:
    """255 on the pixels of marks in front that lie beside another region, (height, width)."""
    finest = max(1.0, manner.width * min(width, height)) * manner.finest
    shown = _shown(stack(scene, width, height), finest)
    regions = _regions(shown, finest)
    numbers = _numbers([mark for _, mark in shown], width, height)
    found = np.zeros((height, width), np.uint8)
    for axis in (0, 1):
        first = (slice(None, -1), slice(None)) if axis == 0 else (slice(None), slice(None, -1))
        second = (slice(1, None), slice(None)) if axis == 0 else (slice(None), slice(1, None))
        rows, columns = np.nonzero(numbers[first] != numbers[second])
        here, there = numbers[first][rows, columns], numbers[second][rows, columns]
        keep = _parted(regions, here, there, manner.contrast)
        ahead = (there > here)[keep].astype(np.intp)
        rows, columns = rows[keep] + (ahead if axis == 0 else 0), columns[keep] + (ahead if axis == 1 else 0)
        found[rows, columns] = 255
    return found


def _shown(taken: Stack, finest: float) -> list[tuple[int, Mark]]:
    """Every mark that can be seen, back to front, with its part; objects keep their silhouette however thin."""
    shown = [(_GROUND, mark) for k, mark in enumerate(standing(taken.ground)) if k == 0 or extent(mark) >= finest]
    objects = [item for group in taken.groups for item in group]
    for part, item in enumerate(objects, start=1):
        shown += [(part, mark) for mark in item]
    return shown


class _Regions(msgspec.Struct, frozen=True, kw_only=True):
    """By number of a mark: which marks are one region, its part, kind and colour."""

    region: NDArray[np.int32]
    part: NDArray[np.int32]
    kind: NDArray[np.int32]
    land: NDArray[np.bool_]
    fine: NDArray[np.bool_]
    colour: NDArray[np.int16]


def _regions(shown: Sequence[tuple[int, Mark]], finest: float) -> _Regions:
    known: dict[tuple[object, ...], int] = {}
    kinds: dict[str, int] = {}
    region = [known.setdefault((part, mark.label, mark.fill), len(known)) for part, mark in shown]
    kind = [kinds.setdefault(mark.label, len(kinds)) for _, mark in shown]
    return _Regions(
        region=np.array(region, np.int32),
        part=np.array([part for part, _ in shown], np.int32),
        kind=np.array(kind, np.int32),
        land=np.array([mark.label == "land" for _, mark in shown]),
        fine=np.array([part != _GROUND and 2 * extent(mark) < finest for part, mark in shown]),
        colour=np.array([ink(mark) for _, mark in shown], np.int16),
    )


def _parted(regions: _Regions, here: NDArray[np.uint32], there: NDArray[np.uint32], contrast: int) -> NDArray[np.bool_]:
    """Whether a line runs between two marks: parts, and sky and land, always part; else colours must differ."""
    difference = np.abs(regions.colour[here] - regions.colour[there]).max(axis=1, initial=0)
    hazy = regions.land[here] & regions.land[there] & (difference >= _HAZY)
    plain = ~(regions.fine[here] | regions.fine[there])
    within = plain & (regions.region[here] != regions.region[there]) & (hazy | (difference >= contrast))
    return within | (regions.part[here] != regions.part[there]) | (regions.kind[here] != regions.kind[there])


def _numbers(marks: Sequence[Mark], width: int, height: int) -> NDArray[np.uint32]:
    """The number of the mark that each pixel shows, (height, width), with hard edges."""
    pixels, canvas = opaque(width, height)
    for number, mark in enumerate(marks):
        code = skia.Color(number % 256, number // 256 % 256, number // 65536)
        canvas.drawPath(path(mark), skia.Paint(AntiAlias=False, Color=code))
    numbers = pixels.view("<u4")[..., 0]
    numbers &= np.uint32(0xFFFFFF)
    return numbers


def _thickened(lines: Map, manner: _Manner, side: int) -> Map:
    """The lines at their width, softened where they are soft."""
    wide = max(1, round(manner.width * side))
    for step in range((wide - 1) // 2):
        lines = _grown(lines, corners=step % 2 == 1)
    if wide % 2 == 0:
        np.maximum(lines[:, 1:], lines[:, :-1].copy(), out=lines[:, 1:])
        np.maximum(lines[1:], lines[:-1].copy(), out=lines[1:])
    return _softened(lines) if manner.soft else lines


def _grown(lines: Map, *, corners: bool) -> Map:
    """One pixel more on all sides; taking turns with and without corners grows a disc."""
    grown = lines.copy()
    np.maximum(grown[:, 1:], lines[:, :-1], out=grown[:, 1:])
    np.maximum(grown[:, :-1], lines[:, 1:], out=grown[:, :-1])
    source = grown.copy() if corners else lines
    np.maximum(grown[1:], source[:-1], out=grown[1:])
    np.maximum(grown[:-1], source[1:], out=grown[:-1])
    return grown


def _softened(lines: Map) -> Map:
    """Each pixel mixed with its neighbours, 1 2 1 both ways."""
    tall = np.pad(lines.astype(np.uint16), ((1, 1), (0, 0)), "edge")
    mixed = tall[:-2] + 2 * tall[1:-1] + tall[2:]
    wide = np.pad(mixed, ((0, 0), (1, 1)), "edge")
    return ((wide[:, :-2] + 2 * wide[:, 1:-1] + wide[:, 2:]) >> 4).astype(np.uint8)


def _enlarged(lines: Map, width: int, height: int) -> Map:
    """The lines scaled up, their edges soft over one pixel of the larger picture."""
    image = skia.Image.fromarray(
        np.repeat(lines[..., None], 4, axis=2), skia.kRGBA_8888_ColorType, skia.kPremul_AlphaType
    )
    sampling = skia.SamplingOptions(skia.CubicResampler.Mitchell())
    large = image.resize(width, height, sampling).toarray(
        colorType=skia.kRGBA_8888_ColorType, alphaType=skia.kPremul_AlphaType
    )[..., 0]
    gain = width / lines.shape[1]
    for top in range(0, height, 256):
        band = large[top : top + 256].astype(np.float32)
        large[top : top + 256] = np.clip((band - 127.5) * gain + 127.5, 0, 255).astype(np.uint8)
    return large


def _grey(lines: Map) -> Map:
    """One channel as three."""
    return np.repeat(lines[..., None], 3, axis=2)
