"""STUDIO_HOME moves everything, and naming folders creates none."""

from __future__ import annotations

from pathlib import Path

import pytest

from studio.paths import default_home, models_dir, resources_dir


def test_studio_home_moves_everything(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    root = tmp_path / "home"
    monkeypatch.setenv("STUDIO_HOME", str(root))
    home = default_home()
    for place in (home.data, home.pictures, home.config, home.cache, home.database, home.settings, home.runner_lock):
        assert place == root or root in place.parents
    assert not root.exists()


def test_without_it_pictures_lie_with_the_users_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("STUDIO_HOME", raising=False)
    home = default_home()
    assert home.pictures.name == "Blink Studio"
    assert home.data != home.pictures


def test_data_lies_beside_the_package_in_a_checkout() -> None:
    root = Path(__file__).parents[1]
    assert models_dir() == root / "models"
    assert resources_dir() in (root / "resources", root / "studio" / "_data" / "resources")
