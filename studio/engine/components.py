"""The parts of a diffusers folder, each made by a known class from its own config and weights; no other code is run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import torch
from accelerate import init_empty_weights
from diffusers.models.autoencoders.autoencoder_kl import AutoencoderKL
from diffusers.models.autoencoders.autoencoder_tiny import AutoencoderTiny
from diffusers.models.unets.unet_2d_condition import UNet2DConditionModel
from torch import nn
from transformers.models.clip.configuration_clip import CLIPTextConfig
from transformers.models.clip.modeling_clip import CLIPTextModel, CLIPTextModelWithProjection
from transformers.models.clip.tokenization_clip import CLIPTokenizer

from studio.engine.device import Device
from studio.engine.stop import Stop
from studio.engine.weights import damaged, find_weights, read_tensors
from studio.errors import ModelDamaged, ModelUnsupported
from studio.families.family import PipelineIndex, read_json

Config = dict[str, Any]
Network = TypeVar("Network", bound=nn.Module)
Autoencoder = AutoencoderKL | AutoencoderTiny

_AUTOENCODERS: Mapping[str, type[Autoencoder]] = {
    "AutoencoderKL": AutoencoderKL,
    "AutoencoderTiny": AutoencoderTiny,
}
_PROJECTION = "text_projection.weight"
_TEXT_PREFIX = "text_model."
"""before transformers 5 every weight of a CLIP text encoder was named with it"""


class Folder:
    """A diffusers folder whose parts are loaded one by one; `stop` is looked at on the way.

    Where a part's config and weights are found can be told otherwise: `place` and `weights` do.
    """

    def __init__(self, path: Path, index: PipelineIndex, device: Device, stop: Stop) -> None:
        self._path = path
        self._index = index
        self._device = device
        self._stop = stop

    @property
    def switches(self) -> Mapping[str, bool]:
        """What the index says with yes or no."""
        return self._index.switches

    def place(self, part: str) -> Path:
        """The folder with a part's config."""
        return self._path / part

    def weights(self, part: str, network: nn.Module, dtype: torch.dtype) -> tuple[dict[str, torch.Tensor], Path]:
        """(weights of a part by the names of `network`, or by older ones; the file to name if they do not fit)."""
        files = find_weights(self.place(part))
        return dict(read_tensors(files, dtype, self._stop)), files[0]

    def tokenizer(self, part: str = "tokenizer") -> CLIPTokenizer:
        self._require(part, ("CLIPTokenizer", "CLIPTokenizerFast"))
        folder = self.place(part)
        read_json(folder / "tokenizer_config.json", Config)
        if not (folder / "tokenizer.json").is_file() and not (folder / "vocab.json").is_file():
            raise damaged(folder / "tokenizer.json", "is missing")
        try:
            return CLIPTokenizer.from_pretrained(str(folder), local_files_only=True)
        except Exception as error:  # the tokenizers library raises bare Exception for a damaged table
            raise damaged(folder / "tokenizer.json", "cannot be used", str(error)) from error

    def text_encoder(self) -> CLIPTextModel:
        self._require("text_encoder", ("CLIPTextModel",))
        return self._network("text_encoder", lambda config: CLIPTextModel(CLIPTextConfig.from_dict(config)))

    def second_text_encoder(self) -> CLIPTextModelWithProjection:
        """The one of SDXL that also says the whole prompt in one vector."""
        part = "text_encoder_2"
        self._require(part, ("CLIPTextModelWithProjection",))
        return self._network(part, lambda config: CLIPTextModelWithProjection(CLIPTextConfig.from_dict(config)))

    def unet(self) -> UNet2DConditionModel:
        self._require("unet", ("UNet2DConditionModel",))
        return self._network("unet", lambda config: UNet2DConditionModel.from_config(config))  # type: ignore[arg-type]

    def autoencoder(self) -> Autoencoder:
        kind = self._require("vae", _AUTOENCODERS)
        dtype = self._decoding_dtype()
        network = self._network("vae", lambda config: _AUTOENCODERS[kind].from_config(config), dtype)  # type: ignore[arg-type]
        if self._device.channels_last:
            network.to(memory_format=torch.channels_last)  # pyright: ignore
        return network

    def scheduler(self) -> tuple[str, Config]:
        """(class name, config) of the folder's own scheduler."""
        config = read_json(self.place("scheduler") / "scheduler_config.json", Config)
        library, kind = self._index.components.get("scheduler", ("", ""))
        if library != "diffusers":
            raise _unsupported(f"scheduler {library} {kind}")
        return str(config.get("_class_name", kind)), config

    def _require(self, part: str, classes: Mapping[str, Any] | tuple[str, ...]) -> str:
        self._stop.check()
        if part not in self._index.components:
            raise ModelDamaged(
                f"The part “{part}” is missing.", remedy="Get this model again, or mend its folder.", detail=part
            )
        library, kind = self._index.components[part]
        if kind not in classes or library not in ("diffusers", "transformers"):
            raise _unsupported(f"{part} {library} {kind}")
        return kind

    def _decoding_dtype(self) -> torch.dtype:
        """SDXL's autoencoder leaves the range of half precision and would make black pictures, unless its config says
        that this one was mended. Configs of other families say the same out of habit, and do without."""
        if self._device.dtype != torch.float16 or not self._index.pipeline.startswith("StableDiffusionXL"):
            return self._device.dtype
        wanted = read_json(self.place("vae") / "config.json", Config).get("force_upcast", True)
        return torch.float32 if wanted else self._device.dtype

    def _network(self, part: str, make: Callable[[Config], Network], dtype: torch.dtype | None = None) -> Network:
        config = self.place(part) / "config.json"
        network = made(config, read_json(config, Config), make)
        weights, file = self.weights(part, network, dtype or self._device.dtype)
        return filled(network, _renamed(network, weights), file, self._device)


def made(file: Path, config: Config, make: Callable[[Config], Network]) -> Network:
    """A network without weights. Raises ModelDamaged that names `file`, which holds its config, if that is nonsense."""
    try:
        with init_empty_weights(include_buffers=False):
            return make(config)
    except Exception as error:  # whatever a class raises when its config makes no sense
        raise damaged(file, "does not describe a model", f"{type(error).__name__}: {error}") from error


def filled(network: Network, weights: Mapping[str, torch.Tensor], file: Path, device: Device) -> Network:
    """The network with its weights, ready to be used. Raises ModelDamaged that names `file` if they do not fit."""
    _fill(network, weights, file)
    return network.to(device.torch).eval().requires_grad_(requires_grad=False)


def _renamed(network: nn.Module, weights: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """Names that older libraries gave, as the classes of today know them."""
    if isinstance(network, CLIPTextModel | CLIPTextModelWithProjection):
        weights = {name.removeprefix(_TEXT_PREFIX): tensor for name, tensor in weights.items()}
        weights.pop("embeddings.position_ids", None)  # counted, not learnt
        if any(name.startswith(_TEXT_PREFIX) for name, _ in network.named_parameters()):
            return {name if name == _PROJECTION else _TEXT_PREFIX + name: own for name, own in weights.items()}
        return weights
    network._fix_state_dict_keys_on_load(weights)  # type: ignore[operator]
    return weights


def _fill(network: nn.Module, weights: Mapping[str, torch.Tensor], file: Path) -> None:
    expected = {name: tensor.shape for name, tensor in network.state_dict().items()}
    missing = sorted(expected.keys() - weights.keys())
    if missing:
        raise damaged(file, "lacks weights that its config asks for", f"{len(missing)}, first {missing[0]}")
    wrong = next((name for name, shape in expected.items() if weights[name].shape != shape), None)
    if wrong is not None:
        detail = f"{wrong}: {tuple(weights[wrong].shape)} instead of {tuple(expected[wrong])}"
        raise damaged(file, "holds weights of another shape than its config says", detail)
    network.load_state_dict({name: weights[name] for name in expected}, strict=True, assign=True)


def _unsupported(part: str) -> ModelUnsupported:
    return ModelUnsupported(
        "This model has a part that this studio cannot run.",
        remedy="Choose a Stable Diffusion model in the diffusers layout.",
        detail=part,
    )
