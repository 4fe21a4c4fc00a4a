"""A project of thousands: the newest at once, the rest in pages, pictures when somebody looks."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
import pytest

from studio.errors import StorageError
from studio.paths import Home
from studio.recipe.asset import Asset, Change
from studio.recipe.events import Finished
from studio.recipe.recipe import Recipe
from studio.workspace.filter import Filter
from studio.workspace.loading import FIRST_ROWS, MORE_ROWS, ROWS_AT_ONCE
from studio.workspace.loose import MOST_OF_ONE_SET, loose_sets
from studio.workspace.session import Session, ShownSet
from studio.workspace.sets import SetFacts
from studio.workspace.workspace import Workspace
from tests.workspace.scripted_core import ScriptedCore, a_recipe, picture
from tests.workspace.waiting import until

ROWS = FIRST_ROWS + 2 * MORE_ROWS + 7


@pytest.fixture
def full(core: ScriptedCore) -> ScriptedCore:
    """ROWS sets of two pictures, and one set of another project that is the newest."""
    for number in range(ROWS):
        with_pictures(core, f"set {number}", 2)
    with_pictures(core, "a poster", 1, project="Posters")
    return core


def with_pictures(core: ScriptedCore, prompt: str, count: int, project: str = "Sketches") -> str:
    job = core.add_job(a_recipe(prompt), count, state="done", project=project)
    for index in range(count):
        core.save(job.id, index, core.folder / f"{prompt} {index}.png")
    return job.id


@pytest.fixture
async def window(place: Home, full: ScriptedCore) -> AsyncIterator[Workspace]:
    """As it is when `attach` returns."""
    opened = Workspace(place, Session())
    await opened.attach(full)
    yield opened
    await opened.close()


def prompts(window: Workspace) -> list[str]:
    return [shown.facts.prompt for shown in window.grid]


async def test_the_newest_are_there_at_once_and_then_all(window: Workspace) -> None:
    assert prompts(window)[:FIRST_ROWS] == [f"set {number}" for number in range(ROWS - 1, ROWS - 1 - FIRST_ROWS, -1)]
    await until(lambda: window.grid.complete)
    assert prompts(window) == [f"set {number}" for number in range(ROWS - 1, -1, -1)]
    assert not any(cell.asset for shown in window.grid for cell in shown.cells)


async def test_each_page_is_announced_once(place: Home, full: ScriptedCore) -> None:
    window = Workspace(place, Session())
    lengths: list[int] = []
    inserted: list[int] = []
    window.grid.reset.connect(lambda: lengths.append(len(window.grid)))
    window.grid.inserted.connect(inserted.append)
    await window.attach(full)
    await until(lambda: window.grid.complete)
    pages = [FIRST_ROWS, FIRST_ROWS + MORE_ROWS, FIRST_ROWS + 2 * MORE_ROWS, ROWS]
    assert (lengths, inserted) == (pages, [])
    await window.close()


async def test_what_is_asked_in_one_turn_is_one_query(window: Workspace, full: ScriptedCore) -> None:
    await until(lambda: window.grid.complete)
    wanted = [shown.id for shown in window.grid][:30]
    for job in wanted:
        window.grid.want([job])
    await until(lambda: all(shown.loaded for shown in list(window.grid)[:30]))
    assert [set(jobs) for jobs in full.library.pictures.asked] == [set(wanted)]
    assert not window.grid[30].loaded
    window.grid.want(wanted)
    await asyncio.sleep(0)
    assert len(full.library.pictures.asked) == 1


async def test_what_was_asked_last_comes_first(window: Workspace, full: ScriptedCore) -> None:
    await until(lambda: window.grid.complete)
    every = [shown.id for shown in window.grid]
    window.grid.want(every)
    await until(lambda: all(shown.loaded for shown in window.grid))
    asked = full.library.pictures.asked
    assert set(asked[0]) == set(every[-ROWS_AT_ONCE:])
    assert sum(map(len, asked)) == len(every)


async def test_rows_of_the_last_session_that_the_library_does_not_know_go(place: Home, core: ScriptedCore) -> None:
    known = with_pictures(core, "known", 1)
    facts = SetFacts(job="gone", prompt="gone", width=64, height=64, count=1, seed=1, steps=4, model="starter")
    kept = msgspec.structs.replace(facts, job=known, prompt="known", created=1.0)
    sets = tuple(ShownSet(facts=one, state="done", files=((0, "/a.png"),)) for one in (kept, facts))
    window = Workspace(place, Session(sets=sets))
    assert prompts(window) == ["known", "gone"]
    window.grid.want([known])
    await window.attach(core)
    await until(lambda: window.grid.complete)
    assert prompts(window) == ["known"]
    await until(lambda: window.grid[0].loaded)
    assert window.grid[0].cells[0].image == core.folder / "known 0.png"
    await window.close()


async def test_only_the_cells_concerned_are_drawn_again(window: Workspace, full: ScriptedCore) -> None:
    await until(lambda: window.grid.complete)
    window.grid.want([window.grid[0].id, window.grid[1].id])
    await until(lambda: window.grid[0].loaded and window.grid[1].loaded)
    moved: list[tuple[str, int]] = []
    window.grid.cell_moved.connect(lambda job, index: moved.append((job, index)))
    asset = window.grid[1].cells[1].asset
    assert asset is not None
    full.announce(await full.library.mark((asset.id,), "starred"))
    await until(lambda: moved)
    full.announce(Change(assets=frozenset({asset.id})))
    asked = len(full.library.pictures.asked)
    await until(lambda: len(full.library.pictures.asked) > asked)
    assert moved == [(window.grid[1].id, 1)]


async def test_what_ends_while_the_window_opens_is_not_missed(place: Home, core: ScriptedCore) -> None:
    job = core.add_job(a_recipe("quick"), 1, state="running")
    core.library.meanwhile = lambda: core.set_state(job.id, "done")
    window = Workspace(place, Session())
    await window.attach(core)
    await until(lambda: window.grid[0].state == "done")
    await window.close()


async def test_a_burst_of_news_is_one_look(window: Workspace, full: ScriptedCore) -> None:
    await until(lambda: window.grid.complete)
    resets: list[int] = []
    window.grid.reset.connect(lambda: resets.append(len(window.grid)))
    for number in range(50):
        full.announce_job(full.add_job(a_recipe(f"batch {number}"), 1).id)
    await until(lambda: len(window.grid) == ROWS + 50)
    assert len(resets) <= 2
    assert window.grid[0].state == "waiting"


async def test_a_mark_of_a_picture_that_is_not_loaded_is_found(window: Workspace, full: ScriptedCore) -> None:
    await until(lambda: window.grid.complete)
    window.grid.filter = Filter(kept="starred")
    assert prompts(window) == []
    oldest = full.library.every()[0]
    full.announce(await full.library.mark((oldest.id,), "starred"))
    await until(lambda: prompts(window) == ["set 0"])


async def test_a_library_that_cannot_be_read_is_said_and_asked_again(window: Workspace, full: ScriptedCore) -> None:
    await until(lambda: window.grid.complete)
    full.library.pictures.refusal = StorageError("The disk does not answer.", remedy="Look at its cable.")
    job = window.grid[0].id
    window.grid.want([job])
    await until(lambda: window.problems.at("window"))
    assert window.problems.at("window")[0].remedy == "Look at its cable."
    window.grid.want([job])
    await until(lambda: window.grid[0].loaded)


async def test_another_project_while_the_first_still_loads(window: Workspace, full: ScriptedCore) -> None:
    await window.open_project("Posters")
    await until(lambda: window.grid.complete)
    assert prompts(window) == ["a poster"]
    assert window.projects == ("Posters", "Sketches")
    first, second = window.open_project("Sketches"), window.open_project("Posters")
    await asyncio.gather(first, second)
    await until(lambda: window.grid.complete)
    assert (window.project, prompts(window)) == ("Posters", ["a poster"])


async def test_work_goes_on_while_another_project_is_shown(window: Workspace, full: ScriptedCore) -> None:
    window.draft.prompt = "slow"
    await window.make()
    shown = window.grid[0]
    await window.open_project("Posters")
    full.say(shown.id, picture(0, a_recipe()))
    await until(lambda: shown.made == 1)
    assert prompts(window) == ["a poster"]
    await window.open_project("Sketches")
    assert window.grid[0] is shown
    full.say(shown.id, Finished())
    await until(lambda: window.grid[0].state == "done")


async def test_a_job_of_another_project_makes_that_known(window: Workspace, full: ScriptedCore) -> None:
    told: list[tuple[str, ...]] = []
    window.projects_changed.connect(lambda: told.append(window.projects))
    full.announce_job(full.add_job(a_recipe("from the command line"), 1, project="Brochure").id)
    await until(lambda: told)
    assert told == [("Brochure", "Posters", "Sketches")]
    assert "from the command line" not in prompts(window)


def found(number: int, recipe: Recipe | None, side: int = 64) -> Asset:
    return Asset(
        id=f"{number}",
        path=Path(f"found {number}.png"),
        sha256="0" * 64,
        width=side,
        height=side,
        recipe=recipe,
        receipt=None,
        project="Sketches",
        job="",
        index=0,
        created=1000.0 - number,
    )


def test_neighbours_that_differ_in_the_seed_alone_are_one_set() -> None:
    recipes = [a_recipe(seed=9), a_recipe(seed=7), a_recipe(seed=8), a_recipe("other"), a_recipe(seed=6)]
    assets = [found(number, recipe) for number, recipe in enumerate(recipes)]
    sets = loose_sets((*assets, found(5, None), found(6, None), found(7, a_recipe(seed=1), side=32)))
    seeds = [[cell.asset.recipe.seed for cell in one.cells if cell.asset and cell.asset.recipe] for one in sets]
    assert seeds == [[7, 8, 9], [7], [6], [], [], [1]]
    assert [one.id for one in sets][:2] == ["loose-1", "loose-3"]
    assert [one.facts.created for one in sets] == [1000.0, 997.0, 996.0, 995.0, 994.0, 993.0]
    assert [one.facts.prompt for one in sets][2:4] == ["a red circle", "found 5.png"]
    assert [cell.asset.index for cell in sets[0].cells if cell.asset] == [0, 1, 2]
    assert all(one.state == "done" and one.loaded for one in sets)


def test_a_set_of_found_pictures_has_an_end() -> None:
    assets = [found(number, a_recipe(seed=number)) for number in range(MOST_OF_ONE_SET + 1)]
    assert [len(one.cells) for one in loose_sets(assets)] == [MOST_OF_ONE_SET, 1]
    assert loose_sets(()) == ()
