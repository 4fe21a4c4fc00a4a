"""The lists of a batch: what they say, whom they never overwrite, and that they are written whole."""

from __future__ import annotations

import asyncio
import contextlib
import csv
import hashlib
import io
import json
import os
import resource
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from studio.errors import DiskFull, FolderUnusable, JobError, StorageError
from studio.jobs.contact_sheet import ContactSheet, columns_for
from studio.jobs.listing import Listing, listing
from studio.jobs.manifest import plain
from studio.jobs.results import Results, manifest_of, write_lists
from studio.library.library import Library
from studio.paths import home_at
from studio.recipe.codec import decode
from studio.recipe.queue import Batch
from tests.jobs.batches import batch_in, claimed, enqueued, failed, made
from tests.library.disks import may_mount, small_disk


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    opened = Library.open(home_at(tmp_path / "home"), patience=0.5)
    yield opened
    opened.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "out"


def read_json(path: Path) -> dict[str, Any]:
    return json.loads(path.read_text(encoding="utf-8"))


def read_csv(path: Path) -> list[dict[str, str]]:
    data = path.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def contents(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir() if path.is_file()}


async def finished(library: Library, batch: Batch, names: list[str], count: int = 1) -> None:
    await enqueued(library, batch, names, count)
    for _ in names:
        await made(library)


async def test_the_lists_name_every_picture_and_every_job_set_aside(library: Library, folder: Path) -> None:
    batch = batch_in(folder, plan="/plans/autumn.csv")
    await enqueued(library, batch, ["fox", "moon", "sun"], count=2)
    await made(library)
    await failed(library, "The model is not there.", "Install it.")
    await made(library)
    change = await Results(library).write(batch.id)
    assert change.batches == {batch.id}
    (state,) = await library.jobs.batches()
    assert state.written

    document = read_json(folder / "manifest.json")
    assert document["plan"] == "/plans/autumn.csv"
    assert document["batch"] == {"id": batch.id, "name": "Autumn", "project": "Autumn", "folder": str(folder)}
    assert [(entry["number"], entry["name"], entry["seed"]) for entry in document["pictures"]] == [
        (1, "fox", 1),
        (1, "fox", 2),
        (3, "sun", 201),
        (3, "sun", 202),
    ]
    assets = {asset.path: asset for asset in await library.assets()}
    for entry in document["pictures"]:
        path = folder / entry["file"]
        assert hashlib.sha256(path.read_bytes()).hexdigest() == entry["sha256"]
        assert decode(json.dumps(entry["recipe"])).recipe == assets[path].recipe
        assert (entry["width"], entry["height"], entry["model"], entry["seconds"]) == (16, 16, "starter", 1.5)
    (aside,) = document["set_aside"]
    assert (aside["number"], aside["name"], aside["prompt"], aside["missing"]) == (2, "moon", "a moon", 2)
    assert (aside["state"], aside["reason"], aside["remedy"]) == ("failed", "The model is not there.", "Install it.")
    assert {part["file"]: part["sha256"] for part in document["lists"]} == {
        name: sum for name, sum in contents(folder).items() if name in ("manifest.csv", "contact-sheet.jpg")
    }

    rows = read_csv(folder / "manifest.csv")
    assert [(row["name"], row["status"]) for row in rows] == [
        *[("fox", "made")] * 2,
        *[("sun", "made")] * 2,
        ("moon", "failed: The model is not there."),
    ]
    assert {row["file"] for row in rows if row["file"]} == {entry["file"] for entry in document["pictures"]}
    with Image.open(folder / "contact-sheet.jpg") as sheet:
        assert sheet.mode == "RGB"
        assert sheet.info["icc_profile"]


async def test_writing_again_changes_nothing(library: Library, folder: Path) -> None:
    batch = batch_in(folder)
    await finished(library, batch, ["fox", "moon"])
    await Results(library).write(batch.id)
    before, times = contents(folder), {path: path.stat().st_mtime_ns for path in folder.iterdir()}
    assert not await Results(library).write(batch.id)
    await asyncio.to_thread(write_lists, await listing(library, batch))
    assert contents(folder) == before
    assert {path: path.stat().st_mtime_ns for path in folder.iterdir()} == times


async def test_deleted_and_moved_pictures_are_left_out(library: Library, folder: Path, tmp_path: Path) -> None:
    batch = batch_in(folder)
    await enqueued(library, batch, ["fox", "moon", "sun"])
    fox, moon, _ = [asset for _ in range(3) for asset in await made(library)]
    await library.trash([fox.id])
    moon.path.rename(tmp_path / "elsewhere.png")
    await Results(library).write(batch.id)
    assert [entry["name"] for entry in read_json(folder / "manifest.json")["pictures"]] == ["sun"]
    assert [row["name"] for row in read_csv(folder / "manifest.csv")] == ["sun"]


async def test_a_picture_that_lies_elsewhere_is_named_in_full(library: Library, folder: Path, tmp_path: Path) -> None:
    batch = batch_in(tmp_path / "other")
    await enqueued(library, batch_in(folder), ["fox"])
    (fox,) = await made(library)
    (job,) = await library.jobs.jobs()
    found = await listing(library, await _batch_of(library, job.order.batch))
    moved = Listing(**{**_fields(found), "batch": batch})
    await asyncio.to_thread(write_lists, moved)
    (entry,) = read_json(tmp_path / "other" / "manifest.json")["pictures"]
    assert entry["file"] == str(fox.path)


async def _batch_of(library: Library, id: str) -> Batch:
    return next(state.batch for state in await library.jobs.batches() if state.batch.id == id)


def _fields(found: Listing) -> dict[str, Any]:
    return {name: getattr(found, name) for name in found.__struct_fields__}


@pytest.mark.parametrize("name", ["manifest.json", "manifest.csv", "contact-sheet.jpg"])
@pytest.mark.parametrize("content", [b"mine", b"", b'{"made_by": "me"}', b"\xff\xfe{"])
async def test_a_file_of_the_user_is_never_overwritten(
    library: Library, folder: Path, name: str, content: bytes
) -> None:
    batch = batch_in(folder)
    folder.mkdir()
    (folder / name).write_bytes(content)
    await finished(library, batch, ["fox"])
    for _ in range(2):
        await asyncio.to_thread(write_lists, await listing(library, batch))
    assert (folder / name).read_bytes() == content
    stem, dot, suffix = name.rpartition(".")
    assert (folder / f"{stem}-2{dot}{suffix}").is_file()
    assert len(list(folder.iterdir())) == 5, "the user's file, three lists, a picture"
    manifest = manifest_of(batch)
    assert manifest is not None
    assert [entry["name"] for entry in read_json(manifest)["pictures"]] == ["fox"]


async def test_a_list_that_the_user_changed_is_theirs_from_then_on(library: Library, folder: Path) -> None:
    batch = batch_in(folder)
    await finished(library, batch, ["fox"])
    await Results(library).write(batch.id)
    notes = (folder / "manifest.csv").read_bytes() + b"my notes\r\n"
    (folder / "manifest.csv").write_bytes(notes)
    await finished(library, batch, ["moon"])
    await Results(library).write(batch.id)
    assert (folder / "manifest.csv").read_bytes() == notes
    assert [row["name"] for row in read_csv(folder / "manifest-2.csv")] == ["fox", "moon"]
    assert not (folder / "contact-sheet-2.jpg").exists()


async def test_two_plans_in_one_folder_have_lists_of_their_own(library: Library, folder: Path) -> None:
    one, two = batch_in(folder, plan="/plans/one.csv"), batch_in(folder, "Winter", plan="/plans/two.csv")
    for batch, name in ((one, "fox"), (two, "moon")):
        await finished(library, batch, [name])
        await Results(library).write(batch.id)
    assert [entry["name"] for entry in read_json(folder / "manifest.json")["pictures"]] == ["fox"]
    assert [entry["name"] for entry in read_json(folder / "manifest-2.json")["pictures"]] == ["moon"]
    assert manifest_of(two) == folder / "manifest-2.json"


async def test_a_plan_run_again_lists_what_earlier_runs_made(library: Library, folder: Path) -> None:
    first = batch_in(folder, plan="/plans/autumn.csv", created=1.0)
    await enqueued(library, first, ["fox", "moon"])
    await made(library)
    await failed(library)
    await Results(library).write(first.id)
    second = batch_in(folder, "Autumn 2", plan="/plans/autumn.csv", created=2.0)
    await finished(library, second, ["moon"])
    await Results(library).write(second.id)
    document = read_json(folder / "manifest.json")
    assert sorted(entry["name"] for entry in document["pictures"]) == ["fox", "moon"]
    assert document["set_aside"] == []
    assert document["batch"]["name"] == "Autumn 2"
    assert not (folder / "manifest-2.json").exists()


async def test_what_only_the_manifest_remembers_stays_listed(library: Library, folder: Path) -> None:
    """The database was lost, the plan is run again: its new batch knows of the first picture nothing."""
    lost = batch_in(folder, plan="/plans/autumn.csv", created=2.0)
    await finished(library, lost, ["fox", "owl"])
    await Results(library).write(lost.id)
    (entry, _) = read_json(folder / "manifest.json")["pictures"]
    next(folder.glob("owl*")).unlink()
    (folder / "manifest.json").write_bytes((folder / "manifest.json").read_bytes().replace(lost.id.encode(), b"0" * 32))
    again = batch_in(folder, "Autumn 2", plan="/plans/autumn.csv", created=1.0)
    await finished(library, again, ["moon"])
    await Results(library).write(again.id)
    fox, moon = read_json(folder / "manifest.json")["pictures"]
    assert fox == entry
    assert moon["name"] == "moon"


async def test_what_another_job_made_is_not_set_aside(library: Library, folder: Path) -> None:
    batch = batch_in(folder)
    await enqueued(library, batch, ["fox"])
    await failed(library)
    await finished(library, batch, ["fox"])
    await Results(library).write(batch.id)
    assert read_json(folder / "manifest.json")["set_aside"] == []


async def test_a_batch_of_failures_only_says_so(library: Library, folder: Path) -> None:
    batch = batch_in(folder / "deep" / "er")
    await enqueued(library, batch, ["fox"])
    await failed(library)
    await Results(library).write(batch.id)
    document = read_json(folder / "deep" / "er" / "manifest.json")
    assert document["pictures"] == []
    assert len(document["set_aside"]) == 1
    with Image.open(folder / "deep" / "er" / "contact-sheet.jpg") as sheet:
        sheet.load()


async def test_a_folder_that_was_removed_stays_removed(library: Library, folder: Path) -> None:
    batch = batch_in(folder)
    await enqueued(library, batch, ["fox"])
    (fox,) = await made(library)
    fox.path.unlink()
    folder.rmdir()
    assert (await Results(library).write(batch.id)).batches == {batch.id}
    assert not folder.exists()


async def test_a_disk_that_is_away_is_told(library: Library, folder: Path) -> None:
    disk = folder / "disk"
    disk.mkdir(parents=True)
    batch = batch_in(disk / "out")
    await finished(library, batch, ["fox"])
    disk.rename(folder / "away")
    with pytest.raises(FolderUnusable):
        await Results(library).write(batch.id)
    assert not disk.exists()
    (state,) = await library.jobs.batches()
    assert not state.written
    (folder / "away").rename(disk)
    await Results(library).write(batch.id)
    assert (disk / "out" / "manifest.json").is_file()


@pytest.mark.skipif(not may_mount(), reason="needs a small disk of its own")
async def test_a_full_disk_leaves_the_lists_as_they_were(library: Library, tmp_path: Path) -> None:
    with small_disk("tmpfs", tmp_path / "disk") as disk:
        batch = batch_in(disk.folder / "out")
        await finished(library, batch, ["fox"])
        await Results(library).write(batch.id)
        before = contents(disk.folder / "out")
        await finished(library, batch, [f"moon-{number}" for number in range(60)])
        more = set(contents(disk.folder / "out"))
        disk.fill()
        with pytest.raises(DiskFull):
            await Results(library).write(batch.id)
        after = contents(disk.folder / "out")
        assert before.items() <= after.items()
        assert set(after) == more
        disk.free()
        await Results(library).write(batch.id)
        assert len(read_json(disk.folder / "out" / "manifest.json")["pictures"]) == 61


async def test_an_unknown_batch_is_told(library: Library) -> None:
    with pytest.raises(JobError):
        await Results(library).write("nobody")


async def test_pages_and_those_no_longer_needed(library: Library, folder: Path) -> None:
    batch = batch_in(folder)
    names = [f"picture-{number:03}" for number in range(80)]
    await finished(library, batch, names)
    await Results(library).write(batch.id)
    sheets = {"contact-sheet.jpg", "contact-sheet-2.jpg"}
    assert {name for name in contents(folder) if name.startswith("contact")} >= sheets
    keep = {asset.path.stem for asset in (await library.assets())[:5]}
    await library.trash([asset.id for asset in await library.assets() if asset.path.stem not in keep])
    await asyncio.to_thread(write_lists, await listing(library, batch))
    assert {name for name in contents(folder) if name.startswith("contact")} == {"contact-sheet.jpg"}


async def test_a_cancelled_caller_leaves_nothing_half_written(library: Library, folder: Path) -> None:
    batch = batch_in(folder)
    await finished(library, batch, [f"picture-{number}" for number in range(30)])
    found = await listing(library, batch)
    asked = threading.Event()

    def stopped() -> bool:
        asked.set()
        return True

    await asyncio.to_thread(write_lists, found, stopped)
    assert asked.is_set()
    assert all(name.startswith("picture-") for name in contents(folder))


async def test_a_crash_between_the_lists_leaves_none_unowned(
    library: Library, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As if the power went after each replacement in turn: the next writing finds everything to be ours."""
    batch = batch_in(folder)
    await finished(library, batch, ["fox"])
    await Results(library).write(batch.id)
    replace = Path.replace
    for crash in range(4):
        await enqueued(library, batch, [f"more-{crash}"])
        await made(library)
        left = [crash]

        def dying(self: Path, target: Path, left: list[int] = left) -> Path:
            left[0] -= 1
            if left[0] < 0:
                raise OSError("the power is gone")
            return replace(self, target)

        found = await listing(library, batch)
        monkeypatch.setattr(Path, "replace", dying)
        with contextlib.suppress(StorageError):
            write_lists(found)
        monkeypatch.setattr(Path, "replace", replace)
    write_lists(await listing(library, batch))
    lists = {name for name in contents(folder) if not name.endswith(".png")}
    assert lists == {"manifest.json", "manifest.csv", "contact-sheet.jpg"}
    assert len(read_json(folder / "manifest.json")["pictures"]) == 5


async def test_a_damaged_picture_leaves_a_gap_in_the_sheet(library: Library, folder: Path) -> None:
    batch = batch_in(folder)
    await enqueued(library, batch, ["fox", "moon"])
    (fox,), _ = await made(library), await made(library)
    fox.path.write_bytes(b"no picture")
    await Results(library).write(batch.id)
    with Image.open(folder / "contact-sheet.jpg") as sheet:
        sheet.load()


async def test_unfinished_batches_say_so(library: Library, folder: Path) -> None:
    batch = batch_in(folder)
    await enqueued(library, batch, ["fox", "moon"])
    await made(library)
    await claimed(library)
    await Results(library).write(batch.id)
    assert read_json(folder / "manifest.json")["unfinished"] == 1


async def test_names_in_any_script_fit_beneath_their_pictures(library: Library, folder: Path) -> None:
    batch = batch_in(folder, name="Сезон 秋 " * 40)
    names = ["赤い丸-" * 20, "ثعلب-أحمر", "a" * 190, "one-two three_four five-six-seven-eight-nine-ten", "🦊", "x"]
    await finished(library, batch, names)
    sheet = ContactSheet(await listing(library, batch))
    (page,) = sheet.pages
    for cell in (cell for row in page for cell in row):
        assert 1 <= len(cell.names) <= 2
        assert cell.names[0]
    assert sheet.paint(0).width == sheet.width


_LETTERING = """
from PIL import Image
from studio.jobs.lettering import Lettering
page = Image.new("RGB", (300, 40), "white")
letters = Lettering()
letters.draw(page, "fox 秋", (5, 5), 20, 0)
print(letters.width("fox", 20) > 10, page.getextrema()[0][0] < 128)
"""


@pytest.mark.parametrize("fonts", [None, "<fontconfig></fontconfig>"])
def test_letters_are_drawn_quietly_whatever_fonts_there_are(tmp_path: Path, fonts: str | None) -> None:
    """Without any font of the system the one that Pillow brings is used."""
    environment = dict(os.environ)
    if fonts is not None:
        (tmp_path / "fonts.conf").write_text(fonts)
        environment["FONTCONFIG_FILE"] = str(tmp_path / "fonts.conf")
    done = subprocess.run([sys.executable, "-c", _LETTERING], env=environment, capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("True True\n", "")


def test_few_pictures_stand_in_few_columns() -> None:
    assert [columns_for(count) for count in (0, 1, 9, 10, 17, 26, 5000)] == [3, 3, 3, 4, 5, 6, 6]


@given(st.text(max_size=20))
def test_no_cell_is_a_formula(text: str) -> None:
    shown = str(plain(text))
    assert shown.endswith(text)
    assert not shown.lstrip().startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠"))
    assert not shown.startswith(("\t", "\r", "\n"))


async def test_formulas_and_quotes_survive_the_spreadsheet(library: Library, folder: Path) -> None:
    batch = batch_in(folder)
    await finished(library, batch, ['=HYPERLINK("http://x","y")'])
    await Results(library).write(batch.id)
    (row,) = read_csv(folder / "manifest.csv")
    assert row["name"] == '\'=HYPERLINK("http://x","y")'
    assert row["seed"] == "1"


async def test_where_the_contact_sheet_does_not_fit_the_manifest_is_written_all_the_same(
    library: Library, folder: Path, tmp_path: Path
) -> None:
    """The system refuses files as large as a sheet; the old sheet stays, and is still ours to replace."""
    batch = batch_in(folder)
    await finished(library, batch, ["fox"])
    await Results(library).write(batch.id)
    old = (folder / "contact-sheet.jpg").read_bytes()
    await finished(library, batch, ["moon", "sun"])
    found = await listing(library, batch)
    with no_file_larger_than(8192), pytest.raises(DiskFull, match="no contact sheet"):
        write_lists(found)
    assert [entry["name"] for entry in read_json(folder / "manifest.json")["pictures"]] == ["fox", "moon", "sun"]
    assert (folder / "manifest.csv").read_text(encoding="utf-8-sig").count("\n") == 4
    assert (folder / "contact-sheet.jpg").read_bytes() == old
    await Results(library).write(batch.id)
    assert (folder / "contact-sheet.jpg").read_bytes() != old
    assert len(list(folder.iterdir())) == 3 + 3


@contextmanager
def no_file_larger_than(most: int) -> Iterator[None]:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
