"""A model gives the same pictures from a folder and from a single file; what a file lacks or breaks is said."""

from __future__ import annotations

import shutil
import struct
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
import torch
from safetensors.torch import load_file, save_file

from studio.catalog.catalog import Catalog
from studio.paths import home_at
from studio.recipe.events import Cancelled, Failed, Finished, Preview, Progress
from studio.recipe.recipe import StartImage
from studio.settings import Settings
from studio.wire.messages import ModelSource
from tests.engine.client import EngineClient, recipe
from tests.tiny_checkpoints import CLIP, UNET, VAE, write_tiny_checkpoint

START = bytes(range(256)) * 48
TOKENIZERS = {"tokenizer": "tokenizer", "tokenizer_2": "tokenizer"}
"""the second one is lent the first one's table: what fills up prompts comes from the layout"""


def single(model: ModelSource, out: Path, *, open_clip: bool = False) -> ModelSource:
    folder = Path(model.folder)
    file, layout = write_tiny_checkpoint(folder, out, open_clip=open_clip)
    lent = {part: str(folder / place) for part, place in TOKENIZERS.items() if (folder / part).is_dir()}
    ref = msgspec.structs.replace(model.ref, id=f"file of {model.ref.id}", weights=str(file))
    return ModelSource(ref=ref, family=model.family, folder=str(file), layout=str(layout), lent=lent)


@pytest.fixture(scope="module")
def files(tiny_models: dict[str, ModelSource], tmp_path_factory: pytest.TempPathFactory) -> dict[str, ModelSource]:
    out = tmp_path_factory.mktemp("files")
    return {
        "kl": single(tiny_models["kl"], out / "kl"),
        "open": single(tiny_models["kl"], out / "open", open_clip=True),
        "xl": single(tiny_models["xl"], out / "xl"),
    }


@pytest.fixture
def broken(files: dict[str, ModelSource], tmp_path: Path) -> ModelSource:
    """A copy of the plain file, for the test to break."""
    file = shutil.copy(files["kl"].folder, tmp_path / "broken.safetensors")
    ref = msgspec.structs.replace(files["kl"].ref, weights=str(file))
    return msgspec.structs.replace(files["kl"], ref=ref, folder=str(file))


def failed(engine: EngineClient, model: ModelSource) -> Failed:
    ending = engine.make(model, recipe(model)).ending
    assert isinstance(ending, Failed)
    assert ending.remedy
    return ending


@pytest.mark.parametrize("name", ["kl", "open", "xl"])
def test_a_file_gives_the_bits_of_the_folder(
    engine: EngineClient, files: dict[str, ModelSource], tiny_models: dict[str, ModelSource], name: str
):
    file, folder = files[name], tiny_models["kl" if name == "open" else name]
    for changes in ({}, {"negative": "a blue square"}, {"start": StartImage(sha256="0", strength=0.6)}):
        start = START if "start" in changes else None
        ours, theirs = (engine.make(model, recipe(model, **changes), start=start) for model in (file, folder))
        assert ours.ending == theirs.ending == Finished()
        assert ours.pictures[0].data == theirs.pictures[0].data


@pytest.mark.parametrize("name", ["kl", "xl"])
def test_the_catalogue_tells_the_engine_what_it_needs(
    engine: EngineClient, files: dict[str, ModelSource], tiny_models: dict[str, ModelSource], tmp_path: Path, name: str
):
    home, folder = home_at(tmp_path), tiny_models[name]
    shutil.copytree(folder.folder, home.models / "lender")
    shutil.copy(files[name].folder, home.models / "mine.safetensors")
    catalog = Catalog(home, Settings(home.settings), layouts=Path(files[name].layout).parent.parent)
    model = catalog.get("mine")
    assert (model.family, model.capabilities.size.width) == (folder.family, 64)
    source = catalog.source(model.ref)
    ours, theirs = (engine.make(one, recipe(one)).pictures[0].data for one in (source, folder))
    assert ours == theirs


@pytest.mark.parametrize("name", ["kl", "xl"])
def test_previews_and_cancel(engine: EngineClient, files: dict[str, ModelSource], name: str):
    model = files[name]
    outcome = engine.make(model, recipe(model))
    assert any(isinstance(event, Preview) for event in outcome.events)
    assert isinstance(engine.make_and_cancel(model, recipe(model), Progress, 2).ending, Cancelled)
    assert engine.make(model, recipe(model)).pictures[0].data == outcome.pictures[0].data


def test_an_encoder_that_the_file_lacks_is_lent(engine: EngineClient, broken: ModelSource, kl: ModelSource):
    rewrite(Path(broken.folder), lambda tensors: drop(tensors, CLIP))
    assert "text_encoder" in failed(engine, broken).message
    lent = msgspec.structs.replace(broken, lent=broken.lent | {"text_encoder": f"{kl.folder}/text_encoder"})
    assert engine.make(lent, recipe(lent)).pictures[0].data == engine.make(kl, recipe(kl)).pictures[0].data


def rewrite(file: Path, change: Callable[[dict[str, torch.Tensor]], object]) -> None:
    tensors = load_file(file)
    change(tensors)
    save_file(tensors, file)


def drop(tensors: dict[str, torch.Tensor], prefix: str) -> None:
    for name in [name for name in tensors if name.startswith(prefix)]:
        del tensors[name]


def nan(tensors: dict[str, torch.Tensor]) -> None:
    tensors[f"{UNET}out.2.weight"].view(-1)[0] = float("nan")


def misshapen(tensors: dict[str, torch.Tensor]) -> None:
    tensors[f"{VAE}decoder.conv_in.weight"] = torch.zeros(3, 3)


def misplaced(tensors: dict[str, torch.Tensor]) -> None:
    """An attention layer of the autoencoder without its dimensions."""
    tensors[f"{VAE}encoder.mid.attn_1.q.weight"] = torch.zeros(())


DAMAGES: dict[str, Callable[[Path], object]] = {
    "empty": lambda file: file.write_bytes(b""),
    "cut short": lambda file: file.write_bytes(file.read_bytes()[:-1000]),
    "2^60": lambda file: file.write_bytes(struct.pack("<Q", 2**60) + b"{}"),
    "NaN": lambda file: rewrite(file, nan),
    "another shape": lambda file: rewrite(file, misshapen),
    "another layout": lambda file: rewrite(file, misplaced),
    "a weight missing": lambda file: rewrite(file, lambda tensors: tensors.pop(f"{UNET}out.2.bias")),
    "a part missing": lambda file: rewrite(file, lambda tensors: drop(tensors, VAE)),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_damage_is_told(engine: EngineClient, broken: ModelSource, kl: ModelSource, damage: str):
    DAMAGES[damage](Path(broken.folder))
    told = failed(engine, broken)
    assert told.kind == "ModelDamaged", told
    assert "Traceback" not in told.message
    assert engine.make(kl, recipe(kl)).ending == Finished()


def test_a_file_or_a_lender_that_is_gone_is_told(engine: EngineClient, broken: ModelSource, tmp_path: Path):
    gone = msgspec.structs.replace(broken, lent={"tokenizer": str(tmp_path / "gone")})
    assert "tokenizer" in failed(engine, gone).message or "gone" in failed(engine, gone).message
    Path(broken.folder).unlink()
    assert failed(engine, broken).kind == "ModelMissing"
