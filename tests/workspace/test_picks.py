"""Picks are seen at once, asked in one call, put back when refused; any sequence of them can be undone and redone."""

from __future__ import annotations

import asyncio
import itertools
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.errors import DatabaseLocked, JobError
from studio.paths import home_at
from studio.recipe.asset import Asset
from studio.recipe.events import Cancelled, Failed
from studio.workspace.filter import Filter
from studio.workspace.session import Session
from studio.workspace.sets import CellRef, PictureSet
from studio.workspace.workspace import Workspace
from tests.workspace.scripted_core import ScriptedCore, a_recipe, picture
from tests.workspace.waiting import until

LOCKED = DatabaseLocked("Another program holds the library.", remedy="Close it.")


async def filled(workspace: Workspace, core: ScriptedCore, prompt: str = "a red circle", count: int = 3) -> PictureSet:
    """A done set whose pictures are shown with all that the library says."""
    job = core.add_job(a_recipe(prompt), count, state="done")
    for index in range(count):
        core.save(job.id, index, core.folder / f"{prompt} {index}.png")
    await until(lambda: (shown := workspace.grid.get(job.id)) is not None and shown.made == count and shown.loaded)
    shown = workspace.grid.get(job.id)
    assert shown is not None
    return shown


def ref(shown: PictureSet, index: int) -> CellRef:
    return CellRef(job=shown.id, index=index)


def refs(shown: PictureSet) -> list[CellRef]:
    return [ref(shown, cell.index) for cell in shown.cells]


def marks(shown: PictureSet) -> list[str]:
    return [cell.asset.mark if cell.asset else cell.state for cell in shown.cells]


async def test_a_star_is_seen_before_the_library_answers(workspace: Workspace, core: ScriptedCore) -> None:
    shown = await filled(workspace, core)
    starring = asyncio.ensure_future(workspace.picks.star(refs(shown)))
    await asyncio.sleep(0)
    assert marks(shown) == ["starred"] * 3
    assert core.library.every()[0].mark == "none"
    await starring
    assert [asset.mark for asset in core.library.every()] == ["starred"] * 3
    assert core.library.mutations == ["mark"]


async def test_a_refusal_puts_it_back_and_says_so(workspace: Workspace, core: ScriptedCore) -> None:
    shown = await filled(workspace, core)
    await workspace.picks.reject([ref(shown, 1)])
    for deed in (
        workspace.picks.star(refs(shown)),
        workspace.picks.delete(refs(shown)),
        workspace.picks.annotate(ref(shown, 0), "note"),
        workspace.picks.tag(refs(shown), add=["sea"]),
    ):
        workspace.problems.clear("window")
        core.library.refusal = LOCKED
        await workspace.tasks.start(deed, "pick")
        assert marks(shown) == ["none", "rejected", "none"]
        assert workspace.problems.at("window")[0].remedy == "Close it."
    assert workspace.undo.undo_label == "reject 1 picture"


async def test_starring_toggles_all_or_none(workspace: Workspace, core: ScriptedCore) -> None:
    shown = await filled(workspace, core)
    await workspace.picks.star([ref(shown, 0)])
    await workspace.picks.star(refs(shown))
    assert (marks(shown), workspace.undo.undo_label) == (["starred"] * 3, "star 2 pictures")
    await workspace.picks.star(refs(shown))
    assert (marks(shown), workspace.undo.undo_label) == (["none"] * 3, "unstar 3 pictures")


async def test_places_without_a_picture_are_left_out(workspace: Workspace, core: ScriptedCore) -> None:
    job = core.add_job(a_recipe(), 3, state="running")
    core.save(job.id, 1, core.folder / "a.png")
    await until(lambda: len(workspace.grid) == 1 and workspace.grid[0].loaded)
    shown = workspace.grid[0]
    await workspace.picks.star(refs(shown))
    await workspace.picks.delete([ref(shown, 0), CellRef(job="nobody", index=0), ref(shown, 9)])
    assert (marks(shown), core.library.mutations) == (["waiting", "starred", "waiting"], ["mark"])
    assert workspace.picks.path(ref(shown, 0)) is None
    assert workspace.picks.recipe_text(ref(shown, 0)) == ""


async def test_keys_pressed_quickly_mean_what_they_say(workspace: Workspace, core: ScriptedCore) -> None:
    """Star, star again, reject, undo: each follows the one before, though none was waited for."""
    shown = await filled(workspace, core, count=1)
    picks, one = workspace.picks, refs(shown)
    for deed in (picks.star(one), picks.star(one), picks.reject(one), workspace.undo.undo(), picks.star(one)):
        workspace.tasks.start(deed, "pick")
    await until(lambda: workspace.undo.undo_label == "star 1 picture" and marks(shown) == ["starred"])
    assert [asset.mark for asset in core.library.every()] == ["starred"]
    for _ in range(3):
        await workspace.undo.undo()
    assert (marks(shown), workspace.undo.undo_label) == (["none"], None)


async def test_what_the_library_said_before_is_not_shown_after(workspace: Workspace, core: ScriptedCore) -> None:
    """A row that is being loaded while its picture is starred does not lose the star, not even for a moment."""
    shown = await filled(workspace, core)
    seen: list[list[str]] = []
    workspace.grid.cell_moved.connect(lambda _job, _index: seen.append(marks(shown)))
    looking = asyncio.ensure_future(workspace.picks.star(refs(shown)))
    core.announce_assets(shown.id)
    await looking
    await until(lambda: len(core.library.pictures.asked) > 1)
    await asyncio.sleep(0.05)
    assert marks(shown) == ["starred"] * 3
    assert all(after >= before for before, after in itertools.pairwise(seen))


async def test_pictures_that_nobody_looked_at_are_loaded_in_one_go(
    place_of_many: tuple[Workspace, ScriptedCore],
) -> None:
    workspace, core = place_of_many
    workspace.selection.choose_all()
    asked = len(core.library.pictures.asked)
    await workspace.picks.star(workspace.selection.chosen)
    assert core.library.mutations == ["mark"]
    assert {asset.mark for asset in core.library.every()} == {"starred"}
    assert workspace.undo.undo_label == "star 40 pictures"
    assert len(core.library.pictures.asked) - asked <= 2


@pytest.fixture
async def place_of_many(tmp_path: Path, core: ScriptedCore) -> AsyncIterator[tuple[Workspace, ScriptedCore]]:
    for number in range(20):
        job = core.add_job(a_recipe(f"set {number}"), 2, state="done")
        for index in range(2):
            core.save(job.id, index, tmp_path / f"{number}-{index}.png")
    workspace = Workspace(home_at(tmp_path / "home"), Session())
    await workspace.attach(core)
    await until(lambda: workspace.grid.complete)
    yield workspace, core
    await workspace.close()


async def test_a_rejected_picture_leaves_at_once_where_rejects_are_hidden(
    workspace: Workspace, core: ScriptedCore
) -> None:
    shown = await filled(workspace, core)
    workspace.grid.filter = Filter(kept="unrejected")
    workspace.selection.choose(ref(shown, 1))
    await workspace.picks.reject([ref(shown, 1)])
    assert [cell.index for cell in workspace.grid.cells_of(shown)] == [0, 2]
    assert workspace.selection.chosen == (ref(shown, 2),)
    await workspace.undo.undo()
    assert [cell.index for cell in workspace.grid.cells_of(shown)] == [0, 1, 2]


async def test_gone_pictures_are_said_and_the_others_done(workspace: Workspace, core: ScriptedCore) -> None:
    shown = await filled(workspace, core)
    await workspace.picks.star(refs(shown))
    core.library.forget(core.library.every()[0].id)
    await workspace.undo.undo()
    assert "1 picture of 3" in workspace.problems.at("window")[0].message
    await until(lambda: marks(shown) == ["deleted", "none", "none"])
    assert workspace.undo.redo_label == "star 3 pictures"


async def test_what_is_resumed_waits_at_once_and_a_refusal_puts_it_back(
    workspace: Workspace, core: ScriptedCore
) -> None:
    job = core.add_job(a_recipe(), 2, state="running")
    core.announce_job(job.id)
    await until(lambda: len(workspace.grid) == 1)
    shown = workspace.grid[0]
    core.say(job.id, picture(0, a_recipe()))
    core.say(job.id, Failed(kind="EngineLost", message="The engine ended.", remedy="Try again."))
    await until(lambda: shown.state == "failed")
    core.refusal = JobError("No.", remedy="Look again.")
    with pytest.raises(JobError):
        await workspace.picks.resume(job.id)
    assert (shown.state, [cell.state for cell in shown.cells]) == ("failed", ["made", "failed"])
    assert shown.failure is not None
    await workspace.picks.resume(job.id)
    assert (shown.state, [cell.state for cell in shown.cells]) == ("waiting", ["made", "waiting"])
    assert shown.failure is None
    core.say(job.id, Cancelled())
    await until(lambda: shown.state == "cancelled")


async def test_what_is_made_is_seen_whatever_the_filter(workspace: Workspace, core: ScriptedCore) -> None:
    await filled(workspace, core)
    workspace.grid.filter = Filter(kept="starred", text="nothing like it")
    workspace.draft.prompt = "a boat"
    await workspace.make()
    assert [shown.facts.prompt for shown in workspace.grid] == ["a boat", "a red circle"]


_some = st.sets(st.integers(0, 3), min_size=1)
_deeds = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(["star", "reject", "delete"]), _some),
        st.tuples(st.just("annotate"), st.integers(0, 3), st.sampled_from(["", "one", "two"])),
        st.tuples(
            st.just("tag"),
            _some,
            st.lists(st.sampled_from("abc"), max_size=2, unique=True),
            st.lists(st.sampled_from("abc"), max_size=2, unique=True),
        ),
        st.tuples(st.sampled_from(["undo", "redo"])),
    ),
    max_size=12,
)


@settings(max_examples=60, deadline=None)
@given(_deeds)
def test_any_sequence_can_be_undone_and_redone(deeds: list[tuple[object, ...]]) -> None:
    """The library is after every undo and redo what it was at that point."""
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(_undone_and_redone(Path(folder), deeds))


async def _undone_and_redone(folder: Path, deeds: list[tuple[object, ...]]) -> None:
    core = ScriptedCore(folder)
    workspace = Workspace(home_at(folder / "home"), Session())
    await workspace.attach(core)
    shown = await filled(workspace, core, count=4)
    past, future = [state(core)], list[list[object]]()
    for deed in deeds:
        label = workspace.undo.undo_label, workspace.undo.redo_label
        await do(workspace, shown, deed)
        if deed == ("undo",):
            if label[0] is not None:
                future.append(past.pop())
        elif deed == ("redo",):
            if label[1] is not None:
                past.append(future.pop())
        elif state(core) != past[-1]:
            past.append(state(core))
            future.clear()
        assert state(core) == past[-1]
        assert (workspace.undo.undo_label is None, workspace.undo.redo_label is None) == (len(past) == 1, not future)
    while workspace.undo.undo_label is not None:
        await workspace.undo.undo()
        past.pop()
        assert state(core) == past[-1]
    await until(lambda: marks(shown) == ["none"] * 4)
    await workspace.close()


async def do(workspace: Workspace, shown: PictureSet, deed: tuple[object, ...]) -> None:
    picks = workspace.picks
    match deed:
        case ("star", set() as indexes):
            await picks.star([ref(shown, index) for index in indexes])
        case ("reject", set() as indexes):
            await picks.reject([ref(shown, index) for index in indexes])
        case ("delete", set() as indexes):
            await picks.delete([ref(shown, index) for index in indexes])
        case ("annotate", int(index), str(text)):
            await picks.annotate(ref(shown, index), text)
        case ("tag", set() as indexes, list() as add, list() as remove):
            await picks.tag([ref(shown, index) for index in indexes], add, remove)
        case ("undo",):
            await workspace.undo.undo()
        case ("redo",):
            await workspace.undo.redo()
        case _:
            raise AssertionError(deed)


def state(core: ScriptedCore) -> list[object]:
    def said(asset: Asset) -> object:
        return asset.id, asset.mark, asset.note, asset.tags, asset.trashed

    return [said(asset) for asset in core.library.every()]
