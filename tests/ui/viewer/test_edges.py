"""The safe area lies over a picture that has the size of the channel on the canvas, and over no other."""

from __future__ import annotations

from PySide6.QtCore import QPoint
from PySide6.QtGui import QColor

from studio.recipe.channels import Insets
from studio.recipe.recipe import Fit
from studio.ui.viewer.viewer import Viewer
from studio.workspace.channels import FOLDED
from studio.workspace.sets import CellRef
from tests.ui.desk import COLOURS, Desk
from tests.workspace.waiting import until


def painted(viewer: Viewer, across: float, down: float) -> str:
    """At a place of the picture, as shares of its sides."""
    left, top, width, height = viewer.sheet.frame.box
    shot = viewer.sheet.grab().toImage()
    return shot.pixelColor(QPoint(round(left + across * width), round(top + down * height))).name()


async def opened(viewer: Viewer, desk: Desk) -> None:
    shown = await desk.add_set(count=1)
    viewer.open(CellRef(job=shown.id, index=0))
    await until(lambda: not viewer.sheet.blank and painted(viewer, 0.5, 0.5) == COLOURS[0])


async def test_what_is_covered_is_toned_down_and_the_rest_is_as_it_is(viewer: Viewer, desk: Desk) -> None:
    await opened(viewer, desk)
    own = desk.workspace.channels.add("Badge", 64, 64, Insets(top=16), bleed=2)
    assert painted(viewer, 0.6, 0.15) == COLOURS[0]
    draft = desk.workspace.draft
    draft.fit, draft.channel = Fit(width=64, height=64), own.id
    covered = QColor(painted(viewer, 0.6, 0.15))
    assert 0 < covered.red() < QColor(COLOURS[0]).red()
    assert painted(viewer, 0.6, 0.6) == COLOURS[0]


async def test_it_goes_with_the_drawing_on_the_canvas(viewer: Viewer, desk: Desk) -> None:
    await opened(viewer, desk)
    own = desk.workspace.channels.add("Badge", 64, 64, Insets(top=16))
    draft, view = desk.workspace.draft, desk.workspace.view
    draft.fit, draft.channel = Fit(width=64, height=64), own.id
    assert painted(viewer, 0.6, 0.15) != COLOURS[0]
    view.folded = (*view.folded, FOLDED)
    assert painted(viewer, 0.6, 0.15) == COLOURS[0]


async def test_pictures_of_other_sizes_are_left_alone(viewer: Viewer, desk: Desk) -> None:
    await opened(viewer, desk)
    own = desk.workspace.channels.add("Wall", 640, 64, Insets(top=16))
    draft = desk.workspace.draft
    draft.fit, draft.channel = Fit(width=640, height=64), own.id
    assert painted(viewer, 0.6, 0.15) == COLOURS[0]
