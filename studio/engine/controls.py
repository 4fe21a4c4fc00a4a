"""ControlNets beside the UNet of one model, and what they say of control images at every step."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from diffusers.models.unets.unet_2d_condition import UNet2DConditionModel

from studio.engine.cancel import StopHooks
from studio.engine.device import Device
from studio.engine.text import Told
from studio.errors import ModelUnsupported
from studio.pixels.compositing import Rows
from studio.recipe.recipe import Control, Tile
from studio.wire.messages import AdditionSource


class Controls:
    """The ControlNets that are in memory; those of the run before that are not wanted are let go."""

    def __init__(self, unet: UNet2DConditionModel, device: Device, hooks: StopHooks) -> None:
        """Nothing is loaded yet."""

    def put_on(self, wanted: Sequence[AdditionSource]) -> None:
        """Have these in memory from now on, and no others. Raises ModelError, and Stopped; then none is."""
        if wanted:
            raise ModelUnsupported("Control images cannot be used yet.", remedy="Take them away.")

    def go_on_over(self, tile: Tile) -> None:
        """As LoadedModel.go_on_over, for the networks that are in memory now."""

    def guided(self, controls: Sequence[Control], pictures: Sequence[Rows]) -> Guided:
        """What the recipe's controls hold a picture to; each control's picture has the size of the recipe's."""
        return Guided()


class Guided:
    """Control images ready for their networks."""

    def said(self, given: torch.Tensor, timestep: torch.Tensor, told: Told, share: float) -> dict[str, Any]:
        """What the UNet is told besides, by its own names; `share` of the steps is done. Nothing where none is at
        work then. `given` (n, c, h, w) are latents as the UNet gets them, `told` has as many entries."""
        return {}
