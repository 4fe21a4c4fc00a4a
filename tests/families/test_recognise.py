"""Families are recognised from the files alone, and the card refines what they say."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from studio.errors import ModelDamaged, ModelUnsupported
from studio.families.recognise import recognise
from studio.paths import models_dir
from tests.catalog.model_folders import INDEX, write_json, write_model


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_model(tmp_path / "My Model")


def test_stable_diffusion_from_its_configs(folder: Path) -> None:
    found = recognise(folder)
    can = found.capabilities
    assert (found.family, found.name, found.id) == ("stable-diffusion", "My Model", "")
    assert {"text", "image", "mask", "tile", "near"} <= set(can.modes)
    assert (can.size.width, can.size.height, can.size.multiple) == (512, 512, 8)
    assert can.size.allows(1024, 1024)
    assert not can.size.allows(1032, 1024)
    assert not can.size.allows(500, 512)
    assert can.size.nearest(501, 512) == (504, 512)
    assert (can.steps, can.guidance, can.negative, can.scheduler) == (25, 7.5, True, "DDIMScheduler")
    assert can.sketch_strength == 0.6
    assert can.sketch_scenery


@pytest.mark.parametrize(
    ("unet", "scheduler", "steps", "guidance"),
    [
        ({"time_cond_proj_dim": 256}, {"_class_name": "LCMScheduler"}, 4, 8.0),
        ({}, {"_class_name": "LCMScheduler"}, 4, 1.0),
        ({}, {"_class_name": "EulerDiscreteScheduler", "timestep_spacing": "trailing"}, 2, 1.0),
        ({}, {"_class_name": "EulerDiscreteScheduler", "timestep_spacing": "leading"}, 25, 7.5),
    ],
)
def test_distilled_models_get_few_steps(
    folder: Path, unet: dict[str, Any], scheduler: dict[str, Any], steps: int, guidance: float
) -> None:
    write_json(folder / "unet/config.json", {"sample_size": 64, "in_channels": 4, "out_channels": 4} | unet)
    write_json(folder / "scheduler/scheduler_config.json", scheduler)
    can = recognise(folder).capabilities
    assert (can.steps, can.guidance, can.negative) == (steps, guidance, steps == 25)


@pytest.mark.parametrize(
    ("vae", "sample", "native", "multiple"),
    [
        ({"block_out_channels": [4, 4, 4, 4]}, 96, (768, 768), 8),
        ({"block_out_channels": [4, 4, 4, 4, 4]}, 16, (256, 256), 16),
        ({"block_out_channels": [4, 4, 4]}, [32, 48], (192, 128), 8),
        ({"_class_name": "AutoencoderTiny", "decoder_block_out_channels": [4, 4, 4, 4]}, 64, (512, 512), 8),
    ],
)
def test_the_native_size_is_latents_times_scale(
    folder: Path, vae: dict[str, Any], sample: object, native: tuple[int, int], multiple: int
) -> None:
    write_json(folder / "vae/config.json", vae)
    write_json(folder / "unet/config.json", {"sample_size": sample, "in_channels": 4, "out_channels": 4})
    size = recognise(folder).capabilities.size
    assert (size.width, size.height) == native
    assert size.multiple == multiple
    assert size.allows(*native)


def test_a_card_refines(tmp_path: Path) -> None:
    card = {
        "id": "starter",
        "name": "Blink Starter",
        "family": "stable-diffusion",
        "licence": "Apache-2.0",
        "summary": "Small.",
        "native_size": [256, 256],
        "size_multiple": 32,
        "min_size": 128,
        "max_size": 512,
        "steps": 8,
        "guidance": 2.5,
        "trained_on": {"pictures": "drawn here"},
    }
    found = recognise(write_model(tmp_path / "m", card=card))
    can = found.capabilities
    assert (found.id, found.name, found.licence, found.summary) == ("starter", "Blink Starter", "Apache-2.0", "Small.")
    assert (can.size.width, can.size.multiple, can.size.smallest, can.size.largest) == (256, 32, 128, 512)
    assert (can.steps, can.guidance) == (8, 2.5)


@pytest.mark.parametrize(
    ("said", "used"),
    [
        ("ddim", "DDIMScheduler"),
        ("LCMScheduler", "LCMScheduler"),
        ("TCDScheduler/trailing", "TCDScheduler/trailing"),
    ],
)
def test_a_card_may_name_another_scheduler(folder: Path, said: str, used: str) -> None:
    write_json(folder / "card.json", {"scheduler": said})
    assert recognise(folder).capabilities.scheduler == used


def test_an_empty_card_changes_nothing(folder: Path) -> None:
    before = recognise(folder)
    write_json(folder / "card.json", {})
    assert recognise(folder) == before


@pytest.mark.parametrize(
    "card",
    [
        {"native_size": "big"},
        {"native_size": 250, "size_multiple": 8},
        {"steps": None, "guidance": "x"},
        [],
        *({"studio": {"sketch_strength": strength}} for strength in (0, 1.5, -1, "much")),
    ],
)
def test_a_wrong_card_is_said(folder: Path, card: object) -> None:
    write_json(folder / "card.json", card)
    with pytest.raises(ModelDamaged, match="card") as caught:
        recognise(folder)
    assert caught.value.remedy


def test_another_pipeline_is_unsupported(folder: Path) -> None:
    write_json(folder / "model_index.json", INDEX | {"_class_name": "FluxPipeline"})
    with pytest.raises(ModelUnsupported, match="FluxPipeline"):
        recognise(folder)


def test_an_inpainting_unet_can_what_others_can(folder: Path) -> None:
    before = recognise(folder).capabilities
    write_json(folder / "unet/config.json", {"sample_size": 64, "in_channels": 9, "out_channels": 4})
    write_json(folder / "model_index.json", INDEX | {"_class_name": "StableDiffusionInpaintPipeline"})
    assert recognise(folder).capabilities == before


@pytest.mark.parametrize("name", ["model_index.json", "unet/config.json", "vae/config.json"])
@pytest.mark.parametrize("content", [b"", b"[]", b"{", b"\xff", b'{"sample_size": "x", "block_out_channels": 3}'])
def test_damaged_configs_are_named(folder: Path, name: str, content: bytes) -> None:
    (folder / name).write_bytes(content)
    with pytest.raises(ModelDamaged) as caught:
        recognise(folder)
    assert Path(name).name in caught.value.message


def test_components_stay_inside_the_folder(folder: Path) -> None:
    write_json(folder / "model_index.json", INDEX | {"../../etc": ["diffusers", "UNet2DConditionModel"]})
    with pytest.raises(ModelDamaged, match="outside"):
        recognise(folder)


def test_the_card_says_what_the_model_was_taught(folder: Path) -> None:
    taught: dict[str, Any] = {
        "vocabulary": ["Red", "star"],
        "words": {"colours": ["red"]},
        "sketch_strength": 0.35,
        "sketch_scenery": False,
    }
    taught |= {"sizes": [[256, 384], [8, 8]]}
    write_json(folder / "card.json", {"studio": taught, "native_size": 256, "min_size": 64})
    found = recognise(folder)
    assert found.vocabulary == {"red", "star"}
    assert found.knows == {"colours": ("red",)}
    assert found.capabilities.trained == ((256, 384),)
    assert found.capabilities.sketch_strength == 0.35
    assert not found.capabilities.sketch_scenery


def test_without_a_list_nothing_is_said_of_words(folder: Path) -> None:
    found = recognise(folder)
    assert (found.vocabulary, found.knows, found.capabilities.trained) == (None, {}, ())


def test_the_starter_lists_its_words() -> None:
    found = recognise(models_dir() / "starter")
    assert found.vocabulary is not None
    assert {"red", "star", "mountains"} <= found.vocabulary
    assert "dog" not in found.vocabulary
    assert (256, 256) in found.capabilities.trained
    assert "shapes" in found.knows
