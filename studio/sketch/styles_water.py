"""Owns the watercolour style: transparent washes on paper whose edges darken and whose pigment settles in the grain."""

from __future__ import annotations

from collections.abc import Sequence

from studio.sketch.canvas import path, skia
from studio.sketch.marks import Mark
from studio.sketch.styles_board import Board, Canvas, Image, rims, run

_PAPER = (0.988, 0.978, 0.955)
_WASH = """
uniform shader albedo; uniform shader kept; uniform shader rim; uniform shader broad; uniform shader fine;
uniform float2 size; uniform float side; uniform float deckle; uniform float3 paper;
half4 main(float2 p) {
  half3 b = broad.eval(p).rgb, d = broad.eval(p + side * 0.37).rgb, f = fine.eval(p).rgb;
  float2 w = (float2(fine.eval(p + 0.3 * side).r, f.r) - 0.5) * side * 0.0075
           + (float2(f.g, d.g) - 0.5) * side * 0.0022;
  half4 c = albedo.eval(p + w);
  half4 s = rim.eval(p + w);
  float m = 1.0, edge = smoothstep(0.06, 0.55, s.b);
  if (deckle > 0.0) {
    float e = min(min(p.x, size.x - p.x), min(p.y, size.y - p.y)) / side;
    e += (d.r - 0.5) * 0.014 + (f.r - 0.5) * 0.007 + (f.g - 0.5) * 0.0012;
    m = smoothstep(0.022, 0.025, e);
    edge = max(edge, 0.8 * smoothstep(0.052, 0.024, e));
  }
  float load = 0.74 + 0.62 * (b.r - 0.5) + 0.3 * (d.r - 0.5) + 0.26 * (f.g - 0.5) + 0.62 * edge * edge
             + 0.1 * smoothstep(0.42, 0.5, b.r) * smoothstep(0.56, 0.5, b.r) * (1.0 - edge);
  half3 pigment = clamp(c.rgb / max(c.a, 0.004), half3(0.03), half3(0.985));
  half3 sheet = half3(paper) * half(1.0 - 0.05 * (f.g - 0.5));
  half3 wash = mix(sheet, sheet * pow(pigment, half3(half(max(load, 0.15)))), half(m));
  half a = max(c.a, kept.eval(p + 0.6 * w.yx).a);
  return half4(wash * c.a + sheet * (a - c.a), a);
}
"""


def ground(board: Board, canvas: Canvas) -> None:
    """A wash over the sheet that leaves its edge white, unless it repeats."""
    marks = board.ground_marks
    image = board.flat_ground()
    _wash(board, canvas, image, image, rims(board, marks, 0.16, 0.028), 0.0 if board.wraps else 1.0)


def objects(board: Board, canvas: Canvas, marks: Sequence[Mark]) -> None:
    """Washes with a thin line of dry paper around them, where one is left."""
    reserve = board.clear()
    style = skia.Paint.kStrokeAndFill_Style
    brush = skia.Paint(AntiAlias=True, Style=style, StrokeWidth=0.011 * board.side, Color=skia.ColorWHITE)
    for mark in marks:
        reserve.getCanvas().drawPath(path(mark), brush)
    kept = reserve.makeImageSnapshot()
    _wash(board, canvas, board.flat(marks), kept, rims(board, marks, 0.16, 0.028), 0.0)


def _wash(board: Board, canvas: Canvas, albedo: Image, kept: Image, rim: object, deckle: float) -> None:
    shaders = {
        "albedo": board.sampled(albedo),
        "kept": board.sampled(kept),
        "rim": rim,
        "broad": board.noise(1.0),
        "fine": board.noise(3.0),
    }
    size = (float(board.width), float(board.height))
    run(canvas, _WASH, shaders, size=size, side=board.side, deckle=deckle, paper=_PAPER)
