"""Messages above the pictures: whole where there is room, scrolled where there is none, the newest in sight."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLabel, QPushButton

from studio.errors import ModelMissing
from studio.ui.problem import Banner, Banners
from studio.ui.window import MainWindow
from studio.workspace.problems import Problem
from tests.workspace.waiting import until

LONG = (
    Problem(
        place="window", message="While you were away: 182 pictures made, 3 set aside.", tone="notice", offer="report"
    ),
    Problem.of(
        ModelMissing(
            "The model “painter” that this project was begun with is not installed any more.",
            remedy="Choose another in the settings, or install it again from where you got it.",
        )
    ),
    Problem(
        place="window",
        message="The library was not backed up: there is no room left on the disk. It is tried again in an hour.",
        tone="notice",
    ),
)


def shown(window: MainWindow) -> tuple[Banners, list[Banner]]:
    banners = window.findChildren(Banners)[0]
    return banners, [one for one in banners.findChildren(Banner) if one.isVisibleTo(banners)]


def cut(banner: Banner) -> list[str]:
    labels = [one for one in banner.findChildren(QLabel) if one.text()]
    return [one.text() for one in labels if one.heightForWidth(one.width()) > one.height()]


@pytest.mark.parametrize("size", [(640, 360), (1280, 720), (3840, 2160)])
async def test_three_long_messages_are_whole(window: MainWindow, size: tuple[int, int]) -> None:
    window.resize(*size)
    for problem in LONG:
        window.workspace.problems.put(problem)
    await until(lambda: len(shown(window)[1]) == 3)
    banners, rows = shown(window)
    await until(lambda: not any(cut(row) for row in rows))
    assert window.grid.height() >= 80
    bar = banners.verticalScrollBar()
    await until(lambda: bar.value() == bar.maximum())
    assert (bar.maximum() > 0) == (size == (640, 360))


async def test_they_take_no_room_when_they_are_gone(window: MainWindow) -> None:
    before = window.grid.height()
    window.workspace.problems.put(LONG[0])
    await until(lambda: window.grid.height() < before)
    window.workspace.problems.dismiss(LONG[0])
    await until(lambda: window.grid.height() == before)


async def test_the_keyboard_brings_a_message_into_sight(window: MainWindow) -> None:
    window.resize(640, 360)
    for problem in LONG:
        window.workspace.problems.put(problem)
    banners, _ = shown(window)
    await until(lambda: len(shown(window)[1]) == 3 and banners.verticalScrollBar().maximum() > 0)
    window.activateWindow()
    window.canvas.prompt.setFocus()
    (first,) = [one for one in shown(window)[1][0].findChildren(QPushButton) if one.text() == "Show"]
    for _ in range(60):
        if first.hasFocus():
            break
        window.focusNextPrevChild(True)
    assert first.hasFocus()
    inside = first.mapTo(banners.viewport(), first.rect().center())
    assert banners.viewport().rect().contains(inside)
