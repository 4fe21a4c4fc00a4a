"""References and LoRAs in plans, with what is installed."""

from __future__ import annotations

from pathlib import Path

import pytest

from studio.catalog.catalog import Catalog
from studio.settings import MODEL_DEFAULT, MODELS_FOLDERS, Settings
from tests.jobs.plans.conftest import Desk
from tests.tiny_set import ADAPTER, LORA, MODEL, OTHER_LORA

pytestmark = pytest.mark.asyncio


@pytest.fixture
def guided(desk: Desk, tiny_set: Path) -> Desk:
    """A desk with a model and one addition of each kind."""
    settings = Settings.load(desk.home.settings)
    settings.set(MODELS_FOLDERS, [str(tiny_set)])
    settings.set(MODEL_DEFAULT, MODEL)
    desk.library.close()
    desk.catalog = Catalog(desk.home, settings)
    desk.open()
    return desk


async def test_rows_with_references_and_loras_are_made(guided: Desk) -> None:
    first, second = guided.image("mood.png"), guided.image("moon.png", (20, 30))
    started = await guided.run(
        "prompt,reference,count\n"
        f"a cat <lora:{LORA}:0.5>,mood.png,2\n"
        f"a {{red|blue}} dog <lora:Chalk 2>,mood.png;moon.png,1\n"
    )
    recipes = [job.order.recipe for job in started.jobs]
    assert [recipe.prompt for recipe in recipes] == ["a cat", "a red dog", "a blue dog"]
    assert [[(one.model.id, one.weight) for one in recipe.addons] for recipe in recipes] == [
        [(LORA, 0.5)],
        [(OTHER_LORA, 1.0)],
        [(OTHER_LORA, 1.0)],
    ]
    assert [[one.model.id for one in recipe.references] for recipe in recipes] == [
        [ADAPTER],
        [ADAPTER, ADAPTER],
        [ADAPTER, ADAPTER],
    ]
    for path in (first, second):
        kept = guided.library.blobs.put(path.read_bytes())
        assert any(one.sha256 == kept for one in recipes[1].references)
    again = await guided.survey(guided.folder / "plan.csv")
    assert all(planned.queued for planned in again.rows)


async def test_what_is_not_here_is_told_at_its_place(guided: Desk) -> None:
    guided.image("mood.png")
    problems = await guided.errors("prompt,reference,model\nx <lora:nobody>,,\nx,mood.png,sketch\nx <lora:ink:>,,\n")
    assert [(one.line, one.field) for one in problems] == [(2, "prompt"), (3, "reference"), (4, "prompt")]
    assert all(one.remedy for one in problems)
    assert LORA in problems[0].remedy


async def test_a_studio_without_adapters_says_so_at_the_reference(desk: Desk) -> None:
    desk.image("mood.png")
    [problem] = await desk.errors("prompt,reference\nx,mood.png\n")
    assert problem.field == "reference"
    assert "IP-Adapter" in problem.message
