"""Folders of ComfyUI, Stable Diffusion WebUI (A1111, Forge) and InvokeAI: where each keeps which kind of model."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Literal, NamedTuple, cast

from studio.catalog.anatomy import entries, is_file, is_folder

FoundKind = Literal["model", "checkpoint", "lora", "vae", "control", "adapter", "encoder", "embedding", "upscaler"]
Kinds = Mapping[str, FoundKind]
_COMFY: Kinds = {
    "checkpoints": "checkpoint",
    "diffusers": "model",
    "loras": "lora",
    "vae": "vae",
    "vae_approx": "vae",
    "controlnet": "control",
    "ipadapter": "adapter",
    "clip_vision": "encoder",
    "embeddings": "embedding",
    "upscale_models": "upscaler",
}
_WEBUI: Kinds = {
    "models/Stable-diffusion": "checkpoint",
    "models/Lora": "lora",
    "models/LyCORIS": "lora",
    "models/VAE": "vae",
    "models/ControlNet": "control",
    "extensions/sd-webui-controlnet/models": "control",
    "models/ESRGAN": "upscaler",
    "embeddings": "embedding",
}
_INVOKE_KINDS: Kinds = {
    "main": "model",
    "lora": "lora",
    "vae": "vae",
    "controlnet": "control",
    "ip_adapter": "adapter",
    "clip_vision": "encoder",
    "embedding": "embedding",
}
_EXTRA = ("extra_model_paths.yaml", "extra_model_paths.yml")
_MAX_YAML_BYTES = 2**20
_USUAL = (
    "ComfyUI",
    "Documents/ComfyUI",
    "comfy/ComfyUI",
    "stable-diffusion-webui",
    "stable-diffusion-webui-forge",
    "invokeai",
    "InvokeAI",
    "StabilityMatrix/Models",
)
"""where their installers put them, below the user's folder"""


class KindFolder(NamedTuple):
    """A folder in which a program keeps one kind of model."""

    tool: str
    kind: FoundKind
    folder: Path


def usual_folders(user: Path) -> tuple[Path, ...]:
    """Those of the usual places that are there."""
    return tuple(folder for name in _USUAL if (folder := user / name).is_dir())


def kind_folders(folder: Path) -> Iterator[KindFolder]:
    """Where the program whose folder this is keeps its models, there or not; nothing where it is no such program's."""
    if is_folder(folder / "models" / "checkpoints"):
        yield from _kinds("ComfyUI", folder / "models", _COMFY)
        for name in _EXTRA:
            yield from _extra(folder / name)
    elif is_folder(folder / "checkpoints"):  # its models folder itself
        yield from _kinds("ComfyUI", folder, _COMFY)
    if is_folder(folder / "models" / "Stable-diffusion"):
        yield from _kinds("Stable Diffusion WebUI", folder, _WEBUI)
    if is_file(folder / "invokeai.yaml"):
        yield from _invoke(folder)


def kind_named(folder: Path) -> FoundKind | None:
    """What these programs keep in folders of this name, wherever it lies."""
    return _BY_NAME.get(folder.name.lower())


_BY_NAME: Mapping[str, FoundKind] = {
    name.rpartition("/")[2].lower(): kind
    for kinds in (_COMFY, _WEBUI, _INVOKE_KINDS)
    for name, kind in kinds.items()
    if not name.endswith("/models")
}


def _kinds(tool: str, folder: Path, kinds: Kinds) -> Iterator[KindFolder]:
    for name, kind in kinds.items():
        yield KindFolder(tool, kind, folder / name)


def _invoke(folder: Path) -> Iterator[KindFolder]:
    """models/<base>/<kind>/<name>"""
    for base in entries(folder / "models").values():
        for name, kind in _INVOKE_KINDS.items():
            yield KindFolder("InvokeAI", kind, base / name)


def _extra(path: Path) -> Iterator[KindFolder]:
    """ComfyUI's list of further folders: sections of kind to path, or to several paths in lines, below base_path."""
    for section in _sections(path):
        base = _path(section.get("base_path"), path.parent)
        for name, kind in _COMFY.items():
            listed = section.get(name)
            for line in listed.splitlines() if isinstance(listed, str) else ():
                if line.strip():
                    yield KindFolder("ComfyUI", kind, _path(line.strip(), base))


def _sections(path: Path) -> Iterator[dict[str, object]]:
    import yaml  # takes 50 ms: not at start

    try:
        if path.stat().st_size > _MAX_YAML_BYTES:
            return
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeError, yaml.YAMLError):
        return
    sections = cast("dict[str, object]", content) if isinstance(content, dict) else {}
    for section in sections.values():
        if isinstance(section, dict):
            yield cast("dict[str, object]", section)


def _path(value: object, base: Path) -> Path:
    if not isinstance(value, str) or not value:
        return base
    return base / Path(os.path.expandvars(value)).expanduser()
