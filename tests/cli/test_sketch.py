"""`studio sketch`: pictures and guides in a folder, what was understood, and what is said when it cannot be done."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from studio.cli import sketch_files
from studio.cli.sketch_files import KINDS
from studio.provenance.pictures import XMP_KEY, read_recipe
from studio.sketch.drawing import MODEL, drawn
from studio.sketch.guides import depth
from studio.sketch.words.reading import understand
from tests.cli.conftest import Run, finish, start

PROMPT = "a red circle left of a blue star"
PAGE = (Path(__file__).parents[2] / "docs" / "sketch.md").read_text(encoding="utf-8")
_FORBIDDEN = """
import sys
opened = []
sys.addaudithook(lambda event, _: opened.append(event) if event.startswith(("socket.", "sqlite3.")) else None)
from studio.__main__ import main
status = main(["sketch", "a red circle", "--size", "64x64", "--as", "all", "--out", sys.argv[1]])
print(status, sorted({"torch", "diffusers", "transformers", "PySide6", "httpx"} & sys.modules.keys()), opened)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty one to draw into, apart from the home."""
    place = tmp_path / "drawn"
    place.mkdir()
    return place


def _open(path: str | Path) -> Image.Image:
    with Image.open(path) as image:
        image.load()
        return image


def test_a_picture_that_carries_its_recipe(run: Run, folder: Path) -> None:
    outcome = run("sketch", PROMPT, "--size", "96x64", "--seed", "7", "--out", str(folder))
    assert outcome.status == 0, outcome.err
    path = folder / "a-red-circle-left-of-a-blue-star-7.png"
    assert outcome.out == f"{path}\n"
    image, decoded = _open(path), read_recipe(path)
    assert image.size == (96, 64)
    assert decoded is not None
    assert (decoded.recipe.prompt, decoded.recipe.seed, decoded.recipe.model) == (PROMPT, 7, MODEL)
    assert np.array_equal(np.asarray(image), drawn(decoded.recipe))
    assert "icc_profile" in image.info
    assert "/algorithmicMedia<" in image.info[XMP_KEY]


def test_what_was_understood_is_said(run: Run, folder: Path) -> None:
    outcome = run("sketch", "three zorple red stars", "--size", "64x64", "--out", str(folder))
    assert "red (colour: red)" in outcome.err
    assert "Not understood: zorple." in outcome.err
    assert "with seed" in outcome.err


def test_what_is_said_again_and_again_is_told_once(run: Run, folder: Path) -> None:
    prompt = f"{'three red stars and ' * 40}{'zorple ' * 40}{'q' * 300}"
    outcome = run("sketch", prompt, "--size", "64x64", "--out", str(folder))
    assert outcome.status == 0
    assert outcome.err.count("red (colour: red)") == 1
    assert f"Not understood: zorple, {'q' * 23}…." in outcome.err


def test_a_picture_that_no_memory_holds(run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(sketch_files, "encode_png", full)
    outcome = run("sketch", PROMPT, "--size", "80x64", "--as", "edges,picture", "--out", str(folder), "--json")
    assert outcome.status == 1
    [error] = outcome.document["errors"]
    assert error["kind"] == "OutOfMemory"
    assert "80x64" in error["message"]
    assert [file["kind"] for file in outcome.document["files"]] == ["edges"]
    assert len(list(folder.iterdir())) == 1


def test_every_kind_in_one_document(run: Run, folder: Path) -> None:
    outcome = run("sketch", PROMPT, "--size", "80x64", "--seed", "3", "--as", "all", "--out", str(folder), "--json")
    assert outcome.status == 0, outcome.err
    document = outcome.document
    assert {"recipe", "files", "understood", "not_understood", "notes", "scene", "errors"} == document.keys()
    made = [(file["kind"], file["name"]) for file in document["files"]]
    assert made == [
        *((kind, kind) for kind in ("picture", "edges", "lineart", "scribble", "depth")),
        *(("masks", name) for name in ("ground", "red circle", "blue star")),
        ("parts", "parts"),
        ("legend", "legend"),
        *(("layers", name) for name in ("ground", "red circle", "blue star")),
    ]
    assert sorted(file["path"] for file in document["files"]) == sorted(map(str, folder.iterdir()))
    assert {"text": "circle", "meaning": "object: circle", "start": 6, "end": 12} in document["understood"]
    assert document["scene"]["groups"][1]["shape"] == "star"
    for file in document["files"]:
        if file["kind"] != "legend":
            _require_labelled(file)


def _require_labelled(file: dict[str, Any]) -> None:
    image = _open(file["path"])
    assert image.size == (file["width"], file["height"]) == (80, 64)
    assert image.mode == ("RGBA" if file["kind"] == "layers" else "RGB")
    assert "icc_profile" in image.info
    assert "/algorithmicMedia<" in image.info[XMP_KEY]
    assert PROMPT in image.info[XMP_KEY]
    assert (read_recipe(Path(file["path"])) is not None) == (file["kind"] == "picture")


def test_guides_are_those_of_the_scene(run: Run, folder: Path) -> None:
    outcome = run("sketch", PROMPT, "--size", "80x64", "--seed", "3", "--as", "depth", "--out", str(folder))
    scene = understand(PROMPT, 3, 80 / 64).scene
    assert np.array_equal(np.asarray(_open(outcome.out.strip())), depth(scene, 80, 64))


def test_the_legend_tells_the_colours_of_the_parts(run: Run, folder: Path) -> None:
    outcome = run("sketch", PROMPT, "--size", "80x64", "--as", "parts", "--out", str(folder))
    picture, legend = (Path(line) for line in outcome.out.splitlines())
    told = json.loads(legend.read_text(encoding="utf-8"))["parts"]
    assert [part["name"] for part in told] == ["ground", "red circle", "blue star"]
    colours = {"#" + bytes(pixel).hex() for pixel in np.asarray(_open(picture)).reshape(-1, 3).tolist()}
    assert colours == {part["colour"] for part in told}


def test_nothing_is_overwritten_and_files_of_one_run_go_together(run: Run, folder: Path) -> None:
    words = ("sketch", "a red circle", "--size", "32x32", "--seed", "1", "--out", str(folder), "--as")
    (folder / "A-RED-CIRCLE-1-EDGES.png").write_text("mine")
    first = run(*words, "picture,edges").out.split()
    assert [Path(path).name for path in first] == ["a-red-circle-1-2.png", "a-red-circle-1-2-edges.png"]
    before = {path: path.read_bytes() for path in folder.iterdir()}
    second = run(*words, "picture,edges").out.split()
    assert [Path(path).name for path in second] == ["a-red-circle-1-3.png", "a-red-circle-1-3-edges.png"]
    assert all(path.read_bytes() == content for path, content in before.items())
    assert Path(first[0]).read_bytes() == Path(second[0]).read_bytes()


def test_a_name_that_is_taken_meanwhile(run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "a-red-circle-1.png").write_text("mine")
    monkeypatch.setattr(sketch_files, "names_in", lambda _: frozenset[str]())
    outcome = run("sketch", "a red circle", "--size", "32x32", "--seed", "1", "--out", str(folder))
    assert Path(outcome.out.strip()).name == "a-red-circle-1-2.png"
    assert (folder / "a-red-circle-1.png").read_text() == "mine"


def test_the_current_folder_is_used(run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    outcome = run("sketch", "ein Kreis: rot/grün?", "--size", "32x32", "--seed", "1")
    assert Path(outcome.out.strip()).parent == folder
    assert Path(outcome.out.strip()).exists()


def test_an_even_depth_is_said(run: Run, folder: Path) -> None:
    words = ("--size", "32x32", "--as", "depth", "--out", str(folder))
    assert "even grey" in run("sketch", "polka dots", *words).err
    assert "even grey" not in run("sketch", "a calm sea", *words).err


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([""], "The prompt is empty."),
        ([" \n"], "The prompt is empty."),
        (["x", "--size", "big"], "like 256x256"),
        (["x", "--size", "8x8"], "nearest size"),
        (["x", "--size", "16384x16384"], "nearest size"),
        (["x", "--seed", "-1"], "whole number"),
        (["x", "--as", "picture,dept"], "“depth”"),
        (["x", "--as", "photo"], "There are: picture, edges"),
        (["x", "--as", " , "], "Choose from: picture"),
        (["x", "--out", "FILE"], "not a folder"),
        (["x", "--out", "FILE/below"], "FILE is not there"),
        (["x", "--out", "no/such/folder"], "Create that folder first"),
    ],
)
def test_what_cannot_be_drawn(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], says: str
) -> None:
    monkeypatch.chdir(folder)
    (folder / "FILE").write_text("x")
    outcome = run("sketch", *arguments, "--json")
    assert outcome.status == (1 if "--out" in arguments else 2)
    [error] = outcome.document["errors"]
    assert error["remedy"]
    assert says in outcome.err
    assert outcome.document["files"] == []
    assert [path.name for path in folder.iterdir()] == ["FILE"]


@pytest.mark.skipif(os.name == "nt", reason="folders there have other rights")
def test_a_folder_that_may_only_be_read(run: Run, folder: Path) -> None:
    folder.chmod(0o500)
    locked = folder if os.geteuid() else Path("/sys")  # root may write wherever the system itself does not refuse
    outcome = run("sketch", "a red circle", "--size", "32x32", "--out", str(locked))
    folder.chmod(0o700)
    assert outcome.status == 1
    assert f"Nothing can be written in {locked}" in outcome.err
    assert "Choose another folder" in outcome.err


def test_a_disk_that_fills_up_keeps_what_is_whole(run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write, left = sketch_files.write_synced, iter([True, True])

    def full(path: Path, data: bytes) -> None:
        if not next(left, False):
            raise OSError(28, "No space left on device")
        write(path, data)

    monkeypatch.setattr(sketch_files, "write_synced", full)
    outcome = run("sketch", PROMPT, "--size", "32x32", "--seed", "1", "--as", "all", "--out", str(folder), "--json")
    assert outcome.status == 1
    assert [file["kind"] for file in outcome.document["files"]] == ["picture", "edges"]
    assert outcome.document["errors"][0]["kind"] == "DiskFull"
    assert "Kept: 2 finished." in outcome.err
    assert len(list(folder.iterdir())) == 2


def test_interrupted_keeps_what_is_whole(run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(*_: object) -> Iterator[None]:
        raise KeyboardInterrupt
        yield

    monkeypatch.setitem(sketch_files._MAKERS, "depth", stopped)  # pyright: ignore[reportPrivateUsage]
    outcome = run("sketch", PROMPT, "--size", "32x32", "--as", "edges,depth", "--out", str(folder), "--json")
    assert outcome.status == 130
    assert [file["kind"] for file in outcome.document["files"]] == ["edges"]


def test_wrong_usage_prints_the_same_document(run: Run) -> None:
    outcome = run("sketch", "x", "--frob", "--json")
    assert outcome.status == 2
    assert outcome.document["files"] == []
    assert outcome.document["scene"] is None


def test_the_help_names_every_kind(run: Run) -> None:
    text = " ".join(run("sketch", "--help").out.replace("│", " ").split())
    for kind in KINDS:
        assert kind in text


def test_no_torch_no_window_no_network_no_database(folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _FORBIDDEN, str(folder)],
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "STUDIO_HOME": str(folder.parent / "home")},
    )
    assert done.stdout.splitlines()[-1] == "0 [] []", done.stderr
    assert not (folder.parent / "home").exists()


def test_as_a_process_of_its_own(home: Path, folder: Path) -> None:
    outcome = finish(start(home, "sketch", PROMPT, "--size", "64x64", "--as", "picture,masks", "--out", str(folder)))
    assert outcome.status == 0, outcome.err
    assert len(outcome.out.splitlines()) == 4
    assert all(Path(line).exists() for line in outcome.out.splitlines())


def test_the_page_names_every_kind() -> None:
    assert re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE) == list(KINDS)


@pytest.mark.parametrize("command", re.findall(r"^studio (sketch .+)$", PAGE, re.MULTILINE))
def test_the_commands_of_the_page_work(run: Run, folder: Path, command: str) -> None:
    outcome = run(*shlex.split(command), "--size", "96x64", "--out", str(folder))
    assert outcome.status == 0, outcome.err
    assert "Not understood" not in outcome.err


@pytest.mark.parametrize("row", re.findall(r"^\| [a-z ]+ \| (.*`.*) \|$", PAGE, re.MULTILINE))
def test_the_examples_of_the_page_are_understood(row: str) -> None:
    for prompt in re.findall("`(.+?)`", row):
        told = understand(prompt)
        assert told.known
        assert not told.unknown
