"""The layers that read style and layout are those that their finders name, in UNets of the real shapes."""

from __future__ import annotations

import json
from typing import Any

import pytest
from accelerate import init_empty_weights
from diffusers.models.unets.unet_2d_condition import UNet2DConditionModel

from studio.engine.attention import Attention
from studio.engine.reference_roles import layers_of
from studio.errors import ModelUnsupported
from studio.families.layouts import layouts_dir
from studio.recipe.recipe import ReferenceRole


def names(layout: str) -> list[str]:
    config: dict[str, Any] = json.loads((layouts_dir() / layout / "unet" / "config.json").read_text("utf-8"))
    with init_empty_weights():
        return list(Attention(UNet2DConditionModel.from_config(config)).crosses)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("role", "blocks", "count"),
    [
        ("whole", ("down_blocks.1.", "down_blocks.2.", "mid_block.", "up_blocks.0.", "up_blocks.1."), 70),
        ("style", ("up_blocks.0.attentions.1.",), 10),
        ("layout", ("down_blocks.2.attentions.1.",), 10),
    ],
)
def test_sdxl(role: ReferenceRole, blocks: tuple[str, ...], count: int):
    every = names("stable-diffusion-xl/base")
    found = layers_of(role, every, is_xl=True)
    assert found == {name for name in every if name.startswith(blocks)}
    assert len(found) == count


@pytest.mark.parametrize(
    ("role", "blocks", "count"),
    [
        ("whole", ("down_blocks.", "mid_block.", "up_blocks."), 16),
        ("style", ("up_blocks.1.",), 3),
        ("layout", ("down_blocks.2.", "mid_block."), 3),
    ],
)
def test_stable_diffusion_1(role: ReferenceRole, blocks: tuple[str, ...], count: int):
    every = names("stable-diffusion/1.x")
    found = layers_of(role, every, is_xl=False)
    assert found == {name for name in every if name.startswith(blocks)}
    assert len(found) == count


def test_a_network_without_such_layers_says_so():
    only = ["mid_block.attentions.0.transformer_blocks.0.attn2.processor"]
    assert layers_of("whole", only, is_xl=True) == set(only)
    with pytest.raises(ModelUnsupported, match="style") as told:
        layers_of("style", only, is_xl=True)
    assert told.value.remedy
