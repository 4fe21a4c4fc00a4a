"""A grid with ten sets of four red squares, shown."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from studio.paths import Home
from tests.ui.grid.stand import Stand, add_rows, open_stand
from tests.workspace.scripted_core import ScriptedCore


@pytest.fixture
async def stand(qapp: QApplication, place: Home, core: ScriptedCore, tmp_path: Path) -> AsyncIterator[Stand]:
    add_rows(core, tmp_path, 10)
    async with open_stand(qapp, place, core) as opened:
        yield opened
