"""Libraries of older versions, opened by this studio."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from studio.library import Library
from studio.library.batches import COUNTED
from studio.library.claiming import READY
from studio.library.database import version_of
from studio.library.job_rows import UNFINISHED
from studio.library.schema import VERSION
from studio.paths import Home
from studio.recipe.queue import QueueState
from tests.library.conftest import PATIENCE
from tests.library.samples import for_model, picture, saved


def old(place: Home, version: int) -> Home:
    place.data.mkdir(parents=True)
    with closing(sqlite3.connect(place.database)) as connection:
        connection.executescript(Path(__file__).with_name(f"version_{version}.sql").read_text())
        connection.execute("PRAGMA journal_mode = WAL")
    return place


@pytest.fixture
def place_of_version_1(place: Home) -> Home:
    return old(place, 1)


@pytest.fixture
def place_of_version_3(place: Home) -> Home:
    return old(place, 3)


async def test_what_was_there_stays_and_what_is_new_begins_empty(place_of_version_1: Home) -> None:
    library = Library.open(place_of_version_1, patience=PATIENCE)
    try:
        assert library.notices == ()
        waiting, done = await library.jobs.jobs()
        assert (waiting.state, waiting.order.lane, done.state, done.made) == ("waiting", "batch", "done", (0, 1))
        second, first = await library.assets()
        assert (first.job, first.index, second.index) == (done.id, 0, 1)
        assert [asset.path.name for asset in (first, second)] == ["red-circle-7.png", "red-circle-8.png"]
        assert first.recipe == picture(done, 0).recipe
        assert {(asset.mark, asset.note, asset.tags, asset.trashed) for asset in (first, second)} == {
            ("none", "", (), False)
        }
        assert await library.projects() == ("Summer", "Posters")
        assert await library.mark([first.id], "starred")
        assert [asset.id for asset in await library.marked("Summer", "starred")] == [first.id]
    finally:
        library.close()


async def test_a_queue_of_version_3_goes_on(place_of_version_3: Home) -> None:
    library = Library.open(place_of_version_3, patience=PATIENCE)
    try:
        assert library.notices == ()
        quick, paused, slow, cancelled, failed, done = await library.jobs.jobs()
        assert [job.state for job in (done, failed, cancelled)] == ["done", "failed", "cancelled"]
        assert [job.id for job in await library.jobs.queued()] == [quick.id, slow.id, paused.id]
        assert {job.dismissed for job in (quick, paused, slow, cancelled, done)} == {False}
        assert failed.dismissed
        newest = max(asset.created for asset in await library.assets())
        assert (done.ended, failed.ended, cancelled.ended) == (newest, failed.created, cancelled.created)
        assert {job.ended for job in (quick, paused, slow)} == {None}
        assert {(job.order.backend, job.order.batch, job.revision) for job in (quick, done)} == {("local", "", 0)}
        assert (done.made, await library.jobs.state()) == ((0, 1), QueueState())
        assert (await library.assets())[0].tags == ("Beach",)
        await library.jobs.move([paused.id], slow.id)
        await library.jobs.set_state(paused.id, "waiting")
        (other,), _ = await library.jobs.enqueue([for_model("y")])
        weights = slow.order.recipe.model.weights
        claimed = [(await library.jobs.claim(["batch"], model=weights))[0] for _ in range(3)]
        assert [job and job.id for job in claimed] == [paused.id, slow.id, other.id]
    finally:
        library.close()


async def test_a_copy_of_version_3_can_be_restored(place_of_version_3: Home, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    shutil.copy(place_of_version_3.database, copy)
    fresh = Home(data=tmp_path / "new", pictures=tmp_path / "pictures", config=tmp_path, cache=tmp_path)
    library = Library.open(fresh, patience=PATIENCE)
    try:
        await library.restore(copy)
        assert [job.state for job in await library.jobs.queued()] == ["waiting", "waiting", "paused"]
    finally:
        library.close()


@pytest.mark.parametrize("version", [1, 3])
async def test_every_version_has_the_same_tables_in_the_end(place: Home, tmp_path: Path, version: int) -> None:
    Library.open(old(place, version), patience=PATIENCE).close()
    fresh = Home(data=tmp_path / "new", pictures=tmp_path, config=tmp_path, cache=tmp_path)
    Library.open(fresh, patience=PATIENCE).close()
    assert tables(place.database) == tables(fresh.database)


def tables(database: Path) -> tuple[int, set[tuple[str, str]]]:
    with closing(sqlite3.connect(database)) as connection:
        found = connection.execute("SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL")
        assert version_of(connection) == VERSION
        return version_of(connection), {(name, sql) for name, sql in found}


QUESTIONS = [
    ("SELECT * FROM assets WHERE job IN (SELECT value FROM json_each(?)) AND job != ''", "assets_by_job"),
    ("SELECT * FROM assets WHERE trashed = 0 AND project = ? ORDER BY position DESC LIMIT 9", "assets_by_project"),
    ("SELECT * FROM assets WHERE trashed = 0 AND mark = ? AND mark != 'none' ORDER BY position DESC", "assets_marked"),
    ("SELECT * FROM assets WHERE trashed = 1 ORDER BY position DESC", "assets_trashed"),
    ("SELECT tags FROM assets WHERE tags != '' AND trashed = 0 ORDER BY position", "assets_tagged"),
    ("SELECT id FROM assets WHERE changed > ?", "assets_by_change"),
    ("SELECT * FROM jobs WHERE project = ? AND position < 9 ORDER BY position DESC LIMIT 9", "jobs_by_project"),
    (READY, "jobs_waiting"),
    ("SELECT max(rank) FROM jobs WHERE lane = ?", "jobs_by_rank"),
    ("SELECT rank FROM jobs WHERE lane = ? AND rank < ? ORDER BY rank DESC LIMIT 1", "jobs_by_rank"),
    (f"SELECT * FROM jobs WHERE {UNFINISHED} AND lane = ? ORDER BY rank", "jobs_unfinished"),
    ("SELECT * FROM jobs WHERE state = 'failed' AND dismissed = 0 ORDER BY ended", "jobs_failed"),
    ("SELECT min(start_at) FROM jobs WHERE state = 'waiting' AND start_at > 0 AND start_at > ?", "jobs_to_start"),
    ("SELECT * FROM jobs WHERE ended > ? AND +state IN ('done', 'failed') ORDER BY ended", "jobs_by_end"),
    ("SELECT * FROM jobs WHERE batch = ? AND batch != '' ORDER BY batch_row, position", "jobs_by_batch"),
    (COUNTED, "jobs_counted"),
    ("SELECT id FROM jobs WHERE changed > ?", "jobs_by_change"),
    ("SELECT id FROM batches WHERE changed > ?", "batches_by_change"),
]


@pytest.mark.parametrize(("question", "index"), QUESTIONS)
async def test_lists_are_answered_from_an_index(library: Library, place: Home, question: str, index: str) -> None:
    await saved(library, count=1)
    with closing(sqlite3.connect(place.database)) as connection:
        plan = connection.execute(f"EXPLAIN QUERY PLAN {question}", ("x",) * question.count("?")).fetchall()
    told = " / ".join(row[3] for row in plan)
    assert index in told
    assert "TEMP B-TREE" not in told
