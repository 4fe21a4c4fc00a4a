"""A file of weights that is dropped is used where it lies: a LoRA on the canvas, a model to make with."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from studio.errors import ModelMissing, ModelUnsupported
from studio.workspace.weights_in import may_be_weights
from studio.workspace.workspace import Workspace
from tests.workspace.scripted_core import ScriptedCore, ScriptedModel, a_lora
from tests.workspace.test_loras import listed

FILE = Path("/mine/ink.safetensors")


async def test_a_lora_goes_on_the_canvas(workspace: Workspace, core: ScriptedCore) -> None:
    await listed(workspace, core)
    core.catalog.added = [msgspec.structs.replace(a_lora("ink"), path=FILE)]
    await workspace.weights_in.use(FILE)
    assert [one.id for one in workspace.draft.addons] == ["ink"]
    assert [one.id for one in workspace.additions.every] == ["ink"]
    assert core.catalog.saved == 1


async def test_a_controlnet_is_listed_and_said(workspace: Workspace, core: ScriptedCore) -> None:
    await listed(workspace, core)
    net = a_lora("canny")
    net = msgspec.structs.replace(net, path=FILE, addition=msgspec.structs.replace(net.addition, kind="control"))
    core.catalog.added = [net]
    await workspace.weights_in.use(FILE)
    assert workspace.draft.addons == ()
    assert workspace.problems.at("window")[0].message == "The ControlNet “Canny” can be used now."


async def test_a_model_is_chosen(workspace: Workspace, core: ScriptedCore) -> None:
    await listed(workspace, core)
    ref = msgspec.structs.replace(ScriptedModel().ref, id="photo")
    core.catalog.elsewhere = [ScriptedModel(ref=ref, folder=FILE)]
    await workspace.weights_in.use(FILE)
    assert workspace.draft.model == "photo"


async def test_what_cannot_be_used_changes_nothing(workspace: Workspace, core: ScriptedCore) -> None:
    await listed(workspace, core)
    broken = msgspec.structs.replace(a_lora("ink"), path=FILE, state="damaged", problem="It ends early.")
    core.catalog.added = [broken]
    with pytest.raises(ModelUnsupported):
        await workspace.weights_in.use(FILE)
    with pytest.raises(ModelMissing):
        await workspace.weights_in.use(Path("/mine/nothing.safetensors"))
    assert (workspace.draft.addons, workspace.additions.every, core.catalog.saved) == ((), (), 0)


def test_weights_are_told_by_their_names() -> None:
    assert may_be_weights(Path("a.SafeTensors"))
    assert not may_be_weights(Path("a.png"))
