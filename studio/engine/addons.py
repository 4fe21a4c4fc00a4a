"""LoRAs on the networks of one model: added to the weights, and taken off again to the bits that were there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from torch import nn

from studio.engine.cancel import StopHooks
from studio.engine.device import Device
from studio.errors import ModelUnsupported
from studio.wire.messages import AdditionSource


class Addons:
    """What is on the networks of one model now."""

    def __init__(self, networks: Mapping[str, nn.Module], device: Device, hooks: StopHooks) -> None:
        """`networks` by the names of their parts: unet, text_encoder, text_encoder_2."""

    def put_on(self, wanted: Sequence[tuple[AdditionSource, float]]) -> None:
        """These with these weights and no others from now on; none leaves the networks as they were loaded.

        Raises ModelDamaged, and ModelUnsupported for one that was made for other networks; then none is on. Raises
        Stopped between tensors; then none is on either.
        """
        if wanted:
            raise ModelUnsupported("LoRAs cannot be used yet.", remedy="Take them away.")
