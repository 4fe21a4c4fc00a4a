"""The window's process from outside: what it imports, how it ends, what it says when no window can be opened."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from studio.errors import StudioError
from studio.ui.display import missing_library, require_display
from studio.workspace.draft import SavedDraft
from studio.workspace.session import Session, decode, encode

PATIENCE = 60.0
_REPORT = """
import json, os, signal, sys, threading, time
def report():
    while not (os.path.exists(sys.argv[1]) and "studio.core" in sys.modules):
        time.sleep(0.02)
    time.sleep(1.0)
    print(json.dumps(sorted(sys.modules)), flush=True)
    os.kill(os.getpid(), signal.SIGTERM)
threading.Thread(target=report, daemon=True).start()
from studio.app import main
sys.exit(main())
"""

_SCALE = """
import os, signal, sys, threading, time
def report():
    while not os.path.exists(sys.argv[1]):
        time.sleep(0.02)
    from PySide6.QtGui import QGuiApplication
    print(QGuiApplication.primaryScreen().devicePixelRatio(), flush=True)
    os.kill(os.getpid(), signal.SIGTERM)
threading.Thread(target=report, daemon=True).start()
from studio.app import main
sys.exit(main())
"""
_RESTART = """
import os, sys, threading, time
def press():
    from PySide6.QtWidgets import QApplication
    from studio.ui.window import MainWindow
    (window,) = [one for one in QApplication.topLevelWidgets() if isinstance(one, MainWindow)]
    window.workspace.draft.prompt = "written before"
    window.commands.action("settings.open").trigger()
    window.settings.set("window.scale", 150)
    (row,) = [row for row in window.stage.page("settings").rows if row.setting.name == "window.scale"]
    row.restart.click()
def wait():
    while not (os.path.exists(sys.argv[1]) and "studio.core" in sys.modules):
        time.sleep(0.02)
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication
    QTimer.singleShot(0, QApplication.instance(), press)
threading.Thread(target=wait, daemon=True).start()
from studio.app import main
sys.exit(main())
"""


def environment(home: Path, **more: str) -> dict[str, str]:
    return {**os.environ, "STUDIO_HOME": str(home), "QT_QPA_PLATFORM": "offscreen", **more}


def start(home: Path, trace: Path, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "studio", *arguments],
        env=environment(home, STUDIO_TRACE_START=str(trace)),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def wait_for(window: subprocess.Popen[str], trace: Path) -> list[float]:
    """The figures of the first paint."""
    deadline = time.monotonic() + PATIENCE
    while not (trace.exists() and trace.read_text().endswith("\n")):
        assert window.poll() is None, "the window ended before it was painted"
        assert time.monotonic() < deadline
        time.sleep(0.01)
    return [float(figure) for figure in trace.read_text().split()]


def test_the_window_never_imports_torch(home: Path, tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    done = subprocess.run(
        [sys.executable, "-c", _REPORT, str(trace)],
        env=environment(home, STUDIO_TRACE_START=str(trace)),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    modules = set(json.loads(done.stdout))
    assert not modules & {"torch", "diffusers", "transformers", "typer", "rich"}
    assert {"PySide6.QtWidgets", "studio.core"} <= modules
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_closes_in_good_order(home: Path, tmp_path: Path, number: signal.Signals) -> None:
    trace = tmp_path / "trace"
    window = start(home, trace)
    wall, monotonic = wait_for(window, trace)
    assert abs(wall - time.time()) < PATIENCE
    assert abs(monotonic - time.monotonic()) < PATIENCE
    window.send_signal(number)
    out, err = window.communicate(timeout=PATIENCE)
    assert (window.returncode, out, err) == (0, "", "")
    assert decode((home / "window.json").read_bytes()).draft == SavedDraft()


def test_a_prompt_from_the_command_line_is_on_the_canvas(home: Path, tmp_path: Path) -> None:
    home.joinpath("window.json").write_bytes(encode(Session(draft=SavedDraft(prompt="old", negative="kept"))))
    trace = tmp_path / "trace"
    window = start(home, trace, "--prompt", "ein roter Kreis")
    wait_for(window, trace)
    deadline = time.monotonic() + PATIENCE
    while decode((home / "window.json").read_bytes()).draft.prompt != "ein roter Kreis":
        assert time.monotonic() < deadline
        time.sleep(0.05)
    window.terminate()
    window.communicate(timeout=PATIENCE)
    assert decode((home / "window.json").read_bytes()).draft.negative == "kept"


def test_killed_in_the_middle_it_comes_back(home: Path, tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    window = start(home, first)
    wait_for(window, first)
    window.kill()
    window.communicate(timeout=PATIENCE)
    window = start(home, second)
    wait_for(window, second)
    window.terminate()
    _, err = window.communicate(timeout=PATIENCE)
    assert (window.returncode, err) == (0, "")


@pytest.mark.parametrize(("chosen", "own", "expected"), [(150, "", 1.5), (200, "1.5", 3.0), (100, "", 1.0)])
def test_the_scale_is_on_top_of_the_users_own(
    home: Path, tmp_path: Path, chosen: int, own: str, expected: float
) -> None:
    home.joinpath("settings.json").write_text(json.dumps({"window.scale": chosen}))
    trace = tmp_path / "trace"
    done = subprocess.run(
        [sys.executable, "-c", _SCALE, str(trace)],
        env=environment(home, STUDIO_TRACE_START=str(trace), QT_SCALE_FACTOR=own),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert (float(done.stdout), done.returncode, done.stderr) == (expected, 0, "")


def test_restart_closes_in_good_order_and_opens_again(home: Path, tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    window = subprocess.Popen(
        [sys.executable, "-c", _RESTART, str(trace)],
        env=environment(home, STUDIO_TRACE_START=str(trace)),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    deadline = time.monotonic() + PATIENCE
    while not (trace.exists() and trace.read_text().count("\n") == 2):
        assert window.poll() is None, "the window ended instead"
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert json.loads((home / "settings.json").read_text()) == {"window.scale": 150}
    window.terminate()
    out, err = window.communicate(timeout=PATIENCE)
    assert (window.returncode, out, err) == (0, "", "")
    assert decode((home / "window.json").read_bytes()).draft.prompt == "written before"


@pytest.mark.parametrize("display", [None, ":4711"])
def test_without_a_display_it_says_so(home: Path, display: str | None) -> None:
    env = environment(home, QT_QPA_PLATFORM="")
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        env.pop(name, None)
    if display is not None:
        env["DISPLAY"] = display
    done = subprocess.run(
        [sys.executable, "-m", "studio"], env=env, capture_output=True, text=True, timeout=PATIENCE, check=False
    )
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "display" in done.stderr or "library" in done.stderr


def test_a_platform_that_needs_no_display_is_let_through(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    monkeypatch.delenv("DISPLAY", raising=False)
    require_display()


def test_a_missing_library_is_named() -> None:
    error = missing_library(OSError("libxcb-cursor.so.0: cannot open shared object file: No such file or directory"))
    assert isinstance(error, StudioError)
    assert "libxcb-cursor.so.0" in error.message
    assert error.remedy
