"""The queue against a model of it, in any order of actions, seen from two processes' connections."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import Coroutine, Sequence
from pathlib import Path
from typing import Any, TypeVar

import hypothesis.strategies as st
import msgspec
import pytest
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from studio.errors import JobError
from studio.library import Library
from studio.paths import home_at
from studio.recipe.asset import Change
from studio.recipe.events import Failed
from studio.recipe.job import Job, Lane, NewJob, State
from studio.recipe.queue import Batch, Hold, Hours, Rules
from studio.recipe.recipe import ModelRef
from tests.library.queue_model import BOUND, Entry, Model, Refused
from tests.library.samples import picture, recipe

T = TypeVar("T")
LANES: tuple[Lane, ...] = ("interactive", "batch")
COUNT = 2
LOST = Failed(kind="EngineLost", message="x")
HELD = Hold(cause="user", message="Paused.", since=1.0)
BATCHES = ("", "1" * 32, "2" * 32)

lanes = st.sampled_from(LANES)
models = st.sampled_from("ab")
wishes = st.lists(models, min_size=1, max_size=6) | st.sampled_from(("b" + 12 * "a", "bb" + 6 * "ab", "a" + 10 * "b"))
times = st.sampled_from((0.0, 0.0, 0.0, 10.0, 20.0))


class Queue(RuleBasedStateMachine):
    @initialize()
    def open(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.runner = asyncio.Runner()
        self.libraries = [Library.open(home_at(self.folder)) for _ in range(2)]
        self.model = Model()
        self.turn = 0
        self.before: dict[str, Job] = {}
        self.seen = self.wait(self.library.jobs.changed_since(None))[0]

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

    def act(self, action: Coroutine[Any, Any, Change], expected: Refused | None) -> None:
        if isinstance(expected, Refused):
            with pytest.raises(JobError):
                self.wait(action)
        else:
            self.check(self.wait(action))

    def check(self, change: Change) -> None:
        """A change names exactly what is different now; another process learns the same."""
        now = {job.id: job for job in self.wait(self.library.jobs.jobs())}
        assert change.jobs == {id for id, job in now.items() if self.before.get(id) != job}
        self.seen, told = self.wait(self.library.jobs.changed_since(self.seen))
        assert (told.jobs, told.batches, told.queue) == (change.jobs, change.batches, change.queue)
        self.before = now

    def some(self, data: st.DataObject, *states: State) -> str:
        """Mostly one in one of `states`, so that what is legal is tried often enough."""
        fit = self.model.in_state(*states)
        among = fit if fit and data.draw(st.integers(0, 3)) else list(self.model.jobs)
        return among[data.draw(st.integers(0, len(among) - 1))]

    def several(self, data: st.DataObject) -> list[str]:
        ids = list(self.model.jobs)
        return [ids[place] for place in data.draw(st.lists(st.integers(0, len(ids) - 1), max_size=4))]

    @rule(lane=lanes, wanted=wishes, start=times, batch=st.sampled_from((0, 0, 1, 2)))
    def put_in(self, lane: Lane, wanted: Sequence[str], start: float, batch: int) -> None:
        self.enqueue(lane, wanted, start, batch)

    def enqueue(self, lane: Lane, wanted: Sequence[str], start: float, batch: int) -> None:
        orders = [order(lane, model, BATCHES[batch], start) for model in wanted]
        jobs, change = self.wait(self.library.jobs.enqueue(orders, the_batch(batch) if batch else None))
        for job in jobs:
            self.model.add(entry(job))
        self.check(change)

    @rule(wanted=st.permutations(LANES), model=models | st.none(), now=times, ends=st.booleans())
    def claim(self, wanted: list[Lane], model: str | None, now: float, ends: bool) -> None:
        self.claimed(wanted, model, now, ends)

    @rule(wanted=wishes, model=models, number=st.sampled_from((3, 10, 20)))
    def night(self, wanted: Sequence[str], model: str, number: int) -> None:
        """Batch work one by one, the engine keeping one model: whoever waits for the other is overtaken."""
        self.enqueue("batch", wanted, 0.0, 0)
        for _ in range(number):
            self.claimed(["batch"], model, 30.0, ends=True)

    def claimed(self, wanted: list[Lane], model: str | None, now: float, ends: bool) -> None:
        weights = None if model is None else model * 64
        job, change = self.wait(self.library.jobs.claim(wanted, model=weights, now=now, minute=60))
        assert (job.id if job else None) == self.model.claim(wanted, "local", model, now, 60)
        self.check(change)
        if job and ends:
            self.act(self.library.jobs.finish(job.id), self.model.owner_says(job.id, "finish"))

    @precondition(lambda self: self.model.jobs)
    @rule(data=st.data(), what=st.sampled_from(("finish", "fail", "release", "cancelled")))
    def owner_says(self, data: st.DataObject, what: str) -> None:
        job, jobs = self.some(data, "running"), self.library.jobs
        action = jobs.fail(job, LOST) if what == "fail" else getattr(jobs, what)(job)
        self.act(action, self.model.owner_says(job, what))

    @precondition(lambda self: self.model.jobs)
    @rule(data=st.data(), state=st.sampled_from(("waiting", "paused")))
    def by_hand(self, data: st.DataObject, state: State) -> None:
        job = self.some(data, *(("paused", "failed", "cancelled") if state == "waiting" else ("waiting", "running")))
        self.act(self.library.jobs.set_state(job, state), self.model.by_hand(job, state))

    @precondition(lambda self: self.model.jobs)
    @rule(data=st.data(), state=st.sampled_from(("waiting", "paused")))
    def several_by_hand(self, data: st.DataObject, state: State) -> None:
        jobs = self.several(data)
        for job in set(jobs):
            self.model.by_hand(job, state)
        self.check(self.wait(self.library.jobs.set_states(jobs, state)))

    @precondition(lambda self: self.model.jobs)
    @rule(data=st.data())
    def cancel(self, data: st.DataObject) -> None:
        jobs = self.several(data)
        for job in jobs:
            self.model.cancel(job)
        self.check(self.wait(self.library.jobs.cancel_many([*jobs, "nobody"])))

    @precondition(lambda self: self.model.jobs)
    @rule(data=st.data())
    def cancel_one(self, data: st.DataObject) -> None:
        job = self.some(data, "running", "waiting")
        self.model.cancel(job)
        self.check(self.wait(self.library.jobs.cancel(job)))

    @precondition(lambda self: self.model.jobs)
    @rule(data=st.data(), prompt=st.sampled_from(("red circle", "blue square")), late=st.integers(0, 3))
    def edit(self, data: st.DataObject, prompt: str, late: int) -> None:
        """Now and then with a revision that is not the newest."""
        job = self.some(data, "waiting", "paused")
        revision = self.model.jobs[job].revision - (late == 0)
        new = self.before[job].order
        new = msgspec.structs.replace(new, recipe=msgspec.structs.replace(new.recipe, prompt=prompt))
        self.act(self.library.jobs.edit(job, new, revision), self.model.edit(job, prompt, revision))

    @precondition(lambda self: self.model.jobs)
    @rule(data=st.data(), to_end=st.booleans())
    def move(self, data: st.DataObject, to_end: bool) -> None:
        jobs, before = self.several(data), None if to_end else self.some(data, "waiting")
        self.act(self.library.jobs.move(jobs, before), self.model.move(jobs, before))

    @precondition(lambda self: self.model.jobs)
    @rule(data=st.data())
    def duplicate(self, data: st.DataObject) -> None:
        originals = list(dict.fromkeys(self.several(data)))
        copies, change = self.wait(self.library.jobs.duplicate(originals))
        after = {lane: id for lane in LANES for id in self.model.order[lane] if id in originals}
        for copy in copies:
            self.model.add(entry(copy), after=after[copy.order.lane])
            after[copy.order.lane] = copy.id
        assert [copy.order.recipe.prompt for copy in copies] == [self.model.jobs[id].prompt for id in originals]
        self.check(change)

    @precondition(lambda self: self.model.jobs)
    @rule(data=st.data())
    def dismiss(self, data: st.DataObject) -> None:
        jobs = [self.some(data, "failed"), *self.several(data)]
        self.model.dismiss(jobs)
        self.check(self.wait(self.library.jobs.dismiss(jobs)))

    @precondition(lambda self: self.model.jobs)
    @rule(data=st.data(), index=st.integers(0, COUNT - 1))
    def save(self, data: st.DataObject, index: int) -> None:
        """In any state: a picture that was already made stays."""
        job = self.some(data, "running")
        saved = self.wait(self.library.pictures.save(self.before[job], picture(self.before[job], index)))
        assert saved.asset.path.exists()
        assert bool(saved.change) == (index not in self.model.jobs[job].made)
        self.model.jobs[job].made.add(index)
        self.check(saved.change)

    @rule(lane=lanes, held=st.booleans())
    def hold(self, lane: Lane, held: bool) -> None:
        changes = (lane in self.model.held) != held
        (self.model.held.add if held else self.model.held.discard)(lane)
        change = self.wait(self.library.jobs.hold(lane, HELD if held else None))
        assert change.queue or not changes
        self.check(change)

    @rule(
        together=st.sampled_from((True, True, False)), hours=st.sampled_from((None, None, None, Hours(begin=0, end=30)))
    )
    def set_rules(self, together: bool, hours: Hours | None) -> None:
        rules = Rules(together=together, hours=hours)
        change = self.wait(self.library.jobs.set_rules(rules))
        assert change == Change(queue=rules != self.model.rules)
        self.model.rules = rules
        self.check(change)

    @rule(batch=st.sampled_from(BATCHES[1:]), paused=st.booleans())
    def pause_batch(self, batch: str, paused: bool) -> None:
        known = any(entry.batch == batch for entry in self.model.jobs.values())
        self.act(self.library.jobs.pause_batch(batch, paused), None if known else Refused())
        if known:
            (self.model.paused.add if paused else self.model.paused.discard)(batch)

    @rule()
    def recover(self) -> None:
        jobs, change = self.wait(self.library.jobs.recover())
        assert {job.id for job in jobs} == self.model.recover()
        self.check(change)

    @invariant()
    def agrees(self) -> None:
        if not hasattr(self, "model"):
            return
        store, model = self.library.jobs, self.model
        seen = {job.id: shape(job) for job in reversed(self.wait(store.jobs()))}
        assert list(seen.items()) == [(id, expected(entry)) for id, entry in model.jobs.items()]
        queued = [job.id for job in self.wait(store.queued())]
        unfinished = [*model.queued("interactive"), *model.queued("batch")]
        assert queued[: len(unfinished)] == unfinished
        assert set(queued[len(unfinished) :]) == {i for i in model.in_state("failed") if not model.jobs[i].dismissed}
        assert max((entry.overtaken for entry in model.jobs.values()), default=0) <= BOUND

    @invariant()
    def agrees_on_batches(self) -> None:
        if not hasattr(self, "model"):
            return
        states = self.wait(self.library.jobs.batches())
        assert {one.batch.id for one in states if one.paused} == self.model.paused
        for one in states:
            mine = [entry for entry in self.model.jobs.values() if entry.batch == one.batch.id]
            counted = [sum(entry.state == state for entry in mine) for state in State.__args__]
            assert [getattr(one.tally, state) for state in State.__args__] == counted
            asked = sum(len(entry.made) if entry.state == "cancelled" else COUNT for entry in mine)
            assert (one.tally.pictures, one.tally.made) == (asked, sum(len(entry.made) for entry in mine))


def order(lane: Lane, model: str, batch: str, start: float) -> NewJob:
    made_by = ModelRef(id=model, weights=model * 64)
    wanted = msgspec.structs.replace(recipe(), model=made_by)
    return NewJob(recipe=wanted, count=COUNT, lane=lane, batch=batch, start_at=start)


def the_batch(number: int) -> Batch:
    id = BATCHES[number]
    return Batch(id=id, name=f"plan {number}", plan="", folder="/nowhere", project="Sketches", created=1.0)


def entry(job: Job) -> Entry:
    asked = job.order
    return Entry(
        id=job.id,
        lane=asked.lane,
        backend=asked.backend,
        model=asked.recipe.model.id,
        batch=asked.batch,
        start_at=asked.start_at,
        prompt=asked.recipe.prompt,
    )


def shape(job: Job) -> tuple[object, ...]:
    flags = job.cancel_requested, job.failure is not None, job.dismissed, job.ended is None
    return job.state, job.attempts, *flags, job.made, job.revision, job.order.recipe.prompt, job.order.batch


def expected(entry: Entry) -> tuple[object, ...]:
    flags = entry.asked, entry.failed, entry.dismissed, entry.unfinished
    made = tuple(sorted(entry.made))
    return entry.state, entry.attempts, *flags, made, entry.revision, entry.prompt, entry.batch


TestQueue = Queue.TestCase
TestQueue.settings = settings(max_examples=25, stateful_step_count=25, deadline=None)
