"""A reference picture and a control image at once, as diffusers' own pipelines have them, each leaving on its own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from diffusers.models.controlnets.controlnet import ControlNetModel
from diffusers.pipelines.controlnet.pipeline_controlnet import StableDiffusionControlNetPipeline
from diffusers.pipelines.controlnet.pipeline_controlnet_sd_xl import StableDiffusionXLControlNetPipeline
from PIL import Image
from transformers import CLIPVisionModelWithProjection
from transformers.models.clip.image_processing_pil_clip import CLIPImageProcessorPil

from studio.recipe.events import Finished
from studio.recipe.recipe import Control
from studio.wire.messages import ModelSource
from tests.engine.client import EngineClient, recipe
from tests.engine.references import FIRST, Adapters, like
from tests.tiny_adapters import SIDE
from tests.tiny_controls import build_tiny_control, control_source

# diffusers' own schedulers and pipelines say so.
EDGES = np.random.default_rng(9).integers(0, 256, (64, 64, 3), dtype=np.uint8)


@pytest.mark.parametrize("frugal", [0, 2])
@pytest.mark.parametrize("name", ["kl", "xl"])
def test_both_at_once(
    engine: EngineClient,
    tiny_models: dict[str, ModelSource],
    adapters: Adapters,
    tmp_path: Path,
    name: str,
    frugal: int,
):
    model, reference = tiny_models[name], adapters[name, "plus"]  # type: ignore[index]
    control = control_source(build_tiny_control(tmp_path / "control", Path(model.folder)))
    held = Control(kind="edges", model=control.ref, sha256="0", weight=0.7)

    def made(*, held_to: bool, seen: bool) -> np.ndarray:
        asked = recipe(model, controls=(held,) if held_to else (), references=(like(reference),) if seen else ())
        outcome = engine.make(
            model,
            asked,
            controls=[EDGES] if held_to else [],
            references=[FIRST] if seen else [],
            additions=[one for one, wanted in ((control, held_to), (reference, seen)) if wanted],
            frugal=frugal,
        )
        assert outcome.ending == Finished(), outcome.ending
        return np.frombuffer(outcome.pictures[0].data, np.uint8).reshape(64, 64, 3)

    neither, only_seen, only_held = (
        made(held_to=held_to, seen=seen) for held_to, seen in ((False, False), (False, True), (True, False))
    )
    both = made(held_to=True, seen=True)
    difference = np.abs(
        both.astype(int) - _by_diffusers(model, tmp_path / "control", reference.path, reference.encoder)
    )
    assert difference.max() <= 1, f"max {difference.max()} of 255, mean {difference.mean():.4f}"
    assert np.array_equal(made(held_to=True, seen=False), only_held)
    assert np.array_equal(made(held_to=False, seen=True), only_seen)
    assert np.array_equal(made(held_to=False, seen=False), neither)


def _by_diffusers(model: ModelSource, control: Path, adapter: str, encoder: str) -> np.ndarray:
    kind: Any = StableDiffusionXLControlNetPipeline if model.ref.id == "xl" else StableDiffusionControlNetPipeline
    pipeline: Any = kind.from_pretrained(
        model.folder,
        controlnet=ControlNetModel.from_pretrained(control, local_files_only=True),
        image_encoder=CLIPVisionModelWithProjection.from_pretrained(encoder),
        feature_extractor=CLIPImageProcessorPil(size={"shortest_edge": SIDE}, crop_size=SIDE),
        local_files_only=True,
    )
    pipeline.set_progress_bar_config(disable=True)
    name = Path(adapter).name
    pipeline.load_ip_adapter(str(Path(adapter).parent), subfolder="", weight_name=name, image_encoder_folder=None)
    pipeline.set_ip_adapter_scale(0.6)
    asked = recipe(model)
    made = pipeline(
        prompt=asked.prompt,
        num_inference_steps=asked.steps,
        guidance_scale=asked.guidance,
        generator=torch.Generator("cpu").manual_seed(asked.seed),
        image=Image.fromarray(EDGES),
        controlnet_conditioning_scale=0.7,
        width=64,
        height=64,
        ip_adapter_image=Image.fromarray(FIRST),
    )
    return np.asarray(made.images[0])
