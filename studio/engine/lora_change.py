"""What one LoRA does to one weight: the parts that its kind of network keeps, put together to a sum."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import torch

Parts = Mapping[str, torch.Tensor]

_TUCKER = "i j k l, j r, i p -> p r k l"
"""LyCORIS' core of a convolution with its two factors"""


@dataclass(frozen=True, kw_only=True)
class Change:
    """float32 parts by name.

    - down and up, with mid between them for convolutions: LoRA (Hu et al. 2021) and LoCon
    - hada_w1_a, ..., with hada_t1 and hada_t2 for convolutions: LoHa (Hyeon-Woo et al. 2021)
    - lokr_w1, lokr_w2, each whole or as _a and _b, with lokr_t2: LoKr (Yeh et al. 2023)
    - diff: the sum itself
    - dora with any of them: the length of every row or column afterwards (Liu et al. 2024)
    """

    parts: Parts
    alpha: float | None = None
    """the sum counts alpha / rank; once where none is given"""

    def fits(self, original: torch.Tensor) -> bool:
        """Whether the sum has the shape of a weight. Raises as `delta`; nothing is computed."""
        shapes = tuple((name, tuple(part.shape)) for name, part in self.parts.items())
        return _fits(shapes, self.alpha is not None, tuple(original.shape))

    def delta(self, original: torch.Tensor) -> torch.Tensor:
        """What is added to a weight at strength 1: float32, as `original`, on whose device it is computed.

        Raises KeyError, RuntimeError and the like where parts are missing or do not fit each other.
        """
        here = Change(parts={name: part.to(original.device) for name, part in self.parts.items()}, alpha=self.alpha)
        whole = here._sum().reshape(original.shape)
        return whole if "dora" not in here.parts else _of_length(here.parts["dora"], original + whole) - original

    def _sum(self) -> torch.Tensor:
        whole, rank = _whole(self.parts)
        return whole if self.alpha is None or rank is None else whole.mul_(self.alpha / rank)


@lru_cache(maxsize=1024)
def _fits(parts: tuple[tuple[str, tuple[int, ...]], ...], scaled: bool, shape: tuple[int, ...]) -> bool:
    """Tried with tensors that have a shape and no numbers; the layers of a model have a few dozen shapes."""
    hollow = {name: torch.empty(of, device="meta") for name, of in parts}
    change, original = Change(parts=hollow, alpha=1.0 if scaled else None), torch.empty(shape, device="meta")
    if _flat(change._sum()) != _flat(original):
        return False
    change.delta(original)
    return True


def _flat(weight: torch.Tensor) -> torch.Size:
    """(rows, everything that makes one of them): convolutions over single pixels come as matrices too."""
    return weight.reshape(len(weight), -1).shape


def _whole(parts: Parts) -> tuple[torch.Tensor, int | None]:
    """(the sum before it is scaled, its rank; None where it is kept whole)."""
    if "diff" in parts:
        return parts["diff"], None
    if "hada_w1_a" in parts:
        return _hadamard(parts)
    if any(name.startswith("lokr") for name in parts):
        return _kronecker(parts)
    return _product(parts)


def _product(parts: Parts) -> tuple[torch.Tensor, int]:
    up, down = parts["up"].flatten(1), parts["down"]
    if "mid" in parts:
        return torch.einsum("o p, p q h w, q i -> o i h w", up, parts["mid"], down.flatten(1)), len(down)
    return (up @ down.flatten(1)).reshape(len(up), *down.shape[1:]), len(down)


def _hadamard(parts: Parts) -> tuple[torch.Tensor, int]:
    factors = (_factor(parts, f"hada_w{number}", f"hada_t{number}") for number in (1, 2))
    first, second = factors
    return first * second, len(parts["hada_w1_b"])


def _kronecker(parts: Parts) -> tuple[torch.Tensor, int | None]:
    first, second = (_factor(parts, f"lokr_w{number}", f"lokr_t{number}") for number in (1, 2))
    inner = parts.get("lokr_w2_b", parts.get("lokr_w1_b"))
    if second.ndim == 4 and first.ndim == 2:
        first = first[:, :, None, None]
    return torch.kron(first, second.contiguous()), None if inner is None else len(inner)


def _factor(parts: Parts, name: str, core: str) -> torch.Tensor:
    """Kept whole, or as a product of two, or as a core between two."""
    if name in parts:
        return parts[name]
    before, after = parts[f"{name}_a"], parts[f"{name}_b"]
    if core in parts:
        return torch.einsum(_TUCKER, parts[core], after, before)
    return before @ after


def _of_length(lengths: torch.Tensor, weight: torch.Tensor) -> torch.Tensor:
    """`weight` with its rows, or its columns, made as long as said.

    Lengths of columns come as (1, columns, ...), those of rows as (rows, 1, ...) or (rows,).
    """
    rows = lengths.ndim == 1 or lengths.shape[0] == weight.shape[0]
    axis, others = (0, [*range(1, weight.ndim)]) if rows else (1, [0, *range(2, weight.ndim)])
    shape = [1] * weight.ndim
    shape[axis] = weight.shape[axis]
    now = torch.linalg.vector_norm(weight, dim=others, keepdim=True) + torch.finfo(weight.dtype).eps
    return weight * (lengths.reshape(shape) / now)
