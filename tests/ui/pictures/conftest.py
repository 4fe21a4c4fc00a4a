"""A grid with two sets of four red squares, the first picture chosen by keyboard."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from studio.paths import Home
from tests.ui.grid.stand import Stand, add_rows, open_stand
from tests.workspace.scripted_core import ScriptedCore
from tests.workspace.waiting import until


@pytest.fixture
async def stand(qapp: QApplication, place: Home, core: ScriptedCore, tmp_path: Path) -> AsyncIterator[Stand]:
    add_rows(core, tmp_path, 2)
    async with open_stand(qapp, place, core) as opened:
        opened.view.take_keyboard()
        await until(lambda: opened.workspace.grid[0].loaded)
        yield opened
