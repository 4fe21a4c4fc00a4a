"""The sketch as a backend: started when first needed, never waited for to load, replaced without a word."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from collections.abc import AsyncGenerator, AsyncIterator
from pathlib import Path

import msgspec
import pytest
from PIL import Image

from studio.backends.backend import Request
from studio.backends.kind import SKETCHER
from studio.backends.local import LocalBackend
from studio.backends.sketch import sketch_backend
from studio.catalog.sketch import sketch_source
from studio.errors import ImageError
from studio.recipe.events import Cancelled, Event, Failed, Finished, Notice, Picture, Progress
from studio.recipe.recipe import ModelRef, Product, Recipe, variation
from studio.sketch.drawing import MODEL, drawn
from tests.backends.scripted_engine import Script

RECIPE = Recipe(
    prompt="three red circles",
    width=64,
    height=64,
    seed=7,
    steps=1,
    guidance=1.0,
    scheduler="default",
    model=MODEL,
)


class Blobs:
    """Files in one folder, named as they like."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def path(self, sha256: str) -> Path:
        if not (self._folder / sha256).exists():
            raise ImageError("It is gone.", remedy="Choose it again.")
        return self._folder / sha256


@contextlib.asynccontextmanager
async def closing(backend: LocalBackend) -> AsyncIterator[LocalBackend]:
    try:
        yield backend
    finally:
        await backend.close()
        assert backend.engine_pid is None


def real(folder: Path) -> contextlib.AbstractAsyncContextManager[LocalBackend]:
    return closing(sketch_backend(sketch_source, Blobs(folder), log=folder / "sketch.log"))


def request(run: str = "a", count: int = 2, **changes: object) -> Request:
    return Request(run=run, recipe=msgspec.structs.replace(RECIPE, **changes), indexes=tuple(range(count)))


async def all_of(stream: AsyncGenerator[Event]) -> list[Event]:
    return [event async for event in stream]


def pictures(events: list[Event]) -> list[Picture]:
    return [event for event in events if isinstance(event, Picture)]


def notices(events: list[Event]) -> list[str]:
    return [event.message for event in events if isinstance(event, Notice)]


async def test_no_process_before_the_first_drawing_and_one_for_all(tmp_path: Path) -> None:
    async with real(tmp_path) as backend:
        assert (backend.name, backend.engine_pid) == ("sketch", None)
        first = await all_of(backend.run(request()))
        pid = backend.engine_pid
        second = await all_of(backend.run(request("b")))
        assert pid is not None
        assert backend.engine_pid == pid
    assert isinstance(first[-1], Finished)
    phases = [event.phase for event in first if isinstance(event, Progress)]
    assert (phases[0], "loading" in phases) == ("starting", False)
    assert next(event.phase for event in second if isinstance(event, Progress)) == "denoising"
    assert [picture.data for picture in pictures(first)] == [
        drawn(variation(RECIPE, index)).tobytes() for index in (0, 1)
    ]


async def test_it_is_there_when_it_was_warmed(tmp_path: Path) -> None:
    async with real(tmp_path) as backend:
        backend.warm(MODEL)
        async with asyncio.timeout(60):
            while backend.engine_pid is None:
                await asyncio.sleep(0.01)
        pid = backend.engine_pid
        assert isinstance((await all_of(backend.run(request())))[-1], Finished)
        assert backend.engine_pid == pid


async def test_another_edition_is_refused_and_starts_nothing(tmp_path: Path) -> None:
    async with real(tmp_path) as backend:
        other = ModelRef(id="sketch", weights="0" * 64)
        [failed] = await all_of(backend.run(request(model=other)))
        assert backend.engine_pid is None
    assert isinstance(failed, Failed)
    assert failed.kind == "ModelMissing"
    assert "edition" in failed.message
    assert failed.remedy


async def test_a_product_lies_on_top(tmp_path: Path) -> None:
    Image.new("RGBA", (8, 8), (9, 8, 7, 255)).save(tmp_path / "shoe", "PNG")
    async with real(tmp_path) as backend:
        events = await all_of(backend.run(request(count=1, product=Product(sha256="shoe", x=0, y=0))))
    [picture] = pictures(events)
    assert picture.data[:3] == bytes((9, 8, 7))


async def test_killed_in_the_middle_it_draws_the_rest_and_the_same(tmp_path: Path) -> None:
    count = 12
    async with real(tmp_path) as backend:
        events: list[Event] = []
        async for event in backend.run(request(count=count)):
            events.append(event)
            if len(pictures(events)) == 2 and not notices(events) and isinstance(event, Picture):
                assert backend.engine_pid is not None
                os.kill(backend.engine_pid, signal.SIGKILL)
    made = pictures(events)
    assert isinstance(events[-1], Finished)
    assert [picture.index for picture in made] == list(range(count))
    assert all(picture.data == drawn(picture.recipe).tobytes() for picture in made)
    assert all(said == "The sketch engine ended unexpectedly and was started again." for said in notices(events))


@pytest.mark.parametrize("step", [0.02, 0.3])
async def test_a_drawing_that_takes_long_is_left_at_once_and_nothing_is_said_of_models(
    tmp_path: Path, step: float
) -> None:
    """The second one does not heed the cancel, as a very large drawing cannot: its process is ended."""
    script = Script(lives=str(tmp_path / "lives"), deaf=step > 0.1, step=step, steps=50)
    command = ("-m", "tests.backends.scripted_engine", msgspec.json.encode(script).decode())
    backend = LocalBackend(sketch_source, Blobs(tmp_path), kind=SKETCHER, command=command)
    async with closing(backend):
        events: list[Event] = []
        async for event in backend.run(request()):
            events.append(event)
            if isinstance(event, Progress) and event.phase == "denoising":
                backend.cancel("a")
        assert isinstance(events[-1], Cancelled)
        assert notices(events) == []
        async with asyncio.timeout(60):
            while len((tmp_path / "lives").read_text().splitlines()) < (2 if step > 0.1 else 1):
                await asyncio.sleep(0.02)


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ({"dies_in_lives": (1, 2, 3, 4)}, "The sketch engine ended unexpectedly, twice."),
        ({"gives_up": "no skia here"}, "The sketch engine could not be started."),
        ({"wire": 99}, "The sketch engine and the studio did not understand each other."),
    ],
)
async def test_its_failures_bear_its_name(tmp_path: Path, script: dict[str, object], said: str) -> None:
    text = msgspec.json.encode(Script(lives=str(tmp_path / "lives"), **script)).decode()  # type: ignore[arg-type]
    command = ("-m", "tests.backends.scripted_engine", text)
    async with closing(LocalBackend(sketch_source, Blobs(tmp_path), kind=SKETCHER, command=command)) as backend:
        failed = (await all_of(backend.run(request(count=5))))[-1]
    assert isinstance(failed, Failed)
    assert failed.message == said
    assert "engine.python" not in failed.remedy
    assert failed.remedy
