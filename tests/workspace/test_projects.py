"""Projects: names that are none, the user's first one, and what is remembered of those that were left."""

from __future__ import annotations

import pytest

from studio.errors import InputError
from studio.paths import Home
from studio.workspace.projects import MOST_OF_A_NAME
from studio.workspace.session import MOST_CHOSEN, MOST_DESKS, Desk, Session
from studio.workspace.workspace import Workspace
from tests.workspace.scripted_core import ScriptedCore
from tests.workspace.sets_at_will import a_set


@pytest.mark.parametrize("name", ["", " \n\t", "x" * (MOST_OF_A_NAME + 1)])
async def test_a_name_that_names_nothing_is_refused(workspace: Workspace, name: str) -> None:
    workspace.draft.prompt = "kept"
    with pytest.raises(InputError) as told:
        await workspace.open_project(name)
    assert told.value.remedy
    assert (workspace.project, workspace.draft.prompt) == ("Sketches", "kept")


async def test_a_name_is_tidied_and_its_case_names_no_other_project(workspace: Workspace) -> None:
    opened: list[str] = []
    workspace.project_changed.connect(opened.append)
    await workspace.open_project(" Grüße \n aus Köln ")
    await workspace.open_project("sketches")
    await workspace.open_project("SKETCHES")
    assert opened == ["Grüße aus Köln", "Sketches"]


async def test_the_first_project_is_the_one_of_the_settings(place: Home, core: ScriptedCore) -> None:
    core.project = "Studio work"
    window = Workspace(place, Session())
    assert window.session().project == ""
    await window.attach(core)
    assert (window.project, window.projects, window.session().project) == (
        "Studio work",
        ("Studio work",),
        "Studio work",
    )
    window.draft.prompt = "a boat"
    await window.make()
    assert window.grid[0].facts.project == "Studio work"
    await window.close()


async def test_a_new_project_keeps_the_model_and_nothing_else(workspace: Workspace) -> None:
    workspace.draft.prompt, workspace.draft.model, workspace.draft.count = "kept", "starter", 7
    await workspace.open_project("Posters")
    assert (workspace.draft.prompt, workspace.draft.model, workspace.draft.count) == ("", "starter", 4)
    assert workspace.projects == ("Posters", "Sketches")
    await workspace.open_project("Sketches")
    assert (workspace.draft.prompt, workspace.draft.count) == ("kept", 7)
    assert workspace.projects == ("Sketches",)


async def test_the_desks_left_last_are_kept(place: Home, core: ScriptedCore) -> None:
    desks = {f"old {number}": Desk() for number in range(MOST_DESKS)}
    window = Workspace(place, Session(project="Sketches", desks=desks))
    await window.attach(core)
    await window.open_project("Posters")
    kept = window.session().desks
    assert len(kept) == MOST_DESKS
    assert list(kept)[-1] == "Sketches"
    assert "old 0" not in kept
    await window.close()


def test_a_huge_selection_is_not_remembered(place: Home) -> None:
    window = Workspace(place, Session())
    window.grid.add([a_set("a", 1, ("none",) * MOST_CHOSEN)])
    window.selection.choose_all()
    assert len(window.session().chosen) == MOST_CHOSEN
    window.grid.add([a_set("b", 2, ("none",))])
    window.selection.choose_all()
    assert window.session().chosen == ()
