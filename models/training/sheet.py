"""Owns contact sheets: prompts down, seeds across, made with a finished pipeline folder.

python -m models.training.sheet --model models/starter --out sheet.jpg "three green triangles" ...
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import torch
from diffusers import StableDiffusionPipeline

from models.training.evaluate import save_sheet

PROMPTS = (
    "red and white vertical stripes",
    "a blue circle on a yellow background",
    "three green triangles",
    "polka dots, white on navy",
    "a small orange star on a navy background",
    "a large pink heart on white",
    "five purple hearts on a white background",
    "a red circle to the left of a blue square",
    "teal and white checkerboard",
    "a vertical gradient from orange to purple",
    "mountains at sunset",
    "a yellow square in the top left corner on a blue background",
)


def sheet(model: Path, prompts: list[str], seeds: int, steps: int, guidance: float, out: Path) -> None:
    pipeline = StableDiffusionPipeline.from_pretrained(model, dtype=torch.float32)
    pipeline.set_progress_bar_config(disable=True)
    pictures: list[np.ndarray] = []
    for prompt in prompts:
        noise = [torch.Generator().manual_seed(seed) for seed in range(seeds)]
        texts = [prompt] * seeds
        made, *_ = pipeline(
            texts,
            num_inference_steps=steps,
            guidance_scale=guidance,
            generator=noise,
            output_type="np",
            return_dict=False,
        )
        pictures += list((np.asarray(made) * 255).round().astype(np.uint8))
    save_sheet(pictures, out, columns=seeds)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("prompts", nargs="*", default=list(PROMPTS))
    parser.add_argument("--model", type=Path, default=Path("models/starter"))
    parser.add_argument("--seeds", type=int, default=6)
    parser.add_argument("--steps", type=int, default=16)
    parser.add_argument("--guidance", type=float, default=2.5)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    sheet(options.model, options.prompts, options.seeds, options.steps, options.guidance, options.out)
