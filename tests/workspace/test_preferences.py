"""Settings are on the disk soon after a change, and a disk that refuses is told about."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from studio.errors import StudioError
from studio.settings import GENERATE_COUNT, Settings
from studio.workspace.preferences import Preferences
from studio.workspace.tasks import Tasks
from tests.workspace.waiting import until


async def test_every_change_is_saved_the_last_one_stays(tmp_path: Path) -> None:
    settings, told = Settings(tmp_path / "settings.json"), list[StudioError]()
    tasks = Tasks(told.append)
    preferences = Preferences(settings, tasks)
    for count in range(1, 30):
        settings.set(GENERATE_COUNT, count)
    await preferences.save()
    await until(settings.path.exists)
    assert json.loads(settings.path.read_text()) == {"generate.count": 29}
    await tasks.close()
    assert told == []


async def test_what_was_not_saved_is_told_and_saved_with_the_next_change(tmp_path: Path) -> None:
    blocked = tmp_path / "config"
    blocked.write_text("a file in the folder's place")
    settings, told = Settings(blocked / "settings.json"), list[StudioError]()
    tasks = Tasks(told.append)
    preferences = Preferences(settings, tasks)
    settings.set(GENERATE_COUNT, 7)
    await until(lambda: told)
    assert told[0].remedy
    blocked.unlink()
    await preferences.save()
    assert json.loads(settings.path.read_text()) == {"generate.count": 7}
    await tasks.close()


async def test_nothing_is_written_without_a_change(tmp_path: Path) -> None:
    settings = Settings(tmp_path / "settings.json")
    await Preferences(settings, Tasks(lambda error: pytest.fail(error.message))).save()
    assert not settings.path.exists()
