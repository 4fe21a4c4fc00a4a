"""Evaluates a model of the catalogue: how often its pictures show what the prompt says, and how it behaves.

    python -m models.evaluation --model models/starter --out FOLDER
    python -m models.evaluation --calibrate --out FOLDER
    python -m models.evaluation --model models/starter --coded --out FOLDER

Stop it at any moment: the same command goes on. `--calibrate` judges the renderer's own pictures instead, which is the
most that the detectors can read; `--coded` judges them encoded and decoded by the model's autoencoder, which is the
most that its denoiser can reach. Printed as Markdown."""

from __future__ import annotations

import argparse
from pathlib import Path

import torch

from models.evaluation.manners import usual_seconds
from models.evaluation.model import Folder, Pace, gentle
from models.evaluation.record import Record
from models.evaluation.run import adherence, by_steps, coded_by, drawn, edits, fills, made_by, variety
from models.evaluation.sketch_first import layouts_read, sketch_first, sketches_coded
from models.evaluation.table import table, tiling


def evaluate(options: argparse.Namespace) -> None:
    """Everything, or adherence alone, of one folder."""
    maker = Folder(options.model)
    pace = Pace(options.steps or maker.pace.steps, options.guidance or maker.pace.guidance)
    maker.pace = pace
    about = {"model": maker.named(), "steps": pace.steps, "guidance": pace.guidance, "seed": options.seed}
    name = f"{about['model'].replace(' ', '-')}-{pace.steps}-{pace.guidance:g}-{options.seed}.jsonl"
    record = Record(options.out / name, about)
    adherence(record, made_by(maker, pace), options.count, options.seed, options.only)
    if not options.brief:
        for course in (by_steps, variety, edits, fills, sketch_first):
            course(record, maker, options.count, options.seed)
    print(f"{about['model']}, {pace.steps} steps, guidance {pace.guidance:g}, seed {options.seed}\n")
    print(table(record.rows()))
    print("\n".join(("", *tiling(record.rows()))))
    if not options.brief:
        print(f"\nSeconds of one processor core a picture: {usual_seconds(maker, pace):.2f}")


def ceiling(options: argparse.Namespace) -> None:
    """The detectors on drawings that went through the model's autoencoder."""
    folder = Folder(options.model)
    about = {"model": folder.named(), "coded": True, "seed": options.seed}
    record = Record(options.out / f"{folder.named().replace(' ', '-')}-coded-{options.seed}.jsonl", about)
    adherence(record, coded_by(folder), options.count, options.seed)
    sketches_coded(record, folder, options.count, options.seed)
    print(f"Drawings encoded and decoded by {folder.named()}, seed {options.seed}\n")
    print(table(record.rows()))


def calibrate(options: argparse.Namespace) -> None:
    """The detectors on drawings."""
    record = Record(options.out / f"calibration-{options.seed}.jsonl", {"model": "renderer", "seed": options.seed})
    adherence(record, drawn, options.count, options.seed)
    layouts_read(record, options.count, options.seed)
    print(f"The renderer's own pictures, seed {options.seed}\n")
    print(table(record.rows()))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, default=Path("models/starter"), help="a diffusers folder")
    parser.add_argument("--calibrate", action="store_true")
    parser.add_argument("--coded", action="store_true")
    parser.add_argument("--brief", action="store_true", help="adherence only")
    parser.add_argument("--only", default="", help="categories whose names have this in them, for example: tiles")
    parser.add_argument("--count", type=int, default=256, help="prompts a category")
    parser.add_argument("--steps", type=int, help="the card's, unless given")
    parser.add_argument("--guidance", type=float, help="the card's, unless given")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--out", type=Path, required=True, help="folder for the record of what is done")
    chosen = parser.parse_args()
    gentle()
    torch.set_num_threads(chosen.threads)
    course = calibrate if chosen.calibrate else ceiling if chosen.coded else evaluate
    course(chosen)
