"""SDXL from a folder's configs, and what tells the few-step models of both families."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from studio.errors import ModelUnsupported
from studio.families.latent_diffusion import distilled_kind, steps_named
from studio.families.recognise import recognise
from tests.catalog.model_folders import INDEX, write_json, write_model, write_xl_model

EULER = {"_class_name": "EulerDiscreteScheduler", "timestep_spacing": "leading"}
TRAILING = {"_class_name": "EulerDiscreteScheduler", "timestep_spacing": "trailing"}
ANCESTRAL = {"_class_name": "EulerAncestralDiscreteScheduler", "timestep_spacing": "trailing"}
XL_UNET = {"sample_size": 128, "in_channels": 4, "out_channels": 4, "addition_embed_type": "text_time"}


def test_the_base_model(tmp_path: Path) -> None:
    found = recognise(write_xl_model(tmp_path / "My XL"))
    can = found.capabilities
    assert (found.family, found.name) == ("stable-diffusion-xl", "My XL")
    assert (can.size.width, can.size.height, can.size.multiple) == (1024, 1024, 8)
    assert (can.steps, can.guidance, can.negative, can.scheduler) == (30, 5.0, True, "EulerDiscreteScheduler")
    assert {"text", "image", "mask"} <= set(can.modes)
    assert found.index.switches["force_zeros_for_empty_prompt"] is True


@pytest.mark.parametrize("pipeline", ["StableDiffusionXLImg2ImgPipeline", "StableDiffusionXLInpaintPipeline"])
def test_other_pipelines_of_the_family(tmp_path: Path, pipeline: str) -> None:
    assert recognise(write_xl_model(tmp_path / "m", index={"_class_name": pipeline})).family == "stable-diffusion-xl"


@pytest.mark.parametrize(
    ("name", "sample", "scheduler", "native", "steps"),
    [
        ("sdxl-turbo", 64, ANCESTRAL, 512, 2),
        ("painter", 64, ANCESTRAL, 512, 2),
        ("SDXL-Lightning-8step", 128, TRAILING, 1024, 8),
        ("DreamShaperXL_Lightning", 128, EULER, 1024, 4),
        ("sdxl-hyper-1step", 128, {"_class_name": "TCDScheduler"}, 1024, 1),
        ("lcm-sdxl", 128, {"_class_name": "LCMScheduler"}, 1024, 4),
        ("Hyper-SDXL", 128, EULER, 1024, 4),
        ("HyperRealistic", 128, EULER, 1024, 30),
        ("Turbocharged", 128, EULER, 1024, 30),
    ],
)
def test_few_step_models_are_told_by_scheduler_or_name(
    tmp_path: Path, name: str, sample: int, scheduler: dict[str, Any], native: int, steps: int
) -> None:
    folder = write_xl_model(tmp_path / name, unet={"sample_size": sample}, scheduler=scheduler)
    can = recognise(folder).capabilities
    assert (can.size.width, can.steps) == (native, steps)
    assert (can.guidance, can.negative) == ((5.0, True) if steps == 30 else (1.0, False))


@pytest.mark.parametrize(
    ("name", "own", "chosen"),
    [
        ("sdxl-turbo", EULER, "EulerAncestralDiscreteScheduler/trailing"),
        ("SDXL-Lightning-8step", EULER, "EulerDiscreteScheduler/trailing"),
        ("Hyper-SDXL-4steps", {"_class_name": "PNDMScheduler"}, "EulerDiscreteScheduler/trailing"),
        ("lcm-sdxl", EULER, "LCMScheduler"),
        ("lcm-sdxl", {"_class_name": "TCDScheduler"}, "TCDScheduler"),
        ("sdxl-turbo", ANCESTRAL, "EulerAncestralDiscreteScheduler"),
        ("SDXL-Lightning-8step", TRAILING, "EulerDiscreteScheduler"),
        ("painter", EULER, "EulerDiscreteScheduler"),
        ("Turbocharged", EULER, "EulerDiscreteScheduler"),
    ],
)
def test_a_few_step_model_with_the_scheduler_of_its_base_gets_the_right_one(
    tmp_path: Path, name: str, own: dict[str, Any], chosen: str
) -> None:
    assert recognise(write_xl_model(tmp_path / name, scheduler=own)).capabilities.scheduler == chosen


def test_a_consistency_model_gets_its_scheduler_whatever_its_name(tmp_path: Path) -> None:
    folder = write_xl_model(tmp_path / "m", unet={"time_cond_proj_dim": 256}, scheduler=TRAILING)
    assert recognise(folder).capabilities.scheduler == "LCMScheduler"


def test_sd_turbo_gets_the_plain_one(tmp_path: Path) -> None:
    folder = write_model(tmp_path / "sd-turbo")
    assert recognise(folder).capabilities.scheduler == "EulerDiscreteScheduler/trailing"


def test_a_snapshot_of_a_cache_is_known_by_the_name_of_its_repository(tmp_path: Path) -> None:
    folder = tmp_path / "models--someone--sdxl_lightning_2step" / "snapshots" / "0123abcd"
    assert recognise(write_xl_model(folder)).capabilities.steps == 2


def test_a_consistency_model_takes_guidance_as_an_input(tmp_path: Path) -> None:
    can = recognise(write_xl_model(tmp_path / "m", unet={"time_cond_proj_dim": 256})).capabilities
    assert (can.steps, can.guidance, can.negative) == (4, 8.0, False)


@pytest.mark.parametrize(
    ("channels", "said"), [(8, "instruction"), (5, "depth"), (7, "upscaler"), (6, "more than noise")]
)
def test_unets_that_want_more_say_what(tmp_path: Path, channels: int, said: str) -> None:
    folder = write_xl_model(tmp_path / "m", unet={"in_channels": channels})
    with pytest.raises(ModelUnsupported, match=said) as caught:
        recognise(folder)
    assert caught.value.remedy


def test_a_unet_that_inpaints_is_run(tmp_path: Path) -> None:
    index = {"_class_name": "StableDiffusionXLInpaintPipeline"}
    found = recognise(write_xl_model(tmp_path / "m", unet={"in_channels": 9}, index=index))
    assert {"text", "image", "mask"} <= set(found.capabilities.modes)


def test_the_refiner_is_told(tmp_path: Path) -> None:
    gone = {"_class_name": "StableDiffusionXLImg2ImgPipeline", "text_encoder": [None, None], "tokenizer": [None, None]}
    with pytest.raises(ModelUnsupported, match="refiner"):
        recognise(write_xl_model(tmp_path / "m", index=gone))


def test_an_index_that_contradicts_the_unet_is_told(tmp_path: Path) -> None:
    folder = write_model(tmp_path / "m")
    write_json(folder / "unet/config.json", XL_UNET)
    with pytest.raises(ModelUnsupported, match="XL"):
        recognise(folder)
    write_json(folder / "model_index.json", INDEX | {"_class_name": "StableDiffusionXLPipeline"})
    write_json(folder / "unet/config.json", XL_UNET | {"addition_embed_type": None})
    with pytest.raises(ModelUnsupported, match="XL"):
        recognise(folder)


def test_stable_diffusion_2_at_768(tmp_path: Path) -> None:
    folder = write_model(tmp_path / "stable-diffusion-2-1")
    write_json(folder / "unet/config.json", {"sample_size": 96, "cross_attention_dim": 1024})
    write_json(folder / "scheduler/scheduler_config.json", {"_class_name": "DDIMScheduler", "prediction_type": "v"})
    can = recognise(folder).capabilities
    assert (can.size.width, can.steps, can.guidance) == (768, 25, 7.5)


@pytest.mark.parametrize(("name", "steps"), [("sd-turbo", 2), ("sdxs-512-0.9", 1), ("LCM_Dreamshaper_v7", 4)])
def test_small_models_of_few_steps(tmp_path: Path, name: str, steps: int) -> None:
    can = recognise(write_model(tmp_path / name)).capabilities
    assert (can.steps, can.guidance, can.negative) == (steps, 1.0, False)


@pytest.mark.parametrize(
    ("called", "kind", "steps"),
    [
        ("sdxl_lightning_4step", "lightning", 4),
        ("ByteDance/Hyper-SD 8steps", "hyper", 8),
        ("juggernautXL-turbo", "turbo", None),
        ("sd_xl_turbo_1.0_fp16", "turbo", None),
        ("first steps", "", None),
        ("model_40_steps", "", None),
        ("turbolence", "", None),
    ],
)
def test_names(called: str, kind: str, steps: int | None) -> None:
    assert (distilled_kind(called), steps_named(called)) == (kind, steps)
