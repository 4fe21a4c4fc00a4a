"""run.py: which torch, which Python, what is missing, window or not; and the pictures that it makes without one."""

from __future__ import annotations

import ast
import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import run

ROOT = Path(run.__file__).resolve().parent
EVERYTHING = frozenset({**run.QT_LIBRARIES, **run.X11_LIBRARIES, **run.WAYLAND_LIBRARIES})


def touch(root: Path, name: str) -> Path:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
    return root


@pytest.mark.parametrize(
    ("system", "present", "flavour"),
    [
        ("linux", "dev/null", "cpu"),
        ("linux", "usr/bin/nvidia-smi", "cpu"),  # the tools alone are no device
        ("linux", "dev/nvidiactl", "cpu"),
        ("linux", "dev/nvidia0", "cuda"),
        ("linux", "dev/nvidia3", "cuda"),
        ("linux", "proc/driver/nvidia/gpus/0000:01:00.0/information", "cuda"),
        ("linux", "usr/lib/wsl/lib/nvidia-smi", "cuda"),
        ("win32", "System32/nvcuda.dll", "cuda"),
        ("win32", "System32/kernel32.dll", "cpu"),
        ("darwin", "dev/nvidia0", "cpu"),
    ],
)
def test_torch_follows_the_device(tmp_path: Path, system: str, present: str, flavour: str) -> None:
    assert run.torch_flavour(system, run.has_nvidia(system, touch(tmp_path, present))) == flavour


@pytest.mark.parametrize(
    ("version", "flavour", "kept"),
    [
        (f"{run.TORCH}+cpu", "cpu", True),
        (run.TORCH, "cpu", True),
        (run.TORCH, "cuda", True),
        (f"{run.TORCH}+cpu", "cuda", False),
        ("1.0.0", "cpu", False),
        ("", "cpu", False),
    ],
)
def test_installed_torch_is_kept_when_it_fits(version: str, flavour: str, kept: bool) -> None:
    assert run.fits(version, flavour) is kept


def test_pythons_that_fit() -> None:
    assert [minor for minor in range(8, 17) if run.python_fits((3, minor))] == [11, 12, 13, 14]


def test_missing_libraries_are_named_with_the_one_command() -> None:
    gone = {"libGL.so.1", "libxcb-cursor.so.0", "libglib-2.0.so.0", "libgthread-2.0.so.0"}
    table = {**run.QT_LIBRARIES, **run.X11_LIBRARIES}
    missing = run.missing_libraries(table, loads=lambda name: name not in gone, system="linux")
    assert set(missing) == gone

    def with_tool(tool: str, root: bool = False) -> str:
        return run.install_command(missing, which=lambda name: name if name == tool else None, root=root)

    assert with_tool("apt-get") == "sudo apt-get install -y libgl1 libglib2.0-0 libxcb-cursor0"
    assert with_tool("apt-get", root=True) == "apt-get install -y libgl1 libglib2.0-0 libxcb-cursor0"
    assert with_tool("pacman") == "sudo pacman -S --needed libglvnd glib2 xcb-util-cursor"
    assert with_tool("dnf").startswith("sudo dnf install -y 'libGL.so.1()(64bit)' ")
    assert "libxcb-cursor.so.0" in with_tool("none of them")
    assert run.install_command({}) == ""


@pytest.mark.parametrize(
    ("environment", "loaded", "answers", "said"),
    [
        ({}, EVERYTHING, True, "There is no display here"),
        ({"DISPLAY": ""}, EVERYTHING, True, "There is no display here"),
        ({"DISPLAY": ":7"}, EVERYTHING - {"libxcb-cursor.so.0"}, True, "libxcb-cursor.so.0"),
        ({"WAYLAND_DISPLAY": "wayland-0"}, EVERYTHING - {"libwayland-client.so.0"}, True, "libwayland-client.so.0"),
        ({"DISPLAY": ":7"}, EVERYTHING, False, "does not answer"),
        ({"DISPLAY": ":7"}, EVERYTHING, True, ""),
        ({"WAYLAND_DISPLAY": "wayland-0"}, EVERYTHING - {"libxcb-cursor.so.0"}, True, ""),
    ],
)
def test_why_no_window(environment: dict[str, str], loaded: frozenset[str], answers: bool, said: str) -> None:
    reason = run.why_no_window(environment, "linux", loads=loaded.__contains__, answers=lambda _: answers)
    assert said in reason
    assert bool(reason) is bool(said)


def test_other_systems_always_have_a_display() -> None:
    assert run.why_no_window({}, "win32") == run.why_no_window({}, "darwin") == ""


def test_a_display_that_nobody_serves_does_not_answer(tmp_path: Path) -> None:
    assert not run.display_answers({"DISPLAY": ":9999"})
    wayland = {"WAYLAND_DISPLAY": "wayland-0", "XDG_RUNTIME_DIR": str(tmp_path)}
    assert not run.display_answers(wayland)
    touch(tmp_path, "wayland-0")
    assert run.display_answers(wayland)


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout whose stamp says that its environment is ready, and whose Python answers with what it is told."""
    here = tmp_path / "a checkout"
    (here / ".venv/bin").mkdir(parents=True)
    for name in ("run.py", "pyproject.toml"):
        shutil.copy(ROOT / name, here)
    python = here / ".venv/bin/python"
    echo = here / "echo.py"
    echo.write_text("import json, sys\nprint(json.dumps({'images': [{'path': word} for word in sys.argv[1:]]}))\n")
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{echo}" "$@"\n')
    python.chmod(0o755)
    stamp = {
        "project": hashlib.sha256((here / "pyproject.toml").read_bytes()).hexdigest(),
        "place": str(here.resolve()),
        "torch": f"{run.TORCH} {run.torch_flavour(sys.platform, run.has_nvidia())}",
        "python": os.path.realpath(python),
        "dev": False,
    }
    (here / ".venv/blink-studio.json").write_text(json.dumps(stamp))
    return here


def start(checkout: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    bare = {name: value for name, value in os.environ.items() if name not in {"DISPLAY", "WAYLAND_DISPLAY"}}
    return subprocess.run(
        [sys.executable, str(checkout / "run.py"), *arguments],
        env={**bare, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_ready_environment_is_used_as_it_is(checkout: Path) -> None:
    before = sorted(checkout.rglob("*"))
    done = start(checkout, "--setup")
    assert (done.returncode, done.stdout) == (0, "")
    assert sorted(checkout.rglob("*")) == before


def test_without_display_it_says_so_and_draws_what_was_asked(checkout: Path) -> None:
    prompt = 'a "red" fox\'s $HOME; rm -rf *'
    done = start(checkout, STUDIO_PROMPT=prompt)
    assert "There is no display here" in done.stderr
    assert f"Making 4 pictures of “{prompt}”" in done.stderr
    assert done.stdout.splitlines() == ["-m", "studio", "generate", "-n", "4", "--json", "--", prompt]


def test_arguments_go_before_the_environment(checkout: Path) -> None:
    done = start(checkout, "two", "blue", "stars", STUDIO_PROMPT="something else")
    assert done.stdout.splitlines()[-1] == "two blue stars"


def test_an_old_python_can_read_run_and_is_told_which_one_is_needed(capsys: pytest.CaptureFixture[str]) -> None:
    ast.parse((ROOT / "run.py").read_text("utf-8"), feature_version=(3, 8))
    with pytest.raises(SystemExit) as ended:
        run.refuse_python("3.9.18")
    assert ended.value.code == 1
    assert "needs Python 3.11 or newer (up to 3.14); this is 3.9.18" in capsys.readouterr().err


def test_the_same_four_pictures_come_without_a_window(home: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """What `make run` does where there is no display, with the embedded model and the engine as they are."""
    status = run.draw_without_window(run.DEFAULT_PROMPT, "There is no display here.", sys.executable)
    out, err = capfd.readouterr()
    assert status == 0, err
    pictures = [Path(line) for line in out.splitlines()]
    assert all(picture.is_relative_to(home) for picture in pictures)
    assert len({hashlib.sha256(picture.read_bytes()).hexdigest() for picture in pictures}) == 4
