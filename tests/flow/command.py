"""The real command line as a child process, and what it left behind."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
import psutil

PROMPT = "red and white vertical stripes"
SIZE = "256x256"


class Outcome(msgspec.Struct, frozen=True):
    """How a command ended."""

    status: int
    document: dict[str, Any]
    stderr: str


STUDIO = (sys.executable, "-m", "studio")


def start(home: Path, *arguments: str, command: Sequence[str] = STUDIO) -> subprocess.Popen[str]:
    """Run `studio` with its own STUDIO_HOME; stdout and stderr are pipes."""
    return subprocess.Popen(
        [*command, *arguments],
        env={**os.environ, "STUDIO_HOME": str(home)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def finish(process: subprocess.Popen[str], seconds: float = 110) -> Outcome:
    try:
        out, err = process.communicate(timeout=seconds)
    finally:
        process.kill()
        process.wait()
    return Outcome(process.returncode, json.loads(out) if out.strip() else {}, err)


def studio(home: Path, *arguments: str) -> Outcome:
    """Run a command to its end. With --json its document is read."""
    return finish(start(home, *arguments))


def generate(home: Path, *arguments: str, prompt: str = PROMPT) -> Outcome:
    return studio(home, "generate", prompt, "--size", SIZE, "--json", *arguments)


def start_generate(home: Path, *arguments: str, prompt: str = PROMPT) -> subprocess.Popen[str]:
    return start(home, "generate", prompt, "--size", SIZE, "--json", *arguments)


def engines(root: int | None = None) -> list[psutil.Process]:
    """The engine processes below `root` (this process if not given)."""
    found: list[psutil.Process] = []
    for child in psutil.Process(root).children(recursive=True):
        try:
            if child.status() != psutil.STATUS_ZOMBIE and child.cmdline()[-2:] == ["studio", "engine"]:
                found.append(child)
        except (psutil.NoSuchProcess, psutil.ZombieProcess):
            continue
    return found


def kill(process: subprocess.Popen[str]) -> None:
    """SIGKILL the command, and see its engine end by itself."""
    orphans = engines(process.pid) if process.poll() is None else []
    process.kill()
    process.communicate()
    _, alive = psutil.wait_procs(orphans, timeout=10)
    assert not alive, f"an engine outlived its parent: {alive}"
