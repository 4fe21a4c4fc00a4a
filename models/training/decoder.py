"""Owns the decoder's training: from 16x16 latents straight to 256 px, enlarging as it decodes.

python -m models.training.decoder --out FOLDER --minutes 10
"""

from __future__ import annotations

import argparse
import random
import time
from pathlib import Path

import torch
from diffusers import AutoencoderTiny
from torch import nn

from models.training.data import large_pictures
from models.training.latents import SCALE, Code, autoencoder, fit, load_code, save_code
from models.training.optim import Average, optimizers

CROP = 8
"""Cells along the side of a training crop."""


def loss(made: torch.Tensor, wanted: torch.Tensor) -> torch.Tensor:
    """Mean absolute difference of pixels and of their steps to the right and down, which keeps edges crisp."""
    error = made - wanted
    across, down = error.diff(dim=3), error.diff(dim=2)
    return error.abs().mean() + across.abs().mean() + down.abs().mean()


def examples(rng: random.Random, code: Code, size: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Latents with a little noise, as a denoiser leaves it, and the crops that they stand for."""
    pictures = large_pictures(rng, size)
    latents = code.encode_large(pictures)
    x, y = rng.randint(0, 16 - CROP), rng.randint(0, 16 - CROP)
    cells = latents[:, :, y : y + CROP, x : x + CROP]
    noise = torch.rand(size, 1, 1, 1).sub(0.4).clamp(min=0).mul(0.2)
    edge = 16 * CROP
    return cells + noise * torch.randn_like(cells), pictures[:, :, 16 * y : 16 * y + edge, 16 * x : 16 * x + edge]


def train(out: Path, minutes: float, size: int, seed: int, rate: float, warm: Path | None) -> None:
    out.mkdir(parents=True, exist_ok=True)
    code = _code(out, seed, warm)
    model = (AutoencoderTiny.from_pretrained(warm) if warm else autoencoder(code)).decoder
    last = f"{len(model.layers) - 1}."
    steppers = optimizers(model, rate, rate, ("layers.0.", f"layers.{last}"))
    average, done = Average(model, 0.99), 0
    if (out / "decoder.pt").exists():
        state = torch.load(out / "decoder.pt", weights_only=True)
        model.load_state_dict({**state["model"], **state["average"]})
        average.values, done = state["average"], state["step"]
    _run(model, steppers, average, code, out, minutes, size, seed, done)


def _run(
    model: nn.Module,
    steppers: list[torch.optim.Optimizer],
    average: Average,
    code: Code,
    out: Path,
    minutes: float,
    size: int,
    seed: int,
    step: int,
) -> None:
    rng = random.Random(seed + step)
    torch.manual_seed(seed + step)
    start, seen, total, first = time.time(), 0, 0.0, [group["lr"] for s in steppers for group in s.param_groups]
    while (share := (time.time() - start) / (60 * minutes)) < 1:
        for rate, group in zip(first, (g for s in steppers for g in s.param_groups), strict=True):
            group["lr"] = rate * min(1.0, 0.05 + seen / 20) * min(1.0, 1.6 * (1.0 - share))
        cells, wanted = examples(rng, code, size)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            made = model(cells / SCALE)
        value = loss(made.float(), wanted)
        value.backward()
        for stepper in steppers:
            stepper.step()
            stepper.zero_grad()
        average.update(model)
        step, seen, total = step + 1, seen + 1, total + value.item()
        if seen % 50 == 0:
            print(f"step {step} loss {total / 50:.4f} {seen * size / (time.time() - start):.1f} pictures/s", flush=True)
            total = 0.0
            torch.save({"model": model.state_dict(), "average": average.values, "step": step}, out / "decoder.part")
            (out / "decoder.part").rename(out / "decoder.pt")


def _code(out: Path, seed: int, warm: Path | None) -> Code:
    path = out / "code.safetensors"
    if not path.exists():
        save_code(load_code(warm) if warm else fit(random.Random(seed)), path)
    return load_code(path)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--warm", type=Path, help="the vae folder of a finished pipeline to begin from")
    parser.add_argument("--size", type=int, default=16)
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    train(options.out, options.minutes, options.size, options.seed, options.rate, options.warm)
