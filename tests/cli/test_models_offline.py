"""Once weights are here nothing asks the network: list, verify and generate with every network cut off."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from studio.paths import home_at
from studio.settings import MODELS_FOLDERS, Settings
from tests.cli.conftest import Outcome, finish
from tests.cli.hub_commands import ROOT, environment, start
from tests.hub_server import serving

WATCH = """
import os, sys
def told(line):
    with open(os.environ["WATCHED"], "a") as file:
        file.write(line + "\\n")
def watch(event, arguments):
    if event in ("socket.connect", "socket.sendto") and isinstance(arguments[1], tuple):
        told(f"{event} {arguments[1]}")
    elif event == "socket.getaddrinfo":
        told(f"{event} {arguments[0]}")
told("process " + " ".join(sys.orig_argv[1:4]))
sys.addaudithook(watch)
"""


def cut_off() -> list[str]:
    """The command that takes every network away, loopback too; empty where this system forbids it."""
    command = ["unshare", "--net"] if os.geteuid() == 0 else ["unshare", "--user", "--map-root-user", "--net"]
    try:
        allowed = subprocess.run([*command, "true"], capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        return []
    return command if allowed else []


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such command")
def test_list_verify_and_generate_without_any_network(home: Path, tmp_path: Path, tiny_home: Path) -> None:
    (tiny,) = Settings.load(home_at(tiny_home).settings).get(MODELS_FOLDERS)
    with serving() as hub:
        hub.models["maker/tiny-one"] = Path(tiny)
        hub.cards["maker/tiny-one"] = {"license": "mit"}
        got = finish(start(home, hub, "get", "maker/tiny-one", "--yes"))
    assert got.status == 0, got.err

    watched = tmp_path / "watched.txt"
    (tmp_path / "sitecustomize.py").write_text(WATCH)
    told = environment(home, None, WATCHED=str(watched), PYTHONPATH=str(tmp_path))
    told.pop("HF_ENDPOINT")

    def studio(*arguments: str) -> Outcome:
        command = [*cut_off(), sys.executable, "-m", "studio", *arguments]
        done = subprocess.run(
            command, cwd=ROOT, env=told, capture_output=True, encoding="utf-8", timeout=100, check=False
        )
        return Outcome(done.returncode, done.stdout, done.stderr)

    listed = studio("models", "list", "--json")
    model = next(model for model in listed.document["models"] if model["id"] == "tiny-one")
    assert model.keys() >= {"family", "modes", "licence", "bytes", "place", "state"}
    assert (model["state"], model["licence"]) == ("ready", "mit")
    assert studio("models", "verify", "tiny-one").status == 0
    made = studio("generate", "a red circle", "--model", "tiny-one", "--out", str(tmp_path / "out"), "--json")
    assert made.status == 0, made.err
    assert Path(json.loads(made.out)["images"][0]["path"]).is_file()
    lines = watched.read_text().splitlines()
    assert [line for line in lines if not line.startswith("process ")] == []
    assert len(lines) > 3  # the engine's process was watched as well
