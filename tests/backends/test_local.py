"""The local backend against a scripted child: order, cancels, losses, hangs, and nothing left behind."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import msgspec
import psutil
import pytest
from PIL import Image

from studio.backends.backend import Request
from studio.backends.local import LocalBackend
from studio.errors import ImageError, ModelMissing
from studio.recipe.events import Cancelled, Event, Failed, Finished, Notice, Picture, Progress
from studio.recipe.recipe import ModelRef, Recipe, StartImage
from studio.wire.messages import ModelSource
from tests.backends.scripted_engine import Script

MODEL = ModelRef(id="scripted", weights="0" * 64)
OTHER = ModelRef(id="other", weights="1" * 64)
RECIPE = Recipe(
    prompt="a red circle", width=64, height=64, seed=7, steps=3, guidance=1.0, scheduler="default", model=MODEL
)


class Blobs:
    """Files in one folder, named as they like."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def path(self, sha256: str) -> Path:
        if not (self._folder / sha256).exists():
            raise ImageError("The start picture is gone.", remedy="Choose it again.")
        return self._folder / sha256


Make = Callable[..., AbstractAsyncContextManager[LocalBackend]]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """A backend whose engines follow a script; closed, and proved gone, at the end."""

    @contextlib.asynccontextmanager
    async def build(silent_seconds: float = 60.0, **script: object) -> AsyncIterator[LocalBackend]:
        text = msgspec.json.encode(Script(lives=str(tmp_path / "lives"), **script)).decode()  # type: ignore[arg-type]
        backend = LocalBackend(
            _source,
            Blobs(tmp_path),
            sys.executable,
            log=tmp_path / "logs" / "engine.log",
            command=("-m", "tests.backends.scripted_engine", text),
            silent_seconds=silent_seconds,
        )
        try:
            yield backend
        finally:
            await backend.close()
            assert backend.engine_pid is None

    return build


def _source(ref: ModelRef) -> ModelSource:
    if ref.id not in ("scripted", "other"):
        raise ModelMissing(f"The model “{ref.id}” is not installed.", remedy="Get it.")
    return ModelSource(ref=ref, family="stable-diffusion", folder="/nowhere")


def request(run: str = "a", count: int = 2, **changes: object) -> Request:
    return Request(run=run, recipe=msgspec.structs.replace(RECIPE, **changes), indexes=tuple(range(count)))


async def all_of(stream: AsyncGenerator[Event]) -> list[Event]:
    return [event async for event in stream]


def pictures(events: list[Event]) -> list[int]:
    return [event.index for event in events if isinstance(event, Picture)]


def notices(events: list[Event]) -> list[str]:
    return [event.message for event in events if isinstance(event, Notice)]


def lives(tmp_path: Path) -> list[int]:
    return [int(line) for line in (tmp_path / "lives").read_text().splitlines()]


async def test_a_run_makes_its_pictures_in_order_and_finishes(make: Make):
    async with make() as backend:
        events = await all_of(backend.run(request(count=3)))
    assert pictures(events) == [0, 1, 2]
    assert isinstance(events[-1], Finished)
    phases = [event.phase for event in events if isinstance(event, Progress)]
    assert phases[:2] == ["starting", "loading"]
    first, second = (event for event in events if isinstance(event, Picture) and event.index < 2)
    assert first.receipt.seconds.load > 0
    assert second.receipt.seconds.load == 0


async def test_one_process_serves_run_after_run(make: Make, tmp_path: Path):
    async with make() as backend:
        for run in ("a", "b", "c"):
            assert isinstance((await all_of(backend.run(request(run))))[-1], Finished)
    assert len(lives(tmp_path)) == 1


async def test_runs_wait_for_each_other(make: Make):
    async with make() as backend:
        both = await asyncio.gather(all_of(backend.run(request("a"))), all_of(backend.run(request("b", seed=99))))
    assert [pictures(events) for events in both] == [[0, 1], [0, 1]]
    assert {event.recipe.seed for event in both[1] if isinstance(event, Picture)} == {99, 100}


async def test_a_warm_engine_runs_without_loading(make: Make, tmp_path: Path):
    async with make() as backend:
        for model in (OTHER, MODEL, OTHER, MODEL):
            backend.warm(model)
        await asyncio.sleep(1.0)
        events = await all_of(backend.run(request()))
    assert next(event.phase for event in events if isinstance(event, Progress)) == "denoising"
    assert len(lives(tmp_path)) == 1


async def test_warming_another_model_does_not_disturb_a_run(make: Make):
    async with make(step=0.05) as backend:
        events: list[Event] = []
        async for event in backend.run(request(count=4)):
            backend.warm(OTHER)
            events.append(event)
        assert pictures(events) == [0, 1, 2, 3]


async def test_an_engine_that_dies_while_nobody_needs_it_is_back_before_somebody_does(make: Make, tmp_path: Path):
    async with make() as backend:
        await all_of(backend.run(request("a")))
        (first,) = lives(tmp_path)
        os.kill(first, signal.SIGKILL)
        async with asyncio.timeout(10):
            while backend.engine_pid in (None, first):
                await asyncio.sleep(0.02)
        events = await all_of(backend.run(request("b")))
        assert pictures(events) == [0, 1]
        assert notices(events) == []


async def test_an_engine_that_dies_at_loading_is_not_started_over_and_over(make: Make, tmp_path: Path):
    async with make(dies_at_load=True) as backend:
        backend.warm(MODEL)
        await asyncio.sleep(2.0)
        assert len(lives(tmp_path)) == 1
        failure = (await all_of(backend.run(request())))[-1]
        assert isinstance(failure, Failed)
        assert failure.kind == "EngineLost"
    assert len(lives(tmp_path)) == 3


async def test_cancel_between_steps(make: Make, tmp_path: Path):
    async with make(step=0.05, steps=50) as backend:
        events: list[Event] = []
        asked = 0.0
        async for event in backend.run(request()):
            events.append(event)
            if isinstance(event, Progress) and event.step == 2:
                backend.cancel("a")
                asked = time.monotonic()
        assert isinstance(events[-1], Cancelled)
        assert time.monotonic() - asked < 0.5
        assert isinstance((await all_of(backend.run(request("b", count=0))))[-1], Finished)
    assert len(lives(tmp_path)) == 1


@pytest.mark.parametrize("slow", ["start", "load"])
async def test_cancel_before_the_engine_is_ready_answers_at_once_and_keeps_it(make: Make, tmp_path: Path, slow: str):
    async with make(**{slow: 1.0}) as backend:
        stream = backend.run(request())
        events = [await anext(stream)]
        if slow == "load":
            while events[-1] != Progress(index=0, phase="loading"):
                events.append(await anext(stream))
        asked = time.monotonic()
        backend.cancel("a")
        events += [event async for event in stream]
        assert time.monotonic() - asked < 0.3
        assert isinstance(events[-1], Cancelled)
        assert pictures(await all_of(backend.run(request("b")))) == [0, 1]
    assert len(lives(tmp_path)) == 1


async def test_cancelling_a_waiting_run_does_not_touch_the_running_one(make: Make):
    async with make(step=0.05) as backend:
        running = asyncio.create_task(all_of(backend.run(request("a"))))
        await asyncio.sleep(0.1)
        waiting = asyncio.create_task(all_of(backend.run(request("b"))))
        await asyncio.sleep(0.1)
        backend.cancel("b")
        assert [type(event) for event in await asyncio.wait_for(waiting, 0.2)] == [Cancelled]
        assert pictures(await running) == [0, 1]


async def test_a_cancel_that_comes_before_its_run_prevents_it(make: Make, tmp_path: Path):
    async with make() as backend:
        backend.cancel("a")
        assert [type(event) for event in await all_of(backend.run(request("a")))] == [Cancelled]
    assert not (tmp_path / "lives").exists()


async def test_leaving_a_stream_early_frees_the_engine(make: Make, tmp_path: Path):
    async with make(step=0.05, steps=100) as backend:
        async with contextlib.aclosing(backend.run(request("a"))) as stream:
            async for event in stream:
                if isinstance(event, Progress) and event.step == 1:
                    break
        assert pictures(await asyncio.wait_for(all_of(backend.run(request("b", count=0))), 2)) == []
    assert len(lives(tmp_path)) == 1


async def test_an_engine_that_does_not_heed_a_cancel_is_ended_and_started_again(make: Make, tmp_path: Path):
    async with make(deaf=True, step=0.2, steps=50) as backend:
        events: list[Event] = []
        asked = 0.0
        async for event in backend.run(request()):
            events.append(event)
            if isinstance(event, Progress) and event.step == 1:
                backend.cancel("a")
                asked = time.monotonic()
        assert time.monotonic() - asked < 2.0
        assert isinstance(events[-1], Cancelled)
        assert "loaded again" in notices(events)[-1]
        for _ in range(100):
            if len(lives(tmp_path)) == 2:
                break
            await asyncio.sleep(0.05)
        await asyncio.sleep(0.3)
    first, _second = lives(tmp_path)
    assert not psutil.pid_exists(first)


async def test_a_stopped_process_is_ended_too_and_the_next_run_works(make: Make):
    async with make(step=0.05) as backend:
        stream = backend.run(request("a", count=50))
        events: list[Event] = []
        async for event in stream:
            events.append(event)
            if isinstance(event, Picture) and event.index == 1:
                assert backend.engine_pid is not None
                os.kill(backend.engine_pid, signal.SIGSTOP)
                backend.cancel("a")
        assert isinstance(events[-1], Cancelled)
        assert pictures(await all_of(backend.run(request("b")))) == [0, 1]


@pytest.mark.parametrize("writing", [False, True])
async def test_what_is_missing_is_made_by_the_next_engine(make: Make, tmp_path: Path, writing: bool):
    """Also when it dies in the middle of a picture that it sends."""
    async with make(dies_in_lives=(1,), dies_writing=writing) as backend:
        events = await all_of(backend.run(request(count=4)))
    assert pictures(events) == [0, 1, 2, 3]
    assert isinstance(events[-1], Finished)
    assert notices(events) == ["The engine ended unexpectedly and was started again."]
    assert len(lives(tmp_path)) == 2


async def test_a_second_death_is_an_answer(make: Make):
    async with make(dies_in_lives=(1, 2)) as backend:
        events = await all_of(backend.run(request(count=4)))
        assert pictures(events) == [0, 1]
        failure = events[-1]
        assert isinstance(failure, Failed)
        assert failure.kind == "EngineLost"
        assert failure.remedy
        assert pictures(await all_of(backend.run(request("b")))) == [0, 1]


async def test_a_request_that_lost_an_engine_before_gets_no_second_one(make: Make, tmp_path: Path):
    async with make(dies_in_lives=(1,)) as backend:
        asked = msgspec.structs.replace(request(count=4), again=True)
        failure = (await all_of(backend.run(asked)))[-1]
        assert isinstance(failure, Failed)
        assert failure.kind == "EngineLost"
        assert len(lives(tmp_path)) == 1
        await all_of(backend.run(request("b", count=1)))


async def test_an_engine_that_says_nothing_any_more_is_ended_and_its_work_made_by_the_next(make: Make, tmp_path: Path):
    async with make(silent_seconds=1.0, silent_in_lives=(1,)) as backend:
        events = await all_of(backend.run(request(count=3)))
        assert pictures(events) == [0, 1, 2]
        assert isinstance(events[-1], Finished)
        first, second = lives(tmp_path)
        assert backend.engine_pid == second
        assert not psutil.pid_exists(first)


async def test_two_silent_engines_are_an_answer(make: Make):
    async with make(silent_seconds=1.0, silent_in_lives=(1, 2)) as backend:
        failure = (await all_of(backend.run(request(count=4))))[-1]
        assert isinstance(failure, Failed)
        assert failure.kind == "EngineHung"
        assert failure.remedy


async def test_whoever_takes_nothing_holds_the_engine_back(make: Make):
    """Pictures of 12 MB: all of them would be half a gigabyte."""
    async with make(step=0.0) as backend:
        taken = 0
        before = psutil.Process().memory_info().rss
        async for event in backend.run(request(count=40, width=2048, height=2048)):
            if isinstance(event, Picture):
                taken += 1
                if taken == 1:
                    await asyncio.sleep(3.0)
                    assert psutil.Process().memory_info().rss - before < 150e6
        assert taken == 40


async def test_a_run_that_is_held_back_can_be_cancelled(make: Make, tmp_path: Path):
    async with make(step=0.0) as backend:
        events: list[Event] = []
        async for event in backend.run(request("a", count=500, width=512, height=512)):
            events.append(event)
            if isinstance(event, Picture) and event.index == 0:
                await asyncio.sleep(1.0)
                backend.cancel("a")
        assert isinstance(events[-1], Cancelled)
        assert pictures(await all_of(backend.run(request("b")))) == [0, 1]
    assert len(lives(tmp_path)) == 1


async def test_the_last_rung_of_the_ladder_begins_in_a_fresh_engine(make: Make, tmp_path: Path):
    async with make() as backend:
        for run, frugal in (("a", 0), ("b", 1), ("c", 2), ("d", 2)):
            asked = msgspec.structs.replace(request(run, count=1), frugal=frugal)
            events = await all_of(backend.run(asked))
            assert [event.receipt.backend for event in events if isinstance(event, Picture)] == [f"frugal {frugal}"]
        assert len(lives(tmp_path)) == 2


async def test_only_a_run_that_waited_for_its_model_counts_a_load(make: Make):
    async with make(load=0.2) as backend:
        cold = [event for event in await all_of(backend.run(request("a"))) if isinstance(event, Picture)]
        warm = [event for event in await all_of(backend.run(request("b"))) if isinstance(event, Picture)]
    assert cold[0].receipt.seconds.load >= 0.2
    assert [event.receipt.seconds.load for event in (cold[1], *warm)] == [0.0, 0.0, 0.0]


async def test_an_engine_that_gives_up_says_why(make: Make):
    async with make(gives_up="No module named torch") as backend:
        failure = (await all_of(backend.run(request())))[-1]
    assert isinstance(failure, Failed)
    assert failure.kind == "EngineStartFailed"
    assert "doctor" in failure.remedy
    assert "No module named torch" in failure.detail


async def test_a_python_that_is_not_there(tmp_path: Path):
    backend = LocalBackend(_source, Blobs(tmp_path), str(tmp_path / "python"))
    failure = (await all_of(backend.run(request())))[-1]
    await backend.close()
    assert isinstance(failure, Failed)
    assert failure.kind == "EngineStartFailed"


@pytest.mark.parametrize("script", [{"wire": 99}, {"babbles": True}])
async def test_another_language_on_the_line_is_refused(make: Make, script: dict[str, object]):
    async with make(**script) as backend:
        failure = (await all_of(backend.run(request())))[-1]
    assert isinstance(failure, Failed)
    assert failure.kind == "ProtocolError"


async def test_a_failure_of_the_engine_is_passed_on_and_the_next_run_is_tried(make: Make, tmp_path: Path):
    async with make(fails="OutOfMemory") as backend:
        for run in ("a", "b"):
            failure = (await all_of(backend.run(request(run))))[-1]
            assert isinstance(failure, Failed)
            assert (failure.kind, failure.remedy) == ("OutOfMemory", "As the script says.")
    assert len(lives(tmp_path)) == 1


async def test_a_missing_model_and_a_missing_start_picture_fail_without_an_engine(make: Make, tmp_path: Path):
    async with make() as backend:
        nobody = msgspec.structs.replace(MODEL, id="nobody")
        missing = (await all_of(backend.run(request(model=nobody))))[-1]
        gone = (await all_of(backend.run(request(start=StartImage(sha256="gone", strength=0.5)))))[-1]
    assert isinstance(missing, Failed)
    assert missing.kind == "ModelMissing"
    assert isinstance(gone, Failed)
    assert gone.kind == "ImageError"
    assert not (tmp_path / "lives").exists()


async def test_a_large_start_picture_does_not_block_the_loop(make: Make, tmp_path: Path):
    Image.new("RGB", (64, 64), "red").save(tmp_path / "start", "PNG")
    start = StartImage(sha256="start", strength=0.5)
    async with make(start=0.5) as backend:
        run = asyncio.create_task(all_of(backend.run(request(width=2048, height=2048, start=start, count=1))))
        worst = 0.0
        while not run.done():
            before = time.monotonic()
            await asyncio.sleep(0.005)
            worst = max(worst, time.monotonic() - before)
        assert pictures(await run) == [0]
        assert worst < 0.5


async def test_closing_ends_a_run_that_is_at_work(make: Make):
    async with make(step=0.1, steps=100) as backend:
        run = asyncio.create_task(all_of(backend.run(request())))
        await asyncio.sleep(0.6)
        await backend.close()
        assert isinstance((await asyncio.wait_for(run, 1))[-1], Cancelled)


async def test_no_descriptor_is_left(make: Make):
    before = psutil.Process().num_fds()
    for run in ("a", "b"):
        async with make() as backend:
            await all_of(backend.run(request(run)))
    assert psutil.Process().num_fds() <= before


async def test_the_log_has_a_bounded_size(make: Make, tmp_path: Path):
    log = tmp_path / "logs" / "engine.log"
    log.parent.mkdir()
    log.write_bytes(b"x" * 2_000_000)
    async with make(gives_up="new words") as backend:
        await all_of(backend.run(request()))
    assert log.read_bytes() == b"new words"
    assert log.with_suffix(".1.log").stat().st_size == 2_000_000
