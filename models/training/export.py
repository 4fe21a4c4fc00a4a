"""Owns the export: checkpoints to a diffusers folder in 16 bit, with card and licence.

python -m models.training.export --run FOLDER --text FOLDER --decoder FOLDER --out models/starter
"""

from __future__ import annotations

import argparse
import json
import shutil
from pathlib import Path
from typing import Any

import torch
from diffusers import AutoencoderTiny, StableDiffusionPipeline
from safetensors.torch import save_file
from transformers import CLIPTextModel, CLIPTokenizer

from models.training.latents import autoencoder, load_code
from models.training.train import HEAD
from models.training.unet import load_unet, make_scheduler
from models.training.vocabulary import write_card

BITS = torch.float16
WRITTEN = ("README.md", "sheet.jpg")
"""What is written by hand or by other programs; an export keeps it."""


def export(run: Path, text: Path, decoder: Path, out: Path) -> int:
    """Writes the whole pipeline folder; returns its size in bytes."""
    parts: dict[str, Any] = {  # the pipeline's own annotations know neither the tiny autoencoder nor None
        "vae": load_autoencoder(decoder),
        "text_encoder": CLIPTextModel.from_pretrained(text / "text_encoder"),
        "tokenizer": CLIPTokenizer.from_pretrained(text / "tokenizer"),
        "unet": load_unet(run),
        "scheduler": make_scheduler(),
        "safety_checker": None,
        "feature_extractor": None,
    }
    pipeline = StableDiffusionPipeline(**parts, requires_safety_checker=False)
    save_head(run)
    part = out.with_name(f"{out.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    pipeline.to(BITS).save_pretrained(part, safe_serialization=True)
    _drop_derived(part / "vae" / "config.json")
    write_card(part / "card.json")
    for kept in (out / name for name in WRITTEN if (out / name).exists()):
        shutil.copyfile(kept, part / kept.name)
    shutil.rmtree(out, ignore_errors=True)
    part.rename(out)
    return sum(path.stat().st_size for path in out.rglob("*") if path.is_file())


def _drop_derived(path: Path) -> None:
    """AutoencoderTiny saves block_out_channels, which it derives itself, and complains on meeting it again."""
    config = json.loads(path.read_text(encoding="utf-8"))
    config.pop("block_out_channels", None)
    path.write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")


def save_head(run: Path) -> None:
    """The averaged auxiliary head in 16 bit, beside the training code, for warm starts; a student has none."""
    average = torch.load(run / "run.pt", weights_only=True)["average"]
    own = {name.removeprefix("head."): value.to(BITS) for name, value in average.items() if name.startswith("head.")}
    if own:
        save_file(own, HEAD)


def load_autoencoder(folder: Path) -> AutoencoderTiny:
    model = autoencoder(load_code(folder / "code.safetensors"))
    model.decoder.load_state_dict(torch.load(folder / "decoder.pt", weights_only=True)["average"])
    return model


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("run", "text", "decoder", "out"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    options = parser.parse_args()
    size = export(options.run, options.text, options.decoder, options.out)
    print(json.dumps({"folder": str(options.out), "bytes": size}))
