"""The committed Starter: a stock diffusers folder, small, safe, the same twice, and it follows a prompt."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from diffusers import StableDiffusionPipeline
from safetensors import safe_open

from models.evaluation.detect import see, stripes, two_colours
from models.evaluation.judges import JUDGES, Picture
from models.evaluation.manners import mask_of
from models.evaluation.model import Folder
from models.evaluation.prompts import CATEGORIES, prompts
from models.evaluation.seams import closes, mismatch
from studio.sketch.render import draw

STARTER = Path(__file__).resolve().parents[2] / "models" / "starter"
CARD = json.loads((STARTER / "card.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def pipeline() -> StableDiffusionPipeline:
    made = StableDiffusionPipeline.from_pretrained(STARTER, dtype=torch.float32)
    made.set_progress_bar_config(disable=True)
    return made


@pytest.fixture(scope="module")
def folder() -> Folder:
    return Folder(STARTER)


def pictures(pipeline: StableDiffusionPipeline, prompt: str, seeds: range, side: int = 256) -> list[Picture]:
    noise = [torch.Generator().manual_seed(seed) for seed in seeds]
    made, *_ = pipeline(
        [prompt] * len(seeds),
        num_inference_steps=CARD["steps"],
        guidance_scale=CARD["guidance"],
        height=side,
        width=side,
        generator=noise,
        output_type="np",
        return_dict=False,
    )
    return list((np.asarray(made) * 255).round().astype(np.uint8))


def test_the_folder_is_small_and_holds_no_code_and_no_pickle() -> None:
    files = [path for path in STARTER.rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in files) <= 45 * 2**20
    assert {path.suffix for path in files} <= {".safetensors", ".json", ".txt", ".md", ".jpg"}
    assert {path.name for path in STARTER.iterdir() if path.is_dir()} >= {
        "tokenizer",
        "text_encoder",
        "unet",
        "vae",
        "scheduler",
    }


def test_the_weights_are_16_bit() -> None:
    for path in STARTER.rglob("*.safetensors"):
        with safe_open(path, framework="pt") as tensors:
            kinds = {tensors.get_slice(name).get_dtype() for name in tensors.keys()}  # noqa: SIM118
        assert kinds <= {"F16", "BF16", "I64"}, path


def test_the_card_fits_the_weights(pipeline: StableDiffusionPipeline) -> None:
    assert CARD["id"] == "starter"
    assert CARD["licence"] == "Apache-2.0"
    assert pipeline.vae_scale_factor == CARD["studio"]["latent_factor"] == CARD["size_multiple"]
    assert pipeline.unet.config.in_channels == CARD["studio"]["latent_channels"]
    assert pipeline.scheduler.config.prediction_type == CARD["prediction"]
    assert pipeline.scheduler.config.rescale_betas_zero_snr


def test_the_model_card_says_what_it_cannot_do() -> None:
    text = (STARTER / "README.md").read_text(encoding="utf-8")
    assert "It cannot" in text
    assert "Apache-2.0" in text


def test_the_same_seed_makes_the_same_picture(pipeline: StableDiffusionPipeline) -> None:
    first = pictures(pipeline, "three green triangles", range(3, 4))
    again = pictures(pipeline, "three green triangles", range(3, 4))
    other = pictures(pipeline, "three green triangles", range(4, 5))
    assert np.array_equal(first[0], again[0])
    assert not np.array_equal(first[0], other[0])


def test_red_and_white_vertical_stripes(pipeline: StableDiffusionPipeline) -> None:
    made = pictures(pipeline, "red and white vertical stripes", range(7, 11))
    assert sum(stripes(picture) == "vertical stripes" for picture in made) >= 3
    assert sum(two_colours(picture) == {"red", "white"} for picture in made) >= 3


def test_a_blue_circle_on_a_yellow_background(pipeline: StableDiffusionPipeline) -> None:
    seen = [see(picture) for picture in pictures(pipeline, "a blue circle on a yellow background", range(4))]
    assert sum(s.background == "yellow" for s in seen) >= 3
    assert sum(any(found.colour == "blue" for found in s.objects) for s in seen) >= 3


@pytest.mark.parametrize("side", [128, 384])
def test_other_sizes(pipeline: StableDiffusionPipeline, side: int) -> None:
    (made,) = pictures(pipeline, "plain orange background", range(1), side)
    assert made.shape == (side, side, 3)
    assert np.abs(np.median(made, axis=(0, 1)) - (246, 132, 28)).max() < 40


def test_a_start_picture_is_kept_at_low_strength(folder: Folder) -> None:
    start = np.full((256, 256, 3), (38, 104, 232), np.uint8)
    start[64:192, 64:192] = (250, 212, 44)
    (made,) = folder.remake(["a yellow square on a blue background"], [start], [1], folder.pace, 0.3)
    assert np.abs(made.astype(int) - start).mean() < 20


def test_a_mask_is_filled_and_the_rest_stays(folder: Folder) -> None:
    (prompt,) = prompts(CATEGORIES[0], 1, 11)
    start, mask = draw(prompt.scene, 256, 256), mask_of(prompt.scene)
    (made,) = folder.refill([prompt.text], [start], [mask], [1], folder.pace)
    assert np.array_equal(made[~mask], start[~mask])
    assert not np.array_equal(made[mask], start[mask])


def test_tiles_meet_at_their_edges(folder: Folder) -> None:
    texts, seeds = ["blue and white vertical stripes", "green and yellow horizontal stripes"] * 2, range(4)
    tiles = folder.make(texts, seeds, folder.pace, tile=True)
    assert sum(closes(*mismatch(tile)) for tile in tiles) >= 3
    again = folder.make(texts[:1], seeds[:1], folder.pace)
    assert not np.array_equal(again[0], tiles[0])


def test_the_evaluation_asks_for_what_the_card_says(folder: Folder) -> None:
    assert (folder.pace.steps, folder.pace.guidance) == (CARD["steps"], CARD["guidance"])
    small, large = (folder.make(["plain orange background"], [1], folder.pace, side)[0] for side in (1, 2))
    assert small.shape == large.shape == (256, 256, 3)
    assert np.abs(np.median(large, axis=(0, 1)) - np.median(small, axis=(0, 1))).max() < 40
    assert folder.named().startswith("starter ")


def test_the_autoencoder_keeps_what_a_drawing_shows(folder: Folder) -> None:
    asked = prompts(CATEGORIES[0], 6, 11)
    pictures = [folder.through(draw(prompt.scene, 256, 256)) for prompt in asked]
    marks = [JUDGES["single"](prompt.scene, made) for prompt, made in zip(asked, pictures, strict=True)]
    assert sum(row["all"] for row in marks) >= 5
