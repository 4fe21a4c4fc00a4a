"""LoRAs on the networks of one model: added to the weights, and taken off again to the bits that were there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import torch
from torch import nn

from studio.engine.cancel import StopHooks
from studio.engine.device import Device
from studio.engine.lora import Fit, Lora, read_lora
from studio.engine.lora_names import named_layers
from studio.engine.stop import Stop
from studio.wire.messages import AdditionSource

Asked = tuple[tuple[AdditionSource, float], ...]


class Addons:
    """What is on the networks of one model now.

    The weights as they were loaded are kept while they are changed, and only those: every set is put on from them, so
    nothing depends on what was on before. On CUDA they are kept outside the device's memory.
    """

    def __init__(self, networks: Mapping[str, nn.Module], device: Device, hooks: StopHooks) -> None:
        """`networks` by the names of their parts (unet, text_encoder, text_encoder_2), as they were loaded: adapters
        bring layers of their own into the UNet later, and no LoRA is for those."""
        self._model = _fit(networks)
        self._device = device
        self._hooks = hooks
        self._on: Asked = ()
        self._notices: tuple[str, ...] = ()
        self._loaded: dict[nn.Parameter, torch.Tensor] = {}
        """changed weights as they were loaded"""

    def put_on(self, wanted: Sequence[tuple[AdditionSource, float]]) -> tuple[str, ...]:
        """These with these weights and no others from now on; none leaves the networks as they were loaded.

        What the user should be told. Raises ModelDamaged, and ModelUnsupported for one that was made for other
        networks; then none is on. Raises Stopped between tensors; then none is on either.
        """
        if tuple(wanted) == self._on:
            return self._notices
        stop = self._hooks.stop or Stop()
        try:
            loras = [(read_lora(source, self._model, stop), weight) for source, weight in wanted]
            self._change(loras, stop)
        except BaseException:
            self._take_off()
            raise
        self._on = tuple(wanted)
        pairs = zip(wanted, loras, strict=True)
        self._notices = tuple(_left_out(source, lora) for (source, _), (lora, _) in pairs if lora.left_out)
        return self._notices

    def _change(self, loras: Sequence[tuple[Lora, float]], stop: Stop) -> None:
        touched = dict.fromkeys(weight for lora, _ in loras for weight in lora.changes)
        for weight in [weight for weight in self._loaded if weight not in touched]:
            weight.copy_(self._loaded.pop(weight))
        for weight in touched:
            stop.check()
            loaded = self._kept(weight).to(weight.device, torch.float32)
            total = loaded
            for lora, factor in loras:
                if (change := lora.changes.get(weight)) is not None:
                    total = total.add(change.delta(loaded), alpha=factor)
            weight.copy_(total)  # rounded to the type of the weight once, and in place: whoever holds it sees it

    def _kept(self, weight: nn.Parameter) -> torch.Tensor:
        if weight not in self._loaded:
            away = self._device.torch.type == "cuda"
            self._loaded[weight] = weight.detach().to("cpu", copy=True) if away else weight.detach().clone()
        return self._loaded[weight]

    def _take_off(self) -> None:
        self._on, self._notices = (), ()
        while self._loaded:
            weight, loaded = self._loaded.popitem()
            weight.copy_(loaded)


def _fit(networks: Mapping[str, nn.Module]) -> Fit:
    unet: Any = networks["unet"]
    context = unet.config.cross_attention_dim
    return Fit(
        layers=named_layers(networks),
        family="stable-diffusion-xl" if "text_encoder_2" in networks else "stable-diffusion",
        context=context if isinstance(context, int) else context[0],
    )


def _left_out(source: AdditionSource, lora: Lora) -> str:
    some = f"{lora.left_out} of {lora.layers} layers"
    return f"{some} of the LoRA “{source.ref.id}” are not in this model and were left out."
