"""Rebuilding from the files, and verifying them."""

from __future__ import annotations

import hashlib
import io
import shutil
from pathlib import Path

import msgspec
from PIL import Image

from studio.library import Library
from studio.paths import Home, home_at
from studio.provenance.pictures import encode_png, sidecar
from studio.recipe.recipe import StartImage
from tests.library.conftest import PATIENCE
from tests.library.samples import RECIPE, SIDE, order, picture, recipe, saved


async def test_rebuilding_a_healthy_library_changes_nothing(library: Library) -> None:
    pictures, jobs = await saved(library), await library.jobs.jobs()
    rebuilt = await library.rebuild()
    assert (rebuilt.kept, rebuilt.found, rebuilt.missing, bool(rebuilt.change)) == (3, (), (), False)
    assert await library.assets() == tuple(reversed(pictures))
    assert await library.jobs.jobs() == jobs


async def test_an_empty_library_learns_everything_from_the_files(library: Library, tmp_path: Path) -> None:
    first, *_ = await saved(library, project="Summer")
    start = msgspec.structs.replace(RECIPE, start=StartImage(sha256=first.sha256, strength=0.5))
    child = first.path.with_name("child.png")
    child.write_bytes(encode_png(bytes(SIDE * SIDE * 3), SIDE, SIDE, start))
    other = Library.open(home_at(tmp_path / "other"), patience=PATIENCE)
    try:
        shutil.copytree(library.home.pictures, other.home.pictures)
        rebuilt = await other.rebuild()
        assert len(rebuilt.found) == 4
        found = {asset.path.name: asset for asset in await other.assets(project="Summer")}
        twin = found[first.path.name]
        assert (twin.sha256, twin.recipe, twin.width, twin.job) == (first.sha256, first.recipe, SIDE, "")
        parents, children = await other.lineage(twin)
        assert (parents, children) == ((), (found["child.png"],))
        assert await other.lineage(found["child.png"]) == ((twin,), ())
    finally:
        other.close()


async def test_files_that_came_went_and_moved(library: Library) -> None:
    gone, moved, edited = await saved(library)
    gone.path.unlink()
    place = moved.path.parent.parent / "Elsewhere"
    place.mkdir()
    moved.path.rename(place / "renamed.png")
    edited.path.write_bytes(encode_png(bytes(SIDE * SIDE * 3), SIDE, SIDE, recipe("edited")))
    rebuilt = await library.rebuild()
    assert (rebuilt.missing, rebuilt.moved, rebuilt.kept) == ((gone.path,), 1, 0)
    expected = msgspec.structs.replace(moved, path=place / "renamed.png", project="Elsewhere")
    assert await library.asset(moved.id) == expected, "with its receipt and its job"
    assert await library.asset(gone.id) is None
    (found,) = rebuilt.found
    assert (found.path, found.recipe) == (edited.path, recipe("edited"))
    assert (await library.verify()).ok


async def test_a_project_keeps_the_name_that_its_folder_cannot_have(library: Library) -> None:
    first, second = await saved(library, count=2, project="Sea: day/night")
    assert first.path.parent.name == "Sea day night"
    renamed = first.path.rename(first.path.with_name("renamed.png"))
    shutil.copy(second.path, second.path.with_name("copy.png"))
    await library.rebuild()
    found = {asset.path.name: asset.project for asset in await library.assets()}
    assert found == dict.fromkeys((renamed.name, second.path.name, "copy.png"), "Sea: day/night")


async def test_rebuilding_does_not_touch_jobs(library: Library) -> None:
    """A file that a waiting job would still make is not taken for the job's: the user asked for a picture more."""
    made = await saved(library)
    (waiting,), _ = await library.jobs.enqueue([order()])
    shutil.copy(made[0].path, made[0].path.with_name("copy.png"))
    await library.rebuild()
    after = await library.jobs.job(waiting.id)
    assert after == waiting


async def test_unreadable_and_foreign_files_do_not_stop_it(library: Library) -> None:
    (made,) = await saved(library, count=1)
    folder = made.path.parent
    (folder / "cut.png").write_bytes(made.path.read_bytes()[:700])
    (folder / "text.png").write_text("no picture")
    (folder / ".hidden.png").write_bytes(made.path.read_bytes())
    Image.new("RGB", (4, 4)).save(folder / "foreign.png")
    rebuilt = await library.rebuild()
    assert (rebuilt.kept, rebuilt.found) == (1, ())
    assert sorted(line.split(": ")[0] for line in rebuilt.unreadable) == [
        str(folder / "cut.png"),
        str(folder / "text.png"),
    ]


async def test_pictures_of_services_are_found_with_the_recipe_beside_them(library: Library) -> None:
    buffer = io.BytesIO()
    Image.new("RGB", (20, 10)).save(buffer, "jpeg")
    (job,), _ = await library.jobs.enqueue([order()])
    sent = msgspec.structs.replace(picture(job, 0), encoding="jpeg", data=buffer.getvalue(), width=20, height=10)
    asset = (await library.pictures.save(job, sent)).asset
    moved = asset.path.with_name("moved.jpg")
    asset.path.rename(moved)
    sidecar(asset.path).rename(sidecar(moved))
    shutil.copy(moved, moved.with_name("copy.jpg"))
    shutil.copy(sidecar(moved), sidecar(moved.with_name("copy.jpg")))
    rebuilt = await library.rebuild()
    (found,) = rebuilt.found
    assert (rebuilt.moved, found.width, found.height, found.recipe) == (1, 20, 10, sent.recipe)


async def test_pictures_elsewhere_are_never_forgotten(library: Library, tmp_path: Path) -> None:
    (outside,) = await saved(library, count=1, folder=str(tmp_path / "out"))
    outside.path.unlink()
    assert (await library.rebuild()).missing == (outside.path,)
    assert await library.asset(outside.id) == outside


async def test_verify_names_what_is_missing_changed_and_unknown(library: Library) -> None:
    good, gone, changed = await saved(library)
    assert (await library.verify()).ok
    gone.path.unlink()
    with changed.path.open("ab") as file:
        file.write(b"!")
    Image.new("RGB", (4, 4)).save(good.path.with_name("foreign.png"))
    found = await library.verify()
    assert (found.files, found.missing, found.changed) == (3, (gone.path,), (changed.path,))
    assert found.unknown == (good.path.with_name("foreign.png"),)
    assert not found.ok


async def test_the_lists_of_a_batch_are_no_unknown_pictures(library: Library, place: Home) -> None:
    folder = place.pictures / "Posters" / "summer plan"
    (made,) = await saved(library, count=1, folder=str(folder), project="Posters")
    assert made.path.parent == folder
    for name in ("contact-sheet.jpg", "contact-sheet-2.jpg"):
        Image.new("RGB", (4, 4)).save(folder / name)
    assert (await library.verify()).unknown == (folder / "contact-sheet-2.jpg", folder / "contact-sheet.jpg")
    (folder / "manifest.json").write_text("{}")
    (folder / "manifest.csv").write_text("file")
    assert (await library.verify()).unknown == ()
    rebuilt = await library.rebuild()
    assert (rebuilt.kept, rebuilt.found, rebuilt.unreadable) == (1, (), ())


async def test_pictures_in_a_folder_of_a_project_are_found_again(library: Library, place: Home) -> None:
    folder = place.pictures / "Posters" / "summer plan"
    (made,) = await saved(library, count=1, folder=str(folder), project="Posters")
    shutil.copy(made.path, made.path.with_name("copy.png"))
    (found,) = (await library.rebuild()).found
    assert (found.path.parent, found.project) == (folder, "Posters")


async def test_a_home_that_moved_still_knows_its_pictures(library: Library, place: Home, tmp_path: Path) -> None:
    made = await saved(library)
    library.close()
    shutil.move(place.data, tmp_path / "moved")
    moved = Library.open(home_at(tmp_path / "moved"), patience=PATIENCE)
    try:
        verification = await moved.verify()
        assert (verification.files, verification.ok) == (3, True)
        assert {asset.sha256 for asset in await moved.assets()} == {asset.sha256 for asset in made}
    finally:
        moved.close()


async def test_equal_pictures_are_equal_files(library: Library, tmp_path: Path) -> None:
    """Other project, other folder, other job, other time: the same bytes."""
    (first,) = await saved(library, count=1)
    (second,) = await saved(library, count=1, folder=str(tmp_path / "out"), project="Other")
    assert first.path.read_bytes() == second.path.read_bytes()
    assert first.sha256 == second.sha256 == hashlib.sha256(first.path.read_bytes()).hexdigest()
