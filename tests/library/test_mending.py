"""Damaged and lost databases: set aside, restored from the newest good copy, reconciled with the files."""

from __future__ import annotations

import asyncio
import os
import random
from datetime import datetime, tzinfo
from pathlib import Path

import pytest

from studio.errors import DatabaseDamaged, StorageError
from studio.library import Library, backup
from studio.paths import Home
from studio.recipe.asset import Asset, Change
from studio.recipe.job import Job
from studio.recipe.queue import Rules
from studio.recipe.speed import Speed
from tests.library.conftest import PATIENCE
from tests.library.samples import batch, order, picture


def opened(place: Home) -> Library:
    return Library.open(place, patience=PATIENCE)


async def history(place: Home) -> tuple[Job, list[Asset]]:
    """A job of four: picture 0 saved, the library copied, picture 1 saved after the copy."""
    library = opened(place)
    try:
        jobs, _ = await library.jobs.enqueue([order()] * 60)
        job, _ = await library.jobs.claim(["interactive"])
        assert job == await library.jobs.job(jobs[0].id)
        assert job is not None
        first = (await library.pictures.save(job, picture(job, 0))).asset
        assert await library.backup() is not None
        second = (await library.pictures.save(job, picture(job, 1))).asset
        return job, [first, second]
    finally:
        library.close()


def garbage_in_the_header(database: Path) -> None:
    with database.open("rb+") as file:
        file.write(random.Random(1).randbytes(100))


def garbage_in_the_middle(database: Path) -> None:
    with database.open("rb+") as file:
        file.seek(3 * 4096)
        file.write(random.Random(2).randbytes(8 * 4096))


def cut_off(database: Path) -> None:
    os.truncate(database, database.stat().st_size // 2 + 7)


def emptied(database: Path) -> None:
    os.truncate(database, 0)


def replaced_by_text(database: Path) -> None:
    database.write_text("This is no database. " * 500)


HARM = [garbage_in_the_header, garbage_in_the_middle, cut_off, replaced_by_text]


@pytest.mark.parametrize("harm", [*HARM, emptied, Path.unlink])
async def test_a_damaged_library_is_restored_and_reconciled(place: Home, harm: object) -> None:
    assert callable(harm)
    job, (first, second) = await history(place)
    harm(place.database)
    library = opened(place)
    try:
        assert {asset.path for asset in await library.assets()} == {first.path, second.path}
        found = await library.jobs.job(job.id)
        assert found is not None
        assert found.made == (0, 1), "the picture saved after the copy is not made again"
        kept = await library.asset(first.id)
        assert kept == first, "with its receipt"
        assert len(await library.jobs.jobs()) == 60
        assert (await library.verify()).ok
    finally:
        library.close()
    assert any("The copy of" in notice for notice in library.notices)
    assert any("library: 1 picture." in notice for notice in library.notices)
    assert (place.data / "studio.db.damaged-1").exists() == (harm is not Path.unlink)


@pytest.mark.parametrize("harm", HARM)
async def test_without_a_copy_the_pictures_are_found_again(place: Home, harm: object) -> None:
    assert callable(harm)
    _, saved = await history(place)
    for copy in backup.newest_first(place.backups):
        copy.unlink()
    harm(place.database)
    library = opened(place)
    try:
        found = await library.assets()
        assert {(asset.path, asset.recipe) for asset in found} == {(asset.path, asset.recipe) for asset in saved}
        assert await library.jobs.jobs() == ()
    finally:
        library.close()
    assert any("no good copy" in notice for notice in library.notices)


@pytest.mark.parametrize("harm", [emptied, Path.unlink])
async def test_a_new_database_beside_old_pictures_finds_them(place: Home, harm: object) -> None:
    assert callable(harm)
    _, saved = await history(place)
    for copy in backup.newest_first(place.backups):
        copy.unlink()
    harm(place.database)
    library = opened(place)
    try:
        assert {asset.path for asset in await library.assets()} == {asset.path for asset in saved}
    finally:
        library.close()
    assert library.notices == ("Found in the pictures folder, and new to the library: 2 pictures.",)


async def test_damaged_copies_are_passed_over(place: Home) -> None:
    job, _ = await history(place)
    older = backup.newest_first(place.backups)[0]
    library = opened(place)
    newer = await library.backup()
    library.close()
    assert newer is not None
    assert newer != older
    garbage_in_the_middle(newer)
    garbage_in_the_header(place.database)
    library = opened(place)
    try:
        assert await library.jobs.job(job.id) is not None
    finally:
        library.close()


async def test_missing_pictures_are_listed(place: Home) -> None:
    _, (first, _) = await history(place)
    first.path.unlink()
    garbage_in_the_header(place.database)
    library = opened(place)
    library.close()
    assert any("Missing: 1 picture" in notice and str(first.path) in notice for notice in library.notices)


async def test_nothing_damaged_is_thrown_away(place: Home) -> None:
    await history(place)
    for number in (1, 2, 3):
        place.database.write_bytes(b"broken %d" % number)
        opened(place).close()
    broken = [(place.data / f"studio.db.damaged-{number}").read_bytes() for number in (1, 2, 3)]
    assert broken == [b"broken 1", b"broken 2", b"broken 3"]


async def test_damage_under_an_open_library_is_told_and_mended_at_the_next_start(place: Home) -> None:
    await history(place)
    library = opened(place)
    garbage_in_the_middle(place.database)
    with pytest.raises(DatabaseDamaged) as caught:
        await library.jobs.jobs()
    library.close()
    assert "Restart" in caught.value.remedy
    mended = opened(place)
    try:
        assert len(await mended.jobs.jobs()) == 60
    finally:
        mended.close()
    assert mended.notices


async def test_a_damaged_library_is_never_copied_over_good_copies(place: Home) -> None:
    await history(place)
    before = backup.newest_first(place.backups)
    library = opened(place)
    try:
        garbage_in_the_middle(place.database)
        with pytest.raises(DatabaseDamaged):
            await library.backup()
    finally:
        library.close()
    assert backup.newest_first(place.backups) == before
    assert [path.name for path in place.backups.iterdir()] == [path.name for path in before]


async def test_two_processes_mend_it_once(place: Home) -> None:
    await history(place)
    garbage_in_the_header(place.database)
    first, second = await asyncio.gather(asyncio.to_thread(opened, place), asyncio.to_thread(opened, place))
    try:
        assert await first.assets() == await second.assets()
    finally:
        first.close()
        second.close()
    assert sum(bool(library.notices) for library in (first, second)) == 1
    assert not (place.data / "studio.db.damaged-2").exists()


async def test_copies_are_made_when_due_and_the_newest_kept(library: Library, place: Home) -> None:
    assert await library.backup(if_older_than=3600) is not None
    assert await library.backup(if_older_than=3600) is None
    for _ in range(backup.KEEP + 3):
        newest = await library.backup()
        assert newest == backup.newest_first(place.backups)[0]
    copies = backup.newest_first(place.backups)
    assert (len(copies), copies[0]) == (backup.KEEP, newest)
    assert all(backup.is_good(copy) for copy in copies[:2])
    assert sorted(place.backups.iterdir()) == sorted(copies)


async def test_many_copies_in_one_second_keep_their_order(
    library: Library, place: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Stopped(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:
            return datetime(2026, 11, 21, 12, 0, 0, tzinfo=tz)

    monkeypatch.setattr(backup, "datetime", Stopped)
    made = [await library.backup() for _ in range(backup.KEEP + 3)]
    assert list(backup.newest_first(place.backups)) == made[::-1][: backup.KEEP]


async def test_a_clock_set_back_still_gets_its_copies(library: Library, place: Home) -> None:
    place.backups.mkdir(parents=True, exist_ok=True)
    for number in range(backup.KEEP):
        (place.backups / f"studio-2099010{number % 9 + 1}-0000{number:02d}.db").write_bytes(b"")
    copy = await library.backup(if_older_than=3600)
    assert copy is not None
    assert copy.is_file()
    assert await library.backup(if_older_than=3600) is None
    assert len(backup.newest_first(place.backups)) == backup.KEEP


async def test_restoring_a_copy_while_others_look_on(library: Library, place: Home) -> None:
    other = opened(place)
    try:
        kept, _ = await library.jobs.enqueue([order()])
        copy = await library.backup()
        later, _ = await library.jobs.enqueue([order(lane="batch", prompt="later")])
        asset = (await library.pictures.save(later[0], picture(later[0], 0))).asset
        restored = await library.restore(copy)
        assert await other.jobs.jobs() == await library.jobs.jobs() == kept
        assert [found.path for found in restored.rebuilt.found] == [asset.path]
        assert restored.before in backup.newest_first(place.backups)
        await library.restore(restored.before)
        assert [job.id for job in await other.jobs.jobs()] == [later[0].id, kept[0].id]
        assert await library.asset(asset.id) == asset
    finally:
        other.close()


async def test_a_copy_has_the_whole_queue_and_a_follower_is_told_of_all_of_it(library: Library, place: Home) -> None:
    rules, speed = Rules(stop_after=3), Speed(load=1.0, step=0.5)
    asked = [order(lane="batch", batch=batch().id, row=row, name="n", start_at=7.0) for row in range(2)]
    jobs, _ = await library.jobs.enqueue(asked, batch())
    await library.jobs.move([jobs[1].id], jobs[0].id)
    await library.jobs.set_rules(rules)
    await library.jobs.learn("starter", speed)
    before = await library.jobs.queued()
    copy = await library.backup()
    await library.jobs.set_rules(Rules())
    await library.jobs.cancel_many([job.id for job in jobs])
    await library.jobs.enqueue([], batch("winter", "c" * 32))
    other = opened(place)
    try:
        seen, _ = await other.jobs.changed_since(None)
        await library.restore(copy)
        assert await other.jobs.queued() == before
        assert ((await other.jobs.state()).rules, await other.jobs.speeds()) == (rules, {"starter": speed})
        assert [state.batch for state in await other.jobs.batches()] == [batch()]
        newest, change = await other.jobs.changed_since(seen)
        assert newest > seen
        assert change == Change(jobs=frozenset(job.id for job in jobs), batches=frozenset({batch().id}), queue=True)
        assert (await library.rebuild()).missing == ()
        assert await other.jobs.queued() == before
    finally:
        other.close()


async def test_restoring_what_is_no_copy(library: Library, place: Home, tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="no copy"):
        await library.restore()
    (tmp_path / "text.db").write_text("no database")
    with pytest.raises(DatabaseDamaged):
        await library.restore(tmp_path / "text.db")
    with pytest.raises(StorageError):
        await library.restore(tmp_path / "gone.db")
    assert backup.newest_first(place.backups) == ()
