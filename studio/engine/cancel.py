"""Stopping work in the middle: a flag, looked at by hooks on the blocks of every network."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import torch
from torch import nn


class Stopped(BaseException):  # like KeyboardInterrupt: no `except Exception` on the way may swallow it
    """The work at hand is no longer wanted."""


class Stop:
    """Set by the thread that reads the line, looked at by the one that computes."""

    def __init__(self) -> None:
        self._flag = threading.Event()

    def set(self) -> None:
        self._flag.set()

    @property
    def is_set(self) -> bool:
        return self._flag.is_set()

    def check(self) -> None:
        """Raise Stopped if somebody asked for it."""
        if self._flag.is_set():
            raise Stopped


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
