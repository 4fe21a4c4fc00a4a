"""The names in files that people have, found in networks of the real shapes (without their weights)."""

from __future__ import annotations

import json
from functools import cache

import pytest
from accelerate import init_empty_weights
from diffusers.models.unets.unet_2d_condition import UNet2DConditionModel
from torch import nn
from transformers.models.clip.configuration_clip import CLIPTextConfig
from transformers.models.clip.modeling_clip import CLIPTextModel, CLIPTextModelWithProjection

from studio.engine.lora_names import named_layers
from studio.families.layouts import layouts_dir

XL = layouts_dir() / "stable-diffusion-xl" / "base"
ONE = layouts_dir() / "stable-diffusion" / "1.x"


@cache
def layers(of: str) -> dict[str, nn.Module]:
    folder = {"xl": XL, "1": ONE}[of]

    def config(part: str) -> dict[str, object]:
        return json.loads((folder / part / "config.json").read_text("utf-8"))

    with init_empty_weights():
        networks: dict[str, nn.Module] = {
            "unet": UNet2DConditionModel.from_config(config("unet")),  # type: ignore[arg-type]
            "text_encoder": CLIPTextModel(CLIPTextConfig.from_dict(config("text_encoder"))),
        }
        if of == "xl":
            second = CLIPTextConfig.from_dict(config("text_encoder_2"))
            networks["text_encoder_2"] = CLIPTextModelWithProjection(second)
    return named_layers(networks)


@pytest.mark.parametrize(
    ("of", "name", "shape"),
    [
        ("xl", "lora_unet_input_blocks_4_1_transformer_blocks_0_attn2_to_k", (640, 2048)),
        ("xl", "lora_unet_input_blocks_8_1_transformer_blocks_9_ff_net_0_proj", (10240, 1280)),
        ("xl", "lora_unet_middle_block_1_transformer_blocks_9_attn1_to_out_0", (1280, 1280)),
        ("xl", "lora_unet_output_blocks_5_1_proj_out", (640, 640)),
        ("xl", "lora_unet_output_blocks_2_2_conv", (1280, 1280, 3, 3)),
        ("xl", "lora_unet_output_blocks_5_2_conv", (640, 640, 3, 3)),
        ("xl", "lora_unet_input_blocks_3_0_op", (320, 320, 3, 3)),
        ("xl", "lora_unet_input_blocks_4_0_in_layers_2", (640, 320, 3, 3)),
        ("xl", "lora_unet_input_blocks_4_0_skip_connection", (640, 320, 1, 1)),
        ("xl", "lora_unet_middle_block_2_emb_layers_1", (1280, 1280)),
        ("xl", "lora_unet_output_blocks_8_0_out_layers_3", (320, 320, 3, 3)),
        ("xl", "lora_unet_label_emb_0_0", (1280, 2816)),
        ("xl", "lora_unet_time_embed_0", (1280, 320)),
        ("xl", "lora_unet_input_blocks_0_0", (320, 4, 3, 3)),
        ("xl", "lora_unet_out_2", (4, 320, 3, 3)),
        ("xl", "lora_unet_up_blocks_0_attentions_2_transformer_blocks_9_attn2_to_v", (1280, 2048)),
        ("xl", "lora_te1_text_model_encoder_layers_11_self_attn_q_proj", (768, 768)),
        ("xl", "lora_te2_text_model_encoder_layers_31_mlp_fc1", (5120, 1280)),
        ("xl", "lora_te2_text_projection", (1280, 1280)),
        ("xl", "text_encoder_2.text_model.encoder.layers.0.self_attn.out_proj", (1280, 1280)),
        ("xl", "unet.up_blocks.0.attentions.0.transformer_blocks.0.attn1.to_q", (1280, 1280)),
        ("xl", "diffusion_model.output_blocks.0.1.transformer_blocks.0.attn1.to_q", (1280, 1280)),
        ("1", "lora_unet_down_blocks_0_attentions_0_transformer_blocks_0_attn2_to_k", (320, 768)),
        ("1", "lora_unet_down_blocks_0_attentions_0_proj_in", (320, 320, 1, 1)),
        ("1", "lora_unet_up_blocks_3_attentions_2_transformer_blocks_0_ff_net_2", (320, 1280)),
        ("1", "lora_unet_up_blocks_1_resnets_0_conv1", (1280, 2560, 3, 3)),
        ("1", "lora_unet_down_blocks_0_downsamplers_0_conv", (320, 320, 3, 3)),
        ("1", "lora_unet_output_blocks_2_1_conv", (1280, 1280, 3, 3)),
        ("1", "lora_unet_output_blocks_8_2_conv", (640, 640, 3, 3)),
        ("1", "lora_te_text_model_encoder_layers_0_mlp_fc2", (768, 3072)),
        ("1", "down_blocks.1.attentions.0.transformer_blocks.0.attn1.to_out.0", (640, 640)),
        ("1", "lycoris_unet_mid_block_attentions_0_proj_out", (1280, 1280, 1, 1)),
    ],
)
def test_a_name_means_a_layer_of_this_shape(of: str, name: str, shape: tuple[int, ...]):
    weight = layers(of)[name].weight
    assert tuple(weight.shape) == shape  # type: ignore[arg-type]


def test_names_of_encoders_tell_the_families_apart():
    assert not [name for name in layers("1") if name.startswith(("lora_te1_", "lora_te2_"))]
    assert not [name for name in layers("xl") if name.startswith("lora_te_")]


@pytest.mark.parametrize("of", ["xl", "1"])
def test_every_layer_of_the_unet_has_its_makers_name(of: str):
    named: dict[nn.Module, set[str]] = {}
    for name, layer in layers(of).items():
        if name.startswith("lora_unet_"):
            named.setdefault(layer, set()).add(name)
    assert len(named) > 300
    assert {len(names) for names in named.values()} == {2}
