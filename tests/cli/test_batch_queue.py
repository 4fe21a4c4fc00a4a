"""`studio batch` without running anything: what is listed, what is changed, what is refused."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.cli.batch_report import parse_since
from studio.cli.batch_rules import parse_hours
from studio.errors import InputError
from studio.jobs.owner import Ownership
from studio.library.library import Library
from studio.paths import home_at
from studio.recipe.job import Job
from studio.recipe.queue import Batch, Blocked, Hold, Hours
from tests.catalog.model_folders import write_model
from tests.cli.conftest import Outcome, Run, choose_model
from tests.jobs.batches import batch_in, enqueued, failed, made

T = TypeVar("T")


class Queue:
    """The queue of a home, which nobody runs."""

    def __init__(self, home: Path) -> None:
        self.home = home

    def do(self, work: Callable[[Library], Awaitable[T]]) -> T:
        async def opened() -> T:
            library = Library.open(home_at(self.home), patience=0.5)
            try:
                return await work(library)
            finally:
                library.close()

        return asyncio.run(opened())

    def add(self, name: str, rows: Sequence[str], done: int = 0, broken: int = 0) -> Batch:
        """A batch of which some rows are made, and the next ones failed."""
        batch = batch_in(self.home / name, name)

        async def work(library: Library) -> None:
            await enqueued(library, batch, rows)
            for _ in range(done):
                await made(library)
            for _ in range(broken):
                await failed(library)

        self.do(work)
        return batch

    def jobs(self, batch: Batch) -> tuple[Job, ...]:
        return self.do(lambda library: library.jobs.jobs_of(batch.id))

    def states(self, batch: Batch) -> list[str]:
        return [job.state for job in self.jobs(batch)]

    def order(self) -> list[str]:
        """Names of what waits, in the order in which it runs."""
        queued = self.do(lambda library: library.jobs.queued())
        return [job.order.name for job in queued if job.state == "waiting"]


@pytest.fixture
def queue(home: Path) -> Queue:
    return Queue(home)


def entry(outcome: Outcome) -> dict[str, Any]:
    (one,) = outcome.document["batches"]
    return one


def refused(outcome: Outcome, status: int, *says: str) -> None:
    assert outcome.status == status, outcome.err
    for text in says:
        assert text in outcome.err


def test_no_batches_yet(run: Run) -> None:
    outcome = run("batch", "status")
    assert outcome.status == 0
    assert outcome.out == ""
    assert "studio batch run PLAN" in outcome.err
    assert run("batch", "status", "--json").document["batches"] == []


def test_the_table_says_how_far_everything_is(run: Run, queue: Queue) -> None:
    queue.add("Winter", ["snow"], done=1)
    queue.add("Autumn", ["fox", "moon", "sun", "owl"], done=2, broken=1)
    outcome = run("batch", "status")
    lines = [line.split() for line in outcome.out.splitlines()]
    assert lines[0] == ["NAME", "STATE", "PICTURES", "LEFT", "FOLDER"]
    rows = {line[0]: line[1:5] for line in lines[1:]}
    assert rows["Autumn"] == ["waiting", "2", "of", "4"]
    assert rows["Winter"] == ["done", "1", "of", "1"]
    document = run("batch", "status", "--json").document
    assert [one["name"] for one in document["batches"]] == ["Autumn", "Winter"] or len(document["batches"]) == 2
    assert (document["holds"], document["blocked"]) == ({}, None)


def test_one_batch_by_the_beginning_of_its_name(run: Run, queue: Queue) -> None:
    batch = queue.add("Autumn week 12", ["fox", "moon"], done=1)
    one = entry(run("batch", "status", "autumn", "--json"))
    assert (one["name"], one["id"], one["pictures"], one["made"]) == ("Autumn week 12", batch.id, 2, 1)
    assert one["jobs"]["waiting"] == 1
    assert one["folder"] == batch.folder


def test_names_that_mean_nothing_or_too_much(run: Run, queue: Queue) -> None:
    queue.add("Autumn", ["fox"])
    queue.add("August", ["sun"])
    refused(run("batch", "status", "au"), 2, "“Autumn”", "“August”", "more of the name")
    refused(run("batch", "status", "Autmun"), 2, "There is no batch “Autmun”", "Did you mean “Autumn”")
    refused(run("batch", "status", "xyz"), 2, "There is no batch", "studio batch status")
    assert entry(run("batch", "status", "autumn", "--json"))["name"] == "Autumn"


def test_what_holds_and_blocks_the_queue_is_told(run: Run, queue: Queue) -> None:
    queue.add("Autumn", ["fox"])

    async def trouble(library: Library) -> None:
        await library.jobs.hold("batch", Hold(cause="crash", message="It ended unexpectedly.", since=1.0))

    queue.do(trouble)
    outcome = run("batch", "status")
    assert "held" in outcome.out
    assert "It ended unexpectedly." in outcome.err
    queue.do(lambda library: library.jobs.hold("batch", None))
    queue.do(
        lambda library: library.jobs.block(
            Blocked(kind="DiskFull", message="It is full.", remedy="Free it.", since=1.0)
        )
    )
    outcome = run("batch", "status")
    assert "blocked" in outcome.out
    assert "It is full. Free it." in outcome.err


def test_a_batch_is_paused(run: Run, queue: Queue) -> None:
    queue.add("Autumn", ["fox", "moon"], done=1)
    outcome = run("batch", "pause", "Autumn", "--json")
    assert outcome.status == 0
    assert entry(outcome)["state"] == "paused"
    assert "1 of 2 pictures" in outcome.err


def test_all_of_the_queue_is_held_and_goes_on(run: Run, queue: Queue) -> None:
    queue.add("Autumn", ["fox"])
    assert run("batch", "pause").status == 0
    assert run("batch", "status", "--json").document["holds"].keys() == {"interactive", "batch"}


def test_a_batch_is_cancelled_and_tried_again(run: Run, queue: Queue) -> None:
    batch = queue.add("Autumn", ["fox", "moon", "sun"], done=1, broken=1)
    assert run("batch", "cancel", "autumn").status == 0
    assert queue.states(batch) == ["done", "failed", "cancelled"]
    outcome = run("batch", "retry", "autumn")
    assert outcome.status == 0
    assert queue.states(batch) == ["done", "waiting", "waiting"]
    assert "2 jobs" in outcome.err
    assert "studio batch resume Autumn" in outcome.err, "nothing runs the queue, which is told"
    run("batch", "cancel", "Autumn")
    assert "Nothing of" not in run("batch", "retry", "Autumn").err


def test_nothing_to_try_again(run: Run, queue: Queue) -> None:
    queue.add("Autumn", ["fox"])
    assert "Nothing of “Autumn” was set aside" in run("batch", "retry", "Autumn").err


def test_a_job_is_cancelled_by_the_beginning_of_its_id(run: Run, queue: Queue) -> None:
    batch = queue.add("Autumn", ["fox", "moon"])
    job = queue.jobs(batch)[1]
    assert run("batch", "cancel", job.id[:12]).status == 0
    assert queue.states(batch) == ["waiting", "cancelled"]
    refused(run("batch", "cancel", job.id), 1, "is cancelled already")
    refused(run("batch", "cancel", "f" * 32), 2, "There is no batch")


def test_the_rest_or_everything_is_cancelled(run: Run, queue: Queue) -> None:
    batch = queue.add("Autumn", ["fox", "moon", "sun"])
    queue.do(lambda library: library.jobs.claim(("batch",)))
    assert run("batch", "cancel", "--rest").status == 0
    assert queue.states(batch) == ["running", "cancelled", "cancelled"]
    assert run("batch", "cancel", "--all").status == 0
    (running, *_) = queue.jobs(batch)
    assert running.cancel_requested


@pytest.mark.parametrize("arguments", [[], ["Autumn", "--all"], ["--rest", "--all"]])
def test_what_is_to_be_cancelled_is_said_once(run: Run, queue: Queue, arguments: list[str]) -> None:
    queue.add("Autumn", ["fox"])
    refused(run("batch", "cancel", *arguments), 2, "What is to be cancelled")


def test_jobs_of_a_batch(run: Run, queue: Queue) -> None:
    batch = queue.add("Autumn", ["fox", "moon", "sun"], done=1, broken=1)
    first, second, third = queue.jobs(batch)
    lines = run("batch", "jobs", "Autumn").out.splitlines()
    assert lines[1].split()[:2] == [first.id[:8], "done"]
    assert "The model is not there." in lines[2]
    jobs = run("batch", "jobs", "Autumn", "--json").document["jobs"]
    assert [(job["id"], job["state"], job["number"]) for job in jobs] == [
        (first.id, "done", 1),
        (second.id, "failed", 2),
        (third.id, "waiting", 3),
    ]
    assert jobs[1]["failure"]["remedy"] == "Install it."


@pytest.fixture
def starter(home: Path, tmp_path: Path) -> None:
    """The model of the samples' recipes can be asked what it can do."""
    choose_model(home, write_model(tmp_path / "starter"))


def test_a_waiting_job_is_edited(run: Run, queue: Queue) -> None:
    batch = queue.add("Autumn", ["fox", "moon"])
    job = queue.jobs(batch)[0]
    outcome = run("batch", "edit", job.id[:10], "--prompt", "  a\tblue fox ", "--seed", "99", "--json")
    assert outcome.status == 0, outcome.err
    (told,) = outcome.document["jobs"]
    assert (told["prompt"], told["seed"]) == ("a blue fox", 99)
    changed = queue.jobs(batch)[0].order
    assert (changed.recipe.prompt, changed.recipe.seed, changed.name) == ("a blue fox", 99, "fox")
    assert changed.recipe.steps == job.order.recipe.steps


def test_what_cannot_be_edited(run: Run, queue: Queue) -> None:
    batch = queue.add("Autumn", ["fox", "moon"], done=1)
    done, waiting = queue.jobs(batch)
    refused(run("batch", "edit", waiting.id), 2, "Nothing was changed")
    refused(run("batch", "edit", waiting.id, "--seed", "-4"), 2, "-4")
    refused(run("batch", "edit", waiting.id, "--prompt", " "), 2, "empty")
    refused(run("batch", "edit", "nothing"), 2)
    refused(run("batch", "edit", "abcdef", "--seed", "1"), 2, "There is no job", "studio batch jobs")
    refused(run("batch", "edit", done.id, "--seed", "1"), 1)
    assert queue.jobs(batch)[1].order == waiting.order


def test_jobs_are_moved(run: Run, queue: Queue) -> None:
    batch = queue.add("Autumn", ["fox", "moon", "sun"])
    fox, moon, sun = (job.id for job in queue.jobs(batch))
    assert run("batch", "move", sun, "--first").status == 0
    assert queue.order() == ["sun", "fox", "moon"]
    assert run("batch", "move", sun, "--first").status == 0
    assert run("batch", "move", sun, "--last").status == 0
    assert queue.order() == ["fox", "moon", "sun"]
    assert run("batch", "move", moon, "--before", fox[:12]).status == 0
    assert queue.order() == ["moon", "fox", "sun"]
    refused(run("batch", "move", moon), 2, "Where is it to go")
    refused(run("batch", "move", moon, "--first", "--last"), 2, "Where is it to go")


def test_a_job_is_duplicated(run: Run, queue: Queue) -> None:
    batch = queue.add("Autumn", ["fox", "moon"])
    outcome = run("batch", "duplicate", queue.jobs(batch)[0].id, "--json")
    assert outcome.status == 0
    assert len(outcome.document["jobs"]) == 1
    assert queue.order() == ["fox", "fox", "moon"]


def test_rules_are_shown_and_changed(run: Run, queue: Queue) -> None:
    assert run("batch", "rules", "--json").document == {"hours": None, "stop_after": 0, "together": True}
    run("batch", "rules", "--hours", "22:00-7:05", "--stop-after", "3", "--no-together")
    assert run("batch", "rules", "--json").document == {"hours": "22:00-07:05", "stop_after": 3, "together": False}
    assert "between 22:00 and 07:05" in run("batch", "rules").out
    assert "between 22:00 and 07:05" in run("batch", "status").err
    run("batch", "rules", "--hours", "always")
    assert run("batch", "rules", "--json").document["hours"] is None
    refused(run("batch", "rules", "--hours", "25:00-7:00"), 2, "22:00-07:00")
    assert run("batch", "rules", "--stop-after", "-1").status == 2


@given(st.integers(0, 1439), st.integers(0, 1439))
def test_hours_are_read(begin: int, end: int) -> None:
    text = f"{begin // 60}:{begin % 60:02}-{end // 60:02}:{end % 60:02}"
    assert parse_hours(text) == Hours(begin=begin, end=end)


@given(st.text(max_size=15))
def test_other_hours_are_refused_or_read(text: str) -> None:
    try:
        hours = parse_hours(text)
    except InputError:
        return
    assert hours is None or 0 <= hours.begin <= 1439


def test_the_report(run: Run, queue: Queue) -> None:
    assert "No pictures were made." in run("batch", "report").out
    queue.add("Autumn", ["fox", "moon", "sun"], done=2, broken=1)
    outcome = run("batch", "report", "--since", "1h")
    assert "2 pictures were made in “Autumn”" in outcome.out
    assert "The model is not there. Install it." in outcome.out
    document = run("batch", "report", "--json").document
    assert document["pictures"] == 2
    assert document["set_aside"][0]["names"] == ["sun"]
    assert document["spoken"] in outcome.out
    refused(run("batch", "report", "--since", "long ago"), 2, "12h")


def test_spans_and_times_of_the_day() -> None:
    now = time.time()
    assert parse_since("90m", now) == now - 5400
    assert parse_since("12 h", now) == now - 43200
    assert parse_since("3d", now) == now - 259200
    assert 0 <= now - parse_since("22:00", now) <= 86400
    assert 0 <= now - parse_since("0:00", now) <= 86400
    assert parse_since("2026-11-21", now) < parse_since("2026-11-22", now)


def test_channels(run: Run, home: Path) -> None:
    names = {channel["id"] for channel in run("batch", "channels", "--json").document["channels"]}
    assert len(names) > 10
    (home / "channels.json").write_text(
        '{"channels": [{"id": "shop", "name": "Shop window", "width": 900, "height": 1200}]}', encoding="utf-8"
    )
    outcome = run("batch", "channels")
    assert "shop" in outcome.out
    assert "900x1200" in outcome.out
    (home / "channels.json").write_text('{"channels": [{"id": "shop"}]}', encoding="utf-8")
    refused(run("batch", "channels"), 2, "channels.json")


def test_nobody_is_disturbed_by_commands_that_only_look(run: Run, queue: Queue, home: Path) -> None:
    """What waits is left waiting, and the place of whoever runs the queue is free."""
    batch = queue.add("Autumn", ["fox"])
    for arguments in (["status"], ["jobs", "Autumn"], ["report"], ["pause", "Autumn"], ["rules"]):
        assert run("batch", *arguments).status == 0
    assert queue.states(batch) == ["waiting"]
    assert queue.jobs(batch)[0].attempts == 0
    ownership = Ownership(home_at(home), "test")
    assert ownership.take()
    ownership.release()
