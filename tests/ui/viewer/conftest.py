"""A viewer on the screen, over sets of real files."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from studio.ui.viewer.viewer import Viewer
from tests.ui.desk import Desk, open_desk


@pytest.fixture
async def desk(qapp: QApplication, tmp_path: Path) -> AsyncIterator[Desk]:
    async with open_desk(qapp, tmp_path) as opened:
        yield opened


@pytest.fixture
def viewer(desk: Desk) -> Viewer:
    made = Viewer(desk.workspace, desk.theme, desk.images, desk.actions)
    desk.show(made, 800, 600)
    return made
