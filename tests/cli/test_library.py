"""`studio library`: what it prints and how it ends, over a real library."""

from __future__ import annotations

import asyncio
import hashlib
from pathlib import Path

import pytest

from studio.library.library import Library
from studio.paths import home_at
from studio.recipe.asset import Asset
from studio.recipe.events import Picture
from studio.recipe.job import NewJob
from studio.recipe.receipt import Receipt, Seconds
from studio.recipe.recipe import ModelRef, Recipe, variation
from tests.cli.conftest import Run

RECEIPT = Receipt(backend="local", device="cpu", dtype="float32", plan="exact", seconds=Seconds())


@pytest.fixture
async def pictures(home: Path) -> list[Path]:
    """Two pictures of one job in the library of `home`."""
    library = Library.open(home_at(home))
    recipe = Recipe(
        prompt="a red fox",
        width=8,
        height=8,
        seed=5,
        steps=1,
        guidance=1.0,
        scheduler="default",
        model=ModelRef(id="m", weights="0" * 64),
    )
    order = NewJob(recipe=recipe, count=2, project="Foxes")
    await library.jobs.enqueue([order])
    job, _ = await library.jobs.claim(["interactive"])
    assert job is not None
    paths: list[Path] = []
    for index in (0, 1):
        picture = Picture(
            index=index,
            recipe=variation(recipe, index),
            receipt=RECEIPT,
            width=8,
            height=8,
            encoding="rgb8",
            data=bytes(range(192)),
        )
        asset = (await library.pictures.save(job, picture)).asset
        paths.append(asset.path)
    await library.jobs.finish(job.id)
    library.close()
    return paths


def test_list_and_search(run: Run, pictures: list[Path]) -> None:
    listed = run("library", "list", "--json").document["pictures"]
    assert {item["path"] for item in listed} == set(map(str, pictures))
    for item in listed:
        assert item["sha256"] == hashlib.sha256(Path(item["path"]).read_bytes()).hexdigest()
        assert (item["prompt"], item["project"]) == ("a red fox", "Foxes")
    assert len(run("library", "list", "--limit", "1").out.splitlines()) == 1
    assert run("library", "list", "--project", "Other").out == ""
    assert len(run("library", "search", "FOX").out.splitlines()) == 2
    assert run("library", "search", "hen", "--json").document == {"pictures": []}


async def starred_and_tagged(home: Path) -> tuple[Asset, ...]:
    """The first picture has a star, the second a tag and a note."""
    library = Library.open(home_at(home))
    second, first = await library.assets()
    await library.mark([first.id], "starred")
    await library.tag([second.id], ["Winter"])
    await library.annotate(second.id, "for Anna")
    library.close()
    return first, second


def test_lists_of_what_is_starred_or_tagged(run: Run, pictures: list[Path], home: Path) -> None:
    first, second = asyncio.run(starred_and_tagged(home))
    assert run("library", "list", "--starred").out.splitlines() == [str(first.path)]
    assert run("library", "list", "--starred", "--project", "Other").out == ""
    assert run("library", "search", "fox", "--tag", "winter").out.splitlines() == [str(second.path)]
    (told,) = run("library", "search", "fox", "--tag", "winter", "--json").document["pictures"]
    assert (told["mark"], told["tags"], told["note"]) == ("none", ["Winter"], "for Anna")


async def all_deleted(home: Path) -> None:
    library = Library.open(home_at(home))
    await library.trash([asset.id for asset in await library.assets()])
    library.close()


def test_deleted_pictures_are_listed_and_restored(run: Run, pictures: list[Path], home: Path) -> None:
    asyncio.run(all_deleted(home))
    assert run("library", "list").out == ""
    last, first = run("library", "trash", "list", "--project", "Foxes").out.splitlines()
    refused = run("library", "trash", "restore", first, str(pictures[0]), "--json")
    assert refused.status == 2
    assert "trash list" in refused.document["errors"][0]["remedy"]
    restored = run("library", "trash", "restore", first)
    assert (restored.status, restored.out.splitlines()) == (0, [str(pictures[0])])
    assert run("library", "trash", "list").out.splitlines() == [last]
    assert run("library", "trash", "empty", "--project", "Other", "--json").document == {"emptied": 0}
    assert run("library", "verify").status == 0


def test_verify_and_rebuild(run: Run, pictures: list[Path]) -> None:
    whole = run("library", "verify", "--json")
    assert whole.status == 0
    assert whole.document == {"files": 2, "missing": [], "changed": [], "unknown": [], "ok": True}
    pictures[0].unlink()
    pictures[1].write_bytes(pictures[1].read_bytes() + b"x")
    hurt = run("library", "verify", "--json")
    assert hurt.status == 1
    assert hurt.document == {
        "files": 2,
        "missing": [str(pictures[0])],
        "changed": [str(pictures[1])],
        "unknown": [],
        "ok": False,
    }
    rebuilt = run("library", "rebuild", "--json")
    assert rebuilt.status == 0
    assert rebuilt.document["missing"] == [str(pictures[0])]
    assert run("library", "verify").status == 0


def test_backup_and_restore(run: Run, pictures: list[Path], home: Path) -> None:
    copy = Path(run("library", "backup", "--json").document["path"])
    assert copy.is_file()
    restored = run("library", "restore", "--json")
    assert restored.status == 0
    assert restored.document["restored"] == str(copy)
    assert restored.document["kept"] == 2
    assert len(run("library", "list").out.splitlines()) == 2


def test_restoring_what_is_not_there(run: Run, home: Path) -> None:
    outcome = run("library", "restore", "--json")
    assert outcome.status == 1
    assert "studio library backup" in outcome.document["errors"][0]["remedy"]
