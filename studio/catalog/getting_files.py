"""Which files of a model at a hub are needed: one precision, no duplicate, never a pickle."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from fnmatch import fnmatchcase
from pathlib import PurePosixPath

import msgspec

from studio.catalog.anatomy import DECIDING, PICKLES, UNUSED_PARTS, WEIGHTS
from studio.errors import ModelUnsafe, ModelUnsupported
from studio.families.family import PipelineIndex

INDEX = "model_index.json"
_BASES = ("diffusion_pytorch_model", "model")
_HALF = ".fp16"
"""half the bytes, and what the engine computes with on a graphics card anyway"""
_SHARD = re.compile(r"(?P<base>\w+?)(?P<before>\.\w+)?-\d{5}-of-\d{5}(?P<after>\.\w+)?\.safetensors")


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """A file at the hub, and its name here."""

    source: str
    target: str


def chosen(names: Collection[str], patterns: Collection[str], index: PipelineIndex | None) -> tuple[Wanted, ...]:
    """What to fetch of a model that has files of these names, sorted.

    `patterns` (shell wildcards) say it exactly; `index` is its model_index.json, None where it has none. Raises
    ModelUnsafe where there are only pickles, ModelUnsupported where it cannot be told.
    """
    if patterns:
        wanted = _named(names, patterns)
    elif index is not None:
        wanted = _pipeline(names, index)
    elif "config.json" in names:
        wanted = _part(names, "")
    else:
        wanted = _single(names)
    wanted += [_same(name) for name in names if "/" not in name and name.upper().startswith("LICENSE")]
    return tuple(sorted(set(wanted), key=lambda file: file.target))


def _named(names: Collection[str], patterns: Collection[str]) -> list[Wanted]:
    found = [name for name in names if any(fnmatchcase(name, pattern) for pattern in patterns)]
    safe = [name for name in found if PurePosixPath(name).suffix in DECIDING]
    for pattern in patterns:
        if not any(fnmatchcase(name, pattern) for name in safe):
            pickles = [name for name in found if PurePosixPath(name).suffix in PICKLES]
            if pickles:
                raise _only_pickles(pickles)
            raise ModelUnsupported(f"It has no file {pattern}.", remedy=_name_one(names))
    return [_same(name) for name in safe]


def _pipeline(names: Collection[str], index: PipelineIndex) -> list[Wanted]:
    wanted = [_same(INDEX)]
    for part, (_, kind) in index.components.items():
        if part in UNUSED_PARTS:
            continue
        if kind.endswith("Scheduler") or "Tokenizer" in kind or "Processor" in kind or "Extractor" in kind:
            wanted += _plain_files(names, f"{part}/")
        else:
            wanted += _part(names, f"{part}/")
    return wanted


def _part(names: Collection[str], folder: str) -> list[Wanted]:
    """Config and weights of one network."""
    inside = _inside(names, folder)
    weights = _weights(inside)
    if not weights:
        pickles = [folder + name for name in inside if PurePosixPath(name).suffix in PICKLES]
        if pickles:
            raise _only_pickles(pickles)
        raise ModelUnsupported(
            f"It has no weights for “{folder.rstrip('/') or 'itself'}” that this studio could load.",
            remedy=_name_one(names),
        )
    configs = _plain_files(names, folder) if folder else [_same("config.json")]
    return configs + [Wanted(source=folder + file.source, target=folder + file.target) for file in weights]


def _weights(inside: Collection[str]) -> list[Wanted]:
    """The smallest whole set, under the names that loaders expect without being told of a variant."""
    for variant in (_HALF, ""):
        for base in _BASES:
            if (name := f"{base}{variant}{WEIGHTS}") in inside:
                return [Wanted(source=name, target=f"{base}{WEIGHTS}")]
            index = f"{base}{WEIGHTS}.index{variant}.json"
            shards = [name for name in inside if _is_shard(name, base, variant)]
            if index in inside and shards:
                return [Wanted(source=index, target=f"{base}{WEIGHTS}.index.json"), *map(_same, shards)]
    return []


def _is_shard(name: str, base: str, variant: str) -> bool:
    match = _SHARD.fullmatch(name)
    return match is not None and match["base"] == base and (match["before"] or match["after"] or "") == variant


def _plain_files(names: Collection[str], folder: str) -> list[Wanted]:
    """Configs and tokenizer tables right inside `folder`; lists of shards belong to the weights."""
    return [
        _same(folder + name)
        for name in _inside(names, folder)
        if PurePosixPath(name).suffix in DECIDING - {WEIGHTS} and f"{WEIGHTS}.index" not in name and ".bin." not in name
    ]


def _single(names: Collection[str]) -> list[Wanted]:
    files = [name for name in names if "/" not in name and name.endswith(WEIGHTS)]
    if len(files) == 1:
        return [_same(files[0])]
    if files:
        raise ModelUnsupported(
            "It offers several files, and only you know which one you want.", remedy=_name_one(names)
        )
    pickles = [name for name in names if PurePosixPath(name).suffix in PICKLES]
    if pickles:
        raise _only_pickles(pickles)
    raise ModelUnsupported("There are no weights of pictures in it.", remedy=_name_one(names))


def _inside(names: Iterable[str], folder: str) -> list[str]:
    rest = (name.removeprefix(folder) for name in names if name.startswith(folder))
    return sorted(name for name in rest if "/" not in name)


def _same(name: str) -> Wanted:
    return Wanted(source=name, target=name)


def _only_pickles(names: list[str]) -> ModelUnsafe:
    return ModelUnsafe(
        f"{names[0]} comes as a pickle only, which can run any program when it is opened. Nothing was fetched.",
        remedy="Look for a version of this model with .safetensors files.",
    )


def _name_one(names: Collection[str]) -> str:
    weights = sorted(name for name in names if name.endswith(WEIGHTS))
    if not weights:
        return "Choose another model: this one has no .safetensors file."
    shown = ", ".join(weights[:6]) + (" …" if len(weights) > 6 else "")
    return f"Say which with --file NAME. It has: {shown}"
