"""Which files of a repository are needed."""

from __future__ import annotations

import pytest

from studio.catalog.getting_files import chosen
from studio.errors import ModelUnsafe, ModelUnsupported
from studio.families.family import PipelineIndex

PARTS = {"unet": ("diffusers", "UNet2DConditionModel")}


def sources(names: list[str], *patterns: str, parts: dict[str, tuple[str, str]] | None = None) -> dict[str, str]:
    index = None if parts is None else PipelineIndex(pipeline="StableDiffusionPipeline", components=parts)
    return {file.target: file.source for file in chosen(names, patterns, index)}


def test_shards_come_with_their_list_in_one_precision() -> None:
    names = [
        "model_index.json",
        "unet/config.json",
        "unet/diffusion_pytorch_model.safetensors.index.fp16.json",
        "unet/diffusion_pytorch_model.fp16-00001-of-00002.safetensors",
        "unet/diffusion_pytorch_model.fp16-00002-of-00002.safetensors",
        "unet/diffusion_pytorch_model.safetensors.index.json",
        "unet/diffusion_pytorch_model-00001-of-00001.safetensors",
        "unet/diffusion_pytorch_model.bin",
    ]
    assert sources(names, parts=PARTS) == {
        "model_index.json": "model_index.json",
        "unet/config.json": "unet/config.json",
        "unet/diffusion_pytorch_model.safetensors.index.json": names[2],
        names[3]: names[3],
        names[4]: names[4],
    }


def test_a_network_by_itself() -> None:
    names = ["config.json", "diffusion_pytorch_model.safetensors", "diffusion_pytorch_model.fp16.safetensors", "a.png"]
    assert sources(names) == {
        "config.json": "config.json",
        "diffusion_pytorch_model.safetensors": "diffusion_pytorch_model.fp16.safetensors",
    }


def test_one_file_by_itself_and_files_that_are_named() -> None:
    assert sources(["lora.safetensors", "README.md"]) == {"lora.safetensors": "lora.safetensors"}
    several = ["a.safetensors", "b.safetensors", "models/c.safetensors", "LICENSE.txt"]
    assert sources(several, "models/*.safetensors") == {
        "models/c.safetensors": "models/c.safetensors",
        "LICENSE.txt": "LICENSE.txt",
    }
    with pytest.raises(ModelUnsupported) as caught:
        sources(several)
    assert "a.safetensors, b.safetensors" in caught.value.remedy
    with pytest.raises(ModelUnsupported, match=r"no file d\.safetensors"):
        sources(several, "d.safetensors")


@pytest.mark.parametrize(
    ("names", "patterns"),
    [
        (["pytorch_model.bin"], ()),
        (["config.json", "diffusion_pytorch_model.bin"], ()),
        (["x.ckpt", "y.safetensors"], ("x.ckpt",)),
    ],
)
def test_pickles_are_never_chosen(names: list[str], patterns: tuple[str, ...]) -> None:
    with pytest.raises(ModelUnsafe):
        sources(names, *patterns)


def test_nothing_to_load() -> None:
    with pytest.raises(ModelUnsupported):
        sources(["README.md"])
    with pytest.raises(ModelUnsupported, match="unet"):
        sources(["model_index.json", "unet/config.json"], parts=PARTS)
