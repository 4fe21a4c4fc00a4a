"""The files of stars and notes: written soon, merged, whole; read back when the database is lost."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from studio.library import Library, backup, sidecars
from studio.library.names import TRASH
from studio.library.sidecar_file import NAME
from studio.paths import Home
from studio.recipe.asset import Asset
from tests.library.conftest import PATIENCE
from tests.library.disks import read_only, refuses
from tests.library.samples import saved


def opened(place: Home) -> Library:
    return Library.open(place, patience=PATIENCE)


def reopened(library: Library, place: Home, *, lost: bool = True) -> Library:
    """Close it, which writes what waits; lose the database; open again."""
    library.close()
    if lost:
        for copy in backup.newest_first(place.backups):
            copy.unlink()
        for suffix in ("", "-wal", "-shm"):
            place.database.with_name(place.database.name + suffix).unlink(missing_ok=True)
    return opened(place)


def content(folder: Path) -> dict[str, dict[str, Any]]:
    document = json.loads((folder / NAME).read_text(encoding="utf-8"))
    assert (document["kind"], document["version"]) == ("blink-studio/stars-and-notes", 1)
    return {entry.pop("file"): entry for entry in document["pictures"]}


@pytest.fixture
def never_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are written at closing alone."""
    monkeypatch.setattr(sidecars, "DELAY_SECONDS", 3600.0)


@pytest.mark.usefixtures("never_soon")
async def test_many_changes_are_one_file_written_at_closing_at_the_latest(place: Home) -> None:
    library = opened(place)
    pictures = await saved(library, count=30)
    folder = pictures[0].path.parent
    for asset in pictures:
        await library.mark([asset.id], "starred")
    await library.annotate(pictures[0].id, "Öl auf\nLeinwand")
    await library.tag([pictures[1].id], ["Sea", "Blue"])
    assert not (folder / NAME).exists()
    library.close()
    told = content(folder)
    assert len(told) == 30
    assert told[pictures[0].path.name] == {"sha256": pictures[0].sha256, "mark": "starred", "note": "Öl auf\nLeinwand"}
    assert told[pictures[1].path.name]["tags"] == ["Sea", "Blue"]
    assert sorted(path.name for path in folder.iterdir()) == sorted([NAME, *(asset.path.name for asset in pictures)])


async def test_it_is_written_without_waiting_for_the_end(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sidecars, "DELAY_SECONDS", 0.0)
    first, *_ = await saved(library)
    await library.mark([first.id], "starred")
    while not (first.path.parent / NAME).exists():
        await library.assets(limit=1)
    assert content(first.path.parent) == {first.path.name: {"sha256": first.sha256, "mark": "starred"}}


async def test_no_file_where_there_is_nothing_to_say(library: Library) -> None:
    first, *_ = await saved(library)
    await library.mark([first.id], "starred")
    await library.mark([first.id], "none")
    library.close()
    assert not (first.path.parent / NAME).exists()


@pytest.mark.usefixtures("never_soon")
async def test_everything_is_back_after_the_database_was_lost(place: Home) -> None:
    library = opened(place)
    first, second, third = await saved(library, project="Summer")
    (other,) = await saved(library, count=1, project="Winter")
    await library.mark([first.id, other.id], "starred")
    await library.mark([second.id], "rejected")
    await library.annotate(first.id, "for Anna")
    await library.tag([first.id, third.id], ["Sea", "deep blue"])
    await library.trash([second.id])
    library = reopened(library, place)
    try:
        found = {asset.path.name: asset for asset in await library.assets(project="Summer")}
        again = found[first.path.name]
        assert (again.mark, again.note, again.tags) == ("starred", "for Anna", ("Sea", "deep blue"))
        assert found[third.path.name].tags == ("Sea", "deep blue")
        assert len(found) == 2
        (lost,) = await library.trashed()
        assert (lost.mark, lost.trashed, lost.project) == ("rejected", True, "Summer")
        assert lost.path == second.path.parent / TRASH / second.path.name
        assert [asset.path for asset in await library.marked("Winter", "starred")] == [other.path]
        assert await library.tags() == ("deep blue", "Sea")
        await library.untrash([lost.id])
        assert second.path.exists()
    finally:
        library.close()


@pytest.mark.usefixtures("never_soon")
async def test_stars_made_after_the_copy_of_a_damaged_database_are_not_lost(place: Home) -> None:
    library = opened(place)
    first, second, _ = await saved(library)
    await library.mark([second.id], "starred")
    await library.backup()
    await library.mark([first.id], "starred")
    await library.mark([second.id], "none")
    library.close()
    place.database.write_bytes(b"broken")
    library = opened(place)
    try:
        assert [asset.id for asset in await library.marked(None, "starred")] == [first.id]
    finally:
        library.close()


async def test_restoring_an_older_copy_keeps_what_the_folders_say(library: Library) -> None:
    first, second, _ = await saved(library)
    copy = await library.backup()
    await library.mark([first.id], "starred")
    await library.trash([second.id])
    await library.restore(copy)
    assert [asset.id for asset in await library.marked(None, "starred")] == [first.id]
    (lost,) = await library.trashed()
    assert lost.id == second.id
    await library.untrash([lost.id])
    assert (await library.asset(second.id)) == second


async def test_pictures_moved_and_renamed_keep_their_stars(place: Home) -> None:
    library = opened(place)
    first, second, third = await saved(library, project="Summer")
    await library.mark([first.id], "starred")
    await library.mark([second.id], "rejected")
    await library.annotate(third.id, "third")
    library.close()
    (place.pictures / "Winter").mkdir()
    first.path.rename(place.pictures / "Winter" / "first.png")
    aside = second.path.with_name("aside.png")  # the other two change places
    second.path.rename(aside)
    third.path.rename(second.path)
    aside.rename(third.path)
    for lost in (False, True):
        library = reopened(library, place, lost=lost)
        await library.rebuild()
        found = {asset.path: (asset.mark, asset.note) for asset in await library.assets()}
        library.close()
        assert found == {
            place.pictures / "Winter" / "first.png": ("starred", ""),
            second.path: ("none", "third"),
            third.path: ("rejected", ""),
        }
        assert set(content(place.pictures / "Winter")) == {"first.png"}
        assert set(content(first.path.parent)) == {second.path.name, third.path.name}, "nothing of the name before"


async def test_an_edited_picture_keeps_its_star(library: Library) -> None:
    first, second, _ = await saved(library)
    await library.mark([first.id], "starred")
    first.path.write_bytes(second.path.read_bytes())
    await library.rebuild()
    assert [asset.path for asset in await library.marked(None, "starred")] == [first.path]


async def test_equal_pictures_keep_their_own_stars(place: Home) -> None:
    library = opened(place)
    first, second = await saved(library, count=1), await saved(library, count=1)
    assert first[0].sha256 == second[0].sha256
    await library.mark([second[0].id], "starred")
    library = reopened(library, place)
    try:
        assert [asset.path for asset in await library.marked(None, "starred")] == [second[0].path]
    finally:
        library.close()


@pytest.mark.usefixtures("never_soon")
async def test_what_is_said_of_pictures_unknown_to_the_database_stays(place: Home) -> None:
    """A folder from another machine, copied in but not yet found by a rebuild."""
    library = opened(place)
    first, second, _ = await saved(library)
    await library.mark([first.id], "starred")
    library.close()
    other = Home(data=place.data / "b", pictures=place.data / "b" / "P", config=place.config, cache=place.cache)
    library = opened(other)
    mine, *_ = await saved(library, prompt="mine")
    shutil.copy(first.path.parent / NAME, mine.path.parent / NAME)
    await library.mark([mine.id], "starred")
    library.close()
    assert set(content(mine.path.parent)) == {first.path.name, mine.path.name}
    shutil.copy(first.path, mine.path.parent)
    shutil.copy(second.path, mine.path.parent)
    library = opened(other)
    try:
        await library.rebuild()
        assert {asset.path.name for asset in await library.marked(None, "starred")} == {first.path.name, mine.path.name}
    finally:
        library.close()


@pytest.mark.parametrize("harm", ["no JSON", '{"kind": "blink-studio/stars-and-notes", "version": 99}', "[]"])
async def test_a_damaged_file_is_told_and_kept_aside(library: Library, harm: str) -> None:
    first, *_ = await saved(library)
    folder = first.path.parent
    (folder / NAME).write_text(harm)
    rebuilt = await library.rebuild()
    assert (rebuilt.kept, len(rebuilt.unreadable)) == (3, 1)
    assert str(folder / NAME) in rebuilt.unreadable[0]
    await library.mark([first.id], "starred")
    library.close()
    assert set(content(folder)) == {first.path.name}
    assert (folder / f"{NAME}.damaged-1").read_text() == harm


async def test_a_file_edited_by_hand_brings_only_what_the_studio_could_keep(place: Home) -> None:
    library = opened(place)
    (first,) = await saved(library, count=1)
    await library.trash([first.id])
    library.close()
    file = place.pictures / "Sketches" / NAME
    entry = {"file": f"{TRASH}/{first.path.name}", "sha256": first.sha256, "from": "../../../escape.png"}
    wild = entry | {"tags": ["good", "", "a\u202eb", "Good"], "note": "x" * 30_000, "mark": "starred"}
    file.write_text(json.dumps({"kind": "blink-studio/stars-and-notes", "version": 1, "pictures": [wild]}))
    library = reopened(library, place)
    try:
        (found,) = await library.trashed()
        assert (found.mark, found.tags, len(found.note)) == ("starred", ("good",), 20_000)
        await library.untrash([found.id])
        assert first.path.exists(), "beside its trash, where nothing credible says otherwise"
    finally:
        library.close()


@pytest.mark.usefixtures("never_soon")
async def test_pictures_elsewhere_have_the_file_beside_them(library: Library, tmp_path: Path) -> None:
    (first,) = await saved(library, count=1, folder=str(tmp_path / "out"))
    await library.mark([first.id], "starred")
    library.close()
    assert set(content(tmp_path / "out")) == {first.path.name}


async def test_a_folder_that_cannot_be_written_never_fails_a_mark(library: Library, tmp_path: Path) -> None:
    (first,) = await saved(library, count=1)
    with read_only(tmp_path / "locked") as folder:
        assert refuses(folder)
        elsewhere = await in_folder(library, first, folder)
        assert await library.mark([elsewhere.id], "starred")
        library.close()
        assert not (folder / NAME).exists()


async def in_folder(library: Library, asset: Asset, folder: Path) -> Asset:
    """The row of a picture that was saved to `folder` before it became read-only."""
    row = ("UPDATE assets SET folder = ? WHERE id = ?", (str(folder), asset.id))
    await library._database.written(lambda connection: connection.execute(*row))
    found = await library.asset(asset.id)
    assert found is not None
    return found


async def test_a_killed_process_leaves_the_writing_to_the_next(place: Home) -> None:
    script = (
        "import asyncio, os, sys; from pathlib import Path; from studio.library import Library, sidecars\n"
        "from studio.paths import home_at; from tests.library.samples import saved\n"
        "sidecars.DELAY_SECONDS = 3600\n"
        "async def main():\n"
        " library = Library.open(home_at(Path(sys.argv[1]))); first, *_ = await saved(library)\n"
        " await library.mark([first.id], 'starred'); os._exit(9)\n"
        "asyncio.run(main())"
    )
    assert subprocess.run([sys.executable, "-c", script, str(place.data)], check=False).returncode == 9
    folder = place.pictures / "Sketches"
    assert not (folder / NAME).exists()
    library = opened(place)
    await library.recover()
    library.close()
    assert len(content(folder)) == 1


@pytest.mark.usefixtures("never_soon")
async def test_two_processes_write_one_file_with_what_both_said(place: Home) -> None:
    libraries = [opened(place), opened(place)]
    first, second, _ = await saved(libraries[0])
    await libraries[0].mark([first.id], "starred")
    await libraries[1].mark([second.id], "rejected")
    for library in libraries:
        library.close()
        assert {name: entry["mark"] for name, entry in content(first.path.parent).items()} == {
            first.path.name: "starred",
            second.path.name: "rejected",
        }


@pytest.mark.usefixtures("never_soon")
async def test_where_a_trashed_picture_came_from_is_back_too(place: Home) -> None:
    """From a folder inside the project, under another name than it has in the trash."""
    library = opened(place)
    first, second, _ = await saved(library)
    deep = first.path.parent / "best" / second.path.name
    deep.parent.mkdir()
    first.path.rename(deep)
    await library.rebuild()
    library = reopened(library, place, lost=False)
    await library.trash([second.id])
    await library.trash([first.id])
    library = reopened(library, place)
    try:
        lost = await library.trashed()
        assert {asset.path.name for asset in lost} == {second.path.name, "red-circle-8-2.png"}
        await library.untrash([asset.id for asset in lost])
        assert {asset.path for asset in await library.assets()} >= {deep, second.path}
    finally:
        library.close()
