"""`studio generate`: through the real entry with a tiny model, and refusals in this process."""

from __future__ import annotations

import hashlib
import io
import signal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from studio.cli.generate import parse_size
from studio.errors import SizeError
from tests.cli.conftest import Outcome, Run, finish, start

KEYS = {"recipe", "images", "backend", "model", "device", "dtype", "plan", "seconds", "notices", "errors"}
SECONDS = {"load", "encode", "denoise", "decode", "save", "total"}


def require_kept(document: dict[str, Any]) -> None:
    for image in document["images"]:
        data = Path(image["path"]).read_bytes()
        assert hashlib.sha256(data).hexdigest() == image["sha256"]
        with Image.open(io.BytesIO(data)) as picture:
            assert picture.size == (image["width"], image["height"])


def test_pictures_notices_and_one_document(tiny_home: Path, tmp_path: Path) -> None:
    """A long prompt in many scripts, a start picture with holes, a folder of the user's own."""
    begin = tmp_path / "begin.png"
    Image.new("RGBA", (90, 60), (255, 0, 0, 90)).save(begin)
    prompt = "🦊 ثعلب\u202e " + "fox " * 20_000
    arguments = ["-n", "2", "--seed", "4294967295", "--size", "64x64", "--steps", "4", "--guidance", "2"]
    more = ["--init", str(begin), "--strength", "0.5", "--out", str(tmp_path / "out"), "--json"]
    outcome = finish(start(tiny_home, "generate", *arguments, *more, "--", prompt))
    assert outcome.status == 0, outcome.err
    document = outcome.document
    assert document.keys() == KEYS
    assert document["seconds"].keys() == SECONDS
    assert document["seconds"]["total"] > 0
    assert document["seconds"]["save"] > 0
    assert [image["seed"] for image in document["images"]] == [4294967295, 0]
    assert {Path(image["path"]).parent for image in document["images"]} == {tmp_path / "out"}
    require_kept(document)
    assert document["recipe"]["start"]["strength"] == 0.5
    assert (document["backend"], document["model"], document["plan"]) == ("local", "tiny", "exact")
    assert any("characters were left out" in notice for notice in document["notices"])
    assert any("begin.png" in notice and "white" in notice for notice in document["notices"])
    for notice in document["notices"]:
        assert notice in outcome.err
    assert "2 of 2 done" in outcome.err
    assert document["errors"] == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_keeps_what_is_finished(tiny_home: Path, tmp_path: Path, number: signal.Signals) -> None:
    process = start(tiny_home, "generate", "x", "-n", "60", "--steps", "8", "--out", str(tmp_path / "out"), "--json")
    seen = _read_until(process.stderr, "2 of 60")
    process.send_signal(number)
    outcome = finish(process, seen)
    assert outcome.status == 130, outcome.err
    assert 2 <= len(outcome.document["images"]) < 60
    assert outcome.document["errors"] == []
    require_kept(outcome.document)
    files = {path for path in (tmp_path / "out").iterdir() if path.suffix == ".png"}
    assert files == {Path(image["path"]) for image in outcome.document["images"]}


def test_an_interrupt_before_the_first_picture(tiny_home: Path) -> None:
    process = start(tiny_home, "generate", "x", "--json")
    seen = _read_until(process.stderr, "...")
    process.send_signal(signal.SIGINT)
    outcome = finish(process, seen)
    assert outcome.status == 130, outcome.err
    assert outcome.document["images"] == []


def _read_until(stream: Any, text: str) -> str:
    seen = ""
    for line in stream:
        seen += line
        if text in line:
            break
    return seen


def require_refused(outcome: Outcome, status: int, *says: str) -> None:
    """A complete document with one error, and the same on stderr."""
    assert outcome.status == status
    document = outcome.document
    assert document.keys() == KEYS
    assert document["images"] == []
    [error] = document["errors"]
    assert error["remedy"]
    assert error["message"] in outcome.err
    assert error["remedy"] in outcome.err
    for text in says:
        assert text in error["message"] + error["remedy"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([""], "empty"),
        (["  \n "], "empty"),
        (["x", "-n", "0"], "1 to 64"),
        (["x", "-n", "1000000000000"], "1 to 64"),
        (["x", "-n", "-3"], "1 to 64"),
        (["x", "--size", "500x512"], "496x512"),
        (["x", "--size", "999999x999999"], "1024x1024"),
        (["x", "--size", "0x0"], "128x128"),
        (["x", "--size", "512"], "512"),
        (["x", "--seed", "-1"], "-1"),
        (["x", "--steps", "0"], "0 steps"),
        (["x", "--guidance", "nan"], "nan"),
        (["x", "--strength", "0.5"], "--init"),
        (["x", "--init", "nowhere.png"], "nowhere.png"),
        (["x", "--out", "/tmp/\udcfe"], "--out"),
        (["x", "--project", "\udcfe"], "--project"),
    ],
)
def test_requests_that_cannot_be_served_are_status_2(
    run: Run, with_model: Path, arguments: list[str], says: str
) -> None:
    require_refused(run("generate", "--json", *arguments), 2, says)


@pytest.mark.parametrize("strength", ["0", "1.5", "-1", "nan"])
def test_a_strength_out_of_range(run: Run, with_model: Path, tmp_path: Path, strength: str) -> None:
    picture = tmp_path / "p.png"
    Image.new("RGB", (8, 8)).save(picture)
    require_refused(run("generate", "x", "--json", "--init", str(picture), "--strength", strength), 2, "Strength")


def test_a_start_picture_that_is_none(run: Run, with_model: Path, tmp_path: Path) -> None:
    text = tmp_path / "text.png"
    text.write_text("hello")
    require_refused(run("generate", "x", "--json", "--init", str(text)), 2, "PNG, JPEG")


def test_a_missing_model_is_status_1(run: Run, with_model: Path) -> None:
    require_refused(run("generate", "x", "--json", "--model", "holow"), 1, "holow", "hollow")


def test_a_damaged_model_is_status_1(run: Run, with_model: Path) -> None:
    (with_model / "unet" / "diffusion_pytorch_model.safetensors").write_bytes(b"junk")
    require_refused(run("generate", "x", "--json"), 1, "unet")


def test_a_file_in_the_place_of_the_folder(run: Run, with_model: Path, tmp_path: Path) -> None:
    place = tmp_path / "out"
    place.write_text("a file")
    require_refused(run("generate", "x", "--json", "--out", str(place)), 1, str(place))


@given(width=st.integers(0, 999_999), height=st.integers(0, 999_999), cross=st.sampled_from("xX×"))
def test_sizes_are_read(width: int, height: int, cross: str) -> None:
    assert parse_size(f" {width} {cross} {height} ") == (width, height)


@given(st.text(max_size=12).filter(lambda text: not any(c in text for c in "xX×")))
def test_what_is_no_size_is_refused(text: str) -> None:
    with pytest.raises(SizeError):
        parse_size(text)
