"""Same recipe, same picture: a set twice, one of it alone, and its file read back."""

from __future__ import annotations

from pathlib import Path

from studio.provenance.pictures import read_recipe
from tests.flow.command import Outcome, generate


def shas(outcome: Outcome) -> list[str]:
    assert outcome.status == 0, outcome.stderr
    return [image["sha256"] for image in outcome.document["images"]]


def test_a_set_twice_and_one_of_it_alone_are_the_same_files(home: Path, tmp_path: Path) -> None:
    first = generate(home, "-n", "4", "--seed", "7", "--out", str(tmp_path / "first"))
    again = generate(home, "-n", "4", "--seed", "7", "--out", str(tmp_path / "again"))
    alone = generate(home, "-n", "1", "--seed", "9", "--out", str(tmp_path / "alone"))
    assert len(set(shas(first))) == 4
    assert shas(first) == shas(again)
    assert shas(alone) == shas(first)[2:3]
    assert [image["seed"] for image in first.document["images"]] == [7, 8, 9, 10]


def test_the_file_gives_its_recipe_back_and_the_recipe_gives_the_file_back(home: Path, tmp_path: Path) -> None:
    outcome = generate(home, "--seed", "41", "-n", "2", "--out", str(tmp_path / "out"))
    second = outcome.document["images"][1]
    decoded = read_recipe(Path(second["path"]))
    assert decoded is not None
    recipe = decoded.recipe
    assert recipe.seed == second["seed"] == 42
    remade = generate(
        home,
        *("--seed", str(recipe.seed), "-n", "1", "--steps", str(recipe.steps), "--guidance", str(recipe.guidance)),
        *("--out", str(tmp_path / "remade")),
        prompt=recipe.prompt,
    )
    assert shas(remade) == [second["sha256"]]
