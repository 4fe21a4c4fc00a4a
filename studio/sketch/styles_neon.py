"""Owns the neon style: glowing tubes along every contour, on a dark wall."""

from __future__ import annotations

import colorsys
from collections.abc import Sequence

from studio.sketch.canvas import path, skia
from studio.sketch.marks import Mark
from studio.sketch.palette import Rgb
from studio.sketch.styles_board import Board, Canvas, Path, covers, extent, ink, run, toward

_TUBE = 0.0085
"""The tube's width in shorter sides; a ground's tubes are thinner."""
_NIGHT: Rgb = (11, 9, 26)
_GLOWS = ((0.05, 0.62), (0.017, 0.7), (0.005, 0.8))
"""Width of each glow in shorter sides, and its strength."""
_WALL = """
uniform shader fine; uniform shader broad; uniform float2 size; uniform float fall; uniform float step_;
half4 main(float2 p) {
  float2 q = (p - 0.5 * size) / size;
  float a = 0.42 * smoothstep(0.25, 0.85, length(q)) * fall;
  float n = fine.eval(p).g - fine.eval(p + step_).g + 0.5 * (broad.eval(p).r - 0.5);
  a += clamp(0.06 - 0.12 * n, 0.0, 0.16);
  return half4(0, 0, 0, half(a));
}
"""


def ground(board: Board, canvas: Canvas) -> None:
    """The wall: the ground as it is seen at night, its shapes in thin tubes."""
    canvas.drawImage(board.flat_ground() if board.backdrop is not None else _plain(board), 0, 0)
    canvas.drawPaint(skia.Paint(Color=skia.Color(*_NIGHT, 226 if board.backdrop is not None else 228)))
    shaders = {"fine": board.noise(3.0), "broad": board.noise(1.0)}
    size = (float(board.width), float(board.height))
    run(canvas, _WALL, shaders, size=size, fall=0.0 if board.wraps else 1.0, step_=0.002 * board.side)
    _tubes(board, canvas, board.ground_marks, 0.5, 0.5)


def objects(board: Board, canvas: Canvas, marks: Sequence[Mark]) -> None:
    """Things in thick tubes of full strength."""
    _tubes(board, canvas, marks, 1.0, 1.0)


def lit(colour: Rgb) -> Rgb:
    """The colour as a gas would shine in it."""
    hue, light, full = colorsys.rgb_to_hls(*(part / 255 for part in colour))
    if full < 0.2 or light < 0.08:
        light, full = (0.8, 0.5) if light > 0.3 else (0.62, 0.6)
        hue = 0.62 if light < 0.7 else 0.58
    made = colorsys.hls_to_rgb(hue, min(0.72, max(0.56, light)), max(full, 0.95) if full >= 0.6 else full + 0.3)
    r, g, b = (round(255 * part) for part in made)
    return r, g, b


def _plain(board: Board) -> object:
    """The ground's first mark alone: the sky, the paper."""
    return board.flat(board.ground_marks[:1])


def _tubes(board: Board, canvas: Canvas, marks: Sequence[Mark], thick: float, strength: float) -> None:
    shown = [(mark, path(mark)) for mark in marks if not covers(board, mark)]
    width = max(1.0, _TUBE * thick * board.side)
    for mark, outline in shown:
        canvas.drawPath(outline, skia.Paint(AntiAlias=True, Color=skia.Color(*toward(ink(mark), _NIGHT, 0.86), 150)))
    for blur, share in _GLOWS if thick == 1.0 else _GLOWS[1:]:
        _glow(board, canvas, shown, width, (blur, share * strength))
    surface = board.clear()
    for mark, outline in shown:
        colour = lit(ink(mark))
        whitened = toward(colour, (255, 255, 255), 0.82)
        _bent(surface.getCanvas(), mark, outline, width, toward(colour, (255, 255, 255), 0.1))
        if extent(mark) >= 2.2 * width:
            surface.getCanvas().drawPath(outline, _stroke(0.42 * width, whitened))
    canvas.drawImage(surface.makeImageSnapshot(), 0, 0, skia.SamplingOptions(), skia.Paint(Alphaf=strength**0.4))


def _bent(canvas: Canvas, mark: Mark, outline: Path, width: float, colour: Rgb) -> None:
    """One tube, which hides those behind; what is too thin for a tube around it shines all over."""
    if extent(mark) < 2.2 * width:
        canvas.drawPath(outline, skia.Paint(AntiAlias=True, Color=skia.Color(*colour)))
        return
    canvas.drawPath(outline, skia.Paint(AntiAlias=True, BlendMode=skia.BlendMode.kClear))
    canvas.drawPath(outline, _stroke(width, colour))


def _glow(
    board: Board, canvas: Canvas, shown: list[tuple[Mark, Path]], width: float, light: tuple[float, float]
) -> None:
    """All tubes, widened and blurred, as light that lies over the wall."""
    blur, share = light[0] * board.side, light[1]
    surface = board.soft()
    for mark, outline in shown:
        _bent(surface.getCanvas(), mark, outline, width + 0.5 * blur, lit(ink(mark)))
    scale = surface.width() / board.width
    mode = skia.TileMode.kRepeat if board.wraps else skia.TileMode.kDecal
    blurred = skia.Paint(ImageFilter=skia.ImageFilters.Blur(blur * scale, blur * scale, mode))
    spread = board.soft()
    spread.getCanvas().resetMatrix()
    spread.getCanvas().drawImage(surface.makeImageSnapshot(), 0, 0, skia.SamplingOptions(), blurred)
    canvas.drawPaint(skia.Paint(Shader=board.spread(spread.makeImageSnapshot()), Alphaf=share))


def _stroke(width: float, colour: Rgb) -> object:
    brush = skia.Paint(AntiAlias=True, Style=skia.Paint.kStroke_Style, StrokeWidth=width)
    brush.setStrokeJoin(skia.Paint.kRound_Join)
    brush.setColor(skia.Color(*colour))
    return brush
