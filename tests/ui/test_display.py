"""The real window on a real X display, driven from outside by xdotool, with the embedded model in the real engine."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from studio.provenance.pictures import read_recipe

pytestmark = [pytest.mark.display, pytest.mark.timeout(300)]

PROMPT = "a red circle on a white background"
PATIENCE = 120.0


def until(condition: Callable[[], object], window: subprocess.Popen[str]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert window.poll() is None, "the window ended"
        assert time.monotonic() < deadline, "what was waited for did not happen"
        time.sleep(0.05)


def xdotool(*words: str) -> str:
    return subprocess.run(["xdotool", *words], check=True, capture_output=True, text=True).stdout


@pytest.fixture
def window(home: Path, tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """Painted, and with the keyboard."""
    trace = tmp_path / "trace"
    env = {**os.environ, "QT_QPA_PLATFORM": "xcb", "STUDIO_TRACE_START": str(trace)}
    opened = subprocess.Popen([sys.executable, "-m", "studio"], env=env, stderr=subprocess.PIPE, text=True)
    until(trace.exists, opened)
    focus(opened)
    yield opened
    opened.kill()
    opened.communicate()


def focus(window: subprocess.Popen[str]) -> None:
    """Click into the prompt: a bare X server without a window manager gives nobody the keyboard."""
    found = xdotool("search", "--onlyvisible", "--pid", str(window.pid), "--name", "Blink Studio").split()
    xdotool("mousemove", "--window", found[-1], "160", "110", "click", "1")
    xdotool("windowfocus", found[-1])


def pictures(home: Path) -> list[Path]:
    return sorted((home / "Pictures").rglob("*.png"))


def test_a_typed_prompt_and_ctrl_enter_make_four_pictures(home: Path, window: subprocess.Popen[str]) -> None:
    xdotool("type", "--delay", "15", PROMPT)
    xdotool("key", "ctrl+Return")
    until(lambda: len(pictures(home)) == 4, window)
    recipes = [decoded.recipe for path in pictures(home) if (decoded := read_recipe(path)) is not None]
    assert [recipe.prompt for recipe in recipes] == [PROMPT] * 4
    assert len({recipe.seed for recipe in recipes}) == 4
    window.terminate()
    _, err = window.communicate(timeout=PATIENCE)
    assert (window.returncode, err) == (0, "")


def test_escape_stops_the_set(home: Path, window: subprocess.Popen[str]) -> None:
    xdotool("type", "--delay", "15", PROMPT)
    xdotool("key", "ctrl+Return")
    until(lambda: len(pictures(home)) >= 1, window)
    xdotool("key", "Escape")
    time.sleep(2.0)
    made = len(pictures(home))
    time.sleep(2.0)
    assert len(pictures(home)) == made < 4
    window.terminate()
    _, err = window.communicate(timeout=PATIENCE)
    assert (window.returncode, err) == (0, "")
