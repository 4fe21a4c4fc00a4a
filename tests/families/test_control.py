"""ControlNets are known from their files; names tell what they were taught; what is not run says why."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from studio.errors import ModelDamaged, ModelUnsafe, ModelUnsupported
from studio.families.contents import contents_of
from studio.families.control import control_of, controls_of, is_control_folder
from studio.families.header import read_header
from studio.recipe.recipe import ControlKind
from tests.families.safetensors_files import SD1, Shapes, write_tensors

HINT = "controlnet_cond_embedding.conv_in.weight"
DIFFUSERS = {HINT: (16, 3, 3, 3), "down_blocks.0.attentions.0.transformer_blocks.0.attn2.to_k.weight": (320, 768)}
MAKERS = {
    "input_hint_block.0.weight": (16, 3, 3, 3),
    "input_blocks.0.0.weight": (320, 4, 3, 3),
    "time_embed.0.weight": (1280, 320),
    "input_blocks.1.1.transformer_blocks.0.attn2.to_k.weight": (320, 1024),
}
XL = {HINT: (16, 3, 3, 3), "add_embedding.linear_1.weight": (1280, 2816)}
"""a small one, without any attention"""


def folder(path: Path, **config: object) -> Path:
    path.mkdir(parents=True)
    (path / "config.json").write_text(
        json.dumps({"_class_name": "ControlNetModel", "cross_attention_dim": 768, **config}), "utf-8"
    )
    return path


@pytest.mark.parametrize(
    ("called", "kinds"),
    [
        ("lllyasviel/control_v11p_sd15_canny", ("edges",)),
        ("xinsir/controlnet-canny-sdxl-1.0", ("edges",)),
        ("control_v11p_sd15_softedge_fp16", ("edges",)),
        ("lllyasviel/sd-controlnet-hed", ("edges",)),
        ("sargezt_xl_softedge", ("edges",)),
        ("control_v11p_sd15_mlsd", ("lines",)),
        ("control_v11p_sd15s2_lineart_anime", ("lines",)),
        ("TheMistoAI/MistoLine", ("edges", "scribble", "lines")),
        ("xinsir/controlnet-scribble-sdxl-1.0", ("scribble",)),
        ("diffusers/controlnet-depth-sdxl-1.0-small", ("depth",)),
        ("diffusers/controlnet-zoe-depth-sdxl-1.0", ("depth",)),
        ("thibaud/controlnet-openpose-sdxl-1.0", ("pose",)),
        ("dw_pose", ("pose",)),
        ("control_v11p_sd15_normalbae", ("normals",)),
        ("control_v11p_sd15_seg", ("segments",)),
        ("controlnet-sd21-ade20k", ("segments",)),
        ("canny-and-depth", ("edges", "depth")),
        ("control_v11f1e_sd15_tile", ()),
        ("diffusion_pytorch_model", ()),
        ("segmind/polished-purpose", ()),
        ("", ()),
    ],
)
def test_names_tell_what_it_was_taught(called: str, kinds: tuple[ControlKind, ...]):
    assert controls_of(called) == kinds


def test_the_first_name_that_tells_counts():
    assert controls_of("model", "depth", "canny") == ("depth",)


def test_a_folder(tmp_path: Path):
    path = folder(tmp_path / "sd-controlnet-depth")
    assert is_control_folder(path)
    facts = control_of(path)
    assert (facts.family, facts.base, facts.context) == ("stable-diffusion", "Stable Diffusion 1.x", 768)
    assert facts.controls == ("depth",)
    assert control_of(folder(tmp_path / "a", _name_or_path="x/sd-controlnet-seg")).controls == ("segments",)
    assert control_of(folder(tmp_path / "b", _name_or_path=None)).controls == ()
    xl = control_of(folder(tmp_path / "m", cross_attention_dim=2048, addition_embed_type="text_time"), "x/canny-xl")
    assert (xl.family, xl.base, xl.context) == ("stable-diffusion-xl", "SDXL", 2048)
    assert xl.controls == ("edges",)


def test_a_snapshot_goes_by_the_name_of_its_repository(tmp_path: Path):
    path = folder(tmp_path / "models--who--controlnet-openpose" / "snapshots" / "0123abcd")
    assert control_of(path).controls == ("pose",)
    file = write_tensors(path / "diffusion_pytorch_model.safetensors", DIFFUSERS)
    assert control_of(file).controls == ("pose",)


@pytest.mark.parametrize(
    ("shapes", "family", "base", "context"),
    [
        (DIFFUSERS, "stable-diffusion", "Stable Diffusion 1.x", 768),
        (MAKERS, "stable-diffusion", "Stable Diffusion 2.x", 1024),
        (
            {f"control_model.{name}": shape for name, shape in MAKERS.items()},
            "stable-diffusion",
            "Stable Diffusion 2.x",
            1024,
        ),
        (XL, "stable-diffusion-xl", "SDXL", 0),
    ],
)
def test_a_single_file(tmp_path: Path, shapes: Shapes, family: str, base: str, context: int):
    path = write_tensors(tmp_path / "canny" / "mine.safetensors", shapes)
    facts = control_of(path)
    assert (facts.family, facts.base, facts.context, facts.controls) == (family, base, context, ("edges",))
    assert contents_of(read_header(path)).kind == "control"


@pytest.mark.parametrize(
    ("shapes", "said"),
    [
        ({**DIFFUSERS, "task_embedding": (6, 320)}, "ControlNet-Union"),
        ({"lllite_unet_input_blocks_4_1.conditioning1.0.weight": (16, 3, 4, 4)}, "LLLite"),
        ({**MAKERS, "lora_controlnet": (0,)}, "Control-LoRA"),
        ({**MAKERS, "difference": (0,)}, "differs"),
        ({"adapter.body.0.in_conv.weight": (320, 192, 1, 1)}, "T2I-Adapter"),
        ({"controlnet_x_embedder.weight": (3072, 64)}, "another family"),
        ({**DIFFUSERS, "down_blocks.0.motion_modules.0.proj_in.weight": (320, 320)}, "films"),
        ({**DIFFUSERS, HINT: (16, 6, 3, 3)}, "more of a control image"),
        ({HINT: (16, 3, 3, 3), "mid_block.attentions.0.transformer_blocks.0.attn2.to_k.weight": (8, 1280)}, "refiner"),
        (SD1, "no ControlNet"),
    ],
)
def test_files_that_are_not_run_say_what_they_are(tmp_path: Path, shapes: Shapes, said: str):
    with pytest.raises(ModelUnsupported, match=said) as caught:
        control_of(write_tensors(tmp_path / "canny.safetensors", shapes))
    assert caught.value.remedy


@pytest.mark.parametrize(
    ("config", "said"),
    [
        ({"_class_name": "ControlNetUnionModel"}, "ControlNet-Union"),
        ({"_class_name": "T2IAdapter"}, "T2I-Adapter"),
        ({"_class_name": "FluxControlNetModel"}, "FluxControlNetModel"),
        ({"conditioning_channels": 6}, "more of a control image"),
        ({"global_pool_conditions": True}, "shuffled"),
    ],
)
def test_folders_that_are_not_run_say_what_they_are(tmp_path: Path, config: Mapping[str, object], said: str):
    path = folder(tmp_path / "canny", **config)
    assert is_control_folder(path)
    with pytest.raises(ModelUnsupported, match=said):
        control_of(path)


@pytest.mark.parametrize(("name", "said"), [("control_sd15_inpaint", "holes"), ("control_sd15_shuffle", "shuffled")])
def test_names_tell_what_no_control_image_is_made_for(tmp_path: Path, name: str, said: str):
    with pytest.raises(ModelUnsupported, match=said):
        control_of(write_tensors(tmp_path / f"{name}.safetensors", DIFFUSERS))
    beside = write_tensors(tmp_path / name / "mine.safetensors", DIFFUSERS)
    assert control_of(beside).controls == (), "the name of the folder that it lies in is not its own"
    assert control_of(write_tensors(tmp_path / f"{name}_canny.safetensors", DIFFUSERS)).controls == ("edges",)


def test_a_model_is_no_controlnet(tmp_path: Path):
    path = folder(tmp_path / "pipeline")
    (path / "model_index.json").write_text("{}", "utf-8")
    assert not is_control_folder(path)
    assert not is_control_folder(folder(tmp_path / "unet", _class_name="UNet2DConditionModel"))
    assert not is_control_folder(tmp_path)


def test_what_is_damaged_is_named(tmp_path: Path):
    (tmp_path / "config.json").write_text("{", "utf-8")
    assert not is_control_folder(tmp_path)
    with pytest.raises(ModelDamaged, match=r"config\.json"):
        control_of(tmp_path)
    file = write_tensors(tmp_path / "canny.safetensors", DIFFUSERS)
    file.write_bytes(file.read_bytes()[:100])
    with pytest.raises(ModelDamaged, match=r"canny\.safetensors is cut short"):
        control_of(file)
    file.write_bytes(b"\x80\x04" + bytes(50))
    with pytest.raises(ModelUnsafe, match="pickle"):
        control_of(file)
