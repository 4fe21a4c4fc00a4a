"""ControlNets hold pictures in every mode, stop anywhere, and leave the model as it was when they are taken away."""

from __future__ import annotations

import gc
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest
import torch
from diffusers.models.controlnets.controlnet import ControlNetModel
from diffusers.models.unets.unet_2d_condition import UNet2DConditionModel

from studio.engine.device import Device
from studio.engine.family import LoadedModel
from studio.engine.load import Resident
from studio.engine.pictures import Pictures
from studio.engine.stop import Stop, Stopped
from studio.pixels.compositing import Rows
from studio.recipe.events import Cancelled, Failed, Finished, Picture, Progress
from studio.recipe.recipe import Control, Recipe, StartImage, Tile
from studio.wire.messages import AdditionSource, ModelSource, Role
from tests.engine.client import EngineClient, Outcome, recipe, source
from tests.tiny_controls import as_made, as_one_file, build_tiny_control, control_source

RNG = np.random.default_rng(4)
START: Rows = RNG.integers(0, 256, (64, 64, 3), dtype=np.uint8)
STEPS = 5


def strokes(width: int = 64, height: int = 64, seed: int = 0) -> Rows:
    """White blocks on black."""
    coarse = np.random.default_rng(seed).random((height // 8, width // 8)) < 0.3
    return np.repeat((np.kron(coarse, np.ones((8, 8))) * 255).astype(np.uint8)[..., None], 3, axis=2)


@pytest.fixture(scope="module")
def folders(tiny_models: dict[str, ModelSource], tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Path]]:
    """Two ControlNets for each model."""
    out = tmp_path_factory.mktemp("controls")
    return {
        name: [build_tiny_control(out / name / f"control {seed}", Path(model.folder), seed=seed) for seed in range(2)]
        for name, model in tiny_models.items()
    }


@pytest.fixture
def control(model: ModelSource, folders: dict[str, list[Path]]) -> AdditionSource:
    return control_source(folders[model.ref.id][0])


def held_by(model: ModelSource, sources: Sequence[AdditionSource], weight: float = 1.0, **changes: object) -> Recipe:
    controls = tuple(Control(kind="scribble", model=one.ref, sha256="0", weight=weight) for one in sources)
    return recipe(model, **{"controls": controls, **changes})


def run(
    engine: EngineClient, model: ModelSource, asked: Recipe, sources: Sequence[AdditionSource], **how: Any
) -> Outcome:
    """Each control has strokes of its own."""
    pictures = [strokes(asked.width, asked.height, seed) for seed, _ in enumerate(asked.controls)]
    return engine.make(model, asked, **{"controls": pictures, "additions": sources, "previews": False, **how})


def made(engine: EngineClient, model: ModelSource, asked: Recipe, *sources: AdditionSource, **how: Any) -> Rows:
    outcome = run(engine, model, asked, sources, **how)
    assert outcome.ending == Finished(), outcome.ending
    return rows_of(outcome.pictures[0])


def rows_of(picture: Picture) -> Rows:
    return np.frombuffer(picture.data, np.uint8).reshape(picture.height, picture.width, 3)


def loaded(model: ModelSource, dtype: torch.dtype = torch.float32) -> tuple[LoadedModel, Resident]:
    half = dtype != torch.float32
    cpu = torch.device("cpu")
    resident = Resident(Device(torch=cpu, name="", dtype=dtype, threads=2, channels_last=half, batch=4))
    return resident.get(model, Stop())[0], resident


def test_taken_away_the_bits_are_those_of_before(engine: EngineClient, model: ModelSource, control: AdditionSource):
    before = made(engine, model, recipe(model))
    held = made(engine, model, held_by(model, [control]), control)
    assert np.abs(held.astype(int) - before).mean() > 1
    assert (made(engine, model, recipe(model)) == before).all()
    assert (made(engine, model, held_by(model, [control]), control) == held).all()


def test_the_control_image_decides(engine: EngineClient, model: ModelSource, control: AdditionSource):
    asked = held_by(model, [control])
    pictures = [made(engine, model, asked, control, controls=[strokes(seed=seed)]) for seed in (1, 2, 1)]
    assert (pictures[0] != pictures[1]).any()
    assert (pictures[0] == pictures[2]).all()


def test_the_same_bits_alone_and_in_a_set_whatever_ran_before(
    engine: EngineClient, model: ModelSource, folders: dict[str, list[Path]]
) -> None:
    first, second = (control_source(folder) for folder in folders[model.ref.id])
    asked = held_by(model, [first, second], 0.7)
    together = run(engine, model, asked, [first, second], indexes=(0, 1, 2))
    assert together.ending == Finished()
    made(engine, model, held_by(model, [second]), second)
    alone = run(engine, model, asked, [second, first], indexes=(2,))  # in any order on the wire
    assert alone.pictures[2].data == together.pictures[2].data


def test_several_at_once_look_like_each_alone(engine: EngineClient, model: ModelSource, control: AdditionSource):
    asked = held_by(model, [control])
    exact = run(engine, model, asked, [control], indexes=(0, 1, 2))
    fast = run(engine, model, asked, [control], indexes=(0, 1, 2), plan="fast")
    for index in range(3):
        difference = np.abs(rows_of(exact.pictures[index]).astype(int) - rows_of(fast.pictures[index]))
        assert difference.max() <= 2


def latents_of(engine: LoadedModel, asked: Recipe, sources: Sequence[AdditionSource]) -> torch.Tensor:
    """Of the last step, as a run makes them; each control has strokes of its own."""
    rows = tuple(strokes(asked.width, asked.height, seed) for seed, _ in enumerate(asked.controls))
    with torch.inference_mode():
        engine.equip(asked, sources)
        engine.go_on_over(asked.tile)
        *_, last = engine.denoise([asked], engine.condition(asked, Pictures(controls=rows)))
    return last.latents


def test_saving_memory_gives_nearly_the_same(model: ModelSource, control: AdditionSource):
    """Attention in slices, in the ControlNet too, and the halves of guidance one after the other."""
    engine, _ = loaded(model)
    side = 640 if model.ref.id == "tiny" else 320
    asked = held_by(model, [control], width=side, height=side, steps=2)
    whole = latents_of(engine, asked, [control])
    engine.save_memory(2)
    saving = latents_of(engine, asked, [control])
    engine.save_memory(0)
    assert float((whole - saving).abs().max()) < 1e-3 * float(whole.abs().max())
    assert torch.equal(latents_of(engine, asked, [control]), whole)


def test_in_the_precision_of_graphics_cards_it_is_nearly_the_same(model: ModelSource, control: AdditionSource):
    asked = held_by(model, [control])
    whole, half = (latents_of(loaded(model, dtype)[0], asked, [control]) for dtype in (torch.float32, torch.bfloat16))
    free = latents_of(loaded(model)[0], recipe(model), [])
    assert float((half - whole).abs().mean()) < 0.25 * float((free - whole).abs().mean())


def test_every_form_on_disk_gives_the_same_bits(
    engine: EngineClient, tiny_models: dict[str, ModelSource], folders: dict[str, list[Path]], tmp_path: Path
) -> None:
    for name in ("kl", "xl"):
        model, folder = tiny_models[name], folders[name][0]
        files = (
            as_one_file(folder, tmp_path / name / "ours.safetensors"),
            as_made(folder, tmp_path / name / "theirs.safetensors"),
            as_made(folder, tmp_path / name / "bare.safetensors", prefix=""),
        )
        forms = [control_source(path) for path in (folder, *files)]
        pictures = [made(engine, model, held_by(model, [form]), form) for form in forms]
        assert all((picture == pictures[0]).all() for picture in pictures)


@pytest.mark.parametrize(
    "smaller",
    [
        {"down_block_types": ("DownBlock2D", "DownBlock2D"), "mid_block_type": "UNetMidBlock2D"},
        {"down_block_types": ("DownBlock2D", "CrossAttnDownBlock2D"), "transformer_layers_per_block": (1, 1)},
        {"down_block_types": ("DownBlock2D", "DownBlock2D"), "transformer_layers_per_block": (0, 1)},
    ],
)
def test_a_smaller_one_in_one_file_is_known_from_its_shapes(
    engine: EngineClient, tiny_models: dict[str, ModelSource], tmp_path: Path, smaller: dict[str, Any]
) -> None:
    """As SDXL's small and mid ones: they leave out attention, or have less of it."""
    model = tiny_models["xl"]
    folder = build_tiny_control(tmp_path / "small", Path(model.folder), **smaller)
    both = control_source(folder), control_source(as_one_file(folder, tmp_path / "small.safetensors"))
    first, second = (made(engine, model, held_by(model, [one]), one) for one in both)
    assert (first == second).all()


def test_colours_may_be_read_the_other_way_round(
    engine: EngineClient, kl: ModelSource, folders: dict[str, list[Path]], tmp_path: Path
) -> None:
    rgb = folders["kl"][0]
    bgr = build_tiny_control(tmp_path / "bgr", Path(kl.folder), controlnet_conditioning_channel_order="bgr")
    pairs = ((control_source(rgb), START), (control_source(bgr), START[..., ::-1].copy()))
    first, second = (made(engine, kl, held_by(kl, [one]), one, controls=[rows]) for one, rows in pairs)
    assert (first == second).all()
    assert (made(engine, kl, held_by(kl, [pairs[1][0]]), pairs[1][0], controls=[START]) != first).any()


def test_the_same_one_may_read_two_control_images(
    engine: EngineClient, kl: ModelSource, folders: dict[str, list[Path]]
) -> None:
    one = control_source(folders["kl"][0])
    both = made(engine, kl, held_by(kl, [one, one], 0.5), one)
    assert (both != made(engine, kl, held_by(kl, [one], 0.5), one)).any()


def test_at_no_step_at_work_is_the_same_as_none(engine: EngineClient, model: ModelSource, control: AdditionSource):
    held = held_by(model, [control])
    never = msgspec.structs.replace(held.controls[0], begin=0.4, end=0.45)
    asked = msgspec.structs.replace(held, controls=(never,))
    assert (made(engine, model, asked, control) == made(engine, model, recipe(model))).all()


def test_inside_a_mask_it_holds_and_outside_every_bit_stays(
    engine: EngineClient, model: ModelSource, control: AdditionSource
) -> None:
    mask = np.zeros((64, 64), np.uint8)
    mask[12:50, 20:60] = 255
    pictures: dict[Role, Rows] = {"start": START, "mask": mask}
    start = StartImage(sha256="0", strength=1.0, mask="1")
    held = made(engine, model, held_by(model, [control], start=start), control, pictures=pictures)
    free = made(engine, model, recipe(model, start=start), pictures=pictures)
    assert (held[mask == 0] == START[mask == 0]).all()
    assert (held[mask == 255] != free[mask == 255]).any()


@pytest.mark.parametrize(("tile", "axes"), [("x", (1,)), ("y", (0,)), ("both", (0, 1))])
def test_seamless_pictures_stay_so(model: ModelSource, control: AdditionSource, tile: Tile, axes: tuple[int, ...]):
    """A control image that is rolled with the noise gives the picture rolled: nothing knows where an edge is."""
    engine, _ = loaded(model)
    side, by = (256, 64) if model.ref.id == "tiny" else (128, 32)
    asked = held_by(model, [control], tile=tile, width=side, height=side, steps=2)
    rows = strokes(side, side)

    def picture(shift: int) -> torch.Tensor:
        engine.equip(asked, [control])
        engine.go_on_over(asked.tile)
        seen = engine.condition(asked, Pictures(controls=(np.roll(rows, [shift] * len(axes), axes),)))
        step = None
        for step in engine.denoise([asked], seen):
            if step.number == 0:
                moved = step.latents.roll([shift // (side // 16)] * len(axes), [axis + 2 for axis in axes])
                step.latents.copy_(moved)
        assert step is not None
        return engine.decode(step.latents)

    with torch.inference_mode():
        plain, rolled = picture(0), picture(by)
        whole = plain.roll([by] * len(axes), [axis + 1 for axis in axes])
        assert float((rolled - whole).abs().max()) < 1e-3 * float(whole.abs().max())


def test_the_seam_is_as_smooth_as_the_rest(
    engine: EngineClient, kl: ModelSource, folders: dict[str, list[Path]]
) -> None:
    one = control_source(folders["kl"][0])
    seams = inner = 0.0
    for seed in range(12):
        asked = held_by(kl, [one], tile="x", width=128, height=128, seed=seed, steps=2)
        rows = made(engine, kl, asked, one, controls=[strokes(128, 128, seed)]).astype(int)
        steps = np.abs(np.diff(rows, axis=1, append=rows[:, :1])).mean(axis=(0, 2))[7::8]  # where latents meet
        seams, inner = seams + steps[-1], inner + steps[:-1].mean()
    assert abs(seams / inner - 1) <= 0.1


def test_a_tile_is_forgotten_with_the_run(engine: EngineClient, model: ModelSource, control: AdditionSource):
    asked = held_by(model, [control])
    before = made(engine, model, asked, control)
    assert (made(engine, model, msgspec.structs.replace(asked, tile="both"), control) != before).any()
    assert (made(engine, model, asked, control) == before).all()


@pytest.mark.parametrize("nth", range(1, STEPS + 5))
def test_cancel_at_every_phase_and_step(
    engine: EngineClient, kl: ModelSource, folders: dict[str, list[Path]], nth: int
) -> None:
    sources = [control_source(folder) for folder in folders["kl"]]
    asked = held_by(kl, sources, steps=STEPS, width=192, height=192)
    pictures = [strokes(192, 192), strokes(192, 192, 1)]
    how = {"controls": pictures, "additions": sources, "indexes": (0, 1)}
    assert engine.make_and_cancel(kl, asked, Progress, nth, **how).ending == Cancelled()
    assert run(engine, kl, held_by(kl, sources), sources).ending == Finished()


def test_every_step_can_be_looked_at(model: ModelSource, control: AdditionSource):
    engine, _ = loaded(model)
    asked = held_by(model, [control], steps=STEPS)
    with torch.inference_mode():
        engine.equip(asked, [control])
        engine.go_on_over(asked.tile)
        steps = list(engine.denoise([asked], engine.condition(asked, Pictures(controls=(strokes(),)))))
        looks = [engine.preview(step.foreseen) for step in steps[1:]]
    assert len(looks) == STEPS
    assert all(torch.isfinite(look).all() and look.shape[0] == 3 for look in looks)
    assert not torch.equal(looks[0], looks[-1])


class After(Stop):
    """Stops when it is looked at for the nth time."""

    def __init__(self, nth: int) -> None:
        super().__init__()
        self._left = nth

    def check(self) -> None:
        self._left -= 1
        if self._left < 0:
            raise Stopped


@pytest.mark.parametrize("nth", [0, 1, 40, 75])
def test_stopped_while_it_is_read_the_next_run_reads_it_anew(
    kl: ModelSource, folders: dict[str, list[Path]], nth: int
) -> None:
    engine, resident = loaded(kl)
    sources = [control_source(folder) for folder in folders["kl"]]
    asked = held_by(kl, sources)
    with torch.inference_mode():
        resident.hooks.stop = After(nth)
        with pytest.raises(Stopped):
            engine.equip(asked, sources)
        resident.hooks.stop = None
        engine.equip(recipe(kl), [])
    fresh, _ = loaded(kl)
    assert torch.equal(latents_of(engine, asked, sources), latents_of(fresh, asked, sources))


def test_one_that_is_wanted_again_is_not_read_again_and_another_is_let_go(
    engine: EngineClient, kl: ModelSource, folders: dict[str, list[Path]], tmp_path: Path
) -> None:
    one = control_source(Path(shutil.copytree(folders["kl"][0], tmp_path / "one")))
    asked = held_by(kl, [one])
    first = made(engine, kl, asked, one)
    shutil.rmtree(one.path)
    assert (made(engine, kl, asked, one) == first).all()
    assert run(engine, kl, recipe(kl), []).ending == Finished()
    ending = run(engine, kl, asked, [one]).ending
    assert isinstance(ending, Failed)
    assert (ending.kind, ending.message) == ("ModelMissing", "The ControlNet “one” is gone.")


def test_what_is_let_go_leaves_memory(kl: ModelSource, folders: dict[str, list[Path]]):
    def there() -> int:
        gc.collect()
        return sum(type(thing) is ControlNetModel for thing in gc.get_objects())

    engine, _ = loaded(kl)
    before, sources = there(), [control_source(folder) for folder in folders["kl"]]
    latents_of(engine, held_by(kl, sources), sources)
    assert there() == before + 2
    latents_of(engine, held_by(kl, sources[:1]), sources)
    assert there() == before + 1
    latents_of(engine, recipe(kl), [])
    assert there() == before


def test_a_model_of_consistency_takes_control_images(
    engine: EngineClient, kl: ModelSource, folders: dict[str, list[Path]], tmp_path: Path
) -> None:
    """Guidance is an input of its UNet then, of which a ControlNet hears nothing."""
    folder = Path(shutil.copytree(kl.folder, tmp_path / "lcm"))
    own = UNet2DConditionModel.from_pretrained(folder / "unet", local_files_only=True)
    config = {name: value for name, value in own.config.items() if not name.startswith("_")}
    distilled = UNet2DConditionModel(**{**config, "time_cond_proj_dim": 32})
    distilled.load_state_dict(own.state_dict(), strict=False)
    shutil.rmtree(folder / "unet")
    distilled.save_pretrained(folder / "unet")
    model, one = source(folder), control_source(folders["kl"][0])
    held = made(engine, model, held_by(model, [one], guidance=8.0), one)
    assert (held != made(engine, model, recipe(model, guidance=8.0))).any()
