"""Owns the halftone style: process inks in rotated screens of dots, crisp at the shapes' edges."""

from __future__ import annotations

import math
from collections.abc import Sequence

from studio.sketch.marks import Mark
from studio.sketch.styles_board import Board, Canvas, Image, rims, run

_CELLS = 92
"""Dots along the shorter side."""
_ANGLES = {"cyan": 15.0, "magenta": 75.0, "yellow": 0.0, "key": 45.0}
"""Degrees, as printers set them."""
_PRINT = """
uniform shader albedo; uniform shader rim;
uniform float2 size; uniform float cell; uniform float fall;
uniform float4 cyan; uniform float4 magenta; uniform float4 yellow; uniform float4 key;
float dots(float2 p, float4 screen, float share) {
  float2 turns = 6.2831853 * float2(dot(screen.xy, p), dot(screen.zw, p));
  float s = 0.5 * (cos(turns.x) + cos(turns.y));
  float x = 1.0 - abs(s);
  float half_ = 0.3183 * x + 0.1817 * pow(x, 2.95);
  float rank = s > 0.0 ? half_ : 1.0 - half_;
  float soft = max(0.01, min(min(1.0, 1.7 / cell), 2.0 * min(share, 1.0 - share)));
  return clamp((share - rank) / soft + 0.5, 0.0, 1.0);
}
half4 main(float2 p) {
  half4 c = albedo.eval(p);
  half4 s = rim.eval(p);
  float3 rgb = float3(c.rgb) / max(float(c.a), 0.004);
  float corner = smoothstep(0.3, 1.35, 0.45 * p.x / size.x + 0.8 * p.y / size.y) * fall;
  rgb = pow(rgb, float3(1.0 + 0.5 * s.r * s.r + 0.6 * corner)) * (1.0 - 0.18 * s.r * s.r);
  rgb = mix(rgb, float3(1.0), 0.42 * s.g * s.g * (1.0 - s.r) + fall * (1.0 - smoothstep(0.0, 0.7, p.y / size.y)));
  float3 cmy = clamp(1.04 * (1.0 - rgb) - 0.02, 0.0, 1.0);
  float grey = min(cmy.x, min(cmy.y, cmy.z)), k = 0.86 * grey * grey * grey;
  cmy = clamp((cmy - 0.5 * grey * (1.0 - grey) - k) / max(1.0 - k, 0.05), 0.0, 1.0);
  float3 print = float3(0.985, 0.972, 0.94);
  print *= mix(float3(1.0), float3(0.02, 0.7, 0.97), dots(p, cyan, cmy.x));
  print *= mix(float3(1.0), float3(0.95, 0.12, 0.6), dots(p, magenta, cmy.y));
  print *= mix(float3(1.0), float3(1.0, 0.91, 0.12), dots(p, yellow, cmy.z));
  print *= mix(float3(1.0), float3(0.1, 0.09, 0.11), dots(p, key, k));
  return half4(half3(print) * c.a, c.a);
}
"""


def ground(board: Board, canvas: Canvas) -> None:
    """The ground, paler above and darker below unless it repeats."""
    _printed(board, canvas, board.flat_ground(), board.ground_marks, 0.0 if board.wraps else 0.3)


def objects(board: Board, canvas: Canvas, marks: Sequence[Mark]) -> None:
    """Things lit from the upper left."""
    _printed(board, canvas, board.flat(marks), marks, 0.0)


def _printed(board: Board, canvas: Canvas, albedo: Image, marks: Sequence[Mark], fall: float) -> None:
    shaders = {"albedo": albedo.makeShader(), "rim": rims(board, marks, 0.5, 0.13)}
    screens = {ink: _screen(board, angle) for ink, angle in _ANGLES.items()}
    size = (float(board.width), float(board.height))
    run(canvas, _PRINT, shaders, size=size, cell=board.side / _CELLS, fall=fall, **screens)


def _screen(board: Board, angle: float) -> tuple[float, float, float, float]:
    """Turns per pixel along the two axes of a screen, moved to the nearest that closes at the picture's edges."""
    cos, sin = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    across, down = _CELLS * board.width / board.side, _CELLS * board.height / board.side
    a, b, c, d = round(across * cos), round(down * sin), round(-across * sin), round(down * cos)
    return a / board.width, b / board.height, c / board.width, d / board.height
