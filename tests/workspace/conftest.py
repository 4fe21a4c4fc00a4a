"""A workspace and a scripted core of the test's own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from studio.paths import Home, home_at
from studio.workspace.session import Session
from studio.workspace.workspace import Workspace
from tests.workspace.scripted_core import ScriptedCore


@pytest.fixture
def place(tmp_path: Path) -> Home:
    return home_at(tmp_path / "home")


@pytest.fixture
def core(tmp_path: Path) -> ScriptedCore:
    return ScriptedCore(tmp_path)


@pytest.fixture
async def workspace(place: Home, core: ScriptedCore) -> AsyncIterator[Workspace]:
    """Open and attached."""
    opened = Workspace(place, Session())
    await opened.attach(core)
    yield opened
    await opened.close()
