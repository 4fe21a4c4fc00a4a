"""Commands run in this process, against a hub of its own, or as a child with a tiny model in a home that is shared."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from huggingface_hub import close_session, constants

from studio.cli import main
from studio.paths import home_at
from studio.settings import MODEL_DEFAULT, MODELS_FOLDERS, Settings
from tests.catalog.big_models import REPO, write_big_model
from tests.catalog.model_folders import write_model
from tests.hub_server import Hub, serving


class Outcome(msgspec.Struct, frozen=True):
    """How a command ended."""

    status: int
    out: str
    err: str

    @property
    def document(self) -> dict[str, Any]:
        """stdout as the one JSON document that it must be."""
        return json.loads(self.out)


Run = Callable[..., Outcome]


def choose_model(home: Path, folder: Path) -> None:
    """Make the model in `folder` the default of `home`."""
    settings = Settings.load(home_at(home).settings)
    settings.set(MODELS_FOLDERS, [str(folder)])
    settings.set(MODEL_DEFAULT, folder.name)
    settings.save()


@pytest.fixture
def run(home: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """A command in this process, in an empty home."""

    def run(*arguments: str) -> Outcome:
        status = main(list(arguments))
        out, err = capsys.readouterr()
        return Outcome(status, out, err)

    return run


@pytest.fixture
def with_model(home: Path, tmp_path: Path) -> Path:
    """The default model of `home` is one that can be recognised, though not run."""
    folder = write_model(tmp_path / "hollow")
    choose_model(home, folder)
    return folder


@pytest.fixture(scope="session")
def tiny_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home whose default model is a tiny one that really runs."""
    home = tmp_path_factory.mktemp("home")
    folder = tmp_path_factory.mktemp("models") / "tiny"
    subprocess.run([sys.executable, "-m", "tests.tiny_models", str(folder)], check=True, capture_output=True)
    choose_model(home, folder)
    return home


def start(home: Path, *arguments: str) -> subprocess.Popen[str]:
    """The real entry as a child process."""
    return subprocess.Popen(
        [sys.executable, "-m", "studio", *arguments],
        env={**os.environ, "STUDIO_HOME": str(home)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )


def finish(process: subprocess.Popen[str], seen: str = "") -> Outcome:
    """`seen` is what was read of stderr already."""
    with process:
        try:
            out, err = process.communicate(timeout=100)
        finally:
            process.kill()
    return Outcome(process.returncode, out, seen + err)


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Hub]:
    """A hub with one model of three megabytes."""
    with serving() as hub:
        hub.models[REPO] = write_big_model(tmp_path / "offered")
        hub.cards[REPO] = {"license": "openrail++"}
        yield hub


@pytest.fixture
def online(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The client in this process may ask: the test suite's own HF_HUB_OFFLINE, which it read at import, is undone."""
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
    monkeypatch.setenv("HF_HUB_CACHE", str(home / "hf"))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    monkeypatch.delenv("HF_TOKEN", raising=False)
    yield
    close_session()


@pytest.fixture
def get(run: Run, hub: Hub, online: None) -> Run:
    """`studio models get` from that hub, in this process."""

    def get(*arguments: str) -> Outcome:
        return run("models", "get", *arguments, "--mirror", hub.endpoint)

    return get
