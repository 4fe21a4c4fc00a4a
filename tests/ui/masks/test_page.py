"""Painting a mask by mouse and by keyboard: what is white in the file that is kept, and undo."""

from __future__ import annotations

import io
from itertools import pairwise
from typing import TypeGuard

import pytest
from PIL import Image
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from studio.ui.masks.page import MaskPage
from studio.ui.masks.raster import mask_size
from studio.ui.window import MainWindow
from studio.workspace.draft import StartPicture
from tests.workspace.scripted_core import ScriptedCore
from tests.workspace.waiting import until

SIZE = (120, 80)
LEFT, RIGHT, NONE = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton, Qt.KeyboardModifier.NoModifier


@pytest.fixture
async def page(window: MainWindow, core: ScriptedCore) -> MaskPage:
    """Open, with a grey start picture of 120 x 80 on it."""
    file = io.BytesIO()
    Image.new("RGB", SIZE, "#808080").save(file, "PNG")
    start, _ = await core.add_start(file.getvalue())
    window.workspace.draft.start = StartPicture(sha256=start.sha256, name="grey.png")
    window.commands.action("mask.open").trigger()
    found = window.stage.page("mask")
    assert isinstance(found, MaskPage)
    await until(lambda: not found.sheet.blank)
    return found


def drag(
    page: MaskPage, places: list[tuple[float, float]], button: Qt.MouseButton = LEFT, keys: Qt.KeyboardModifier = NONE
) -> None:
    """Through these points of the picture, as shares of its sides."""
    sheet, kinds = page.sheet, QEvent.Type
    ratio = sheet.devicePixelRatioF()
    left, top, across, down = (side / ratio for side in sheet.frame.box)
    points = [QPointF(left + x * across, top + y * down) for x, y in places]
    sent = [(kinds.MouseButtonPress, points[0]), *((kinds.MouseMove, point) for point in points[1:])]
    for kind, point in (*sent, (kinds.MouseButtonRelease, points[-1])):
        which = Qt.MouseButton.NoButton if kind == kinds.MouseMove else button
        QApplication.sendEvent(sheet, QMouseEvent(kind, point, sheet.mapToGlobal(point), which, button, keys))


def painted(page: MaskPage, x: float, y: float) -> bool:
    image = page.sheet.raster.image
    return image.pixelColor(round(x * image.width()), round(y * image.height())).alpha() == 255


async def kept(page: MaskPage, before: str = "") -> Image.Image:
    """The mask on the draft, once it is another than `before`."""
    masking = page._workspace.masking  # pyright: ignore[reportPrivateUsage]
    await until(lambda: masking.picture is not None and masking.picture.mask not in ("", before))
    assert masking.picture is not None
    path = page._workspace.blob(masking.picture.mask)  # pyright: ignore[reportPrivateUsage]
    assert path is not None
    with Image.open(path) as image:
        image.load()
        return image


def level(image: Image.Image, x: float, y: float) -> int:
    found = image.getpixel((round(x * (image.width - 1)), round(y * (image.height - 1))))
    assert isinstance(found, int)
    return found


async def test_a_stroke_is_white_and_is_kept(window: MainWindow, page: MaskPage) -> None:
    drag(page, [(0.2, 0.5), (0.5, 0.5), (0.8, 0.5)])
    image = await kept(page)
    assert image.mode == "L"
    assert abs(image.width / image.height - SIZE[0] / SIZE[1]) < 0.01
    assert [level(image, x, 0.5) for x in (0.0, 0.25, 0.5, 0.75, 1.0)] == [0, 255, 255, 255, 0]
    assert level(image, 0.5, 0.1) == level(image, 0.5, 0.9) == 0
    assert window.workspace.undo.undo_label == "paint the mask"


async def test_erased_with_the_right_button(window: MainWindow, page: MaskPage) -> None:
    drag(page, [(0.1, 0.5), (0.9, 0.5)])
    await kept(page)
    first = page._held  # pyright: ignore[reportPrivateUsage]
    drag(page, [(0.5, 0.2), (0.5, 0.8)], RIGHT)
    image = await kept(page, first)
    assert [level(image, x, 0.5) for x in (0.2, 0.5, 0.8)] == [255, 0, 255]


async def test_shift_draws_a_straight_line_from_the_last_stroke(page: MaskPage) -> None:
    drag(page, [(0.1, 0.1)])
    await kept(page)
    first = page._held  # pyright: ignore[reportPrivateUsage]
    drag(page, [(0.9, 0.9)], keys=Qt.KeyboardModifier.ShiftModifier)
    image = await kept(page, first)
    assert level(image, 0.5, 0.5) == 255
    assert level(image, 0.9, 0.1) == 0


async def test_undo_brings_back_what_was_painted_before(window: MainWindow, page: MaskPage) -> None:
    drag(page, [(0.2, 0.5)])
    await kept(page)
    first = page._held  # pyright: ignore[reportPrivateUsage]
    drag(page, [(0.8, 0.5)])
    await kept(page, first)
    QTest.keyClick(page.sheet, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    await until(lambda: [painted(page, x, 0.5) for x in (0.2, 0.8)] == [True, False])
    QTest.keyClick(page.sheet, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    await until(lambda: page.sheet.raster.blank)
    assert window.workspace.masking.picture is not None
    assert not window.workspace.masking.picture.mask


async def test_inverted_and_cleared_by_key(window: MainWindow, page: MaskPage) -> None:
    drag(page, [(0.5, 0.5)])
    await kept(page)
    first = page._held  # pyright: ignore[reportPrivateUsage]
    QTest.keyClick(page.sheet, Qt.Key.Key_X)
    image = await kept(page, first)
    assert (level(image, 0.5, 0.5), level(image, 0.1, 0.1)) == (0, 255)
    QTest.keyClick(page.sheet, Qt.Key.Key_Delete)
    picture = window.workspace.masking
    await until(lambda: picture.picture is not None and not picture.picture.mask)
    assert window.workspace.undo.undo_label == "clear the mask"


async def test_painted_without_a_mouse(page: MaskPage) -> None:
    keys = Qt.Key
    QTest.keyClick(page.sheet, keys.Key_BracketLeft)
    QTest.keyClick(page.sheet, keys.Key_Left)
    QTest.keyClick(page.sheet, keys.Key_Return)
    for _ in range(6):
        QTest.keyClick(page.sheet, keys.Key_Right)
    QTest.keyClick(page.sheet, keys.Key_Return)
    image = await kept(page)
    assert level(image, 0.5, 0.5) == 255
    assert level(image, 0.5, 0.1) == 0


async def test_the_brush_by_its_keys(page: MaskPage) -> None:
    before = page.sheet.brush_pixels
    QTest.keyClick(page.sheet, Qt.Key.Key_BracketRight)
    assert page.sheet.brush_pixels > before
    assert page.pixels.text() == f"{page.sheet.brush_pixels} px"
    for _ in range(40):
        QTest.keyClick(page.sheet, Qt.Key.Key_BracketLeft)
    assert page.sheet.brush_pixels >= 1
    QTest.keyClick(page.sheet, Qt.Key.Key_E)
    assert page.tools.buttons[1].isChecked()


async def test_the_mask_is_there_again_when_the_page_is(window: MainWindow, page: MaskPage) -> None:
    drag(page, [(0.5, 0.5)])
    await kept(page)
    QTest.keyClick(page.sheet, Qt.Key.Key_Escape)
    assert window.stage.shown_page is None
    assert "mask" in window.canvas.begin.part.said.text()
    window.commands.action("mask.open").trigger()
    assert not page.sheet.raster.blank


async def test_without_a_start_picture_the_page_says_what_to_do(window: MainWindow, page: MaskPage) -> None:
    window.workspace.starts.take_away()
    await until(lambda: page.sheet.blank)
    assert "no start picture" in page.said.text()
    QTest.mouseClick(page.sheet, LEFT, NONE, QPoint(50, 50))
    assert window.workspace.draft.start is None


async def test_a_model_that_keeps_no_part_is_said(page: MaskPage) -> None:
    assert "cannot keep a part" in page.said.text()  # the scripted model has no mode `mask`


async def test_in_a_small_window_the_bar_has_what_fits(window: MainWindow, page: MaskPage) -> None:
    window.resize(640, 400)
    await until(lambda: page.width() < 400 and "Arrow keys" not in page.said.text())
    await until(lambda: not page.buttons["undo"].isVisible())
    bar = page.tools.parentWidget()
    assert bar is not None
    shown = sorted((one.geometry() for one in bar.children() if _seen(one)), key=lambda place: place.x())
    assert all(left.right() < right.left() for left, right in pairwise(shown))


def _seen(part: object) -> TypeGuard[QWidget]:
    return isinstance(part, QWidget) and part.isVisible()


async def test_what_is_painted_has_a_line_around_it(page: MaskPage) -> None:
    drag(page, [(0.5, 0.5)])
    await kept(page)
    raster = page.sheet.raster
    row = raster.image.height() // 2
    edge = [x for x in range(raster.edge.width()) if raster.edge.pixelColor(x, row).alpha() > 128]
    inside = [x for x in range(raster.image.width()) if raster.image.pixelColor(x, row).alpha() > 128]
    assert edge
    assert min(edge) < min(inside) < max(inside) < max(edge)
    assert not set(edge) & set(inside)


@pytest.mark.parametrize("size", [(1, 1), (64, 64), (512, 768), (8000, 6000), (4000, 11), (3, 900)])
def test_a_mask_has_the_shape_of_its_picture(size: tuple[int, int]) -> None:
    found = mask_size(*size)
    assert abs(size[0] * found.height() / (size[1] * found.width()) - 1) < 0.02
    assert max(found.width(), found.height()) <= max(1536, *size)
