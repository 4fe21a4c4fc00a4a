"""Commands against a hub on this machine: in this process, or as a user's own process with nothing changed in it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.hub_server import Hub

ROOT = Path(__file__).resolve().parents[2]


def environment(home: Path, hub: Hub | None, **more: str) -> dict[str, str]:
    """Of a user who has `hub` for HF_ENDPOINT, no cache of Hugging Face's, and no keyring."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("HF_", "HUGGING"))}
    hidden = {"HF_HOME": str(home / "hf"), "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring"}
    return {**kept, **hidden, "STUDIO_HOME": str(home), "HF_ENDPOINT": hub.endpoint if hub else "", **more}


def start(home: Path, hub: Hub | None, *arguments: str, **more: str) -> subprocess.Popen[str]:
    """`studio models …` as a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "studio", "models", *arguments],
        cwd=ROOT,
        env=environment(home, hub, **more),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
