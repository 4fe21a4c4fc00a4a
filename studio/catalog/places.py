"""Where models lie: the embedded one, the studio's own folder, and folders that the user named."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from studio.catalog.anatomy import entries, is_file, is_folder, is_weights, looks_like_a_model
from studio.catalog.tool_folders import kind_folders
from studio.errors import ModelError
from studio.families.adapter import encoder_facts
from studio.families.control import is_control_folder

DEEP = 3
"""folders below one that was named, in which is looked as well: collections are kept in order by such folders"""
_USED = frozenset({"checkpoint", "model", "lora", "control", "adapter"})
"""of what other programs keep"""


def model_places(embedded: Path, own: Path, named: Iterable[str]) -> tuple[Path, ...]:
    """Every folder that holds a model or a ControlNet, and every file of weights outside of such folders, whole or
    not; each once, even if links lead to it twice or in circles."""
    seen: set[str] = set()
    found: list[Path] = []
    for folder in _candidates(embedded, own, named):
        real = os.path.realpath(folder)
        if real not in seen:
            seen.add(real)
            found.append(folder)
    return tuple(found)


def models_at(place: Path) -> Iterator[Path]:
    """A file of weights, or a folder itself if it holds a model, else what is inside: of another program's folder
    what lies where it keeps its models."""
    if is_weights(place):
        yield place
        return
    kept = [kind.folder for kind in kind_folders(place) if kind.kind in _USED]
    for folder in kept or [place]:
        yield from _inside(folder, DEEP, set())


def unreachable(named: Iterable[str]) -> tuple[str, ...]:
    """Those of the user's folders and files that are not there."""
    return tuple(place for place in named if not (is_folder(path := Path(place).expanduser()) or is_file(path)))


def encoder_places(own: Path, named: Iterable[str]) -> tuple[Path, ...]:
    """Where image encoders of adapters may lie besides around the adapters themselves."""
    tools = (kind.folder for folder in named for kind in kind_folders(Path(folder).expanduser()))
    got = (folder / "models" / "image_encoder" for folder in entries(own).values())
    return tuple(place for place in (*got, *tools) if is_folder(place))


def _candidates(embedded: Path, own: Path, named: Iterable[str]) -> Iterator[Path]:
    if embedded.is_dir():
        yield embedded
    yield from _below(own, DEEP, set())
    for folder in named:
        yield from models_at(Path(folder).expanduser())


def _inside(folder: Path, deep: int, seen: set[str]) -> Iterator[Path]:
    """The folder itself if it is one model, else those in it."""
    if looks_like_a_model(folder) or is_control_folder(folder):
        yield folder
    elif not is_encoder_folder(folder):
        yield from _below(folder, deep, seen)


def _below(folder: Path, deep: int, seen: set[str]) -> Iterator[Path]:
    """`seen` are the folders that were looked into."""
    real = os.path.realpath(folder)
    if real in seen:
        return
    seen.add(real)
    for path in entries(folder).values():
        if is_weights(path):
            yield path
        elif deep and is_folder(path):
            yield from _inside(path, deep - 1, seen)


def is_encoder_folder(folder: Path) -> bool:
    """Whether it holds the image encoder of an adapter, which is nothing to choose on its own."""
    try:
        return is_file(folder / "config.json") and encoder_facts(folder) is not None
    except ModelError:
        return False
