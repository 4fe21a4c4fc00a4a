"""UNets taught to inpaint make what diffusers' own inpainting pipelines make, and pictures from text alone too."""

from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest
import torch
from diffusers.pipelines.stable_diffusion.pipeline_stable_diffusion_inpaint import StableDiffusionInpaintPipeline
from diffusers.pipelines.stable_diffusion_xl.pipeline_stable_diffusion_xl_inpaint import (
    StableDiffusionXLInpaintPipeline,
)
from PIL import Image

from studio.pixels.compositing import Rows
from studio.recipe.events import Cancelled, Finished, Preview, Progress
from studio.recipe.recipe import Addon, Control, Near, Recipe, Sketched, StartImage
from studio.wire.messages import ModelSource, Role
from tests.engine.client import EngineClient, recipe, source
from tests.engine.test_masks import START, middle, rows_of, some_mask
from tests.engine.test_single_files import single
from tests.tiny_additions import lora_source, write_tiny_lora
from tests.tiny_controls import build_tiny_control, control_source
from tests.tiny_models import Kind, build_tiny_stable_diffusion

KINDS: tuple[Kind, ...] = ("kl", "xl", "tiny")
ROUNDING = 2
"""levels of 255"""
WHITE: Rows = np.full((64, 64), 255, np.uint8)


@pytest.fixture(scope="module")
def holed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, ModelSource]:
    folder = tmp_path_factory.mktemp("inpainting")
    return {
        kind: source(build_tiny_stable_diffusion(folder / kind, seed=5, kind=kind, inpainting=True)) for kind in KINDS
    }


@pytest.fixture(params=KINDS)
def model(request: pytest.FixtureRequest, holed: dict[str, ModelSource]) -> ModelSource:
    return holed[request.param]


def masked(model: ModelSource, strength: float = 1.0, **changes: object) -> Recipe:
    return recipe(model, start=StartImage(sha256="0", strength=strength, mask="1"), **changes)


def made(engine: EngineClient, model: ModelSource, asked: Recipe, **pictures: Rows) -> Rows:
    outcome = engine.make(model, asked, pictures=pictures, previews=False)
    assert outcome.ending == Finished(), outcome.ending
    return rows_of(outcome.pictures[0])


@cache
def plain(folder: str) -> Any:
    is_xl = (Path(folder) / "text_encoder_2").is_dir()
    kind: Any = StableDiffusionXLInpaintPipeline if is_xl else StableDiffusionInpaintPipeline
    pipeline = kind.from_pretrained(folder, local_files_only=True)
    pipeline.set_progress_bar_config(disable=True)
    return pipeline


def by_diffusers(model: ModelSource, asked: Recipe, strength: float, mask: Rows) -> np.ndarray:
    picture = plain(model.folder)(
        prompt=asked.prompt,
        negative_prompt=asked.negative or None,
        num_inference_steps=asked.steps,
        guidance_scale=asked.guidance,
        generator=torch.Generator("cpu").manual_seed(asked.seed),
        image=Image.fromarray(START),
        mask_image=Image.fromarray(mask),
        width=64,
        height=64,
        strength=strength,
    ).images[0]
    return np.asarray(picture).astype(int)


@pytest.mark.parametrize("kind", ["kl", "xl"])
@pytest.mark.parametrize("strength", [1.0, 0.6])
def test_the_masked_part_is_the_one_that_diffusers_makes(
    engine: EngineClient, holed: dict[str, ModelSource], kind: str, strength: float
):
    model, mask = holed[kind], middle()
    asked = masked(model, strength, steps=5, negative="blue")
    ours = made(engine, model, asked, start=START, mask=mask)
    difference = np.abs(ours.astype(int) - by_diffusers(model, asked, strength, mask))[mask == 255]
    assert difference.max() <= ROUNDING, difference.max()


@pytest.mark.parametrize("kind", ["kl", "xl"])
def test_from_text_alone_and_from_a_picture_everything_is_the_hole(
    engine: EngineClient, holed: dict[str, ModelSource], kind: str
):
    model = holed[kind]
    text = made(engine, model, recipe(model))
    assert np.abs(text.astype(int) - by_diffusers(model, recipe(model), 1.0, WHITE)).max() <= ROUNDING
    asked = recipe(model, steps=5, start=StartImage(sha256="0", strength=0.6))
    image = made(engine, model, asked, start=START)
    assert np.abs(image.astype(int) - by_diffusers(model, asked, 0.6, WHITE)).max() <= ROUNDING


@pytest.mark.parametrize("number", range(20))
def test_outside_any_mask_every_bit_is_the_start_pictures(
    engine: EngineClient, holed: dict[str, ModelSource], number: int
):
    model, mask = holed[KINDS[number % 3]], some_mask(number)
    asked = masked(model, (1.0, 0.6)[number // 2 % 2], seed=number, steps=2)
    result = made(engine, model, asked, start=START, mask=mask)
    assert (result[mask == 0] == START[mask == 0]).all()


def test_what_was_under_the_mask_is_not_seen_and_what_is_around_it_is(engine: EngineClient, model: ModelSource):
    mask = middle()
    under, around = START.copy(), START.copy()
    under[mask == 255] = (255, 0, 0)
    around[mask == 0] = (255, 0, 0)
    results = [
        made(engine, model, masked(model), start=each, mask=mask)[mask == 255] for each in (START, under, around)
    ]
    assert (results[0] == results[1]).all()
    assert (results[0] != results[2]).any()


def test_a_white_mask_is_no_mask(engine: EngineClient, model: ModelSource):
    asked = recipe(model, start=StartImage(sha256="0", strength=0.6))
    with_mask = made(engine, model, masked(model, 0.6), start=START, mask=WHITE)
    assert (with_mask == made(engine, model, asked, start=START)).all()


def test_a_thin_stroke_is_seen(engine: EngineClient, model: ModelSource):
    mask = np.zeros((64, 64), np.uint8)
    mask[:, 33] = 255
    result = made(engine, model, masked(model), start=START, mask=mask)
    assert (result[:, 33] != START[:, 33]).any()


def test_a_set_alone_in_the_fast_plan_and_with_little_memory(engine: EngineClient, model: ModelSource):
    pictures: dict[Role, Rows] = {"start": START, "mask": middle()}
    exact, fast, frugal = (
        engine.make(model, masked(model), indexes=(0, 1, 2), pictures=pictures, **how).pictures
        for how in ({}, {"plan": "fast"}, {"frugal": 2})
    )
    alone = engine.make(model, exact[2].recipe, pictures=pictures).pictures[0]
    assert alone.data == exact[2].data
    for index, picture in exact.items():
        for other in (fast[index], frugal[index]):
            assert np.abs(rows_of(picture).astype(int) - rows_of(other)).max() <= 3


def test_with_the_other_modes(engine: EngineClient, model: ModelSource):
    both = {"near": Near(seed=99, amount=0.0), "text": "weighted", "prompt": "a (red:1.3) circle BREAK sun"}
    near = made(engine, model, masked(model, **both), start=START, mask=middle())
    other = made(engine, model, masked(model, **(both | {"near": None, "seed": 99})), start=START, mask=middle())
    assert (near == other).all()
    assert made(engine, model, recipe(model, tile="both")).shape == (64, 64, 3)
    drawn = recipe(model, prompt="a red circle", start=Sketched(strength=0.5, edition=1))
    assert made(engine, model, drawn).shape == (64, 64, 3)


@pytest.mark.parametrize("kind", ["kl", "xl"])
def test_with_a_lora_and_a_control_image(
    engine: EngineClient,
    holed: dict[str, ModelSource],
    tiny_models: dict[str, ModelSource],
    tmp_path: Path,
    kind: str,
):
    """A ControlNet knows latents alone, so one that was made for the plain model fits."""
    model, pictures = holed[kind], cast("dict[Role, Rows]", {"start": START, "mask": middle()})
    control = control_source(build_tiny_control(tmp_path / "control", Path(tiny_models[kind].folder)))
    lora = lora_source(write_tiny_lora(tmp_path / "lora.safetensors", Path(model.folder)))
    held = masked(
        model,
        addons=(Addon(model=lora.ref, weight=1.0),),
        controls=(Control(kind="scribble", model=control.ref, sha256="0", weight=1.0),),
    )
    before = made(engine, model, masked(model), start=START, mask=middle())
    outcome = engine.make(model, held, pictures=pictures, controls=[START], additions=[lora, control])
    assert outcome.ending == Finished(), outcome.ending
    inside = middle() == 255
    assert (rows_of(outcome.pictures[0]) != before)[inside].any()
    assert (rows_of(outcome.pictures[0]) == START)[~inside].all()
    assert (made(engine, model, masked(model), start=START, mask=middle()) == before).all()


def test_previews_and_a_cancel_at_every_step(engine: EngineClient, model: ModelSource):
    pictures: dict[Role, Rows] = {"start": START, "mask": middle()}
    asked = masked(model)
    whole = engine.make(model, asked, pictures=pictures)
    assert any(isinstance(event, Preview) for event in whole.events)
    for nth in range(1, asked.steps + 2):
        outcome = engine.make_and_cancel(model, asked, Progress, nth, indexes=tuple(range(50)), pictures=pictures)
        assert outcome.ending == Cancelled()
    assert engine.make(model, asked, pictures=pictures).pictures[0].data == whole.pictures[0].data


@pytest.mark.parametrize("kind", ["kl", "xl"])
def test_a_single_file_gives_the_bits_of_the_folder(
    engine: EngineClient, holed: dict[str, ModelSource], tmp_path: Path, kind: str
):
    folder = holed[kind]
    file = single(folder, tmp_path / "file")
    ours, theirs = (made(engine, one, masked(one), start=START, mask=middle()) for one in (file, folder))
    assert (ours == theirs).all()
    shutil.rmtree(tmp_path / "file")
