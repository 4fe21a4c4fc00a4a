"""The files of a diffusers folder: which ones decide the picture, and whether one is missing or must not be opened."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec

from studio.errors import ModelDamaged, ModelUnsafe
from studio.families.family import PipelineIndex, read_json

PICKLES = frozenset({".bin", ".ckpt", ".pt", ".pth", ".pkl", ".pickle"})
WEIGHTS = ".safetensors"
DECIDING = frozenset({WEIGHTS, ".json", ".txt", ".model"})
"""weights, configs, and tokenizer tables"""

GET_AGAIN = "Get this model again, or mend its folder."
UNUSED_PARTS = frozenset({"safety_checker", "feature_extractor"})
"""named in many pipelines, never loaded here, and larger than all the rest of some"""
_VARIANTS = ("", ".fp16")
_PARTS = ("unet", "vae", "text_encoder", "transformer")


class _Shards(msgspec.Struct, frozen=True, kw_only=True):
    weight_map: dict[str, str]


msgspec.json.Decoder(_Shards)  # before any thread decodes it: see recipe/recipe.py


def looks_like_a_model(folder: Path) -> bool:
    """Whether the files right inside `folder` are those of one model in the diffusers layout, whole or not."""
    names = entries(folder)
    return "model_index.json" in names or any(part in names for part in _PARTS)


def is_weights(path: Path) -> bool:
    """Whether it is a file of weights, of whatever."""
    return path.suffix in PICKLES | {WEIGHTS} and not is_folder(path)


def is_folder(path: Path) -> bool:
    """As Path.is_dir, which raises at links that cannot be and in folders that nobody may look into."""
    return os.path.isdir(path)  # noqa: PTH112


def is_file(path: Path) -> bool:
    """As Path.is_file, and never raises: see is_folder."""
    return os.path.isfile(path)  # noqa: PTH113


def entries(folder: Path) -> dict[str, Path]:
    """Name to path of what lies in `folder`, sorted, what is not shown left out; empty if it cannot be read."""
    try:
        return {path.name: path for path in sorted(folder.iterdir()) if is_shown(path.name)}
    except OSError:
        return {}


def is_shown(name: str) -> bool:
    """Not what is hidden, nor what has a name that is no text: nobody could be told of it."""
    return not name.startswith(".") and is_text(name)


def is_text(name: str) -> bool:
    """Whether a name can be written down: on Linux names are bytes, and those of old systems may be in any coding."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def require_index(folder: Path) -> None:
    """Raise what is wrong with a folder that has no model_index.json; pickles are named as such."""
    names = entries(folder)
    if "model_index.json" in names:
        return
    if any(Path(name).suffix in PICKLES for name in names):
        raise _unsafe(next(name for name in names if Path(name).suffix in PICKLES))
    raise ModelDamaged("model_index.json is missing.", remedy=GET_AGAIN)


def deciding_files(folder: Path, index: PipelineIndex) -> tuple[Path, ...]:
    """Every file that decides the picture, sorted by relative path; complete as far as names and configs tell.

    Raises ModelDamaged that names what is missing, ModelUnsafe where the only weights are a pickle.
    """
    files = [folder / "model_index.json"]
    for name, (_, kind) in index.components.items():
        if name not in UNUSED_PARTS:
            files.extend(_component(folder / name, kind))
    return tuple(sorted(files, key=lambda path: path.relative_to(folder).as_posix()))


def part_files(folder: Path) -> tuple[Path, ...]:
    """Every file of one part with weights that decides the picture. Raises ModelDamaged, ModelUnsafe."""
    return tuple(_component(folder, ""))


def _component(folder: Path, kind: str) -> list[Path]:
    if not folder.is_dir():
        raise ModelDamaged(f"The part “{folder.name}” is missing.", remedy=GET_AGAIN)
    present = {name: path for name, path in entries(folder).items() if is_file(path)}
    config, has_weights = _expected(kind)
    if config not in present:
        raise ModelDamaged(f"{folder.name}/{config} is missing.", remedy=GET_AGAIN)
    if has_weights:
        _require_weights(folder, present)
    return [path for path in present.values() if path.suffix in DECIDING]


def _expected(kind: str) -> tuple[str, bool]:
    """(config file, whether there are weights) of a component class."""
    if kind.endswith("Scheduler"):
        return "scheduler_config.json", False
    if "Tokenizer" in kind:
        return "tokenizer_config.json", False
    if kind.endswith(("ImageProcessor", "ImageProcessorFast", "FeatureExtractor")):
        return "preprocessor_config.json", False
    return "config.json", True


def _require_weights(folder: Path, present: dict[str, Path]) -> None:
    for variant in _VARIANTS:
        for base in ("diffusion_pytorch_model", "model"):
            if f"{base}{variant}{WEIGHTS}" in present:
                return
            index = f"{base}{WEIGHTS}.index{variant}.json"
            if index in present:
                _require_shards(folder, present[index], present)
                return
    for name, path in present.items():
        if path.suffix in PICKLES:
            raise _unsafe(f"{folder.name}/{name}")
    raise ModelDamaged(f"The weights of “{folder.name}” are missing.", remedy=GET_AGAIN)


def _require_shards(folder: Path, index: Path, present: dict[str, Path]) -> None:
    missing = sorted(set(read_json(index, _Shards).weight_map.values()) - present.keys())
    if missing:
        raise ModelDamaged(f"{folder.name}/{missing[0]} is missing.", remedy=GET_AGAIN)


def _unsafe(name: str) -> ModelUnsafe:
    return ModelUnsafe(
        f"{name} is a pickle checkpoint, which can run any program when it is opened. It was not opened.",
        remedy="Get this model as .safetensors.",
    )
