"""The sketch among the models: always there, under an id that nobody else gets, in one edition."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import msgspec
import pytest

from studio.catalog.catalog import Catalog
from studio.catalog.sketch import require_edition
from studio.errors import ModelMissing
from studio.paths import home_at
from studio.recipe.recipe import SKETCH_EDITION, ModelRef, Recipe, Sketched
from studio.settings import MODELS_FOLDERS, Settings
from studio.sketch.drawing import CAPABILITIES, MODEL
from studio.sketch.knows import KNOWS
from studio.sketch.objects.registry import OBJECTS
from studio.sketch.words.reading import understand
from tests.catalog.model_folders import write_model


@pytest.fixture
def catalog(tmp_path: Path) -> Catalog:
    home = home_at(tmp_path / "home")
    settings = Settings(home.settings)
    write_model(tmp_path / "sketch")
    settings.set(MODELS_FOLDERS, [str(tmp_path / "sketch")])
    return Catalog(home, settings, embedded=tmp_path / "none")


def test_its_id_is_its_own(catalog: Catalog, tmp_path: Path) -> None:
    assert [model.ref.id for model in catalog.models()] == ["sketch", "sketch-2"]
    assert [model.ref.id for model in catalog.models_in(tmp_path / "sketch")] == ["sketch-2"]
    sketch = catalog.get("sketch")
    assert (sketch.ref, sketch.capabilities, sketch.state) == (MODEL, CAPABILITIES, "ready")
    assert sketch == catalog.models()[0] == catalog.verify("sketch")
    assert (sketch.family, catalog.source(MODEL).family) == ("sketch", "sketch")
    assert sketch.licence
    assert sketch.summary


def test_another_edition_is_refused_as_another_version_of_a_model_is(catalog: Catalog) -> None:
    with pytest.raises(ModelMissing, match="another edition") as refused:
        catalog.source(ModelRef(id="sketch", weights="0" * 64))
    assert "anew" in refused.value.remedy


def test_a_layout_of_another_edition_is_refused() -> None:
    start = Sketched(strength=0.6, edition=SKETCH_EDITION)
    recipe = Recipe(
        prompt="x", width=64, height=64, seed=1, steps=3, guidance=1, scheduler="default", model=MODEL, start=start
    )
    require_edition(recipe)
    other = msgspec.structs.replace(start, edition=SKETCH_EDITION + 1)
    with pytest.raises(ModelMissing, match="another edition"):
        require_edition(msgspec.structs.replace(recipe, start=other))


@pytest.mark.parametrize(("group", "word"), [(group, word) for group, words in KNOWS.items() for word in words])
def test_it_knows_what_it_says_it_knows(group: str, word: str) -> None:
    read = understand({"numbers": f"{word} stars", "relations": f"a star {word} a circle"}.get(group, word))
    assert not read.unknown
    assert read.known


def test_it_says_of_every_object_that_it_knows_it() -> None:
    said = {word.casefold() for group in ("objects", "shapes") for word in KNOWS[group]}
    untold = [name for name, thing in OBJECTS.items() if not said & _words(thing.words)]
    assert not untold


def _words(words: Iterable[tuple[str, str]]) -> set[str]:
    return {word.casefold() for pair in words for word in pair}


def test_listing_it_brings_nothing_that_draws() -> None:
    """The window lists models while it starts."""
    code = (
        "import sys, studio.catalog.sketch as s; s.sketch_model(); print({'numpy', 'skia', 'torch'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
