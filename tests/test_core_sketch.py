"""The sketch beside the engine in one studio: its own process, its own place in the queue, its own words."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import psutil
import pytest
from msgspec.structs import replace

from studio.core import Studio
from studio.paths import home_at
from studio.recipe.draft import Draft, DraftSketch
from studio.recipe.events import Event, Failed, Finished, Picture
from studio.recipe.job import NewJob
from studio.sketch.drawing import MODEL
from tests.jobs.scripted_backend import RECIPE, ScriptedBackend

SMALL = Draft(prompt="three red circles and a froobnitz", width=32, height=32, count=2, seed=7, model="sketch")


@pytest.fixture
def engine() -> ScriptedBackend:
    """In the place of the local engine; it makes nothing until it is allowed to."""
    return ScriptedBackend(permits=0)


@pytest.fixture
async def studio(tmp_path: Path, engine: ScriptedBackend) -> AsyncIterator[Studio]:
    one = Studio(home_at(tmp_path), backend=engine)
    await one.start()
    yield one
    await one.close()
    assert not sketchers()


def sketchers() -> list[psutil.Process]:
    return [child for child in psutil.Process().children() if child.cmdline()[-1:] == ["sketch-engine"]]


async def until(done: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not done():
            await asyncio.sleep(0.01)


async def followed(studio: Studio, job: str) -> list[Event]:
    async with asyncio.timeout(60):
        return [event async for event in studio.follow(job)]


async def test_a_drawing_does_not_wait_for_the_engine(studio: Studio, engine: ScriptedBackend) -> None:
    """Both queues are full; what is drawn comes at once, what is denoised when it can."""
    slow = [(await studio.make(replace(SMALL, model="starter", width=None, height=None))).job for _ in range(3)]
    await until(lambda: bool(engine.runs))
    assert not sketchers()
    quick = [(await studio.make(replace(SMALL, seed=seed))).job for seed in range(5)]
    for job in quick:
        events = await followed(studio, job.id)
        assert isinstance(events[-1], Finished)
        assert [event.receipt.backend for event in events if isinstance(event, Picture)] == ["sketch"] * 2
    assert len(sketchers()) == 1
    assert [request.recipe.drawn for request in engine.runs] == [False]
    engine.permits = 100
    for job in slow:
        assert isinstance((await followed(studio, job.id))[-1], Finished)
    assert not any(request.recipe.drawn for request in engine.runs)


async def test_what_the_prompt_was_taken_for_is_told(studio: Studio) -> None:
    made = await studio.make(SMALL)
    assert made.reading is not None
    assert [span.text for span in made.reading.unknown] == ["froobnitz"]
    assert any("could make nothing of “froobnitz”" in notice for notice in made.notices)
    await followed(studio, made.job.id)


async def test_sketch_first_is_for_the_engine_and_read_too(studio: Studio, engine: ScriptedBackend) -> None:
    engine.permits = 100
    made = await studio.make(replace(SMALL, model="starter", width=None, height=None, start=DraftSketch()))
    assert made.job.order.backend == "local"
    assert made.reading is not None
    assert any("layout was drawn without “froobnitz”" in notice for notice in made.notices)
    assert isinstance((await followed(studio, made.job.id))[-1], Finished)
    plain = await studio.make(replace(SMALL, model="starter", width=None, height=None))
    assert (plain.reading, plain.notices) == (None, ())
    await followed(studio, plain.job.id)


async def test_warming_goes_to_whoever_will_make_it(studio: Studio, engine: ScriptedBackend) -> None:
    studio.warm("starter")
    await until(lambda: bool(engine.warmed))
    assert not sketchers()
    studio.warm("sketch")
    await until(lambda: bool(sketchers()))
    assert [model.id for model in engine.warmed] == ["starter"]


async def test_copied_and_edited_jobs_go_where_their_recipe_belongs(studio: Studio, engine: ScriptedBackend) -> None:
    paused = (await studio.make(replace(SMALL, model="starter", width=None, height=None), lane="batch")).job
    other = (await studio.make(SMALL, lane="batch")).job
    await followed(studio, other.id)
    await until(lambda: bool(engine.runs))
    await studio.queue.pause([paused.id])
    (copy,), _ = await studio.library.jobs.duplicate([other.id])
    assert copy.order.backend == "sketch"
    assert isinstance((await followed(studio, copy.id))[-1], Finished)
    held = await studio.library.jobs.job(paused.id)
    assert held is not None
    await studio.queue.edit(held.id, replace(held.order, recipe=other.order.recipe), held.revision)
    edited = await studio.library.jobs.job(paused.id)
    assert edited is not None
    assert edited.order.backend == "sketch"


async def test_a_drawing_of_another_edition_fails_with_a_remedy(studio: Studio) -> None:
    recipe = replace((await studio.make(SMALL)).job.order.recipe, model=replace(MODEL, weights="0" * 64))
    (job,), _ = await studio.library.jobs.enqueue([NewJob(recipe=recipe, count=1)])
    failed = (await followed(studio, job.id))[-1]
    assert isinstance(failed, Failed)
    assert "another edition" in failed.message
    assert failed.remedy


def test_an_order_names_the_backend_of_its_recipe() -> None:
    drawn = replace(RECIPE, model=MODEL)
    assert NewJob(recipe=drawn, count=1).backend == "sketch"
    assert NewJob(recipe=RECIPE, count=1).backend == "local"
    assert NewJob(recipe=RECIPE, count=1, backend="remote").backend == "remote"
    assert replace(NewJob(recipe=drawn, count=1), recipe=RECIPE).backend == "local"
    assert replace(NewJob(recipe=RECIPE, count=1, backend="remote"), recipe=drawn).backend == "sketch"
