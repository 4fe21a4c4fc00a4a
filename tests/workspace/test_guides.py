"""Control images and references on the canvas: given, made anew, weighed, undone; and what uses them."""

from __future__ import annotations

import io
from pathlib import Path

import msgspec
import pytest
from PIL import Image

from studio.recipe.draft import DraftControl, DraftReference
from studio.recipe.recipe import SKETCH
from studio.workspace.draft_additions import ControlPicture, ReferencePicture
from studio.workspace.guides import MADE_KINDS
from studio.workspace.workspace import Workspace
from tests.workspace.scripted_core import CAN, ScriptedCore, ScriptedModel, a_guide

ABLE = msgspec.structs.replace(CAN, modes=("text", "image", "control", "reference"), family="stable-diffusion")


def picture(colour: str = "#804020") -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (8, 8), colour).save(file, "PNG")
    return file.getvalue()


def test_what_is_made_here_is_what_pixels_make() -> None:
    from studio.pixels.controls import MADE_HERE

    assert MADE_KINDS == MADE_HERE


async def begin(workspace: Workspace, core: ScriptedCore) -> None:
    """A model that takes everything, a ControlNet for depth and one for scribbles, and an adapter."""
    core.catalog.installed = [ScriptedModel(capabilities=ABLE)]
    core.catalog.added = [
        a_guide("depth", "control", "depth"),
        a_guide("strokes", "control", "scribble"),
        a_guide("look", "adapter"),
    ]
    await workspace.list_models()
    await workspace.additions.list(core)


def control(workspace: Workspace, at: int = 0) -> ControlPicture:
    return workspace.draft.controls[at]


async def test_a_control_image_is_made_of_what_can_be_used(
    workspace: Workspace, core: ScriptedCore, tmp_path: Path
) -> None:
    await begin(workspace, core)
    file = tmp_path / "house.png"
    file.write_bytes(picture())
    await workspace.guides.add("control", file)
    one = control(workspace)
    assert (one.kind, one.name, one.on) == ("scribble", "house.png", True)
    assert core.library.blobs.kept[one.photo].read_bytes() == picture()
    assert core.library.blobs.kept[one.sha256].read_bytes() == picture() + b"scribble"
    assert workspace.draft.frozen().controls == (DraftControl(kind="scribble", sha256=one.sha256),)
    assert workspace.guides.used("control", one) is not None
    await workspace.undo.undo()
    assert workspace.draft.controls == ()


async def test_another_kind_is_made_of_the_same_picture(workspace: Workspace, core: ScriptedCore) -> None:
    await begin(workspace, core)
    await workspace.guides.add("control", picture())
    await workspace.guides.remake(0, "edges")
    one = control(workspace)
    assert core.library.blobs.kept[one.sha256].read_bytes() == picture() + b"edges"
    await workspace.guides.remake(0, "depth")
    one = control(workspace)
    assert core.library.blobs.kept[one.sha256].read_bytes() == picture()
    assert not one.photo
    await workspace.guides.remake(0, "scribble")
    assert core.library.blobs.kept[control(workspace).sha256].read_bytes() == picture() + b"scribble"
    await workspace.guides.remake(0, "scribble", ready=True)
    assert core.library.blobs.kept[control(workspace).sha256].read_bytes() == picture()
    for _ in range(4):
        await workspace.undo.undo()
    assert control(workspace).kind == "scribble"
    assert control(workspace).photo


async def test_the_same_picture_twice_is_told_apart(workspace: Workspace, core: ScriptedCore) -> None:
    await begin(workspace, core)
    for _ in range(2):
        await workspace.guides.add("control", picture())
    await workspace.guides.remake(1, "pose")
    assert [one.kind for one in workspace.draft.controls] == ["scribble", "pose"]


async def test_a_reference(workspace: Workspace, core: ScriptedCore) -> None:
    await begin(workspace, core)
    await workspace.guides.add("reference", picture())
    workspace.guides.take(0, "style")
    workspace.guides.weigh("reference", 0, 0.834)
    sha256 = workspace.draft.references[0].sha256
    assert workspace.draft.frozen().references == (DraftReference(sha256=sha256, role="style", weight=0.83),)


async def test_what_is_no_picture_is_said_in_place(workspace: Workspace, core: ScriptedCore) -> None:
    await begin(workspace, core)
    await workspace.guides.add("control", b"hello")
    assert workspace.guides.trouble is not None
    assert workspace.guides.trouble.message == "This file is not a picture."
    assert workspace.draft.controls == ()
    await workspace.guides.add("reference", picture())
    assert workspace.guides.trouble is None


async def test_moving_a_weight_is_one_step(workspace: Workspace, core: ScriptedCore) -> None:
    await begin(workspace, core)
    await workspace.guides.add("control", picture())
    for weight in (0.9, 0.8, 0.7):
        workspace.guides.weigh("control", 0, weight)
    workspace.guides.settle()
    workspace.guides.weigh("control", 0, 0.2)
    await workspace.undo.undo()
    assert control(workspace).weight == 0.7
    await workspace.undo.undo()
    assert control(workspace).weight == 1.0


@pytest.mark.parametrize(
    ("asked", "given"),
    [((0.2, 0.8), (0.2, 0.8)), ((0.9, 0.3), (0.9, 0.95)), ((-1.0, 9.0), (0.0, 1.0)), ((1.0, 1.0), (0.95, 1.0))],
)
async def test_a_span_always_has_a_length(
    workspace: Workspace, core: ScriptedCore, asked: tuple[float, float], given: tuple[float, float]
) -> None:
    await begin(workspace, core)
    await workspace.guides.add("control", picture())
    workspace.guides.span(0, *asked)
    assert (control(workspace).begin, control(workspace).end) == given


async def test_off_it_stays_and_is_not_asked_for(workspace: Workspace, core: ScriptedCore) -> None:
    await begin(workspace, core)
    for colour in ("#100000", "#200000", "#300000", "#400000"):
        await workspace.guides.add("control", picture(colour))
    assert [one.on for one in workspace.draft.controls] == [True, True, True, False]  # three are used together
    workspace.guides.switch("control", 3, on=True)
    assert not control(workspace, 3).on
    workspace.guides.switch("control", 0, on=False)
    workspace.guides.switch("control", 3, on=True)
    assert len(workspace.draft.frozen().controls) == 3
    workspace.guides.take_away("control", 1)
    assert [one.on for one in workspace.draft.controls] == [False, True, True]


async def test_what_is_missing_is_said(workspace: Workspace, core: ScriptedCore) -> None:
    await begin(workspace, core)
    await workspace.guides.add("control", picture())
    assert workspace.guides.possible("control") == workspace.guides.wrong("control", control(workspace)) == ""
    await workspace.guides.remake(0, "pose")
    assert (
        workspace.guides.wrong("control", control(workspace)) == "No ControlNet for pose that fits this model is here."
    )
    workspace.guides.use("control", 0, "gone")
    assert workspace.guides.wrong("control", control(workspace)) == "“gone” is not installed any more."
    core.catalog.added = [a_guide("other", "adapter", family="sdxl", base="SDXL")]
    await workspace.additions.list(core)
    assert workspace.guides.possible("reference") == "No IP-Adapter that fits this model is here yet."
    reference = ReferencePicture(sha256="a" * 64, name="a", model="other")
    assert workspace.guides.wrong("reference", reference) == "Other is made for SDXL."


async def test_a_model_that_takes_none(workspace: Workspace, core: ScriptedCore) -> None:
    await begin(workspace, core)
    await workspace.guides.add("control", picture())
    core.catalog.installed = [ScriptedModel()]
    await workspace.list_models()
    assert workspace.guides.possible("control").startswith("This model takes no control images.")
    assert (
        workspace.guides.wrong("control", control(workspace)) == "This model takes no control images: it is left out."
    )
    workspace.draft.model = SKETCH
    assert workspace.draft.frozen().controls == ()
    assert len(workspace.draft.controls) == 1


async def test_guides_come_back_with_the_session(workspace: Workspace, core: ScriptedCore) -> None:
    await begin(workspace, core)
    await workspace.guides.add("control", picture())
    await workspace.guides.add("reference", picture())
    saved = workspace.session().draft
    again = type(workspace.draft)()
    again.restore(saved)
    assert (again.controls, again.references) == (workspace.draft.controls, workspace.draft.references)
