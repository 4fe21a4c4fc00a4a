"""The queue of a window over a real studio: real SQLite, the real runner, a backend that paints slowly."""

from __future__ import annotations

from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path
from typing import cast

import msgspec
import pytest
from PIL import Image

from studio.core import Studio
from studio.errors import EngineLost
from studio.paths import Home
from studio.recipe.draft import Draft
from studio.recipe.events import Failed
from studio.recipe.job import Job, NewJob
from studio.recipe.queue import Batch
from studio.recipe.recipe import ModelRef, Near, Recipe
from studio.settings import MODEL_DEFAULT, MODELS_FOLDERS
from studio.workspace.core import Core
from studio.workspace.job_edit import JobEdit
from studio.workspace.queue_rows import RowRef
from studio.workspace.session import Session
from studio.workspace.workspace import Workspace
from tests.conftest import Survivors
from tests.tiny_set import LORA, MODEL, OTHER_LORA
from tests.ui.painter import Painter
from tests.workspace.waiting import until


@pytest.fixture(autouse=True)
def threads_of_the_loop(survivors: Survivors) -> None:
    survivors.allow_threads("asyncio_")


@pytest.fixture
def painter() -> Painter:
    return Painter(pause=0.01)


@pytest.fixture
async def studio(place: Home, painter: Painter) -> AsyncIterator[Studio]:
    one = Studio(place, backend=painter)
    await one.start()
    yield one
    await one.close()


@pytest.fixture
async def window(place: Home, studio: Studio) -> AsyncIterator[Workspace]:
    opened = Workspace(place, Session())
    await opened.attach(cast("Core", studio))  # as the window's process does
    yield opened
    await opened.close()


async def add(studio: Studio, *prompts: str, batch: str = "", count: int = 1) -> list[Job]:
    model = studio.catalog.get(None).ref
    orders = [
        NewJob(recipe=_recipe(prompt, model), count=count, lane="batch", batch=batch, row=row, key=prompt)
        for row, prompt in enumerate(prompts)
    ]
    plan = Batch(id=batch, name="Spring", plan="", folder=str(studio.home.pictures), project="Spring", created=1.0)
    jobs, change = await studio.library.jobs.enqueue(orders, plan if batch else None)
    studio.announce(change)
    return list(jobs)


def _recipe(prompt: str, model: ModelRef) -> Recipe:
    return Recipe(prompt=prompt, width=256, height=256, seed=1, steps=4, guidance=2.5, scheduler="default", model=model)


def told(window: Workspace) -> str:
    return "".join(window.queue.get(place.job).order.recipe.prompt for place in window.queue.order)  # type: ignore[union-attr]


async def stored(studio: Studio) -> str:
    return "".join(job.order.recipe.prompt for job in await studio.library.jobs.queued())


async def test_what_is_moved_cancelled_edited_and_undone_is_so_in_the_library(
    window: Workspace, studio: Studio
) -> None:
    await window.queue_acts.hold()
    jobs = await add(studio, "a", "b", "c", "d")
    await until(lambda: told(window) == "abcd" and window.queue.held)
    acts = window.queue_acts
    await acts.move((jobs[3].id, jobs[2].id), jobs[0].id)
    await until(lambda: told(window) == "cdab")  # in the order that they had
    assert await stored(studio) == "cdab"
    await acts.cancel((jobs[0].id,))
    await acts.pause((jobs[1].id,))
    edit = JobEdit(window.queue.get(jobs[2].id), window.queue, acts)  # type: ignore[arg-type]
    assert await edit.save(msgspec.structs.replace(edit.first, prompt="C", width=192, start_at=9e9))
    edit.close()
    await until(lambda: told(window) == "Cdb")
    kept = await studio.library.jobs.job(jobs[2].id)
    assert kept is not None
    assert (kept.order.recipe.width, kept.order.start_at, kept.revision) == (192, 9e9, 1)
    for _ in range(4):
        await window.undo.undo()
    await until(lambda: told(window) == "abcd" and window.queue.count("waiting") == 4)
    assert await stored(studio) == "abcd"


async def test_an_edited_job_keeps_what_guides_it_and_takes_a_lora_from_its_prompt(
    window: Workspace, studio: Studio, tiny_set: Path
) -> None:
    studio.settings.set(MODELS_FOLDERS, [str(tiny_set)])
    studio.settings.set(MODEL_DEFAULT, MODEL)
    style, _ = await studio.add_reference(_picture())
    draft = Draft(prompt=f"a <lora:{LORA}:0.5>", seed=1, count=1, references=(style,), near=Near(seed=2, amount=0.5))
    await window.queue_acts.hold()
    await until(lambda: window.queue.held)
    job = (await studio.make(draft, lane="batch")).job
    await until(lambda: told(window) == "a")
    for times, (prompt, loras) in enumerate((("b", [LORA]), (f"c <lora:{OTHER_LORA}>", [LORA, OTHER_LORA]))):
        await until(lambda times=times: window.queue.get(job.id).revision == times)  # type: ignore[union-attr]
        edit = JobEdit(window.queue.get(job.id), window.queue, window.queue_acts)  # type: ignore[arg-type]
        assert await edit.save(msgspec.structs.replace(edit.first, prompt=prompt)), edit.sentence
        edit.close()
        await until(lambda prompt=prompt: told(window) == prompt[0])
        recipe = (await studio.library.jobs.queued())[0].order.recipe
        assert sorted(one.model.id for one in recipe.addons) == sorted(loras)
        kept = msgspec.structs.replace(job.order.recipe, prompt=prompt[0], addons=recipe.addons)
        assert recipe == kept


def _picture() -> bytes:
    file = BytesIO()
    Image.new("RGB", (30, 20), "teal").save(file, "PNG")
    return file.getvalue()


async def test_a_batch_runs_to_its_end_before_the_eyes(window: Workspace, studio: Studio) -> None:
    ended: list[str] = []
    window.queue.ended.connect(lambda job: ended.append(job.order.recipe.prompt))
    await add(studio, "a", "b", batch="b" * 32, count=2)
    heading = RowRef("batch", "b" * 32)
    await until(lambda: window.queue.running)
    assert 0 <= window.queue.fraction() <= 1
    await until(lambda: window.queue.rows.position(heading) == 1)
    await until(lambda: not len(window.queue))
    assert ended == ["a", "b"]
    state = next(iter(await studio.queue.batches()))
    assert (state.tally.done, state.tally.made) == (2, 4)


async def test_a_failure_is_dismissed_and_shown_again(window: Workspace, studio: Studio) -> None:
    await window.queue_acts.hold()
    (job,) = await add(studio, "a")
    await until(lambda: window.queue.held and told(window) == "a")
    await studio.queue.go_on()
    await until(lambda: window.queue.count("running"))
    studio.announce(await studio.library.jobs.fail(job.id, Failed.of(EngineLost("It ended.", remedy="Again."))))
    await until(lambda: window.queue.count("failed"))
    entry = window.queue.entry(job.id)
    assert entry is not None
    assert (entry.reason, entry.remedy) == ("It ended.", "Again.")
    await window.queue_acts.dismiss((job.id,))
    assert told(window) == ""
    await window.undo.undo()
    await until(lambda: told(window) == "a")
    known = await studio.library.jobs.job(job.id)
    assert known is not None
    assert not known.dismissed


async def test_what_another_window_does_is_seen_and_does_not_clobber_an_edit(
    place: Home, window: Workspace, studio: Studio
) -> None:
    await window.queue_acts.hold()
    (job,) = await add(studio, "a")
    await until(lambda: told(window) == "a")
    edit = JobEdit(window.queue.get(job.id), window.queue, window.queue_acts)  # type: ignore[arg-type]
    other = Studio(place, backend=Painter())
    await other.start()
    await other.queue.edit(job.id, msgspec.structs.replace(job.order, count=5), 0)
    await until(lambda: edit.standing == "changed")
    assert not await edit.save(msgspec.structs.replace(edit.first, prompt="mine"))
    assert "changed elsewhere" in edit.sentence[0]
    kept = await studio.library.jobs.job(job.id)
    assert kept is not None
    assert (kept.order.count, kept.order.recipe.prompt) == (5, "a")
    assert await edit.save(msgspec.structs.replace(edit.first, prompt="mine"), anyway=True)
    edit.close()
    kept = await studio.library.jobs.job(job.id)
    assert kept is not None
    assert kept.order.recipe.prompt == "mine"
    await other.close()
