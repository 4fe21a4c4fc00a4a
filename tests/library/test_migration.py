"""A library of version 1, opened by this studio."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from studio.library import Library
from studio.library.database import version_of
from studio.library.schema import VERSION
from studio.paths import Home
from tests.library.conftest import PATIENCE
from tests.library.samples import picture, saved


@pytest.fixture
def place_of_version_1(place: Home) -> Home:
    place.data.mkdir(parents=True)
    with closing(sqlite3.connect(place.database)) as connection:
        connection.executescript(Path(__file__).with_name("version_1.sql").read_text())
        connection.execute("PRAGMA journal_mode = WAL")
    return place


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


async def test_both_versions_have_the_same_tables_in_the_end(place_of_version_1: Home, tmp_path: Path) -> None:
    Library.open(place_of_version_1, patience=PATIENCE).close()
    fresh = Home(data=tmp_path / "new", pictures=tmp_path, config=tmp_path, cache=tmp_path)
    Library.open(fresh, patience=PATIENCE).close()
    assert tables(place_of_version_1.database) == tables(fresh.database)


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
]


@pytest.mark.parametrize(("question", "index"), QUESTIONS)
async def test_lists_are_answered_from_an_index(library: Library, place: Home, question: str, index: str) -> None:
    await saved(library, count=1)
    with closing(sqlite3.connect(place.database)) as connection:
        plan = connection.execute(f"EXPLAIN QUERY PLAN {question}", ("x",) * question.count("?")).fetchall()
    told = " / ".join(row[3] for row in plan)
    assert index in told
    assert "TEMP B-TREE" not in told
