"""Seamless pictures: networks whose convolutions read across the edges, as if the picture lay beside itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from diffusers.models.downsampling import Downsample2D
from torch import nn
from torch.utils.hooks import RemovableHandle

from studio.recipe.recipe import Tile

_ROWS, _COLUMNS = -2, -1
"""axes of pictures and latents: top to bottom, left to right"""


def wraps(tile: Tile) -> tuple[bool, bool]:
    """Whether rows go on from bottom to top, and columns from right to left."""
    return tile in ("y", "both"), tile in ("x", "both")


def tile_of(rows: bool, columns: bool) -> Tile:
    """The other way round."""
    return "both" if rows and columns else "y" if rows else "x" if columns else ""


class Edges:
    """The edges of one network: what its convolutions read beyond them.

    Attention, group norms and enlarging by whole numbers do not know where an edge is, so a network whose convolutions
    wrap makes the rolled picture from rolled latents. Without, it is the network as it was loaded, bit for bit.
    """

    def __init__(self, network: nn.Module) -> None:
        self._network = network
        self._hooks: list[RemovableHandle] = []
        self._own: dict[nn.Conv2d, Any] = {}
        """the padding that a convolution has of itself"""

    def wrap(self, tile: Tile) -> None:
        """From now on: over which edges it goes on. Looks at every convolution anew, since adapters bring their own."""
        if self._hooks:
            self._undo()
        rows, columns = wraps(tile)
        if not rows and not columns:
            return
        for part in self._network.modules():
            if isinstance(part, nn.Conv2d) and part.padding not in ((0, 0), 0):
                self._change(part, rows, columns)
            elif isinstance(part, Downsample2D) and part.use_conv and part.padding == 0:
                self._hooks.append(part.conv.register_forward_pre_hook(_closing(rows, columns)))

    def _change(self, convolution: nn.Conv2d, rows: bool, columns: bool) -> None:
        assert isinstance(convolution.padding, tuple)  # no family pads by name
        height, width = convolution.padding
        self._own[convolution] = convolution.padding
        convolution.padding = 0 if rows else height, 0 if columns else width
        around = height if rows else 0, width if columns else 0
        self._hooks.append(convolution.register_forward_pre_hook(_surrounding(*around)))

    def _undo(self) -> None:
        for hook in self._hooks:
            hook.remove()
        for convolution, padding in self._own.items():
            convolution.padding = padding
        self._hooks.clear()
        self._own.clear()


def surrounded(picture: torch.Tensor, height: int, width: int) -> torch.Tensor:
    """`picture` (n, c, h, w) with so many rows and columns of its other side on each side.

    Joined rather than padded by torch, which would lose the memory format that autoencoders run faster in.
    """
    for axis, size in ((_COLUMNS, width), (_ROWS, height)):
        if size:
            side = picture.shape[axis]
            before, after = picture.narrow(axis, side - size, size), picture.narrow(axis, 0, size)
            picture = torch.cat([before, picture, after], axis)
    return picture


def _surrounding(height: int, width: int) -> Callable[[nn.Module, tuple[Any, ...]], Any]:
    def hook(_convolution: nn.Module, given: tuple[Any, ...]) -> tuple[Any, ...]:
        return surrounded(given[0], height, width), *given[1:]

    return hook


def _closing(rows: bool, columns: bool) -> Callable[[nn.Module, tuple[Any, ...]], None]:
    """For the halving of AutoencoderKL's encoder, which itself adds a column of zeros on the right and a row below."""

    def hook(_convolution: nn.Module, given: tuple[Any, ...]) -> None:
        padded: torch.Tensor = given[0]
        if columns:
            padded[..., -1] = padded[..., 0]
        if rows:
            padded[..., -1, :] = padded[..., 0, :]

    return hook
