"""Masks, control images, references and larger canvases kept by a real library, as the canvas asks for them."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from studio.core import Studio
from studio.paths import Home
from studio.recipe.recipe import StartImage
from studio.workspace.draft import SavedDraft, StartPicture
from studio.workspace.session import Session
from studio.workspace.workspace import Workspace
from tests.conftest import Survivors
from tests.jobs.scripted_backend import ScriptedBackend
from tests.workspace.test_with_library import attached


@pytest.fixture(autouse=True)
def threads_of_the_loop(survivors: Survivors) -> None:
    survivors.allow_threads("asyncio_")


@pytest.fixture
async def studio(place: Home) -> AsyncIterator[Studio]:
    one = Studio(place, backend=ScriptedBackend())
    await one.start()
    yield one
    await one.close()


@pytest.fixture
async def window(place: Home, studio: Studio) -> AsyncIterator[Workspace]:
    draft = SavedDraft(prompt="a red circle", width=128, height=128, count=1)
    opened = await attached(place, studio, Session(draft=draft))
    yield opened
    await opened.close()


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A dark square on white, 96 x 64."""
    image = Image.new("RGB", (96, 64), "#ffffff")
    ImageDraw.Draw(image).rectangle((24, 16, 71, 47), fill="#202020")
    path = tmp_path / "house.png"
    image.save(path)
    return path


def opened(window: Workspace, sha256: str) -> Image.Image:
    path = window.blob(sha256)
    assert path is not None
    with Image.open(path) as image:
        image.load()
        return image.convert("L")


async def test_a_mask_is_in_the_recipe(window: Workspace, house: Path) -> None:
    await window.intake.start_from(house)
    file = io.BytesIO()
    Image.new("L", (96, 64), 255).save(file, "PNG")
    picture = window.masking.picture
    assert picture is not None
    mask = await window.masking.keep(picture.sha256, file.getvalue(), "paint the mask")
    await window.make()
    core = await window._when_ready()  # pyright: ignore[reportPrivateUsage]
    job = (await core.library.jobs.jobs())[0]
    assert job.order.recipe.start == StartImage(sha256=picture.sha256, strength=1.0, mask=mask)


async def test_edges_are_made_of_a_picture_and_less_of_them_with_less_detail(window: Workspace, house: Path) -> None:
    await window.guides.add("control", house)
    one = window.draft.controls[0]
    assert window.guides.trouble is None
    assert one.kind == "edges"
    edges = opened(window, one.sha256)
    assert edges.size == (96, 64)
    assert edges.getpixel((48, 32)) == edges.getpixel((4, 4)) == 0
    assert edges.getextrema() == (0, 255)
    await window.guides.remake(0, "scribble", detail=0.2)
    one = window.draft.controls[0]
    assert (one.kind, one.detail) == ("scribble", 0.2)
    assert opened(window, one.sha256).getextrema() == (0, 255)
    assert opened(window, one.photo).getpixel((48, 32)) == 32


async def test_a_reference_is_kept_as_it_is(window: Workspace, house: Path) -> None:
    await window.guides.add("reference", house)
    path = window.blob(window.draft.references[0].sha256)
    assert path is not None
    assert path.read_bytes() == house.read_bytes()


async def test_a_larger_canvas_is_made(window: Workspace, house: Path) -> None:
    await window.extending.begin(house, house.name)
    window.extending.grow(window.extending.growth.to_shape(1, 1))
    assert await window.extending.make(), window.extending.trouble
    core = await window._when_ready()  # pyright: ignore[reportPrivateUsage]
    recipe = (await core.library.jobs.jobs())[0].order.recipe
    assert recipe.size == (96, 96)
    assert isinstance(recipe.start, StartImage)
    assert opened(window, recipe.start.mask).getpixel((48, 48)) == 0
    assert opened(window, recipe.start.mask).getpixel((48, 4)) == 255
    assert await window.extending.lay_out()
    assert isinstance(window.draft.start, StartPicture)
    assert window.draft.start.mask == recipe.start.mask
