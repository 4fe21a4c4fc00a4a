"""Owns the optimiser: Muon for matrices and convolutions, AdamW for the rest (Jordan et al., 2024)."""

from __future__ import annotations

import math
from collections.abc import Iterable

import torch
from torch import nn


class Muon(torch.optim.Optimizer):
    """Momentum whose update is made orthogonal; tensors of equal shape are treated together."""

    def __init__(self, params: Iterable[nn.Parameter], lr: float, momentum: float = 0.95, decay: float = 0.0) -> None:
        super().__init__(list(params), {"lr": lr, "momentum": momentum, "decay": decay})

    @torch.no_grad()
    def step(self) -> None:  # type: ignore[override]
        for group in self.param_groups:
            for params in _by_shape(group["params"]).values():
                self._update(params, group)

    def _update(self, params: list[nn.Parameter], group: dict[str, float]) -> None:
        wanted = torch.stack([self._direction(p, group["momentum"]) for p in params])
        rows, columns = wanted.shape[1:]
        steps = orthogonal(wanted) * (0.2 * max(rows, columns) ** 0.5)
        for param, step in zip(params, steps, strict=True):
            param.mul_(1.0 - group["lr"] * group["decay"])
            param.add_(step.reshape(param.shape).to(param.dtype), alpha=-group["lr"])

    def _direction(self, param: nn.Parameter, momentum: float) -> torch.Tensor:
        """Nesterov momentum as a matrix."""
        state = self.state[param]
        if "moment" not in state:
            state["moment"] = torch.zeros_like(param)
        assert param.grad is not None
        state["moment"].lerp_(param.grad, 1.0 - momentum)
        return torch.lerp(param.grad, state["moment"], momentum).flatten(1)


def _by_shape(params: list[nn.Parameter]) -> dict[tuple[int, int], list[nn.Parameter]]:
    groups: dict[tuple[int, int], list[nn.Parameter]] = {}
    for param in params:
        if param.grad is not None:
            groups.setdefault((param.shape[0], param[0].numel()), []).append(param)
    return groups


def orthogonal(matrices: torch.Tensor, steps: int = 5) -> torch.Tensor:
    """The nearest orthogonal matrices, by a quintic Newton-Schulz iteration; (n, rows, columns)."""
    a, b, c = 3.4445, -4.7750, 2.0315
    turned = matrices.shape[1] > matrices.shape[2]
    x = (matrices.mT if turned else matrices).bfloat16()
    x = x / (x.norm(dim=(1, 2), keepdim=True) + 1e-7)
    for _ in range(steps):
        square = x @ x.mT
        x = torch.baddbmm(x, torch.baddbmm(square, square, square, beta=b, alpha=c), x, beta=a)
    return (x.mT if turned else x).float()


def optimizers(model: nn.Module, lr: float, adam_lr: float, apart: tuple[str, ...]) -> list[torch.optim.Optimizer]:
    """Muon over weights of two and more dimensions, AdamW over the rest and over names that contain one of `apart`."""
    muon, adam = [], []
    for name, param in model.named_parameters():
        plain = param.ndim < 2 or any(part in name for part in apart)
        (adam if plain else muon).append(param)
    return [Muon(muon, lr), torch.optim.AdamW(adam, lr=adam_lr, betas=(0.9, 0.99), weight_decay=0.0)]


def pace(share: float, step: int, warm: int = 50) -> float:
    """What the rate is multiplied with at a share of the run: warm-up, then level, then a cosine to zero."""
    fall = 1.0 if share < 0.5 else 0.5 + 0.5 * math.cos((share - 0.5) * 2 * math.pi)
    return fall * min(1.0, (step + 1) / warm)


class Average:
    """An exponential moving average of a model's parameters."""

    def __init__(self, model: nn.Module, keep: float) -> None:
        self.keep = keep
        self.values = {name: param.detach().clone() for name, param in model.named_parameters()}

    @torch.no_grad()
    def update(self, model: nn.Module) -> None:
        for name, param in model.named_parameters():
            self.values[name].lerp_(param, 1.0 - self.keep)

    @torch.no_grad()
    def copy_to(self, model: nn.Module) -> None:
        for name, param in model.named_parameters():
            param.copy_(self.values[name])
