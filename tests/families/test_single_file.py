"""Whole models in one file are recognised by their tensors' names and shapes; all else is told for what it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from studio.errors import ModelDamaged, ModelUnsupported
from studio.families.contents import contents_of
from studio.families.header import Header
from studio.families.layouts import layouts_dir
from studio.families.single_file import recognise_file
from tests.families.safetensors_files import (
    CLIP,
    OPEN_CLIP,
    SD1,
    SD2,
    SDXL,
    UNET,
    XL_CLIP,
    XL_OPEN_CLIP,
    Shapes,
    checkpoint,
    write_header,
    write_tensors,
)

KOHYA = "lora_unet_down_blocks_1_attentions_0_transformer_blocks_0_attn2_to_k.lora_down.weight"
PEFT = "unet.down_blocks.1.attentions.0.transformer_blocks.0.attn2.to_k.lora_A.weight"
ALONE = {"down_blocks.0.resnets.0.x": (3,), "time_embedding.x": (3,), "u.attn2.to_k.weight": (3, 2048)}
NOTED = {"modelspec.architecture": "stable-diffusion-v1/lora"}
BASE1 = "Stable Diffusion 1.x"


def test_the_three_families(tmp_path: Path) -> None:
    expected = {
        "one": (SD1, "stable-diffusion", 512),
        "two": (SD2, "stable-diffusion", 768),
        "xl": (SDXL, "stable-diffusion-xl", 1024),
    }
    for name, (shapes, family, side) in expected.items():
        file = recognise_file(write_tensors(tmp_path / f"{name}.safetensors", shapes))
        assert (file.found.family, file.found.name, file.found.capabilities.size.width) == (family, name, side)
        assert file.lacks == ()
        assert {"text", "image", "mask"} <= set(file.found.capabilities.modes)
        assert all(path.is_file() for path in file.configs)


@pytest.mark.parametrize(
    ("name", "metadata", "beside", "side", "prediction"),
    [
        ("v2-1_768-ema-pruned", {}, "", 768, "v_prediction"),
        ("v2-1_512-ema-pruned", {}, "", 512, "epsilon"),
        ("512-base-ema", {}, "", 512, "epsilon"),
        ("sd_turbo", {}, "", 512, "epsilon"),
        ("mine", {"modelspec.prediction_type": "epsilon"}, "", 512, "epsilon"),
        ("mine-512", {"modelspec.prediction_type": "v"}, "", 768, "v_prediction"),
        ("mine-512", {"modelspec.architecture": "stable-diffusion-v2-768-v"}, "", 768, "v_prediction"),
        ("mine", {}, "model:\n  params:\n    parameterization: v\n", 768, "v_prediction"),
        ("mine", {}, "model:\n  params:\n    linear_start: 0.00085\n", 512, "epsilon"),
        ("mine", {}, "model: [", 768, "v_prediction"),
    ],
)
def test_what_2_x_predicts_is_told_by_notes_a_yaml_or_the_name(
    tmp_path: Path, name: str, metadata: dict[str, str], beside: str, side: int, prediction: str
) -> None:
    path = write_tensors(tmp_path / f"{name}.safetensors", SD2, metadata)
    if beside:
        path.with_suffix(".yaml").write_text(beside, "utf-8")
    file = recognise_file(path)
    assert file.found.capabilities.size.width == side
    config = (file.parts["scheduler"] / "scheduler_config.json").read_text("utf-8")
    assert ("v_prediction" in config) == (prediction == "v_prediction")


@pytest.mark.parametrize(
    ("name", "shapes", "steps", "scheduler", "side"),
    [
        ("sdxl_lightning_4step", SDXL, 4, "EulerDiscreteScheduler", 1024),
        ("sd_xl_turbo_1.0_fp16", SDXL, 2, "EulerAncestralDiscreteScheduler", 512),
        ("DreamShaperXL_Turbo_v2", SDXL, 2, "EulerAncestralDiscreteScheduler", 1024),
        ("Hyper-SDXL-8steps", SDXL, 8, "EulerDiscreteScheduler", 1024),
        ("dreamshaper-lcm", SD1, 4, "LCMScheduler", 512),
        ("sd_turbo", SD2, 2, "EulerDiscreteScheduler", 512),
        ("plain", SDXL, 30, "EulerDiscreteScheduler", 1024),
    ],
)
def test_few_step_models_get_their_steps_and_their_scheduler(
    tmp_path: Path, name: str, shapes: Shapes, steps: int, scheduler: str, side: int
) -> None:
    file = recognise_file(write_tensors(tmp_path / f"{name}.safetensors", shapes))
    can = file.found.capabilities
    assert (can.steps, can.scheduler, can.size.width) == (steps, scheduler, side)
    assert ("few-step" in file.found.summary) == (name != "plain")


@pytest.mark.parametrize(
    ("shapes", "family", "side", "title"),
    [
        (checkpoint(768, CLIP, channels=9), "stable-diffusion", 512, "Stable Diffusion 1.x for inpainting"),
        (checkpoint(1024, OPEN_CLIP, channels=9), "stable-diffusion", 512, "Stable Diffusion 2.x for inpainting"),
        (checkpoint(2048, XL_CLIP, XL_OPEN_CLIP, channels=9), "stable-diffusion-xl", 1024, "SDXL for inpainting"),
    ],
)
def test_models_that_inpaint_have_layouts_of_their_own(
    tmp_path: Path, shapes: Shapes, family: str, side: int, title: str
) -> None:
    file = recognise_file(write_tensors(tmp_path / "mine.safetensors", shapes))
    assert (file.found.family, file.found.capabilities.size.width) == (family, side)
    assert file.found.summary.startswith(title)
    assert file.lacks == ()
    assert '"in_channels": 9' in (file.parts["unet"] / "config.json").read_text("utf-8")


def test_an_xl_model_of_velocity_is_told_by_its_marker(tmp_path: Path) -> None:
    file = recognise_file(write_tensors(tmp_path / "m.safetensors", dict(SDXL) | {"v_pred": (0,)}))
    assert "v_prediction" in (file.parts["scheduler"] / "scheduler_config.json").read_text("utf-8")


def test_a_licence_comes_from_the_notes(tmp_path: Path) -> None:
    path = write_tensors(tmp_path / "m.safetensors", SD1, {"modelspec.license": "CreativeML OpenRAIL-M"})
    assert recognise_file(path).found.licence == "CreativeML OpenRAIL-M"


def test_missing_parts_are_named(tmp_path: Path) -> None:
    assert recognise_file(write_tensors(tmp_path / "a.safetensors", checkpoint(768))).lacks == ("text_encoder",)
    file = recognise_file(write_tensors(tmp_path / "b.safetensors", checkpoint(768, CLIP, vae=False)))
    assert file.lacks == ("vae",)
    assert file.layout.tokenizers == {"tokenizer": 49408}


@pytest.mark.parametrize(
    ("shapes", "said"),
    [
        (checkpoint(768, CLIP, channels=8), "instruction"),
        (checkpoint(1280), "refiner"),
        (checkpoint(640), "unknown family"),
        ({KOHYA: (16, 768)}, "LoRA for Stable Diffusion 1.x"),
        ({f"{UNET}double_blocks.0.img_attn.qkv.weight": (9, 3)}, "Flux"),
    ],
)
def test_what_cannot_be_run_says_why(tmp_path: Path, shapes: Shapes, said: str) -> None:
    with pytest.raises(ModelUnsupported, match=said) as caught:
        recognise_file(write_tensors(tmp_path / "m.safetensors", shapes))
    assert caught.value.remedy


def test_damage_is_told_before_anything_else(tmp_path: Path) -> None:
    (tmp_path / "m.safetensors").write_bytes(b"")
    with pytest.raises(ModelDamaged):
        recognise_file(tmp_path / "m.safetensors")
    with pytest.raises(ModelUnsupported, match="does not know"):
        recognise_file(write_header(tmp_path / "n.safetensors", {}))


@pytest.mark.parametrize(
    ("shapes", "metadata", "kind", "base"),
    [
        ({KOHYA: (16, 768), "lora_te_x.lora_down.weight": (16, 768)}, {}, "lora", "Stable Diffusion 1.x"),
        ({KOHYA: (16, 1024)}, {}, "lora", "Stable Diffusion 2.x"),
        ({KOHYA: (16, 2048)}, {}, "lora", "SDXL"),
        ({PEFT: (4, 2048)}, {}, "lora", "SDXL"),
        ({"lora_te2_text_model_x.lora_up.weight": (8, 4)}, {}, "lora", "SDXL"),
        ({"x.lora_A.weight": (4, 9)}, {"ss_base_model_version": "sdxl_base_v1-0"}, "lora", "SDXL"),
        ({"x.lora_A.weight": (4, 9)}, NOTED, "lora", BASE1),
        ({"transformer.double_blocks.0.x.lora_A.weight": (4, 9)}, {}, "lora", "Flux"),
        ({"x.hada_w1_a": (4, 9)}, {}, "lora", ""),
        ({"control_model.input_blocks.1.1.transformer_blocks.0.attn2.to_k.weight": (320, 768)}, {}, "control", BASE1),
        ({"controlnet_cond_embedding.conv_in.weight": (1,), "d.attn2.to_k.weight": (9, 2048)}, {}, "control", "SDXL"),
        ({"lllite_unet_x.down.0.weight": (3, 3)}, {}, "control", "SDXL"),
        ({"image_proj.norm.bias": (768,), "ip_adapter.1.to_k_ip.weight": (320, 768)}, {}, "adapter", BASE1),
        ({"first_stage_model.decoder.conv_in.weight": (512, 4, 3, 3)}, {}, "vae", ""),
        ({"decoder.conv_in.weight": (512, 4, 3, 3), "encoder.conv_in.weight": (9,)}, {}, "vae", ""),
        ({"decoder.layers.0.weight": (64, 4, 3, 3)}, {}, "tiny decoder", ""),
        ({"1.weight": (64, 4, 3, 3), "3.conv.0.weight": (64, 64, 3, 3)}, {}, "tiny decoder", ""),
        ({"emb_params": (8, 768)}, {}, "embedding", BASE1),
        ({"emb_params": (8, 1024)}, {}, "embedding", "Stable Diffusion 2.x"),
        ({"clip_l": (8, 768), "clip_g": (8, 1280)}, {}, "embedding", "SDXL"),
        ({"text_model.embeddings.token_embedding.weight": (49408, 768)}, {}, "text encoder", ""),
        (ALONE, {}, "unet", "SDXL"),
        ({"model.0.weight": (64, 3, 3, 3)}, {}, "upscaler", ""),
        ({"wte.weight": (50257, 700)}, {}, "", ""),
        ({}, {}, "", ""),
    ],
)  # fmt: skip
def test_what_a_file_is(shapes: dict[str, tuple[int, ...]], metadata: dict[str, str], kind: str, base: str) -> None:
    contents = contents_of(Header(shapes=shapes, metadata=metadata))
    assert (contents.kind, contents.base) == (kind, base)
    assert contents.said.endswith(".")
    assert not base or base in contents.said or kind in ("vae",)


def test_every_layout_is_whole() -> None:
    folders = [path.parent for path in layouts_dir().glob("*/*/layout.json")]
    assert len(folders) == 8
