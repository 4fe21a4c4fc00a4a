"""The trash: there and back, nothing overwritten, nothing lost wherever it is broken off."""

from __future__ import annotations

import asyncio
import io
import os
import shutil
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest
from PIL import Image

from studio.errors import DatabaseLocked, FolderUnusable, StorageError
from studio.library import Library, moves
from studio.library.names import TRASH, folder_name
from studio.library.sidecar_file import NAME
from studio.paths import Home
from studio.provenance.pictures import encode_png, read_recipe, sidecar
from studio.recipe.asset import Asset, Change
from studio.recipe.recipe import Recipe, StartImage
from tests.library.conftest import PATIENCE
from tests.library.disks import read_only, refuses
from tests.library.samples import SIDE, order, picture, recipe, saved


async def known(library: Library, asset: Asset) -> Asset:
    found = await library.asset(asset.id)
    assert found is not None
    return found


async def photograph(library: Library) -> Asset:
    """A picture of a service, with its recipe beside it."""
    buffer = io.BytesIO()
    Image.new("RGB", (20, 10)).save(buffer, "jpeg")
    (job,), _ = await library.jobs.enqueue([order()])
    sent = msgspec.structs.replace(picture(job, 0), encoding="jpeg", data=buffer.getvalue(), width=20, height=10)
    return (await library.pictures.save(job, sent)).asset


async def test_there_and_back(library: Library) -> None:
    first, second, third = await saved(library)
    folder = first.path.parent
    change = await library.trash([first.id, second.id])
    assert change == Change(assets=frozenset({first.id, second.id}))
    lost = await known(library, first)
    assert lost == msgspec.structs.replace(first, path=folder / TRASH / first.path.name, trashed=True)
    assert lost.path.exists()
    assert not first.path.exists()
    assert [asset.id for asset in await library.assets()] == [third.id]
    assert [asset.id for asset in await library.search("circle")] == [third.id]
    assert [asset.id for asset in await library.trashed("Sketches")] == [second.id, first.id]
    assert await library.trashed("Elsewhere") == ()
    assert not await library.trash([first.id]), "it is there already"
    assert (await library.verify()).ok
    rebuilt = await library.rebuild()
    assert (rebuilt.kept, rebuilt.found, rebuilt.moved, rebuilt.missing) == (3, (), 0, ())
    assert (await library.untrash([first.id, second.id, third.id])).assets == {first.id, second.id}
    assert await library.pictures.assets_of(first.job) == (first, second, third)
    assert await library.trashed() == ()


async def test_a_trashed_picture_is_not_made_again_and_stays_in_its_lineage(library: Library) -> None:
    first, *_ = await saved(library)
    await library.trash([first.id])
    job = await library.jobs.job(first.job)
    assert job is not None
    assert job.missing == ()
    parents, _ = await library.lineage(msgspec.structs.replace(first, recipe=started_from(first)))
    assert [asset.id for asset in parents] == [first.id]
    assert parents[0].trashed


def started_from(asset: Asset) -> Recipe:
    return msgspec.structs.replace(recipe(), start=StartImage(sha256=asset.sha256, strength=0.5))


async def test_names_in_the_trash_and_on_the_way_back_are_free_ones(library: Library) -> None:
    (first,) = await saved(library, count=1)
    await library.trash([first.id])
    (second,) = await saved(library, count=1)
    assert second.path == first.path, "its name was free"
    stranger = first.path.parent / TRASH / "red-circle-7-2.png"
    stranger.write_text("mine")
    await library.trash([second.id])
    assert (await known(library, second)).path.name == "red-circle-7-3.png"
    first.path.write_text("another program's")
    await library.untrash([first.id, second.id])
    names = [(await known(library, asset)).path.name for asset in (first, second)]
    assert names == ["red-circle-7-2.png", "red-circle-7-3.png"]
    assert (stranger.read_text(), first.path.read_text()) == ("mine", "another program's")
    assert (await library.verify()).ok


async def test_the_recipe_beside_goes_along(library: Library) -> None:
    photo = await photograph(library)
    await library.trash([photo.id])
    lost = await known(library, photo)
    assert sorted(path.name for path in lost.path.parent.iterdir()) == [photo.path.name, sidecar(photo.path).name]
    assert not sidecar(photo.path).exists()
    await library.untrash([photo.id])
    assert read_recipe(photo.path) is not None
    assert list(lost.path.parent.iterdir()) == []


async def test_pictures_elsewhere_and_outside_of_projects_have_a_trash_beside_them(
    library: Library, place: Home, tmp_path: Path
) -> None:
    (elsewhere,) = await saved(library, count=1, folder=str(tmp_path / "out"))
    (inside,) = await saved(library, count=1)
    loose = place.pictures / "loose.png"
    loose.write_bytes(encode_png(bytes(SIDE * SIDE * 3), SIDE, SIDE, recipe("loose")))
    deep = place.pictures / "Sketches" / "best" / "deep.png"
    deep.parent.mkdir()
    inside.path.rename(deep)
    (found,) = (await library.rebuild()).found
    await library.trash([elsewhere.id, found.id, inside.id])
    assert (await known(library, elsewhere)).path.parent == tmp_path / "out" / TRASH
    assert (await known(library, found)).path.parent == place.pictures / TRASH
    assert (await known(library, inside)).path.parent == place.pictures / "Sketches" / TRASH
    assert (await library.rebuild()).kept == 2
    shutil.rmtree(deep.parent)
    await library.untrash([elsewhere.id, found.id, inside.id])
    assert [(await known(library, asset)).path for asset in (elsewhere, found, inside)] == [elsewhere.path, loose, deep]


async def test_files_that_the_user_moves_into_the_trash_or_out_of_it(library: Library) -> None:
    first, second, _ = await saved(library)
    await library.trash([first.id])
    (await known(library, first)).path.rename(first.path)
    second.path.rename(first.path.parent / TRASH / "thrown.png")
    rebuilt = await library.rebuild()
    assert (rebuilt.moved, rebuilt.found, rebuilt.missing) == (2, (), ())
    assert await known(library, first) == first
    assert [asset.path.name for asset in await library.trashed()] == ["thrown.png"]
    await library.untrash([second.id])
    assert await known(library, second) == second


async def test_a_project_cannot_be_named_as_the_trash(library: Library) -> None:
    (first,) = await saved(library, count=1, project=TRASH.upper())
    assert first.path.parent.name == folder_name(TRASH.upper()) == "_DELETED PICTURES"
    await library.trash([first.id])
    assert (await library.rebuild()).kept == 1
    assert (await known(library, first)).trashed


async def test_a_picture_whose_file_is_gone_can_be_deleted(library: Library) -> None:
    first, second, _ = await saved(library)
    first.path.unlink()
    assert (await library.trash([first.id, second.id])).assets == {first.id, second.id}
    assert (await library.verify()).missing == ((await known(library, first)).path,)
    first.path.write_bytes((await known(library, second)).path.read_bytes())
    await library.rebuild()
    assert await library.asset(first.id) is None


async def test_all_or_none(library: Library, tmp_path: Path) -> None:
    """One of three lies where nothing can be moved: the others stay too."""
    first, second, third = await saved(library)
    with read_only(tmp_path / "locked") as folder:
        assert refuses(folder)
        row = ("UPDATE assets SET folder = ? WHERE id = ?", (str(folder), second.id))
        await library._database.written(lambda connection: connection.execute(*row))
        with pytest.raises(StorageError) as caught:
            await library.trash([first.id, second.id, third.id])
    assert isinstance(caught.value, FolderUnusable)
    assert caught.value.remedy
    assert [asset.trashed for asset in await library.pictures.assets_of(first.job)] == [False] * 3
    assert first.path.exists()
    assert third.path.exists()


async def test_a_refusal_in_the_middle_puts_everything_back(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    pictures = [*await saved(library), await photograph(library)]
    before = [asset.path for asset in pictures]
    link, calls = os.link, iter(range(100))

    def refused_once(source: Path, target: Path) -> None:
        if next(calls) == 3:
            raise OSError(5, "Input/output error")
        link(source, target)

    monkeypatch.setattr(os, "link", refused_once)
    with pytest.raises(StorageError, match="failed"):
        await library.trash([asset.id for asset in pictures])
    assert [(await known(library, asset)).path for asset in pictures] == before
    assert all(path.exists() for path in before)
    assert sidecar(before[3]).exists()
    assert list((before[0].parent / TRASH).iterdir()) == []
    assert (await library.trash([asset.id for asset in pictures])).assets == {asset.id for asset in pictures}


async def test_pictures_whose_folder_is_gone_can_be_deleted_and_forgotten(library: Library) -> None:
    first, second = await saved(library, count=2, project="Summer")
    shutil.rmtree(first.path.parent)
    assert (await library.trash([first.id, second.id])).assets == {first.id, second.id}
    assert await library.assets() == ()
    assert (await library.rebuild()).change.assets == {first.id, second.id}


async def test_a_disk_that_is_not_connected_is_told_with_a_remedy(library: Library, tmp_path: Path) -> None:
    (first,) = await saved(library, count=1, folder=str(tmp_path / "disk"))
    shutil.move(tmp_path / "disk", tmp_path / "unplugged")
    with pytest.raises(FolderUnusable) as caught:
        await library.trash([first.id])
    assert "connect its disk" in caught.value.remedy
    assert await known(library, first) == first


async def test_two_processes_move_the_same_pictures(library: Library, place: Home) -> None:
    pictures = await saved(library, count=8)
    ids = [asset.id for asset in pictures]
    other = Library.open(place, patience=PATIENCE)
    try:
        sides = [library.trash(ids), other.trash(ids[:5]), other.untrash(ids), library.trash(ids[3:])]
        changes = await asyncio.gather(*sides)
        assert changes[0] or changes[1]
        found = await library.pictures.assets_of(pictures[0].job)
        assert all(asset.path.is_file() and asset.trashed == (asset.path.parent.name == TRASH) for asset in found)
        await library.untrash(ids)
        assert await other.pictures.assets_of(pictures[0].job) == tuple(pictures)
    finally:
        other.close()


HOLD = """
import filelock, sys
with filelock.FileLock(sys.argv[1]):
    print("held", flush=True)
    sys.stdin.read()
"""


async def test_while_another_process_moves_pictures(library: Library, place: Home) -> None:
    first, *_ = await saved(library)
    command = [sys.executable, "-c", HOLD, str(place.data / "files.lock")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        with pytest.raises(DatabaseLocked, match="still being moved"):
            await library.trash([first.id])
        assert await library.mark([first.id], "starred"), "marks wait for nobody"
        await library.recover()
        process.communicate()
    assert await library.trash([first.id])


DIE_AT = """
import asyncio, os, sys
from pathlib import Path
from studio.library import Library, disk, moves, trash
from studio.paths import home_at
left = int(sys.argv[3])
def counted(step):
    def stepped(*given, **named):
        global left
        left -= 1
        if left < 0: os._exit(9)
        return step(*given, **named)
    return stepped
if sys.argv[4] == "no links":
    def no_links(*given): raise PermissionError(1, "no")
    os.link = no_links
for owner, name in ((os, "link"), (Path, "unlink"), (Path, "replace"), (Path, "touch"), (moves, "sync_folder"),
                    (moves, "promise"), (moves, "end")):
    setattr(owner, name, counted(getattr(owner, name)))
async def main():
    library = Library.open(home_at(Path(sys.argv[1])))
    await getattr(library, sys.argv[2])([asset.id for asset in await library.assets() or await library.trashed()])
    os._exit(0)
asyncio.run(main())
"""


async def died_at(home: Home, action: str, step: int, links: str) -> bool:
    """A process ended itself on the spot at the given step of moving every picture; False if it came to its end."""
    command = [sys.executable, "-c", DIE_AT, str(home.data), action, str(step), links]
    code = subprocess.run(command, check=False).returncode
    assert code in (0, 9)
    return code == 9


@pytest.mark.parametrize("links", ["links", "no links"])
@pytest.mark.parametrize("action", ["trash", "untrash"])
async def test_death_at_every_step(place: Home, action: str, links: str) -> None:
    """After each of them every picture is in one place, the database knows which, and the rest can be done."""
    library = Library.open(place, patience=PATIENCE)
    photo, (other,) = await photograph(library), await saved(library, count=1)
    contents = {asset.id: asset.path.read_bytes() for asset in (photo, other)}
    for step in range(100):
        if action == "untrash":
            await library.trash([photo.id, other.id])
        library.close()
        died = await died_at(place, action, step, links)
        library = Library.open(place, patience=PATIENCE)
        await library.recover()
        for asset in (await known(library, photo), await known(library, other)):
            assert asset.path.read_bytes() == contents[asset.id]
            assert asset.trashed == (asset.path.parent.name == TRASH)
        files = [path for path in place.pictures.rglob("*.*") if path.suffix in (".png", ".jpg")]
        recipes = list(place.pictures.rglob("*.jpg.studio.json"))
        assert len(files) == 2
        assert recipes == [sidecar((await known(library, photo)).path)]
        assert (await library.verify()).ok
        await library.untrash([photo.id, other.id])
        assert (await known(library, photo), await known(library, other)) == (photo, other)
        if not died:
            break
    library.close()
    assert step > 8


async def test_what_a_dead_process_left_is_ended_by_the_next_move(place: Home) -> None:
    library = Library.open(place, patience=PATIENCE)
    first, second, _ = await saved(library)
    assert await died_at(place, "trash", 4, "links")
    await library.trash([second.id])
    await library.untrash([first.id])
    found = [await known(library, asset) for asset in (first, second)]
    assert all(asset.path.exists() for asset in found)
    assert [asset.trashed for asset in found] == [False, True]
    assert await library._database.read(lambda c: moves.left(c, library._places)) == ()
    library.close()


EMPTY = """
import asyncio, sys
from pathlib import Path
from studio.errors import StorageError
from studio.library import Library
from studio.paths import home_at
async def main():
    library = Library.open(home_at(Path(sys.argv[1])))
    try:
        print(len((await library.empty_trash(sys.argv[2] or None)).assets))
    except StorageError as error:
        print(error, "|", error.remedy)
    library.close()
asyncio.run(main())
"""


def emptied(place: Home, data: Path, project: str = "") -> str:
    """In a process of its own: the system's trash is chosen by the environment that a process begins with."""
    environment = os.environ | {"XDG_DATA_HOME": str(data), "HOME": str(data.parent)}
    command = [sys.executable, "-c", EMPTY, str(place.data), project]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout.strip()


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="the trash of other systems is the user's own")
async def test_emptying_gives_the_files_to_the_systems_trash(library: Library, place: Home, tmp_path: Path) -> None:
    first, second, _ = await saved(library, project="Summer")
    winter, *_ = await saved(library, project="Winter", prompt="snow")
    photo = await photograph(library)
    await library.mark([first.id], "starred")
    await library.trash([first.id, winter.id, photo.id])
    assert emptied(place, tmp_path / "data", "Summer") == "1"
    assert await library.asset(first.id) is None
    assert {asset.id for asset in await library.trashed()} == {winter.id, photo.id}
    assert emptied(place, tmp_path / "data") == "2"
    assert emptied(place, tmp_path / "data") == "0"
    files = tmp_path / "data" / "Trash" / "files"
    names = {path.name for path in (first.path, winter.path, photo.path, sidecar(photo.path))}
    assert {path.name for path in files.iterdir()} == names
    assert await library.trashed() == ()
    job = await library.jobs.job(first.job)
    assert job is not None
    assert job.missing == (), "what was deleted is not made again"
    assert (await library.verify()).ok
    assert second.path.exists()


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="the trash of other systems is the user's own")
async def test_nothing_is_said_any_more_of_what_went(library: Library, place: Home, tmp_path: Path) -> None:
    first, second, _ = await saved(library)
    await library.mark([first.id, second.id], "starred")
    await library.trash([first.id])
    library.close()
    file = first.path.parent / NAME
    assert first.path.name in file.read_text()
    assert emptied(place, tmp_path / "data") == "1"
    assert first.path.name not in file.read_text()
    assert second.path.name in file.read_text()


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="the trash of other systems is the user's own")
async def test_without_a_system_trash_everything_stays(library: Library, place: Home, tmp_path: Path) -> None:
    first, *_ = await saved(library)
    await library.trash([first.id])
    (tmp_path / "data").write_text("a file where the system's trash would be")
    told = emptied(place, tmp_path / "data")
    assert "could not go to the system’s trash" in told
    assert "still in" in told
    assert [asset.id for asset in await library.trashed()] == [first.id]
    await library.untrash([first.id])
    assert await known(library, first) == first
