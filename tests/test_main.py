"""Which of its four faces the program shows, and that choosing one does not load the others."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

FACES = """
import sys, types
said = lambda name: lambda *given: print(name, *given) or 3
sys.modules["studio.app"] = types.SimpleNamespace(main=said("window"))
sys.modules["studio.cli"] = types.SimpleNamespace(main=said("command"))
sys.modules["studio.engine.main"] = types.SimpleNamespace(main=said("engine"))
sys.modules["studio.engine.sketch_main"] = types.SimpleNamespace(main=said("sketch"))
from studio.__main__ import main
status = main()
print(status, *(name for name in ("torch", "PySide6", "numpy", "msgspec") if name in sys.modules))
"""


def face(*arguments: str) -> list[str]:
    """What was called with what; then the exit status, and what else was loaded."""
    command = [sys.executable, "-c", FACES, *arguments]
    root = Path(__file__).resolve().parents[1]
    return subprocess.run(command, cwd=root, capture_output=True, text=True, check=True).stdout.splitlines()


@pytest.mark.parametrize(
    ("arguments", "called"),
    [
        ([], "window None"),
        (["--prompt", "a red circle"], "window a red circle"),
        (["--prompt=a red circle"], "window a red circle"),
        (["engine"], "engine"),
        (["sketch-engine"], "sketch"),
        (["generate", "x", "-n", "2"], "command ['generate', 'x', '-n', '2']"),
        (["--help"], "command ['--help']"),
        (["engine", "surplus"], "command ['engine', 'surplus']"),
    ],
)
def test_the_arguments_choose_the_face_and_nothing_else_is_loaded(arguments: list[str], called: str):
    assert face(*arguments) == [called, "3"]
