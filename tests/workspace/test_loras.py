"""LoRAs on the canvas: what fits, what is left out and why, the pace of few-step ones, and every step undone."""

from __future__ import annotations

import asyncio

import msgspec
import pytest

from studio.errors import JobError
from studio.recipe.additions import Pace
from studio.recipe.draft import DraftAddon
from studio.recipe.recipe import MAX_ADDONS, SKETCH, Addon, ModelRef, Near
from studio.recipe.resolve import resolve
from studio.workspace.draft_additions import taken_addons
from studio.workspace.model_choice import choose
from studio.workspace.quality import QualityDial
from studio.workspace.workspace import Workspace
from tests.workspace.scripted_core import CAN, ScriptedAddition, ScriptedCore, ScriptedModel, a_lora
from tests.workspace.waiting import until

ABLE = msgspec.structs.replace(CAN, family="sd", modes=(*CAN.modes, "near", "weighted", "addon"), steps=20)
MODEL = ScriptedModel(capabilities=ABLE)
FAST = a_lora("fast", pace=Pace(steps=4, guidance=1.0, scheduler="LCMScheduler"))


async def listed(workspace: Workspace, core: ScriptedCore, *added: ScriptedAddition) -> None:
    core.catalog.added, core.catalog.installed = list(added), [MODEL]
    workspace.additions.looked = False
    await workspace.list_models()
    await until(lambda: workspace.additions.looked)


def weights(workspace: Workspace) -> list[tuple[str, float, bool]]:
    return [(one.id, one.weight, one.on) for one in workspace.draft.addons]


async def test_those_that_fit_come_first_each_of_the_others_with_its_reason(
    workspace: Workspace, core: ScriptedCore
) -> None:
    broken = msgspec.structs.replace(a_lora("broken"), state="damaged", problem="The file ends early.")
    await listed(workspace, core, broken, a_lora("alien", base="SDXL"), a_lora("oil"), a_lora("Ink"))
    additions = workspace.additions
    assert [(one.id, additions.why_not(one)) for one in additions.of("lora")] == [
        ("Ink", ""),
        ("oil", ""),
        ("alien", "made for SDXL"),
        ("broken", "cannot be used: The file ends early."),
    ]
    assert additions.of("control") == ()


async def test_each_choice_is_a_step_that_is_undone(workspace: Workspace, core: ScriptedCore) -> None:
    ink, oil = a_lora("ink"), a_lora("oil")
    await listed(workspace, core, ink, oil)
    loras, undo = workspace.loras, workspace.undo
    states = [weights(workspace)]
    for act in (
        lambda: loras.add(ink),
        lambda: loras.add(oil),
        lambda: loras.weigh("ink", 0.55),
        lambda: loras.switch("ink", on=False),
        lambda: loras.take_away("oil"),
    ):
        act()
        states.append(weights(workspace))
    assert states[-1] == [("ink", 0.55, False)]
    for state in reversed(states[:-1]):
        await undo.undo()
        assert weights(workspace) == state
    assert undo.undo_label is None
    for state in states[1:]:
        await undo.redo()
        assert weights(workspace) == state


async def test_a_weight_that_is_moved_is_one_step(workspace: Workspace, core: ScriptedCore) -> None:
    ink = a_lora("ink")
    await listed(workspace, core, ink)
    workspace.loras.add(ink)
    for weight in (0.9, 0.8, 9.0, -0.333):
        workspace.loras.weigh("ink", weight)
    assert weights(workspace) == [("ink", -0.33, True)]
    workspace.loras.settle()
    workspace.loras.weigh("ink", 99.0)
    assert weights(workspace) == [("ink", 4.0, True)]
    await workspace.undo.undo()
    assert weights(workspace) == [("ink", -0.33, True)]
    await workspace.undo.undo()
    assert weights(workspace) == [("ink", 1.0, True)]


async def test_what_is_there_is_switched_on_instead_of_added_twice(workspace: Workspace, core: ScriptedCore) -> None:
    ink = a_lora("ink")
    await listed(workspace, core, ink)
    workspace.loras.add(ink)
    workspace.loras.weigh("ink", 0.5)
    workspace.loras.switch("ink", on=False)
    workspace.loras.add(ink)
    assert weights(workspace) == [("ink", 0.5, True)]


async def test_one_too_many_waits_switched_off(workspace: Workspace, core: ScriptedCore) -> None:
    added = [a_lora(f"l{number}") for number in range(MAX_ADDONS + 1)]
    await listed(workspace, core, *added)
    for one in added:
        workspace.loras.add(one)
    assert [one.on for one in workspace.draft.addons] == [True] * MAX_ADDONS + [False]
    last = added[-1].id
    workspace.loras.switch(last, on=True)
    assert not workspace.draft.addons[-1].on
    workspace.loras.switch("l0", on=False)
    workspace.loras.switch(last, on=True)
    assert workspace.draft.addons[-1].on
    workspace.draft.prompt = "a"
    await workspace.make()
    assert len(core.drafts[-1].addons) == MAX_ADDONS


async def test_what_was_chosen_in_another_project_is_not_undone_here(workspace: Workspace, core: ScriptedCore) -> None:
    await listed(workspace, core, a_lora("ink"))
    workspace.loras.add(a_lora("ink"))
    await workspace.open_project("Spring fair")
    assert workspace.draft.addons == ()
    with pytest.raises(JobError):
        await workspace.undo.undo()
    assert workspace.draft.addons == ()


async def test_what_does_not_fit_is_left_out_with_a_word_and_stays(workspace: Workspace, core: ScriptedCore) -> None:
    ink, alien, oil = a_lora("ink"), a_lora("alien", base="SDXL"), a_lora("oil", base="SDXL")
    await listed(workspace, core, ink, alien, oil)
    for one in (ink, alien, oil, a_lora("gone")):
        workspace.loras.add(one)
    workspace.draft.prompt = "a"
    await workspace.make()
    assert [one.id for one in core.drafts[-1].addons] == ["ink"]
    (told,) = workspace.problems.at("prompt")
    assert told.message == "Left out: “Alien”, “Oil” (made for SDXL), “Gone” (not installed any more)."
    assert len(workspace.draft.addons) == 4


async def test_one_of_a_recipe_that_is_called_otherwise_here_is_used(workspace: Workspace, core: ScriptedCore) -> None:
    here = a_lora("paper").addition.ref
    await listed(workspace, core, a_lora("paper"))
    named = ModelRef(id="ink", weights=here.weights)
    workspace.draft.addons = taken_addons((Addon(model=named, weight=0.5),), ())
    workspace.draft.prompt = "a"
    await workspace.make()
    assert workspace.problems.at("prompt") == ()
    asked = core.drafts[-1]
    assert asked.addons == (DraftAddon(id="ink", weights=here.weights, weight=0.5),)
    assert resolve(asked, MODEL.ref, ABLE, [a_lora("paper").addition]).recipe.addons == (Addon(model=here, weight=0.5),)


async def test_a_model_that_cannot_leaves_everything_out(workspace: Workspace, core: ScriptedCore) -> None:
    await listed(workspace, core, a_lora("ink"))
    workspace.loras.add(a_lora("ink"))
    workspace.draft.near = Near(seed=4, amount=0.2)
    core.catalog.installed = [ScriptedModel()]
    await workspace.list_models()
    workspace.draft.prompt = "a"
    await workspace.make()
    asked = core.drafts[-1]
    assert (asked.addons, asked.near) == ((), None)
    (told,) = workspace.problems.at("prompt")
    assert told.message == (
        "Left out: “Ink” (this model takes no LoRAs). "
        "This model cannot stay near the picture of another seed: that is left out."
    )
    assert workspace.draft.near is not None


async def test_what_fits_is_asked_of_the_model_that_was_chosen_just_now(
    workspace: Workspace, core: ScriptedCore
) -> None:
    await listed(workspace, core, a_lora("ink"))
    workspace.loras.add(a_lora("ink"))
    core.catalog.installed.append(ScriptedModel(ref=msgspec.structs.replace(MODEL.ref, id="plain")))
    workspace.draft.prompt, workspace.draft.model = "a", "plain"
    await workspace.make()
    assert core.drafts[-1].addons == ()
    workspace.draft.model = MODEL.ref.id
    await workspace.make()
    assert [one.id for one in core.drafts[-1].addons] == ["ink"]


async def test_a_few_step_lora_is_what_the_dial_shows(workspace: Workspace, core: ScriptedCore) -> None:
    await listed(workspace, core, FAST, a_lora("ink"))
    dial = QualityDial(workspace.draft, lambda: workspace.additions.capabilities, workspace.additions.changed)
    changes: list[str] = []
    dial.changed.connect(lambda: changes.append(dial.level))
    workspace.loras.add(a_lora("ink"))
    can = workspace.additions.capabilities
    assert can is not None
    assert can.steps == 20
    workspace.loras.add(FAST)
    paced = workspace.additions.capabilities
    assert paced is not None
    assert (paced.steps, paced.guidance, paced.scheduler) == (4, 1.0, "LCMScheduler")
    assert changes
    dial.choose("fine")
    assert workspace.draft.steps == 8
    workspace.loras.weigh("fast", 0.0)
    assert workspace.additions.pace is None
    workspace.loras.weigh("fast", 1.0)
    workspace.draft.model = SKETCH
    await asyncio.sleep(0)
    assert workspace.draft.frozen().addons == ()


async def test_what_is_made_has_the_pace_that_the_dial_showed(workspace: Workspace, core: ScriptedCore) -> None:
    await listed(workspace, core, FAST)
    workspace.loras.add(FAST)
    workspace.draft.prompt = "a"
    await workspace.make()
    (job,) = core.library.jobs.known.values()
    recipe = job.order.recipe
    assert (recipe.steps, recipe.guidance, recipe.scheduler) == (4, 1.0, "LCMScheduler")


async def test_a_level_goes_over_to_another_model_with_the_loras_pace(workspace: Workspace, core: ScriptedCore) -> None:
    await listed(workspace, core, FAST)
    workspace.loras.add(FAST)
    workspace.draft.steps = 8
    slow = msgspec.structs.replace(
        MODEL, ref=msgspec.structs.replace(MODEL.ref, id="slow"), capabilities=msgspec.structs.replace(ABLE, steps=50)
    )
    choose(workspace.draft, workspace.capabilities, slow, workspace.additions.paced)
    assert (workspace.draft.steps, workspace.draft.model) == (8, "slow")
