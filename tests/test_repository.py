"""The rules about the tree itself: who may import whom, each broken once to see it fail; what imports stay lean."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LAYERS = "imports go downward only"

BREACHES = [
    pytest.param(LAYERS, "errors.py", "import studio.recipe", id="upward"),
    pytest.param(LAYERS, "recipe/breach.py", "import studio.pixels", id="sideways"),
    pytest.param(LAYERS, "utils/__init__.py", "", id="a-folder-that-the-map-does-not-know"),
    pytest.param("torch lives in engine/", "sketch/breach.py", "import torch", id="torch"),
    pytest.param("torch lives in engine/", "families/breach.py", "import diffusers", id="diffusers"),
    pytest.param(
        "torch lives in engine/", "catalog/breach.py", "from transformers import CLIPTokenizer", id="transformers"
    ),
    pytest.param("Qt lives in ui/ and app.py", "workspace/breach.py", "from PySide6 import QtCore", id="qt"),
    pytest.param("Qt lives in ui/ and app.py", "core.py", "import qasync", id="qasync"),
    pytest.param("HTTP lives in backends/, catalog/ and server/", "engine/breach.py", "import httpx", id="httpx"),
    pytest.param("SQL lives in library/", "jobs/breach.py", "import sqlite3", id="sqlite"),
    pytest.param("the web framework lives in server/", "cli/breach.py", "import uvicorn", id="uvicorn"),
    pytest.param("the web framework lives in server/", "backends/breach.py", "import starlette", id="starlette"),
]


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    command = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    return subprocess.run(
        [sys.executable, "-c", command, "--no-logo", "--no-cache"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def copied_tree(tmp_path: Path) -> Path:
    """The studio's source and its contracts, to be broken at will."""
    shutil.copytree(ROOT / "studio", tmp_path / "studio", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_import_contracts_hold() -> None:
    verdict = lint_imports(ROOT)
    assert verdict.returncode == 0, verdict.stdout


@pytest.mark.parametrize(("contract", "file", "line"), BREACHES)
def test_a_breach_is_seen(copied_tree: Path, contract: str, file: str, line: str) -> None:
    path = copied_tree / "studio" / file
    path.parent.mkdir(exist_ok=True)
    with path.open("a", encoding="utf-8") as source:
        source.write(f"\n{line}\n")
    verdict = lint_imports(copied_tree)
    assert verdict.returncode == 1, verdict.stdout
    assert f"{contract} BROKEN" in verdict.stdout


def test_pyright_is_strict_everywhere_but_in_the_engine() -> None:
    strict = set(tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["pyright"]["strict"])
    packages = {f"studio/{path.parent.name}" for path in (ROOT / "studio").glob("*/__init__.py")}
    assert packages - strict == {"studio/engine"}
    assert "studio/*.py" in strict


IMPORTED_BY_THE_COMMAND_LINE = """
import json, sys
reached = []
sys.addaudithook(lambda event, arguments: reached.append(event) if event.startswith("socket.") else None)
import studio.cli
heavy = {"torch", "diffusers", "transformers", "PySide6", "qasync"} & set(sys.modules)
print(json.dumps({"heavy": sorted(heavy), "reached": reached}))
"""


def test_the_command_line_imports_neither_torch_nor_qt_and_opens_no_network() -> None:
    done = subprocess.run(
        [sys.executable, "-c", IMPORTED_BY_THE_COMMAND_LINE], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert json.loads(done.stdout) == {"heavy": [], "reached": []}


def test_no_module_is_long() -> None:
    lengths = {path: len(path.read_text("utf-8").splitlines()) for path in (ROOT / "studio").rglob("*.py")}
    assert {path: lines for path, lines in lengths.items() if lines > 500} == {}


def test_every_module_says_what_it_owns() -> None:
    silent = [path for path in (ROOT / "studio").rglob("*.py") if not path.read_text("utf-8").startswith('"""')]
    assert silent == []


def test_the_licence_is_there() -> None:
    licence = (ROOT / "LICENSE").read_text("utf-8")
    assert "Apache License" in licence
    assert "Version 2.0, January 2004" in licence
