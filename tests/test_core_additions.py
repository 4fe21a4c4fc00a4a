"""What guides a model, through the core and the real engine: LoRAs, control images, references, wider canvases."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Generator
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import pytest_asyncio
from PIL import Image, ImageDraw

from studio.catalog.reading import telling
from studio.core import Studio
from studio.errors import ImageError, InputError, ModelMissing, ModelUnsupported, SizeError, StudioError
from studio.provenance.pictures import read_recipe
from studio.recipe.draft import Draft, DraftAddon, DraftControl, DraftReference
from studio.recipe.events import Finished
from studio.recipe.job import NewJob
from studio.recipe.recipe import Fit, Near, Recipe, StartImage
from tests.conftest import Survivors
from tests.flow.command import engines
from tests.studio_process import studio_at
from tests.tiny_set import ADAPTER, CONTROL, DEPTH, LORA, OTHER_LORA

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture(scope="module", autouse=True)
def threads_of_the_module(survivors: Survivors) -> None:
    """Of the studio below, and of the event loop that all tests here share."""
    for threads in ("engine-", "studio-library", "asyncio_", "stay-awake"):
        survivors.allow_threads(threads)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def studio(tiny_set: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncGenerator[Studio]:
    one = studio_at(tmp_path_factory.mktemp("home"), tiny_set)
    await one.start()
    yield one
    await one.close()
    assert not engines()


@pytest.fixture(autouse=True)
def engine_outlives_the_test(survivors: Survivors, no_leaked_processes: None) -> Generator[None]:
    """The studio above keeps its engine; this fixture is after the leak check, hence its end comes before it."""
    yield
    for engine in engines():
        survivors.allow_process(engine.pid)


def draft(prompt: str = "a red circle", **more: object) -> Draft:
    return Draft(prompt=prompt, **{"seed": 7, "count": 1, "steps": 2, **more})  # type: ignore[arg-type]


async def made(studio: Studio, what: Draft) -> tuple[Recipe, bytes]:
    """The recipe, and the file of its first picture."""
    job = (await studio.make(what)).job
    return job.order.recipe, await file_of(studio, job.id)


async def file_of(studio: Studio, job: str) -> bytes:
    async with asyncio.timeout(100):
        events = [event async for event in studio.follow(job)]
    assert isinstance(events[-1], Finished), events[-1]
    (asset, *_) = await studio.library.pictures.assets_of(job)
    return asset.path.read_bytes()


def pixels(file: bytes) -> np.ndarray:
    with Image.open(BytesIO(file)) as image:
        return np.asarray(image)


def png(image: Image.Image) -> bytes:
    file = BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


def photograph() -> bytes:
    image = Image.new("RGB", (90, 70), "orange")
    ImageDraw.Draw(image).ellipse((20, 10, 70, 60), fill="navy")
    return png(image)


def lines() -> bytes:
    image = Image.new("RGB", (64, 64), "black")
    ImageDraw.Draw(image).rectangle((12, 20, 50, 44), outline="white")
    return png(image)


async def test_outside_a_wider_canvas_every_bit_is_the_pictures_own(studio: Studio) -> None:
    """Sizes that the model can make and sizes that it cannot, and every side."""
    random = np.random.default_rng(11)
    cases = [((64, 48), (0, 0, 0, 16)), ((48, 64), (16, 0, 0, 0))]
    cases += [(tuple(random.integers(1, 150, 2)), tuple(random.integers(1, 90, 4))) for _ in range(10)]
    for (width, height), sides in cases:
        left, top, right, bottom = map(int, sides)
        rows = random.integers(0, 256, (height, width, 3), dtype=np.uint8)
        start, fit, _ = await studio.extend(png(Image.fromarray(rows)), left=left, top=top, right=right, bottom=bottom)
        assert fit == Fit(width=left + width + right, height=top + height + bottom)
        _, file = await made(studio, draft(start=start, fit=fit, steps=1))
        picture = pixels(file)
        assert picture.shape == (fit.height, fit.width, 3)
        assert (picture[top : top + height, left : left + width] == rows).all(), (width, height, sides)
        with Image.open(studio.library.blobs.path(start.sha256)) as begun:
            assert (np.asarray(begun) != picture).any()  # what is new was made, not only filled


async def test_a_wider_canvas_of_a_picture_that_is_kept_already(studio: Studio) -> None:
    kept, _ = await studio.add_start(photograph())
    start, fit, notices = await studio.extend(kept.sha256, left=200, model="tiny")
    assert fit == Fit(width=290, height=70)
    assert any("softer" in notice for notice in notices)
    again, _, _ = await studio.extend(photograph(), left=200)
    assert again == start


async def test_canvases_that_do_not_grow_or_grow_too_far_are_refused(studio: Studio) -> None:
    refused: list[tuple[dict[str, Any], type[StudioError]]] = [
        ({}, InputError),
        ({"left": 10, "top": -1}, InputError),
        ({"right": 20_000}, SizeError),
        ({"right": 12_000, "bottom": 12_000}, SizeError),
    ]
    for sides, error in refused:
        with pytest.raises(error) as refusal:
            await studio.extend(photograph(), **sides)
        assert refusal.value.remedy
    with pytest.raises(ImageError):
        await studio.extend(b"nothing", left=1)
    with pytest.raises(ImageError):
        await studio.extend("0" * 64, left=1)


async def test_a_lora_is_named_in_the_draft_or_in_the_prompt_and_comes_off_again(studio: Studio) -> None:
    plain, without = await made(studio, draft())
    assert plain.addons == ()
    recipe, told = await made(studio, draft(addons=(DraftAddon(id=LORA, weight=0.6),)))
    assert [(one.model.id, one.weight) for one in recipe.addons] == [(LORA, 0.6)]
    tagged, written = await made(studio, draft("a red <lora:INK:0.6>circle"))
    assert (tagged, written) == (recipe, told)
    assert (pixels(told) != pixels(without)).any()
    assert (await made(studio, draft()))[1] == without


async def test_a_loras_file_name_is_found_as_it_is_written_elsewhere(studio: Studio) -> None:
    recipe = (await studio.make(draft("x <lora:Chalk 2:0.5> <lora:ink> <lora:chalk_2:0.25>"))).job.order.recipe
    assert sorted((one.model.id, one.weight) for one in recipe.addons) == [(OTHER_LORA, 0.75), (LORA, 1.0)]
    assert recipe.prompt == "x"


async def test_what_is_read_for_the_first_time_is_told_once(
    studio: Studio, tiny_set: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(telling, "__kwdefaults__", {"worth": 1})
    weights = (tiny_set / "loras" / f"{LORA}.safetensors").read_bytes()
    (tmp_path / "new.safetensors").write_bytes(weights[:-4] + b"\0\0\0\0")
    studio.catalog.name_folder(tmp_path)
    heard: list[str] = []
    studio.noticed.connect(heard.append)
    try:
        for _ in range(2):
            await studio.make(draft("x <lora:new>"))
    finally:
        studio.noticed.disconnect(heard.append)
    assert [sentence.startswith("Reading ") for sentence in heard] == [True], heard


async def test_a_control_image_is_made_of_a_photograph(studio: Studio) -> None:
    """When it is added, or when the set is made: the same recipe."""
    control, _ = await studio.add_control(photograph(), "edges", ready=False)
    assert control.ready
    assert control.sha256 != (await studio.add_start(photograph()))[0].sha256
    recipe, file = await made(studio, draft(controls=(control,)))
    assert [(one.kind, one.model.id) for one in recipe.controls] == [("edges", CONTROL)]
    photo, _ = await studio.add_control(photograph(), "edges", ready=True)
    later = DraftControl(kind="edges", sha256=photo.sha256, ready=False)
    assert (await studio.make(draft(controls=(later,)))).job.order.recipe == recipe
    assert (pixels(file) != pixels((await made(studio, draft()))[1])).any()


async def test_a_ready_made_control_image_is_taken_as_it_is(studio: Studio) -> None:
    kept = (await studio.add_start(lines()))[0].sha256
    for kind, ready in (("edges", None), ("edges", True), ("depth", None), ("depth", True)):
        control, notices = await studio.add_control(lines(), kind, ready=ready)  # type: ignore[arg-type]
        assert control.sha256 == kept
        assert bool(notices) == (ready is None)
    with pytest.raises(ImageError) as refusal:
        await studio.add_control(photograph(), "pose", ready=False)
    assert "ready-made" in refusal.value.remedy


async def test_everything_together_stands_in_the_file_and_is_made_again_to_the_bit(studio: Studio) -> None:
    edges, _ = await studio.add_control(photograph(), "edges", ready=False)
    depth, _ = await studio.add_control(photograph(), "depth", ready=True)
    style, _ = await studio.add_reference(photograph(), "style")
    what = draft(
        "a (red:1.3) circle <lora:ink:0.4>",
        addons=(DraftAddon(id=OTHER_LORA, weight=-0.5),),
        controls=(edges, depth),
        references=(style,),
        near=Near(seed=3, amount=0.2),
    )
    recipe, file = await made(studio, what)
    assert {one.id for one in recipe.additions} == {LORA, OTHER_LORA, CONTROL, DEPTH, ADAPTER}
    read = read_recipe(file)
    assert read is not None
    assert read.recipe == recipe
    job = await studio.queue.add(NewJob(recipe=read.recipe, count=1, project="Again"))
    assert await file_of(studio, job.id) == file


async def test_what_cannot_be_is_refused_with_the_next_step(studio: Studio) -> None:
    one = DraftReference(sha256="0" * 64)
    refused: list[tuple[Draft, type[StudioError], str]] = [
        (draft("x <lora:nobody>"), ModelMissing, OTHER_LORA),
        (draft("<lora:ink>"), StudioError, "Write what you want"),
        (draft("x <lora:ink:0.5:0.7>"), InputError, "Give one"),
        (draft("x <lora:ink:much>"), InputError, "<lora:name:0.8>"),
        (draft("x <lora::1>"), InputError, "<lora:name:0.8>"),
        (draft("x <lora:ink:5>"), InputError, "-4 to 4"),
        (draft("x", negative="<lora:ink:1>"), InputError, "in the prompt"),
        (draft("x", addons=(DraftAddon(id=CONTROL),)), ModelUnsupported, "as what it is"),
        (draft("x", controls=(DraftControl(kind="pose", sha256="0" * 64),)), ModelMissing, "studio models"),
        (draft("x", references=(one,) * 5), InputError, "4"),
        (draft("x", near=Near(seed=1, amount=1.5)), InputError, "0 to 1"),
        (draft("x <lora:ink>", model="sketch", steps=None), ModelUnsupported, "another model"),
    ]
    for what, error, says in refused:
        with pytest.raises(error) as refusal:
            await studio.make(what)
        assert says in refusal.value.remedy, refusal.value.remedy


async def test_a_start_picture_and_what_guides_go_together(studio: Studio) -> None:
    start, fit, _ = await studio.extend(photograph(), right=30)
    style, _ = await studio.add_reference(photograph())
    recipe, file = await made(studio, draft("x <lora:ink>", start=start, fit=fit, references=(style,)))
    assert isinstance(recipe.start, StartImage)
    assert (pixels(file)[:, :90] == pixels(photograph())).all()
