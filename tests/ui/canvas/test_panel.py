"""The canvas as a whole: names, order of the keyboard, room."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QSlider,
    QToolButton,
    QWidget,
)

from studio.ui.canvas.panel import LEAST_WIDTH
from studio.workspace.draft import StartPicture
from tests.ui.canvas.conftest import Canvas

CONTROLS = (QAbstractButton, QAbstractSpinBox, QComboBox, QLineEdit, QPlainTextEdit, QSlider)


def visit(canvas: Canvas) -> list[QWidget]:
    """What Tab reaches, in order, from what stands above the prompt on."""
    above = next(one for one in canvas.panel.findChildren(QToolButton) if one.accessibleName() == "Earlier prompts")
    above.setFocus()
    visited: list[QWidget] = [above]
    for _ in range(80):
        QTest.keyClick(visited[-1], Qt.Key.Key_Tab)
        focus = QApplication.focusWidget()
        assert focus is not None
        if focus in visited:
            break
        visited.append(focus)
    return visited


def show_everything(canvas: Canvas) -> None:
    draft = canvas.draft
    draft.start = StartPicture(sha256="0" * 64, name="a.png")
    draft.prompt, draft.negative, draft.width = "a dog", "grey", 250
    canvas.workspace.view.folded = ()
    canvas.panel.words.look()


async def test_every_control_has_a_name(canvas: Canvas) -> None:
    show_everything(canvas)
    nameless = [
        control
        for control in canvas.panel.findChildren(QWidget)
        if isinstance(control, CONTROLS)
        and not isinstance(control.parentWidget(), QAbstractSpinBox)
        and control.objectName() != "qt_menubar_ext_button"
        and not (control.accessibleName() or (isinstance(control, QAbstractButton) and control.text()))
        and control.isVisible()
    ]
    assert not nameless


async def test_tab_visits_everything_from_top_to_bottom(canvas: Canvas) -> None:
    show_everything(canvas)
    canvas.panel.resize(340, 1200)
    visited = visit(canvas)
    tops = [widget.mapTo(canvas.panel, QPoint(0, 0)).y() for widget in visited]
    field_order = [visited.index(widget) for widget in landmarks(canvas)]
    assert field_order == sorted(field_order)
    steps_back = [(visited[at], visited[at + 1]) for at in range(len(tops) - 1) if tops[at + 1] < tops[at] - 40]
    assert not steps_back


def landmarks(canvas: Canvas) -> list[QWidget]:
    panel = canvas.panel
    return [
        panel.prompt,
        panel.unknown.knows,
        panel.negative,
        panel.model,
        panel.begin.choice.buttons[1],
        panel.begin.well,
        panel.begin.strength.slider,
        panel.size_fields.width_box,
        panel.count.box,
        panel.seed.number,
        panel.quality.details.button,
        panel.quality.steps,
        panel.make_bar.make,
    ]


def scroll_area(canvas: Canvas) -> QScrollArea:
    (area,) = [area for area in canvas.panel.findChildren(QScrollArea) if area.parent() is canvas.panel]
    return area


@pytest.mark.parametrize("width", [LEAST_WIDTH, 340, 480])
async def test_nothing_is_cut_off_at_the_side(canvas: Canvas, width: int) -> None:
    show_everything(canvas)
    canvas.panel.resize(width, 720)
    area = scroll_area(canvas)
    parts = area.widget()
    assert parts is not None
    assert canvas.panel.width() == width
    assert parts.width() <= area.viewport().width()
    for control in parts.findChildren(QWidget):
        if isinstance(control, CONTROLS) and control.isVisible():
            assert control.mapTo(parts, QPoint(control.width(), 0)).x() <= parts.width(), control.accessibleName()


async def test_the_usual_controls_fit_without_scrolling(canvas: Canvas) -> None:
    canvas.panel.resize(340, 600)
    assert scroll_area(canvas).verticalScrollBar().maximum() == 0
