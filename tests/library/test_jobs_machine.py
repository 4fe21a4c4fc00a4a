"""The queue against a model of it, in any order of actions, seen from two processes' connections."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, TypeVar

import hypothesis.strategies as st
import pytest
from hypothesis import settings
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule

from studio.errors import JobError
from studio.library import Library
from studio.paths import home_at
from studio.recipe.asset import Change
from studio.recipe.events import Failed
from studio.recipe.job import Job, Lane, State
from tests.library.samples import order, picture

T = TypeVar("T")
LANES: tuple[Lane, ...] = ("interactive", "batch")
COUNT = 2


class Expected:
    """What one job should look like."""

    def __init__(self, lane: Lane) -> None:
        self.lane: Lane = lane
        self.state: State = "waiting"
        self.attempts = 0
        self.asked = False
        self.failed = False
        self.made: set[int] = set()

    def go(self, state: State) -> None:
        self.state, self.asked, self.failed = state, False, state == "failed"


class Queue(RuleBasedStateMachine):
    ids = Bundle("ids")

    @initialize()
    def open(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.runner = asyncio.Runner()
        self.libraries = [Library.open(home_at(self.folder)) for _ in range(2)]
        self.expected: dict[str, Expected] = {}
        self.turn = 0

    def teardown(self) -> None:
        for library in self.libraries:
            library.close()
        self.runner.close()
        shutil.rmtree(self.folder)

    @property
    def library(self) -> Library:
        """One process, then the other."""
        self.turn += 1
        return self.libraries[self.turn % 2]

    def wait(self, coroutine: Coroutine[Any, Any, T]) -> T:
        return self.runner.run(coroutine)

    def act(self, job: str, action: Coroutine[Any, Any, Change], after: dict[State, State]) -> None:
        """`after` says which states allow the action and where it leads; elsewhere it must be refused."""
        expected = self.expected[job]
        if expected.state in after:
            assert self.wait(action).jobs == {job}
            expected.go(after[expected.state])
        else:
            with pytest.raises(JobError):
                self.wait(action)

    @rule(target=ids, lane=st.sampled_from(LANES))
    def enqueue(self, lane: Lane) -> str:
        jobs, _ = self.wait(self.library.jobs.enqueue([order(count=COUNT, lane=lane)]))
        self.expected[jobs[0].id] = Expected(lane)
        return jobs[0].id

    @rule(lanes=st.permutations(LANES))
    def claim(self, lanes: list[Lane]) -> None:
        job, _ = self.wait(self.library.jobs.claim(lanes))
        waiting = [id for lane in lanes for id, e in self.expected.items() if (e.lane, e.state) == (lane, "waiting")]
        assert (job.id if job else None) == (waiting[0] if waiting else None)
        if job:
            self.expected[job.id].go("running")
            self.expected[job.id].attempts += 1

    @rule(job=ids)
    def finish(self, job: str) -> None:
        self.act(job, self.library.jobs.finish(job), {"running": "done"})

    @rule(job=ids)
    def fail(self, job: str) -> None:
        self.act(job, self.library.jobs.fail(job, Failed(kind="EngineLost", message="x")), {"running": "failed"})

    @rule(job=ids)
    def release(self, job: str) -> None:
        after: State = "cancelled" if self.expected[job].asked else "waiting"
        self.act(job, self.library.jobs.release(job), {"running": after})

    @rule(job=ids)
    def pause(self, job: str) -> None:
        self.act(job, self.library.jobs.set_state(job, "paused"), {"waiting": "paused", "running": "paused"})

    @rule(job=ids)
    def resume_or_retry(self, job: str) -> None:
        after: dict[State, State] = {"paused": "waiting", "failed": "waiting", "cancelled": "waiting"}
        self.act(job, self.library.jobs.set_state(job, "waiting"), after)

    @rule(job=ids)
    def cancel(self, job: str) -> None:
        expected = self.expected[job]
        change = self.wait(self.library.jobs.cancel(job))
        if expected.state == "running":
            assert bool(change) == (not expected.asked)
            expected.asked = True
        elif expected.state in ("waiting", "paused"):
            assert change.jobs == {job}
            expected.go("cancelled")
        else:
            assert not change

    @rule(job=ids, index=st.integers(0, COUNT - 1))
    def save(self, job: str, index: int) -> None:
        """In any state: a picture that was already made stays."""
        library = self.library
        found = self.wait(library.jobs.job(job))
        assert found is not None
        saved = self.wait(library.pictures.save(found, picture(found, index)))
        assert saved.asset.path.exists()
        assert bool(saved.change) == (index not in self.expected[job].made)
        self.expected[job].made.add(index)

    @rule()
    def recover(self) -> None:
        recovery = self.wait(self.library.recover())
        crashed = any(e.state == "running" for e in self.expected.values())
        touched = {i for i, e in self.expected.items() if self.recovers(e)} if crashed else set[str]()
        for job in touched:
            expected = self.expected[job]
            expected.go("cancelled" if expected.asked else "paused" if expected.lane == "batch" else "waiting")
        assert {job.id for job in recovery.jobs} == touched

    @staticmethod
    def recovers(expected: Expected) -> bool:
        return expected.state == "running" or (expected.state, expected.lane) == ("waiting", "batch")

    @invariant()
    def agrees(self) -> None:
        if not hasattr(self, "expected"):
            return
        jobs = self.wait(self.library.jobs.jobs())
        assert [job.id for job in reversed(jobs)] == list(self.expected)
        assert {job.id: self.seen(job) for job in jobs} == {
            id: (e.state, e.attempts, e.asked, e.failed, tuple(sorted(e.made))) for id, e in self.expected.items()
        }

    @staticmethod
    def seen(job: Job) -> tuple[State, int, bool, bool, tuple[int, ...]]:
        return job.state, job.attempts, job.cancel_requested, job.failure is not None, job.made


TestQueue = Queue.TestCase
TestQueue.settings = settings(max_examples=25, stateful_step_count=25, deadline=None)
