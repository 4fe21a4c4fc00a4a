"""Stopping networks in the middle: hooks on their blocks look at the flag."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import torch
from torch import nn

from studio.engine.stop import Stop


class StopHooks:
    """Makes networks look at the `stop` of whatever runs them now before each of their blocks."""

    def __init__(self) -> None:
        self.stop: Stop | None = None

    def attach(self, network: nn.Module) -> None:
        """Hooks stay for the life of the network: they cost about a microsecond a block."""
        for block in _blocks(network):
            block.register_forward_pre_hook(self._look)

    def _look(self, _block: nn.Module, _inputs: Any) -> None:
        if self.stop is not None:
            self.stop.check()


def _blocks(network: nn.Module) -> Iterator[nn.Module]:
    """Every element of a list or sequence of modules: resnets, attentions, layers of encoders and decoders."""
    for module in network.modules():
        if isinstance(module, nn.ModuleList | nn.Sequential):
            yield from (child for child in module if any(True for _ in child.parameters()))


def synchronize(device: torch.device) -> None:
    """Wait for queued work, so that clocks and cancels mean what they say."""
    if device.type == "cuda":
        torch.cuda.synchronize(device)
    elif device.type == "mps":
        torch.mps.synchronize()
