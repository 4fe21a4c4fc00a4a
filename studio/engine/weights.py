"""Weights on disk: found in a component's folder, checked before they are believed, read tensor by tensor."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import torch
from safetensors import SafetensorError, safe_open

from studio.engine.stop import Stop
from studio.errors import ModelDamaged, ModelUnsafe
from studio.families.family import read_json

_NAMES = ("diffusion_pytorch_model", "model")
_VARIANTS = ("", ".fp16", ".non_ema")
_PICKLES = frozenset({".bin", ".ckpt", ".pt", ".pth", ".pkl", ".pickle"})
_PICKLE_BEGINNINGS = (b"PK\x03\x04", b"\x80\x02", b"\x80\x03", b"\x80\x04", b"\x80\x05")
"""a zip archive, as torch.save writes it, and bare pickles; no safetensors header is that long"""
_GET_AGAIN = "Get this model again, or mend its folder."


class _Shards(msgspec.Struct, frozen=True, kw_only=True):
    weight_map: dict[str, str]


msgspec.json.Decoder(_Shards)  # before any thread decodes it: see recipe/recipe.py


def find_weights(folder: Path) -> tuple[Path, ...]:
    """The safetensors files of one component, in a fixed order.

    Raises ModelUnsafe where there are only pickles, which are never opened, and ModelDamaged naming what is missing.
    """
    for variant in _VARIANTS:
        for name in _NAMES:
            whole = folder / f"{name}{variant}.safetensors"
            if whole.is_file():
                return (whole,)
            index = folder / f"{name}.safetensors.index{variant}.json"
            if index.is_file():
                return _shards(folder, index)
    raise _nothing_to_load(folder)


def read_tensors(
    files: tuple[Path, ...], dtype: torch.dtype, stop: Stop, *, prefix: str = ""
) -> Iterator[tuple[str, torch.Tensor]]:
    """(name, tensor) of every weight whose name begins with `prefix`; floating point ones as `dtype`.

    `stop` is looked at before each.

    Raises ModelDamaged that names the file, for weights that are no numbers too, and ModelUnsafe for disguised pickles.
    """
    for path in files:
        _refuse_pickle(path)
        try:
            with safe_open(path, framework="pt") as file:
                for name in file.keys():  # noqa: SIM118 (no mapping)
                    if not name.startswith(prefix):
                        continue
                    stop.check()
                    yield name, _sound(file.get_tensor(name), dtype, name, path)
        except (SafetensorError, OSError, ValueError) as error:
            raise damaged(path, "is damaged, cut short, or no safetensors file", str(error)) from error


def damaged(path: Path, problem: str, detail: str = "") -> ModelDamaged:
    """The error for one file of a model, named as `part/file`."""
    return ModelDamaged(f"{path.parent.name}/{path.name} {problem}.", remedy=_GET_AGAIN, detail=detail)


def _shards(folder: Path, index: Path) -> tuple[Path, ...]:
    names = sorted(set(read_json(index, _Shards).weight_map.values()))
    files = tuple(folder / name for name in names)
    for name, path in zip(names, files, strict=True):
        if Path(name).name != name or path.suffix != ".safetensors":
            raise damaged(index, "names weights outside its folder", name)
        if not path.is_file():
            raise damaged(path, "is missing")
    return files


def _nothing_to_load(folder: Path) -> ModelDamaged | ModelUnsafe:
    try:
        names = sorted(path.name for path in folder.iterdir())
    except OSError as error:
        return ModelDamaged(f"The part “{folder.name}” is missing.", remedy=_GET_AGAIN, detail=str(error))
    pickle = next((name for name in names if Path(name).suffix.lower() in _PICKLES), None)
    if pickle is not None:
        return _unsafe(folder / pickle)
    return damaged(folder / f"{_NAMES[0]}.safetensors", "is missing", f"the folder holds {names}")


def _refuse_pickle(path: Path) -> None:
    with path.open("rb") as file:
        if file.read(4).startswith(_PICKLE_BEGINNINGS):
            raise _unsafe(path)


def _unsafe(path: Path) -> ModelUnsafe:
    return ModelUnsafe(
        f"{path.parent.name}/{path.name} is a pickle checkpoint, which can run any program when it is opened. "
        "It was not opened.",
        remedy="Get this model as .safetensors.",
    )


def _sound(tensor: torch.Tensor, dtype: torch.dtype, name: str, path: Path) -> torch.Tensor:
    if not tensor.is_floating_point():
        return tensor.clone()
    if not torch.isfinite(tensor.sum(dtype=torch.float32)):
        raise damaged(path, "holds weights that are not numbers", name)
    return tensor.to(dtype, copy=True)  # out of the mapped file: it may be replaced while the model is in use
