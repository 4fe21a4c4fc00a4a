"""Reference pictures are told to a UNet as diffusers' own pipelines tell them, and off again the bits are the same."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest
import torch
from diffusers.pipelines.stable_diffusion.pipeline_stable_diffusion import StableDiffusionPipeline
from diffusers.pipelines.stable_diffusion_xl.pipeline_stable_diffusion_xl import StableDiffusionXLPipeline
from PIL import Image
from transformers import CLIPVisionModelWithProjection
from transformers.models.clip.image_processing_pil_clip import CLIPImageProcessorPil

from studio.pixels.compositing import Rows
from studio.recipe.events import Finished, Picture
from studio.recipe.recipe import Addon, ModelRef, Recipe, ReferenceRole
from studio.wire.messages import AdditionSource, ModelSource
from tests.engine.client import EngineClient, recipe
from tests.engine.references import FIRST, SECOND, Adapters, By, adapter, like, rows_of
from tests.tiny_adapters import KINDS, SIDE, Kind, build_tiny_encoder, build_tiny_encoder_file
from tests.tiny_additions import lora_source, write_tiny_lora


@pytest.fixture
def by(engine: EngineClient, model: ModelSource) -> By:
    return By(engine, model)


def by_diffusers(
    model: ModelSource, sources: Sequence[AdditionSource], pictures: Sequence[Rows], scale: list[Any], asked: Recipe
) -> np.ndarray:
    kind: Any = StableDiffusionXLPipeline if model.ref.id == "xl" else StableDiffusionPipeline
    pipeline: Any = kind.from_pretrained(
        model.folder,
        image_encoder=CLIPVisionModelWithProjection.from_pretrained(sources[0].encoder),
        feature_extractor=CLIPImageProcessorPil(size={"shortest_edge": SIDE}, crop_size=SIDE),
        local_files_only=True,
    )
    pipeline.set_progress_bar_config(disable=True)
    names = [Path(source.path).name for source in sources]
    pipeline.load_ip_adapter(
        str(Path(sources[0].path).parent), subfolder="", weight_name=names, image_encoder_folder=None
    )
    pipeline.set_ip_adapter_scale(scale)
    made = pipeline(
        prompt=asked.prompt,
        negative_prompt=asked.negative or None,
        num_inference_steps=asked.steps,
        guidance_scale=asked.guidance,
        generator=torch.Generator("cpu").manual_seed(asked.seed),
        width=asked.width,
        height=asked.height,
        ip_adapter_image=[Image.fromarray(rows) for rows in pictures],
    )
    return np.asarray(made.images[0]).astype(int)


def assert_same(ours: Picture, theirs: np.ndarray) -> None:
    difference = np.abs(rows_of(ours) - theirs)
    assert difference.max() <= 1, f"max {difference.max()} of 255, mean {difference.mean():.4f}"


# What a picture becomes.


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("guidance", [1.0, 3.0])
def test_one_reference_as_diffusers_has_it(by: By, adapters: Adapters, kind: Kind, guidance: float):
    source = adapters[by.model.ref.id, kind]
    made = by.picture((source, like(source), FIRST), guidance=guidance, previews=False)
    asked = recipe(by.model, guidance=guidance)
    assert_same(made, by_diffusers(by.model, [source], [FIRST], [0.6], asked))
    assert made.data != by.picture(guidance=guidance).data
    assert made.data != by.picture((source, like(source), SECOND), guidance=guidance).data
    assert made.data != by.picture((source, like(source, 0.3), FIRST), guidance=guidance).data


@pytest.mark.parametrize("kinds", [("plain", "plus"), ("plus", "plus"), ("full", "plain")])
def test_two_references_add_up_as_diffusers_has_it(by: By, adapters: Adapters, kinds: tuple[Kind, Kind]):
    """Of two adapters, and of the same one with two pictures and weights."""
    sources = [adapters[by.model.ref.id, kind] for kind in kinds]
    weights = (0.6, 0.35)
    given = zip(sources, weights, (FIRST, SECOND), strict=True)
    made = by.picture(*((source, like(source, weight), rows) for source, weight, rows in given))
    assert_same(made, by_diffusers(by.model, sources, [FIRST, SECOND], list(weights), recipe(by.model)))


@pytest.mark.parametrize(
    ("role", "layers"),
    [("style", {"up": {"block_0": [0.0, 0.9]}}), ("layout", {"down": {"block_1": [0.9]}})],
)
def test_style_and_layout_are_read_by_their_own_layers(
    engine: EngineClient,
    tiny_models: dict[str, ModelSource],
    adapters: Adapters,
    role: ReferenceRole,
    layers: dict[str, Any],
):
    model, source = tiny_models["xl"], adapters["xl", "plain"]
    made = By(engine, model).picture((source, like(source, 0.9, role), FIRST))
    assert_same(made, by_diffusers(model, [source], [FIRST], [layers], recipe(model)))


def test_style_of_one_picture_and_layout_of_another(by: By, adapters: Adapters):
    source = adapters[by.model.ref.id, "plus"]
    style, layout = like(source, 0.8, "style"), like(source, 0.8, "layout")
    made = {
        by.picture((source, style, FIRST), (source, layout, SECOND)).data,
        by.picture((source, style, SECOND), (source, layout, FIRST)).data,
        by.picture((source, style, FIRST)).data,
        by.picture((source, layout, FIRST)).data,
        by.picture((source, like(source, 0.8), FIRST)).data,
        by.picture().data,
    }
    assert len(made) == 6


def test_a_single_file_encoder_sees_what_the_same_one_in_a_folder_sees(by: By, adapters: Adapters, tmp_path: Path):
    source = adapters[by.model.ref.id, "plus"]
    other = adapter(Path(source.path), build_tiny_encoder_file(tmp_path / "clip_vision" / "CLIP.safetensors"))
    assert by.picture((other, like(other), FIRST)).data == by.picture((source, like(source), FIRST)).data


def test_how_an_encoder_wants_pictures_prepared_is_read(
    engine: EngineClient, kl: ModelSource, adapters: Adapters, tmp_path: Path
):
    source = adapters["kl", "plain"]
    other = adapter(Path(source.path), shutil.copytree(source.encoder, tmp_path / "encoder"))
    (tmp_path / "encoder" / "preprocessor_config.json").write_text('{"image_mean": [0.5, 0.5, 0.5]}')
    by = By(engine, kl)
    assert by.picture((other, like(other), FIRST)).data != by.picture((source, like(source), FIRST)).data


# The same bits.


def test_an_encoder_that_was_replaced_where_it_lay_is_read_anew(
    engine: EngineClient, kl: ModelSource, adapters: Adapters, tmp_path: Path
):
    """The hash of an adapter covers its encoder, so what has another encoder comes with another hash."""
    by, path = By(engine, kl), Path(adapters["kl", "plus"].path)
    elsewhere = adapter(path, build_tiny_encoder(tmp_path / "elsewhere", seed=1))
    wanted = by.picture((elsewhere, like(elsewhere), FIRST)).data
    before = adapter(path, build_tiny_encoder(tmp_path / "there"))
    first = by.picture((before, like(before), FIRST)).data
    build_tiny_encoder(tmp_path / "there", seed=1)
    after = msgspec.structs.replace(before, ref=ModelRef(id=path.stem, weights="another"))
    assert by.picture((after, like(after), FIRST)).data == wanted
    assert wanted != first


def test_the_same_recipe_gives_the_same_bits_whatever_came_between(by: By, adapters: Adapters):
    plain, plus = adapters[by.model.ref.id, "plain"], adapters[by.model.ref.id, "plus"]
    before = by.picture().data
    first = by.picture((plain, like(plain), FIRST)).data
    by.picture((plus, like(plus, 1.2, "style"), SECOND), (plain, like(plain), FIRST))
    assert by.picture((plain, like(plain), FIRST)).data == first
    assert by.picture().data == before
    assert by.picture((plain, like(plain), FIRST)).data == first


def test_alone_or_in_a_set_in_the_exact_plan_and_the_fast_one(by: By, adapters: Adapters):
    sources = [adapters[by.model.ref.id, kind] for kind in ("plain", "plus")]
    given = [(source, like(source), rows) for source, rows in zip(sources, (FIRST, SECOND), strict=True)]
    together = by.run(*given, indexes=(0, 1, 2))
    assert len({picture.data for picture in together}) == 3
    assert by.run(*given, indexes=(2,))[0].data == together[2].data
    for exact, fast in zip(together, by.run(*given, indexes=(0, 1, 2), plan="fast"), strict=True):
        assert np.abs(rows_of(exact) - rows_of(fast)).max() <= 2


@pytest.mark.parametrize("kind", KINDS)
def test_adapters_stay_at_work_where_memory_is_saved(
    engine: EngineClient, tiny: ModelSource, adapters: Adapters, kind: Kind
):
    """Attention in slices and guidance in halves; AutoencoderTiny decodes in tiles without a difference to speak of."""
    by, source = By(engine, tiny), adapters["tiny", kind]
    how: dict[str, Any] = {"width": 768, "height": 512, "steps": 1}  # 1536 latents: two slices
    plain = by.picture(**how)
    whole = by.picture((source, like(source), FIRST), **how)
    small = by.picture((source, like(source), FIRST), frugal=2, **how)
    again = by.picture((source, like(source), FIRST), frugal=2, **how)
    assert np.abs(rows_of(small) - rows_of(whole)).mean() < 2
    assert np.abs(rows_of(small) - rows_of(plain)).mean() > 5
    assert again.data == small.data
    assert by.picture((source, like(source), FIRST), **how).data == whole.data
    assert by.picture(**how).data == plain.data


def test_loras_and_adapters_leave_in_any_order(by: By, adapters: Adapters, tmp_path: Path):
    lora = lora_source(write_tiny_lora(tmp_path / "lora.safetensors", Path(by.model.folder)))
    source = adapters[by.model.ref.id, "plus"]
    addons = (Addon(model=lora.ref, weight=0.5),)

    def made(*, with_lora: bool, with_reference: bool) -> bytes:
        given = [(source, like(source), FIRST)] if with_reference else []
        asked = recipe(
            by.model, addons=addons if with_lora else (), references=tuple(reference for _, reference, _ in given)
        )
        how = by.with_these(*given)
        how["additions"] = (*how["additions"], *((lora,) if with_lora else ()))
        outcome = by.engine.make(by.model, asked, **how)
        assert outcome.ending == Finished(), outcome.ending
        return outcome.pictures[0].data

    neither = made(with_lora=False, with_reference=False)
    reference = made(with_lora=False, with_reference=True)
    both = made(with_lora=True, with_reference=True)
    alone = made(with_lora=True, with_reference=False)
    assert len({neither, reference, both, alone}) == 4
    assert made(with_lora=True, with_reference=True) == both
    assert made(with_lora=False, with_reference=True) == reference
    assert made(with_lora=True, with_reference=False) == alone
    assert made(with_lora=False, with_reference=False) == neither
