"""kill -9 of commands and engines: every finished picture stays, none is made twice, nothing is half-written."""

from __future__ import annotations

import random
import subprocess
import time
from pathlib import Path

import pytest

from studio.core import Studio
from studio.paths import home_at
from studio.recipe.draft import Draft
from studio.recipe.events import Finished, Notice, Picture, Progress
from tests.flow.audit import audit, picture_files, settle
from tests.flow.command import PROMPT, engines, finish, generate, kill, start, start_generate

soak = (pytest.mark.soak, pytest.mark.timeout(3600))


@pytest.mark.parametrize("rounds", [3, pytest.param(20, marks=soak)])
async def test_killed_commands_lose_nothing(home: Path, rounds: int) -> None:
    began = time.monotonic()
    assert generate(home, "-n", "4", "--seed", "1").status == 0
    span = time.monotonic() - began
    pick = random.Random(11)
    for round_ in range(rounds):
        before = picture_files(home)
        process = start_generate(home, "-n", "4", "--seed", str(1000 * (round_ + 1)))
        time.sleep(pick.uniform(0.3, 1.1) * span)
        kill(process)
        after = picture_files(home)
        assert before.items() <= after.items(), "a finished picture went away or changed"
    kept = picture_files(home)
    await settle(home)
    assert kept.items() <= picture_files(home).items()
    await audit(home)


@pytest.mark.parametrize("rounds", [2, pytest.param(20, marks=soak)])
async def test_killed_windows_lose_nothing(home: Path, rounds: int) -> None:
    """Each window finds what the killed one before it left, and makes a set of its own."""
    pick = random.Random(17)
    for _ in range(rounds):
        before = picture_files(home)
        window = start(home, "--prompt", PROMPT)
        await_pictures(home, len(before) + pick.randint(0, 3), window)
        time.sleep(pick.uniform(0.0, 1.5))
        assert window.poll() is None, window.communicate()
        kill(window)
        after = picture_files(home)
        assert before.items() <= after.items(), "a finished picture went away or changed"
    kept = picture_files(home)
    await settle(home)
    assert kept.items() <= picture_files(home).items()
    await audit(home)


def await_pictures(home: Path, count: int, window: subprocess.Popen[str], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while len(picture_files(home)) < count and window.poll() is None:
        assert time.monotonic() < deadline, "the window makes no pictures"
        time.sleep(0.05)


async def test_a_killed_engine_is_started_again_and_the_job_finishes(home: Path) -> None:
    studio = Studio(home_at(home))
    await studio.start()
    try:
        made = await studio.make(Draft(prompt=PROMPT, width=256, height=256, seed=5, count=4))
        killed, notices = False, 0
        pictures: set[int] = set()
        async for event in studio.follow(made.job.id):
            match event:
                case Progress(phase="denoising", index=1) if not killed:
                    engines()[0].kill()
                    killed = True
                case Picture(index=index):
                    assert index not in pictures
                    pictures.add(index)
                case Notice():
                    notices += 1
                case _:
                    last = event
        assert killed
        assert pictures == {0, 1, 2, 3}
        assert isinstance(last, Finished)
        assert notices >= 1, "the user was not told"
    finally:
        await studio.close()
    await audit(home)


async def test_two_commands_share_one_engine_and_both_are_served(home: Path) -> None:
    processes = [start_generate(home, "-n", "3", "--seed", str(seed)) for seed in (100, 200)]
    most = 0
    while any(process.poll() is None for process in processes):
        most = max(most, len(engines()))
        time.sleep(0.05)
    outcomes = [finish(process) for process in processes]
    assert [outcome.status for outcome in outcomes] == [0, 0], [outcome.stderr for outcome in outcomes]
    assert [[image["seed"] for image in outcome.document["images"]] for outcome in outcomes] == [
        [100, 101, 102],
        [200, 201, 202],
    ]
    assert most == 1
    await audit(home)


@pytest.mark.parametrize("rounds", [1, pytest.param(10, marks=soak)])
async def test_when_the_owner_is_killed_the_follower_takes_over(home: Path, rounds: int) -> None:
    pick = random.Random(5)
    for round_ in range(rounds):
        owner = start_generate(home, "-n", "6", "--seed", str(10_000 * (round_ + 1)))
        while not engines(owner.pid):
            assert owner.poll() is None, owner.communicate()
            time.sleep(0.02)
        follower = start_generate(home, "-n", "2", "--seed", str(10_000 * (round_ + 1) + 5000))
        time.sleep(pick.uniform(1.0, 5.0))
        kill(owner)
        outcome = finish(follower)
        assert outcome.status == 0, outcome.stderr
        assert len(outcome.document["images"]) == 2
    await settle(home)
    await audit(home)
