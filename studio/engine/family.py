"""What a model family must be able to do to serve runs: one file per family implements it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import torch

from studio.engine.pictures import Pictures
from studio.pixels.compositing import Rows
from studio.recipe.recipe import Recipe, Tile
from studio.wire.messages import AdditionSource


@dataclass(frozen=True, kw_only=True)
class Step:
    """The state after one step of denoising; tensors have one entry for each picture made at once."""

    number: int
    """from 0 (nothing done yet) to `of`"""
    of: int
    latents: torch.Tensor
    foreseen: torch.Tensor
    """latents of the finished pictures as far as can be told now: what a preview shows"""


@dataclass(frozen=True, kw_only=True)
class Condition:
    """What stays the same for every picture of a set."""

    state: Any
    """embeddings and mask, as the family itself likes them"""
    notices: tuple[str, ...] = ()
    """what the user should be told"""
    adjustments: tuple[str, ...] = ()
    """what was done otherwise than asked, for the receipt"""


Encoded = Any
"""a start picture as the family itself likes it"""


class LoadedModel(Protocol):
    """A model in memory. Every method may raise StudioError, and Stopped between blocks of its networks."""

    def check(self, recipe: Recipe) -> None:
        """Refuse what cannot be made, before any work."""
        ...

    def save_memory(self, rung: int) -> None:
        """How far to save memory from now on: 0 not at all; 1 pictures in tiles; 2 also smaller steps."""
        ...

    def holds(self, additions: Sequence[AdditionSource]) -> bool:
        """Whether these are in memory already, so that `equip` has none of them to load."""
        ...

    def equip(self, recipe: Recipe, additions: Sequence[AdditionSource]) -> tuple[str, ...]:
        """Put on exactly the LoRAs, ControlNets and adapters that the recipe names, before `go_on_over`; what the user
        should be told of them."""
        ...

    def go_on_over(self, tile: Tile) -> None:
        """Over which edges all that is made, read and shown from now on goes on without a seam."""
        ...

    def condition(self, recipe: Recipe, given: Pictures) -> Condition:
        """Encode prompts, mask, control images and references."""
        ...

    def encode(self, recipe: Recipe, start: Rows, mask: Rows | None) -> Encoded:
        """Encode a start picture of the recipe's size; what its mask has made anew need not be kept, and where nothing
        is, None."""
        ...

    def denoise(
        self, recipes: Sequence[Recipe], condition: Condition, starts: Sequence[Encoded] = ()
    ) -> Iterator[Step]:
        """To latents for recipes that differ in nothing but their seeds; the first step is number 0.

        `starts` has one for each recipe, which may be the same one; none where they start from noise alone.
        """
        ...

    def decode(self, latents: torch.Tensor) -> torch.Tensor:
        """Latents (1, c, h, w) to a picture (3, height, width), -1 to 1."""
        ...

    def preview(self, latents: torch.Tensor) -> torch.Tensor:
        """A cheap small look at latents (1, c, h, w): (3, height, width), at most 512 a side."""
        ...

    @property
    def preview_is_final(self) -> bool:
        """Whether a preview costs as much as the picture, so that one after the last step is of no use."""
        ...
