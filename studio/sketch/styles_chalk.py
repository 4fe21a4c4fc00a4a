"""Owns the pastel style: soft colours rubbed on toothed paper, thinner towards the rims."""

from __future__ import annotations

from collections.abc import Sequence

from studio.sketch.marks import Mark
from studio.sketch.styles_board import Board, Canvas, Image, rims, run

_RUBBED = """
uniform shader albedo; uniform shader rim; uniform shader tooth; uniform shader strokes; uniform shader broad;
uniform float side; uniform float bare;
half4 main(float2 p) {
  half3 t = tooth.eval(p).rgb, k = strokes.eval(p).rgb, b = broad.eval(p).rgb;
  float2 w = (float2(t.g, tooth.eval(p + 0.41 * side).g) - 0.5) * side * 0.0042;
  half4 c = albedo.eval(p + w);
  half4 s = rim.eval(p + w);
  half3 rgb = c.rgb / max(c.a, 0.004);
  half grey = dot(rgb, half3(0.3, 0.59, 0.11));
  rgb = mix(half3(grey), rgb, 1.12);
  rgb = mix(rgb, half3(1.0, 0.985, 0.965), half(0.34 + 0.12 * (1.0 - grey)));
  rgb = rgb * half(1.0 - 0.13 * s.r) + half3(half(0.1 * s.g * (1.0 - s.r)));
  rgb += half3(half(0.03 * (b.r - 0.5) + 0.05 * (k.g - 0.5)));
  float press = 0.86 - 0.36 * s.b * s.b - 0.08 * (b.r - 0.5);
  float grain = 0.55 * t.g + 0.45 * k.g;
  float chalk = clamp((press - grain) / 0.26 + 0.3, 0.0, 1.0);
  half a = c.a * half(mix(bare, 1.0, chalk));
  half3 paper = mix(rgb, half3(0.985, 0.975, 0.955), 0.62);
  if (bare < 0.0) { return half4(clamp(mix(paper, rgb, half(chalk)), 0.0, 1.0), 1.0); }
  return half4(clamp(rgb, 0.0, 1.0) * a, a);
}
"""


def ground(board: Board, canvas: Canvas) -> None:
    """The ground rubbed into paper of a paler tone."""
    _rubbed(board, canvas, board.flat_ground(), board.ground_marks, -1.0)


def objects(board: Board, canvas: Canvas, marks: Sequence[Mark]) -> None:
    """Things rubbed over the ground, which shows in the tooth."""
    _rubbed(board, canvas, board.flat(marks), marks, 0.4)


def _rubbed(board: Board, canvas: Canvas, albedo: Image, marks: Sequence[Mark], bare: float) -> None:
    shaders = {
        "albedo": board.sampled(albedo),
        "rim": rims(board, marks, 0.3, 0.05),
        "tooth": board.noise(2.0),
        "strokes": board.streaks(((1.0, 1.0), (-6.0, 6.0))),
        "broad": board.noise(1.0),
    }
    run(canvas, _RUBBED, shaders, side=board.side, bare=bare)
