"""What `studio generate` refuses of LoRAs, control images, references and wider canvases: nothing is made of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from studio.paths import home_at
from studio.settings import MODEL_DEFAULT, MODELS_FOLDERS, Settings
from tests.cli.conftest import Run
from tests.tiny_set import CONTROL, LORA, MODEL, OTHER_LORA


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """A folder with a picture, and with files that only look like LoRAs."""
    Image.new("RGB", (90, 70), "orange").save(tmp_path / "photo.png")
    (tmp_path / "broken.safetensors").write_bytes(b"\xff" * 100)
    (tmp_path / "old.pt").write_bytes(b"\x80\x02}q\x00.")
    return tmp_path


REFUSED = (
    (["x", "--lora", "nobody"], OTHER_LORA),
    (["x <lora:nobody:1>"], LORA),
    (["x <lora:ink:heavy>"], "<lora:name:0.8>"),
    (["x", "--lora", f"{LORA}:9"], "-4 to 4"),
    (["x", "--lora", "./photo.png"], "Give a LoRA’s .safetensors file"),
    (["x", "--lora", "./none.safetensors"], "Check the path"),
    (["x", "--lora", "./broken.safetensors"], "Get this file again"),
    (["x", "--lora", "./"], "Give a LoRA’s .safetensors file"),
    (["x", "--lora", f"{LORA}:nan"], "0.8"),
    (["x", "--control", "photo.png:edges:0,7"], "0.8"),
    (["x", "--control", "photo.png:canny"], "“edges”"),
    (["x", "--control", "photo.png", "--model", "starter"], "a model of Stable Diffusion 1.x"),
    (["x", "--lora", "./old.pt"], ""),
    (["x", "--lora", CONTROL], "Use it as what it is"),
    (["x", "--control", "photo.png:pose"], "studio models list --available"),
    (["x", "--control", "photo.png:depth", "--control-photo"], "ready-made"),
    (["x", "--control", "photo.png:egdes"], "edges"),
    (["x", "--control", "broken.safetensors"], "PNG"),
    (["x", "--reference", "none.png"], "Check the path"),
    (["x", "--reference", "photo.png:whole:9"], "up to 2"),
    (["x", "--near", "3:2"], "0 to 1"),
    (["x", "--near", "moon"], "1234:0.2"),
    (["x", "--extend", "64"], "--init"),
    (["x", "--init", "photo.png", "--extend", "wide"], "left=128"),
    (["x", "--init", "photo.png", "--extend", "64", "--size", "64x64"], "--size"),
    (["x", "--init", "photo.png", "--extend", "64", "--mask", "photo.png"], "--mask"),
    (["x", "--init", "photo.png", "--extend", "20000"], "16,384"),
    (["x", "--control-ready"], "--control IMG"),
    (["a cat", "--model", "sketch", "--lora", LORA], "Leave --lora out"),
    (["a cat", "--model", "sketch", "--near", "3"], "Leave --near out"),
    ([f"a cat <lora:{LORA}>", "--model", "sketch"], "another model"),
)


@pytest.mark.parametrize(("arguments", "says"), REFUSED, ids=[" ".join(arguments) for arguments, _ in REFUSED])
def test_it_is_refused_with_the_next_step(
    run: Run,
    home: Path,
    tiny_set: Path,
    pictures: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    says: str,
) -> None:
    settings = Settings.load(home_at(home).settings)
    settings.set(MODELS_FOLDERS, [str(tiny_set)])
    settings.set(MODEL_DEFAULT, MODEL)
    settings.save()
    monkeypatch.chdir(pictures)
    outcome = run("generate", *arguments, "--json")
    assert outcome.status in (1, 2)
    assert outcome.document["images"] == []
    [error] = outcome.document["errors"]
    assert error["remedy"]
    assert says in error["remedy"], error
    assert Settings.load(home_at(home).settings).get(MODELS_FOLDERS) == (str(tiny_set),)
