"""A mask on the start picture: kept, taken back, never on another picture."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from studio.errors import JobError
from studio.recipe.draft import DraftStart
from studio.workspace.draft import StartPicture
from studio.workspace.workspace import Workspace

PICTURE = StartPicture(sha256="a" * 64, name="a.png")


def mask(level: int = 255) -> bytes:
    file = io.BytesIO()
    Image.new("L", (8, 8), level).save(file, "PNG")
    return file.getvalue()


async def test_a_mask_is_asked_for_with_the_picture(workspace: Workspace) -> None:
    workspace.draft.start = PICTURE
    sha256 = await workspace.masking.keep(PICTURE.sha256, mask(), "paint the mask")
    assert workspace.draft.frozen().start == DraftStart(sha256=PICTURE.sha256, strength=1.0, mask=sha256)
    path = workspace.blob(sha256)
    assert path is not None
    assert path.read_bytes() == mask()
    assert workspace.session().draft.start == StartPicture(sha256=PICTURE.sha256, name="a.png", mask=sha256)


async def test_strokes_are_taken_back_one_by_one(workspace: Workspace) -> None:
    workspace.draft.start = PICTURE
    first = await workspace.masking.keep(PICTURE.sha256, mask(200), "paint the mask")
    second = await workspace.masking.keep(PICTURE.sha256, mask(100), "paint the mask")
    await workspace.masking.take_away()
    assert (workspace.draft.strength, workspace.undo.undo_label) == (0.6, "take the mask away")
    seen: list[tuple[str, float]] = []
    for _ in range(3):
        await workspace.undo.undo()
        assert workspace.masking.picture is not None
        seen.append((workspace.masking.picture.mask, workspace.draft.strength))
    assert seen == [(second, 1.0), (first, 1.0), ("", 0.6)]
    await workspace.undo.redo()
    assert workspace.masking.picture is not None
    assert workspace.masking.picture.mask == first


async def test_a_strength_of_the_users_own_stays(workspace: Workspace) -> None:
    workspace.draft.start, workspace.draft.strength = PICTURE, 0.4
    await workspace.masking.keep(PICTURE.sha256, mask(), "paint the mask")
    assert workspace.draft.strength == 0.4
    await workspace.masking.take_away()
    assert workspace.draft.strength == 0.4


async def test_a_mask_never_lies_on_another_picture(workspace: Workspace) -> None:
    workspace.draft.start = PICTURE
    await workspace.masking.keep(PICTURE.sha256, mask(), "paint the mask")
    other = StartPicture(sha256="b" * 64, name="b.png")
    workspace.draft.start = other
    await workspace.masking.keep(PICTURE.sha256, mask(9), "paint the mask")
    assert workspace.draft.start == other
    with pytest.raises(JobError, match="another start picture"):
        await workspace.undo.undo()
    assert workspace.draft.start == other


async def test_the_strength_of_a_mask_goes_with_its_picture(workspace: Workspace) -> None:
    workspace.draft.start = PICTURE
    await workspace.masking.keep(PICTURE.sha256, mask(), "paint the mask")
    workspace.starts.take_away()
    assert workspace.draft.strength == 0.6
    await workspace.undo.undo()
    assert workspace.draft.strength == 1.0
    await workspace.intake.start_from(mask(77))
    assert workspace.draft.strength == 0.6


async def test_the_same_picture_again_keeps_its_mask(workspace: Workspace) -> None:
    await workspace.intake.start_from(mask(77))
    picture = workspace.masking.picture
    assert picture is not None
    painted = await workspace.masking.keep(picture.sha256, mask(), "paint the mask")
    await workspace.intake.start_from(mask(77))
    assert workspace.masking.picture is not None
    assert (workspace.masking.picture.mask, workspace.draft.strength) == (painted, 1.0)
