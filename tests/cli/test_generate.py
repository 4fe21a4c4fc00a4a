"""`studio generate`: through the real entry with a tiny model, and refusals in this process."""

from __future__ import annotations

import hashlib
import io
import signal
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from studio.cli.given import GivenProduct, parse_product, parse_size
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


def test_a_mask_a_finished_size_and_a_product(tiny_home: Path, tmp_path: Path) -> None:
    """What the mask keeps and what the product covers are, bit for bit, what was given."""
    rng = np.random.default_rng(3)
    begin = rng.integers(0, 256, (80, 100, 3), dtype=np.uint8)
    Image.fromarray(begin).save(tmp_path / "begin.png")
    anew = np.zeros((80, 100), np.uint8)
    anew[:, 50:] = 255
    Image.fromarray(anew).save(tmp_path / "mask.png")
    shoe = rng.integers(0, 256, (10, 20, 4), dtype=np.uint8)
    shoe[..., 3] = 255
    shoe[0, 0, 3] = 0
    Image.fromarray(shoe).save(tmp_path / "shoe@2x.png")
    arguments = ["x", "-n", "1", "--steps", "3", "--fit", "100x80", "--out", str(tmp_path / "out"), "--json"]
    pictures = ["--init", "begin.png", "--mask", "mask.png", "--product", "shoe@2x.png@bottom left"]
    pictures = [str(tmp_path / each) if ".png" in each else each for each in pictures]
    outcome = finish(start(tiny_home, "generate", *arguments, *pictures))
    assert outcome.status == 0, outcome.err
    document = outcome.document
    require_kept(document)
    with Image.open(document["images"][0]["path"]) as picture:
        made = np.asarray(picture)
    assert made.shape == (80, 100, 3)
    assert (made[:70, :50] == begin[:70, :50]).all()
    assert (made[70:, :20].reshape(-1, 3)[1:] == shoe[..., :3].reshape(-1, 3)[1:]).all()
    assert (made[70, 0] == begin[70, 0]).all()
    assert (made[:, 50:] != begin[:, 50:]).any()
    recipe = document["recipe"]
    assert (recipe["fit"], recipe["start"]["strength"]) == ({"width": 100, "height": 80}, 1.0)
    assert (recipe["product"]["x"], recipe["product"]["y"]) == (0, 70)
    said = f"made at {recipe['width']}x{recipe['height']}, enlarged to 100x80"
    assert any(notice.startswith(said) for notice in document["notices"])


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
        (["x", "--mask", "nowhere.png"], "--init"),
        (["x", "--fit", "512"], "512"),
        (["x", "--fit", "0x7"], "1 to 16,384"),
        (["x", "--fit", "16384x16384"], "100 megapixels"),
        (["x", "--product", "nowhere.png"], "nowhere.png"),
        (["x", "--product", "nowhere.png@botom"], "bottom right"),
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


def picture(path: Path, size: tuple[int, int], mode: str = "RGB") -> str:
    Image.new(mode, size, "white").save(path)
    return str(path)


def test_a_product_larger_than_the_picture(run: Run, with_model: Path, tmp_path: Path) -> None:
    shoe = picture(tmp_path / "shoe.png", (300, 20), "RGBA")
    require_refused(run("generate", "x", "--json", "--size", "256x256", "--product", shoe), 2, "300x20", "256x256")
    require_refused(run("generate", "x", "--json", "--fit", "600x30", "--product", f"{shoe}@0,11"), 2, "0 to 10")


def test_a_mask_that_is_no_picture_or_of_another_shape(run: Run, with_model: Path, tmp_path: Path) -> None:
    begin, text = picture(tmp_path / "begin.png", (80, 60)), tmp_path / "text.png"
    text.write_text("hello")
    require_refused(run("generate", "x", "--json", "--init", begin, "--mask", str(text)), 2, "PNG, JPEG")
    mask = picture(tmp_path / "mask.png", (60, 60))
    require_refused(run("generate", "x", "--json", "--init", begin, "--mask", mask), 2, "60x60", "80x60")


@given(st.text(alphabet="ab./@2x-", min_size=1, max_size=12), st.integers(0, 99_999), st.integers(0, 99_999))
def test_products_are_read_from_their_end(path: str, x: int, y: int) -> None:
    assert parse_product(f"{path}@{x},{y}") == GivenProduct(path=Path(path), at=(x, y))


def test_products_in_other_words(tmp_path: Path) -> None:
    odd = tmp_path / "shoe@top"
    assert parse_product(f"{odd}@left") == GivenProduct(path=odd, at="left")
    assert parse_product(str(odd)) == GivenProduct(path=tmp_path / "shoe", at="top")
    odd.touch()
    assert parse_product(str(odd)) == GivenProduct(path=odd)
    assert parse_product("shoe.png") == GivenProduct(path=Path("shoe.png"), at="centre")
    assert parse_product(None) is None


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
