"""Owns the export: checkpoints to a diffusers folder in 16 bit, with card and licence.

python -m models.training.export --run STUDENT --text FOLDER --decoder FOLDER --out models/starter
python -m models.training.export --run TEACHER ... --out FOLDER --steps 16 --guidance 2.5 --head
"""

from __future__ import annotations

import argparse
import json
import shutil
from dataclasses import dataclass
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
WRITTEN = ("README.md", "sheet.jpg", "sketch-first.jpg")
"""What is written by hand or by other programs; an export keeps it."""


@dataclass(frozen=True)
class Pace:
    """What the card says is best for these weights."""

    steps: int
    guidance: float


def export(run: Path, text: Path, decoder: Path, out: Path, pace: Pace) -> int:
    """Writes the whole pipeline folder; returns its size in bytes. `decoder` may be a finished pipeline's vae."""
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
    part = out.with_name(f"{out.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    pipeline.to(BITS).save_pretrained(part, safe_serialization=True)
    _drop_derived(part / "vae" / "config.json")
    write_card(part / "card.json", pace.steps, pace.guidance)
    for kept in (out / name for name in WRITTEN if (out / name).exists()):
        shutil.copyfile(kept, part / kept.name)
    shutil.rmtree(out, ignore_errors=True)
    part.rename(out)
    return sum(path.stat().st_size for path in out.rglob("*") if path.is_file())


def _drop_derived(path: Path) -> None:
    """Not where it was read from; nor block_out_channels, which AutoencoderTiny derives itself, complaining on meeting
    it again."""
    config = json.loads(path.read_text(encoding="utf-8"))
    for name in ("block_out_channels", "_name_or_path"):
        config.pop(name, None)
    path.write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")


def save_head(run: Path, path: Path) -> None:
    """The averaged auxiliary head of a training run in 16 bit, for warm starts."""
    average = torch.load(run / "run.pt", weights_only=True)["average"]
    own = {name.removeprefix("head."): value.to(BITS) for name, value in average.items() if name.startswith("head.")}
    save_file(own, path)


def load_autoencoder(folder: Path) -> AutoencoderTiny:
    """From the decoder's training, or of a finished pipeline."""
    if not (folder / "decoder.pt").exists():
        return AutoencoderTiny.from_pretrained(folder)
    model = autoencoder(load_code(folder / "code.safetensors"))
    model.decoder.load_state_dict(torch.load(folder / "decoder.pt", weights_only=True)["average"])
    return model


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("run", "text", "decoder", "out"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--steps", type=int, default=4)
    parser.add_argument("--guidance", type=float, default=1.0)
    parser.add_argument("--head", action="store_true", help="save the run's auxiliary head beside this code")
    options = parser.parse_args()
    if options.head:
        save_head(options.run, HEAD)
    asked = Pace(options.steps, options.guidance)
    size = export(options.run, options.text, options.decoder, options.out, asked)
    print(json.dumps({"folder": str(options.out), "bytes": size}))
