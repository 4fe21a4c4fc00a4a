"""IP-Adapters in the UNet of one model, and reference pictures as they are told of them."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from diffusers.models.unets.unet_2d_condition import UNet2DConditionModel

from studio.engine.cancel import StopHooks
from studio.engine.device import Device
from studio.errors import ModelUnsupported
from studio.pixels.compositing import Rows
from studio.recipe.recipe import Reference
from studio.wire.messages import AdditionSource


class References:
    """The adapters that are in the UNet now; without any it is as it was loaded, bit for bit."""

    def __init__(self, unet: UNet2DConditionModel, device: Device, hooks: StopHooks) -> None:
        """Touches nothing."""

    def put_on(self, wanted: Sequence[tuple[AdditionSource, Reference]]) -> None:
        """Have these adapters in the UNet with these weights and roles from now on, and no others.

        Raises ModelError, and Stopped; then none is.
        """
        if wanted:
            raise ModelUnsupported("Reference pictures cannot be used yet.", remedy="Take them away.")

    def seen(self, pictures: Sequence[Rows], *, guided: bool) -> tuple[torch.Tensor, ...]:
        """What the UNet is told of each adapter's pictures, in the order of the recipe: (prompts, pictures, tokens,
        width), with guidance first of no picture, then of them."""
        return ()
