"""Models for a hub to offer: the real layout, with weights large enough that a line can break in the middle."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from safetensors.numpy import save_file

from tests.catalog.model_folders import INDEX, write_json, write_model

REPO = "maker/model-of-tests"
UNET = "unet/diffusion_pytorch_model.safetensors"
BIG = 3_000_000
"""bytes of the unet's weights, about"""


def write_big_model(folder: Path, *, seed: int = 0) -> Path:
    write_model(folder)
    write_big_weights(folder / UNET, seed=seed)
    return folder


def write_big_weights(path: Path, *, count: int = BIG // 4, seed: int = 0) -> None:
    """`count` random numbers of four bytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    save_file({"weight": np.random.default_rng(seed).random(count, dtype=np.float32)}, path)


def write_many_variants(folder: Path) -> Path:
    """A repository as makers leave them: two precisions, pickles, a safety checker, pictures, a single-file copy."""
    write_model(folder)
    index = {
        **INDEX,
        "safety_checker": ["stable_diffusion", "StableDiffusionSafetyChecker"],
        "feature_extractor": ["transformers", "CLIPImageProcessor"],
    }
    write_json(folder / "model_index.json", index)
    write_json(folder / "safety_checker" / "config.json", {})
    write_json(folder / "feature_extractor" / "preprocessor_config.json", {})
    write_big_weights(folder / "safety_checker" / "model.safetensors", count=1000)
    for part, base in (
        ("unet", "diffusion_pytorch_model"),
        ("vae", "diffusion_pytorch_model"),
        ("text_encoder", "model"),
    ):
        whole = folder / part / f"{base}.safetensors"
        (folder / part / f"{base}.fp16.safetensors").write_bytes(whole.read_bytes())
        (folder / part / f"{base}.bin").write_bytes(b"pickle")
    write_big_weights(folder / "all-in-one.safetensors", count=1000)
    (folder / "README.md").write_text("---\nlicense: openrail++\n---\n# A model\n")
    (folder / "LICENSE.md").write_text("Be nice.\n")
    (folder / "picture.png").write_bytes(b"png")
    return folder
