"""How far a picture grows, and what is asked for then."""

from __future__ import annotations

import io
from pathlib import Path

import msgspec
import pytest
from PIL import Image

from studio.errors import ImageError
from studio.recipe.draft import DraftStart
from studio.recipe.recipe import Fit
from studio.workspace.draft import StartPicture
from studio.workspace.extending import SIDES, Growth
from studio.workspace.workspace import Workspace
from tests.workspace.scripted_core import CAN, REF, ScriptedCore, ScriptedModel, a_recipe

ABLE = msgspec.structs.replace(CAN, modes=("text", "image", "mask"))


def a_file(folder: Path, width: int = 60, height: int = 40) -> Path:
    path = folder / "house.png"
    file = io.BytesIO()
    Image.new("RGB", (width, height), "#804020").save(file, "PNG")
    path.write_bytes(file.getvalue())
    return path


async def able(workspace: Workspace, core: ScriptedCore) -> None:
    core.catalog.installed = [ScriptedModel(capabilities=ABLE)]
    await workspace.list_models()


@pytest.mark.parametrize("shape", [(1, 1), (16, 9), (9, 16), (4, 5), (3, 2)])
@pytest.mark.parametrize("size", [(60, 40), (512, 768), (333, 777), (1, 1)])
def test_a_shape_is_grown_to_and_nothing_is_cut(size: tuple[int, int], shape: tuple[int, int]) -> None:
    grown = Growth(width=size[0], height=size[1]).to_shape(*shape)
    across, down = grown.size
    assert min(getattr(grown, side) for side in SIDES) >= 0
    assert abs(grown.left - grown.right) <= 1
    assert abs(grown.top - grown.bottom) <= 1
    assert across == size[0] or down == size[1]
    assert abs(across - down * shape[0] / shape[1]) < max(1, shape[0] / shape[1]) + 1


def test_around_and_by_one_side() -> None:
    grown = Growth(width=60, height=40).around(0.25)
    assert grown.size == (90, 60)
    assert grown.by("left", -5).left == 0
    assert grown.by("top", 10**6).top == 8192
    assert not Growth(width=60, height=40).grows


async def test_a_set_is_made_with_the_pictures_own_recipe(
    workspace: Workspace, core: ScriptedCore, tmp_path: Path
) -> None:
    await able(workspace, core)
    workspace.draft.prompt, workspace.draft.count = "something else", 2
    await workspace.extending.begin(a_file(tmp_path), "house.png", a_recipe("a house"), "Homes")
    workspace.extending.grow(Growth(width=60, height=40, left=12, right=20))
    assert await workspace.extending.make()
    draft = core.drafts[-1]
    assert (draft.prompt, draft.count, draft.fit) == ("a house", 2, Fit(width=92, height=40))
    assert isinstance(draft.start, DraftStart)
    with Image.open(core.library.blobs.path(draft.start.sha256)) as start:
        assert start.size == (92, 40)
        assert start.getpixel((12, 0)) == (0x80, 0x40, 0x20)
    with Image.open(core.library.blobs.path(draft.start.mask)) as mask:
        assert [mask.getpixel((x, 20)) for x in (0, 11, 12, 71, 72, 91)] == [255, 255, 0, 0, 255, 255]
    assert core.library.jobs.known[max(core.library.jobs.known)].order.project == "Homes"


async def test_with_the_prompt_of_the_canvas(workspace: Workspace, core: ScriptedCore, tmp_path: Path) -> None:
    await able(workspace, core)
    workspace.draft.prompt, workspace.draft.tile = "a garden", "both"
    await workspace.extending.begin(a_file(tmp_path), "house.png", a_recipe("a house"))
    workspace.extending.take_prompt(own=False)
    workspace.extending.grow(workspace.extending.growth.to_shape(1, 1))
    assert workspace.extending.prompt == "a garden"
    assert await workspace.extending.make()
    assert (core.drafts[-1].prompt, core.drafts[-1].tile, core.drafts[-1].fit) == (
        "a garden",
        "",
        Fit(width=60, height=60),
    )


async def test_a_model_that_is_gone_gives_way_to_that_of_the_canvas(
    workspace: Workspace, core: ScriptedCore, tmp_path: Path
) -> None:
    await able(workspace, core)
    recipe = msgspec.structs.replace(a_recipe(), model=msgspec.structs.replace(REF, id="gone"), steps=77)
    await workspace.extending.begin(a_file(tmp_path), "house.png", recipe)
    workspace.extending.grow(workspace.extending.growth.around(0.5))
    assert await workspace.extending.make()
    assert (core.drafts[-1].model, core.drafts[-1].steps) == (REF.id, None)


async def test_no_model_that_can_is_said(workspace: Workspace, core: ScriptedCore, tmp_path: Path) -> None:
    await workspace.extending.begin(a_file(tmp_path), "house.png", a_recipe())
    assert workspace.extending.model is None
    assert not await workspace.extending.make()
    assert workspace.extending.trouble is not None
    assert core.drafts == []


async def test_what_does_not_grow_is_said(workspace: Workspace, core: ScriptedCore, tmp_path: Path) -> None:
    await able(workspace, core)
    await workspace.extending.begin(a_file(tmp_path), "house.png", a_recipe())
    assert not await workspace.extending.make()
    assert workspace.extending.trouble is not None
    workspace.extending.grow(workspace.extending.growth.by("left", 8))
    assert workspace.extending.trouble is None


async def test_put_on_the_canvas_and_taken_back(workspace: Workspace, core: ScriptedCore, tmp_path: Path) -> None:
    await able(workspace, core)
    before = workspace.draft.saved()
    await workspace.extending.begin(a_file(tmp_path), "house.png")
    workspace.extending.grow(workspace.extending.growth.by("bottom", 20))
    assert await workspace.extending.lay_out()
    start = workspace.draft.start
    assert isinstance(start, StartPicture)
    assert (start.name, workspace.draft.fit) == ("house.png, extended", Fit(width=60, height=60))
    assert start.mask
    await workspace.undo.undo()
    assert workspace.draft.saved() == before


async def test_what_is_no_picture_is_refused(workspace: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "words.png"
    path.write_bytes(b"hello")
    with pytest.raises(ImageError):
        await workspace.extending.begin(path, "words.png")
