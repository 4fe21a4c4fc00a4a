"""An inspector on the screen, over sets of real files."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from studio.ui.inspector.inspector import Inspector
from tests.ui.desk import Desk, open_desk


@pytest.fixture
async def desk(qapp: QApplication, tmp_path: Path) -> AsyncIterator[Desk]:
    async with open_desk(qapp, tmp_path) as opened:
        yield opened


@pytest.fixture
def inspector(desk: Desk) -> Inspector:
    made = Inspector(desk.workspace, desk.theme, desk.actions)
    desk.show(made, 300, 900)
    return made
