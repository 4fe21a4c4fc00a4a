"""Every layout that the studio brings fits the networks it describes: names and shapes, without their weights."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch
from accelerate import init_empty_weights
from diffusers.models.autoencoders.autoencoder_kl import AutoencoderKL
from diffusers.models.unets.unet_2d_condition import UNet2DConditionModel
from torch import nn
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTextModelWithProjection

from studio.engine.components import _renamed as as_of_today  # pyright: ignore[reportPrivateUsage]
from studio.engine.schedulers import Schedule
from studio.engine.single_file import _renamed as renamed  # pyright: ignore[reportPrivateUsage]
from studio.families.family import read_json
from studio.families.layouts import Placed, layouts_dir, placed
from tests.tiny_checkpoints import clip, open_clip_names, unet, vae

LAYOUTS = {
    f"{path.parent.parent.name} {path.parent.name}": path.parent for path in layouts_dir().glob("*/*/layout.json")
}
HOLE = 5 * 9 * 320
"""parameters more where the first layer is given a mask and four channels of a masked picture"""
PARAMETERS = {
    "stable-diffusion 1.x": (859_520_964, 123_060_480),
    "stable-diffusion 1.x-inpainting": (859_520_964 + HOLE, 123_060_480),
    "stable-diffusion 2.x": (865_910_724, 340_387_840),
    "stable-diffusion 2.x-768": (865_910_724, 340_387_840),
    "stable-diffusion 2.x-inpainting": (865_910_724 + HOLE, 340_387_840),
    "stable-diffusion-xl base": (2_567_463_684, 123_060_480 + 694_659_840),
    "stable-diffusion-xl base-inpainting": (2_567_463_684 + HOLE, 123_060_480 + 694_659_840),
    "stable-diffusion-xl turbo": (2_567_463_684, 123_060_480 + 694_659_840),
}
"""of the UNet and of the text encoders, as published"""
CLASSES: dict[str, Any] = {"CLIPTextModel": CLIPTextModel, "CLIPTextModelWithProjection": CLIPTextModelWithProjection}


def networks(layout: Placed) -> dict[str, nn.Module]:
    made: dict[str, nn.Module] = {}
    with init_empty_weights():
        for part, (_, kind) in layout.index.components.items():
            if part in ("unet", "vae") or part.startswith("text_encoder"):
                made[part] = network(kind, read_json(layout.folder / part / "config.json", dict[str, Any]))
    return made


def network(kind: str, config: dict[str, Any]) -> nn.Module:
    if kind in CLASSES:
        return CLASSES[kind](CLIPTextConfig.from_dict(config))
    made: Any = {"UNet2DConditionModel": UNet2DConditionModel, "AutoencoderKL": AutoencoderKL}[kind].from_config(config)
    return made


def by_their_makers(part: str, prefix: str, made: Any) -> dict[str, torch.Tensor]:
    weights = dict(made.state_dict())
    if part == "unet":
        named = unet(weights, made.config)
    elif part == "vae":
        named = vae(weights, made.config)
    else:
        named = clip(weights) if prefix.endswith(".transformer.") else open_clip_names(weights)
    return {prefix + name: tensor for name, tensor in named.items()}


@pytest.mark.parametrize("name", LAYOUTS)
def test_a_file_of_the_layout_fills_the_networks(name: str) -> None:
    layout = placed(LAYOUTS[name])
    made = networks(layout)
    counted = {part: sum(one.numel() for one in network.parameters()) for part, network in made.items()}
    texts = sum(count for part, count in counted.items() if part.startswith("text"))
    assert (counted["unet"], texts) == PARAMETERS[name]
    assert counted["vae"] == 83_653_863
    assert layout.layout.prefixes.keys() == made.keys()
    for part, prefixes in layout.layout.prefixes.items():
        for prefix in prefixes:
            named = by_their_makers(part, prefix, made[part])
            marks = {mark: shape for mark, shape in layout.layout.marks.items() if mark.startswith(prefix)}
            assert all(tuple(named[mark].shape) == shape for mark, shape in marks.items())
            back = as_of_today(made[part], renamed(part, prefix, named, made[part]))
            expected = {key: tensor.shape for key, tensor in made[part].state_dict().items()}
            assert {key: tensor.shape for key, tensor in back.items() if key in expected} == expected


@pytest.mark.parametrize("folder", sorted(layouts_dir().rglob("scheduler_config.json")), ids=lambda path: path.parent)
def test_every_scheduler_can_be_made(folder: Path) -> None:
    config = read_json(folder, dict[str, Any])
    schedule = Schedule(config["_class_name"], config, 4, torch.device("cpu"))
    assert len(schedule.timesteps) >= 4
    if folder.parent.parent.name == "schedulers":
        assert schedule.timesteps[0] >= 990  # few steps begin at noise alone
