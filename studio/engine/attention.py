"""Attention computed for some places of a picture after the other, to save memory, and told of more than the prompt."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch
from diffusers.models.attention_processor import Attention as Layer
from torch import nn

_PLACES = 1024
"""asked for at once"""
_CROSS = ".attn2.processor"

Processor = Any
"""what diffusers calls with a layer, the places that ask and what they look at"""


class Slices:
    """An attention processor of diffusers: every slice of places looks at all of them, by the processor that it has.

    diffusers' own sliced processor writes out every score where the kernels of today never do, and so takes more memory
    than it saves; this one calls those kernels for fewer places at a time.
    """

    def __init__(self, whole: Processor) -> None:
        self._whole = whole

    def __call__(
        self, attn: Any, hidden_states: torch.Tensor, encoder_hidden_states: Any = None, **more: Any
    ) -> torch.Tensor:
        """What is looked at may be a pair, as adapters want it: of the prompt, and of pictures."""
        if hidden_states.ndim != 3 or attn.group_norm is not None:
            return self._whole(attn, hidden_states, encoder_hidden_states, **more)
        others = hidden_states if encoder_hidden_states is None else encoder_hidden_states
        parts = [self._whole(attn, part, others, **more) for part in hidden_states.split(_PLACES, dim=1)]
        return torch.cat(parts, dim=1)


class Attention:
    """The attention of one UNet or ControlNet: by its own processors or by those of adapters, whole or in slices."""

    def __init__(self, network: nn.Module) -> None:
        """Looks at the layers once: adapters bring layers of their own, which are none of the network's."""
        named = network.named_modules()
        self._layers = {f"{name}.processor": layer for name, layer in named if isinstance(layer, Layer)}
        self._own: dict[str, Processor] = {name: layer.get_processor() for name, layer in self._layers.items()}
        self._adapted: Mapping[str, Processor] = {}
        self._sliced = False

    @property
    def crosses(self) -> dict[str, tuple[int, int]]:
        """(width, width of the prompt) of the layers that look at the prompt, by the names of their processors and in
        the network's order."""
        crosses = {name: layer for name, layer in self._layers.items() if name.endswith(_CROSS)}
        return {name: (layer.inner_kv_dim, layer.cross_attention_dim) for name, layer in crosses.items()}

    @property
    def sliced(self) -> bool:
        return self._sliced

    def slice(self, wanted: bool) -> None:
        """Whether to compute in slices from now on; without, the bits are those of the network as it was loaded."""
        self._sliced = wanted
        self._set()

    def adapt(self, processors: Mapping[str, Processor]) -> None:
        """Use these by their names instead of the network's own from now on; none makes it as it was loaded."""
        self._adapted = processors
        self._set()

    def _set(self) -> None:
        for name, layer in self._layers.items():
            whole = self._adapted.get(name, self._own[name])
            layer.set_processor(Slices(whole) if self._sliced else whole)  # pyright: ignore[reportArgumentType]
