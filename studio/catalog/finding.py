"""Models that other programs on this machine have: what could be used where it lies, and what not, and why."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from studio.catalog.anatomy import (
    PICKLES,
    WEIGHTS,
    deciding_files,
    is_shown,
    looks_like_a_model,
    part_files,
    require_index,
)
from studio.catalog.labels import Label, label_of
from studio.catalog.tool_folders import FoundKind, kind_folders
from studio.errors import ModelError
from studio.families.adapter import encoder_for, without_encoder
from studio.families.control import is_control_folder
from studio.families.family import read_index
from studio.families.recognise import recognise
from studio.families.single_file import recognise_file


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """Something that looks like a model."""

    tool: str
    """whose it is: Hugging Face, ComfyUI, …"""
    kind: FoundKind
    name: str
    path: Path
    bytes: int
    kept: Path | None = None
    """the folder in which its program keeps all of this kind, if it does"""
    family: str = ""
    problem: str = ""
    """why it cannot be used, in a sentence; empty if it can"""
    remedy: str = ""

    @property
    def usable(self) -> bool:
        return not self.problem


def folder_found(tool: str, name: str, folder: Path) -> Found:
    """What a folder in the diffusers layout is, without reading its weights."""
    family, problem, remedy, size = "", "", "", 0
    try:
        require_index(folder)
        size = sum(path.stat().st_size for path in deciding_files(folder, read_index(folder)))
        family = recognise(folder).family
    except ModelError as error:
        problem, remedy = error.message, error.remedy
    except OSError as error:
        problem, remedy = f"It cannot be read ({error.strerror or error}).", "Look at the rights of its folder."
    return Found(
        tool=tool, kind="model", name=name, path=folder, bytes=size, family=family, problem=problem, remedy=remedy
    )


def file_found(tool: str, kind: FoundKind, path: Path) -> Found | None:
    """What a single file of another program is; None for what holds no weights, or is a part of something else."""
    if path.suffix not in PICKLES | {WEIGHTS}:
        return None
    label = label_of(path)
    if label.kind == "encoder":
        return None
    found = Found(tool=tool, kind=kind, name=path.stem, path=path, bytes=size_of(path))
    return _judged(found) if label.kind == "model" else _labelled(found, label)


def control_found(tool: str, name: str, folder: Path) -> Found:
    """What a folder with a ControlNet is."""
    try:
        size = sum(size_of(file) for file in part_files(folder))
    except ModelError:
        size = 0
    return _labelled(Found(tool=tool, kind="control", name=name, path=folder, bytes=size), label_of(folder))


def found_in_tool(folder: Path) -> Iterator[Found]:
    """Every model of the program whose folder this is; nothing where it is no such program's."""
    for tool, kind, place in kind_folders(folder):
        if kind != "encoder":  # a part of adapters
            yield from models_below(tool, kind, place)


def models_below(tool: str, kind: FoundKind, folder: Path) -> Iterator[Found]:
    """Every model in `folder` and in the folders below it; links are not followed into folders, so none can circle."""
    for place, folders, files in os.walk(folder):
        here = Path(place)
        folders.sort()
        folders[:] = [name for name in folders if is_shown(name)]
        if here != folder and looks_like_a_model(here) and "model_index.json" in files:
            folders.clear()
            yield folder_found(tool, here.name, here)
            continue
        if is_control_folder(here):
            folders.clear()
            yield msgspec.structs.replace(control_found(tool, here.name, here), kept=folder)
            continue
        for name in sorted(files):
            if is_shown(name) and (found := file_found(tool, kind, here / name)) is not None:
                yield msgspec.structs.replace(found, kept=folder)


def _judged(found: Found) -> Found:
    """A file that is no addition: whether it is a whole model."""
    if found.path.suffix in PICKLES:
        return msgspec.structs.replace(
            found,
            problem="A pickle checkpoint, which can run any program when it is opened; it is never opened here.",
            remedy="Look for the same model as .safetensors.",
        )
    try:
        return msgspec.structs.replace(found, family=recognise_file(found.path).found.family)
    except ModelError as error:
        return msgspec.structs.replace(found, problem=error.message, remedy=error.remedy)


def _labelled(found: Found, label: Label) -> Found:
    problem, remedy = label.problem, label.remedy
    if label.reads is not None and not problem and encoder_for(found.path, label.reads) is None:
        problem, remedy = without_encoder(label.reads)
    assert label.kind != "model"
    return msgspec.structs.replace(found, kind=label.kind, family=label.family, problem=problem, remedy=remedy)


def to_name(found: Found) -> Path:
    """What is to be named so that it is listed from now on: LoRAs and the like come with the folder in which their
    program keeps them, so that those are listed too that come to it later."""
    return found.kept if found.kept is not None and found.kind in ("lora", "control", "adapter") else found.path


def each_once(found: Iterable[Found]) -> tuple[Found, ...]:
    """Links and folders that several programs share lead to one model."""
    seen: set[str] = set()
    once: list[Found] = []
    for one in found:
        real = os.path.realpath(one.path)
        if real not in seen:
            seen.add(real)
            once.append(one)
    return tuple(once)


def size_of(path: Path) -> int:
    """0 for what cannot be read."""
    try:
        return path.stat().st_size
    except OSError:
        return 0
