"""The settings table and its file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.errors import FolderUnusable, SettingError
from studio.settings import (
    ENGINE_PYTHON,
    GENERATE_COUNT,
    GENERATE_PREVIEWS,
    MODELS_FOLDERS,
    TABLE,
    WINDOW_THEME,
    Settings,
    setting_named,
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "config" / "settings.json"


def test_defaults_without_a_file(path: Path) -> None:
    settings = Settings.load(path)
    assert settings.get(GENERATE_COUNT) == 4
    assert settings.get("generate.count") == 4
    assert settings.notices == ()
    assert not path.exists()


def test_every_row_is_complete_and_accepts_its_default() -> None:
    assert len({row.name for row in TABLE}) == len(TABLE)
    for row in TABLE:
        assert row.check(row.default) == row.default
        assert row.title
        assert row.help.endswith(".")
        assert row.group


def test_what_is_saved_comes_back(path: Path) -> None:
    settings = Settings.load(path)
    settings.set(MODELS_FOLDERS, ["/models/é", "/models/é"])
    settings.set("window.theme", "dark")
    settings.save()
    again = Settings.load(path)
    assert again.get(MODELS_FOLDERS) == ("/models/é",)
    assert again.get(WINDOW_THEME) == "dark"
    assert [p.name for p in path.parent.iterdir()] == ["settings.json"]


@given(count=st.integers())
def test_numbers_stay_in_range(count: int) -> None:
    settings = Settings(Path("unused"))
    if GENERATE_COUNT.least <= count <= GENERATE_COUNT.most:
        settings.set(GENERATE_COUNT, count)
        assert settings.get(GENERATE_COUNT) == count
    else:
        with pytest.raises(SettingError, match="Variations") as caught:
            settings.set(GENERATE_COUNT, count)
        assert "1 to 64" in caught.value.remedy


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("generate.count", True),
        ("generate.count", 4.0),
        ("generate.previews", 1),
        ("window.theme", "purple"),
        ("models.folders", ["relative/path"]),
        ("models.folders", "/one"),
        ("engine.python", "two\nlines"),
    ],
)
def test_wrong_values_are_refused(name: str, value: object) -> None:
    with pytest.raises(SettingError):
        Settings(Path("unused")).set(name, value)


def test_a_wrong_name_is_answered_with_the_nearest() -> None:
    with pytest.raises(SettingError) as caught:
        setting_named("engine.pyton")
    assert "engine.python" in caught.value.remedy


def test_unknown_and_unfit_entries_are_kept_and_reported(path: Path) -> None:
    path.parent.mkdir()
    path.write_text(json.dumps({"future.thing": {"a": 1}, "generate.count": 999, "window.theme": "light"}))
    settings = Settings.load(path)
    assert settings.get(GENERATE_COUNT) == 4
    assert len(settings.notices) == 2
    assert any("future.thing" in notice for notice in settings.notices)
    settings.set(GENERATE_PREVIEWS, False)
    settings.save()
    saved = json.loads(path.read_text())
    assert saved == {
        "future.thing": {"a": 1},
        "generate.count": 999,
        "generate.previews": False,
        "window.theme": "light",
    }


@pytest.mark.parametrize("content", [b"{not json", b"[1, 2]", b"\xff\xfe\x00", b"", b"[" * 100_000])
def test_a_damaged_file_is_moved_aside_and_never_lost(path: Path, content: bytes) -> None:
    path.parent.mkdir()
    for number in (1, 2):
        path.write_bytes(content)
        settings = Settings.load(path)
        assert len(settings.notices) == 1
        assert path.with_name(f"settings.damaged-{number}.json").read_bytes() == content
        assert not path.exists()


def test_a_file_that_cannot_be_read_is_not_overwritten(path: Path) -> None:
    path.mkdir(parents=True)
    settings = Settings.load(path)
    assert settings.notices
    with pytest.raises(FolderUnusable):
        settings.save()


def test_a_file_in_the_folders_place(tmp_path: Path) -> None:
    (tmp_path / "config").write_text("a file")
    settings = Settings(tmp_path / "config" / "settings.json")
    with pytest.raises(FolderUnusable) as caught:
        settings.save()
    assert caught.value.remedy


def test_changes_are_announced_once(path: Path) -> None:
    settings = Settings.load(path)
    heard: list[tuple[str, object]] = []

    def listen(name: str, value: object) -> None:
        heard.append((name, value))

    settings.changed.connect(listen)
    settings.set(GENERATE_COUNT, 8)
    settings.set(GENERATE_COUNT, 8)
    settings.reset(GENERATE_COUNT)
    assert heard == [("generate.count", 8), ("generate.count", 4)]
    settings.save()
    assert json.loads(path.read_text()) == {}


def test_a_blank_path_is_a_path() -> None:
    settings = Settings(Path("unused"))
    settings.set(ENGINE_PYTHON, "")
    assert settings.get(ENGINE_PYTHON) == ""
