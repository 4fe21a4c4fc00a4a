"""Every daily mode through the real command line, and with every network cut off."""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageDraw

from studio.paths import home_at
from studio.settings import MODEL_DEFAULT, MODELS_FOLDERS, Settings
from tests.cli.test_models_offline import cut_off
from tests.flow.command import Outcome, finish, start
from tests.tiny_set import ADAPTER, CONTROL, DEPTH, LORA, MODEL, OTHER_LORA


@pytest.fixture(scope="module")
def home(tiny_set: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("home")
    settings = Settings.load(home_at(home).settings)
    settings.set(MODELS_FOLDERS, [str(tiny_set)])
    settings.set(MODEL_DEFAULT, MODEL)
    settings.save()
    return home


@pytest.fixture(scope="module")
def photo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """With a colon in its name, where a system allows one."""
    name = "photo.png" if sys.platform == "win32" else "at 10:30.png"
    path = tmp_path_factory.mktemp("pictures") / name
    image = Image.new("RGB", (90, 70), "orange")
    ImageDraw.Draw(image).ellipse((20, 10, 70, 60), fill="navy")
    image.save(path)
    return path


def made(home: Path, prompt: str, *arguments: str) -> tuple[dict[str, Any], np.ndarray]:
    """The recipe and the picture."""
    fixed = ["-n", "1", "--seed", "7", "--steps", "2", "--json"]
    outcome = finish(start(home, "generate", prompt, *fixed, *arguments))
    assert outcome.status == 0, outcome.stderr
    [image] = outcome.document["images"]
    with Image.open(image["path"]) as picture:
        return outcome.document["recipe"], np.asarray(picture)


def test_loras_by_id_and_in_the_prompt_are_one_recipe(home: Path) -> None:
    recipe, by_id = made(home, "a cat", "--lora", f"{LORA}:0.7", "--lora", OTHER_LORA)
    assert {one["model"]["id"]: one["weight"] for one in recipe["addons"]} == {LORA: 0.7, OTHER_LORA: 1.0}
    tagged, picture = made(home, f"a cat <lora:{LORA}:0.7> <lora:Chalk 2>")
    assert tagged == recipe
    assert (picture == by_id).all()


def test_a_lora_file_that_is_not_listed_yet_is_used_where_it_lies(home: Path, tiny_set: Path, tmp_path: Path) -> None:
    file = tmp_path / "Far Away.safetensors"
    file.write_bytes((tiny_set / "loras" / f"{LORA}.safetensors").read_bytes()[:-4] + b"\0\0\0\0")
    recipe, _ = made(home, "a cat", "--lora", f"{file}:0.5")
    assert [(one["model"]["id"], one["weight"]) for one in recipe["addons"]] == [("far-away", 0.5)]
    assert [path.name for path in tmp_path.iterdir()] == [file.name]


def test_control_images_references_and_a_seed_to_stay_near(home: Path, photo: Path) -> None:
    controls = ["--control", str(photo), "--control", f"{photo}:depth:0.25", "--control-weight", "1.5"]
    recipe, _ = made(home, "a cat", *controls, "--reference", f"{photo}:style:0.8", "--near", "3:0.1")
    assert [(one["kind"], one["model"]["id"], one["weight"]) for one in recipe["controls"]] == [
        ("edges", CONTROL, 1.5),
        ("depth", DEPTH, 0.25),
    ]
    made_here, as_it_is = (one["sha256"] for one in recipe["controls"])
    assert as_it_is == hashlib.sha256(photo.read_bytes()).hexdigest() != made_here
    [reference] = recipe["references"]
    assert (reference["model"]["id"], reference["role"], reference["weight"]) == (ADAPTER, "style", 0.8)
    assert recipe["near"] == {"seed": 3, "amount": 0.1}


def test_a_picture_grows_and_stays_what_it_was(home: Path, photo: Path) -> None:
    recipe, picture = made(home, "a cat", "--init", str(photo), "--extend", "left=40,bottom=21")
    assert recipe["fit"] == {"width": 130, "height": 91}
    with Image.open(photo) as before:
        assert (picture[:70, 40:] == np.asarray(before)).all()


def test_with_every_network_cut_off(home: Path, photo: Path) -> None:
    """All of it at once, and the lists."""
    cut = cut_off()
    if not cut:
        pytest.skip("this system does not let its networks be taken away")
    command = [*cut, sys.executable, "-m", "studio"]

    def studio(*arguments: str) -> Outcome:
        return finish(start(home, *arguments, command=command))

    listed = studio("models", "list", "--json")
    assert listed.status == 0, listed.stderr
    assert LORA in str(listed.document)
    assert studio("models", "verify", LORA).status == 0
    guided = ["--lora", LORA, "--control", str(photo), "--reference", str(photo), "--near", "3:0.2"]
    outcome = studio("generate", "a (red:1.2) cat", "-n", "1", "--steps", "2", *guided, "--json")
    assert outcome.status == 0, outcome.stderr
    assert len(outcome.document["images"]) == 1
