"""LoRAs: the picture of the model with them in its weights, and the model's own bits again without."""

from __future__ import annotations

import shutil
import struct
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec
import numpy as np
import psutil
import pytest
import torch
from safetensors.torch import load_file

from studio.engine.schedulers import Schedule
from studio.families.family import read_json
from studio.families.layouts import layouts_dir
from studio.families.lora import pace_named
from studio.recipe.events import Accepted, Cancelled, Failed, Finished, Notice
from studio.recipe.recipe import Addon, StartImage, Tile
from studio.wire.messages import AdditionSource, ModelSource
from tests import tiny_additions
from tests.engine.client import EngineClient, Outcome, recipe, source
from tests.engine.test_single_files import single
from tests.tiny_additions import (
    Tensors,
    TinyLayer,
    is_attention,
    kohya,
    kohya_makers,
    lora_source,
    old_diffusers,
    patched,
    peft,
    peft_notes,
    tiny_lora,
    write,
)

TOLERANCE = 2
"""of 255: sums in another order, and in double precision"""
START = bytes(range(256)) * 48
Weighed = tuple[AdditionSource, float]


class Lora(msgspec.Struct, frozen=True):
    """One on the disk, and what it should do."""

    source: AdditionSource
    layers: Sequence[TinyLayer]


def make(
    engine: EngineClient, model: ModelSource, *loras: Weighed, how: dict[str, object] | None = None, **changes: object
) -> Outcome:
    addons = tuple(Addon(model=one.ref, weight=weight) for one, weight in loras)
    asked = recipe(model, addons=addons, **changes)
    return engine.make(
        model, asked, additions=tuple({one.ref: one for one, _ in loras}.values()), previews=False, **(how or {})
    )


def pixels(outcome: Outcome) -> np.ndarray:
    assert outcome.ending == Finished(), outcome.ending
    picture = outcome.pictures[0]
    return np.frombuffer(picture.data, np.uint8).reshape(picture.height, picture.width, 3).astype(int)


def assert_same(first: Outcome, second: Outcome) -> None:
    difference = np.abs(pixels(first) - pixels(second))
    assert difference.max() <= TOLERANCE, f"{difference.max()} of 255, mean {difference.mean():.3f}"


def assert_other(first: Outcome, second: Outcome) -> None:
    assert np.abs(pixels(first) - pixels(second)).mean() > TOLERANCE


def refused(outcome: Outcome, kind: str) -> Failed:
    ending = outcome.ending
    assert isinstance(ending, Failed), ending
    assert (ending.kind, bool(ending.remedy)) == (kind, True), ending
    return ending


@pytest.fixture(scope="module")
def loras(
    tiny_models: dict[str, ModelSource], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, tuple[Lora, Lora]]:
    """Two for each model, for every layer of it."""
    out = tmp_path_factory.mktemp("loras")
    return {name: (_lora(model, out, 0), _lora(model, out, 1)) for name, model in tiny_models.items()}


def _lora(model: ModelSource, out: Path, seed: int) -> Lora:
    folder = Path(model.folder)
    layers = tiny_lora(folder, seed=seed)
    return Lora(lora_source(write(out / f"{folder.name}-{seed}.safetensors", kohya(layers, folder))), layers)


@pytest.fixture
def dtype(engine: EngineClient) -> torch.dtype:
    assert engine.ready is not None
    return getattr(torch, engine.ready.dtype)


Keep = Callable[[str, str], bool]
FORMS: dict[str, tuple[Callable[[Sequence[TinyLayer], Path], Tensors], Keep]] = {
    "kohya": (kohya, lambda _, __: True),
    "kohya with the makers' names": (kohya_makers, lambda _, path: not path.startswith("add_embedding.p")),
    "peft": (peft, lambda _, __: True),
    "old diffusers": (old_diffusers, is_attention),
}
"""how a file is written, and what it can name: the makers know no pooled prompts of the embedded model's kind"""


@pytest.mark.parametrize("form", FORMS)
def test_a_picture_is_that_of_patched_weights(
    engine: EngineClient, model: ModelSource, form: str, tmp_path: Path, dtype: torch.dtype
):
    folder = Path(model.folder)
    written, keep = FORMS[form]
    layers = tiny_lora(folder, keep=keep)
    notes = peft_notes() if form == "peft" else {}
    lora = lora_source(write(tmp_path / "lora.safetensors", written(layers, folder), notes))
    by_hand = source(patched(folder, tmp_path / "by hand", [(layers, 0.7)], dtype))
    expected = make(engine, by_hand)
    made = make(engine, model, (lora, 0.7))
    assert_same(made, expected)
    assert_other(made, make(engine, model))
    assert not [event for event in made.events if isinstance(event, Notice)]


def test_two_at_once_one_of_them_taken_away_from_the_model(
    engine: EngineClient, model: ModelSource, loras: dict[str, tuple[Lora, Lora]], tmp_path: Path, dtype: torch.dtype
):
    first, second = loras[model.ref.id]
    by_hand = patched(Path(model.folder), tmp_path / "m", [(first.layers, 0.5), (second.layers, -0.4)], dtype)
    made = make(engine, model, (first.source, 0.5), (second.source, -0.4))
    assert_same(made, make(engine, source(by_hand)))
    assert_other(made, make(engine, model, (first.source, 0.5)))


def test_taking_off_gives_back_the_same_bits_without_loading_again(
    engine: EngineClient, model: ModelSource, loras: dict[str, tuple[Lora, Lora]]
):
    first, second = loras[model.ref.id]
    plain = make(engine, model)
    on = make(engine, model, (first.source, 0.8))
    again: list[Outcome] = []
    for wanted in ([(second.source, 1.0)], [(first.source, -2.0), (second.source, 0.3)], [(first.source, 0.8)]):
        again.append(make(engine, model, *wanted))
        assert pixels(make(engine, model)).tobytes() == pixels(plain).tobytes()
    assert again[-1].pictures[0].data == on.pictures[0].data
    assert len({plain.pictures[0].data, *(one.pictures[0].data for one in again)}) == 4
    assert [one.phases.count("loading") for one in again] == [1, 1, 1]  # the LoRAs; the model would be told as well


def test_what_was_on_before_does_not_matter(engine: EngineClient, kl: ModelSource, loras: dict[str, tuple[Lora, Lora]]):
    first, second = loras["kl"]
    make(engine, kl, (first.source, 0.3))
    both = make(engine, kl, (first.source, 0.3), (second.source, 0.6))
    other_way = make(engine, kl, (second.source, 0.6))
    weighed_anew = make(engine, kl, (first.source, 1.3), (second.source, 0.6))
    back = make(engine, kl, (first.source, 0.3), (second.source, 0.6))
    assert back.pictures[0].data == both.pictures[0].data
    assert len({one.pictures[0].data for one in (both, other_way, weighed_anew)}) == 3


def test_the_same_set_again_is_not_read_again(
    engine: EngineClient, kl: ModelSource, loras: dict[str, tuple[Lora, Lora]], tmp_path: Path
):
    passing = Path(shutil.copy(loras["kl"][0].source.path, tmp_path / "passing.safetensors"))
    lora = lora_source(passing)
    first = make(engine, kl, (lora, 1.0))
    passing.unlink()
    again = make(engine, kl, (lora, 1.0))
    assert again.pictures[0].data == first.pictures[0].data
    assert ("loading" in first.phases, "loading" in again.phases) == (True, False)
    gone = refused(make(engine, kl, (lora, 0.9)), "ModelMissing")
    assert "passing" in gone.message
    refused(make(engine, kl, (lora, 1.0)), "ModelMissing")  # none is on after a failure


def test_another_model_in_between(
    engine: EngineClient, tiny_models: dict[str, ModelSource], loras: dict[str, tuple[Lora, Lora]]
):
    on = {name: (loras[name][0].source, 0.9) for name in tiny_models}
    plain = {name: make(engine, model).pictures[0].data for name, model in tiny_models.items()}
    with_one = {name: make(engine, model, on[name]).pictures[0].data for name, model in tiny_models.items()}
    assert {name: make(engine, model, on[name]).pictures[0].data for name, model in tiny_models.items()} == with_one
    assert {name: make(engine, model).pictures[0].data for name, model in tiny_models.items()} == plain


@pytest.mark.parametrize("tile", ["x", "both"])
def test_with_tiling(
    engine: EngineClient,
    kl: ModelSource,
    loras: dict[str, tuple[Lora, Lora]],
    tile: Tile,
    tmp_path: Path,
    dtype: torch.dtype,
):
    lora = loras["kl"][0]
    by_hand = source(patched(Path(kl.folder), tmp_path / "by hand", [(lora.layers, 1.0)], dtype))
    made = make(engine, kl, (lora.source, 1.0), tile=tile)
    assert_same(made, make(engine, by_hand, tile=tile))
    assert_other(made, make(engine, kl, (lora.source, 1.0)))


def test_with_a_start_picture_and_a_mask(
    engine: EngineClient, model: ModelSource, loras: dict[str, tuple[Lora, Lora]], tmp_path: Path, dtype: torch.dtype
):
    lora = loras[model.ref.id][0]
    mask = np.zeros((64, 64, 1), np.uint8)
    mask[16:48, 16:48] = 255
    begun = np.frombuffer(START, np.uint8).reshape(64, 64, 3)
    how: dict[str, object] = {"pictures": {"start": begun, "mask": mask}}
    start = StartImage(sha256="0" * 64, strength=0.8, mask="1" * 64)
    by_hand = source(patched(Path(model.folder), tmp_path / "by hand", [(lora.layers, 1.0)], dtype))
    made = make(engine, model, (lora.source, 1.0), start=start, how=how)
    assert_same(made, make(engine, by_hand, start=start, how=how))
    outside = mask[..., 0] == 0
    assert (pixels(made)[outside] == begun[outside]).all()
    assert (pixels(made)[~outside] != pixels(make(engine, model, start=start, how=how))[~outside]).any()


def test_on_a_model_from_a_single_file(
    engine: EngineClient, xl_and_kl: ModelSource, loras: dict[str, tuple[Lora, Lora]], tmp_path: Path
):
    lora = loras[xl_and_kl.ref.id][0].source
    expected = make(engine, xl_and_kl, (lora, 0.6))
    made = make(engine, single(xl_and_kl, tmp_path), (lora, 0.6))
    assert made.pictures[0].data == expected.pictures[0].data


@pytest.fixture(params=["kl", "xl"])
def xl_and_kl(request: pytest.FixtureRequest, tiny_models: dict[str, ModelSource]) -> ModelSource:
    return tiny_models[request.param]


def test_every_picture_of_a_set_and_the_fast_plan(
    engine: EngineClient, kl: ModelSource, loras: dict[str, tuple[Lora, Lora]]
):
    lora = (loras["kl"][0].source, 1.0)
    exact = make(engine, kl, lora, how={"indexes": (0, 1, 2)})
    fast = make(engine, kl, lora, how={"indexes": (0, 1, 2), "plan": "fast"})
    alone = make(engine, kl, lora, how={"indexes": (2,)})
    assert alone.pictures[2].data == exact.pictures[2].data
    assert_same(exact, fast)
    assert exact.pictures[1].recipe.addons == (Addon(model=lora[0].ref, weight=1.0),)


def test_a_part_that_the_model_has_not_is_left_out_and_told_every_time(
    engine: EngineClient, kl: ModelSource, loras: dict[str, tuple[Lora, Lora]], tmp_path: Path
):
    lora = loras["kl"][0]
    tensors = load_file(lora.source.path)
    more = {
        "lora_te_text_model_encoder_layers_9_mlp_fc1.lora_down.weight": torch.ones(2, 32),
        "something.else": torch.ones(3),
    }
    more["lora_te_text_model_encoder_layers_9_mlp_fc1.lora_up.weight"] = torch.ones(64, 2)
    larger = lora_source(write(tmp_path / "larger.safetensors", tensors | more))
    made, again = (make(engine, kl, (larger, 1.0)) for _ in range(2))
    assert made.pictures[0].data == make(engine, kl, (lora.source, 1.0)).pictures[0].data
    for outcome in (made, again):
        (notice,) = [event for event in outcome.events if isinstance(event, Notice)]
        layers = len(lora.layers)
        assert f"2 of {layers + 2} layers of the LoRA “larger”" in notice.message


class TestRefused:
    """Whatever is refused leaves the model as it was loaded."""

    @pytest.fixture
    def good(self, loras: dict[str, tuple[Lora, Lora]]) -> AdditionSource:
        return loras["kl"][0].source

    @pytest.fixture(autouse=True)
    def unchanged(self, engine: EngineClient, kl: ModelSource, good: AdditionSource):
        before = make(engine, kl).pictures[0].data
        make(engine, kl, (good, 1.0))
        yield
        assert make(engine, kl).pictures[0].data == before

    def refuse(self, engine: EngineClient, kl: ModelSource, good: AdditionSource, bad: Path, kind: str) -> Failed:
        """Beside one that can be used, which is read first."""
        return refused(make(engine, kl, (good, 1.0), (lora_source(bad), 1.0)), kind)

    def test_one_of_another_family_by_its_width(
        self, engine: EngineClient, kl: ModelSource, good: AdditionSource, tmp_path: Path
    ):
        name = "lora_unet_input_blocks_4_1_transformer_blocks_0_attn2_to_k"
        tensors = {f"{name}.lora_down.weight": torch.ones(1, 2048), f"{name}.lora_up.weight": torch.ones(640, 1)}
        ending = self.refuse(engine, kl, good, write(tmp_path / "big.safetensors", tensors), "ModelUnsupported")
        assert ending.message == "The LoRA “big” is made for SDXL, not for this one."

    def test_one_of_another_family_by_its_encoders(
        self, engine: EngineClient, kl: ModelSource, good: AdditionSource, tmp_path: Path
    ):
        name = "lora_te2_text_model_encoder_layers_0_mlp_fc1"
        tensors = {f"{name}.lora_down.weight": torch.ones(1, 32), f"{name}.lora_up.weight": torch.ones(64, 1)}
        ending = self.refuse(engine, kl, good, write(tmp_path / "big.safetensors", tensors), "ModelUnsupported")
        assert "made for SDXL" in ending.message

    def test_one_of_another_model(self, engine: EngineClient, kl: ModelSource, xl: Lora, good: AdditionSource):
        ending = self.refuse(engine, kl, good, Path(xl.source.path), "ModelUnsupported")
        assert "made for" in ending.message

    @pytest.fixture
    def xl(self, loras: dict[str, tuple[Lora, Lora]]) -> Lora:
        return loras["xl"][0]

    def test_one_of_which_nothing_fits(
        self, engine: EngineClient, kl: ModelSource, good: AdditionSource, tmp_path: Path
    ):
        tensors = {
            "lora_unet_nowhere.lora_down.weight": torch.ones(1, 4),
            "lora_unet_nowhere.lora_up.weight": torch.ones(4, 1),
        }
        ending = self.refuse(engine, kl, good, write(tmp_path / "none.safetensors", tensors), "ModelUnsupported")
        assert "none of its layers" in ending.message

    def test_other_sizes(self, engine: EngineClient, kl: ModelSource, good: AdditionSource, tmp_path: Path):
        tensors = load_file(good.path)
        name = next(name for name in tensors if "attn1_to_q.lora_up" in name)
        tensors[name] = tensors[name][:-1]
        ending = self.refuse(engine, kl, good, write(tmp_path / "sizes.safetensors", tensors), "ModelUnsupported")
        assert "other sizes" in ending.message

    @pytest.mark.parametrize("change", ["without its other half", "of two ranks"])
    def test_parts_that_do_not_belong_together(
        self, engine: EngineClient, kl: ModelSource, good: AdditionSource, tmp_path: Path, change: str
    ):
        tensors = load_file(good.path)
        name = next(name for name in tensors if "attn1_to_q.lora_up" in name)
        whole = tensors.pop(name)
        if change == "of two ranks":
            tensors[name] = whole[:, :1]
        ending = self.refuse(engine, kl, good, write(tmp_path / "halves.safetensors", tensors), "ModelDamaged")
        assert "halves.safetensors" in ending.message

    def test_not_numbers(self, engine: EngineClient, kl: ModelSource, good: AdditionSource, tmp_path: Path):
        tensors = load_file(good.path)
        last = sorted(tensors)[-1]
        tensors[last] = tensors[last] * torch.nan
        ending = self.refuse(engine, kl, good, write(tmp_path / "nan.safetensors", tensors), "ModelDamaged")
        assert "nan.safetensors holds weights that are not numbers" in ending.message

    def test_cut_short(self, engine: EngineClient, kl: ModelSource, good: AdditionSource, tmp_path: Path):
        cut = tmp_path / "cut.safetensors"
        cut.write_bytes(Path(good.path).read_bytes()[:-100])
        assert "cut.safetensors is cut short" in self.refuse(engine, kl, good, cut, "ModelDamaged").message

    def test_an_impossible_header(self, engine: EngineClient, kl: ModelSource, good: AdditionSource, tmp_path: Path):
        claims = tmp_path / "claims.safetensors"
        claims.write_bytes(struct.pack("<Q", 2**60) + b"{}" * 100)
        self.refuse(engine, kl, good, claims, "ModelDamaged")

    def test_a_pickle_by_another_name(
        self, engine: EngineClient, kl: ModelSource, good: AdditionSource, tmp_path: Path
    ):
        pickle = tmp_path / "pickle.safetensors"
        torch.save(load_file(good.path), pickle)
        assert "was not opened" in self.refuse(engine, kl, good, pickle, "ModelUnsafe").message

    def test_a_kind_that_cannot_be_used(
        self, engine: EngineClient, kl: ModelSource, good: AdditionSource, tmp_path: Path
    ):
        tensors = {"lora_unet_mid_block_attentions_0_proj_in.oft_blocks": torch.zeros(2, 4, 4)}
        ending = self.refuse(engine, kl, good, write(tmp_path / "turned.safetensors", tensors), "ModelUnsupported")
        assert ending.message.startswith("The LoRA “turned” cannot be used. It is a LoRA of the kind OFT")

    def test_a_whole_model(self, engine: EngineClient, kl: ModelSource, good: AdditionSource, tmp_path: Path):
        tensors = {"model.diffusion_model.out.2.weight": torch.ones(4, 8, 3, 3)}
        ending = self.refuse(engine, kl, good, write(tmp_path / "model.safetensors", tensors), "ModelUnsupported")
        assert "whole model" in ending.message

    def test_a_cancel_as_soon_as_it_begins(
        self, engine: EngineClient, kl: ModelSource, good: AdditionSource, large: AdditionSource
    ):
        addons = tuple(Addon(model=one.ref, weight=1.0) for one in (good, large))
        asked = recipe(kl, addons=addons, width=256, height=256)
        outcome = engine.make_and_cancel(kl, asked, Accepted, 1, additions=(good, large), indexes=tuple(range(20)))
        assert outcome.ending == Cancelled()

    @pytest.fixture
    def large(self, good: AdditionSource, tmp_path: Path) -> AdditionSource:
        """One that takes long enough to read to be interrupted: a rank that nobody has."""
        times = 3000
        tensors = {
            name: one if name.endswith(".alpha") else one.repeat_interleave(times, dim=int("lora_up" in name))
            for name, one in load_file(good.path).items()
        }
        return lora_source(write(tmp_path / "large.safetensors", tensors))


@pytest.mark.parametrize("layout", ["stable-diffusion/1.x", "stable-diffusion-xl/base"])
def test_few_step_loras_go_their_way_whatever_the_scheduler_of_the_model_is(layout: str):
    """From pure noise, in steps of one length: times that trail, as their makers set them for Euler and DDIM."""
    config = read_json(layouts_dir() / layout / "scheduler" / "scheduler_config.json", dict)
    for called, steps in (("lcm-lora", 4), ("sdxl_lightning_2step", 2), ("Hyper-SD15-8steps", 8), ("sd_turbo", 4)):
        pace = pace_named(called)
        assert pace is not None
        times = Schedule(pace.scheduler, config, steps, torch.device("cpu")).timesteps
        trailing = [1000 - round(1000 * step / steps) - 1 for step in range(steps)]
        assert times[0] == 999
        assert max(abs(int(time) - wanted) for time, wanted in zip(times, trailing, strict=True)) <= 20


@pytest.mark.parametrize("scheduler", ["LCMScheduler", "TCDScheduler"])
def test_a_few_step_lora_at_its_pace(
    engine: EngineClient, model: ModelSource, loras: dict[str, tuple[Lora, Lora]], scheduler: str
):
    lora = (loras[model.ref.id][0].source, 0.3)
    first, again = (make(engine, model, lora, scheduler=scheduler, guidance=1.0) for _ in range(2))
    assert pixels(first).tobytes() == pixels(again).tobytes()
    assert_other(first, make(engine, model, scheduler=scheduler, guidance=1.0))


def test_memory_does_not_grow_over_fifty_switches(
    engine: EngineClient, xl: ModelSource, loras: dict[str, tuple[Lora, Lora]]
):
    process = psutil.Process(engine.process.pid)
    first, second = (one.source for one in loras["xl"])
    sets: list[list[Weighed]] = [[(first, 1.0)], [], [(second, 0.5)], [(first, 0.5), (second, -1.0)], []]
    seen: dict[int, bytes] = {}
    resident = files = 0
    for number in range(50):
        which = number % len(sets)
        made = make(engine, xl, *sets[which], steps=1).pictures[0].data
        assert seen.setdefault(which, made) == made
        if number == 15:
            resident, files = process.memory_info().rss, process.num_fds()
    assert len(set(seen.values())) == 4
    one_set = sum(path.stat().st_size for path in Path(xl.folder).rglob("*.safetensors"))
    assert process.memory_info().rss - resident < one_set * 34 * 0.6 / 2  # had every set left its originals behind
    assert process.num_fds() <= files


@pytest.fixture
def xl(tiny_models: dict[str, ModelSource]) -> ModelSource:
    return tiny_models["xl"]


def test_tiny_additions_cover_every_layer(tiny_models: dict[str, ModelSource]) -> None:
    """The names above are all of them: convolutions, attention, time embeddings, both encoders."""
    paths = {(layer.part, layer.path) for layer in tiny_lora(Path(tiny_models["xl"].folder))}
    assert {part for part, _ in paths} == set(tiny_additions.PARTS)
    assert {"conv_in", "time_embedding.linear_1", "down_blocks.0.downsamplers.0.conv", "add_embedding.linear_2"} <= {
        path for _, path in paths
    }
