"""A workspace over a real studio: real library, real queue, a scripted backend in place of the engine."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import cast

import msgspec
import pytest
from PIL import Image

from studio.core import Studio
from studio.errors import JobError
from studio.paths import Home
from studio.recipe.asset import Change
from studio.recipe.recipe import StartImage, variation
from studio.workspace import session as sessions
from studio.workspace.core import Core
from studio.workspace.draft import SavedDraft, StartPicture
from studio.workspace.filter import Filter
from studio.workspace.session import Session
from studio.workspace.sets import CellRef, PictureSet
from studio.workspace.workspace import Workspace
from tests.conftest import Survivors
from tests.jobs.scripted_backend import ScriptedBackend
from tests.workspace.waiting import until

SMALL = SavedDraft(prompt="a red circle", width=128, height=128, count=3)


@pytest.fixture(autouse=True)
def threads_of_the_loop(survivors: Survivors) -> None:
    survivors.allow_threads("asyncio_")


@pytest.fixture
def backend() -> ScriptedBackend:
    return ScriptedBackend()


@pytest.fixture
async def studio(place: Home, backend: ScriptedBackend) -> AsyncIterator[Studio]:
    one = Studio(place, backend=backend)
    await one.start()
    yield one
    await one.close()


@pytest.fixture
async def window(place: Home, studio: Studio) -> AsyncIterator[Workspace]:
    opened = await attached(place, studio, Session(draft=SMALL))
    yield opened
    await opened.close()


async def attached(place: Home, studio: Studio, session: Session) -> Workspace:
    opened = Workspace(place, session)
    await opened.attach(cast("Core", studio))  # as the window's process does
    return opened


async def made(window: Workspace, prompt: str = "a red circle") -> PictureSet:
    """A set of three, in the library and shown with all that it says."""
    window.draft.prompt = prompt
    await window.make()
    shown = next(one for one in window.grid if one.facts.prompt == prompt)
    await until(lambda: shown.state == "done" and shown.loaded)
    return shown


def refs(shown: PictureSet, *indexes: int) -> tuple[CellRef, ...]:
    return tuple(CellRef(job=shown.id, index=index) for index in indexes or range(shown.facts.count))


def marks(shown: PictureSet) -> list[str]:
    return [cell.asset.mark if cell.asset else cell.state for cell in shown.cells]


async def test_pictures_come_with_all_that_the_library_knows(window: Workspace) -> None:
    shown = await made(window)
    for cell in shown.cells:
        assert cell.asset is not None
        assert cell.image == cell.asset.path
        assert cell.asset.path.is_file()


async def test_a_star_is_in_the_library_and_can_be_taken_back(window: Workspace, studio: Studio) -> None:
    shown = await made(window)
    await window.picks.star(refs(shown, 0, 2))
    assert marks(shown) == ["starred", "none", "starred"]
    assert {asset.index for asset in await studio.library.marked("Sketches", "starred")} == {0, 2}
    assert window.undo.undo_label == "star 2 pictures"
    await window.undo.undo()
    assert marks(shown) == ["none", "none", "none"]
    assert await studio.library.marked("Sketches", "starred") == ()
    await window.undo.redo()
    assert {asset.index for asset in await studio.library.marked("Sketches", "starred")} == {0, 2}


async def test_a_deleted_picture_comes_back_into_its_cell_with_its_file(window: Workspace) -> None:
    shown = await made(window)
    path = window.picks.path(refs(shown, 1)[0])
    assert path is not None
    content = path.read_bytes()
    await window.picks.star(refs(shown, 1))
    await window.picks.delete(refs(shown, 1))
    assert [cell.state for cell in shown.cells] == ["made", "deleted", "made"]
    assert not path.exists()
    await window.undo.undo()
    assert marks(shown) == ["none", "starred", "none"]
    assert path.read_bytes() == content
    assert window.picks.path(refs(shown, 1)[0]) == path


async def test_a_row_without_pictures_leaves_and_undo_brings_it_back(window: Workspace) -> None:
    first, second = await made(window, "first"), await made(window, "second")
    await window.picks.delete(refs(first))
    assert [shown.id for shown in window.grid] == [second.id]
    await window.undo.undo()
    assert [shown.id for shown in window.grid] == [second.id, first.id]
    assert [cell.state for cell in first.cells] == ["made"] * 3


async def test_a_picture_that_is_gone_is_said_and_the_rest_is_undone(window: Workspace, studio: Studio) -> None:
    shown = await made(window)
    await window.picks.star(refs(shown, 0))
    await window.picks.star(refs(shown, 1))
    await window.picks.delete(refs(shown, 1))
    lost = (await studio.library.trashed())[0]
    lost.path.unlink()
    await studio.library.rebuild()
    assert await studio.library.asset(lost.id) is None
    for _ in range(3):
        await window.tasks.start(window.undo.undo(), "undo")
    assert lost.path.name in window.problems.at("window")[-1].message
    assert marks(shown) == ["none", "deleted", "none"]
    assert window.undo.undo_label is None
    assert window.undo.redo_label == "star 1 picture"


async def test_notes_and_tags_go_both_ways(window: Workspace, studio: Studio) -> None:
    shown = await made(window)
    (ref,) = refs(shown, 0)
    await window.picks.annotate(ref, "for the client")
    await window.picks.tag(refs(shown), add=("Sea", "calm"))
    await window.picks.tag((ref,), add=("SEA", "warm"), remove=("calm",))
    asset = shown.cells[0].asset
    assert asset is not None
    assert (asset.note, asset.tags) == ("for the client", ("Sea", "warm"))
    await window.undo.undo()
    await window.undo.undo()
    assert all(cell.asset is not None and cell.asset.tags == () for cell in shown.cells)
    await window.undo.redo()
    found = await studio.library.asset(asset.id)
    assert found is not None
    assert (found.note, found.tags) == ("for the client", ("Sea", "calm"))


async def test_a_refused_note_is_put_back_and_said(window: Workspace) -> None:
    shown = await made(window)
    await window.tasks.start(window.picks.annotate(refs(shown, 0)[0], "x" * 20_001), "note")
    assert window.problems.at("window")[0].remedy
    assert shown.cells[0].asset is not None
    assert shown.cells[0].asset.note == ""
    assert window.undo.undo_label is None


async def test_more_like_this_starts_from_the_picture_itself(window: Workspace, backend: ScriptedBackend) -> None:
    shown = await made(window, "first")
    window.draft.restore(SavedDraft(prompt="something else", count=2))
    asset = shown.cells[1].asset
    assert asset is not None
    await window.picks.more_like(refs(shown, 1)[0], 0.3)
    await until(lambda: window.grid[0].state == "done")
    recipe = backend.runs[-1].recipe
    assert (recipe.prompt, recipe.width, recipe.start) == (
        "first",
        128,
        StartImage(sha256=asset.sha256, strength=0.3),
    )
    assert len(window.grid[0].cells) == 2


async def test_another_seed_and_again_keep_the_rest(window: Workspace, backend: ScriptedBackend) -> None:
    shown = await made(window)
    (ref,) = refs(shown, 1)
    await window.picks.another_seed(ref)
    await window.picks.again(shown.id)
    await until(lambda: len(window.grid) == 3 and all(one.state == "done" for one in window.grid))
    first, *others = [run.recipe for run in backend.runs]
    assert all(msgspec.structs.replace(one, seed=first.seed) == first for one in others)
    assert len({recipe.seed for recipe in (first, *others)}) == 3
    assert [len(one.cells) for one in window.grid] == [3, 3, 3]


async def test_what_was_stopped_goes_on_where_it_was(window: Workspace, backend: ScriptedBackend) -> None:
    backend.permits = 1
    window.draft.prompt = "slow"
    await window.make()
    shown = window.grid[0]
    await until(lambda: shown.made == 1)
    await window.picks.stop(shown.id)
    await until(lambda: shown.state == "cancelled")
    backend.permits = 10
    resuming = asyncio.ensure_future(window.picks.resume(shown.id))
    await asyncio.sleep(0)
    assert (shown.state, [cell.state for cell in shown.cells]) == ("waiting", ["made", "waiting", "waiting"])
    await resuming
    await until(lambda: shown.state == "done" and shown.loaded)
    assert [run.indexes for run in backend.runs] == [(0, 1, 2), (1, 2)]
    with pytest.raises(JobError):
        await window.picks.resume(shown.id)
    assert shown.state == "done"


async def test_a_window_that_does_not_run_the_queue_resumes_what_another_runs(
    place: Home, window: Workspace, backend: ScriptedBackend
) -> None:
    backend.permits = 1
    window.draft.prompt = "slow"
    await window.make()
    await until(lambda: window.grid[0].made == 1)
    await window.picks.stop(window.grid[0].id)
    await until(lambda: window.grid[0].state == "cancelled")
    other = Studio(place, backend=ScriptedBackend())
    await other.start()
    second = await attached(place, other, Session())
    assert second.grid[0].state == "cancelled"
    backend.permits = 10
    await second.picks.resume(second.grid[0].id)
    await until(lambda: second.grid[0].state == "done" and second.grid[0].loaded)
    await until(lambda: window.grid[0].state == "done" and window.grid[0].loaded)
    assert not other.owner
    await second.close()
    await other.close()


async def test_what_another_process_says_of_pictures_is_seen(place: Home, window: Workspace) -> None:
    shown = await made(window)
    first, second = [cell.asset.id for cell in shown.cells[:2] if cell.asset is not None]
    other = Studio(place, backend=ScriptedBackend())
    await other.start()
    await other.library.mark([first], "starred")
    await other.library.annotate(second, "the calm one")
    await until(lambda: marks(shown) == ["starred", "none", "none"] and note(shown, 1) == "the calm one")
    await other.library.trash([first])
    await until(lambda: shown.cells[0].state == "deleted")
    await other.library.untrash([first])
    await until(lambda: marks(shown) == ["starred", "none", "none"])
    await other.close()


def note(shown: PictureSet, index: int) -> str:
    asset = shown.cells[index].asset
    return "" if asset is None else asset.note


async def test_reuse_in_part_and_the_recipe_as_text(window: Workspace) -> None:
    shown = await made(window, "first")
    window.draft.restore(SavedDraft(prompt="second", seed=1))
    await window.picks.reuse(refs(shown, 2)[0], frozenset({"seed"}))
    assert (window.draft.prompt, window.draft.seed) == ("second", shown.facts.seed_of(2))
    await window.picks.reuse(refs(shown, 2)[0])
    assert window.draft.prompt == "first"
    assert window.picks.recipe_text(refs(shown, 2)[0]).startswith("first\n")


async def test_copies_never_take_a_name_that_is_there(window: Workspace, tmp_path: Path) -> None:
    shown = await made(window)
    folder = tmp_path / "for the client"
    first = await window.picks.save_copies(refs(shown, 0, 1), folder)
    again = await window.picks.save_copies(refs(shown, 0), folder)
    assert len({*first, *again}) == len(list(folder.iterdir())) == 3
    assert again[0].read_bytes() == first[0].read_bytes()


async def test_start_from_a_picture(window: Workspace) -> None:
    shown = await made(window)
    await window.picks.start_from(refs(shown, 0)[0])
    assert isinstance(window.draft.start, StartPicture)
    assert shown.cells[0].asset is not None
    assert window.draft.start.sha256 == shown.cells[0].asset.sha256


async def test_projects_each_have_their_sets_and_their_desk(window: Workspace, studio: Studio) -> None:
    sketch = await made(window, "a sketch")
    window.grid.filter = Filter(text="sketch")
    window.selection.choose(refs(sketch, 1)[0])
    await window.open_project("Posters")
    assert (window.project, len(window.grid), window.grid.filter) == ("Posters", 0, Filter())
    assert (window.draft.prompt, window.selection.current) == ("", None)
    window.draft.restore(SMALL)
    poster = await made(window, "a poster")
    assert [asset.project for asset in await studio.library.assets()] == ["Posters"] * 3 + ["Sketches"] * 3
    assert window.projects == ("Posters", "Sketches")
    await window.open_project("sketches")
    assert (window.project, window.draft.prompt, window.grid.filter.text) == ("Sketches", "a sketch", "sketch")
    await until(lambda: window.selection.current == refs(sketch, 1)[0])
    assert [shown.facts.prompt for shown in window.grid] == ["a sketch"]
    await window.picks.again(window.grid[0].id)
    await until(lambda: len(window.grid) == 2)
    assert window.grid[0].facts.project == "Sketches"
    await window.open_project("Posters")
    assert [shown.id for shown in window.grid] == [poster.id]


async def test_everything_is_back_after_the_power_went(place: Home, studio: Studio) -> None:
    """Nothing is closed: what the next window has is what autosave wrote."""
    first = await attached(place, studio, Session(draft=SMALL))
    await first.open_project("Posters")
    first.draft.restore(SMALL)
    one, two = await made(first, "one"), await made(first, "two")
    await first.picks.star(refs(one, 0))
    first.grid.filter = Filter(kept="starred")
    first.selection.choose(refs(one, 0)[0])
    first.view.anchor, first.view.offset, first.view.cell, first.view.viewing = one.id, 12, 300, True
    await until(lambda: sessions.load(place)[0] == first.session())
    second = Workspace(place, sessions.load(place)[0])
    assert (second.project, second.draft, second.view) == ("Posters", first.draft, first.view)
    await second.attach(cast("Core", studio))
    await until(lambda: second.grid.complete)
    assert [shown.id for shown in second.grid] == [one.id]
    assert (second.selection.current, second.selection.chosen) == (refs(one, 0)[0], refs(one, 0))
    assert second.view == first.view
    second.grid.filter = Filter()
    assert [shown.id for shown in second.grid] == [two.id, one.id]
    await first.close()
    await second.close()


async def test_the_filter_is_right_for_pictures_that_nobody_looked_at(place: Home, studio: Studio) -> None:
    first = await attached(place, studio, Session(draft=SMALL))
    one, two = await made(first, "one"), await made(first, "two")
    await first.picks.star(refs(one, 2))
    await first.picks.reject(refs(two, 0, 1))
    await first.picks.delete(refs(two, 2))
    await first.close()
    second = await attached(place, studio, Session())
    await until(lambda: second.grid.complete)
    second.grid.filter = Filter(kept="starred")
    assert [(row.id, [cell.index for cell in second.grid.cells_of(row)]) for row in second.grid] == [(one.id, [2])]
    second.grid.filter = Filter(kept="unrejected")
    assert [(row.id, [cell.index for cell in second.grid.cells_of(row)]) for row in second.grid] == [
        (two.id, [2]),
        (one.id, [0, 1, 2]),
    ]
    assert [cell.state for cell in second.grid[0].cells] == ["made", "made", "deleted"]
    await second.close()


async def test_pictures_of_no_job_are_sets_again(place: Home, studio: Studio, window: Workspace) -> None:
    shown = await made(window, "lost and found")
    content = [cell.asset.path.read_bytes() for cell in shown.cells if cell.asset]
    folder = place.pictures / "Found"
    folder.mkdir()
    for number, data in enumerate(content):
        (folder / f"{number}.png").write_bytes(data)
    Image.new("RGB", (8, 8)).save(folder / "no recipe.png")
    await studio.library.rebuild()
    await window.open_project("Found")
    await until(lambda: window.grid.complete)
    (row,) = window.grid
    seeds = [cell.asset.recipe.seed for cell in row.cells if cell.asset and cell.asset.recipe]
    assert seeds == sorted(shown.facts.seed_of(index) for index in range(3))
    await window.picks.star(refs(row, 1))
    await window.picks.delete(refs(row, 0))
    assert marks(row) == ["deleted", "starred", "none"]
    await window.undo.undo()
    assert marks(row) == ["none", "starred", "none"]
    await window.picks.again(row.id)
    await until(lambda: len(window.grid) == 2 and window.grid[0].state == "done")
    assert window.grid[0].facts.project == "Found"


async def test_a_change_from_elsewhere_is_shown(window: Workspace, studio: Studio) -> None:
    shown = await made(window)
    asset = shown.cells[1].asset
    assert asset is not None
    studio.announce(await studio.library.mark((asset.id,), "rejected"))
    studio.announce(Change())
    await until(lambda: marks(shown) == ["none", "rejected", "none"])


async def test_a_picture_of_the_recipe_of_its_place(window: Workspace) -> None:
    shown = await made(window)
    recipes = [cell.asset.recipe for cell in shown.cells if cell.asset]
    assert recipes[0] is not None
    assert recipes == [variation(recipes[0], index) for index in range(3)]
