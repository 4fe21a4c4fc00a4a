"""`--tile` with and without a word after it, before and after the prompt."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from studio.cli.tile import said_whole
from studio.provenance.pictures import read_recipe
from tests.cli.conftest import finish, start


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("leaves --tile", "leaves --tile=both"),
        ("--tile leaves", "--tile=both leaves"),
        ("--tile x leaves", "--tile x leaves"),
        ("leaves --tile both", "leaves --tile both"),
        ("leaves --tile=y --json", "leaves --tile=y --json"),
        ("--tile --json leaves", "--tile=both --json leaves"),
        ("-- --tile", "-- --tile"),
        ("leaves", "leaves"),
    ],
)
def test_tile_alone_means_both(given: str, meant: str):
    assert list(said_whole(given.split())) == meant.split()


def test_a_drawn_tile_goes_on_over_its_edges_and_says_so(tmp_path: Path):
    arguments = ("polka dots", "--tile", "--backend", "sketch", "--size", "96x64", "-n", "1", "--json")
    outcome = finish(start(tmp_path / "home", "generate", *arguments))
    assert outcome.status == 0, outcome.err
    document = json.loads(outcome.out)
    assert document["recipe"]["tile"] == "both"
    path = Path(document["images"][0]["path"])
    decoded = read_recipe(path)
    assert decoded is not None
    assert decoded.recipe.tile == "both"
    with Image.open(path) as opened:
        picture, said = np.asarray(opened).astype(int), opened.info["parameters"]
    assert np.abs(picture[:, 0] - picture[:, -1]).mean() <= np.abs(np.diff(picture, axis=1)).mean((0, 2)).max()
    assert "Tiling: True" in said


def test_a_drawing_with_a_seam_is_refused_before_anything_is_made(tmp_path: Path):
    arguments = ("hills at sunset", "--tile", "x", "--backend", "sketch", "--json")
    outcome = finish(start(tmp_path / "home", "generate", *arguments))
    assert outcome.status != 0
    (error,) = json.loads(outcome.out)["errors"]
    assert "seam" in error["message"]
    assert "pattern" in error["remedy"]
