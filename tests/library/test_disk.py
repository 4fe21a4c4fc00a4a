"""Disks that are full or refuse: a clear error, nothing half-written, and the picture can be saved later."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from studio.errors import DiskFull, FileClash, FolderUnusable
from studio.library import Library, disk
from studio.paths import home_at
from studio.recipe.events import Picture
from studio.recipe.job import Job
from tests.library.conftest import PATIENCE
from tests.library.disks import KINDS, SmallDisk, read_only, refuses, small_disk
from tests.library.samples import order, picture

SIDE = 512


@pytest.fixture(params=KINDS)
def small(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SmallDisk]:
    with small_disk(request.param, tmp_path / "small") as found:
        yield found


def noisy(job: Job) -> Picture:
    """About 800 kB that compress to no less."""
    data = random.Random(1).randbytes(SIDE * SIDE * 3)
    return msgspec.structs.replace(picture(job, 0), width=SIDE, height=SIDE, data=data)


async def test_a_full_disk_keeps_nothing_half_written(library: Library, small: SmallDisk) -> None:
    out = small.folder / "out"
    out.mkdir()
    (job,), _ = await library.jobs.enqueue([order(folder=str(out))])
    small.fill()
    with pytest.raises(DiskFull) as caught:
        await library.pictures.save(job, noisy(job))
    assert str(out) in caught.value.message
    assert "Free some space" in caught.value.remedy
    assert "can be saved again" in caught.value.remedy
    assert list(out.iterdir()) == []
    assert await library.assets() == ()
    small.free()
    asset = (await library.pictures.save(job, noisy(job))).asset
    assert (asset.path.name, (await library.verify()).ok) == ("red-circle-7.png", True)


def test_blobs_on_a_full_disk(small: SmallDisk) -> None:
    library = Library.open(home_at(small.folder), patience=PATIENCE)
    try:
        data = random.Random(2).randbytes(600_000)
        small.fill()
        with pytest.raises(DiskFull):
            library.blobs.put(data)
        assert not [path for path in library.home.blobs.rglob("*") if path.is_file()]
        small.free()
        assert library.blobs.path(library.blobs.put(data)).read_bytes() == data
    finally:
        library.close()


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind == "tmpfs"])
async def test_a_full_disk_under_the_database(kind: str, tmp_path: Path) -> None:
    with small_disk(kind, tmp_path / "small") as small:
        library = Library.open(home_at(small.folder), patience=PATIENCE)
        try:
            before, _ = await library.jobs.enqueue([order()])
            small.fill()
            with pytest.raises(DiskFull, match="full"):
                await library.jobs.enqueue([order(prompt="x" * 9000)] * 20)
            assert await library.jobs.jobs() == before
            small.free()
            await library.jobs.enqueue([order()])
            assert len(await library.jobs.jobs()) == 2
        finally:
            library.close()


async def test_a_read_only_folder(library: Library, tmp_path: Path) -> None:
    with read_only(tmp_path / "locked") as folder:
        assert refuses(folder)
        (job,), _ = await library.jobs.enqueue([order(folder=str(folder))])
        with pytest.raises(FolderUnusable) as caught:
            await library.pictures.save(job, picture(job, 0))
    assert str(folder) in caught.value.message
    assert "Choose another folder" in caught.value.remedy
    assert await library.assets() == ()


def test_a_home_that_cannot_be_written(tmp_path: Path) -> None:
    with read_only(tmp_path / "locked") as folder, pytest.raises(FolderUnusable):
        Library.open(home_at(folder / "home"))
    (tmp_path / "file").write_text("mine")
    with pytest.raises(FolderUnusable):
        Library.open(home_at(tmp_path / "file"))
    assert (tmp_path / "file").read_text() == "mine"


def test_publish_never_overwrites(tmp_path: Path) -> None:
    part, final = tmp_path / disk.part_name(), tmp_path / "final"
    disk.write_synced(part, b"new")
    final.write_bytes(b"old")
    with pytest.raises(FileClash):
        disk.publish(part, final)
    assert (part.read_bytes(), final.read_bytes()) == (b"new", b"old")
    final.unlink()
    disk.publish(part, final)
    assert (part.exists(), final.read_bytes()) == (False, b"new")


def test_a_new_file_never_replaces_one(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"old")
    with pytest.raises(FileExistsError):
        disk.write_synced(tmp_path / "a", b"new")
    assert (tmp_path / "a").read_bytes() == b"old"
