"""The page of what was made meanwhile, by its controls."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from studio.errors import DatabaseLocked
from studio.ui.plans.report import ReportPage
from studio.ui.window import MainWindow
from studio.workspace.problems import Problem
from tests.ui.plans.told import NIGHT, Told
from tests.workspace.scripted_core import ScriptedCore, a_recipe
from tests.workspace.waiting import until


@pytest.fixture
def told(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> Told:
    return Told(window, monkeypatch)


async def shown(window: MainWindow) -> ReportPage:
    window.commands.action("report.show").trigger()
    page = window.stage.page("report")
    assert isinstance(page, ReportPage)
    await until(lambda: window.workspace.away.report is not None or window.workspace.away.error is not None)
    return page


def said(page: ReportPage) -> list[str]:
    return [label.text() for label in page.findChildren(QLabel) if label.isVisibleTo(page)]


def button(page: ReportPage, name: str) -> QPushButton:
    return next(one for one in page.findChildren(QPushButton) if one.accessibleName() == name and one.isVisibleTo(page))


async def test_batches_and_reasons(window: MainWindow, told: Told) -> None:
    page = await shown(window)
    texts = said(page)
    assert {"week 12", "162 pictures", "Winter", "18 pictures, 14 jobs still to be made"} <= set(texts)
    assert "There was not enough memory." in texts
    assert "Make it smaller.\n2 jobs: “fox”, “owl”" in texts
    assert "The queue was paused after 3 failures." in texts
    assert page.spans.buttons[0].hasFocus()


async def test_nothing_happened(window: MainWindow, told: Told) -> None:
    told.report = msgspec.structs.replace(NIGHT, made=(), set_aside=(), held=())
    page = await shown(window)
    assert any(text.endswith("Nothing was made, and nothing was set aside.") for text in said(page))
    assert "Made" not in said(page)


async def test_it_cannot_be_read(window: MainWindow, told: Told) -> None:
    told.report = DatabaseLocked("Another program holds the library.", remedy="Close it.")
    page = await shown(window)
    assert {"Another program holds the library.", "Close it."} <= set(said(page))


async def test_other_times(window: MainWindow, told: Told) -> None:
    page = await shown(window)
    QTest.keyClick(page.spans.buttons[0], Qt.Key.Key_Right)
    await until(lambda: window.workspace.away.span == "today")
    QTest.keyClick(page.spans.buttons[1], Qt.Key.Key_Right)
    await until(lambda: window.workspace.away.span == "week")
    assert len(told.asked) == 3
    assert told.asked[2] < told.asked[1]


async def test_what_can_be_done_about_it(window: MainWindow, core: ScriptedCore, told: Told) -> None:
    jobs = [core.add_job(a_recipe(), 1, "failed").id for _ in range(2)]
    told.report = msgspec.structs.replace(
        NIGHT, set_aside=(msgspec.structs.replace(NIGHT.set_aside[0], jobs=tuple(jobs)),)
    )
    page = await shown(window)
    button(page, "Try again: There was not enough memory.").click()
    await until(lambda: core.queue.acts == [("retry", tuple(jobs))])
    await until(lambda: len(told.asked) == 2)
    button(page, "Dismiss: There was not enough memory.").click()
    await until(lambda: core.queue.acts[-1] == ("dismiss", tuple(jobs)))
    await until(lambda: len(told.asked) == 3)
    button(page, "Let the queue go on").click()
    await until(lambda: core.queue.acts[-1] == ("go_on", ()))


async def test_a_folder_is_shown(
    window: MainWindow, told: Told, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def open_url(url: QUrl) -> bool:
        asked.append(url.toLocalFile())
        return True

    monkeypatch.setattr(QDesktopServices, "openUrl", open_url)
    told.report = msgspec.structs.replace(
        NIGHT, made=(msgspec.structs.replace(NIGHT.made[0], folder=str(tmp_path)), NIGHT.made[1])
    )
    page = await shown(window)
    button(page, "Show the folder of week 12").click()
    assert asked == [str(tmp_path)]
    button(page, "Show the folder of Winter").click()
    (problem,) = window.workspace.problems.at("window")
    assert "cannot be shown" in problem.message


async def test_a_message_leads_to_it(window: MainWindow, told: Told) -> None:
    window.workspace.problems.put(Problem(place="window", message="Overnight.", tone="notice", offer="report"))
    show = next(one for one in window.findChildren(QPushButton) if one.text() == "Show")
    QTest.keyClick(show, Qt.Key.Key_Space)
    assert window.stage.shown_page == "report"
    await until(lambda: window.workspace.away.report is not None)


async def test_it_fits_a_narrow_window(window: MainWindow, told: Told) -> None:
    window.resize(640, 360)
    page = await shown(window)
    content = page.area.widget()
    assert content is not None
    await until(lambda: content.width() <= page.area.viewport().width())


async def test_coming_back_to_the_window_tells(window: MainWindow, told: Told) -> None:
    window.activateWindow()
    await until(window.isActiveWindow)
    other = QWidget()
    other.show()
    other.activateWindow()
    await until(lambda: not window.isActiveWindow())
    window.workspace.away.looked -= 12 * 3600
    window.activateWindow()
    await until(lambda: window.workspace.problems.at("window"))
    other.close()
    (message,) = window.workspace.problems.at("window")
    assert "182 pictures made, 2 set aside." in message.message
    assert window.stage.shown_page is None
    assert len(told.asked) == 1
