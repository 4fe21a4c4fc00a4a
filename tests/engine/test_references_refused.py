"""Adapters and image encoders that cannot be used are refused with their reason, and the model is what it was."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import pytest
import torch
from safetensors.torch import load_file, save_file

from studio.engine.device import Device
from studio.engine.reference_adapter import read_adapter
from studio.engine.stop import Stop
from studio.families.adapter import adapter_of
from studio.families.header import read_header
from studio.recipe.events import Failed
from studio.recipe.recipe import ReferenceRole
from studio.wire.messages import AdditionSource, ModelSource
from tests.engine.client import EngineClient, recipe
from tests.engine.references import FIRST, SECOND, Adapters, By, adapter, like
from tests.tiny_adapters import build_tiny_adapter, build_tiny_encoder


@pytest.fixture
def by(engine: EngineClient, model: ModelSource) -> By:
    return By(engine, model)


# What is refused.


def failure(by: By, source: AdditionSource, role: ReferenceRole = "whole") -> Failed:
    """Also sees that the model makes what it made before."""
    before = by.picture().data
    asked = recipe(by.model, references=(like(source, 0.6, role),))
    ending = by.engine.make(by.model, asked, references=[FIRST], additions=[source]).ending
    assert isinstance(ending, Failed)
    assert ending.remedy
    assert by.picture().data == before
    return ending


@pytest.mark.parametrize(("model_name", "other"), [("kl", "xl"), ("xl", "kl")])
def test_an_adapter_of_another_family_is_refused_with_its_reason(
    engine: EngineClient,
    tiny_models: dict[str, ModelSource],
    adapters: Adapters,
    model_name: str,
    other: str,
):
    told = failure(By(engine, tiny_models[model_name]), adapters[other, "plain"])
    assert told.kind == "ModelUnsupported"
    assert "belongs to other models" in told.message


def rewritten(path: Path, change: Callable[[dict[str, torch.Tensor]], object]) -> None:
    tensors = load_file(path)
    change(tensors)
    save_file(tensors, path)


def spoil(name: str) -> Callable[[dict[str, torch.Tensor]], object]:
    return lambda tensors: tensors[name].view(-1)[0].fill_(float("nan"))


ADAPTER, ENCODER = "adapter.safetensors", "image_encoder/model.safetensors"
DAMAGES: dict[str, tuple[str, str, Callable[[Path], object]]] = {
    "adapter gone": ("ModelMissing", "adapter", lambda f: (f / ADAPTER).unlink()),
    "adapter truncated": (
        "ModelDamaged",
        ADAPTER,
        lambda f: (f / ADAPTER).write_bytes((f / ADAPTER).read_bytes()[:-9]),
    ),
    "adapter of NaN": ("ModelDamaged", ADAPTER, lambda f: rewritten(f / ADAPTER, spoil("ip_adapter.1.to_k_ip.weight"))),
    "projection of NaN": ("ModelDamaged", ADAPTER, lambda f: rewritten(f / ADAPTER, spoil("image_proj.latents"))),
    "projection in part": (
        "ModelDamaged",
        ADAPTER,
        lambda f: rewritten(f / ADAPTER, lambda t: t.pop("image_proj.layers.2.1.3.weight")),
    ),
    "projection of another shape": (
        "ModelDamaged",
        ADAPTER,
        lambda f: rewritten(f / ADAPTER, lambda t: t.update({"image_proj.layers.2.1.0.weight": torch.zeros(3)})),
    ),
    "words of another shape": (
        "ModelUnsupported",
        "belongs to",
        lambda f: rewritten(f / ADAPTER, lambda t: t.update({"ip_adapter.3.to_v_ip.weight": torch.zeros(3, 3)})),
    ),
    "no adapter at all": (
        "ModelUnsupported",
        "is not an IP-Adapter",
        lambda f: save_file({"decoder.conv_in.weight": torch.zeros(3)}, f / ADAPTER),
    ),
    "adapter a pickle": ("ModelUnsafe", "pickle", lambda f: torch.save({"x": torch.zeros(1)}, f / ADAPTER)),
    "encoder gone": ("ModelMissing", "image encoder", lambda f: shutil.rmtree(f / "image_encoder")),
    "encoder without weights": ("ModelDamaged", "image_encoder/", lambda f: (f / ENCODER).unlink()),
    "encoder truncated": (
        "ModelDamaged",
        ENCODER,
        lambda f: (f / ENCODER).write_bytes((f / ENCODER).read_bytes()[:-9]),
    ),
    "encoder of NaN": ("ModelDamaged", ENCODER, lambda f: rewritten(f / ENCODER, spoil("visual_projection.weight"))),
    "encoder in part": (
        "ModelDamaged",
        ENCODER,
        lambda f: rewritten(f / ENCODER, lambda t: t.pop("vision_model.pre_layrnorm.bias")),
    ),
    "encoder's config no JSON": (
        "ModelDamaged",
        "image_encoder/config.json",
        lambda f: (f / "image_encoder/config.json").write_text("{"),
    ),
    "encoder's numbers make no sense": (
        "ModelDamaged",
        "preprocessor_config.json",
        lambda f: (f / "image_encoder/preprocessor_config.json").write_text('{"image_std": [0, 1, 1]}'),
    ),
    "encoder of another width": (
        "ModelUnsupported",
        "is not the image encoder",
        lambda f: (shutil.rmtree(f / "image_encoder"), build_tiny_encoder(f / "image_encoder", hidden=48)),
    ),
    "no encoder but a text encoder": (
        "ModelUnsupported",
        "is not the image encoder",
        lambda f: (f / "image_encoder/config.json").write_text('{"model_type": "clip_text_model"}'),
    ),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_what_cannot_be_used_is_said_and_leaves_nothing_behind(
    engine: EngineClient, kl: ModelSource, adapters: Adapters, tmp_path: Path, damage: str
):
    kind, said, harm = DAMAGES[damage]
    source = adapter(
        Path(shutil.copyfile(adapters["kl", "plus"].path, tmp_path / ADAPTER)),
        shutil.copytree(adapters["kl", "plus"].encoder, tmp_path / "image_encoder"),
    )
    harm(tmp_path)
    told = failure(By(engine, kl), source)
    assert told.kind == kind, told
    assert said in told.message


def test_a_missing_encoder_is_named(engine: EngineClient, kl: ModelSource, adapters: Adapters):
    told = failure(By(engine, kl), adapter(Path(adapters["kl", "plain"].path), ""))
    assert told.kind == "ModelMissing"
    assert "needs a CLIP image encoder" in told.message
    assert "image_encoder" in told.remedy


def test_an_adapter_for_a_face_recogniser_is_refused(
    engine: EngineClient, kl: ModelSource, adapters: Adapters, tmp_path: Path
):
    path = build_tiny_adapter(tmp_path / "face.safetensors", Path(kl.folder), "face")
    told = failure(By(engine, kl), adapter(path, adapters["kl", "plain"].encoder))
    assert told.kind == "ModelUnsupported"
    assert "face recogniser" in told.message


def test_one_that_fails_beside_one_that_is_on_takes_both_off(by: By, adapters: Adapters, tmp_path: Path):
    source = adapters[by.model.ref.id, "plain"]
    gone = adapter(tmp_path / "gone.safetensors", source.encoder)
    before = by.picture().data
    first = by.picture((source, like(source), FIRST)).data
    asked = recipe(by.model, references=(like(source), like(gone)))
    ending = by.engine.make(by.model, asked, references=[FIRST, SECOND], additions=[source, gone]).ending
    assert isinstance(ending, Failed)
    assert by.picture().data == before
    assert by.picture((source, like(source), FIRST)).data == first


class _Full:
    """A UNet on a device that has no room for an adapter's projection."""

    def _convert_ip_adapter_image_proj_to_diffusers(self, weights: dict[str, torch.Tensor]) -> None:
        raise torch.OutOfMemoryError(f"no room for {len(weights)} tensors")


def test_one_that_does_not_fit_into_memory_is_not_called_damaged(adapters: Adapters):
    source = adapters["kl", "plain"]
    facts = adapter_of(read_header(Path(source.path)))
    assert facts is not None
    device = Device(torch=torch.device("cpu"), name="", dtype=torch.float32, threads=2, channels_last=False, batch=4)
    with pytest.raises(torch.OutOfMemoryError):
        read_adapter(source, facts, cast(Any, _Full()), device, Stop())
