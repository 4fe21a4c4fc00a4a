"""Owns contact sheets: prompts down, seeds across, made with a finished pipeline folder.

python -m models.evaluation.sheet --model models/starter --out sheet.jpg "three green triangles" ...
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import torch
from PIL import Image

from models.evaluation.judges import Picture
from models.evaluation.model import Folder, Maker, Pace

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


def sheet(maker: Maker, prompts: list[str], seeds: int, pace: Pace, out: Path) -> None:
    """Writes the pictures of all prompts, a row each."""
    rows = (maker.make([prompt] * seeds, range(seeds), pace) for prompt in prompts)
    save_sheet([picture for row in rows for picture in row], out, columns=seeds)


def save_sheet(pictures: list[Picture], path: Path, columns: int = 6, side: int = 128) -> None:
    """Pictures side by side, reduced, as a small JPEG."""
    path.parent.mkdir(parents=True, exist_ok=True)
    small = [np.asarray(Image.fromarray(p).resize((side, side), Image.Resampling.LANCZOS)) for p in pictures]
    small += [np.full((side, side, 3), 255, np.uint8)] * (-len(small) % columns)
    rows = [np.concatenate(small[k : k + columns], 1) for k in range(0, len(small), columns)]
    Image.fromarray(np.concatenate(rows)).save(path, quality=85)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("prompts", nargs="*", default=list(PROMPTS))
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
    sheet(folder, options.prompts, options.seeds, asked, options.out)
