"""Saving: readable unique names, nothing overwritten, none twice, and what a failure leaves."""

from __future__ import annotations

import asyncio
import hashlib
import io
import os
from pathlib import Path

import msgspec
import pytest
from PIL import Image

from studio.errors import FileClash, FolderUnusable, JobError, ProtocolError, StorageError
from studio.library import Library, disk
from studio.library.pictures import Pictures, project_folder
from studio.paths import Home
from studio.provenance.pictures import read_recipe, sidecar
from studio.recipe.asset import Asset
from studio.recipe.events import Encoding
from studio.recipe.job import Job
from tests.library.samples import RECEIPT, SIDE, order, picture


async def job_of(library: Library, **given: object) -> Job:
    jobs, _ = await library.jobs.enqueue([order(**given)])  # type: ignore[arg-type]
    return jobs[0]


def files_in(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir())


async def test_a_picture_is_a_file_with_its_recipe_and_an_asset(library: Library, place: Home) -> None:
    job = await job_of(library)
    saved = await library.pictures.save(job, picture(job, 1))
    asset, change = saved.asset, saved.change
    assert min(saved.encode, saved.sync, saved.commit) > 0
    assert asset.path == place.pictures / "Sketches" / "red-circle-8.png"
    assert (change.jobs, change.assets) == ({job.id}, {asset.id})
    assert asset.sha256 == hashlib.sha256(asset.path.read_bytes()).hexdigest()
    decoded = read_recipe(asset.path)
    assert decoded is not None
    assert decoded.recipe == asset.recipe == picture(job, 1).recipe
    assert (asset.receipt, asset.job, asset.index) == (RECEIPT, job.id, 1)
    assert await library.asset(asset.id) == asset
    after = await library.jobs.job(job.id)
    assert after is not None
    assert after.made == (1,)


async def test_saving_again_makes_nothing_new(library: Library) -> None:
    job = await job_of(library)
    first = (await library.pictures.save(job, picture(job, 0))).asset
    again = await library.pictures.save(job, picture(job, 0, shade=99))
    assert (again.asset, bool(again.change)) == (first, False)
    assert files_in(first.path.parent) == [first.path.name]


async def test_saving_the_same_picture_at_the_same_time_makes_one(library: Library) -> None:
    job = await job_of(library)
    saves = [library.pictures.save(job, picture(job, index % 2)) for index in range(8)]
    saved = {one.asset.id for one in await asyncio.gather(*saves)}
    assert {asset.id for asset in await library.pictures.assets_of(job.id)} == saved
    assert len(saved) == 2


async def test_a_cancelled_save_still_ends_whole(library: Library) -> None:
    job = await job_of(library)
    task = asyncio.create_task(library.pictures.save(job, picture(job, 0)))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    asset = (await library.pictures.save(job, picture(job, 0))).asset
    assert files_in(asset.path.parent) == [asset.path.name]


async def test_files_are_named_as_the_order_says(library: Library, place: Home) -> None:
    folder = place.pictures / "Posters" / "summer" / "one"
    wanted = [order(count=count, name="Summer sale", folder=str(folder), project="Posters") for count in (1, 2, 1)]
    jobs, _ = await library.jobs.enqueue(wanted)
    for job in jobs:
        for index in job.missing:
            await library.pictures.save(job, picture(job, index))
    names = ["Summer sale-1.png", "Summer sale-2.png", "Summer sale-3.png", "Summer sale.png"]
    assert files_in(folder) == names
    assets = await library.assets()
    assert {(asset.path.parent, asset.project) for asset in assets} == {(folder, "Posters")}
    assert await library.trash([asset.id for asset in assets])
    assert files_in(folder) == []
    assert files_in(place.pictures / "Posters" / "Deleted pictures") == names
    await library.untrash([asset.id for asset in assets])
    assert files_in(folder) == names


async def test_assets_of_come_by_index(library: Library) -> None:
    job = await job_of(library)
    for index in (2, 0, 3):
        await library.pictures.save(job, picture(job, index))
    assert [asset.index for asset in await library.pictures.assets_of(job.id)] == [0, 2, 3]


async def test_equal_recipes_get_names_of_their_own(library: Library) -> None:
    jobs = [await job_of(library) for _ in range(3)]
    names = [(await library.pictures.save(job, picture(job, 0))).asset.path.name for job in jobs]
    assert names == ["red-circle-7.png", "red-circle-7-2.png", "red-circle-7-3.png"]


async def test_a_strangers_file_is_never_overwritten_whatever_its_case(library: Library, place: Home) -> None:
    folder = place.pictures / "Sketches"
    folder.mkdir(parents=True)
    (folder / "RED-Circle-7.PNG").write_text("mine")
    job = await job_of(library)
    asset = (await library.pictures.save(job, picture(job, 0))).asset
    assert asset.path.name == "red-circle-7-2.png"
    assert (folder / "RED-Circle-7.PNG").read_text() == "mine"


async def test_a_name_stays_taken_after_its_file_is_gone(library: Library) -> None:
    first, second = await job_of(library), await job_of(library)
    asset = (await library.pictures.save(first, picture(first, 0))).asset
    asset.path.unlink()
    assert (await library.pictures.save(second, picture(second, 0))).asset.path != asset.path


async def test_a_name_taken_under_our_hands_is_left_alone(
    library: Library, place: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the look and the rename somebody else writes a file of that name."""
    write, final = disk.write_synced, place.pictures / "Sketches" / "red-circle-7.png"

    def write_and_interfere(path: Path, data: bytes) -> None:
        write(path, data)
        if not final.exists():
            final.write_text("faster")

    monkeypatch.setattr("studio.library.pictures.write_synced", write_and_interfere)
    job = await job_of(library)
    asset = (await library.pictures.save(job, picture(job, 0))).asset
    assert final.read_text() == "faster"
    assert files_in(final.parent) == ["red-circle-7-2.png", "red-circle-7.png"]
    assert asset.path.name == "red-circle-7-2.png"


async def test_names_that_are_taken_every_time_end_in_a_clear_error(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(part: Path, final: Path) -> None:
        raise FileClash("taken")

    monkeypatch.setattr("studio.library.pictures.publish", refuse)
    job = await job_of(library)
    with pytest.raises(FileClash, match="keep taking"):
        await library.pictures.save(job, picture(job, 0))
    monkeypatch.undo()
    asset = (await library.pictures.save(job, picture(job, 0))).asset
    assert files_in(asset.path.parent) == [asset.path.name]


async def test_file_systems_without_hard_links(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_links(part: Path, final: Path) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", no_links)
    first, second = await job_of(library), await job_of(library)
    one = (await library.pictures.save(first, picture(first, 0))).asset
    two = (await library.pictures.save(second, picture(second, 0))).asset
    assert files_in(one.path.parent) == ["red-circle-7-2.png", "red-circle-7.png"]
    assert (await library.verify()).ok
    assert one.sha256 == two.sha256


async def test_pictures_with_a_folder_of_their_own_stay_there(library: Library, tmp_path: Path) -> None:
    job = await job_of(library, folder=str(tmp_path / "out"))
    asset = (await library.pictures.save(job, picture(job, 0))).asset
    assert asset.path == tmp_path / "out" / "red-circle-7.png"
    assert await library.assets() == (asset,)


@pytest.mark.parametrize("case", ["no parent", "file in its place", "file above"])
async def test_a_folder_that_cannot_be_used_is_named_with_a_remedy(library: Library, tmp_path: Path, case: str) -> None:
    (tmp_path / "file").write_text("mine")
    folder = {"no parent": "a/b", "file in its place": "file", "file above": "file/below"}[case]
    job = await job_of(library, folder=str(tmp_path / folder))
    with pytest.raises(FolderUnusable) as caught:
        await library.pictures.save(job, picture(job, 0))
    assert str(tmp_path / "file" if case != "no parent" else tmp_path / "a") in caught.value.message
    assert "can be saved again" in caught.value.remedy
    assert (tmp_path / "file").read_text() == "mine"
    assert await library.assets() == ()
    after = await library.jobs.job(job.id)
    assert after is not None
    assert after.made == ()


async def test_a_picture_that_could_not_be_saved_can_be_saved_later(library: Library, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("in the way")
    job = await job_of(library, folder=str(tmp_path / "out"))
    with pytest.raises(FolderUnusable):
        await library.pictures.save(job, picture(job, 0))
    (tmp_path / "out").unlink()
    asset = (await library.pictures.save(job, picture(job, 0))).asset
    assert asset.path.exists()


async def test_what_does_not_belong_is_refused(library: Library) -> None:
    job = await job_of(library, count=2)
    with pytest.raises(JobError):
        await library.pictures.save(job, msgspec.structs.replace(picture(job, 0), index=2))
    with pytest.raises(JobError):
        await library.pictures.save(msgspec.structs.replace(job, id="0" * 32), picture(job, 0))
    with pytest.raises(ProtocolError):
        await library.pictures.save(job, msgspec.structs.replace(picture(job, 0), data=b"short"))
    assert await library.assets() == ()


@pytest.mark.parametrize(("encoding", "suffix"), [("png", ".png"), ("jpeg", ".jpg"), ("webp", ".webp")])
async def test_files_from_elsewhere_are_kept_byte_for_byte(library: Library, encoding: Encoding, suffix: str) -> None:
    buffer = io.BytesIO()
    Image.new("RGB", (SIDE, SIDE), (10, 20, 30)).save(buffer, encoding)
    job = await job_of(library)
    sent = msgspec.structs.replace(picture(job, 0), encoding=encoding, data=buffer.getvalue())
    asset = (await library.pictures.save(job, sent)).asset
    assert asset.path.name == f"red-circle-7{suffix}"
    assert asset.path.read_bytes() == buffer.getvalue()
    decoded = read_recipe(asset.path)
    assert decoded is not None
    assert decoded.recipe == sent.recipe
    assert files_in(asset.path.parent) == sorted([asset.path.name, sidecar(asset.path).name])


async def test_transparent_pictures(library: Library) -> None:
    job = await job_of(library)
    data = bytes([1, 2, 3, 128]) * (SIDE * SIDE)
    asset = (
        await library.pictures.save(job, msgspec.structs.replace(picture(job, 0), encoding="rgba8", data=data))
    ).asset
    with Image.open(asset.path) as image:
        assert (image.mode, image.tobytes()) == ("RGBA", data)


async def test_a_project_has_one_folder_whatever_its_case(library: Library, place: Home) -> None:
    folders: set[Path] = set()
    for project in ("Summer: Ads", "summer  ads", "SUMMER ADS"):
        job = await job_of(library, project=project)
        folders.add((await library.pictures.save(job, picture(job, 0))).asset.path.parent)
    assert folders == {place.pictures / "Summer Ads"}
    assert project_folder(place.pictures, "../../etc") == place.pictures / "etc"


async def test_listing_and_search(library: Library) -> None:
    found: list[Asset] = []
    for prompt, project in (("Red CIRCLE", "A"), ("blue circle on Straße", "A"), ("red square 🦊", "B")):
        job = await job_of(library, prompt=prompt, project=project)
        found.append((await library.pictures.save(job, picture(job, 0))).asset)
    red, blue, square = found
    assert await library.assets() == (square, blue, red)
    assert await library.assets(limit=1, offset=1) == (blue,)
    assert await library.assets(project="A") == (blue, red)
    assert await library.search("circle") == (blue, red)
    assert await library.search("CIRCLE red") == (red,)
    assert await library.search("STRASSE") == (blue,)
    assert await library.search("🦊") == (square,)
    assert await library.search("100%_") == ()
    assert len(await library.search("")) == 3


async def test_errors_of_the_database_leave_the_reservation_to_the_next_save(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file is in its place, but the second transaction fails: saving again adopts that file."""
    job = await job_of(library)

    def fail(self: Pictures, reservation: object) -> Asset:
        raise StorageError("gone")

    monkeypatch.setattr(Pictures, "_adopt", fail)
    with pytest.raises(StorageError, match="gone"):
        await library.pictures.save(job, picture(job, 0))
    monkeypatch.undo()
    assert await library.assets() == ()
    asset = (await library.pictures.save(job, picture(job, 0))).asset
    assert files_in(asset.path.parent) == [asset.path.name] == ["red-circle-7.png"]
