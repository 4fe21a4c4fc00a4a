"""Where files live. STUDIO_HOME moves everything below one folder."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

import msgspec
import platformdirs

_PACKAGE = Path(__file__).resolve().parent


class Home(msgspec.Struct, frozen=True, kw_only=True):
    """The folders of one studio; nothing is created by naming them."""

    data: Path
    """database, blobs, backups, models, window state: always on a local disk"""
    pictures: Path
    """one folder a project, ordinary files"""
    config: Path
    cache: Path

    @property
    def database(self) -> Path:
        return self.data / "studio.db"

    @property
    def backups(self) -> Path:
        return self.data / "backups"

    @property
    def blobs(self) -> Path:
        return self.data / "blobs"

    @property
    def models(self) -> Path:
        return self.data / "models"

    @property
    def runner_lock(self) -> Path:
        return self.data / "runner.lock"

    @property
    def window_state(self) -> Path:
        return self.data / "window.json"

    @property
    def logs(self) -> Path:
        return self.data / "logs"

    @property
    def settings(self) -> Path:
        return self.config / "settings.json"


def home_at(root: Path) -> Home:
    """Everything below one folder, as STUDIO_HOME asks for."""
    root = root.expanduser().absolute()
    return Home(data=root, pictures=root / "Pictures", config=root, cache=root / "cache")


def default_home() -> Home:
    """STUDIO_HOME if it is set, else the platform's own places."""
    root = os.environ.get("STUDIO_HOME")
    if root:
        return home_at(Path(root))
    dirs = platformdirs.PlatformDirs("Blink Studio", appauthor=False, roaming=False)
    return Home(
        data=dirs.user_data_path,
        pictures=dirs.user_pictures_path / "Blink Studio",
        config=dirs.user_config_path,
        cache=dirs.user_cache_path,
    )


def resources_dir() -> Path:
    """Themes, presets, data tables: beside the package in a checkout, inside it when installed."""
    return _beside("resources")


def models_dir() -> Path:
    """The embedded model's folder."""
    return _beside("models")


@cache
def _beside(name: str) -> Path:
    checkout = _PACKAGE.parent / name
    return (
        checkout if checkout.is_dir() and (_PACKAGE.parent / "pyproject.toml").exists() else _PACKAGE / "_data" / name
    )
