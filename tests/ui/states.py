"""The states that the window can be in, each brought about through what a user does or what the library says."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path

import msgspec
import pytest
from PIL import Image
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from studio.errors import EngineLost, ModelMissing, PlanError, Problem, SizeError, StudioError
from studio.jobs.plans.survey import Survey
from studio.recipe.additions import Pace
from studio.recipe.asset import Change
from studio.recipe.capabilities import Mode
from studio.recipe.channels import Insets
from studio.recipe.draft import DraftSketch
from studio.recipe.events import Failed
from studio.recipe.queue import BatchState, Blocked, Hold, Hours, QueueState, Rules, Tally
from studio.recipe.recipe import SKETCH, Near
from studio.sketch.about import CAPABILITIES, MODEL, NAME
from studio.sketch.knows import KNOWS
from studio.ui.canvas.knows import Knows
from studio.ui.masks.page import MaskPage
from studio.ui.models.page import ModelsPage
from studio.ui.plans.page import PlanPage
from studio.ui.queue.menus import row_menu
from studio.ui.queue.start_time import StartPanel
from studio.ui.window import MainWindow
from studio.workspace.draft import StartPicture
from studio.workspace.sets import CellRef
from tests.ui.canvas.conftest import starter
from tests.ui.grid.stand import add_rows
from tests.ui.plans.told import Told
from tests.workspace.scripted_core import CAN, ScriptedCore, ScriptedModel, a_guide, a_lora, a_recipe, preview, progress
from tests.workspace.scripted_plans import a_planned, a_survey, batch_of
from tests.workspace.waiting import until

LOST = Failed.of(EngineLost("The engine ended before the picture was done.", remedy="Make what is missing."))
STYLED: tuple[Mode, ...] = ("text", "near", "weighted", "addon")
GUIDED: tuple[Mode, ...] = ("text", "image", "mask", "control", "reference")
State = Callable[[MainWindow, ScriptedCore, Path], Awaitable[None]]


async def empty(window: MainWindow, core: ScriptedCore, folder: Path) -> None:
    """As it opens."""


async def everything_on_the_canvas(window: MainWindow, core: ScriptedCore, folder: Path) -> None:
    draft = window.workspace.draft
    draft.start = StartPicture(sha256="0" * 64, name="a picture with quite a long name indeed.png")
    draft.prompt, draft.negative, draft.width, draft.count = "a dog " * 60, "grey", 250, 64
    window.workspace.view.folded = ("queue",)
    window.canvas.words.look()


async def sketch_first(window: MainWindow, core: ScriptedCore, folder: Path) -> None:
    """With everything that can be said of a layout."""
    await _begin_sketch(window, core, "starter")
    window.workspace.layouts.keep(True)


async def drawn_by_the_sketch(window: MainWindow, core: ScriptedCore, folder: Path) -> None:
    await _begin_sketch(window, core, SKETCH)


async def _begin_sketch(window: MainWindow, core: ScriptedCore, model: str) -> None:
    core.catalog.installed.append(ScriptedModel(ref=MODEL, name=NAME, capabilities=CAPABILITIES, knows=KNOWS))
    await window.workspace.list_models()
    draft = window.workspace.draft
    draft.model, draft.start = model, DraftSketch(strength=0.4)
    draft.prompt = "seven yelow stars above a calm sea, watercolour and neon, frobnicate"
    await until(lambda: window.workspace.sketching.fresh and not window.canvas.words.typing)
    sketch = window.canvas.begin.sketch
    assert sketch is not None
    await until(lambda: sketch.unknown.isVisible() and sketch.notes.isVisible())


async def filled(window: MainWindow, core: ScriptedCore, folder: Path) -> None:
    before = len(window.workspace.grid)
    for job in add_rows(core, folder, 3, marks=("starred", "rejected"), prompt="a red star on a wide white ground"):
        core.announce_job(job.id)
    await until(lambda: len(window.workspace.grid) == before + 3)
    await until(lambda: all(cell.asset for shown in window.workspace.grid for cell in shown.cells))


async def running(window: MainWindow, core: ScriptedCore, folder: Path) -> None:
    await filled(window, core, folder)
    job = core.add_job(a_recipe("the one that runs"), 4, state="running")
    core.announce_job(job.id)
    await until(lambda: window.workspace.grid.get(job.id) is not None)
    core.say(job.id, progress(0, 2))
    core.say(job.id, preview(0, 2))
    await until(lambda: window.workspace.grid[0].cells[0].state == "working")


async def failed(window: MainWindow, core: ScriptedCore, folder: Path) -> None:
    await filled(window, core, folder)
    job = core.add_job(a_recipe("the one that failed"), 4, state="running")
    core.set_state(job.id, "failed", LOST)
    await until(lambda: window.workspace.grid[0].state == "failed")


async def nothing_found(window: MainWindow, core: ScriptedCore, folder: Path) -> None:
    await filled(window, core, folder)
    window.grid.bar.search.setText("zebra")
    window.grid.bar.apply_words()
    await until(lambda: window.grid.nothing.isVisible())


async def nothing_chosen(window: MainWindow, core: ScriptedCore, folder: Path) -> None:
    await filled(window, core, folder)
    window.panels.show("inspector.toggle")


async def one_chosen(window: MainWindow, core: ScriptedCore, folder: Path) -> None:
    await nothing_chosen(window, core, folder)
    ref = _first(window)
    assets = core.library.pictures.assets[ref.job]
    assets[0] = msgspec.structs.replace(assets[0], tags=("logo", "a tag with a rather long name"), note="for the fair")
    core.announce_assets(ref.job)
    window.grid.take_keyboard()
    await until(lambda: len(window.details.inspector.tags.chips) == 2)


async def many_chosen(window: MainWindow, core: ScriptedCore, folder: Path) -> None:
    await nothing_chosen(window, core, folder)
    window.commands.action("select.all").trigger()
    await until(lambda: window.details.inspector.title.text().startswith("12"))


async def seen_large(window: MainWindow, core: ScriptedCore, folder: Path) -> None:
    await filled(window, core, folder)
    window.details.open_viewer(_first(window))
    await until(lambda: not window.details.viewer.sheet.blank)


async def failed_seen_large(window: MainWindow, core: ScriptedCore, folder: Path) -> None:
    await failed(window, core, folder)
    window.details.open_viewer(_first(window))
    await until(lambda: window.details.viewer.said.isVisible())


async def busy_queue(window: MainWindow, core: ScriptedCore, folder: Path) -> None:
    await running(window, core, folder)
    prompt, elsewhere = "another that is not done yet " * 6, "A project with a long name for a fair in spring"
    waits, paused = core.add_job(a_recipe(prompt), 2), core.add_job(a_recipe(prompt), 2, "paused", elsewhere)
    for job in (waits, paused):
        core.announce_job(job.id)
    batch = core.queue.add_batch("A plan with quite a long name for a fair in spring")
    for number in range(3):
        core.announce_job(core.add_job(a_recipe(f"planned {number}"), 2, batch=batch.id, lane="batch").id)
    broken = core.add_job(a_recipe("the one that failed"), 4, state="running")
    core.set_state(broken.id, "failed", LOST)
    space = window.workspace
    await until(lambda: len(space.queue) == 6 and space.queue.count("failed"))
    window.queue.toggle()
    await until(lambda: len(window.queue.panel.column.views) > 2)


async def queue_in_edit(window: MainWindow, core: ScriptedCore, folder: Path) -> None:
    await busy_queue(window, core, folder)
    column = window.queue.panel.column
    job = window.workspace.queue.jobs_in("waiting")[0]
    column.edit(job)
    core.library.jobs.known[job] = msgspec.structs.replace(core.library.jobs.known[job], revision=3)
    core.announce_job(job)
    await until(lambda: column.form is not None and column.form.said.isVisible())


async def held_queue(window: MainWindow, core: ScriptedCore, folder: Path) -> None:
    await busy_queue(window, core, folder)
    hold = Hold(cause="crash", message="The studio ended unexpectedly. Nothing is lost.", since=1.0)
    core.queue.tell_state(QueueState(holds={"batch": hold}, rules=Rules(hours=Hours(begin=60, end=120), stop_after=3)))
    await until(lambda: window.workspace.queue.held)


async def blocked_queue(window: MainWindow, core: ScriptedCore, folder: Path) -> None:
    await busy_queue(window, core, folder)
    blocked = Blocked(kind="DiskFull", message="The disk of the pictures is full.", remedy="Make room.", since=1.0)
    core.queue.tell_state(QueueState(blocked=blocked))
    await until(lambda: window.workspace.queue.state.blocked is not None)


async def queue_begun_in_edit(window: MainWindow, core: ScriptedCore, folder: Path) -> None:
    """What is edited begins, and Escape is pressed."""
    await busy_queue(window, core, folder)
    column = window.queue.panel.column
    job = window.workspace.queue.jobs_in("waiting")[0]
    column.edit(job)
    form = column.form
    assert form is not None
    QTest.keyClicks(form.prompt, "something typed that nobody wants to lose")
    QTest.keyClick(form.prompt, Qt.Key.Key_Escape)
    assert form.said.isVisible()
    core.set_state(job, "running")
    await until(lambda: form.save.text() == "Save as a new job")


async def empty_queue(window: MainWindow, core: ScriptedCore, folder: Path) -> None:
    window.queue.toggle()


async def settings(window: MainWindow, core: ScriptedCore, folder: Path) -> None:
    window.commands.action("settings.open").trigger()


async def loras(window: MainWindow, core: ScriptedCore, folder: Path) -> None:
    """In every way that one stands there, near a seed, with weighed words and a draft that says so of them."""
    core.catalog.installed = [ScriptedModel(capabilities=msgspec.structs.replace(CAN, modes=STYLED))]
    fast = a_lora("fast", pace=Pace(steps=2, scheduler="LCMScheduler"))
    named = msgspec.structs.replace(
        a_lora("ink", words=("inkdraw", "black & white", "w" * 90)), name="a long name " * 9
    )
    core.catalog.added = [fast, named, a_lora("alien", base="SDXL"), a_lora("oil")]
    space, draft = window.workspace, window.workspace.draft
    await space.list_models()
    await space.additions.list(core)
    for one in (*core.catalog.added, a_lora("gone")):
        space.loras.add(one)
    space.loras.switch("oil", on=False)
    draft.prompt = "a (red:1.3) star above [a calm] sea BREAK at dusk"
    draft.text, draft.near = "plain", Near(seed=4_294_967_295, amount=0.25)
    await until(lambda: window.canvas.reading.weigh.isVisible() and window.canvas.near.any.isVisible())


async def guided(window: MainWindow, core: ScriptedCore, folder: Path) -> None:
    """By what can be used, what cannot, and what is off; everything unfolded."""
    core.catalog.installed = [ScriptedModel(capabilities=msgspec.structs.replace(CAN, modes=GUIDED))]
    core.catalog.added = [a_guide("edges", "control", "edges"), a_guide("fine lines", "control", "edges")]
    space = window.workspace
    await space.list_models()
    await space.additions.list(core)
    file = folder / "a photograph with quite a long name of a house in the country.png"
    Image.new("RGB", (60, 40), "#804020").save(file)
    for _ in range(2):
        await space.guides.add("control", file)
        await space.guides.add("reference", file)
    await space.guides.remake(1, "pose")
    space.guides.switch("reference", 1, on=False)
    rows = window.canvas.guides.rows
    for row in (*rows["control"], *rows["reference"]):
        row.more.click()
    await until(lambda: rows["control"][0].span.isVisible() and rows["control"][1].wrong.isVisible())


async def masked(window: MainWindow, core: ScriptedCore, folder: Path) -> None:
    core.catalog.installed = [ScriptedModel(capabilities=msgspec.structs.replace(CAN, modes=GUIDED))]
    await window.workspace.list_models()
    file = folder / "a photograph with quite a long name of a house in the country.png"
    Image.new("RGB", (60, 40), "#804020").save(file)
    await window.workspace.intake.start_from(file)
    window.commands.action("mask.open").trigger()
    page = window.stage.page("mask")
    assert isinstance(page, MaskPage)
    await until(lambda: not page.sheet.blank)
    window.commands.action("mask.invert").trigger()
    await until(lambda: window.workspace.masking.picture is not None and window.workspace.masking.picture.mask)


async def nothing_to_mask(window: MainWindow, core: ScriptedCore, folder: Path) -> None:
    window.commands.action("mask.open").trigger()


async def models(window: MainWindow, core: ScriptedCore, folder: Path) -> None:
    window.commands.action("models.open").trigger()
    page = window.stage.page("models")
    assert isinstance(page, ModelsPage)
    await until(lambda: page.installed)


async def shortcuts(window: MainWindow, core: ScriptedCore, folder: Path) -> None:
    window.commands.action("shortcuts.show").trigger()


async def no_plan(window: MainWindow, core: ScriptedCore, folder: Path) -> None:
    window.workspace.plans.recent = ("/home/somebody/Campaigns/a folder with a long name for the fair/week 12.csv",)
    window.workspace.plans.recent_changed.emit()
    window.commands.action("plan.open").trigger()


async def _a_plan(window: MainWindow, core: ScriptedCore, answer: Survey | StudioError) -> None:
    core.plans.answer = answer
    plan = Path("/home/somebody/Campaigns/a folder with a long name for the fair in spring/week 12.csv")
    batch = batch_of(plan)
    core.queue.kept[batch.id] = BatchState(batch=batch, paused=False, tally=Tally(), written=False)
    job = core.add_job(a_recipe(), 3)
    order = msgspec.structs.replace(job.order, batch=batch.id)
    core.library.jobs.known[job.id] = msgspec.structs.replace(job, order=order)
    window.workspace.plans.open(plan)
    await until(lambda: window.workspace.plans.stage in ("read", "unreadable"))
    await until(lambda: window.stage.shown_page == "plans")


async def a_plan(window: MainWindow, core: ScriptedCore, folder: Path) -> None:
    rows = [a_planned(row, count=3, there=3 if row < 5 else 0, prompt="a dog in a hat " * 30) for row in range(1, 60)]
    await _a_plan(window, core, a_survey(rows))


async def a_plan_that_runs(window: MainWindow, core: ScriptedCore, folder: Path) -> None:
    """Partly made, partly set aside; everything left is in the queue."""
    await a_plan(window, core, folder)
    plans = window.workspace.plans
    core.plans.answer = a_survey([a_planned(row, count=3, queued=True, prompt="a dog in a hat") for row in range(9)])
    batch = plans.batch
    assert batch is not None
    made, lost = (core.add_job(a_recipe(), 2, state="running", batch=batch.batch.id) for _ in range(2))
    core.library.jobs.known[made.id] = msgspec.structs.replace(made, made=(0, 1))
    core.set_state(made.id, "done")
    core.set_state(lost.id, "failed", LOST)
    core.announce(Change(batches=frozenset({batch.batch.id})))
    plans.look_again()
    page = window.stage.page("plans")
    assert isinstance(page, PlanPage)
    await until(lambda: page.batch.retry.isVisibleTo(page) and page.batch.show_pictures.isVisibleTo(page))
    await until(lambda: page.run.run.text() == "Update the queue")


async def a_wrong_plan(window: MainWindow, core: ScriptedCore, folder: Path) -> None:
    wrong = [
        Problem(line=line, column=7, field="seed", message=f"“{line} or so” is no seed.", remedy="Give a whole number.")
        for line in range(2, 9)
    ]
    known = Problem(line=9, column=1, field="a column of one's own", message="Unused.", severity="warning")
    await _a_plan(window, core, a_survey([], [*wrong, known]))


async def an_unreadable_plan(window: MainWindow, core: ScriptedCore, folder: Path) -> None:
    await _a_plan(window, core, PlanError("“week 12.csv” is no text.", remedy="Save it as UTF-8."))


async def delivered(window: MainWindow, core: ScriptedCore, folder: Path) -> None:
    own = window.workspace.channels.add(
        "A poster for the window of the shop in the old town", 1080, 1920, Insets(top=250, bottom=340), bleed=30
    )
    window.canvas.size_choice.deliver(own.width, own.height, own.id)


async def a_report(window: MainWindow, core: ScriptedCore, folder: Path) -> None:
    with pytest.MonkeyPatch.context() as patch:
        Told(window, patch)
        window.commands.action("report.show").trigger()
        await until(lambda: window.workspace.away.report is not None)


async def banners(window: MainWindow, core: ScriptedCore, folder: Path) -> None:
    space = window.workspace
    space.tell_error(ModelMissing("The model “painter” is not installed.", remedy="Choose another in the settings."))
    space.tell_error(SizeError("It cannot make 250 × 256.", remedy="Use 256 × 256."))
    space.problems.tell("“a.png” is in /home/somebody/Pictures.")
    space.problems.tell("There is no picture in what was dropped or pasted.", "start")


WINDOWS: dict[str, State] = {
    state.__name__: state
    for state in (
        empty, everything_on_the_canvas, filled, running, failed, nothing_found, nothing_chosen, one_chosen,
        many_chosen, seen_large, failed_seen_large, sketch_first, drawn_by_the_sketch, busy_queue, queue_in_edit,
        held_queue, empty_queue, settings, models, blocked_queue, queue_begun_in_edit, shortcuts, banners,
        no_plan, a_plan, a_plan_that_runs, a_wrong_plan, an_unreadable_plan, delivered, a_report, guided, masked,
        nothing_to_mask, loras,
    )
}  # fmt: skip


def _first(window: MainWindow) -> CellRef:
    return CellRef(job=window.workspace.grid[0].id, index=0)


def _earlier_prompts(window: MainWindow) -> None:
    for prompt in ("a red star", "mountains at sunset"):
        window.workspace.prompts.add(prompt, "")
    window.commands.action("prompts.open").trigger()


def _picture_menu(window: MainWindow) -> None:
    cell = window.grid.column.cell_at(_first(window))
    assert cell is not None
    menu = window.details.pictures.menu_for((_first(window),))
    menu.popup(cell.mapToGlobal(cell.rect().center()))


def _queue_menu(window: MainWindow) -> None:
    window.queue.toggle()
    row_menu(window.queue.panel.handling, window.queue.panel.column).popup(QPoint(0, 0))


def _rules(window: MainWindow) -> None:
    window.queue.toggle()
    window.queue.panel.bar.rules.click()


POPUPS: dict[str, Callable[[MainWindow], object]] = {
    "projects": lambda window: window.commands.action("project.open").trigger(),
    "earlier prompts": _earlier_prompts,
    "models": lambda window: window.canvas.model.open(),
    "known words": lambda window: Knows(
        window.canvas.unknown.knows, starter(), window.canvas.prompt.insert_word
    ).open(),
    "photo models": lambda window: window.canvas.unknown.show_photo(),
    "more like this": lambda window: window.commands.action("more").trigger(),
    "sizes": lambda window: window.canvas.size_fields.scale.open(),
    "channels": lambda window: window.canvas.size_fields.channel.open(),
    "parts": lambda window: window.commands.action("reuse.parts").trigger(),
    "pictures": _picture_menu,
    "queue": _queue_menu,
    "rules": _rules,
    "start time": lambda window: StartPanel(window.grid, 0.0).open(),
    "LoRAs": lambda window: window.canvas.loras.open(),
}
"""what opens each of the panels and menus that lie over the window while pictures are chosen"""


def popup() -> QWidget:
    opened = QApplication.activePopupWidget()
    assert opened is not None, "nothing is open"
    return opened
