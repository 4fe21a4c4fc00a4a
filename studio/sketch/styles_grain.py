"""Owns the grain style: flat inks shaded by stipple towards the rims, as risograph prints are."""

from __future__ import annotations

from collections.abc import Sequence

from studio.sketch.marks import Mark
from studio.sketch.styles_board import Board, Canvas, Image, rims, run

_SPECKS = 1.7
_SHADED = """
uniform shader albedo; uniform shader rim; uniform shader specks;
uniform float2 size; uniform float fall;
float cover(float share, float speck) {
  float wide = max(0.01, min(0.25, 2.0 * min(share, 1.0 - share)));
  return clamp((share - speck) / wide + 0.5, 0.0, 1.0);
}
half4 main(float2 p) {
  half4 c = albedo.eval(p);
  half4 s = rim.eval(p);
  float n = specks.eval(p).b, m = specks.eval(p + float2(0.37, 0.61) * size).b;
  float corner = smoothstep(0.35, 1.25, 0.45 * p.x / size.x + 0.8 * p.y / size.y) * fall;
  float dark = cover(min(0.92, 0.95 * s.r * s.r + corner), n);
  float light = cover(0.7 * s.g * s.g * (1.0 - s.r), m);
  half3 deep = pow(c.rgb / max(c.a, 0.004), half3(1.75)) * half3(0.74, 0.62, 0.74) * c.a;
  half3 rgb = mix(c.rgb, deep, half(0.85 * dark));
  rgb = mix(rgb, mix(c.rgb, half3(1.0, 0.97, 0.9) * c.a, 0.55), half(light * (1.0 - dark)));
  return half4(rgb, c.a);
}
"""
_DUST = """
uniform shader specks; uniform float strength;
half4 main(float2 p) {
  float n = specks.eval(p).b + 0.6 * (specks.eval(p + 297.0).g - 0.5) - 0.5;
  float a = min(abs(n) * strength, 0.12);
  return half4(half3(half(n > 0.0 ? a : 0.0)), half(a));
}
"""


def ground(board: Board, canvas: Canvas) -> None:
    """The ground, darker towards its foot unless it repeats."""
    _shaded(board, canvas, board.flat_ground(), board.ground_marks, 0.0 if board.wraps else 0.34)


def objects(board: Board, canvas: Canvas, marks: Sequence[Mark]) -> None:
    """Things lit from the upper left."""
    _shaded(board, canvas, board.flat(marks), marks, 0.0)


def finish(board: Board, canvas: Canvas) -> None:
    """Dust over all of the print."""
    run(canvas, _DUST, {"specks": board.noise(_SPECKS)}, strength=0.14)


def _shaded(board: Board, canvas: Canvas, albedo: Image, marks: Sequence[Mark], fall: float) -> None:
    shaders = {
        "albedo": albedo.makeShader(),
        "rim": rims(board, marks, 0.42, 0.11),
        "specks": board.noise(_SPECKS, sharp=True),
    }
    size = (float(board.width), float(board.height))
    run(canvas, _SHADED, shaders, size=size, fall=fall)
