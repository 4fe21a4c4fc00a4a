"""Owns the evaluation: how often a model's pictures show what the prompt says, by category, seen and held out.

    python -m models.training.evaluate --model models/starter --count 64 --out FOLDER
    python -m models.training.evaluate --calibrate

Prints one JSON document; `--calibrate` measures the detectors on the renderer's own pictures instead."""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image

from models.training.detect import Seen, run_of, see, stripes, time_of, two_colours, zone
from studio.sketch.captions import caption
from studio.sketch.palette import contrast
from studio.sketch.render import draw
from studio.sketch.sample import sample
from studio.sketch.scene import Flat, Gradient, Landscape, Pattern, Scene

Picture = NDArray[np.uint8]
Marks = dict[str, bool]


def judge_single(scene: Scene, picture: Picture) -> Marks:
    """Largest object against the only group."""
    seen, group = see(picture), scene.groups[0]
    best = max(seen.objects, key=lambda found: found.area, default=None)
    marks = {"background": _background(scene, seen), "colour": False, "shape": False, "place": False}
    if best is not None:
        marks |= {"colour": best.colour == group.colour, "shape": best.shape == group.shape}
        marks["place"] = zone(best) == group.place
    return marks | {"all three": marks["background"] and marks["colour"] and marks["shape"]}


def judge_count(scene: Scene, picture: Picture) -> Marks:
    """How many objects, and how many of them are right."""
    seen, group = see(picture), scene.groups[0]
    return {
        "background": _background(scene, seen),
        "count": len(seen.objects) == group.count,
        "colour": _mostly([found.colour == group.colour for found in seen.objects]),
        "shape": _mostly([found.shape == group.shape for found in seen.objects]),
    }


def judge_two(scene: Scene, picture: Picture) -> Marks:
    """The two largest objects in the order that the relation puts them."""
    seen = see(picture)
    marks = {"background": _background(scene, seen), "two objects": len(seen.objects) == 2}
    marks |= {"both colours": False, "both shapes": False, "colours anywhere": False}
    if len(seen.objects) >= 2:
        largest = sorted(seen.objects, key=lambda found: -found.area)[:2]
        sideways = scene.relation in ("left of", "right of")
        placed = sorted(largest, key=lambda found: found.x if sideways else found.y)
        wanted = scene.groups if scene.relation in ("left of", "above") else scene.groups[::-1]
        pairs = list(zip(placed, wanted, strict=True))
        marks["both colours"] = all(found.colour == group.colour for found, group in pairs)
        marks["both shapes"] = all(found.shape == group.shape for found, group in pairs)
        marks["colours anywhere"] = {f.colour for f in placed} == {g.colour for g in wanted}
    return marks


def judge_pattern(scene: Scene, picture: Picture) -> Marks:
    assert isinstance(scene.ground, Pattern)
    marks = {"both colours": two_colours(picture) == {scene.ground.ink, scene.ground.paper}}
    if scene.ground.motif.endswith("stripes"):
        marks["orientation"] = stripes(picture) == scene.ground.motif
    return marks


def judge_gradient(scene: Scene, picture: Picture) -> Marks:
    assert isinstance(scene.ground, Gradient)
    way, first, second = run_of(picture)
    wanted = "radial" if scene.ground.kind == "radial" else scene.ground.direction
    return {"direction": way == wanted, "both colours": (first, second) == (scene.ground.first, scene.ground.second)}


def judge_landscape(scene: Scene, picture: Picture) -> Marks:
    assert isinstance(scene.ground, Landscape)
    return {"time": time_of(picture) == scene.ground.time}


JUDGES: dict[str, Callable[[Scene, Picture], Marks]] = {
    "single": judge_single,
    "count": judge_count,
    "two": judge_two,
    "pattern": judge_pattern,
    "gradient": judge_gradient,
    "landscape": judge_landscape,
}
HELD_OUT_KINDS = ("single", "count", "two")


def _background(scene: Scene, seen: Seen) -> bool:
    return isinstance(scene.ground, Flat) and seen.background == scene.ground.colour


def _mostly(marks: list[bool]) -> bool:
    return sum(marks) * 2 > len(marks)


def scenes(kind: str, held_out: bool, count: int, seed: int) -> list[tuple[Scene, str]]:
    """Fixed scenes with a caption each; held-out ones show only pairs that training never showed. A wording that
    leaves the background open says nothing about it, so such captions are drawn again."""
    rng = random.Random(f"{kind} {held_out} {seed}")
    made: list[tuple[Scene, str]] = []
    while len(made) < count:
        scene = sample(rng, kind, held_out)
        if isinstance(scene.ground, Gradient) and contrast(scene.ground.first, scene.ground.second) < 60:
            continue
        made.append((scene, caption(scene, rng)))
    return made


def drawn(prompts: list[tuple[Scene, str]]) -> Iterator[Picture]:
    """The renderer's own pictures: the ceiling of the detectors."""
    return (draw(scene, 256, 256) for scene, _text in prompts)


def make_pictures(folder: Path, steps: int, guidance: float) -> Callable[[list[tuple[Scene, str]]], Iterator[Picture]]:
    """A function that makes one picture for each prompt with the model in `folder`."""
    from diffusers import StableDiffusionPipeline

    pipeline = StableDiffusionPipeline.from_pretrained(folder, dtype=torch.float32, safety_checker=None)
    pipeline.set_progress_bar_config(disable=True)

    def make(prompts: list[tuple[Scene, str]]) -> Iterator[Picture]:
        for start in range(0, len(prompts), 16):
            texts = [text for _scene, text in prompts[start : start + 16]]
            noise = [torch.Generator().manual_seed(start + k) for k in range(len(texts))]
            made, *_ = pipeline(
                texts,
                num_inference_steps=steps,
                guidance_scale=guidance,
                generator=noise,
                output_type="np",
                return_dict=False,
            )
            yield from (np.asarray(made) * 255).round().astype(np.uint8)

    return make


def evaluate(
    make: Callable[[list[tuple[Scene, str]]], Iterator[Picture]], count: int, seed: int, out: Path | None
) -> dict[str, dict[str, float]]:
    """Percentages by category."""
    rows: dict[str, dict[str, float]] = {}
    for kind, judge in JUDGES.items():
        for held_out in (False, True) if kind in HELD_OUT_KINDS else (False,):
            prompts = scenes(kind, held_out, count, seed)
            pictures = list(make(prompts))
            marks = [judge(scene, picture) for (scene, _text), picture in zip(prompts, pictures, strict=True)]
            name = f"{kind}, held out" if held_out else kind
            rows[name] = _percent(marks)
            if out:
                save_sheet(pictures[:24], out / f"{name.replace(', ', '-').replace(' ', '-')}.jpg")
    return rows


def _percent(marks: list[Marks]) -> dict[str, float]:
    names = dict.fromkeys(name for row in marks for name in row)
    return {name: round(100 * float(np.mean([row[name] for row in marks if name in row])), 1) for name in names}


def save_sheet(pictures: list[Picture], path: Path, columns: int = 6, side: int = 128) -> None:
    """Pictures side by side, reduced, as a small JPEG."""
    path.parent.mkdir(parents=True, exist_ok=True)
    small = [np.asarray(Image.fromarray(p).resize((side, side), Image.Resampling.LANCZOS)) for p in pictures]
    small += [np.full((side, side, 3), 255, np.uint8)] * (-len(small) % columns)
    rows = [np.concatenate(small[k : k + columns], 1) for k in range(0, len(small), columns)]
    Image.fromarray(np.concatenate(rows)).save(path, quality=85)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, default=Path("models/starter"))
    parser.add_argument("--calibrate", action="store_true")
    parser.add_argument("--count", type=int, default=64)
    parser.add_argument("--steps", type=int, default=16)
    parser.add_argument("--guidance", type=float, default=2.5)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    begun = time.time()
    maker = drawn if options.calibrate else make_pictures(options.model, options.steps, options.guidance)
    figures = evaluate(maker, options.count, options.seed, options.out)
    asked = {"count": options.count, "steps": options.steps, "guidance": options.guidance, "seed": options.seed}
    told = {} if options.calibrate else asked
    print(json.dumps({**told, "percent": figures, "seconds": round(time.time() - begun)}, indent=1))
