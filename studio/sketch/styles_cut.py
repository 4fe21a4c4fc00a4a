"""Owns the paper cut style: every shape a sheet of paper with a soft shadow under it and light on its upper edge."""

from __future__ import annotations

from collections.abc import Sequence

from studio.sketch.canvas import paint, path, skia
from studio.sketch.marks import Mark
from studio.sketch.styles_board import Board, Canvas, Path, covers, extent, run

_SHADE = (28, 18, 44)
_FIBRE = """
uniform shader fine; uniform shader broad; uniform float2 step_;
half4 main(float2 p) {
  float a = fine.eval(p).g, b = fine.eval(p + step_).g, c = broad.eval(p).r;
  float n = 0.5 * (a - b) + 0.22 * (a - 0.5) + 0.16 * (c - 0.5);
  float strength = min(abs(n) * (n > 0.0 ? 0.13 : 0.11), 0.1);
  return half4(half3(half(n > 0.0 ? strength : 0.0)), half(strength));
}
"""


def ground(board: Board, canvas: Canvas) -> None:
    """The ground's sheets, one above the other."""
    if board.backdrop is not None:
        canvas.drawImage(board.flat_ground(), 0, 0)
    _sheets(board, canvas, board.ground_marks, 1.0)


def objects(board: Board, canvas: Canvas, marks: Sequence[Mark]) -> None:
    """Things that lie higher than the ground."""
    _sheets(board, canvas, marks, 1.8)


def finish(board: Board, canvas: Canvas) -> None:
    """The paper's fibres."""
    step = 0.0016 * board.side
    run(canvas, _FIBRE, {"fine": board.noise(3.0), "broad": board.noise(1.0)}, step_=(step, step))


def _sheets(board: Board, canvas: Canvas, marks: Sequence[Mark], lift: float) -> None:
    before = None
    for mark in marks:
        outline = path(mark)
        if not covers(board, mark):
            within = before == mark.matrix and mark.label not in ("ground", "land", "motif")
            thick = extent(mark) / board.side
            _shadow(board, canvas, outline, min(lift, 12.0 * thick) * (0.4 if within else 1.0))
        before = mark.matrix
        canvas.drawPath(outline, paint(mark))
        if not covers(board, mark):
            _edge(board, canvas, outline)


def _shadow(board: Board, canvas: Canvas, outline: Path, lift: float) -> None:
    """A wide faint one and a narrow dark one, as under lamps."""
    for blur, fall, alpha in ((0.0125, 0.0095, 88), (0.0032, 0.0026, 62)):
        brush = skia.Paint(AntiAlias=True, Color=skia.Color(*_SHADE, alpha))
        size = max(0.3, blur * lift * board.side)
        brush.setMaskFilter(skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, size))
        moved = skia.Path(outline)
        moved.offset(0.45 * fall * lift * board.side, fall * lift * board.side)
        canvas.drawPath(moved, brush)


def _edge(board: Board, canvas: Canvas, outline: Path) -> None:
    """The cut edge: light above, a little dark below."""
    width = 0.0032 * board.side
    canvas.save()
    canvas.clipPath(outline, True)
    for move, colour in ((0.5, skia.Color(255, 252, 244, 96)), (-0.5, skia.Color(*_SHADE, 30))):
        inside = skia.Path(outline)
        inside.offset(0.5 * move * width, move * width)
        canvas.save()
        canvas.clipPath(inside, skia.ClipOp.kDifference, True)
        canvas.drawPaint(skia.Paint(Color=colour))
        canvas.restore()
    canvas.restore()
