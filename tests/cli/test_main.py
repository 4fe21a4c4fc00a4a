"""The entry: wrong usage, failures, mistakes of ours, and what an import costs."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from studio.cli import main as entry
from studio.cli import models
from studio.cli.output import status_of, table
from studio.errors import ModelMissing, SizeError
from tests.cli.conftest import Run

_IMPORT = """
import sys
import threading
opened = []
sys.addaudithook(lambda event, _: opened.append(event) if event.startswith("socket.") else None)
import studio.cli
heavy = {"torch", "diffusers", "numpy", "cv2", "PySide6", "qasync", "httpx", "huggingface_hub"}
print(sorted(heavy & sys.modules.keys()), opened)
"""


def test_importing_it_brings_neither_torch_nor_qt_nor_sockets() -> None:
    done = subprocess.run([sys.executable, "-c", _IMPORT], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[] []"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["frobnicate"], "frobnicate"),
        (["generate"], "PROMPT"),
        (["generate", "x", "--stepz", "3"], "--steps"),
        (["generate", "x", "--steps", "many"], "--steps"),
        (["generate", "x", "--plan", "slow"], "slow"),
        (["library"], ""),
        (["library", "list", "--limit", "0"], "--limit"),
    ],
)
def test_wrong_usage_is_status_2(run: Run, arguments: list[str], says: str) -> None:
    outcome = run(*arguments)
    assert outcome.status == 2
    assert says in outcome.err + outcome.out
    assert "Traceback" not in outcome.err


def test_wrong_usage_with_json_prints_a_document(run: Run) -> None:
    outcome = run("generate", "x", "--frob", "--json")
    assert outcome.status == 2
    [error] = outcome.document["errors"]
    assert "--frob" in error["message"]
    assert error["remedy"]
    assert outcome.document["images"] == []


def test_json_after_two_dashes_is_a_prompt(run: Run) -> None:
    outcome = run("generate", "--frob", "--", "--json")
    assert outcome.status == 2
    assert outcome.out == ""


@pytest.mark.parametrize("arguments", [["--help"], ["generate", "--help"], ["library", "--help"], ["--version"]])
def test_help_and_version_are_status_0(run: Run, arguments: list[str]) -> None:
    outcome = run(*arguments)
    assert outcome.status == 0
    assert outcome.out


def test_a_mistake_of_ours_is_one_sentence_and_a_log(run: Run, home: object, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("secret detail")

    monkeypatch.setattr(models, "Catalog", broken)
    outcome = run("models", "list", "--json")
    assert outcome.status == 1
    assert "Traceback" not in outcome.err
    [error] = outcome.document["errors"]
    log = Path(error["remedy"].rsplit(" in ", 1)[1].rstrip("."))
    assert "secret detail" in log.read_text(encoding="utf-8")


def test_an_interrupt_between_commands_is_130(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(models, "Catalog", interrupted)
    outcome = run("models", "list", "--json")
    assert outcome.status == 130
    assert outcome.document == {"errors": []}


def test_an_interrupt_during_the_imports_waits_for_its_answer(run: Run, with_model: object) -> None:
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTERM])
    signal.pthread_kill(threading.get_ident(), signal.SIGTERM)
    outcome = run("generate", "x", "--json")
    assert outcome.status == 130
    assert outcome.document["images"] == []


def test_the_status_tells_wrong_requests_from_failures() -> None:
    assert status_of([]) == 0
    assert status_of([SizeError("x")]) == 2
    assert status_of([ModelMissing("x")]) == 1
    assert status_of([SizeError("x"), ModelMissing("x")]) == 1


def test_columns_are_aligned() -> None:
    assert table([("a", "long one", "x"), ("bbb", "s", "y")]) == ["a    long one  x", "bbb  s         y"]
    assert table([]) == []


def test_a_reader_that_goes_away_ends_the_command_quietly(home: object) -> None:
    done = subprocess.run(
        f'"{sys.executable}" -m studio models list --json | true', shell=True, capture_output=True, text=True
    )
    assert "Traceback" not in done.stderr
    assert "BrokenPipe" not in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="no shell that closes streams")
@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&- >&- 2>&-"])
def test_closed_streams_stop_no_command(home: object, tmp_path: Path, closed: str) -> None:
    command = f'"{sys.executable}" -m studio sketch "a red circle" --size 64x64 --out "{tmp_path}" --json {closed}'
    done = subprocess.run(command, shell=True, capture_output=True, text=True)
    assert (done.returncode, "Traceback" in done.stderr) == (0, False)
    assert len(list(tmp_path.glob("*.png"))) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="no shell that closes streams")
def test_a_worker_draws_where_streams_are_closed(home: object, tmp_path: Path) -> None:
    command = f'"{sys.executable}" -m studio generate x --backend sketch -n 1 --size 64x64 --out "{tmp_path}"'
    done = subprocess.run(f"{command} <&- >&- 2>&-", shell=True)
    assert done.returncode == 0
    assert len(list(tmp_path.glob("*.png"))) == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
@pytest.mark.parametrize("arguments", ["--json", ""])
def test_an_answer_that_cannot_be_written_is_told(home: object, tmp_path: Path, arguments: str) -> None:
    command = f'"{sys.executable}" -m studio sketch "a red circle" --size 64x64 --out "{tmp_path}" {arguments}'
    done = subprocess.run(f"{command} > /dev/full", shell=True, capture_output=True, text=True)
    assert done.returncode == 1
    assert "studio: The answer could not be written: No space left on device." in done.stderr
    assert "inside the studio" not in done.stderr
    assert len(list(tmp_path.glob("*.png"))) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="no shell with pipes")
def test_nobody_who_watches_is_no_reason_to_stop(home: object, tmp_path: Path) -> None:
    command = (
        f'"{sys.executable}" -m studio sketch "a red circle" --size 64x64 --as picture,edges,masks --out "{tmp_path}"'
    )
    done = subprocess.run(f"({command} || echo $? > status) 2>&1 >answer | true", shell=True, cwd=tmp_path)
    assert done.returncode == 0
    assert not (tmp_path / "status").exists()
    assert len((tmp_path / "answer").read_text().splitlines()) == len(list(tmp_path.glob("a-red*")))


def test_an_interrupt_while_native_code_is_imported_is_130(home: object, tmp_path: Path) -> None:
    (tmp_path / "skia.py").write_text('raise ImportError("initialization failed") from KeyboardInterrupt()\n')
    done = subprocess.run(
        [sys.executable, "-m", "studio", "sketch", "a red circle", "--json"],
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    assert done.returncode == 130
    assert done.stderr == "studio: interrupted.\n"
    assert json.loads(done.stdout)["files"] == []


def test_the_entry_is_what_main_module_calls() -> None:
    assert callable(entry)


def test_what_is_meant_for_a_log_is_not_shown() -> None:
    code = """
import logging, sys
from studio.cli.main import main
main(["--version"])
logging.getLogger("studio.x").warning("engine: broken")
"""
    made = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert made.stderr == ""
    assert "Blink Studio" in made.stdout
