"""Owns the distillation: a student that makes in one step, without guidance, what its teacher makes in several with it.

    python -m models.training.distil --teacher FOLDER --text FOLDER --code FILE --out FOLDER --minutes 12

The teacher is a training run or a finished pipeline. A student's step reaches from one of its times to the next; what
it is to say there is solved from where the teacher's guided steps end (Salimans and Ho, 2022; Meng et al., 2023)."""

from __future__ import annotations

import argparse
import json
import random
import time
from copy import deepcopy
from itertools import pairwise
from pathlib import Path
from typing import Any

import torch
from diffusers import UNet2DConditionModel
from torch import nn

from models.training.data import Batch, batch, mixed_batch
from models.training.latents import Code, load_code
from models.training.optim import Average, optimizers, pace
from models.training.stopping import Stopping
from models.training.text import Words
from models.training.train import ADAM_PARTS
from models.training.unet import load_unet, make_scheduler, noised
from models.training.wrapping import wrap

STEPS, PARTS, GUIDANCE = 4, 3, 2.5
"""The student's steps, how many of the teacher's each stands for, and the guidance that is folded in."""
STAGES = [(STEPS, 0), (STEPS, 1), (STEPS, 2), (STEPS, 3)] * 3 + [(2 * STEPS, k) for k in (1, 3, 5, 7)]
"""Steps in all and the number of the one that is taught: mostly its own four, and the four that lie between them, so
that eight steps are no worse. At no time does it learn two lengths of step."""
END = 1000
"""One past the last of the training times: a step that ends at time 0 leaves no noise."""
OTHER_SIZES, WRAPPED, GROUNDS = 0.15, 0.15, 0.15
"""Shares of the steps that are spent on other sizes, on patterns with circular padding, and on pictures that are all
ground, where a student is weakest."""
OWN = 0.6
"""Share of the steps that begin from the student's own latents, whose errors it so learns to undo."""
TINY = 0.05
"""Distance of a cell, as a root mean square over its channels, below which it hardly matters."""
SAVE_EVERY = 50


def grid(steps: int) -> list[int]:
    """Trailing times, as the scheduler sets them, and -1 for the finished picture."""
    return [round(END - k * END / steps) - 1 for k in range(steps + 1)]


class Line:
    """The deterministic way of DDIM between any two times."""

    def __init__(self) -> None:
        self.alphas = torch.cat([make_scheduler().alphas_cumprod, torch.ones(1)])

    def parts(self, time_: int) -> tuple[float, float]:
        """Share of signal and of noise; time -1 is the finished picture."""
        alpha = float(self.alphas[time_])
        return alpha**0.5, (1.0 - alpha) ** 0.5

    def go(self, latents: torch.Tensor, velocity: torch.Tensor, start: int, end: int) -> torch.Tensor:
        """Latents at `end`, of latents at `start` and the velocity told there."""
        (a, s), (b, t) = self.parts(start), self.parts(end)
        return (a * b + s * t) * latents + (a * t - s * b) * velocity

    def velocity(self, latents: torch.Tensor, reached: torch.Tensor, start: int, end: int) -> torch.Tensor:
        """What has to be told at `start` for `go` to reach `reached`."""
        (a, s), (b, t) = self.parts(start), self.parts(end)
        return (reached - (a * b + s * t) * latents) / (a * t - s * b)


def say(unet: nn.Module, latents: torch.Tensor, time_: int, words: torch.Tensor) -> torch.Tensor:
    """The velocity, in bfloat16 inside."""
    times = torch.full((len(latents),), time_)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        return unet(latents, times, encoder_hidden_states=words, return_dict=False)[0].float()


def off(told: torch.Tensor, wanted: torch.Tensor) -> torch.Tensor:
    """How far apart two latents lie: the mean over cells of their distance, not of its square (Huber's below TINY), so
    that a cell which could be one of two things becomes one of them and not what lies between."""
    squares = (told - wanted).square().mean(1)
    return (squares + TINY**2).sqrt().mean() - TINY


class Distillation:
    """One run, everything that its checkpoint holds, and the frozen teacher."""

    def __init__(
        self,
        out: Path,
        teacher: UNet2DConditionModel,
        words: Words,
        code: Code,
        seed: int,
        rate: float,
    ) -> None:
        self.out, self.seed, self.words, self.code, self.line = out, seed, words, code, Line()
        self.teacher = teacher.eval().requires_grad_(False)
        self.student = deepcopy(teacher).requires_grad_(True)
        self.model = nn.ModuleDict({"unet": self.student})
        self.steppers = optimizers(self.model, rate, rate * 0.75, ADAM_PARTS)
        self.rates = [group["lr"] for group in self.groups()]
        self.average, self.step, self.spent = Average(self.model, 0.99), 0, 0.0
        self.nothing = words([""])

    def warm_start(self, student: Path, its_teacher: Path) -> None:
        """Adds what another student learned beyond its own teacher (Ilharco et al., 2023), unless the run has a
        checkpoint of its own. The teachers are stages of one training."""
        if (self.out / "run.pt").exists():
            return
        learned, before = teacher_of(student).state_dict(), teacher_of(its_teacher).state_dict()
        own = self.student.state_dict()
        self.student.load_state_dict({name: value + learned[name] - before[name] for name, value in own.items()})
        self.average = Average(self.model, self.average.keep)

    def groups(self) -> list[dict[str, Any]]:
        return [group for stepper in self.steppers for group in stepper.param_groups]

    @torch.no_grad()
    def guided(self, latents: torch.Tensor, start: int, end: int, words: torch.Tensor) -> torch.Tensor:
        """Where the teacher's PARTS guided steps lead."""
        none = self.nothing.expand(len(latents), -1, -1)
        times = [round(start + (end - start) * k / PARTS) for k in range(PARTS + 1)]
        for now, then in pairwise(times):
            without, with_text = say(self.teacher, torch.cat([latents] * 2), now, torch.cat([none, words])).chunk(2)
            latents = self.line.go(latents, without + GUIDANCE * (with_text - without), now, then)
        return latents

    @torch.no_grad()
    def rolled(self, noise: torch.Tensor, steps: int, stage: int, words: torch.Tensor) -> torch.Tensor:
        """The student's own latents when `stage` of its `steps` are done."""
        times, latents = grid(steps), noise
        for now, then in pairwise(times[: stage + 1]):
            latents = self.line.go(latents, say(self.student, latents, now, words), now, then)
        return latents

    def examples(self, rng: random.Random, size: int) -> Batch:
        """The next drawings and their captions."""
        if rng.random() < GROUNDS:
            return batch(rng, size, ["pattern", "pattern", "gradient", "landscape"])
        return mixed_batch(rng, size, OTHER_SIZES / (1 - GROUNDS), WRAPPED / (1 - GROUNDS))

    def states(
        self, rng: random.Random, drawn: torch.Tensor, words: torch.Tensor, steps: int, stage: int
    ) -> torch.Tensor:
        """Latents at a stage: the student's own, or drawings under noise, as a start picture is."""
        noise = torch.randn_like(drawn)
        if rng.random() < OWN:
            return self.rolled(noise, steps, stage, words)
        times = torch.full((len(drawn),), grid(steps)[stage])
        return noised(drawn, times, noise, self.line.alphas)[0]

    def advance(self, size: int) -> float:
        """One step on `size` new examples; its loss."""
        torch.manual_seed(self.seed * 1_000_003 + self.step)
        rng = random.Random(f"distil {self.seed} {self.step}")
        steps, stage = STAGES[self.step % len(STAGES)]
        start, end = grid(steps)[stage : stage + 2]
        examples = self.examples(rng, size)
        for network in (self.teacher, self.student):
            wrap(network, examples.wrapped)
        words = self.words([("" if rng.random() < 0.05 else text) for text in examples.captions])
        latents = self.states(rng, self.code.encode(examples.pictures), words, steps, stage)
        wanted = self.line.velocity(latents, self.guided(latents, start, end, words), start, end)
        loss = off(say(self.student, latents, start, words), wanted)
        loss.backward()
        nn.utils.clip_grad_norm_(self.student.parameters(), 1.0)
        for stepper in self.steppers:
            stepper.step()
            stepper.zero_grad()
        self.average.update(self.model)
        self.step += 1
        return loss.item()

    def likeness(self, count: int = 32, kinds: list[str] | None = None) -> float:
        """How near the averaged student's finished latents come to the teacher's from the same noise: signal over
        error, in decibels."""
        for network in (self.teacher, self.student):
            wrap(network, False)
        rng, generator = random.Random(98), torch.Generator().manual_seed(98)
        examples = batch(rng, count, kinds)
        words = self.words(examples.captions)
        latents = torch.randn(self.code.encode(examples.pictures).shape, generator=generator)
        wanted = latents
        for now, then in pairwise(grid(STEPS)):
            wanted = self.guided(wanted, now, then, words)
        kept = {name: param.detach().clone() for name, param in self.model.named_parameters()}
        self.average.copy_to(self.model)
        error = (self.rolled(latents, STEPS, STEPS, words) - wanted).square().mean()
        self.model.load_state_dict(kept, strict=False)
        return float(10 * torch.log10(wanted.var() / error))

    def save(self) -> None:
        state = {
            "model": self.model.state_dict(),
            "average": self.average.values,
            "steppers": [stepper.state_dict() for stepper in self.steppers],
            "progress": {"step": self.step, "spent": self.spent},
        }
        torch.save(state, self.out / "run.part")
        (self.out / "run.part").rename(self.out / "run.pt")

    def resume(self) -> None:
        if not (self.out / "run.pt").exists():
            return
        state = torch.load(self.out / "run.pt", weights_only=True)
        self.model.load_state_dict(state["model"])
        self.average.values = state["average"]
        for stepper, values in zip(self.steppers, state["steppers"], strict=True):
            stepper.load_state_dict(values)
        self.step, self.spent = state["progress"]["step"], state["progress"]["spent"]
        print(f"resumed at step {self.step}", flush=True)


def distil(run: Distillation, minutes: float, steps: int, size: int, stopping: object = False) -> None:
    """Until the run has had `minutes`, or `steps` steps where that is given (then deterministic), or `stopping` is
    true."""
    run.resume()
    losses: list[float] = []
    before = time.time()
    while not stopping and (share := run.step / steps if steps else run.spent / (60 * minutes)) < 1:
        for stepper_rate, group in zip(run.rates, run.groups(), strict=True):
            group["lr"] = stepper_rate * pace(share, run.step, warm=10)
        losses.append(run.advance(size))
        now = time.time()
        run.spent, before = run.spent + now - before, now
        if run.step % SAVE_EVERY == 0:
            _log(run, losses, share)
            losses = []
            run.save()
    run.save()


def _log(run: Distillation, losses: list[float], share: float) -> None:
    row = {"step": run.step, "share": round(share, 3), "loss": round(sum(losses) / len(losses), 4)}
    row |= {"likeness": round(run.likeness(), 2), "of patterns": round(run.likeness(kinds=["pattern"]), 2)}
    with (run.out / "curve.jsonl").open("a", encoding="utf-8") as file:
        file.write(f"{json.dumps(row)}\n")
    print(row, flush=True)


def teacher_of(folder: Path) -> UNet2DConditionModel:
    """The averaged UNet of a run, or that of a finished pipeline."""
    return load_unet(folder) if (folder / "run.pt").exists() else UNet2DConditionModel.from_pretrained(folder / "unet")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("teacher", "text", "code", "out"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=12)
    parser.add_argument("--steps", type=int, default=0)
    parser.add_argument("--size", type=int, default=32)
    parser.add_argument("--rate", type=float, default=4e-4)
    parser.add_argument(
        "--warm",
        type=Path,
        nargs=2,
        metavar=("STUDENT", "ITS_TEACHER"),
        help="another student, to begin with its skill",
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    options.out.mkdir(parents=True, exist_ok=True)
    made = Distillation(
        options.out,
        teacher_of(options.teacher),
        Words(options.text),
        load_code(options.code),
        options.seed,
        options.rate,
    )
    if options.warm:
        made.warm_start(*options.warm)
    distil(made, options.minutes, options.steps, options.size, Stopping())
