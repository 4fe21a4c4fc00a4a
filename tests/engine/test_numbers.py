"""Numbers that are none, pictures that are black, and data types other than this machine's own."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import msgspec
import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file

from studio.engine.components import Folder
from studio.engine.device import Device, choose_device
from studio.engine.load import Resident
from studio.engine.making import BLACK
from studio.engine.pictures import Pictures
from studio.engine.pixels import planes, rgb8, shrunk
from studio.engine.stop import Stop
from studio.families.family import read_index
from studio.recipe.events import Failed, Finished
from studio.recipe.recipe import Addon
from studio.wire.messages import ModelSource
from tests.engine.client import EngineClient, recipe, source
from tests.tiny_additions import lora_source, write_tiny_lora

Weights = dict[str, torch.Tensor]


def changed(model: ModelSource, folder: Path, file: str, change: Callable[[Weights], object]) -> ModelSource:
    """A copy of a model whose weights were tampered with."""
    shutil.copytree(model.folder, folder)
    weights = load_file(folder / file)
    change(weights)
    save_file(weights, folder / file)
    return source(folder, folder.name)


def test_numbers_that_overflow_are_a_failure_and_no_black_picture(
    engine: EngineClient, kl: ModelSource, tmp_path: Path
):
    def swell(weights: Weights) -> None:
        weights["conv_out.weight"] *= 1e36

    model = changed(kl, tmp_path / "swollen", "unet/diffusion_pytorch_model.safetensors", swell)
    outcome = engine.make(model, recipe(model))
    assert isinstance(outcome.ending, Failed)
    assert outcome.ending.kind == "EngineError"
    assert "overflowed" in outcome.ending.message
    assert not outcome.pictures
    assert engine.make(kl, recipe(kl)).ending == Finished()


def test_a_lora_that_overflows_is_what_is_to_be_changed(engine: EngineClient, kl: ModelSource, tmp_path: Path):
    lora = lora_source(write_tiny_lora(tmp_path / "loud.safetensors", Path(kl.folder)))
    save_file({name: tensor * 1e18 for name, tensor in load_file(lora.path).items()}, lora.path)
    outcome = engine.make(kl, recipe(kl, addons=(Addon(model=lora.ref, weight=1.0),)), additions=[lora])
    assert isinstance(outcome.ending, Failed)
    assert "overflowed" in outcome.ending.message
    assert "LoRAs" in outcome.ending.remedy


def test_a_black_picture_is_kept_and_said(engine: EngineClient, kl: ModelSource, tmp_path: Path):
    def blacken(weights: Weights) -> None:
        weights["decoder.conv_out.weight"].zero_()
        weights["decoder.conv_out.bias"].fill_(-2.0)

    model = changed(kl, tmp_path / "black", "vae/diffusion_pytorch_model.safetensors", blacken)
    outcome = engine.make(model, recipe(model))
    assert outcome.ending == Finished()
    assert outcome.pictures[0].receipt.warnings == (BLACK,)
    assert not any(outcome.pictures[0].data)
    assert engine.make(kl, recipe(kl)).pictures[0].receipt.warnings == ()


def picture(device: Device, model: ModelSource) -> torch.Tensor:
    loaded, _ = Resident(device).get(model, Stop())
    asked = recipe(model)
    with torch.inference_mode():
        start = loaded.encode(asked, np.zeros((64, 64, 3), np.uint8), None)
        *_, last = loaded.denoise([asked], loaded.condition(asked, Pictures()), [start])
        return loaded.decode(last.latents)


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16])
def test_sixteen_bits_make_a_similar_picture(model: ModelSource, dtype: torch.dtype):
    """What CUDA, MPS and AMX choose; here on the CPU, so only the arithmetic is tested, not the devices."""
    device = choose_device()
    exact = picture(msgspec.structs.replace(device, dtype=torch.float32, channels_last=False), model)
    other = picture(msgspec.structs.replace(device, dtype=dtype, channels_last=True), model)
    difference = (exact - other).abs().mean().item() / 2
    assert other.dtype == torch.float32
    assert difference < 0.03, f"mean difference {difference:.4f} of the range"


def test_the_device_keeps_its_threads():
    device = choose_device()
    assert torch.get_num_threads() == device.threads
    assert f"{device.threads} thread" in device.name


def test_pixels_go_to_planes_and_back_unchanged():
    rows = np.frombuffer(bytes(range(256)) * 3, np.uint8).reshape(16, 16, 3)
    assert (rgb8(planes(rows)[0]) == rows).all()


@pytest.mark.parametrize(("size", "expected"), [((8, 8), (8, 8)), ((64, 32), (16, 8)), ((1, 160), (1, 16))])
def test_latents_shrink_with_their_ratio(size: tuple[int, int], expected: tuple[int, int]):
    assert shrunk(torch.zeros(1, 4, *size), 16).shape[-2:] == expected


@pytest.mark.parametrize(
    ("name", "mended", "used"),
    [("kl", False, torch.float16), ("xl", False, torch.float32), ("xl", True, torch.float16)],
)
def test_the_autoencoder_of_sdxl_stays_out_of_half_precision(
    tiny_models: dict[str, ModelSource], tmp_path: Path, name: str, mended: bool, used: torch.dtype
):
    folder = Path(shutil.copytree(tiny_models[name].folder, tmp_path / name))
    config = folder / "vae/config.json"
    config.write_text(json.dumps(json.loads(config.read_text("utf-8")) | {"force_upcast": not mended}), "utf-8")
    device = msgspec.structs.replace(choose_device(), dtype=torch.float16)
    parts = Folder(folder, read_index(folder), device, Stop())
    assert parts.autoencoder().dtype == used
    assert parts.unet().dtype == torch.float16
