"""Owns contact sheets: prompts down, seeds across, made with a finished pipeline folder.

    python -m models.evaluation.sheet --model models/starter --out sheet.jpg "three green triangles" ...
    python -m models.evaluation.sheet --model models/starter --out sketch-first.jpg --sketch

With `--sketch`: prompts down; across, the layout, then what the model makes of it at more and more strength."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from PIL import Image

from models.evaluation.judges import Picture
from models.evaluation.model import Folder, Maker, Pace, judged
from studio.sketch.render import draw
from studio.sketch.words.reading import understand

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

SKETCHED = (
    "seven yellow stars on a navy background",
    "twelve red hearts on a white background",
    "nine teal circles on a pink background",
    "three pink drops above two white moons on a purple background",
    "a small blue flower in the top right corner on a yellow background",
    "eleven black arrows on an orange background",
    "five brown drops above the sea at dawn",
    "four orange diamonds above rolling hills at night",
)
STRENGTHS = (0.1, 0.2, 0.4, 0.6, 0.8, 1.0)


def sheet(maker: Maker, prompts: list[str], seeds: int, pace: Pace, out: Path) -> None:
    """Writes the pictures of all prompts, a row each."""
    rows = (maker.make([prompt] * seeds, range(seeds), pace) for prompt in prompts)
    save_sheet([picture for row in rows for picture in row], out, columns=seeds)


def sketch_sheet(maker: Maker, prompts: list[str], strengths: Sequence[float], pace: Pace, out: Path) -> None:
    """Writes layouts and the pictures made from them, a row a prompt."""
    width, height = maker.size
    layouts = [draw(understand(prompt, seed).scene, width, height) for seed, prompt in enumerate(prompts)]
    seeds = range(len(prompts))
    made = [maker.paint_over(prompts, layouts, seeds, pace, strength) for strength in strengths]
    columns = [[judged(layout) for layout in layouts], *made]
    save_sheet([picture for row in zip(*columns, strict=True) for picture in row], out, columns=len(columns))


def save_sheet(pictures: list[Picture], path: Path, columns: int = 6, side: int = 128) -> None:
    """Pictures side by side, reduced, as a small JPEG."""
    path.parent.mkdir(parents=True, exist_ok=True)
    small = [np.asarray(Image.fromarray(p).resize((side, side), Image.Resampling.LANCZOS)) for p in pictures]
    small += [np.full((side, side, 3), 255, np.uint8)] * (-len(small) % columns)
    rows = [np.concatenate(small[k : k + columns], 1) for k in range(0, len(small), columns)]
    Image.fromarray(np.concatenate(rows)).save(path, quality=85)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("prompts", nargs="*")
    parser.add_argument("--sketch", action="store_true", help="sketch first")
    parser.add_argument("--model", type=Path, default=Path("models/starter"))
    parser.add_argument("--seeds", type=int, default=6)
    parser.add_argument("--steps", type=int, help="the card's, unless given")
    parser.add_argument("--guidance", type=float, help="the card's, unless given")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    folder = Folder(options.model)
    asked = Pace(options.steps or folder.pace.steps, options.guidance or folder.pace.guidance)
    if options.sketch:
        sketch_sheet(folder, options.prompts or list(SKETCHED), STRENGTHS, asked, options.out)
    else:
        sheet(folder, options.prompts or list(PROMPTS), options.seeds, asked, options.out)
