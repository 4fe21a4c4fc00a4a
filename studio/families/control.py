"""ControlNets: what a folder or file of one belongs to, and which control images its names say that it was taught."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path

import msgspec

from studio.errors import ModelDamaged, ModelUnsupported
from studio.families.contents import BASES, FAMILIES
from studio.families.family import read_json
from studio.families.header import Header, read_header
from studio.recipe.recipe import ControlKind

_HERE = "ControlNetModel"
_LIKE_IT = re.compile(r"ControlNet\w*Model|T2IAdapter|MultiAdapter|ControlNetXS\w*")
_SIZED = "text_time"
"""what SDXL's networks are told besides the prompt"""
_XL = "SDXL"
_CHANNELS = 3
_CHOOSE = "Choose a ControlNet for Stable Diffusion 1.x, Stable Diffusion 2.x or SDXL."

_ANY_LINE = ("anyline", "mistoline")
_WORDS: Mapping[ControlKind, tuple[str, ...]] = {
    "edges": ("edge", "edges", "hed", "pidi", "pidinet", "teed", *_ANY_LINE),
    "scribble": ("sketch", "doodle", *_ANY_LINE),
    "lines": ("line", "lines", "mlsd", *_ANY_LINE),
    "depth": ("zoe", "midas", "leres"),
    "pose": ("pose", "poses", "skeleton"),
    "normals": ("normal", "normals", "bae"),
    "segments": ("seg", "segs", "segment", "segments", "segmentation", "ade"),
}
"""that tell where they stand alone: there is "hed" in "finished" and "pose" in "purpose" """
_PARTS: Mapping[ControlKind, tuple[str, ...]] = {
    "edges": ("canny", "softedge"),
    "scribble": ("scribble",),
    "lines": ("lineart",),
    "depth": ("depth",),
    "pose": ("openpose", "dwpose"),
    "normals": ("normalbae", "normalmap"),
    "segments": (),
}
"""that tell wherever they stand"""
_SHUFFLED = "This ControlNet was taught shuffled pictures, of which it hears the colours alone; that is not run here."
_HOLES = "This ControlNet was taught to fill holes in pictures and wants no drawing; that is not run here."
_UNTOLD: Mapping[str, str] = {"shuffle": _SHUFFLED, "inpaint": _HOLES, "inpainting": _HOLES}
"""of names: kinds of ControlNet that no control image of this studio is made for"""
_OTHERS: tuple[tuple[str, str], ...] = (
    ("lllite_", "This is a ControlNet-LLLite, which changes the model in another way than a ControlNet."),
    ("lora_controlnet", "This is a Control-LoRA: only what its ControlNet differs in from a model."),
    ("difference", "This file holds only what its ControlNet differs in from a model."),
    ("task_embedding", "This is a ControlNet-Union, one network for many kinds of control images."),
    ("control_add_embedding.", "This is a ControlNet-Union, one network for many kinds of control images."),
    ("adapter.body.", "This is a T2I-Adapter, which is smaller than a ControlNet and is run in another way."),
    ("body.0.", "This is a T2I-Adapter, which is smaller than a ControlNet and is run in another way."),
    ("controlnet_x_embedder.", "This is a ControlNet of another family (Flux)."),
    ("controlnet_blocks.", "This is a ControlNet of another family (a transformer)."),
    ("control_layers.", "This is a ControlNet of another family (a transformer)."),
)
"""how the name of a tensor begins, and what such a file is"""
_CLASSES: Mapping[str, str] = {
    "ControlNetUnionModel": "This is a ControlNet-Union, one network for many kinds of control images.",
    "T2IAdapter": "This is a T2I-Adapter, which is smaller than a ControlNet and is run in another way.",
    "MultiAdapter": "These are several T2I-Adapters, which are run in another way than a ControlNet.",
    "SparseControlNetModel": "This is a ControlNet for films.",
}
_PREFIXES = ("control_model.", "")
_HINTS = ("controlnet_cond_embedding.conv_in.weight", "input_hint_block.0.weight")
_SIZES = ("add_embedding.linear_1.weight", "label_emb.0.0.weight")


class ControlFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What a ControlNet is, as far as its files and names tell."""

    family: str
    """as in ModelSource.family"""
    base: str
    """which models it belongs to, for people, for example "SDXL"; empty where nothing tells"""
    context: int
    """as Capabilities.context; 0 where nothing tells"""
    controls: tuple[ControlKind, ...]
    """control images that it was taught; empty where nothing tells"""


class _Config(msgspec.Struct, frozen=True, kw_only=True):
    """config.json, as far as it tells what a ControlNet belongs to."""

    kind: str = msgspec.field(name="_class_name", default="")
    made_from: str | None = msgspec.field(name="_name_or_path", default=None)
    cross_attention_dim: int = 1280
    addition_embed_type: str | None = None
    conditioning_channels: int = _CHANNELS
    global_pool_conditions: bool = False


msgspec.json.Decoder(_Config)  # before any thread decodes it: see recipe/recipe.py


def is_control_folder(folder: Path) -> bool:
    """Whether a folder holds a ControlNet, or something of its kind that is refused with a reason."""
    if os.path.exists(folder / "model_index.json"):  # noqa: PTH110 (unlike Path.exists it never raises)
        return False
    try:
        return _LIKE_IT.search(read_json(folder / "config.json", _Config).kind) is not None
    except ModelDamaged:
        return False


def control_of(path: Path, called: str = "") -> ControlFacts:
    """What a ControlNet's folder or file is; `called` are other names that it goes by, as that of its repository.

    Raises ModelUnsupported for what is none that can be run here and says what it is, ModelDamaged and ModelUnsafe.
    Reads no weights; whether a folder's are there is for others to see.
    """
    if os.path.isdir(path):  # noqa: PTH112
        config = read_json(path / "config.json", _Config)
        _require_ours(config)
        controls = _told((_repo(path) or path.name, called), config.made_from or "")
        return _facts(config.cross_attention_dim, controls, sized=config.addition_embed_type == _SIZED)
    header = read_header(path)
    _require_plain(path, header)
    controls = _told((path.stem, called, _repo(path.parent)), path.parent.name)
    context = header.width("attn2.to_k.weight") or 0
    return _facts(context, controls, sized=_first(header, _SIZES) is not None)


def controls_of(*called: str) -> tuple[ControlKind, ...]:
    """The control images that names tell of, by the first that tells of any; each word counts alone."""
    return next((found for name in called if (found := _named(name))), ())


def _facts(context: int, controls: tuple[ControlKind, ...], *, sized: bool) -> ControlFacts:
    base = BASES.get(context, _XL if sized else "")
    if base and base not in FAMILIES:
        raise ModelUnsupported(f"This is a ControlNet for the {base}.", remedy=_CHOOSE)
    family = FAMILIES[_XL] if sized else "stable-diffusion"
    return ControlFacts(family=family, base=base, context=context, controls=controls)


def _told(own: tuple[str, ...], beside: str) -> tuple[ControlKind, ...]:
    """As controls_of, of its own names first and of what it lies in or was made from.

    Raises ModelUnsupported where its own names tell of nothing else than what is not run here.
    """
    found = controls_of(*own, beside)
    words = {word for name in own for word in _words(name)}
    if not found and (reason := next((why for word, why in _UNTOLD.items() if word in words), "")):
        raise ModelUnsupported(reason, remedy=_CHOOSE)
    return found


def _named(called: str) -> tuple[ControlKind, ...]:
    plain, words = re.sub(r"[^a-z]", "", called.lower()), _words(called)
    return tuple(
        kind
        for kind, alone in _WORDS.items()
        if any(word in words for word in alone) or any(part in plain for part in _PARTS[kind])
    )


def _words(called: str) -> list[str]:
    """In lower case, of letters alone."""
    return [word for word in re.split(r"[^a-z]+", called.lower()) if word]


def _require_ours(config: _Config) -> None:
    if config.kind != _HERE:
        other = f"This is no ControlNet that can be run here, but a {config.kind or 'network of an unknown kind'}."
        raise ModelUnsupported(_CLASSES.get(config.kind, other), remedy=_CHOOSE)
    if config.global_pool_conditions:
        raise ModelUnsupported(_SHUFFLED, remedy=_CHOOSE)
    _require_colours(config.conditioning_channels)


def _require_plain(path: Path, header: Header) -> None:
    for beginning, what in _OTHERS:
        if header.has(beginning):
            raise ModelUnsupported(what, remedy=_CHOOSE)
    hint = _first(header, _HINTS)
    if hint is None:
        raise ModelUnsupported(f"{path.name} is no ControlNet of a known layout.", remedy=_CHOOSE)
    if any("motion_modules" in name for name in header.shapes):
        raise ModelUnsupported(_CLASSES["SparseControlNetModel"], remedy=_CHOOSE)
    _require_colours(hint[1] if len(hint) == 4 else 0)


def _require_colours(channels: int) -> None:
    if channels != _CHANNELS:
        raise ModelUnsupported(
            "This ControlNet wants more of a control image than its colours.",
            remedy=_CHOOSE,
            detail=f"{channels} channels",
        )


def _first(header: Header, names: tuple[str, ...]) -> tuple[int, ...] | None:
    """The shape of the first of these tensors that a file has, in any of the namings."""
    places = (f"{prefix}{name}" for name in names for prefix in _PREFIXES)
    return next((header.shapes[name] for name in places if name in header.shapes), None)


def _repo(folder: Path) -> str:
    """The repository's name where the folder is a snapshot in a hub's cache, whose own says nothing; else empty."""
    return folder.parent.parent.name if folder.parent.name == "snapshots" else ""
