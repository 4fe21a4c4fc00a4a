"""Jobs that are edited keep what guides them; a LoRA that is named anew joins the others."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from studio.catalog.catalog import Catalog
from studio.library.library import Library
from studio.paths import home_at
from studio.recipe.draft import Draft, DraftAddon, DraftControl, DraftReference
from studio.recipe.job import Job
from studio.recipe.recipe import Near, Recipe
from studio.recipe.resolve import resolve
from studio.settings import Settings
from tests.cli.conftest import Run, choose_model
from tests.cli.test_batch_queue import Queue
from tests.jobs.batches import batch_in, orders
from tests.tiny_set import LORA, MODEL, OTHER_LORA


@pytest.fixture
def job(home: Path, tiny_set: Path) -> Job:
    """One that waits, with everything that guides a model."""
    choose_model(home, tiny_set / MODEL)
    settings = Settings.load(home_at(home).settings)
    settings.set("models.folders", [str(tiny_set)])
    settings.save()

    async def work(library: Library) -> Job:
        batch = batch_in(home / "guided")
        (order,) = orders(batch, ["fox"])
        order = msgspec.structs.replace(order, recipe=_recipe(Catalog(home_at(home), settings)))
        jobs, _ = await library.jobs.enqueue([order], batch)
        return jobs[0]

    return Queue(home).do(work)


def _recipe(catalog: Catalog) -> Recipe:
    model = catalog.get()
    draft = Draft(
        prompt="fox",
        seed=5,
        addons=(DraftAddon(id=LORA, weight=0.5),),
        controls=(DraftControl(kind="edges", sha256="aa" * 32),),
        references=(DraftReference(sha256="bb" * 32, role="style"),),
        near=Near(seed=1, amount=0.5),
    )
    additions = catalog.additions_for(draft, model.capabilities)
    return resolve(draft, model.ref, model.capabilities, additions).recipe


def edited(run: Run, home: Path, job: Job, *arguments: str) -> Recipe:
    outcome = run("batch", "edit", job.id, *arguments)
    assert outcome.status == 0, outcome.err

    async def work(library: Library) -> Recipe:
        found = await library.jobs.job(job.id)
        assert found is not None
        return found.order.recipe

    return Queue(home).do(work)


def test_what_was_not_edited_stays(run: Run, home: Path, job: Job) -> None:
    expected = msgspec.structs.replace(job.order.recipe, prompt="moon", seed=9)
    assert edited(run, home, job, "--prompt", "moon", "--seed", "9") == expected


def test_a_lora_in_the_new_prompt_joins_the_others(run: Run, home: Path, job: Job) -> None:
    recipe = edited(run, home, job, "--prompt", f"moon <lora:{OTHER_LORA}:0.25>")
    assert {one.model.id: one.weight for one in recipe.addons} == {LORA: 0.5, OTHER_LORA: 0.25}
    before = job.order.recipe
    assert recipe == msgspec.structs.replace(before, prompt="moon", addons=recipe.addons)


def test_one_that_is_not_here_is_told(run: Run, job: Job) -> None:
    outcome = run("batch", "edit", job.id, "--prompt", "moon <lora:nobody>")
    assert outcome.status == 1
    assert "nobody" in outcome.err
    assert LORA in outcome.err
