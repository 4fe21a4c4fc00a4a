"""A ControlNet that cannot be used is refused with its reason before anything is made, and the engine works on."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from accelerate import init_empty_weights
from diffusers.models.controlnets.controlnet import ControlNetModel
from diffusers.models.unets.unet_2d_condition import UNet2DConditionModel
from safetensors.torch import load_file, save_file

from studio.engine.control_loading import load_control
from studio.engine.device import Device
from studio.engine.stop import Stop, Stopped
from studio.errors import ModelUnsupported
from studio.families.layouts import layouts_dir
from studio.recipe.events import Failed, Finished, Progress
from studio.recipe.recipe import Control
from studio.wire.messages import ModelSource
from tests.engine.client import EngineClient, recipe
from tests.families.safetensors_files import write_tensors
from tests.tiny_controls import MADE, as_made, as_one_file, build_tiny_control, control_source, made_names

WEIGHTS = "diffusion_pytorch_model.safetensors"
LAYOUTS = ("stable-diffusion/1.x", "stable-diffusion/2.x", "stable-diffusion-xl/base")
CPU = Device(torch=torch.device("cpu"), name="", dtype=torch.float32, threads=2, channels_last=False, batch=4)


@pytest.fixture
def folder(tmp_path: Path, kl: ModelSource) -> Path:
    """A sound one for `kl`, for the test to break."""
    return build_tiny_control(tmp_path / "strokes", Path(kl.folder))


def refused(engine: EngineClient, model: ModelSource, path: Path) -> Failed:
    """Its reason; nothing was computed, and the model works without it afterwards."""
    one = control_source(path)
    asked = recipe(model, controls=(Control(kind="edges", model=one.ref, sha256="0", weight=1.0),))
    before = engine.make(model, recipe(model), previews=False).pictures[0].data
    outcome = engine.make(model, asked, controls=[np.zeros((64, 64, 3), np.uint8)], additions=[one])
    assert isinstance(outcome.ending, Failed)
    assert outcome.ending.remedy
    assert not any(isinstance(event, Progress) and event.phase != "loading" for event in outcome.events)
    again = engine.make(model, recipe(model), previews=False)
    assert again.ending == Finished()
    assert again.pictures[0].data == before
    return outcome.ending


def edit(folder: Path, **fields: object) -> None:
    path = folder / "config.json"
    path.write_text(json.dumps({**json.loads(path.read_text("utf-8")), **fields}), "utf-8")


@pytest.mark.parametrize("form", ["folder", "file", "makers"])
def test_one_of_another_family(
    engine: EngineClient, tiny_models: dict[str, ModelSource], tmp_path: Path, form: str
) -> None:
    for own, other in (("kl", "xl"), ("xl", "kl")):
        path = build_tiny_control(tmp_path / own / "strokes", Path(tiny_models[own].folder))
        if form != "folder":
            write = as_one_file if form == "file" else as_made
            path = write(path, tmp_path / own / "strokes.safetensors")
        ending = refused(engine, tiny_models[other], path)
        assert ending.kind == "ModelUnsupported"
        assert ending.message == f"The ControlNet “{path.name}” was made for other models than this one."


def test_families_are_named_where_their_widths_tell(kl: ModelSource, folder: Path):
    unet = UNet2DConditionModel.from_pretrained(Path(kl.folder) / "unet", local_files_only=True)
    unet.register_to_config(cross_attention_dim=768)
    edit(folder, cross_attention_dim=2048, addition_embed_type="text_time")
    with pytest.raises(ModelUnsupported, match=r"“strokes” is for SDXL, and this model is of Stable Diffusion 1\.x"):
        load_control(control_source(folder), unet, CPU, Stop())


def test_an_inpainting_model_takes_those_of_its_family(kl: ModelSource, folder: Path, tmp_path: Path):
    """Its UNet is given a mask and a picture besides, of which a ControlNet hears nothing."""
    config = json.loads((Path(kl.folder) / "unet" / "config.json").read_text("utf-8"))
    wide = UNet2DConditionModel.from_config({**config, "in_channels": 9})
    assert isinstance(wide, UNet2DConditionModel)
    for path in (folder, as_one_file(folder, tmp_path / "strokes.safetensors")):
        network = load_control(control_source(path), wide, CPU, Stop())
        assert network.conv_in.in_channels == 4


@pytest.mark.parametrize(
    "other", [{"block_out_channels": (16, 16)}, {"layers_per_block": 2}, {"in_channels": 9}, {"num_class_embeds": 3}]
)
def test_one_of_the_family_with_other_shapes(
    engine: EngineClient, kl: ModelSource, tmp_path: Path, other: dict[str, Any]
) -> None:
    folder = build_tiny_control(tmp_path / "strokes", Path(kl.folder), **other)
    assert refused(engine, kl, folder).kind == "ModelUnsupported"
    if "num_class_embeds" not in other:  # of which a file tells nothing
        file = as_one_file(folder, tmp_path / "strokes.safetensors")
        assert refused(engine, kl, file).kind == "ModelUnsupported"


def test_one_that_reads_pictures_at_another_scale(engine: EngineClient, kl: ModelSource, tmp_path: Path):
    folder = build_tiny_control(tmp_path / "s", Path(kl.folder), conditioning_embedding_out_channels=(4, 8, 16))
    one = control_source(folder)
    asked = recipe(kl, controls=(Control(kind="edges", model=one.ref, sha256="0", weight=1.0),))
    ending = engine.make(kl, asked, controls=[np.zeros((64, 64, 3), np.uint8)], additions=[one]).ending
    assert isinstance(ending, Failed)
    assert (ending.kind, "another scale" in ending.message) == ("ModelUnsupported", True)


def test_what_is_no_plain_controlnet(engine: EngineClient, kl: ModelSource, folder: Path):
    edit(folder, _class_name="ControlNetUnionModel")
    ending = refused(engine, kl, folder)
    assert ending.kind == "ModelUnsupported"
    assert "ControlNet-Union" in ending.message


def cut(path: Path) -> None:
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])


def lose(path: Path) -> None:
    path.unlink()


def pickle(path: Path) -> None:
    path.write_bytes(b"\x80\x04" + b"0" * 100)


def spoil(path: Path) -> None:
    tensors = load_file(path)
    tensors["conv_in.weight"][0] = float("nan")
    save_file(tensors, path)


def leave_out(path: Path) -> None:
    tensors = load_file(path)
    del tensors["controlnet_mid_block.weight"]
    save_file(tensors, path)


@pytest.mark.parametrize(
    ("harm", "kind", "said"),
    [
        (cut, "ModelDamaged", WEIGHTS),
        (lose, "ModelDamaged", WEIGHTS),
        (pickle, "ModelUnsafe", "pickle"),
        (spoil, "ModelDamaged", "not numbers"),
        (leave_out, "ModelDamaged", "lacks weights"),
    ],
)
def test_a_damaged_folder_is_named(
    engine: EngineClient, kl: ModelSource, folder: Path, harm: Callable[[Path], None], kind: str, said: str
) -> None:
    harm(folder / WEIGHTS)
    ending = refused(engine, kl, folder)
    assert (ending.kind, said in ending.message) == (kind, True), ending.message


@pytest.mark.parametrize(
    ("harm", "kind", "said"),
    [
        (cut, "ModelDamaged", "strokes.safetensors is cut short"),
        (lose, "ModelMissing", "is gone"),
        (pickle, "ModelUnsafe", "pickle"),
        (spoil, "ModelDamaged", "not numbers"),
        (leave_out, "ModelUnsupported", "other models"),
    ],
)
def test_a_damaged_file_is_named(
    engine: EngineClient,
    kl: ModelSource,
    folder: Path,
    tmp_path: Path,
    harm: Callable[[Path], None],
    kind: str,
    said: str,
) -> None:
    file = as_one_file(folder, tmp_path / "strokes.safetensors")
    harm(file)
    ending = refused(engine, kl, file)
    assert (ending.kind, said in ending.message) == (kind, True), ending.message


def test_a_config_that_makes_no_sense_is_named(engine: EngineClient, kl: ModelSource, folder: Path):
    edit(folder, down_block_types=["NoSuchBlock", "DownBlock2D"])
    ending = refused(engine, kl, folder)
    assert (ending.kind, "config.json" in ending.message) == ("ModelDamaged", True), ending.message


def test_where_two_are_wanted_and_one_is_broken_none_is_used(
    engine: EngineClient, kl: ModelSource, folder: Path, tmp_path: Path
) -> None:
    broken = Path(shutil.copytree(folder, tmp_path / "broken"))
    cut(broken / WEIGHTS)
    both = [control_source(folder), control_source(broken)]
    controls = tuple(Control(kind="edges", model=one.ref, sha256="0", weight=1.0) for one in both)
    rows = [np.zeros((64, 64, 3), np.uint8)] * 2
    ending = engine.make(kl, recipe(kl, controls=controls), controls=rows, additions=both).ending
    assert (isinstance(ending, Failed) and ending.kind) == "ModelDamaged"
    fine = engine.make(kl, recipe(kl, controls=controls[:1]), controls=rows[:1], additions=both[:1])
    assert fine.ending == Finished()


def published(layout: str) -> UNet2DConditionModel:
    """The UNet of a family as it is published, without its weights."""
    config = json.loads((layouts_dir() / layout / "unet" / "config.json").read_text("utf-8"))
    with init_empty_weights():
        made = UNet2DConditionModel.from_config(config)
    assert isinstance(made, UNet2DConditionModel)
    return made


@pytest.mark.parametrize("layout", LAYOUTS)
def test_published_sizes_fit_their_own_family_and_no_other(tmp_path: Path, layout: str):
    """Files of the sizes that people have, all holes: looked at before any weight is read, where this one stops."""
    unet = published(layout)
    with init_empty_weights():
        network = ControlNetModel.from_unet(unet, load_weights_from_unet=False)
    shapes = {name: tuple(one.shape) for name, one in network.state_dict().items()}
    made = {MADE + name: shape for name, shape in made_names(shapes, dict(network.config)).items()}
    stop = Stop()
    stop.set()
    for names in (shapes, made):
        one = control_source(write_tensors(tmp_path / "control.safetensors", names))
        for model in (unet, published(f"{layout}-inpainting")):
            with pytest.raises(Stopped):
                load_control(one, model, CPU, stop)
        for other in LAYOUTS:
            if other != layout:
                with pytest.raises(ModelUnsupported, match="is for"):
                    load_control(one, published(other), CPU, stop)
