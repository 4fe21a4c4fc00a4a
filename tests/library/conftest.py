"""A library of the test's own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from studio.library import Library
from studio.paths import Home, home_at

PATIENCE = 0.3


@pytest.fixture
def place(tmp_path: Path) -> Home:
    """Where the test's library lies; nothing is there yet."""
    return home_at(tmp_path / "home")


@pytest.fixture
def library(place: Home) -> Iterator[Library]:
    opened = Library.open(place, patience=PATIENCE)
    yield opened
    opened.close()
