"""`studio doctor`: the real checks, and what they say when something is missing."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from studio.catalog.catalog import Catalog
from studio.cli.doctor import check_database, check_engine, check_folder, check_model, check_settings, check_window
from studio.paths import home_at
from studio.settings import MODEL_DEFAULT, Settings
from tests.cli.conftest import finish, start


def test_on_a_machine_that_works(tiny_home: Path) -> None:
    outcome = finish(start(tiny_home, "doctor", "--json"))
    assert outcome.status == 0, outcome.err
    checks = {check["name"]: check for check in outcome.document["checks"]}
    assert all({"name", "ok", "message", "remedy"} <= check.keys() for check in checks.values())
    folders = ("folder data", "folder pictures", "folder cache")
    for name in ("python", "settings", *folders, "database", "model", "engine", "sketch"):
        assert checks[name]["ok"], checks[name]
    assert "torch" in checks["engine"]["message"]
    assert "skia" in checks["sketch"]["message"]
    assert "torch" not in checks["sketch"]["message"]
    assert "window" in checks


def test_an_engine_without_torch(tmp_path: Path) -> None:
    bare = tmp_path / "python"
    bare.write_text(f'#!/bin/sh\nexec "{Path(sys.base_prefix) / "bin" / "python3"}" -S "$@"\n')
    bare.chmod(0o755)
    check = check_engine(str(bare), tmp_path / "engine.log")
    assert not check.ok
    assert "No module named" in check.message
    assert str(bare) in check.remedy


def test_an_engine_that_is_not_there(tmp_path: Path) -> None:
    check = check_engine(str(tmp_path / "nowhere"), tmp_path / "engine.log")
    assert not check.ok
    assert "nowhere" in check.message


def test_a_file_in_the_place_of_a_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    check = check_folder("data", tmp_path / "file" / "below")
    assert not check.ok
    assert check.remedy


def test_a_database_of_something_else(tmp_path: Path) -> None:
    home = home_at(tmp_path)
    home.database.mkdir()
    check = check_database(home)
    assert not check.ok
    assert check.remedy


def test_a_missing_model(tmp_path: Path) -> None:
    home = home_at(tmp_path)
    check = check_model(Catalog(home, Settings(home.settings), embedded=tmp_path / "none"))
    assert not check.ok
    assert "models/starter" in check.remedy


def test_the_sketch_as_the_default_model(tmp_path: Path) -> None:
    home = home_at(tmp_path)
    settings = Settings(home.settings)
    settings.set(MODEL_DEFAULT, "sketch")
    check = check_model(Catalog(home, settings, embedded=tmp_path / "none"))
    assert check.ok
    assert "MB" not in check.message


def test_settings_that_were_mended(tmp_path: Path) -> None:
    home = home_at(tmp_path)
    home.settings.write_text("{")
    check = check_settings(Settings.load(home.settings))
    assert not check.ok
    assert not check.needed


def test_no_display(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.setattr(sys, "platform", "linux")
    check = check_window()
    assert not check.ok
    assert not check.needed
    assert check.remedy


def test_a_display_that_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", "127.0.0.1:7654")
    monkeypatch.setenv("QT_QPA_PLATFORM", "xcb")
    monkeypatch.setattr(sys, "platform", "linux")
    check = check_window()
    assert not check.ok
    assert "Qt" in check.message
    assert check.remedy
