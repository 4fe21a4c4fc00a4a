"""What is no sound, safe model is refused with the file's name and a remedy, and the engine works on."""

from __future__ import annotations

import json
import pickle
import shutil
import struct
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
import torch
from safetensors.torch import load_file, save_file

from studio.recipe.events import Failed, Finished
from studio.wire.messages import Loaded, ModelSource, Trouble, Warm
from tests.engine.client import EngineClient, recipe, source

UNET = "unet/diffusion_pytorch_model.safetensors"
VAE = "vae/diffusion_pytorch_model.safetensors"
TEXT = "text_encoder/model.safetensors"


class Exploit:
    """Unpickling this writes a file: proof that somebody opened it."""

    def __init__(self, witness: Path) -> None:
        self._witness = witness

    def __reduce__(self) -> tuple[object, tuple[Path, str]]:
        return Path.write_text, (self._witness, "opened")


@pytest.fixture
def broken(tmp_path: Path, kl: ModelSource) -> Path:
    """A copy of a sound model, for the test to break."""
    return Path(shutil.copytree(kl.folder, tmp_path / "broken"))


def failure(engine: EngineClient, folder: Path, family: str = "stable-diffusion") -> Failed:
    model = msgspec.structs.replace(source(folder, f"broken {folder}"), family=family)
    ending = engine.make(model, recipe(model)).ending
    assert isinstance(ending, Failed)
    assert ending.remedy
    assert "Traceback" not in ending.message
    engine.send(Warm(model=model))
    trouble = engine.read()
    assert isinstance(trouble, Trouble)
    assert (trouble.failure.kind, trouble.failure.message) == (ending.kind, ending.message)
    return ending


def edit(path: Path, **fields: object) -> None:
    path.write_text(json.dumps({**json.loads(path.read_text("utf-8")), **fields}), "utf-8")


def rewrite(path: Path, change: Callable[[dict[str, torch.Tensor]], None]) -> None:
    tensors = load_file(path)
    change(tensors)
    save_file(tensors, path)


def nan_weights(tensors: dict[str, torch.Tensor]) -> None:
    tensors[sorted(tensors)[3]].view(-1)[0] = float("nan")


def one_less(tensors: dict[str, torch.Tensor]) -> None:
    tensors.popitem()


def one_of_another_shape(tensors: dict[str, torch.Tensor]) -> None:
    name = sorted(tensors)[0]
    tensors[name] = torch.zeros(3, 3)


DAMAGES: dict[str, tuple[str, Callable[[Path], object]]] = {
    "weights gone": ("unet/", lambda folder: (folder / UNET).unlink()),
    "weights truncated": (UNET, lambda f: (f / UNET).write_bytes((f / UNET).read_bytes()[:-1000])),
    "weights end in the header": (VAE, lambda f: (f / VAE).write_bytes((f / VAE).read_bytes()[:100])),
    "weights empty": (TEXT, lambda f: (f / TEXT).write_bytes(b"")),
    "text named safetensors": (VAE, lambda f: (f / VAE).write_text("<!doctype html>this is no model at all")),
    "header claims 2^60": (UNET, lambda f: (f / UNET).write_bytes(struct.pack("<Q", 2**60) + b"{}" * 50)),
    "header is no JSON": (UNET, lambda f: (f / UNET).write_bytes(struct.pack("<Q", 50) + b"x" * 100)),
    "NaN weights": (VAE, lambda f: rewrite(f / VAE, nan_weights)),
    "a weight missing": (UNET, lambda f: rewrite(f / UNET, one_less)),
    "a weight of another shape": (TEXT, lambda f: rewrite(f / TEXT, one_of_another_shape)),
    "a folder named safetensors": ("unet/", lambda f: ((f / UNET).unlink(), (f / UNET).mkdir())),
    "config gone": ("unet/config.json", lambda f: (f / "unet/config.json").unlink()),
    "config no JSON": ("vae/config.json", lambda f: (f / "vae/config.json").write_text("{")),
    "config a list": ("vae/config.json", lambda f: (f / "vae/config.json").write_text("[1]")),
    "config nonsense": ("unet/config.json", lambda f: edit(f / "unet/config.json", down_block_types=["Nonsense"])),
    "tokenizer gone": ("tokenizer/", lambda f: shutil.rmtree(f / "tokenizer")),
    "tokenizer table gone": ("tokenizer/", lambda f: (f / "tokenizer/tokenizer.json").unlink()),
    "tokenizer table no table": ("tokenizer/", lambda f: (f / "tokenizer/tokenizer.json").write_text("{}")),
    "scheduler gone": ("scheduler/", lambda f: shutil.rmtree(f / "scheduler")),
    "text encoder gone": ("text_encoder", lambda f: shutil.rmtree(f / "text_encoder")),
    "index gone": ("model_index.json", lambda f: (f / "model_index.json").unlink()),
    "index no JSON": ("model_index.json", lambda f: (f / "model_index.json").write_bytes(b"\xff\xfe")),
    "part not in index": ("unet", lambda f: edit(f / "model_index.json", unet=[None, None])),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_damaged_models_name_what_is_damaged(engine: EngineClient, broken: Path, damage: str):
    name, harm = DAMAGES[damage]
    harm(broken)
    told = failure(engine, broken)
    assert told.kind == "ModelDamaged", told
    assert name in told.message


def test_a_scheduler_that_makes_no_sense_is_said_when_it_is_needed(engine: EngineClient, broken: Path):
    edit(broken / "scheduler/scheduler_config.json", beta_schedule="nonsense")
    model = source(broken)
    ending = engine.make(model, recipe(model)).ending
    assert isinstance(ending, Failed)
    assert ending.kind == "ModelDamaged"
    assert "scheduler_config.json" in ending.message


@pytest.mark.parametrize("suffix", [".bin", ".ckpt", ".pt", ".pth", ".pkl"])
def test_a_pickle_is_refused_unopened(engine: EngineClient, broken: Path, tmp_path: Path, suffix: str):
    (broken / UNET).unlink()
    witness = tmp_path / "witness"
    (broken / UNET).with_suffix(suffix).write_bytes(pickle.dumps(Exploit(witness)))
    told = failure(engine, broken)
    assert told.kind == "ModelUnsafe"
    assert f"unet/diffusion_pytorch_model{suffix}" in told.message
    assert not witness.exists()


@pytest.mark.parametrize("write", ["pickle", "torch"])
def test_a_pickle_named_safetensors_is_refused_unopened(engine: EngineClient, broken: Path, tmp_path: Path, write: str):
    witness = tmp_path / "witness"
    if write == "pickle":
        (broken / UNET).write_bytes(pickle.dumps(Exploit(witness)))
    else:
        torch.save({"x": torch.zeros(1)}, broken / UNET)
    assert failure(engine, broken).kind == "ModelUnsafe"
    assert not witness.exists()


def test_a_pickle_beside_safetensors_is_never_looked_at(engine: EngineClient, broken: Path, tmp_path: Path):
    witness = tmp_path / "witness"
    (broken / "unet/diffusion_pytorch_model.bin").write_bytes(pickle.dumps(Exploit(witness)))
    model = source(broken)
    assert engine.make(model, recipe(model)).ending == Finished()
    assert not witness.exists()


def test_code_in_a_model_folder_is_never_run(engine: EngineClient, broken: Path, tmp_path: Path):
    witness = tmp_path / "witness"
    code = f"import pathlib; pathlib.Path({str(witness)!r}).write_text('run')\n"
    for place in ("pipeline.py", "unet/modeling.py", "tokenizer/tokenization.py", "__init__.py"):
        (broken / place).write_text(code)
    edit(broken / "unet/config.json", auto_map={"AutoModel": "modeling.Model"})
    edit(broken / "tokenizer/tokenizer_config.json", auto_map={"AutoTokenizer": ["tokenization.T", None]})
    model = source(broken)
    assert engine.make(model, recipe(model)).ending == Finished()
    edit(broken / "model_index.json", unet=["modeling", "Model"])
    assert failure(engine, broken).kind == "ModelUnsupported"
    assert not witness.exists()


def test_unknown_parts_and_families_are_unsupported(engine: EngineClient, broken: Path):
    assert failure(engine, broken, family="nonsense").kind == "ModelUnsupported"
    edit(broken / "model_index.json", vae=["diffusers", "AsymmetricAutoencoderKL"])
    assert failure(engine, broken).kind == "ModelUnsupported"


def test_a_folder_that_is_gone_is_missing(engine: EngineClient, tmp_path: Path):
    assert failure(engine, tmp_path / "nowhere").kind == "ModelMissing"


def test_a_symlink_loop_is_an_error_not_a_hang(engine: EngineClient, broken: Path):
    (broken / UNET).unlink()
    (broken / UNET).symlink_to(broken / UNET)
    assert failure(engine, broken).kind == "ModelDamaged"


def test_shards_load_as_one_and_a_missing_or_foreign_one_is_named(engine: EngineClient, broken: Path, kl: ModelSource):
    tensors = load_file(broken / UNET)
    names = sorted(tensors)
    shards = {"a.safetensors": names[::2], "b.safetensors": names[1::2]}
    for shard, held in shards.items():
        save_file({name: tensors[name] for name in held}, broken / "unet" / shard)
    (broken / UNET).unlink()
    index = broken / f"{UNET}.index.json"
    places = {name: shard for shard, held in shards.items() for name in held}
    index.write_text(json.dumps({"metadata": {}, "weight_map": places}))
    model = source(broken)
    made = engine.make(model, recipe(model)).pictures[0].data
    assert made == engine.make(kl, recipe(kl)).pictures[0].data
    (broken / "unet/b.safetensors").unlink()
    assert "unet/b.safetensors" in failure(engine, broken).message
    index.write_text(json.dumps({"weight_map": {**places, names[1]: "../../elsewhere.safetensors"}}))
    assert failure(engine, broken).kind == "ModelDamaged"


def test_weights_named_by_older_libraries_give_the_same_picture(engine: EngineClient, broken: Path, kl: ModelSource):
    def as_transformers_4(tensors: dict[str, torch.Tensor]) -> None:
        for name in list(tensors):
            tensors[f"text_model.{name}"] = tensors.pop(name)
        tensors["text_model.embeddings.position_ids"] = torch.arange(77)[None]

    rewrite(broken / TEXT, as_transformers_4)
    (broken / VAE).rename(broken / "vae/diffusion_pytorch_model.fp16.safetensors")
    model = source(broken)
    made = engine.make(model, recipe(model)).pictures[0].data
    assert made == engine.make(kl, recipe(kl)).pictures[0].data


def test_nothing_is_read_from_the_folder_any_more_once_it_is_loaded(engine: EngineClient, broken: Path):
    model = source(broken, "to be removed")
    engine.send(Warm(model=model))
    assert isinstance(engine.read(), Loaded)
    before = engine.make(model, recipe(model)).pictures[0].data
    for path in broken.rglob("*.safetensors"):
        path.write_bytes(b"")  # a mapped file would now end the process
    assert engine.make(model, recipe(model)).pictures[0].data == before
