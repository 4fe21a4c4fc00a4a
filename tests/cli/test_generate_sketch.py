"""`studio generate --backend sketch` and `--start sketch`, as a user has them: through the real entry and process."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import psutil
import pytest
from PIL import Image

from studio.paths import home_at
from studio.provenance.pictures import read_recipe
from studio.recipe.recipe import Blank, Sketched
from studio.sketch.drawing import MODEL
from tests.cli.conftest import Outcome, Run, finish, start

PROMPT = "three red circles and a froobnitz"
SMALL = ("--backend", "sketch", "--size", "64x64", "--json")


def sums(document: dict[str, Any]) -> list[str]:
    for image in document["images"]:
        assert hashlib.sha256(Path(image["path"]).read_bytes()).hexdigest() == image["sha256"]
    return [image["sha256"] for image in document["images"]]


def drawn(home: Path, *arguments: str) -> Outcome:
    outcome = finish(start(home, "generate", *arguments))
    assert outcome.status == 0, outcome.err
    return outcome


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def test_four_drawings_and_what_was_understood(home: Path, tmp_path: Path) -> None:
    outcome = drawn(home, PROMPT, *SMALL, "-n", "4", "--seed", "5", "--out", str(tmp_path / "one"))
    document = outcome.document
    assert (document["backend"], document["model"], document["device"]) == ("sketch", "sketch", "cpu")
    assert [image["seed"] for image in document["images"]] == [5, 6, 7, 8]
    assert ("red", "colour: red") in [(span["text"], span["meaning"]) for span in document["understood"]]
    assert [span["text"] for span in document["not_understood"]] == ["froobnitz"]
    assert any("froobnitz" in notice for notice in document["notices"])
    assert "Understood: three, red, circles" in outcome.err
    assert "froobnitz" in outcome.err
    first = sums(document)
    assert len(set(first)) == 4
    again = drawn(home, PROMPT, *SMALL, "-n", "4", "--seed", "5", "--out", str(tmp_path / "two")).document
    alone = drawn(home, PROMPT, *SMALL, "-n", "1", "--seed", "7", "--out", str(tmp_path / "three")).document
    assert sums(again) == first
    assert sums(alone) == [first[2]]


def test_any_size_is_drawn_as_it_is_and_a_product_lies_on_top(home: Path, tmp_path: Path) -> None:
    Image.new("RGBA", (20, 10), (1, 2, 3, 255)).save(tmp_path / "shoe.png")
    product = f"{tmp_path / 'shoe.png'}@0,0"
    document = drawn(
        home, "a sea at dusk", "--model", "sketch", "--fit", "301x97", "-n", "1", "--product", product, "--json"
    ).document
    [image] = document["images"]
    assert (image["width"], image["height"]) == (301, 97)
    assert (document["recipe"]["width"], document["recipe"]["fit"]) == (301, None)
    with Image.open(image["path"]) as picture:
        assert picture.getpixel((5, 5)) == (1, 2, 3)


def test_what_the_file_says_of_its_origin(home: Path) -> None:
    document = drawn(home, PROMPT, *SMALL, "-n", "1").document
    path = Path(document["images"][0]["path"])
    decoded = read_recipe(path)
    assert decoded is not None
    assert decoded.recipe.drawn
    assert (decoded.recipe.model, decoded.recipe.start) == (MODEL, Blank())
    with Image.open(path) as picture:
        text = str(picture.info["parameters"])
    assert text.startswith(PROMPT)
    assert "Sampler" not in text


@pytest.mark.skipif(shutil.which("exiftool") is None, reason="exiftool is not there")
def test_another_program_reads_its_origin(home: Path) -> None:
    path = drawn(home, PROMPT, *SMALL, "-n", "1").document["images"][0]["path"]
    command = ["exiftool", "-j", "-DigitalSourceType", "-CreatorTool", "-Parameters", "-ImageWidth", path]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    [said] = json.loads(done.stdout)
    assert said["DigitalSourceType"].endswith("/algorithmicMedia")
    assert (said["CreatorTool"], said["ImageWidth"]) == ("Blink Studio", 64)
    assert "Model: sketch" in said["Parameters"]


def test_without_the_database_the_files_bring_drawings_back(home: Path) -> None:
    before = drawn(home, PROMPT, *SMALL, "-n", "2").document
    shutil.rmtree(home_at(home).backups, ignore_errors=True)
    home_at(home).database.unlink()
    rebuilt = finish(start(home, "library", "rebuild"))
    assert rebuilt.status == 0, rebuilt.err
    listed = finish(start(home, "library", "list", "--json")).document["pictures"]
    assert {picture["sha256"] for picture in listed} == set(sums(before))
    assert {picture["model"] for picture in listed} == {"sketch"}


def test_an_interrupt_keeps_what_is_drawn(home: Path, tmp_path: Path) -> None:
    process = start(home, "generate", "stars, watercolour", *_slow(512), "--out", str(tmp_path / "out"))
    seen = _read_until(process.stderr, "2 of 60")
    process.send_signal(signal.SIGINT)
    outcome = finish(process, seen)
    assert outcome.status == 130, outcome.err
    assert 2 <= len(outcome.document["images"]) < 60
    assert outcome.document["errors"] == []
    assert "model is loaded" not in outcome.err
    sums(outcome.document)


def test_killed_in_the_middle_nothing_is_lost_and_nothing_made_twice(home: Path, tmp_path: Path) -> None:
    process = start(home, "generate", "stars, watercolour", *_slow(), "--out", str(tmp_path / "out"))
    seen = _read_until(process.stderr, "2 of 60")
    os.kill(_worker(process.pid).pid, signal.SIGKILL)
    outcome = finish(process, seen)
    assert outcome.status == 0, outcome.err
    assert len(set(sums(outcome.document))) == 60
    assert len(list((tmp_path / "out").glob("*.png"))) == 60


def test_a_studio_that_was_killed_leaves_no_worker_and_the_rest_is_drawn_later(home: Path) -> None:
    process = start(home, "generate", "stars, watercolour", *_slow())
    _read_until(process.stderr, "2 of 60")
    worker = _worker(process.pid)
    process.kill()
    finish(process)
    worker.wait(30)
    later = finish(start(home, "generate", "a circle", *SMALL, "-n", "1"))
    assert later.status == 0, later.err
    assert "goes on now" in later.err
    listed = finish(start(home, "library", "list", "--limit", "200", "--json")).document["pictures"]
    assert len(listed) == 61
    assert len({picture["sha256"] for picture in listed}) == 61


def _slow(size: int = 256) -> tuple[str, ...]:
    """Sixty drawings that take long enough to be interrupted."""
    return "--backend", "sketch", "--size", f"{size}x{size}", "-n", "60", "--json"


def _worker(studio: int) -> psutil.Process:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        for child in psutil.Process(studio).children(recursive=True):
            if child.cmdline()[-1:] == ["sketch-engine"]:
                return child
        time.sleep(0.01)
    raise AssertionError("there is no sketch engine")


def _read_until(stream: Any, text: str) -> str:
    seen = ""
    for line in stream:
        seen += line
        if text in line:
            break
    return seen


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--backend", "sketch", "--model", "hollow"), "without a model"),
        (("--backend", "local", "--model", "sketch"), "--backend local"),
        (("--backend", "sketch", "--steps", "4"), "--steps"),
        (("--backend", "sketch", "--guidance", "4"), "--guidance"),
        (("--backend", "sketch", "--negative", "blue"), "--negative"),
        (("--backend", "sketch", "--start", "sketch"), "--start"),
        (("--backend", "sketch", "--init", "x.png"), "--init"),
        (("--start", "sketch", "--init", "x.png"), "not from both"),
        (("--start", "sketch", "--mask", "x.png"), "--mask"),
        (("--start", "sketch", "--strength", "0"), "Strength"),
        (("--start", "sketch", "--layout", "-1"), "-1 is not a seed"),
        (("--layout", "4"), "--layout"),
        (("--start", "photo"), "photo"),
        (("--backend", "remote"), "remote"),
    ],
)
def test_contradictions_are_refused_with_a_remedy(
    run: Run, with_model: Path, arguments: tuple[str, ...], says: str
) -> None:
    outcome = run("generate", "x", *arguments)
    assert outcome.status == 2, outcome.err
    assert says in outcome.err
    assert outcome.out == ""
    assert len(outcome.err.strip().splitlines()) >= 2  # what is wrong, and what to do


def test_a_plan_with_drawn_rows(home: Path, tmp_path: Path) -> None:
    plan = tmp_path / "plan.csv"
    plan.write_text("prompt,model,size,seed,count\nthree red circles,sketch,64x48,1,2\na blue sea,sketch,333x77,2,1\n")
    outcome = finish(start(home, "batch", "run", str(plan), "--out", str(tmp_path / "out"), "--json"))
    assert outcome.status == 0, outcome.err
    document = outcome.document
    assert (document["done"], document["failed"]) == (3, 0)
    manifest = json.loads(Path(document["manifest"]).read_text())
    assert [picture["model"] for picture in manifest["pictures"]] == ["sketch"] * 3
    assert [(picture["width"], picture["height"]) for picture in manifest["pictures"]] == [(64, 48)] * 2 + [(333, 77)]
    again = finish(start(home, "batch", "run", str(plan), "--out", str(tmp_path / "out"), "--json")).document
    assert again["kept"] == 3


def test_sketch_first_with_a_model(tiny_home: Path, tmp_path: Path) -> None:
    arguments = ("--start", "sketch", "--layout", "7", "--strength", "0.5", "--steps", "4", "--size", "64x64")
    outcome = finish(
        start(tiny_home, "generate", PROMPT, *arguments, "-n", "2", "--seed", "3", "--out", str(tmp_path), "--json")
    )
    assert outcome.status == 0, outcome.err
    document = outcome.document
    assert (document["backend"], document["model"]) == ("local", "tiny")
    assert [span["text"] for span in document["not_understood"]] == ["froobnitz"]
    assert any("layout was drawn without “froobnitz”" in notice for notice in document["notices"])
    assert document["recipe"]["start"] == {"type": "sketch", "strength": 0.5, "layout": 7, "edition": 1}
    decoded = read_recipe(Path(document["images"][1]["path"]))
    assert decoded is not None
    assert isinstance(decoded.recipe.start, Sketched)
    assert decoded.recipe.seed == 4
    with Image.open(document["images"][0]["path"]) as picture:
        assert "Start: sketch, Layout seed: 7" in str(picture.info["parameters"])
        assert "compositeWithTrainedAlgorithmicMedia" in str(picture.info["XML:com.adobe.xmp"])
    assert len(set(sums(document))) == 2
