"""`studio models list`."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from studio.cli import models_reading
from tests.catalog.addition_files import write_adapter, write_control, write_lora
from tests.cli.conftest import Run

TITLES = ["Models", "LoRAs", "ControlNets", "IP-Adapters"]


def test_a_model_with_all_that_is_known_of_it(run: Run, with_model: Path) -> None:
    outcome = run("models", "list", "--json")
    assert outcome.status == 0
    model = next(model for model in outcome.document["models"] if model["id"] == "hollow")
    assert {"id", "family", "modes", "licence", "bytes", "place", "state"} <= model.keys()
    assert (model["family"], model["state"]) == ("stable-diffusion", "ready")
    assert set(model["modes"]) >= {"text", "image", "mask", "tile"}
    assert model["kind"] == "model"
    assert model["place"] == str(with_model)
    assert model["bytes"] > 0
    assert (model["steps"], model["guidance"], model["scheduler"]) == (25, 7.5, "DDIM")
    sketch = next(model for model in outcome.document["models"] if model["id"] == "sketch")
    assert (sketch["steps"], sketch["guidance"], sketch["scheduler"]) == (None, None, None)


def test_few_step_models_and_loras_say_how_they_are_run(run: Run, home: Path, with_model: Path) -> None:
    turbo = shutil.copytree(with_model, home / "models" / "sd-turbo")
    write_lora(home / "models" / "Hyper-SD15-8steps-lora.safetensors")
    write_lora(home / "models" / "lcm-lora-sdv1-5.safetensors")
    write_control(home / "models" / "my_canny")
    listed = {model["id"]: model for model in run("models", "list", "--json").document["models"]}
    paces = {id: (one["steps"], one["guidance"], one["scheduler"]) for id, one in listed.items()}
    assert paces[turbo.name] == (2, 1.0, "EulerDiscrete, trailing")
    assert paces["hyper-sd15-8steps-lora"] == (8, 1.0, "TCD")
    assert paces["lcm-lora-sdv1-5"] == (4, 1.0, "LCM")
    assert paces["my_canny"] == (None, None, None)


def test_additions_stand_in_groups_of_their_own(run: Run, home: Path, with_model: Path) -> None:
    place = home / "models"
    notes = {"modelspec.trigger_phrase": "ink wash", "modelspec.license": "openrail++"}
    ink = write_lora(place / "ink.safetensors", notes=notes)
    canny = write_control(place / "my_canny")
    write_adapter(place / "ip" / "plain.safetensors")
    listed = {model["id"]: model for model in run("models", "list", "--json").document["models"]}
    lora, control, adapter = listed["ink"], listed["my_canny"], listed["plain"]
    assert {"id", "family", "modes", "licence", "bytes", "place", "state"} <= lora.keys() & adapter.keys()
    assert (lora["kind"], lora["family"], lora["base"]) == ("lora", "stable-diffusion", "Stable Diffusion 1.x")
    assert (lora["words"], lora["modes"], lora["place"]) == (["ink wash"], ["addon"], str(ink))
    assert (lora["licence"], lora["licence_name"]) == ("openrail++", "CreativeML Open RAIL++-M")
    assert lora["licence_link"].startswith("https://")
    assert (control["controls"], control["place"], control["state"]) == (["edges"], str(canny), "ready")
    assert (adapter["kind"], adapter["state"]) == ("adapter", "unsupported")
    outcome = run("models", "list")
    assert "image encoder" in outcome.err
    lines = outcome.out.splitlines()
    assert [line for line in lines if line in TITLES] == TITLES
    assert [line.split()[0] for line in lines[lines.index("LoRAs") + 1 : lines.index("ControlNets") - 1]] == ["ink"]


def test_large_files_are_told_of_before_they_are_read(
    run: Run, home: Path, with_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(models_reading.read_first, "__kwdefaults__", {"worth": 1})
    first = run("models", "list")
    assert "for the first time" in first.err
    again = run("models", "list")
    assert (again.status, again.out) == (0, first.out)
    assert "for the first time" not in again.err


def test_what_is_wrong_is_said(run: Run, with_model: Path) -> None:
    (with_model / "vae" / "config.json").unlink()
    outcome = run("models", "list")
    assert outcome.status == 0
    assert "damaged" in outcome.out
    assert "vae/config.json is missing" in outcome.err


def test_a_folder_that_is_gone_is_said(run: Run, with_model: Path) -> None:
    with_model.rename(with_model.with_name("moved"))
    outcome = run("models", "list", "--json")
    assert "hollow" in outcome.err
    assert all(model["id"] != "hollow" for model in outcome.document["models"])


def test_the_sketch_is_listed_as_a_part_of_the_studio(run: Run) -> None:
    sketch = next(model for model in run("models", "list", "--json").document["models"] if model["id"] == "sketch")
    assert (sketch["family"], sketch["modes"], sketch["state"]) == ("sketch", ["text", "tile"], "ready")
    assert sketch["licence"] == "Apache-2.0"
    row = next(line for line in run("models", "list").out.splitlines() if line.startswith("sketch "))
    assert "part of Blink Studio" in row


def test_the_sketch_has_nothing_to_verify(run: Run) -> None:
    outcome = run("models", "verify", "sketch")
    assert outcome.status == 0
    assert "part of Blink Studio" in outcome.err
