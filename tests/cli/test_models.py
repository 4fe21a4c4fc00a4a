"""`studio models list`."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Run


def test_a_model_with_all_that_is_known_of_it(run: Run, with_model: Path) -> None:
    outcome = run("models", "list", "--json")
    assert outcome.status == 0
    model = next(model for model in outcome.document["models"] if model["id"] == "hollow")
    assert {"id", "family", "modes", "licence", "bytes", "place", "state"} <= model.keys()
    assert (model["family"], model["state"]) == ("stable-diffusion", "ready")
    assert model["modes"] == ["text", "image", "mask", "tile"]
    assert model["place"] == str(with_model)
    assert model["bytes"] > 0


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
