"""Attention computed for some places of a picture after the other, to save memory."""

from __future__ import annotations

from typing import Any

import torch
from diffusers.models.attention_processor import AttnProcessor2_0
from diffusers.models.unets.unet_2d_condition import UNet2DConditionModel

_PLACES = 1024
"""asked for at once"""


class Slices:
    """An attention processor of diffusers: every slice of places looks at all of them.

    diffusers' own sliced processor writes out every score where the kernels of today never do, and so takes more memory
    than it saves; this one calls those kernels for fewer places at a time.
    """

    def __init__(self) -> None:
        self._whole = AttnProcessor2_0()

    def __call__(
        self, attn: Any, hidden_states: torch.Tensor, encoder_hidden_states: torch.Tensor | None = None, **more: Any
    ) -> torch.Tensor:
        if hidden_states.ndim != 3 or attn.group_norm is not None:
            return self._whole(attn, hidden_states, encoder_hidden_states, **more)
        others = hidden_states if encoder_hidden_states is None else encoder_hidden_states
        parts = [self._whole(attn, part, others, **more) for part in hidden_states.split(_PLACES, dim=1)]
        return torch.cat(parts, dim=1)


class Attention:
    """The attention of one UNet, whole or in slices."""

    def __init__(self, unet: UNet2DConditionModel) -> None:
        self._unet = unet
        self._own = dict(unet.attn_processors)

    def slice(self, wanted: bool) -> None:
        """Whether to compute in slices from now on; without, the bits are those of the UNet as it was loaded."""
        self._unet.set_attn_processor(Slices() if wanted else dict(self._own))  # pyright: ignore[reportArgumentType]
