"""How different: shown where there is something to be near to, and what it does is said."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from studio.recipe.recipe import Near
from tests.ui.canvas.conftest import PHOTO, Canvas
from tests.ui.canvas.test_addons import listed
from tests.workspace.scripted_core import ScriptedCore


async def test_it_is_there_while_a_seed_is_held(canvas: Canvas, core: ScriptedCore) -> None:
    await listed(canvas, core)
    near = canvas.panel.near
    assert near.isHidden()
    canvas.draft.seed, canvas.draft.seed_locked = 77, True
    assert near.isVisible()
    assert near.slider.value() == 0
    assert near.said.text() == "The same as seed 77"
    near.slider.setFocus()
    QTest.keyClick(near.slider, Qt.Key.Key_PageUp)
    assert canvas.draft.near == Near(seed=77, amount=0.1)
    assert near.said.text() == "A little different, 10% from seed 77"
    assert canvas.panel.seed.lock.isChecked() is False
    QTest.mouseDClick(near.slider, Qt.MouseButton.LeftButton, pos=QPoint(60, 10))
    assert canvas.draft.near == Near(seed=77, amount=0.15)
    near.any.click()
    assert canvas.draft.near is None
    assert near.isHidden()


async def test_a_model_that_cannot_says_so_in_place(canvas: Canvas, core: ScriptedCore) -> None:
    await listed(canvas, core)
    canvas.draft.near = Near(seed=5, amount=0.3)
    core.catalog.installed = [PHOTO]
    await canvas.workspace.list_models()
    assert canvas.panel.near.said.text() == "Near seed 5: left out, this model cannot"
    canvas.draft.near = None
    canvas.draft.seed_locked = True
    assert canvas.panel.near.isHidden()
