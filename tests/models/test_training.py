"""The training code: the exact code, the optimiser, the schedule, and a run that resumes as if never stopped."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file

from models.training.data import CELL, HALF, IGNORE, SIDE, batch, mixed_batch, nonsense, settled, wording
from models.training.latents import CHANNELS, SCALE, Code, autoencoder, load_code, save_code
from models.training.optim import Muon, orthogonal
from models.training.text import ATTRIBUTES, LENGTH, make_encoder, make_tokenizer, targets, tokens
from models.training.train import Run, train
from models.training.unet import make_scheduler, noised, random_times
from studio.sketch.captions import caption
from studio.sketch.marks import LABELS
from studio.sketch.palette import NAMES
from studio.sketch.sample import sample
from studio.sketch.scene import Pattern, Scene


@pytest.fixture(scope="module")
def code() -> Code:
    generator = torch.Generator().manual_seed(3)
    return Code(torch.randn(CHANNELS, 48, generator=generator) * 0.3, torch.randn(48, generator=generator) * 0.1)


@pytest.fixture(scope="module")
def text(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("text")
    tokenizer = make_tokenizer(random.Random(1), captions=400)
    tokenizer.save_pretrained(folder / "tokenizer")
    make_encoder(tokenizer).save_pretrained(folder / "text_encoder")
    return folder


@pytest.mark.parametrize(("height", "width"), [(64, 64), (96, 160)])
def test_the_encoder_is_exactly_the_linear_code(code: Code, height: int, width: int) -> None:
    pictures = torch.rand(2, 3, height, width, generator=torch.Generator().manual_seed(1)) * 2 - 1
    with torch.no_grad():
        made = autoencoder(code).encode(pictures, return_dict=False)[0] * SCALE
    assert made.shape == (2, CHANNELS, height // 16, width // 16)
    assert torch.allclose(made, code.encode_large(pictures), atol=2e-4)


def test_a_code_survives_its_file(code: Code, tmp_path: Path) -> None:
    save_code(code, tmp_path / "code.safetensors")
    again = load_code(tmp_path / "code.safetensors")
    assert torch.equal(again.axes, code.axes)
    assert torch.equal(again.mean, code.mean)


def test_a_code_is_read_back_from_the_autoencoder(code: Code, tmp_path: Path) -> None:
    autoencoder(code).save_pretrained(tmp_path / "vae")
    pictures = torch.rand(2, 3, 64, 64, generator=torch.Generator().manual_seed(2)) * 2 - 1
    again = load_code(tmp_path / "vae")
    assert torch.allclose(again.axes, code.axes, atol=1e-5)
    assert torch.allclose(again.encode(pictures), code.encode(pictures), atol=1e-3)


def test_labels_stand_where_the_picture_shows_them() -> None:
    made = batch(random.Random(4), 24, ["single"])
    assert made.pictures.shape == (24, 3, 64, 64)
    assert made.shape.shape == made.colour.shape == (24, 32, 32)
    for scene, shape, colour in zip(made.scenes, made.shape, made.colour, strict=True):
        group = scene.groups[0]
        inside = shape == LABELS.index(group.shape)
        assert inside.any()
        assert (colour[inside] == NAMES.index(group.colour)).all()
    assert torch.equal(made.mask.bool().any(1).any(-1).any(-1), torch.ones(24, dtype=torch.bool))


def test_gradients_have_no_colour_label() -> None:
    assert (batch(random.Random(5), 4, ["gradient"]).colour == IGNORE).all()


def test_muon_steps_are_nearly_orthogonal() -> None:
    for shape in ((4, 16, 64), (2, 64, 16)):
        values = torch.linalg.svdvals(orthogonal(torch.randn(shape, generator=torch.Generator().manual_seed(2))))
        assert float(values.min()) > 0.3
        assert float(values.max()) < 1.4


def test_muon_finds_the_least_squares() -> None:
    generator = torch.Generator().manual_seed(6)
    wanted, inputs = torch.randn(8, 8, generator=generator), torch.randn(64, 8, generator=generator)
    weight = torch.nn.Parameter(torch.zeros(8, 8))
    stepper = Muon([weight], lr=0.1)
    errors: list[float] = []
    for step in range(200):
        stepper.param_groups[0]["lr"] = 0.1 * (1 - step / 200)
        error = (inputs @ (weight - wanted)).square().mean()
        stepper.zero_grad()
        error.backward()
        stepper.step()
        errors.append(error.item())
    assert errors[-1] < 0.01 * errors[0]


def test_the_schedule_ends_in_pure_noise() -> None:
    alphas = make_scheduler().alphas_cumprod
    latents, noise = torch.randn(2, 4, 2, 2), torch.randn(2, 4, 2, 2)
    noisy, wanted = noised(latents, torch.tensor([999, 0]), noise, alphas)
    assert float(alphas[-1]) < 1e-6
    assert torch.allclose(noisy[0], noise[0], atol=1e-3)
    assert torch.allclose(wanted[0], -latents[0], atol=1e-3)
    assert torch.allclose(noisy[1], latents[1], atol=0.1)


def test_times_lean_towards_noise() -> None:
    times = random_times(4000)
    assert int(times.min()) >= 0
    assert int(times.max()) <= 999
    assert 560 < float(times.float().mean()) < 660


def test_known_words_are_one_token_and_unknown_ones_fall_apart(text: Path) -> None:
    tokenizer = make_tokenizer(random.Random(1), captions=3000)
    ids = tokens(tokenizer, ["a red circle", "a zyxomma ☃ circle"])
    assert ids.shape == (2, LENGTH)
    assert ids[0, 0] == tokenizer.bos_token_id
    assert tokenizer.tokenize("red circle") == ["red</w>", "circle</w>"]
    pieces = tokenizer.tokenize("zyxomma ☃")
    assert len(pieces) > 4
    assert tokenizer.unk_token not in pieces


def test_captions_tell_their_attributes() -> None:
    scene = sample(random.Random(9), "two")
    row = targets([scene])[0]
    told = {
        name: values[index]
        for (name, values), index in zip(ATTRIBUTES.items(), row.tolist(), strict=True)
        if index >= 0
    }
    assert told["colour"] == scene.groups[0].colour
    assert told["other shape"] == scene.groups[1].shape
    assert "motif" not in told


def test_a_nonsense_word_is_put_in_now_and_then() -> None:
    rng = random.Random(11)
    scene = sample(rng, "plain")
    texts = {wording(scene, rng) for _ in range(300)}
    assert len(texts) > 15
    assert 3 <= len(nonsense(rng)) <= 9


def test_a_resumed_run_equals_one_that_never_stopped(text: Path, code: Code, tmp_path: Path) -> None:
    save_code(code, tmp_path / "code.safetensors")

    def sitting(name: str, samples: int) -> Run:
        (tmp_path / name).mkdir(exist_ok=True)
        run = Run(tmp_path / name, text, tmp_path / "code.safetensors", seed=1, rate=1e-3)
        train(run, minutes=0, samples=samples, size=2, compile_=False)
        return run

    whole = sitting("whole", 4)
    part = sitting("parts", 2)
    assert part.progress.samples == 2
    resumed = sitting("parts", 4)
    assert resumed.progress.step == whole.progress.step == 2
    assert _same_weights(whole.model, resumed.model)


def test_a_run_that_is_asked_to_stop_saves_first(text: Path, code: Code, tmp_path: Path) -> None:
    save_code(code, tmp_path / "code.safetensors")
    run = Run(tmp_path, text, tmp_path / "code.safetensors", seed=1, rate=1e-3)
    train(run, minutes=0, samples=1000, size=2, compile_=False, stopping=True)
    assert run.progress.step == 0
    assert (tmp_path / "run.pt").exists()


def test_what_captions_do_not_say_is_mostly_settled() -> None:
    rng = random.Random(7)
    for kind in ("pattern", "single", "count", "two"):
        asked = [sample(rng, kind) for _ in range(60)]
        made = [settled(scene, rng) for scene in asked]
        free = sum(new == old for new, old in zip(made, asked, strict=True))
        assert 0 < free < 30
        assert all(
            caption(new, random.Random(1)) == caption(old, random.Random(1))
            for new, old in zip(made, asked, strict=True)
        )
        assert sum(_on_the_cells(scene) for scene in made) == 60 - free


def _on_the_cells(scene: Scene) -> bool:
    if isinstance(scene.ground, Pattern):
        per_repeat = SIDE / CELL / scene.ground.cells
        return per_repeat.is_integer() and all((per_repeat * part).is_integer() for part in scene.ground.shift)
    spots = [spot for group in scene.groups for spot in group.spots]
    halves = [value / HALF for spot in spots for value in (spot.x, spot.y, 2 * spot.radius)]
    return all(value.is_integer() for value in halves) and not any(spot.angle for spot in spots)


def test_steps_of_every_kind_cost_alike() -> None:
    rng = random.Random(2)
    made = [mixed_batch(rng, 8, 0.3, 0.3) for _ in range(40)]
    assert {batch.wrapped for batch in made} == {True, False}
    assert all(batch.pictures.shape[2:] == (64, 64) for batch in made if batch.wrapped)
    assert all(isinstance(scene.ground, Pattern) for batch in made if batch.wrapped for scene in batch.scenes)
    assert max(batch.pictures.numel() for batch in made) <= 8 * 3 * 64 * 64


def test_a_run_starts_warm_from_what_was_exported(text: Path, code: Code, tmp_path: Path) -> None:
    save_code(code, tmp_path / "code.safetensors")
    first = Run(tmp_path, text, tmp_path / "code.safetensors", seed=1, rate=1e-3)
    first.model.unet.save_pretrained(tmp_path / "unet")
    save_file(first.model.head.state_dict(), tmp_path / "head.safetensors")
    second = Run(tmp_path, text, tmp_path / "code.safetensors", seed=2, rate=1e-3)
    assert not _same_weights(first.model, second.model)
    second.warm_start(tmp_path / "unet", tmp_path / "head.safetensors")
    assert _same_weights(first.model, second.model)
    assert all(torch.equal(second.average.values[name], p) for name, p in first.model.named_parameters())


def _same_weights(first: torch.nn.Module, second: torch.nn.Module) -> bool:
    pairs = zip(first.parameters(), second.parameters(), strict=True)
    return all(torch.allclose(a, b, atol=1e-6) for a, b in pairs)
