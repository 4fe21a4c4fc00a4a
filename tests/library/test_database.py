"""Opening: new, locked, from a newer studio, and by many processes at once."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest

from studio.errors import DatabaseLocked, DatabaseNewer, JobError
from studio.library import Library
from studio.library.schema import VERSION
from studio.paths import Home
from tests.library.conftest import PATIENCE
from tests.library.samples import order, picture

HOLD = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN EXCLUSIVE")
print("held", flush=True)
sys.stdin.read()
"""


@contextmanager
def held_by_another_process(place: Home) -> Iterator[None]:
    command = [sys.executable, "-c", HOLD, str(place.database)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield
        process.communicate()


def test_opening_makes_a_library_and_opening_again_keeps_it(place: Home) -> None:
    for _ in range(2):
        library = Library.open(place)
        assert library.notices == ()
        library.close()
    with closing(sqlite3.connect(place.database)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (VERSION,)
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


async def test_a_locked_database_is_named_with_a_remedy_and_nothing_is_lost(library: Library, place: Home) -> None:
    (job,), _ = await library.jobs.enqueue([order()])
    with held_by_another_process(place):
        with pytest.raises(DatabaseLocked) as caught:
            await library.jobs.claim(["interactive"])
        with pytest.raises(DatabaseLocked, match="using the library"):
            await library.pictures.save(job, picture(job, 0))
        assert await library.jobs.job(job.id) == job
    assert "Close other copies" in caught.value.remedy
    asset = (await library.pictures.save(job, picture(job, 0))).asset
    assert [path.name for path in asset.path.parent.iterdir()] == [asset.path.name]


def test_opening_a_library_that_is_locked(place: Home) -> None:
    Library.open(place).close()
    with held_by_another_process(place):
        library = Library.open(place, patience=PATIENCE)
        library.close()
    place.database.unlink()
    with closing(sqlite3.connect(place.database)) as connection:
        connection.execute("CREATE TABLE notes (text TEXT)")
    with held_by_another_process(place), pytest.raises(DatabaseLocked):
        Library.open(place, patience=PATIENCE)


def test_a_newer_library_is_refused_untouched(place: Home) -> None:
    Library.open(place).close()
    with closing(sqlite3.connect(place.database)) as connection:
        connection.execute(f"PRAGMA user_version = {VERSION + 1}")
        connection.execute("PRAGMA journal_mode = DELETE")
    before = place.database.read_bytes()
    with pytest.raises(DatabaseNewer) as caught:
        Library.open(place)
    assert "Update Blink Studio" in caught.value.remedy
    assert place.database.read_bytes() == before
    assert list(place.data.glob("*damaged*")) == []


def test_many_processes_make_the_same_library(place: Home) -> None:
    script = (
        "import sys; from pathlib import Path; from studio.library import Library; from studio.paths import home_at\n"
        "sys.stdin.readline(); Library.open(home_at(Path(sys.argv[1]))).close()"
    )
    command = [sys.executable, "-c", script, str(place.data)]
    processes = [subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(4)]
    errors = [process.communicate("\n")[1] for process in processes]
    assert errors == [""] * 4


async def test_a_refused_action_leaves_the_writer_usable(library: Library) -> None:
    for _ in range(3):
        with pytest.raises(JobError):
            await library.jobs.finish("nobody")
    await library.jobs.enqueue([order()])
    assert len(await library.jobs.jobs()) == 1
