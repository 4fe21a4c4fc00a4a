"""IP-Adapters are told apart by their headers, and their image encoder is found where people have it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from studio.families.adapter import (
    AdapterFacts,
    EncoderFacts,
    adapter_of,
    encoder_facts,
    encoder_for,
    without_encoder,
)
from studio.families.header import read_header
from tests.families.safetensors_files import SD1, write_tensors

Shapes = dict[str, tuple[int, ...]]

VIT_H = {
    "architectures": ["CLIPVisionModelWithProjection"],
    "model_type": "clip_vision_model",
    "hidden_act": "gelu",
    "hidden_size": 1280,
    "image_size": 224,
    "intermediate_size": 5120,
    "num_attention_heads": 16,
    "num_hidden_layers": 32,
    "patch_size": 14,
    "projection_dim": 1024,
}
BIG_G = {**VIT_H, "hidden_size": 1664, "intermediate_size": 8192, "num_hidden_layers": 48, "projection_dim": 1280}


def words(context: int) -> Shapes:
    """One layer of those that look at the prompt."""
    return {f"ip_adapter.1.{part}.weight": (320, context) for part in ("to_k_ip", "to_v_ip")}


def plain(context: int, width: int) -> Shapes:
    made = {"image_proj.proj.weight": (4 * context, width), "image_proj.norm.weight": (context,)}
    return {**made, **words(context)}


def plus(context: int, width: int, *, layers: int = 4) -> Shapes:
    made = {
        "image_proj.latents": (1, 16, 768),
        "image_proj.proj_in.weight": (768, width),
        "image_proj.norm_out.weight": (context,),
    }
    return {
        **made,
        **{f"image_proj.layers.{number}.0.to_q.weight": (768, 768) for number in range(layers)},
        **words(context),
    }


FULL = {
    "image_proj.proj.0.weight": (1280, 1280),
    "image_proj.proj.2.weight": (768, 1280),
    "image_proj.proj.3.weight": (768,),
    **words(768),
}
FACE = {
    "image_proj.proj.0.weight": (1024, 512),
    "image_proj.proj.2.weight": (3072, 1024),
    "image_proj.norm.weight": (768,),
    **words(768),
}
FACE_PLUS = {**FACE, "image_proj.perceiver_resampler.proj_in.weight": (768, 1280)}


def facts(tmp_path: Path, shapes: Shapes) -> AdapterFacts:
    found = adapter_of(read_header(write_tensors(tmp_path / "adapter.safetensors", shapes)))
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("shapes", "kind", "base", "width", "encoder"),
    [
        (plain(768, 1024), "plain", "Stable Diffusion 1.x", 1024, "CLIP ViT-H/14"),
        (plain(768, 1280), "plain", "Stable Diffusion 1.x", 1280, "CLIP ViT-bigG/14"),
        (plus(768, 1280), "plus", "Stable Diffusion 1.x", 1280, "CLIP ViT-H/14"),
        (FULL, "full", "Stable Diffusion 1.x", 1280, "CLIP ViT-H/14"),
        (plain(2048, 1280), "plain", "SDXL", 1280, "CLIP ViT-bigG/14"),
        (plain(2048, 1024), "plain", "SDXL", 1024, "CLIP ViT-H/14"),
        (plus(2048, 1280), "plus", "SDXL", 1280, "CLIP ViT-H/14"),
    ],
)
def test_the_published_ones_are_known(tmp_path: Path, shapes: Shapes, kind: str, base: str, width: int, encoder: str):
    found = facts(tmp_path, shapes)
    assert (found.kind, found.base, found.width, found.encoder) == (kind, base, width, encoder)
    assert found.family == ("stable-diffusion-xl" if base == "SDXL" else "stable-diffusion")
    assert found.context == (2048 if base == "SDXL" else 768)
    assert (found.problem, found.remedy) == ("", "")


@pytest.mark.parametrize("shapes", [FACE, FACE_PLUS])
def test_what_wants_a_face_recogniser_says_so(tmp_path: Path, shapes: Shapes):
    found = facts(tmp_path, shapes)
    assert found.kind == "face"
    assert "face recogniser" in found.problem
    assert "plus-face" in found.remedy


@pytest.mark.parametrize(
    "shapes",
    [
        plus(768, 1280, layers=6),
        {**plain(768, 1024), "image_proj.norm.weight": (1024,)},
        {"image_proj.something.weight": (3, 3), **words(768)},
        {"image_proj.proj.weight": (3072, 1024), "ip_adapter.1.proc.weight": (3, 3)},
        {"image_proj.proj.weight": (), **words(768)},
    ],
)
def test_unknown_kinds_say_so(tmp_path: Path, shapes: Shapes):
    found = facts(tmp_path, shapes)
    assert found.kind == ""
    assert found.problem
    assert found.remedy


@pytest.mark.parametrize("shapes", [SD1, {"body.0.block1.weight": (3, 3)}, words(768), {}])
def test_other_files_are_none(tmp_path: Path, shapes: Shapes):
    assert adapter_of(read_header(write_tensors(tmp_path / "other.safetensors", shapes))) is None


def encoder(folder: Path, config: dict[str, object]) -> Path:
    folder.mkdir(parents=True)
    (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
    return folder


def encoder_file(path: Path, *, hidden: int = 1280, vector: int = 1024, layers: int = 3) -> Path:
    shapes: Shapes = {
        "vision_model.embeddings.patch_embedding.weight": (hidden, 3, 14, 14),
        "vision_model.embeddings.position_embedding.weight": (257, hidden),
        "visual_projection.weight": (vector, hidden),
        **{f"vision_model.encoder.layers.{number}.mlp.fc1.weight": (4 * hidden, hidden) for number in range(layers)},
    }
    return write_tensors(path, shapes)


PLAIN = AdapterFacts(kind="plain", base="Stable Diffusion 1.x", context=768, width=1024)
PLUS = AdapterFacts(kind="plus", base="SDXL", context=2048, width=1280)
BIG = AdapterFacts(kind="plain", base="SDXL", context=2048, width=1280)


def test_the_layout_of_the_makers(tmp_path: Path):
    """models and sdxl_models each have an encoder, and some adapters of the latter want that of the former."""
    small = encoder(tmp_path / "models" / "image_encoder", VIT_H)
    large = encoder(tmp_path / "sdxl_models" / "image_encoder", BIG_G)
    assert encoder_for(tmp_path / "models" / "ip-adapter_sd15.safetensors", PLAIN) == small
    assert encoder_for(tmp_path / "sdxl_models" / "ip-adapter_sdxl.safetensors", BIG) == large
    assert encoder_for(tmp_path / "sdxl_models" / "ip-adapter-plus_sdxl_vit-h.safetensors", PLUS) == small
    assert encoder_for(tmp_path / "models" / "ip-adapter_sd15_vit-G.safetensors", BIG) == large


def test_single_files_as_other_tools_have_them(tmp_path: Path):
    large = encoder_file(tmp_path / "clip_vision" / "CLIP-ViT-bigG.safetensors", hidden=1664, vector=1280)
    small = encoder_file(tmp_path / "clip_vision" / "CLIP-ViT-H.safetensors")
    file = tmp_path / "ipadapter" / "ip-adapter_sd15.safetensors"
    assert encoder_for(file, PLAIN) == small
    assert encoder_for(file, BIG) == large
    assert encoder_facts(small) == EncoderFacts(
        hidden_size=1280,
        intermediate_size=5120,
        projection_dim=1024,
        num_hidden_layers=3,
        num_attention_heads=16,
        image_size=224,
        patch_size=14,
        hidden_act="gelu",
    )


def test_other_places_count_too_and_what_lies_beside_comes_first(tmp_path: Path):
    file = tmp_path / "a" / "b" / "c" / "d" / "adapter.safetensors"
    elsewhere = encoder(tmp_path / "elsewhere" / "H", VIT_H)
    assert encoder_for(file, PLAIN) is None
    assert encoder_for(file, PLAIN, [tmp_path / "nowhere", elsewhere]) == elsewhere
    assert encoder_for(file, PLAIN, [tmp_path / "elsewhere"]) == elsewhere
    beside = encoder(file.parent / "image_encoder", VIT_H)
    assert encoder_for(file, PLAIN, [elsewhere]) == beside


def test_a_whole_clip_model_has_an_encoder_in_it(tmp_path: Path):
    config = {
        "model_type": "clip",
        "projection_dim": 1024,
        "vision_config": {"hidden_size": 1280, "projection_dim": 512},
    }
    place = encoder(tmp_path / "clip", config)
    found = encoder_facts(place)
    assert found is not None
    assert (found.hidden_size, found.projection_dim, found.image_size) == (1280, 1024, 224)
    assert encoder_for(tmp_path / "adapter.safetensors", PLAIN, [place]) == place


def test_damaged_and_foreign_neighbours_are_passed_over(tmp_path: Path):
    folder = tmp_path / "clip_vision"
    encoder(folder / "a", {"model_type": "clip_text_model"})
    encoder(folder / "b", {"model_type": "clip_vision_model", "hidden_size": "wide"})
    (folder / "c.safetensors").write_bytes(b"PK\x03\x04")
    write_tensors(folder / "d.safetensors", {"visual.conv1.weight": (1280, 3, 14, 14)})
    (folder / "e").symlink_to(folder / "e")
    good = encoder_file(folder / "f.safetensors")
    assert encoder_for(tmp_path / "adapter.safetensors", PLAIN) == good


def test_what_is_missing_is_named():
    message, remedy = without_encoder(PLUS)
    assert "CLIP ViT-H/14" in message
    assert "clip_vision" in remedy
