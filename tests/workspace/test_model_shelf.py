"""Getting, checking, mending and removing models from the window, against a hub on this machine."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any, cast

import keyring
import pytest
from huggingface_hub import close_session, constants

from studio.catalog.catalog import Catalog
from studio.paths import Home
from studio.settings import MODEL_DEFAULT, MODELS_FOLDERS, Settings
from studio.workspace.model_gets import Get
from studio.workspace.model_shelf import ModelShelf
from studio.workspace.model_stock import CatalogStock
from studio.workspace.session import Session
from studio.workspace.workspace import Workspace
from tests.catalog.big_models import REPO, UNET, write_big_model
from tests.catalog.model_folders import write_model
from tests.hub_server import Hub, serving
from tests.keyrings import MemoryKeyring
from tests.workspace.scripted_core import ScriptedCore
from tests.workspace.waiting import until

ID = REPO.partition("/")[2]
OTHER = "maker/another"


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    """The client in this process may ask it: the test suite's own HF_HUB_OFFLINE is undone."""
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "hf"))
    monkeypatch.delenv("HF_TOKEN", raising=False)
    with serving() as hub:
        monkeypatch.setattr(constants, "ENDPOINT", hub.endpoint)  # as HF_ENDPOINT, which is read at import
        names = hub.endpoint + "/{repo_id}/resolve/{revision}/{filename}"
        monkeypatch.setattr(constants, "HUGGINGFACE_CO_URL_TEMPLATE", names)
        for seed, repo in enumerate((REPO, OTHER)):
            hub.models[repo] = write_big_model(tmp_path / f"offered-{seed}", seed=seed)
            hub.cards[repo] = {"license": "openrail++"}
        yield hub
        if hub.mood.slow is not None:
            hub.mood.slow.set()
    close_session()


@pytest.fixture
def settings(place: Home) -> Settings:
    return Settings(place.settings)


@pytest.fixture
async def space(tmp_path: Path, place: Home, core: ScriptedCore, settings: Settings) -> AsyncIterator[Workspace]:
    """Its catalogue is a real one."""
    core.catalog = cast(Any, Catalog(place, settings, embedded=write_model(tmp_path / "starter")))
    opened = Workspace(place, Session())
    await opened.attach(core)
    yield opened
    await opened.close()


@pytest.fixture
def shelf(place: Home, settings: Settings, space: Workspace, hub: Hub) -> ModelShelf:
    return ModelShelf(space, CatalogStock(place, settings))


def step(shelf: ModelShelf, name: str = REPO) -> str:
    get = shelf.gets.get(name)
    return "" if get is None else get.step


def ids(space: Workspace) -> list[str]:
    return [model.ref.id for model in space.models]


async def got(shelf: ModelShelf, name: str = REPO) -> None:
    shelf.get(name)
    await until(lambda: step(shelf, name) == "licence")
    shelf.gets.accept(name)
    await until(lambda: step(shelf, name) == "")


async def test_a_model_comes_once_its_licence_is_accepted(shelf: ModelShelf, space: Workspace, hub: Hub) -> None:
    shelf.look()
    shelf.find()
    await until(lambda: shelf.found is not None)
    assert hub.requests == []
    shelf.get(REPO)
    await until(lambda: step(shelf) == "licence")
    get = shelf.gets.get(REPO)
    assert get is not None
    assert get.wanted is not None
    assert get.wanted.licence.commercial == "conditions"
    assert hub.bodies == []
    steps: list[Get | None] = []
    shelf.gets.changed.connect(lambda name: steps.append(shelf.gets.get(str(name))))
    shelf.gets.accept(REPO)
    await until(lambda: ID in ids(space))
    await until(lambda: step(shelf) == "")
    assert {one.step for one in steps if one is not None} == {"waiting", "coming"}


async def test_what_was_stopped_goes_on(shelf: ModelShelf, space: Workspace, hub: Hub) -> None:
    hub.mood.slow = threading.Event()
    shelf.get(REPO)
    await until(lambda: step(shelf) == "licence")
    shelf.gets.accept(REPO)
    await until(lambda: (get := shelf.gets.get(REPO)) is not None and get.done > 1_000_000)
    shelf.gets.stop(REPO)
    assert step(shelf) == ""
    await until(lambda: (half := shelf.half(REPO)) is not None and half.bytes > 1_000_000)
    shelf.get(REPO)  # while the line is still stuck
    await until(lambda: step(shelf) == "waiting")
    hub.mood.slow.set()
    await until(lambda: step(shelf) == "" and ID in ids(space))
    assert shelf.halves == ()
    unet = [one.range for one in hub.requests if one.path.endswith(UNET) and "/cdn/" in one.path]
    assert unet[0] == ""
    assert int(unet[1].removeprefix("bytes=").removesuffix("-")) > 1_000_000


async def test_one_after_the_other(shelf: ModelShelf, space: Workspace, hub: Hub) -> None:
    hub.mood.slow = threading.Event()
    for name in (REPO, OTHER):
        shelf.get(name)
        await until(lambda name=name: step(shelf, name) == "licence")
        shelf.gets.accept(name)
    await until(lambda: step(shelf) == "coming")
    assert step(shelf, OTHER) == "waiting"
    assert not any("another" in path for path in hub.bodies)
    hub.mood.slow.set()
    await until(lambda: {ID, "another"} <= set(ids(space)))


async def test_the_window_closes_while_a_model_comes(
    shelf: ModelShelf, space: Workspace, hub: Hub, place: Home
) -> None:
    hub.mood.slow = threading.Event()
    shelf.get(REPO)
    await until(lambda: step(shelf) == "licence")
    shelf.gets.accept(REPO)
    await until(lambda: (get := shelf.gets.get(REPO)) is not None and get.done > 1_000_000)
    await space.tasks.close()
    hub.mood.slow.set()
    kept = CatalogStock(place, Settings(place.settings)).kept()
    assert kept.got == frozenset()
    assert [half.note.id for half in kept.halves] == [ID]


async def test_a_gated_model_wants_a_token(shelf: ModelShelf, hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    ring = MemoryKeyring()
    monkeypatch.setattr(keyring, "get_keyring", lambda: ring)
    hub.mood.token = "secret"
    shelf.get(REPO)
    await until(lambda: step(shelf) == "failed")
    get = shelf.gets.get(REPO)
    assert get is not None
    assert get.refused
    assert "put it here" in get.remedy
    shelf.gets.use_token(REPO, " secret ")
    await until(lambda: step(shelf) == "licence")
    assert any(request.token == "secret" for request in hub.requests)


async def test_a_hub_that_fails(shelf: ModelShelf, hub: Hub) -> None:
    hub.mood.failing = 1000
    shelf.get(REPO)
    await until(lambda: step(shelf) == "failed")
    assert hub.bodies == []
    hub.mood.failing = 0
    shelf.get(REPO)
    await until(lambda: step(shelf) == "licence")


async def test_broken_files_are_named_and_mended(shelf: ModelShelf, space: Workspace, place: Home) -> None:
    await got(shelf)
    folder = place.models / ID
    whole = (folder / UNET).read_bytes()
    (folder / UNET).write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    shelf.care.verify(ID, folder)
    await until(lambda: (care := shelf.care.of(ID)) is not None and care.wrong)
    care = shelf.care.of(ID)
    assert care is not None
    assert care.said.startswith(UNET)
    shelf.care.repair(ID, folder)
    await until(lambda: (care := shelf.care.of(ID)) is not None and care.said.startswith("Whole"))
    assert (folder / UNET).read_bytes() == whole


async def test_removing_says_what_it_frees(
    shelf: ModelShelf, space: Workspace, place: Home, settings: Settings
) -> None:
    await got(shelf)
    shelf.care.ask_removal(ID)
    await until(lambda: (care := shelf.care.of(ID)) is not None and care.doing == "asking")
    care = shelf.care.of(ID)
    assert care is not None
    assert "frees 3.0 MB" in care.said
    assert (place.models / ID).exists()
    space.draft.model = ID
    settings.set(MODEL_DEFAULT, ID)
    shelf.care.remove(ID)
    await until(lambda: ID not in ids(space) and shelf.care.of(ID) is None)
    assert not (place.models / ID).exists()
    assert space.draft.model is None
    assert settings.get(MODEL_DEFAULT) == "starter"
    await until(lambda: space.model is not None and space.model.ref.id == "starter")
    assert [problem.tone for problem in space.problems.at("window")] == ["notice"]


async def test_a_folder_of_the_users_is_only_forgotten(
    shelf: ModelShelf, space: Workspace, settings: Settings, tmp_path: Path
) -> None:
    mine = write_model(tmp_path / "mine" / "photo")
    shelf.use(mine)
    await until(lambda: "photo" in ids(space))
    shelf.care.ask_removal("photo")
    await until(lambda: (care := shelf.care.of("photo")) is not None and care.doing == "asking")
    shelf.care.remove("photo")
    await until(lambda: "photo" not in ids(space))
    assert mine.exists()
    assert settings.get(MODELS_FOLDERS) == ()


async def test_what_belongs_to_the_studio_stays(shelf: ModelShelf) -> None:
    shelf.care.ask_removal("starter")
    await until(lambda: (care := shelf.care.of("starter")) is not None and care.wrong)


async def test_models_of_other_programs_are_used_where_they_lie(
    shelf: ModelShelf, space: Workspace, tmp_path: Path
) -> None:
    comfy = tmp_path / "ComfyUI"
    model = write_model(comfy / "models" / "checkpoints" / "landscapes")
    shelf.find(comfy)
    await until(lambda: shelf.found is not None)
    assert shelf.found is not None
    (found,) = shelf.found
    assert found.usable
    assert not shelf.is_listed(found)
    shelf.use(found.path)
    await until(lambda: shelf.is_listed(found))
    assert next(one for one in space.models if one.folder == model).ref.id == "landscapes"
