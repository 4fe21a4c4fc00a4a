"""Reference pictures are made in the open: cancelled anywhere, previewed, and a load that stops leaves no trace."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch
from diffusers.models.attention_processor import IPAdapterAttnProcessor2_0
from diffusers.models.embeddings import MultiIPAdapterImageProjection
from diffusers.models.unets.unet_2d_condition import UNet2DConditionModel
from transformers import CLIPVisionModelWithProjection

from studio.engine.device import Device
from studio.engine.load import Resident
from studio.engine.pictures import Pictures
from studio.engine.stop import Stop, Stopped
from studio.pixels.compositing import Rows
from studio.recipe.events import Cancelled, Finished, Progress
from studio.recipe.recipe import Addon, Recipe
from studio.wire.messages import ModelSource
from tests.engine.client import EngineClient, recipe
from tests.engine.references import FIRST, Adapters, By, like
from tests.tiny_additions import lora_source, peft, tiny_lora, write

CPU = Device(torch=torch.device("cpu"), name="", dtype=torch.float32, threads=2, channels_last=False, batch=4)


@pytest.fixture
def by(engine: EngineClient, model: ModelSource) -> By:
    return By(engine, model)


# Stopping and looking.


def test_cancel_at_every_phase_and_step(by: By, adapters: Adapters):
    source = adapters[by.model.ref.id, "plus"]
    asked = recipe(by.model, references=(like(source),), width=256, height=256)
    before = by.picture((source, like(source), FIRST)).data
    for nth in range(1, 8):
        how = by.with_these((source, like(source), FIRST))
        assert by.engine.make_and_cancel(by.model, asked, Progress, nth, indexes=(0, 1), **how).ending == Cancelled()
    assert by.picture((source, like(source), FIRST)).data == before


def test_previews_show_what_is_coming(by: By, adapters: Adapters):
    source = adapters[by.model.ref.id, "plain"]
    asked = recipe(by.model, references=(like(source),), steps=3)
    outcome = by.engine.make(by.model, asked, **by.with_these((source, like(source), FIRST)))
    assert outcome.ending == Finished()
    assert outcome.previews
    assert outcome.phases.count("denoising") == 4


class CountedStop(Stop):
    """Is set when it is looked at for the nth time."""

    def __init__(self, nth: int) -> None:
        super().__init__()
        self._left = nth

    def check(self) -> None:
        self._left -= 1
        if self._left == 0:
            self.set()
        super().check()


@pytest.fixture
def no_gradients() -> Iterator[None]:
    with torch.inference_mode():
        yield


@pytest.mark.usefixtures("no_gradients")
@pytest.mark.parametrize("nth", [1, 2, 7, 30, 60, 80])
def test_a_load_that_is_stopped_leaves_the_network_as_it_was(kl: ModelSource, adapters: Adapters, nth: int):
    """In the middle of the adapter's weights, and of the encoder's."""
    resident = Resident(CPU)
    model, _ = resident.get(kl, Stop())
    plain, source = recipe(kl), adapters["kl", "plus"]
    asked = recipe(kl, references=(like(source),))

    def latents(asked: Recipe, *pictures: Rows) -> torch.Tensor:
        model.equip(asked, [source])
        return list(model.denoise([asked], model.condition(asked, Pictures(references=pictures))))[-1].latents

    before, wanted = latents(plain), latents(asked, FIRST)
    model.equip(plain, [])
    resident.hooks.stop = CountedStop(nth)
    with pytest.raises(Stopped):
        model.equip(asked, [source])
    resident.hooks.stop = None
    made = list(model.denoise([plain], model.condition(plain, Pictures())))[-1].latents
    assert torch.equal(made, before)
    assert torch.equal(latents(asked, FIRST), wanted)


@pytest.mark.usefixtures("no_gradients")
def test_what_is_not_wanted_any_more_is_let_go(kl: ModelSource, adapters: Adapters):
    def held() -> int:
        gc.collect()
        kinds = (IPAdapterAttnProcessor2_0, MultiIPAdapterImageProjection, CLIPVisionModelWithProjection)
        return sum(issubclass(type(one), kinds) for one in gc.get_objects())  # isinstance wakes lazy objects

    model, _ = Resident(CPU).get(kl, Stop())
    plain, sources = recipe(kl), [adapters["kl", "plain"], adapters["kl", "plus"]]
    before = held()
    counts: set[int] = set()
    for _ in range(3):
        for source in sources:
            asked = recipe(kl, references=(like(source),))
            model.equip(asked, [source])
            model.condition(asked, Pictures(references=(FIRST,)))
            counts.add(held() - before)
    assert len(counts) == 1
    assert min(counts) > 0
    model.equip(plain, [])
    assert held() == before


@pytest.mark.usefixtures("no_gradients")
def test_a_lora_is_for_the_model_and_never_for_an_adapter_that_was_on_before(
    kl: ModelSource, adapters: Adapters, tmp_path: Path
):
    model, _ = Resident(CPU).get(kl, Stop())
    folder, source = Path(kl.folder), adapters["kl", "plain"]
    names = UNet2DConditionModel.from_pretrained(folder / "unet").attn_processors
    layer = f"unet.{next(name for name in names if '.attn2.' in name)}.to_k_ip.0"
    beside = {f"{layer}.lora_A.weight": torch.ones(1, 1), f"{layer}.lora_B.weight": torch.ones(1, 1)}
    lora = lora_source(write(tmp_path / "lora.safetensors", peft(tiny_lora(folder), folder) | beside))
    asked = recipe(kl, addons=(Addon(model=lora.ref, weight=1.0),))
    alone = model.equip(asked, [lora])
    model.equip(recipe(kl, references=(like(source),)), [source])
    assert model.equip(asked, [lora]) == alone
    assert len(alone) == 1


@pytest.mark.usefixtures("no_gradients")
def test_a_seamless_picture_stays_seamless(kl: ModelSource, adapters: Adapters):
    """Rolled noise gives the picture rolled: what an adapter adds does not know where an edge is."""
    model, _ = Resident(CPU).get(kl, Stop())
    source = adapters["kl", "plus"]
    asked = recipe(kl, references=(like(source),), tile="both", width=128, height=128, steps=2)
    model.equip(asked, [source])
    model.go_on_over("both")

    def made(by: int) -> torch.Tensor:
        step = None
        for step in model.denoise([asked], model.condition(asked, Pictures(references=(FIRST,)))):
            if step.number == 0:
                step.latents.copy_(step.latents.roll([by, by], [-2, -1]))
        assert step is not None
        return step.latents

    straight, rolled = made(0), made(4)
    assert float((straight.roll([4, 4], [-2, -1]) - rolled).abs().max()) < 1e-3 * float(straight.abs().max())
