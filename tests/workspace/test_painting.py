"""What was drawn goes on with a model that can begin with a picture; layouts are taken along."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
import pytest

from studio.errors import ModelUnsupported
from studio.paths import Home
from studio.recipe.draft import DraftSketch, DraftStart
from studio.recipe.recipe import SKETCH, SKETCH_EDITION, Fit, ModelRef, Product, Recipe, Sketched
from studio.recipe.resolve import resolve
from studio.sketch.about import CAPABILITIES, MODEL
from studio.workspace.painting import as_drawn, painted_over, painter
from studio.workspace.picks import draft_of
from studio.workspace.session import Session
from studio.workspace.sets import CellRef
from studio.workspace.workspace import Workspace
from tests.workspace.scripted_core import CAN, ScriptedCore, ScriptedModel, ScriptedModels, a_recipe
from tests.workspace.waiting import until

DRAWS = ScriptedModel(ref=MODEL, name="Sketch", capabilities=CAPABILITIES)
PHOTO = ScriptedModel(ref=ModelRef(id="photo", weights="b" * 64), name="Photo")
WORDS = ScriptedModel(
    ref=ModelRef(id="words", weights="c" * 64), capabilities=msgspec.structs.replace(CAN, modes=("text",))
)
DRAWN = msgspec.structs.replace(
    a_recipe("seven red circles"), model=MODEL, width=3000, height=1500, steps=1, guidance=1.0
)
SKETCHED = Sketched(strength=0.4, layout=9, edition=SKETCH_EDITION)


def catalog(*models: ScriptedModel) -> ScriptedModels:
    found = ScriptedModels()
    found.installed = list(models)
    return found


@pytest.fixture
async def workspace(place: Home, core: ScriptedCore) -> AsyncIterator[Workspace]:
    core.catalog.installed += [DRAWS, PHOTO]
    opened = Workspace(place, Session())
    await opened.attach(core)
    yield opened
    await opened.close()


async def made(workspace: Workspace, core: ScriptedCore, recipe: Recipe, count: int = 2) -> CellRef:
    """A done set of it; its second picture."""
    job = core.add_job(recipe, count, state="done")
    for index in range(count):
        path = core.folder / f"{job.id} {index}.png"
        path.write_bytes(b"\x89PNG" + bytes([index]))
        core.save(job.id, index, path)
    await until(lambda: (shown := workspace.grid.get(job.id)) is not None and shown.made == count and shown.loaded)
    return CellRef(job=job.id, index=count - 1)


def test_who_paints() -> None:
    assert painter(catalog(ScriptedModel(), PHOTO), "photo").ref.id == "photo"
    assert painter(catalog(ScriptedModel(), DRAWS), SKETCH).ref.id == "starter"
    assert painter(catalog(ScriptedModel(), DRAWS), "gone").ref.id == "starter"
    assert painter(catalog(DRAWS, WORDS, PHOTO), None).ref.id == "photo"
    broken = msgspec.structs.replace(PHOTO, state="damaged")
    with pytest.raises(ModelUnsupported):
        painter(catalog(DRAWS, WORDS, broken), None)


@pytest.mark.parametrize("fit", [None, Fit(width=1080, height=540)])
@pytest.mark.parametrize("product", [None, Product(sha256="d" * 64, x=700, y=20)])
def test_what_is_painted_over_can_be_made(fit: Fit | None, product: Product | None) -> None:
    recipe = msgspec.structs.replace(DRAWN, fit=fit, product=product)
    draft = painted_over(recipe, ScriptedModel(), 3, as_drawn(recipe), recipe.seed)
    found = resolve(draft, ModelRef(id="starter", weights="a" * 64), CAN).recipe
    assert isinstance(found.start, Sketched)
    assert (found.prompt, found.seed, found.start.layout) == (DRAWN.prompt, DRAWN.seed, DRAWN.seed)
    assert found.width / found.height == pytest.approx(2, abs=0.15)
    assert found.steps == CAN.steps
    if fit is not None or product is not None:
        assert found.size == recipe.size
    assert (found.product is None) == (product is None)


async def test_more_like_a_drawing_is_painted(workspace: Workspace, core: ScriptedCore) -> None:
    ref = await made(workspace, core, DRAWN)
    workspace.draft.model = SKETCH
    await workspace.picks.more_like(ref, 0.3)
    asked = core.drafts[-1]
    assert isinstance(asked.start, DraftStart)
    assert (asked.model, asked.start.strength, asked.prompt) == ("starter", 0.3, DRAWN.prompt)
    workspace.draft.model = "photo"
    await workspace.picks.more_like(ref)
    assert core.drafts[-1].model == "photo"


async def test_a_drawing_is_painted_over_with_its_own_layout(workspace: Workspace, core: ScriptedCore) -> None:
    ref = await made(workspace, core, DRAWN)
    assert workspace.picks.is_drawn(ref)
    await workspace.picks.paint_over(ref)
    asked = core.drafts[-1]
    assert asked.start == DraftSketch(layout=DRAWN.seed + 1)
    assert (asked.seed, asked.model, asked.count) == (DRAWN.seed + 1, "starter", workspace.draft.count)


async def test_only_drawings_are_painted_over(workspace: Workspace, core: ScriptedCore) -> None:
    ref = await made(workspace, core, a_recipe())
    assert not workspace.picks.is_drawn(ref)
    await workspace.picks.paint_over(ref)
    assert core.drafts == []
    assert "start picture" in workspace.problems.at("window")[0].message


async def test_the_same_with_another_seed(workspace: Workspace, core: ScriptedCore) -> None:
    await workspace.picks.another_seed(await made(workspace, core, DRAWN))
    assert (core.drafts[-1].model, core.drafts[-1].start, core.drafts[-1].seed) == (SKETCH, None, None)
    sketched = msgspec.structs.replace(a_recipe(), start=SKETCHED)
    await workspace.picks.another_seed(await made(workspace, core, sketched))
    assert core.drafts[-1].start == DraftSketch(strength=0.4, layout=9)
    assert draft_of(sketched, 2).start == DraftSketch(strength=0.4, layout=9)


@pytest.mark.parametrize("at_once", [False, True])
async def test_a_start_picture_needs_a_model(workspace: Workspace, core: ScriptedCore, at_once: bool) -> None:
    ref = await made(workspace, core, DRAWN)
    workspace.draft.model, workspace.draft.prompt = SKETCH, "seven red circles"
    workspace.draft.width, workspace.draft.height = 3000, 1500
    if at_once:
        await workspace.intake.start_from(b"\x89PNG pasted")
    else:
        await workspace.picks.start_from(ref)
    assert workspace.draft.model == "starter"
    assert workspace.draft.start is not None
    assert CAN.size.allows(workspace.draft.width or 0, workspace.draft.height or 0)
    assert "Starter is chosen" in workspace.problems.at("start")[0].message
    await workspace.make()
    assert isinstance(core.drafts[-1].start, DraftStart)


async def test_a_recipe_that_began_with_a_sketch_comes_back(
    workspace: Workspace, core: ScriptedCore, tmp_path: Path
) -> None:
    sketched = msgspec.structs.replace(a_recipe(), start=SKETCHED)
    ref = await made(workspace, core, sketched)
    await workspace.picks.reuse(ref)
    assert workspace.draft.start == DraftSketch(strength=0.4, layout=9)
    await workspace.make()
    made_again = core.library.jobs.known[max(core.library.jobs.known)]
    assert made_again.order.recipe == msgspec.structs.replace(sketched, seed=sketched.seed + 1)


async def test_rows_say_what_the_sketch_did(workspace: Workspace, core: ScriptedCore) -> None:
    drawn = await made(workspace, core, DRAWN)
    sketched = await made(workspace, core, msgspec.structs.replace(a_recipe(), start=SKETCHED))
    plain = await made(workspace, core, a_recipe())
    facts = [shown.facts for ref in (drawn, sketched, plain) if (shown := workspace.grid.get(ref.job)) is not None]
    assert [(one.drawn, one.start, one.sketched) for one in facts] == [
        (True, False, 0.0),
        (False, False, 0.4),
        (False, False, 0.0),
    ]
