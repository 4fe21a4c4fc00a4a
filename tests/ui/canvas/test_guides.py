"""“Guided by” by its controls: what is given, changed, explained, and what the keyboard reaches."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from studio.recipe.recipe import SKETCH
from studio.ui.canvas.guides import GuideFields
from studio.ui.canvas.guides_none import NothingToUse
from studio.ui.canvas.guides_preview import GuidePreview
from studio.ui.canvas.guides_thumbnail import thumbnail
from studio.workspace.draft_additions import ControlPicture, ReferencePicture
from tests.ui import assistive
from tests.ui.canvas.conftest import Canvas, drop, popover
from tests.workspace.scripted_core import ScriptedCore, ScriptedModel, a_guide
from tests.workspace.test_guides import ABLE, picture
from tests.workspace.waiting import until


@pytest.fixture
async def fields(canvas: Canvas, core: ScriptedCore) -> GuideFields:
    """Of a canvas with a model that takes guides, two ControlNets for edges, one for depth, and an adapter."""
    core.catalog.installed = [ScriptedModel(capabilities=ABLE)]
    core.catalog.added = [
        a_guide("edges", "control", "edges"),
        a_guide("fine", "control", "edges"),
        a_guide("depth", "control", "depth"),
        a_guide("look", "adapter"),
    ]
    await canvas.workspace.list_models()
    await canvas.workspace.additions.list(core)
    found = canvas.panel.findChild(GuideFields)
    assert found is not None
    return found


async def given(canvas: Canvas, fields: GuideFields) -> None:
    """A control image and a reference."""
    await canvas.workspace.guides.add("control", picture(), "house.png")
    await canvas.workspace.guides.add("reference", picture("#00ff00"), "leaf.png")
    await until(lambda: all(row.isVisible() for rows in fields.rows.values() for row in rows))


def menu() -> QMenu:
    opened = QApplication.activePopupWidget()
    assert isinstance(opened, QMenu)
    return opened


def pick(text: str) -> None:
    opened = menu()
    next(one for one in opened.actions() if one.text().startswith(text)).trigger()
    opened.close()


def a_file(folder: Path) -> QMimeData:
    path = folder / "dropped.png"
    path.write_bytes(picture())
    content = QMimeData()
    content.setUrls([QUrl.fromLocalFile(str(path))])
    return content


async def test_a_picture_is_dropped_on_what_it_is_to_be(canvas: Canvas, fields: GuideFields, tmp_path: Path) -> None:
    assert drop(fields.buttons["control"], a_file(tmp_path))
    assert drop(fields.buttons["reference"], a_file(tmp_path))
    await until(lambda: canvas.draft.controls and canvas.draft.references)
    assert [row.name.toolTip() for row in (*fields.rows["control"], *fields.rows["reference"])] == ["dropped.png"] * 2
    assert canvas.taken == []


async def test_pasted_by_key(canvas: Canvas, fields: GuideFields, tmp_path: Path) -> None:
    QApplication.clipboard().setMimeData(a_file(tmp_path))
    QTest.keyClick(fields.buttons["reference"], Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    await until(lambda: canvas.draft.references)


async def test_asked_for_a_file(canvas: Canvas, fields: GuideFields, tmp_path: Path) -> None:
    fields.buttons["control"].click()
    pick("From a file")
    assert fields.dialog is not None
    path = tmp_path / "mine.png"
    path.write_bytes(picture())
    fields.dialog.fileSelected.emit(str(path))
    await until(lambda: canvas.draft.controls)
    fields.dialog.close()


async def test_nothing_installed_is_explained_with_the_way_to_get_one(
    canvas: Canvas, fields: GuideFields, core: ScriptedCore
) -> None:
    wanted: list[str] = []
    canvas.workspace.more_wanted.connect(wanted.append)
    core.catalog.added = []
    await canvas.workspace.additions.list(core)
    fields.buttons["control"].click()
    panel = popover()
    assert isinstance(panel, NothingToUse)
    assert panel.said.text() == "No ControlNet that fits this model is here yet."
    panel.get.click()
    assert wanted == ["control"]


async def test_the_weight_and_the_switch(canvas: Canvas, fields: GuideFields) -> None:
    await given(canvas, fields)
    row = fields.rows["control"][0]
    row.weight.setFocus()
    QTest.keyClick(row.weight, Qt.Key.Key_Left)
    assert canvas.draft.controls[0].weight == 0.95
    assert row.number.text() == "0.95"
    row.on.click()
    assert not canvas.draft.controls[0].on
    assert not row.weight.isVisible()
    await canvas.workspace.undo.undo()
    assert row.weight.isVisible()


async def test_another_kind_and_what_uses_it(canvas: Canvas, fields: GuideFields) -> None:
    await given(canvas, fields)
    row = fields.rows["control"][0]
    row.more.click()
    assert row.model.text() == "With Edges ▾"
    row.model.click()
    pick("Fine")
    assert canvas.draft.controls[0].model == "fine"
    row.what.click()
    pick("Depth")
    await until(lambda: canvas.draft.controls[0].kind == "depth")
    assert row.what.text() == "Depth"
    assert row.model.text() == "With Depth"
    assert row.taken.text() == "Needs a ready-made image, and is taken as it is: grey, white near and black far"
    row.what.click()
    pick("Pose")
    await until(lambda: canvas.draft.controls[0].kind == "pose")
    assert row.wrong.isVisible()
    assert row.get.isVisible()


async def test_when_it_works_is_tucked_away(canvas: Canvas, fields: GuideFields) -> None:
    await given(canvas, fields)
    row = fields.rows["control"][0]
    assert not row.span.isVisible()
    row.more.click()
    row.span.end.setValue(60)
    assert (canvas.draft.controls[0].begin, canvas.draft.controls[0].end) == (0.0, 0.6)
    row.span.begin.setValue(90)
    assert row.span.end.value() == 95
    assert not fields.rows["reference"][0].span.isVisible()


async def test_more_detail_is_made_when_the_slider_rests(canvas: Canvas, fields: GuideFields) -> None:
    await given(canvas, fields)
    row = fields.rows["control"][0]
    row.more.click()
    row.detail.slider.setValue(80)
    row.detail.slider.setValue(90)
    await until(lambda: canvas.draft.controls[0].detail == 0.9)
    assert row.detail.isVisible()
    await canvas.workspace.undo.undo()
    assert canvas.draft.controls[0].detail is None
    await until(lambda: row.detail.slider.value() == 50)
    await canvas.workspace.guides.remake(0, "depth")
    assert not row.detail.isVisible()


async def test_a_picture_that_is_gone_is_said(canvas: Canvas, fields: GuideFields) -> None:
    canvas.draft.references = (ReferencePicture(sha256="0" * 64, name="gone.png"),)
    row = fields.rows["reference"][0]
    assert row.wrong.text().startswith("The picture is gone from the library.")
    assert not row.get.isVisible()


async def test_what_is_taken_of_a_reference(canvas: Canvas, fields: GuideFields) -> None:
    await given(canvas, fields)
    row = fields.rows["reference"][0]
    row.what.click()
    pick("Style")
    assert canvas.draft.references[0].role == "style"


async def test_taken_away_by_key(canvas: Canvas, fields: GuideFields) -> None:
    await given(canvas, fields)
    row = fields.rows["control"][0]
    row.remove.setFocus()
    QTest.keyClick(row.remove, Qt.Key.Key_Delete)
    assert canvas.draft.controls == ()
    assert fields.buttons["control"].hasFocus()
    assert [len(rows) for rows in fields.rows.values()] == [0, 1]


async def test_looked_at_closely_with_its_picture(canvas: Canvas, fields: GuideFields) -> None:
    await given(canvas, fields)
    fields.rows["control"][0].thumbnail.click()
    shown = popover()
    assert isinstance(shown, GuidePreview)
    assert shown.switch.isVisible()
    large = shown.picture
    await until(lambda: not large.pixmap().isNull())
    shown.switch.buttons[1].click()
    shown.close()
    fields.rows["reference"][0].thumbnail.click()
    shown = popover()
    assert isinstance(shown, GuidePreview)
    assert not shown.switch.isVisible()


async def test_out_of_sight_while_the_sketch_draws(canvas: Canvas, fields: GuideFields) -> None:
    await given(canvas, fields)
    assert fields.isVisible()
    canvas.draft.model = SKETCH
    assert not fields.isVisible()


async def test_many_with_long_names_fit_and_have_names(canvas: Canvas, fields: GuideFields) -> None:
    long = "a-very-long-name-of-a-photograph-" * 8 + ".png"
    canvas.draft.controls = tuple(
        ControlPicture(kind=kind, sha256="a" * 64, name=long, on=at < 3)
        for at, kind in enumerate(("edges", "depth", "pose", "lines", "segments"))
    )
    canvas.draft.references = tuple(ReferencePicture(sha256="b" * 64, name=long, on=at < 4) for at in range(5))
    width = canvas.panel.width()
    await until(lambda: all(row.width() <= width for rows in fields.rows.values() for row in rows))
    unnamed = [part for part in fields.findChildren(QWidget) if _stops(part) and not assistive.name_of(part)]
    assert unnamed == []
    names = [row.accessibleName() for rows in fields.rows.values() for row in rows]
    assert len(set(names)) == len(names)


def _stops(part: QWidget) -> bool:
    return part.isVisible() and bool(part.focusPolicy() & Qt.FocusPolicy.TabFocus)


def test_thin_lines_stay_in_a_small_copy(qapp: QApplication) -> None:
    image = QImage(160, 80, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.black)
    for x in range(160):
        image.setPixelColor(x, 41, QColor("#ffffff"))
    small = thumbnail(image, 40, 1.0).toImage()
    assert (small.width(), small.height()) == (40, 20)
    assert [small.pixelColor(20, y).lightness() for y in (9, 10, 11)] == [0, 255, 0]
