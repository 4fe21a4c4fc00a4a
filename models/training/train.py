"""Owns the denoiser's training run: resumable at any moment, its averaged weights beside it.

python -m models.training.train --out FOLDER --text FOLDER --code FILE --minutes 90
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import torch
from diffusers import UNet2DConditionModel
from safetensors.torch import load_file
from torch import nn
from torch.nn.functional import mse_loss

from models.training.data import Batch, batch, mixed_batch
from models.training.latents import Code, load_code
from models.training.optim import Average, optimizers, pace
from models.training.stopping import Stopping
from models.training.text import Words
from models.training.unet import (
    COLOUR_WEIGHT,
    MASK_WEIGHT,
    SHAPE_WEIGHT,
    Denoiser,
    make_scheduler,
    noised,
    random_times,
)
from models.training.wrapping import wrap
from studio.sketch.palette import COLOUR_WORDS
from studio.sketch.scene import Scene

ADAM_PARTS = (
    "unet.conv_in",
    "unet.conv_out",
    "time_embedding",
    "add_embedding",
    "head.shape",
    "head.colour",
    "head.mask",
)
NO_TEXT = 0.1
OTHER_SIZES, WRAPPED = 0.18, 0.12
"""Shares of the steps that are spent on other sizes than the square, and on patterns with circular padding, as the
model is asked for tiles."""
HEAD = Path(__file__).parent / "head.safetensors"
"""The auxiliary head of the exported model, which only training needs."""
LOG_EVERY, SAVE_EVERY = 50, 250


@dataclass
class Progress:
    """What a run has behind it; `spent` counts seconds of training over all sittings."""

    step: int = 0
    samples: int = 0
    spent: float = 0.0


class Run:
    """One training run and everything that its checkpoint holds."""

    def __init__(self, out: Path, text: Path, code: Path, seed: int, rate: float) -> None:
        torch.manual_seed(seed)
        self.out, self.seed, self.progress = out, seed, Progress()
        self.words = Words(text)
        self.code: Code = load_code(code)
        self.alphas = make_scheduler().alphas_cumprod
        self.model = Denoiser()
        self.steppers = optimizers(self.model, rate, rate * 0.75, ADAM_PARTS)
        self.rates = [group["lr"] for stepper in self.steppers for group in stepper.param_groups]
        self.average = Average(self.model, 0.995)
        self.compiled: Callable[..., torch.Tensor] = self.model

    def chance(self) -> random.Random:
        """This step's chance, torch's included: a resumed run goes on as if it had never stopped."""
        torch.manual_seed(self.seed * 1_000_003 + self.progress.step)
        return random.Random(f"{self.seed} {self.progress.step}")

    def set_rate(self, share: float) -> None:
        """Warm-up, then level, then a cosine to zero over the last half."""
        groups = (group for stepper in self.steppers for group in stepper.param_groups)
        for rate, group in zip(self.rates, groups, strict=True):
            group["lr"] = rate * pace(share, self.progress.step)

    def losses(self, examples: Batch, rng: random.Random) -> dict[str, torch.Tensor]:
        captions = ["" if rng.random() < NO_TEXT else text for text in examples.captions]
        latents = self.code.encode(examples.pictures)
        wrap(self.model, examples.wrapped)
        times = random_times(len(captions))
        noisy, wanted = noised(latents, times, torch.randn_like(latents), self.alphas)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            made = self.compiled(noisy, times, self.words(captions))
            heads = self.model.head.losses(self.model.features, examples)
        return {"diffusion": mse_loss(made.float(), wanted), **heads}

    def update(self, losses: dict[str, torch.Tensor]) -> None:
        weights = {"diffusion": 1.0, "shape": SHAPE_WEIGHT, "mask": MASK_WEIGHT, "colour": COLOUR_WEIGHT}
        sum((weights[name] * value for name, value in losses.items()), torch.zeros(())).backward()
        nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        for stepper in self.steppers:
            stepper.step()
            stepper.zero_grad()
        self.average.update(self.model)

    def advance(self, size: int) -> dict[str, torch.Tensor]:
        """One step on `size` new examples; its losses."""
        rng = self.chance()
        examples = mixed_batch(rng, size, OTHER_SIZES, WRAPPED)
        losses = self.losses(examples, rng)
        self.update(losses)
        self.progress.step += 1
        self.progress.samples += len(examples.captions)
        return losses

    def save(self) -> None:
        state = {
            "model": self.model.state_dict(),
            "average": self.average.values,
            "steppers": [stepper.state_dict() for stepper in self.steppers],
            "progress": vars(self.progress),
        }
        torch.save(state, self.out / "run.part")
        (self.out / "run.part").rename(self.out / "run.pt")

    def warm_start(self, unet: Path, head: Path) -> None:
        """Begins from a finished pipeline's UNet and the saved head, unless the run has a checkpoint of its own."""
        if (self.out / "run.pt").exists():
            return
        self.model.unet.load_state_dict(UNet2DConditionModel.from_pretrained(unet).state_dict())
        self.model.head.load_state_dict(load_file(head))
        self.average = Average(self.model, 0.995)

    def resume(self) -> None:
        path = self.out / "run.pt"
        if not path.exists():
            return
        state = torch.load(path, weights_only=True)
        self.model.load_state_dict(state["model"])
        self.average.values = state["average"]
        for stepper, values in zip(self.steppers, state["steppers"], strict=True):
            stepper.load_state_dict(values)
        self.progress = Progress(**state["progress"])
        print(f"resumed at step {self.progress.step}", flush=True)

    def swap_accuracy(self, count: int = 64) -> float:
        """Share of two-object pictures whose caption explains them better than the one with colours swapped."""
        wrap(self.model, False)
        rng, generator = random.Random(99), torch.Generator().manual_seed(99)
        examples = batch(rng, count, ["two"])
        latents = self.code.encode(examples.pictures)
        errors = [torch.zeros(count), torch.zeros(count)]
        swapped = [_swapped(text, scene) for text, scene in zip(examples.captions, examples.scenes, strict=True)]
        for time_ in (600, 750, 900):
            noise = torch.randn(latents.shape, generator=generator)
            times = torch.full((count,), time_)
            noisy, wanted = noised(latents, times, noise, self.alphas)
            for error, captions in zip(errors, (examples.captions, swapped), strict=True):
                with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16):
                    made = self.model(noisy, times, self.words(captions))
                error += (made.float() - wanted).square().mean((1, 2, 3))
        return float((errors[0] < errors[1]).float().mean())


def _swapped(text: str, scene: Scene) -> str:
    """The caption with the colour words of both objects exchanged."""
    first, second = ([w for w in COLOUR_WORDS[g.colour] if w in text] for g in scene.groups)
    a, b = max(first, key=len), max(second, key=len)
    return text.replace(a, "\0").replace(b, a).replace("\0", b)


def train(run: Run, minutes: float, samples: int, size: int, compile_: bool, stopping: object = False) -> None:
    """Until the run has had `minutes` of training, or `samples` pictures where that is given (then deterministic), or
    `stopping` is true."""
    run.resume()
    if compile_:
        run.compiled = torch.compile(run.model)
    told: list[dict[str, float]] = []
    logged = before = time.time()
    counted = run.progress.samples
    while not stopping and (share := _share(run.progress, minutes, samples)) < 1:
        run.set_rate(share)
        told.append({name: value.item() for name, value in run.advance(size).items()})
        now = time.time()
        run.progress.spent += now - before
        before = now
        if run.progress.step % LOG_EVERY == 0:
            _log(run, told, share, (run.progress.samples - counted) / (now - logged))
            told, logged, counted = [], now, run.progress.samples
        if run.progress.step % SAVE_EVERY == 0:
            run.save()
    run.save()


def _share(progress: Progress, minutes: float, samples: int) -> float:
    return progress.samples / samples if samples else progress.spent / (60 * minutes)


def _log(run: Run, told: list[dict[str, float]], share: float, speed: float) -> None:
    row = {
        "step": run.progress.step,
        "samples": run.progress.samples,
        "share": round(share, 4),
        "speed": round(speed, 1),
    }
    row |= {name: round(sum(losses[name] for losses in told) / len(told), 4) for name in told[0]}
    if run.progress.step % SAVE_EVERY == 0:
        row["swap"] = round(run.swap_accuracy(), 3)
    with (run.out / "curve.jsonl").open("a") as file:
        file.write(json.dumps(row) + "\n")
    print(row, flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--text", type=Path, required=True)
    parser.add_argument("--code", type=Path, required=True)
    parser.add_argument("--warm", type=Path, help="a finished pipeline folder to begin from")
    parser.add_argument("--minutes", type=float, default=90)
    parser.add_argument("--samples", type=int, default=0)
    parser.add_argument("--size", type=int, default=32)
    parser.add_argument("--rate", type=float, default=1.3e-3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--compile", action="store_true")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    options.out.mkdir(parents=True, exist_ok=True)
    run = Run(options.out, options.text, options.code, options.seed, options.rate)
    if options.warm:
        run.warm_start(options.warm / "unet", HEAD)
    train(run, options.minutes, options.samples, options.size, options.compile, Stopping())
