"""ControlNets here hold a picture to what diffusers' own pipelines hold it to with the same weights."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from diffusers.models.controlnets.controlnet import ControlNetModel
from diffusers.pipelines.controlnet.pipeline_controlnet import StableDiffusionControlNetPipeline
from diffusers.pipelines.controlnet.pipeline_controlnet_img2img import StableDiffusionControlNetImg2ImgPipeline
from diffusers.pipelines.controlnet.pipeline_controlnet_sd_xl import StableDiffusionXLControlNetPipeline
from diffusers.pipelines.controlnet.pipeline_controlnet_sd_xl_img2img import StableDiffusionXLControlNetImg2ImgPipeline
from PIL import Image

from studio.pixels.compositing import Rows
from studio.recipe.events import Finished
from studio.recipe.recipe import Control, StartImage
from studio.wire.messages import ModelSource
from tests.engine.client import EngineClient, recipe
from tests.engine.test_against_diffusers import plain
from tests.tiny_controls import build_tiny_control, control_source

# diffusers' own schedulers and pipelines say so.
RNG = np.random.default_rng(9)
START: Rows = RNG.integers(0, 256, (64, 64, 3), dtype=np.uint8)
PICTURES: list[Rows] = [RNG.integers(0, 256, (64, 64, 3), dtype=np.uint8) for _ in range(2)]


@pytest.fixture(scope="module")
def folders(tiny_models: dict[str, ModelSource], tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Path]]:
    """Two ControlNets for each model."""
    out = tmp_path_factory.mktemp("controls")
    return {
        name: [build_tiny_control(out / name / str(seed), Path(model.folder), seed=seed) for seed in range(2)]
        for name, model in tiny_models.items()
    }


@cache
def pipelines(model: str, controls: tuple[Path, ...]) -> tuple[Any, Any]:
    """diffusers' own, text-to-image and image-to-image."""
    components = dict(plain(model)[0].components)
    networks: Any = [ControlNetModel.from_pretrained(folder, local_files_only=True) for folder in controls]
    components["controlnet"] = networks[0] if len(networks) == 1 else networks
    if (Path(model) / "text_encoder_2").is_dir():
        made: Any = StableDiffusionXLControlNetPipeline(**components)
        other: Any = StableDiffusionXLControlNetImg2ImgPipeline(**components)
    else:
        made = StableDiffusionControlNetPipeline(**components, requires_safety_checker=False)
        other = StableDiffusionControlNetImg2ImgPipeline(**components, requires_safety_checker=False)
    for pipeline in (made, other):
        pipeline.set_progress_bar_config(disable=True)
    return made, other


def assert_same(
    engine: EngineClient,
    model: ModelSource,
    folders: list[Path],
    held: tuple[tuple[float, float, float], ...],
    **changes: Any,
) -> None:
    """`held` are (weight, begin, end) of each ControlNet."""
    sources = [control_source(folder) for folder in folders[: len(held)]]
    controls = tuple(
        Control(kind="edges", model=one.ref, sha256="0", weight=weight, begin=begin, end=end)
        for one, (weight, begin, end) in zip(sources, held, strict=True)
    )
    asked = recipe(model, controls=controls, **changes)
    pictures = PICTURES[: len(held)]
    is_image = isinstance(asked.start, StartImage)
    outcome = engine.make(
        model,
        asked,
        start=START.tobytes() if is_image else None,
        controls=pictures,
        additions=sources,
        previews=False,
    )
    assert outcome.ending == Finished(), outcome.ending
    ours = np.frombuffer(outcome.pictures[0].data, np.uint8).reshape(64, 64, 3)
    images: Any = [Image.fromarray(picture) for picture in pictures]
    weights, begins, ends = (list(column) for column in zip(*held, strict=True))
    one = len(held) == 1
    how: dict[str, Any] = {
        "prompt": asked.prompt,
        "negative_prompt": asked.negative or None,
        "num_inference_steps": asked.steps,
        "guidance_scale": asked.guidance,
        "generator": torch.Generator("cpu").manual_seed(asked.seed),
        "controlnet_conditioning_scale": weights[0] if one else weights,
        "control_guidance_start": begins,
        "control_guidance_end": ends,
        "height": 64,
        "width": 64,
    }
    images = images[0] if one else images
    if isinstance(asked.start, StartImage):
        how |= {"image": Image.fromarray(START), "control_image": images, "strength": asked.start.strength}
    else:
        how |= {"image": images}
    theirs = np.asarray(pipelines(model.folder, tuple(folders[: len(held)]))[is_image](**how).images[0])
    difference = np.abs(ours.astype(int) - theirs)
    assert difference.max() <= 1, f"max {difference.max()} of 255, mean {difference.mean():.4f}"


@pytest.mark.parametrize("guidance", [1.0, 3.0])
@pytest.mark.parametrize("weight", [0.4, 1.0, 1.6])
def test_one(
    engine: EngineClient, model: ModelSource, folders: dict[str, list[Path]], weight: float, guidance: float
) -> None:
    assert_same(engine, model, folders[model.ref.id], ((weight, 0.0, 1.0),), guidance=guidance, negative="blue")


def test_two_at_once_are_added(engine: EngineClient, model: ModelSource, folders: dict[str, list[Path]]) -> None:
    assert_same(engine, model, folders[model.ref.id], ((0.6, 0.0, 1.0), (1.1, 0.0, 1.0)))


@pytest.mark.parametrize(
    "times", [((0.0, 0.5),), ((0.3, 1.0),), ((0.25, 0.75),), ((0.0, 0.6), (0.4, 1.0)), ((0.1, 0.3), (0.0, 0.19))]
)
def test_each_is_at_work_for_its_own_steps(
    engine: EngineClient, kl: ModelSource, folders: dict[str, list[Path]], times: tuple[tuple[float, float], ...]
) -> None:
    assert_same(engine, kl, folders["kl"], tuple((1.0, *time) for time in times), steps=7)


@pytest.mark.parametrize("strength", [0.5, 1.0])
def test_beside_a_start_picture_shares_are_those_of_the_steps_that_are_made(
    engine: EngineClient, model: ModelSource, folders: dict[str, list[Path]], strength: float
) -> None:
    start = StartImage(sha256="0", strength=strength)
    assert_same(engine, model, folders[model.ref.id], ((1.0, 0.0, 0.7),), steps=6, start=start)
