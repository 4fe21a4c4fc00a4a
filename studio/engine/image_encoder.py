"""The CLIP image encoder that an adapter was taught with: what it says of a reference picture."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

import msgspec
import numpy as np
import torch
from PIL import Image
from transformers.models.clip.configuration_clip import CLIPVisionConfig
from transformers.models.clip.modeling_clip import CLIPVisionModelWithProjection

from studio.engine.cancel import StopHooks
from studio.engine.components import filled, made
from studio.engine.device import Device
from studio.engine.stop import Stop
from studio.engine.weights import damaged, find_weights, read_tensors
from studio.errors import ModelMissing, ModelUnsupported
from studio.families.adapter import ENCODER_PARTS, AdapterFacts, EncoderFacts, encoder_facts, without_encoder
from studio.families.family import read_json
from studio.pixels.compositing import Rows
from studio.recipe.recipe import MAX_REFERENCES
from studio.wire.messages import AdditionSource

_BEFORE_LAST = -2
"""hidden states of the layer before the last one are what adapters of patches were taught with (Ye et al. 2023)"""


class _Preprocessing(msgspec.Struct, frozen=True, kw_only=True):
    """preprocessor_config.json as far as it is needed; CLIP's own numbers where it is silent (Radford et al. 2021)."""

    image_mean: tuple[float, float, float] = (0.48145466, 0.4578275, 0.40821073)
    image_std: tuple[float, float, float] = (0.26862954, 0.26130258, 0.27577711)


msgspec.json.Decoder(_Preprocessing)  # before any thread decodes it: see recipe/recipe.py


@dataclass(frozen=True, kw_only=True)
class Look:
    """What an encoder says of one picture."""

    vector: torch.Tensor
    """(1, 1, width): the whole picture"""
    patches: torch.Tensor
    """(1, 1, patches + 1, width of the hidden states): the whole picture, then every patch of it"""


def encoder_of(source: AdditionSource, adapter: AdapterFacts) -> EncoderFacts:
    """What an adapter's image encoder is, by its config or header alone.

    Raises ModelMissing, ModelDamaged, ModelUnsafe, and ModelUnsupported for one that the adapter was not made with.
    """
    path = Path(source.encoder)
    if not source.encoder or not path.exists():
        message, remedy = without_encoder(adapter)
        raise ModelMissing(message, remedy=remedy, detail=source.encoder)
    facts = encoder_facts(path)
    if facts is None or not facts.suits(adapter):
        raise ModelUnsupported(
            f"“{path.name}” is not the image encoder that the adapter “{source.ref.id}” was made with.",
            remedy=f"The adapter needs {adapter.encoder}.",
            detail=f"{path}: {facts}",
        )
    return facts


class ImageEncoder:
    """One image encoder in memory."""

    def __init__(self, path: Path, facts: EncoderFacts, device: Device, hooks: StopHooks) -> None:
        """From a folder with config.json, or a safetensors file; `facts` are what that says.

        Raises ModelError, and Stopped when what runs now is no longer wanted.
        """
        self._path = path
        self._as_read = _as_it_is(path)
        self._side = facts.image_size
        self._device = device
        self._preprocessing = _preprocessing(path)
        self._network = _loaded(path, facts, device, hooks.stop or Stop())
        self._looks: dict[bytes, Look] = {}
        self._blank: torch.Tensor | None = None
        hooks.attach(self._network)

    @property
    def is_of_today(self) -> bool:
        """Whether its files are still those that were read; what is gone has not changed."""
        return _as_it_is(self._path) in (self._as_read, ())

    def look(self, rows: Rows) -> Look:
        """At uint8 rows of shape (side, side, 3). The last few looks are kept: the same pictures mostly come again."""
        key = hashlib.sha256(rows.tobytes()).digest()
        if key not in self._looks:
            self._looks[key] = self._said(_seen(rows, self._side, self._preprocessing).to(self._device.torch))
            if len(self._looks) > MAX_REFERENCES:
                del self._looks[next(iter(self._looks))]
        return self._looks[key]

    def blank(self) -> torch.Tensor:
        """Patches, as in Look, of an input of zeros, which stands for no picture beside guidance."""
        if self._blank is None:
            self._blank = self._said(torch.zeros(1, 3, self._side, self._side, device=self._device.torch)).patches
        return self._blank

    def _said(self, pixels: torch.Tensor) -> Look:
        said = self._network(pixels.to(self._device.dtype), output_hidden_states=True)
        assert said.hidden_states is not None
        return Look(vector=said.image_embeds[None], patches=said.hidden_states[_BEFORE_LAST][None])


def _as_it_is(path: Path) -> tuple[tuple[str, int, int], ...]:
    """(name, bytes, time) of its files; nothing where it is gone."""
    try:
        files = sorted(path.iterdir()) if path.is_dir() else [path]
        return tuple((file.name, (stat := file.stat()).st_size, stat.st_mtime_ns) for file in files)
    except OSError:
        return ()


def _seen(rows: Rows, side: int, numbers: _Preprocessing) -> torch.Tensor:
    """(1, 3, side, side), scaled as CLIP's makers did: by Pillow's bicubic filter, whose whole numbers are the same on
    every machine."""
    small = np.asarray(Image.fromarray(rows).resize((side, side), Image.Resampling.BICUBIC), np.float32) / 255.0
    normal = (small - np.array(numbers.image_mean, np.float32)) / np.array(numbers.image_std, np.float32)
    return torch.from_numpy(normal.transpose(2, 0, 1)[None].copy())


def _preprocessing(path: Path) -> _Preprocessing:
    beside = path / "preprocessor_config.json"
    found = read_json(beside, _Preprocessing) if beside.is_file() else _Preprocessing()
    if min(found.image_std) <= 0:
        raise damaged(beside, "does not say how pictures are prepared", str(found))
    return found


def _loaded(path: Path, facts: EncoderFacts, device: Device, stop: Stop) -> CLIPVisionModelWithProjection:
    config = path if path.is_file() else path / "config.json"
    files = (path,) if path.is_file() else find_weights(path)
    described = msgspec.structs.asdict(facts)
    network = made(config, described, lambda one: CLIPVisionModelWithProjection(CLIPVisionConfig(**one)))
    weights = {
        name: tensor for part in ENCODER_PARTS for name, tensor in read_tensors(files, device.dtype, stop, prefix=part)
    }
    return filled(network, weights, files[0], device)
