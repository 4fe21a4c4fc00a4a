"""Distillation: its way is DDIM's, its targets lead where the teacher led, and it resumes as if never stopped."""

from __future__ import annotations

import random
from itertools import pairwise
from pathlib import Path

import pytest
import torch
from diffusers import UNet2DConditionModel

from models.training.distil import STAGES, STEPS, Distillation, Line, distil, grid, off
from models.training.latents import CHANNELS, Code
from models.training.text import WIDTH, Words, make_encoder, make_tokenizer
from models.training.unet import make_scheduler


@pytest.fixture(scope="module")
def text(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("text")
    tokenizer = make_tokenizer(random.Random(1), captions=400)
    tokenizer.save_pretrained(folder / "tokenizer")
    make_encoder(tokenizer).save_pretrained(folder / "text_encoder")
    return folder


def small_unet() -> UNet2DConditionModel:
    """The same kind of network, small enough for a test."""
    return UNet2DConditionModel(
        sample_size=16,
        in_channels=CHANNELS,
        out_channels=CHANNELS,
        layers_per_block=1,
        block_out_channels=(16, 16),
        down_block_types=("DownBlock2D", "CrossAttnDownBlock2D"),
        up_block_types=("CrossAttnUpBlock2D", "UpBlock2D"),
        cross_attention_dim=WIDTH,
        attention_head_dim=4,
        norm_num_groups=4,
        addition_embed_type="text",
        addition_embed_type_num_heads=8,
    )


def run(out: Path, text: Path, rate: float = 1e-3) -> Distillation:
    out.mkdir(exist_ok=True)
    torch.manual_seed(4)
    generator = torch.Generator().manual_seed(3)
    code = Code(torch.randn(CHANNELS, 48, generator=generator) * 0.3, torch.zeros(48))
    return Distillation(out, small_unet(), Words(text), code, seed=1, rate=rate)


@pytest.mark.parametrize("steps", [4, 8])
def test_the_students_times_are_the_schedulers(steps: int) -> None:
    scheduler = make_scheduler()
    scheduler.set_timesteps(steps)
    assert grid(steps) == [*scheduler.timesteps.tolist(), -1]


def test_a_step_is_the_schedulers() -> None:
    scheduler, line = make_scheduler(), Line()
    scheduler.set_timesteps(STEPS)
    latents, velocity = torch.randn(2, 1, 4, 4, 4, generator=torch.Generator().manual_seed(1))
    for start, end in pairwise(grid(STEPS)):
        wanted = scheduler.step(velocity, start, latents).prev_sample  # type: ignore[arg-type]
        assert torch.allclose(line.go(latents, velocity, start, end), wanted, atol=1e-4)


def test_the_velocity_leads_where_it_was_asked_to() -> None:
    line = Line()
    latents, reached = torch.randn(2, 1, 4, 4, 4, generator=torch.Generator().manual_seed(2))
    for start, end in pairwise(grid(STEPS)):
        told = line.velocity(latents, reached, start, end)
        assert torch.allclose(line.go(latents, told, start, end), reached, atol=1e-3)


def test_a_resumed_distillation_equals_one_that_never_stopped(text: Path, tmp_path: Path) -> None:
    whole = run(tmp_path / "whole", text)
    distil(whole, minutes=0, steps=2, size=1)
    distil(run(tmp_path / "parts", text), minutes=0, steps=1, size=1)
    resumed = run(tmp_path / "parts", text)
    distil(resumed, minutes=0, steps=2, size=1)
    assert resumed.step == 2
    assert all(torch.allclose(a, b, atol=1e-6) for a, b in _weights(whole, resumed))
    assert set(torch.load(tmp_path / "parts" / "run.pt", weights_only=True)["average"]) == {
        f"unet.{name}" for name, _param in resumed.student.named_parameters()
    }


def test_a_student_comes_nearer_to_its_teacher(text: Path, tmp_path: Path) -> None:
    made = run(tmp_path, text, rate=4e-3)
    with torch.no_grad():
        for param in made.student.conv_out.parameters():
            param.zero_()
    made.average.values = {name: param.detach().clone() for name, param in made.model.named_parameters()}
    before = made.likeness(4)
    distil(made, minutes=0, steps=20, size=2)
    assert made.likeness(4) > before + 0.3


def _weights(first: Distillation, second: Distillation) -> list[tuple[torch.Tensor, torch.Tensor]]:
    return list(zip(first.model.parameters(), second.model.parameters(), strict=True))


def test_no_time_is_taught_two_lengths_of_step() -> None:
    lengths: dict[int, set[int]] = {}
    for steps, stage in STAGES:
        start, end = grid(steps)[stage : stage + 2]
        lengths.setdefault(start, set()).add(start - end)
    assert set(lengths) == set(grid(8)) - {-1}
    assert all(len(found) == 1 for found in lengths.values())


def test_of_two_things_the_likelier_is_learned_and_not_their_mean() -> None:
    wanted = torch.tensor([1.0, 1.0, 1.0, -1.0, -1.0]).view(5, 1, 1, 1).expand(5, CHANNELS, 2, 2)
    losses = {value: float(off(torch.full_like(wanted, value), wanted)) for value in (-1.0, 0.2, 1.0)}
    assert min(losses, key=lambda value: losses[value]) == 1.0
    assert float(off(wanted, wanted)) == pytest.approx(0.0, abs=1e-6)


def test_a_student_begins_with_the_skill_of_another(text: Path, tmp_path: Path) -> None:
    first, second = run(tmp_path / "first", text), run(tmp_path / "second", text)
    before = [param.detach().clone() for param in first.student.parameters()]
    first.teacher.save_pretrained(tmp_path / "teacher" / "unet")
    with torch.no_grad():
        first.student.conv_out.weight.mul_(2.0)
        second.teacher.conv_in.weight.mul_(3.0)
        second.student.conv_in.weight.mul_(3.0)
    first.student.save_pretrained(tmp_path / "student" / "unet")
    second.warm_start(tmp_path / "student", tmp_path / "teacher")
    assert torch.allclose(second.student.conv_out.weight, first.student.conv_out.weight, atol=1e-6)
    assert torch.allclose(second.student.conv_in.weight, second.teacher.conv_in.weight, atol=1e-6)
    assert all(torch.equal(second.average.values[name], param) for name, param in second.model.named_parameters())
    assert not all(torch.equal(a, b) for a, b in zip(before, first.student.parameters(), strict=True))
