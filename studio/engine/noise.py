"""What a picture begins with by chance: of its own seed, or of another's, its noise turned towards its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import torch

from studio.recipe.recipe import Recipe

_PARALLEL = 1e-6
"""sine of an angle below which two noises have no great circle between them that a float could tell"""


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """What one seed drew, on the CPU, so that it means the same on every device."""

    noise: torch.Tensor
    """(1, c, h, w)"""
    start: torch.Tensor | None = None
    """latents (1, c, h, w) of the start picture, one of those that its encoding allows"""
    beside: torch.Tensor | None = None
    """what the network is given beside the latents (1, c, h, w)"""
    generator: torch.Generator
    """for all that is drawn from now on, at every step"""


def beginning(recipe: Recipe, draw: Callable[[torch.Generator], Drawn]) -> Drawn:
    """What the recipe's picture begins with; `draw` makes one seed's.

    A picture near that of another seed is that one in all that is drawn, but for its noise: so with a scheduler that
    draws at every step too a little difference stays a little. At an amount of 1 everything is the recipe's own.
    """
    near = recipe.near
    if near is None or near.amount >= 1:
        return draw(_generator(recipe.seed))
    base = draw(_generator(near.seed))
    if near.amount <= 0:
        return base
    own = draw(_generator(recipe.seed))
    return replace(base, noise=turned(base.noise, own.noise, near.amount))


def _generator(seed: int) -> torch.Generator:
    return torch.Generator("cpu").manual_seed(seed)


def turned(noise: torch.Tensor, towards: torch.Tensor, amount: float) -> torch.Tensor:
    """`noise` turned by `amount` (0 to 1) of the angle towards another of its shape, which may not be zero.

    Spherical interpolation (Shoemake 1985, Animating rotation with quaternion curves, section 3.3) of the directions;
    the length goes evenly from one to the other, so that noise keeps its variance. Opposite noises, between which there
    are any number of ways, go straight.
    """
    one, other = noise.double(), towards.double()
    lengths = one.norm(), other.norm()
    cosine = ((one / lengths[0]) * (other / lengths[1])).sum().clamp(-1.0, 1.0)
    angle = torch.arccos(cosine)
    if angle.sin() < _PARALLEL:
        return torch.lerp(one, other, amount).to(noise.dtype)
    direction = one / lengths[0] * ((1 - amount) * angle).sin() + other / lengths[1] * (amount * angle).sin()
    return (direction / angle.sin() * torch.lerp(*lengths, amount)).to(noise.dtype)
