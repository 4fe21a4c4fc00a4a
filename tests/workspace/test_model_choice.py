"""Another model keeps what was meant, not the numbers; and models in a folder of the user's can be used."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import msgspec
import pytest

from studio.catalog.catalog import Catalog
from studio.errors import ModelMissing, ModelUnsupported
from studio.paths import Home
from studio.recipe.capabilities import Capabilities, SizeRule
from studio.recipe.recipe import ModelRef
from studio.settings import MODELS_FOLDERS, Settings
from studio.sketch.about import CAPABILITIES as SKETCH_CAN
from studio.workspace.core import Core, Model
from studio.workspace.draft import DraftState
from studio.workspace.model_choice import ModelFolders, choose
from studio.workspace.presets import SHAPES, sizes_of
from studio.workspace.workspace import Workspace
from tests.catalog.addition_files import write_lora
from tests.catalog.model_folders import write_model
from tests.workspace.scripted_core import CAN, ScriptedCore, ScriptedModel

BIG = msgspec.structs.replace(
    CAN, size=SizeRule(width=512, height=512, multiple=8, smallest=128, largest=2048, max_pixels=2**20), steps=20
)
PHOTO = ScriptedModel(ref=ModelRef(id="photo", weights="b" * 64), name="Photo", capabilities=BIG)


def chosen(draft: DraftState, before: Capabilities | None = CAN) -> DraftState:
    choose(draft, before, PHOTO)
    assert draft.model == "photo"
    return draft


def test_blanks_stay_blank() -> None:
    draft = chosen(DraftState())
    assert (draft.width, draft.height, draft.steps, draft.guidance) == (None, None, None, None)


def test_a_level_and_a_shape_are_kept() -> None:
    portrait = SHAPES[1]
    width, height = sizes_of(portrait, CAN)[-1]
    draft = chosen(DraftState(steps=8, width=width, height=height))
    assert draft.steps == 40
    assert (draft.width, draft.height) in sizes_of(portrait, BIG)[1:]


def test_numbers_set_by_hand_are_kept() -> None:
    draft = chosen(DraftState(steps=7, guidance=1.0, width=72, height=40))
    assert (draft.steps, draft.guidance, draft.width, draft.height) == (7, 1.0, 72, 40)


def test_a_model_after_none_changes_nothing_else() -> None:
    draft = chosen(DraftState(steps=8, width=64, height=64), None)
    assert (draft.steps, draft.width, draft.height) == (8, 64, 64)


def test_a_size_that_only_the_sketch_can_make_becomes_one_of_its_shape() -> None:
    draft = chosen(DraftState(width=6000, height=3000), SKETCH_CAN)
    assert draft.width is not None
    assert draft.height is not None
    assert draft.width / draft.height == pytest.approx(2, abs=0.1)
    assert BIG.size.allows(draft.width, draft.height)


async def test_a_folder_of_models_is_used(workspace: Workspace, core: ScriptedCore) -> None:
    broken = ScriptedModel(ref=ModelRef(id="old", weights=""), state="unsafe", folder=Path("/mine/old"))
    core.catalog.elsewhere = [broken, msgspec.structs.replace(PHOTO, folder=Path("/mine/photo"))]
    found = await workspace.model_folders.use(Path("/mine"))
    assert found is not None
    assert found.name == "Photo"
    assert core.catalog.saved == 1
    assert [model.ref.id for model in workspace.models] == ["starter", "old", "photo"]


async def test_a_folder_without_a_model_changes_nothing(workspace: Workspace, core: ScriptedCore) -> None:
    with pytest.raises(ModelMissing):
        await workspace.model_folders.use(Path("/empty"))
    pickle = ScriptedModel(state="unsafe", problem="It is a pickle.", remedy="Get another.", folder=Path("/mine/old"))
    core.catalog.elsewhere = [pickle]
    with pytest.raises(ModelUnsupported, match=r"It is a pickle\.") as caught:
        await workspace.model_folders.use(Path("/mine"))
    assert caught.value.remedy == "Get another."
    assert core.catalog.saved == 0
    assert len(workspace.models) == 1


class OnlyCatalog:
    """As much of a core as choosing a folder needs, with the real catalogue."""

    def __init__(self, home: Home) -> None:
        self.catalog = Catalog(home, Settings(home.settings), embedded=home.data / "none")


async def test_a_real_folder_is_named_in_the_settings(place: Home, tmp_path: Path) -> None:
    write_model(tmp_path / "mine" / "photo", card={"name": "Photo"})
    core = OnlyCatalog(place)

    async def ready() -> Core:
        return cast(Core, core)

    async def relist() -> tuple[Model, ...]:
        return core.catalog.models()

    found = await ModelFolders(ready, relist).use(tmp_path / "mine")
    assert found is not None
    assert (found.name, found.state) == ("Photo", "ready")
    assert Settings.load(place.settings).get(MODELS_FOLDERS) == (str(tmp_path / "mine"),)
    write_lora(tmp_path / "loras" / "ink.safetensors")
    assert await ModelFolders(ready, relist).use(tmp_path / "loras") is None
    assert [one.id for one in core.catalog.additions()] == ["ink"]
    (tmp_path / "mine" / "old").mkdir()
    (tmp_path / "mine" / "old" / "model.ckpt").write_bytes(b"pickle")
    with pytest.raises(ModelUnsupported, match=r"model\.ckpt") as caught:
        await ModelFolders(ready, relist).use(tmp_path / "mine" / "old")
    assert caught.value.remedy
