"""IP-Adapters in a safetensors file: what kind, for which models, and the image encoder that each was taught with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Literal

import msgspec

from studio.errors import ModelError
from studio.families.contents import BASES, FAMILIES
from studio.families.family import read_json
from studio.families.header import Header, read_header

AdapterKind = Literal["plain", "plus", "full", "face", ""]
"""plain: a picture as one vector. plus: as the encoder's patches, through a resampler. full: the patches, each through
a small network. face: as a face recogniser describes it. Empty for what nobody knows."""

PROJECTION = "image_proj."
ATTENTION = "ip_adapter."
ENCODER_PARTS = ("vision_model.", "visual_projection.")
"""how the names of an image encoder's weights begin, beside those of other parts in a whole CLIP model"""
_KEYS = "to_k_ip.weight"
_FACES = ("perceiver_resampler.proj_in.weight", "norm.weight")
_QUICK_GELU_WIDTH = 1024
"""of ViT-L/14, OpenAI's own; the larger ones are OpenCLIP's and use the plain GELU"""
_HEADS = 16
"""of every CLIP image encoder from ViT-L/14 to ViT-bigG/14"""
_LAST: Mapping[AdapterKind, str] = {"plain": "norm.weight", "full": "proj.3.weight", "plus": "norm_out.weight"}
"""the norm that a projection ends with: as wide as what the UNet is told of the prompt"""
_RESAMPLER_LAYERS = 4
"""of every plus adapter; diffusers makes no other"""
_FOLDER = "image_encoder"
_AROUND = (_FOLDER, f"models/{_FOLDER}", f"sdxl_models/{_FOLDER}", "clip_vision")
"""below the adapter's folder or one above: the layout of h94/IP-Adapter, and ComfyUI's"""
_LEVELS = 3


class AdapterFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What the header of an IP-Adapter says."""

    kind: AdapterKind
    base: str
    """for people: the models that it belongs to, for example "SDXL"; empty where nothing tells"""
    context: int
    """as Capabilities.context; 0 where nothing tells"""
    width: int
    """of what it reads of a picture: of the encoder's vector for a plain one, else of its hidden states; 0 where
    nothing tells"""

    @property
    def family(self) -> str:
        """As in ModelSource.family; empty where nothing tells."""
        return FAMILIES.get(self.base, "")

    @property
    def problem(self) -> str:
        """Why it cannot be used, in a sentence; empty when it can."""
        if self.kind == "face":
            return "This adapter is told of faces by a face recogniser, which is not part of this studio."
        return "" if self.kind else "This adapter is of a kind that this studio does not know."

    @property
    def remedy(self) -> str:
        """What to do about the problem; empty without one."""
        if self.kind == "face":
            return "Choose a “plus-face” or “full-face” adapter: they look at the picture itself."
        return "" if self.kind else "Choose one of the adapters of h94/IP-Adapter as .safetensors."

    @property
    def encoder(self) -> str:
        """The image encoder that it was taught with, for people."""
        names = _BY_VECTOR if self.kind == "plain" else _BY_HIDDEN
        return names.get(self.width, f"a CLIP image encoder of {self.width} values")


_BY_VECTOR: Mapping[int, str] = {768: "CLIP ViT-L/14", 1024: "CLIP ViT-H/14", 1280: "CLIP ViT-bigG/14"}
_BY_HIDDEN: Mapping[int, str] = {1024: "CLIP ViT-L/14", 1280: "CLIP ViT-H/14", 1664: "CLIP ViT-bigG/14"}


class EncoderFacts(msgspec.Struct, frozen=True, kw_only=True):
    """vision part of an image encoder's config.json, or what the header of a single file tells of it; CLIP's own
    defaults where a config is silent."""

    hidden_size: int = 768
    intermediate_size: int = 3072
    projection_dim: int = 512
    num_hidden_layers: int = 12
    num_attention_heads: int = 12
    image_size: int = 224
    patch_size: int = 32
    hidden_act: str = "quick_gelu"
    layer_norm_eps: float = 1e-5

    def suits(self, facts: AdapterFacts) -> bool:
        """Whether an adapter can read what this encoder says of a picture."""
        return facts.width == (self.projection_dim if facts.kind == "plain" else self.hidden_size)


class _Config(msgspec.Struct, frozen=True, kw_only=True):
    """config.json of an image encoder, or of a whole CLIP model with one in it."""

    architectures: tuple[str, ...] = ()
    model_type: str = ""
    projection_dim: int = 512
    vision_config: EncoderFacts | None = None


for _kind in (AdapterFacts, EncoderFacts, _Config):
    msgspec.json.Decoder(_kind)  # before any thread decodes one: see recipe/recipe.py


def adapter_of(header: Header) -> AdapterFacts | None:
    """None for a file that is no IP-Adapter."""
    if not header.has(PROJECTION) or not header.has(ATTENTION):
        return None
    context = header.width(_KEYS) or 0
    kind, width = _kind_and_width(header)
    made = header.width(f"{PROJECTION}{_LAST[kind]}") if kind in _LAST else context
    known = kind if context and made == context else ""
    return AdapterFacts(kind=known, base=BASES.get(context, ""), context=context, width=width)


def encoder_facts(path: Path) -> EncoderFacts | None:
    """Of a folder with config.json and weights, or of a single safetensors file; None for what is no image encoder.

    Raises ModelDamaged, and ModelUnsafe for a pickle by another name.
    """
    return _of_file(read_header(path)) if path.is_file() else _of_folder(path)


def encoder_for(file: Path, facts: AdapterFacts, places: Sequence[Path] = ()) -> Path | None:
    """The folder or file of the image encoder that suits an adapter: the first around the adapter's file, as its
    makers and other tools lay them out, or in `places` (encoders, and folders with some); None where there is none."""
    found = (one for place in (*_around(file), *places) for one in _encoders(place))
    return next((one for one in dict.fromkeys(found) if _suits(one, facts)), None)


def without_encoder(facts: AdapterFacts) -> tuple[str, str]:
    """(what is missing, what to do), for an adapter whose image encoder is nowhere."""
    return (
        f"The image encoder of this adapter is missing: it needs {facts.encoder}.",
        "Put the folder “image_encoder” of h94/IP-Adapter beside the adapter, or the encoder's .safetensors into a "
        "folder “clip_vision” beside it.",
    )


def _kind_and_width(header: Header) -> tuple[AdapterKind, int]:
    """As diffusers tells them apart (loaders/unet.py), and in its order."""
    widths = {name.removeprefix(PROJECTION): shape[-1] for name, shape in header.shapes.items() if shape}
    if "proj.weight" in widths:
        return "plain", widths["proj.weight"]
    if "proj.3.weight" in widths:
        return "full", widths.get("proj.0.weight", 0)
    if any(name in widths for name in _FACES):
        return "face", 0
    if "proj_in.weight" in widths and len(_numbered(header, f"{PROJECTION}layers.")) == _RESAMPLER_LAYERS:
        return "plus", widths["proj_in.weight"]
    return "", 0


def _of_folder(folder: Path) -> EncoderFacts | None:
    path = folder / "config.json"
    if not path.is_file():
        return None
    config = read_json(path, _Config)
    if config.vision_config is not None:  # what a whole model says of its vector counts, not what the part says
        return msgspec.structs.replace(config.vision_config, projection_dim=config.projection_dim)
    if config.model_type == "clip_vision_model" or "CLIPVisionModelWithProjection" in config.architectures:
        return read_json(path, EncoderFacts)
    return None


def _of_file(header: Header) -> EncoderFacts | None:
    """None as well for one whose weights have the names of another library."""
    names = ("embeddings.patch_embedding.weight", "embeddings.position_embedding.weight")
    patches, places = (header.shapes.get(f"vision_model.{name}", ()) for name in names)
    widest = header.shapes.get("vision_model.encoder.layers.0.mlp.fc1.weight", ())
    vector = header.shapes.get("visual_projection.weight", ())
    if (len(patches), len(places), len(widest), len(vector)) != (4, 2, 2, 2):
        return None
    side = round(max(0, places[0] - 1) ** 0.5)
    return EncoderFacts(
        hidden_size=patches[0],
        intermediate_size=widest[0],
        projection_dim=vector[0],
        num_hidden_layers=len(_numbered(header, "vision_model.encoder.layers.")),
        num_attention_heads=_HEADS,
        image_size=side * patches[-1],
        patch_size=patches[-1],
        hidden_act="quick_gelu" if patches[0] == _QUICK_GELU_WIDTH else "gelu",
    )


def _numbered(header: Header, before: str) -> set[str]:
    """The numbers that follow in names."""
    return {name.removeprefix(before).split(".")[0] for name in header.shapes if name.startswith(before)}


def _around(file: Path) -> Iterator[Path]:
    for folder in list(file.parents)[:_LEVELS]:
        for name in _AROUND:
            yield folder / name


def _encoders(place: Path) -> Iterable[Path]:
    """An encoder itself, else what lies in a folder: folders and single files, in the order of their names."""
    if place.is_file() or (place / "config.json").is_file():
        return (place,)
    try:
        inside = sorted(place.iterdir())
    except OSError:  # no such folder, or none that may be read
        return ()
    return [one for one in inside if one.suffix == ".safetensors" or (one / "config.json").is_file()]


def _suits(path: Path, facts: AdapterFacts) -> bool:
    """A damaged one suits nothing: another may lie beside it."""
    try:
        found = encoder_facts(path)
    except ModelError:
        return False
    return found is not None and found.suits(facts)
