"""The engine's direct loop makes the pictures that diffusers' own pipelines make from the same folder."""

from __future__ import annotations

import random
import shutil
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from diffusers.pipelines.stable_diffusion.pipeline_stable_diffusion import StableDiffusionPipeline
from diffusers.pipelines.stable_diffusion.pipeline_stable_diffusion_img2img import StableDiffusionImg2ImgPipeline
from diffusers.pipelines.stable_diffusion_xl.pipeline_stable_diffusion_xl import StableDiffusionXLPipeline
from diffusers.pipelines.stable_diffusion_xl.pipeline_stable_diffusion_xl_img2img import (
    StableDiffusionXLImg2ImgPipeline,
)
from PIL import Image

from studio.engine import schedulers
from studio.families.recognise import recognise
from studio.recipe.events import Failed, Finished, Notice
from studio.recipe.recipe import Recipe, StartImage
from studio.wire.messages import ModelSource
from tests.engine.client import EngineClient, recipe, source

START = random.Random(5).randbytes(64 * 64 * 3)
SCHEDULERS = ["default", *schedulers._MODULES]  # pyright: ignore[reportPrivateUsage]


@cache
def plain(folder: str) -> tuple[Any, Any]:
    """diffusers' pipelines over one folder."""
    is_xl = (Path(folder) / "text_encoder_2").is_dir()
    text: Any = (StableDiffusionXLPipeline if is_xl else StableDiffusionPipeline).from_pretrained(
        folder, local_files_only=True
    )
    text.set_progress_bar_config(disable=True)
    if is_xl:
        image: Any = StableDiffusionXLImg2ImgPipeline(**text.components)
    else:
        image = StableDiffusionImg2ImgPipeline(**text.components, requires_safety_checker=False)
    image.set_progress_bar_config(disable=True)
    return text, image


def by_diffusers(model: ModelSource, asked: Recipe, start: bytes | None) -> np.ndarray:
    text, image = plain(model.folder)
    pipeline = text if start is None else image
    own = pipeline.scheduler
    name, _, spacing = asked.scheduler.partition("/")
    kind = type(own) if name == "default" else getattr(__import__("diffusers"), name)
    if asked.scheduler != "default":
        pipeline.scheduler = kind.from_config(own.config, **({"timestep_spacing": spacing} if spacing else {}))
    how: dict[str, Any] = {
        "prompt": asked.prompt,
        "negative_prompt": asked.negative or None,
        "num_inference_steps": asked.steps,
        "guidance_scale": asked.guidance,
        "generator": torch.Generator("cpu").manual_seed(asked.seed),
    }
    if isinstance(asked.start, StartImage) and start is not None:
        how |= {"image": Image.frombytes("RGB", (64, 64), start), "strength": asked.start.strength}
    else:
        how |= {"width": asked.width, "height": asked.height}
    try:
        return np.asarray(pipeline(**how).images[0])
    finally:
        pipeline.scheduler = own


def assert_same(engine: EngineClient, model: ModelSource, asked: Recipe, start: bytes | None = None) -> None:
    outcome = engine.make(model, asked, start=start, previews=False)
    assert outcome.ending == Finished(), outcome.ending
    picture = outcome.pictures[0]
    ours = np.frombuffer(picture.data, np.uint8).reshape(picture.height, picture.width, 3)
    difference = np.abs(ours.astype(int) - by_diffusers(model, asked, start))
    assert difference.max() <= 1, f"max {difference.max()} of 255, mean {difference.mean():.4f}"


@pytest.mark.parametrize("guidance", [1.0, 3.0])
def test_text_to_image(engine: EngineClient, model: ModelSource, guidance: float):
    assert_same(engine, model, recipe(model, guidance=guidance, negative="blue"))


def test_without_a_negative_prompt_nothing_is_told_instead(engine: EngineClient, model: ModelSource):
    assert_same(engine, model, recipe(model, guidance=3.0))


@pytest.mark.parametrize(("width", "height"), [(128, 64), (80, 112)])
def test_other_sizes(engine: EngineClient, model: ModelSource, width: int, height: int):
    assert_same(engine, model, recipe(model, width=width, height=height))


@pytest.mark.parametrize("strength", [0.3, 0.75, 1.0])
def test_image_to_image(engine: EngineClient, model: ModelSource, strength: float):
    asked = recipe(model, steps=5, start=StartImage(sha256="0", strength=strength))
    assert_same(engine, model, asked, START)


@pytest.mark.parametrize("scheduler", SCHEDULERS)
def test_every_scheduler(engine: EngineClient, kl: ModelSource, scheduler: str):
    assert_same(engine, kl, recipe(kl, scheduler=scheduler))
    asked = recipe(kl, scheduler=scheduler, steps=6, start=StartImage(sha256="0", strength=0.5))
    assert_same(engine, kl, asked, START)


@pytest.mark.parametrize("kind", ["kl", "xl"])
@pytest.mark.parametrize(
    "scheduler",
    ["EulerDiscreteScheduler/trailing", "EulerAncestralDiscreteScheduler/trailing", "default/trailing"],
)
def test_times_that_trail(engine: EngineClient, tiny_models: dict[str, ModelSource], kind: str, scheduler: str):
    model = tiny_models[kind]
    assert_same(engine, model, recipe(model, scheduler=scheduler, steps=2, guidance=1.0))
    asked = recipe(model, scheduler=scheduler, steps=4, start=StartImage(sha256="0", strength=0.5))
    assert_same(engine, model, asked, START)
    plain, trailing = (recipe(model, scheduler=name) for name in (scheduler.partition("/")[0], scheduler))
    assert engine.make(model, plain).pictures[0].data != engine.make(model, trailing).pictures[0].data


@pytest.mark.parametrize("name", ["tiny-xl-lightning-4step", "tiny-xl-turbo", "tiny-hyper-sd-2steps", "tiny-lcm"])
def test_a_few_step_model_that_has_its_base_models_scheduler_is_run_with_the_right_one(
    engine: EngineClient, tiny_models: dict[str, ModelSource], tmp_path: Path, name: str
):
    folder = shutil.copytree(tiny_models["xl"].folder, tmp_path / name)
    can = recognise(folder).capabilities
    model = source(folder)
    asked = recipe(model, steps=can.steps, guidance=can.guidance, scheduler=can.scheduler)
    assert_same(engine, model, asked)
    assert engine.make(model, asked).pictures[0].data != engine.make(model, recipe(model)).pictures[0].data


def test_a_long_prompt_is_cut_as_diffusers_cuts_it_and_that_is_said(engine: EngineClient, kl: ModelSource):
    prompt = "a red circle on a blue ground " * 5 + "and at the very end a small green hexagon"
    asked = recipe(kl, prompt=prompt)
    assert_same(engine, kl, asked)
    notices = [event.message for event in engine.make(kl, asked).events if isinstance(event, Notice)]
    assert len(notices) == 1
    begun = notices[0].partition("“")[2].rstrip(".”").rstrip("…")
    kept = prompt.partition(begun)[0]
    assert begun in prompt
    assert len(kept.replace(" ", "")) == 75  # tokens are letters here; two places are for the marks of both ends


def test_a_strength_too_small_for_one_step_makes_one_and_says_so(engine: EngineClient, kl: ModelSource):
    outcome = engine.make(kl, recipe(kl, start=StartImage(sha256="0", strength=0.01)), start=START)
    assert outcome.ending == Finished()
    assert outcome.pictures[0].receipt.adjustments
    assert outcome.phases.count("denoising") == 2  # before the step, and after it


@pytest.mark.parametrize("name", ["os.system", "DDIMScheduler/sideways", "/trailing"])
def test_an_unknown_scheduler_is_refused_with_those_it_knows(engine: EngineClient, kl: ModelSource, name: str):
    ending = engine.make(kl, recipe(kl, scheduler=name)).ending
    assert isinstance(ending, Failed)
    assert ending.kind == "ModelUnsupported"
    assert "DDIMScheduler" in ending.remedy
