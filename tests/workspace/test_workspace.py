"""What the user does with a window, against a scripted core: make, stop, drop, restart."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from studio.errors import DatabaseLocked, DatabaseNewer, EngineLost
from studio.paths import Home
from studio.provenance.pictures import encode_png
from studio.recipe.events import Accepted, Cancelled, Failed, Finished
from studio.recipe.recipe import MAX_SEED, ModelRef, Recipe, StartImage
from studio.workspace import session as sessions
from studio.workspace.draft import SavedDraft, StartPicture
from studio.workspace.problems import Place
from studio.workspace.session import Session
from studio.workspace.sets import Pixels
from studio.workspace.workspace import Workspace
from tests.workspace.scripted_core import ScriptedCore, a_recipe, picture, preview, progress
from tests.workspace.waiting import until


def write_picture(path: Path, recipe: Recipe) -> Path:
    path.write_bytes(encode_png(b"\x10\x20\x30" * recipe.width * recipe.height, recipe.width, recipe.height, recipe))
    return path


def with_new_field(path: Path, recipe: Recipe) -> Path:
    """As a later version of the same format might write it."""
    from studio.recipe.codec import encode

    content = json.loads(encode(recipe))
    content["recipe"]["mood"] = "blue"
    path.write_bytes(encode_png(bytes(3), 1, 1, recipe))
    from PIL import Image, PngImagePlugin

    info = PngImagePlugin.PngInfo()
    info.add_itxt("blink-studio", json.dumps(content))
    Image.new("RGB", (64, 64)).save(path, pnginfo=info)
    return path


async def test_four_cells_fill(workspace: Workspace, core: ScriptedCore) -> None:
    workspace.draft.prompt = "a red circle"
    await workspace.make()
    shown = workspace.grid[0]
    assert (shown.facts.prompt, len(shown.cells), shown.state) == ("a red circle", 4, "waiting")
    core.say(shown.id, Accepted())
    for index in range(4):
        core.say(shown.id, progress(index, 1))
        core.say(shown.id, preview(index, 1))
        core.say(shown.id, picture(index, a_recipe()))
    core.say(shown.id, Finished())
    await until(lambda: shown.state == "done")
    assert all(isinstance(cell.image, Pixels) for cell in shown.cells)


async def test_the_seed_of_the_set_is_shown_and_can_be_locked(workspace: Workspace, core: ScriptedCore) -> None:
    workspace.draft.prompt = "a red circle"
    await workspace.make()
    assert workspace.draft.seed == workspace.grid[0].facts.seed
    workspace.draft.seed_locked = True
    await workspace.make()
    assert [shown.facts.seed for shown in workspace.grid] == [workspace.draft.seed] * 2
    assert core.drafts[0].seed is None


async def test_newest_first(workspace: Workspace) -> None:
    for prompt in ("one", "two", "three"):
        workspace.draft.prompt = prompt
        await workspace.make()
    assert [shown.facts.prompt for shown in workspace.grid] == ["three", "two", "one"]


@pytest.mark.parametrize(
    ("prompt", "width", "count", "where"),
    [("", 64, 4, "prompt"), ("x", 65, 4, "size"), ("x", 64, 0, "count"), ("x", 64, 10**6, "count")],
)
async def test_bad_input_is_said_in_place(
    workspace: Workspace, prompt: str, width: int, count: int, where: Place
) -> None:
    workspace.draft.restore(SavedDraft(prompt=prompt, width=width, height=64, count=count))
    await workspace.tasks.start(workspace.make(), "make")
    (problem,) = workspace.problems.at(where)
    assert problem.message
    assert problem.remedy
    assert len(workspace.grid) == 0
    assert workspace.draft.prompt == prompt


async def test_an_answered_problem_goes(workspace: Workspace) -> None:
    await workspace.tasks.start(workspace.make(), "make")
    assert workspace.problems.at("prompt")
    workspace.draft.prompt = "a"
    assert not workspace.problems.at("prompt")


async def test_a_long_prompt_is_kept_and_its_cut_is_said(workspace: Workspace) -> None:
    workspace.draft.prompt = "x" * 100_000
    await workspace.make()
    (notice,) = workspace.problems.at("prompt")
    assert notice.tone == "notice"
    assert "90,000" in notice.message
    assert len(workspace.draft.prompt) == 100_000


async def test_escape_stops_what_runs_before_what_waits(workspace: Workspace, core: ScriptedCore) -> None:
    for prompt in ("runs", "waits", "waits too"):
        workspace.draft.prompt = prompt
        await workspace.make()
    newest, older, oldest = workspace.grid
    core.say(oldest.id, Accepted())
    await until(lambda: oldest.state == "running")
    await workspace.cancel_foremost()
    assert (core.cancelled, oldest.state) == ([oldest.id], "stopping")
    await workspace.cancel_foremost()
    assert core.cancelled == [oldest.id, newest.id]
    core.say(oldest.id, Cancelled())
    await until(lambda: oldest.state == "cancelled")
    assert older.state == "waiting"


async def test_a_set_that_cannot_be_stopped_goes_on(workspace: Workspace, core: ScriptedCore) -> None:
    workspace.draft.prompt = "x"
    await workspace.make()
    shown = workspace.grid[0]
    core.say(shown.id, Accepted())
    await until(lambda: shown.state == "running")
    core.refusal = DatabaseLocked("Another program holds the library.", remedy="Close it.")
    await workspace.tasks.start(workspace.picks.stop(shown.id), "stop")
    assert (shown.state, workspace.problems.at("window")[0].remedy) == ("running", "Close it.")
    await workspace.picks.stop(shown.id)
    assert shown.state == "stopping"


async def test_a_failure_stays_with_its_set(workspace: Workspace, core: ScriptedCore) -> None:
    workspace.draft.prompt = "x"
    await workspace.make()
    shown = workspace.grid[0]
    core.say(shown.id, Failed.of(EngineLost("The engine ended.", remedy="Try again.")))
    await until(lambda: shown.state == "failed")
    assert shown.failure is not None
    assert shown.failure.remedy == "Try again."


async def test_a_defect_does_not_end_the_window(workspace: Workspace, caplog: pytest.LogCaptureFixture) -> None:
    async def broken() -> None:
        raise ZeroDivisionError

    await workspace.tasks.start(broken(), "broken")
    (problem,) = workspace.problems.at("window")
    assert "ZeroDivisionError" not in problem.message + problem.remedy
    assert "broken failed" in caplog.text


async def test_what_was_asked_before_the_core_is_open_is_made_then(place: Home, core: ScriptedCore) -> None:
    early = Workspace(place, Session(draft=SavedDraft(prompt="early")))
    asked = early.tasks.start(early.make(), "make")
    await asyncio.sleep(0)
    assert not core.drafts
    await early.attach(core)
    await asked
    assert [draft.prompt for draft in core.drafts] == ["early"]
    await early.close()


async def test_a_core_that_does_not_open_is_said(place: Home) -> None:
    closed = Workspace(place, Session())
    closed.fail(DatabaseNewer("The library is from a newer version.", remedy="Update."))
    assert (closed.readiness, closed.problems.at("window")[0].remedy) == ("failed", "Update.")
    closed.problems.clear("window")
    closed.draft.prompt = "a red circle"
    await closed.tasks.start(closed.make(), "make")
    assert closed.problems.at("window")[0].remedy == "Update."
    assert closed.draft.prompt == "a red circle"
    await closed.close()


async def test_what_opening_had_to_mend_is_told(place: Home, core: ScriptedCore) -> None:
    workspace = Workspace(place, Session(draft=SavedDraft(prompt="a")))
    workspace.hear(core)
    core.noticed.emit("The database was restored.")
    await workspace.attach(core)
    await workspace.make()
    assert [notice.message for notice in workspace.problems.at("window")] == ["The database was restored."]
    await workspace.close()


async def test_typing_warms_the_engine_once_in_a_while(place: Home, core: ScriptedCore) -> None:
    now = [100.0]
    workspace = Workspace(place, Session(), clock=lambda: now[0])
    await workspace.attach(core)
    for letter in "red":
        workspace.draft.prompt += letter
    assert core.warmed == [None]
    now[0] += 60
    workspace.draft.prompt += " circle"
    assert core.warmed == [None, None]
    await workspace.close()


async def test_a_dropped_picture_brings_its_recipe_back(workspace: Workspace, tmp_path: Path) -> None:
    recipe = a_recipe("ein Kreis 🔴 דג", seed=MAX_SEED, width=128)
    workspace.draft.restore(SavedDraft(prompt="old", start=StartPicture(sha256="0", name="old.png")))
    await workspace.intake.open_file(write_picture(tmp_path / "made.png", recipe))
    await workspace.make()
    assert workspace.grid[0].facts.seed == MAX_SEED
    assert workspace.draft.seed_locked
    assert workspace.draft.frozen().start is None
    assert (workspace.draft.prompt, workspace.draft.steps, workspace.draft.guidance) == (recipe.prompt, 4, 2.5)


async def test_unknown_parts_of_a_recipe_are_named(workspace: Workspace, tmp_path: Path) -> None:
    await workspace.intake.open_file(with_new_field(tmp_path / "new.png", a_recipe()))
    assert any("mood" in notice.message for notice in workspace.problems.at("window"))
    assert workspace.draft.prompt == "a red circle"


async def test_other_weights_and_a_missing_start_are_said(workspace: Workspace, tmp_path: Path) -> None:
    import msgspec

    recipe = msgspec.structs.replace(
        a_recipe(), model=ModelRef(id="starter", weights="b" * 64), start=StartImage(sha256="c" * 64, strength=0.5)
    )
    await workspace.intake.open_file(write_picture(tmp_path / "other.png", recipe))
    assert any("other weights" in notice.message for notice in workspace.problems.at("window"))
    assert workspace.problems.at("start")[0].remedy
    assert workspace.draft.strength == 0.5


async def test_a_model_that_is_not_here_is_said(workspace: Workspace, tmp_path: Path) -> None:
    import msgspec

    recipe = msgspec.structs.replace(a_recipe(), model=ModelRef(id="elsewhere", weights="b" * 64))
    opening = workspace.intake.open_file(write_picture(tmp_path / "other.png", recipe))
    await workspace.tasks.start(opening, "drop")
    assert any("elsewhere" in problem.message for problem in workspace.problems.at("window"))
    assert workspace.draft.prompt == "a red circle"


async def test_a_picture_without_recipe_becomes_the_start(workspace: Workspace, tmp_path: Path) -> None:
    from PIL import Image

    path = tmp_path / "photo.png"
    Image.new("RGB", (40, 30)).save(path)
    await workspace.intake.open_file(path)
    assert isinstance(workspace.draft.start, StartPicture)
    assert workspace.draft.start.name == "photo.png"
    assert workspace.blob(workspace.draft.start.sha256) is not None


async def test_a_bad_picture_is_refused_in_place(workspace: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "letter.png"
    path.write_bytes(b"Dear Sir")
    workspace.draft.prompt = "kept"
    await workspace.tasks.start(workspace.intake.open_file(path), "drop")
    assert workspace.problems.at("start")[0].remedy
    assert (workspace.draft.start, workspace.draft.prompt) == (None, "kept")


async def test_reuse_brings_the_set_back(workspace: Workspace) -> None:
    workspace.draft.restore(SavedDraft(prompt="first", count=2))
    await workspace.make()
    seed = workspace.draft.seed
    workspace.draft.restore(SavedDraft(prompt="second", count=3))
    await workspace.make()
    await workspace.reuse(workspace.grid[1].id)
    draft = workspace.draft
    assert (draft.prompt, draft.count, draft.seed, draft.seed_locked) == ("first", 2, seed, True)


async def test_the_library_fills_the_grid_at_start(place: Home, core: ScriptedCore, tmp_path: Path) -> None:
    old = core.add_job(a_recipe("old"), 2, state="done")
    core.save(old.id, 0, tmp_path / "old.png")
    running = core.add_job(a_recipe("still runs"), 1, state="running")
    workspace = Workspace(place, Session())
    await workspace.attach(core)
    assert [shown.facts.prompt for shown in workspace.grid] == ["still runs", "old"]
    workspace.grid.want([old.id])
    await until(lambda: workspace.grid[1].cells[0].image == tmp_path / "old.png")
    core.say(running.id, picture(0, a_recipe()))
    core.say(running.id, Finished())
    await until(lambda: workspace.grid[0].state == "done")
    await workspace.close()


async def test_a_job_of_another_process_appears(workspace: Workspace, core: ScriptedCore, tmp_path: Path) -> None:
    job = core.add_job(a_recipe("from the command line"), 1, state="running")
    core.save(job.id, 0, tmp_path / "a.png")
    await until(lambda: len(workspace.grid) == 1)
    core.set_state(job.id, "done")
    core.say(job.id, Finished())
    await until(lambda: workspace.grid[0].state == "done")
    assert workspace.grid[0].cells[0].image == tmp_path / "a.png"


async def test_everything_is_back_after_a_restart(place: Home, core: ScriptedCore, tmp_path: Path) -> None:
    first = Workspace(place, Session())
    await first.attach(core)
    first.draft.restore(SavedDraft(prompt="kept", negative="blur", width=128, height=64, seed=5, seed_locked=True))
    await first.make()
    core.save(first.grid[0].id, 0, tmp_path / "a.png")
    core.say(first.grid[0].id, Finished())
    await until(lambda: first.grid[0].state == "done")
    first.view.geometry = "somewhere"
    await first.close()
    last, notices = sessions.load(place)
    second = Workspace(place, last)
    assert notices == ()
    assert (second.draft, second.view.geometry) == (first.draft, "somewhere")
    assert [shown.facts for shown in second.grid] == [shown.facts for shown in first.grid]
    assert second.grid[0].cells[0].image == tmp_path / "a.png"
    await second.close()


async def test_a_typed_prompt_is_on_disk_soon(workspace: Workspace, place: Home) -> None:
    for letter in "a red circle":
        workspace.draft.prompt += letter
        await asyncio.sleep(0.06)
    await until(lambda: sessions.load(place)[0].draft.prompt.startswith("a red"))
    await until(lambda: sessions.load(place)[0].draft.prompt == "a red circle")


async def test_a_session_that_cannot_be_saved_is_said_once(workspace: Workspace, place: Home) -> None:
    place.data.parent.mkdir(exist_ok=True)
    place.data.write_bytes(b"a file where the folder should be")
    workspace.draft.prompt = "a"
    await until(lambda: workspace.problems.at("window"))
    workspace.problems.clear("window")
    workspace.draft.prompt = "b"
    await asyncio.sleep(0.7)
    assert not workspace.problems.at("window")
    place.data.unlink()
