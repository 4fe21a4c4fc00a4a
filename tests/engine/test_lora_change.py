"""What each kind of network adds to a weight, held against how its layers compute."""

from __future__ import annotations

import math

import pytest
import torch
from torch.nn.functional import conv2d, linear

from studio.engine.lora_change import Change, Parts

OUT, IN, RANK, SIDE = 6, 4, 2, 3
WEIGHT = torch.randn(OUT, IN, generator=torch.Generator().manual_seed(1))
KERNEL = torch.randn(OUT, IN, SIDE, SIDE, generator=torch.Generator().manual_seed(2))


def drawn(*shape: int, seed: int = 0) -> torch.Tensor:
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed + sum(shape)))


def close(made: torch.Tensor, expected: torch.Tensor) -> None:
    torch.testing.assert_close(made, expected.float(), rtol=1e-4, atol=1e-5)


def test_lora_is_two_layers_beside_a_linear_one():
    parts = {"down": drawn(RANK, IN), "up": drawn(OUT, RANK)}
    delta = Change(parts=parts, alpha=3.0).delta(WEIGHT)
    x = drawn(5, IN)
    close(linear(x, delta), linear(linear(x, parts["down"]), parts["up"]) * 3.0 / RANK)


def test_without_alpha_it_counts_once():
    parts = {"down": drawn(RANK, IN), "up": drawn(OUT, RANK)}
    close(Change(parts=parts).delta(WEIGHT), Change(parts=parts, alpha=float(RANK)).delta(WEIGHT))


@pytest.mark.parametrize("middle", [False, True])
def test_locon_is_convolutions_one_after_the_other(middle: bool):
    x = drawn(1, IN, 8, 8)
    up = drawn(OUT, RANK, 1, 1)
    if middle:
        parts = {"down": drawn(RANK, IN, 1, 1), "mid": drawn(RANK, RANK, SIDE, SIDE), "up": up}
        beside = conv2d(conv2d(conv2d(x, parts["down"]), parts["mid"], padding=1), up)
    else:
        parts = {"down": drawn(RANK, IN, SIDE, SIDE), "up": up}
        beside = conv2d(conv2d(x, parts["down"], padding=1), up)
    close(conv2d(x, Change(parts=parts, alpha=1.0).delta(KERNEL), padding=1), beside / RANK)


def test_convolutions_over_single_pixels_and_matrices_are_the_same():
    flat = {"down": drawn(RANK, IN), "up": drawn(OUT, RANK)}
    deep = {name: part[:, :, None, None] for name, part in flat.items()}
    pixel = WEIGHT[:, :, None, None]
    assert Change(parts=flat).fits(pixel)
    assert Change(parts=deep).fits(WEIGHT)
    close(Change(parts=flat).delta(pixel)[:, :, 0, 0], Change(parts=deep).delta(WEIGHT))


def hada() -> dict[str, torch.Tensor]:
    return {
        f"hada_w{n}_{side}": drawn(*((OUT, RANK) if side == "a" else (RANK, IN)), seed=n)
        for n in (1, 2)
        for side in "ab"
    }


def test_loha_multiplies_two_of_them_number_by_number():
    parts = hada()
    delta = Change(parts=parts, alpha=1.0).delta(WEIGHT)
    for row in range(OUT):
        for column in range(IN):
            first, second = (
                sum(parts[f"hada_w{n}_a"][row, r] * parts[f"hada_w{n}_b"][r, column] for r in range(RANK))
                for n in (1, 2)
            )
            assert delta[row, column] == pytest.approx(float(first * second) / RANK, rel=1e-4)


def test_loha_of_a_convolution_with_cores():
    parts: dict[str, torch.Tensor] = {}
    for n in (1, 2):
        parts |= {f"hada_w{n}_a": drawn(RANK, OUT, seed=n), f"hada_w{n}_b": drawn(RANK, IN, seed=n)}
        parts[f"hada_t{n}"] = drawn(RANK, RANK, SIDE, SIDE, seed=n)
    delta = Change(parts=parts).delta(KERNEL)
    x = drawn(1, IN, 8, 8)
    kernels = []
    for n in (1, 2):
        narrow, core, wide = parts[f"hada_w{n}_b"], parts[f"hada_t{n}"], parts[f"hada_w{n}_a"]
        impulses = torch.eye(IN)[:, :, None, None].expand(IN, IN, 1, 1)
        seen = conv2d(conv2d(impulses, narrow[:, :, None, None]), core.flip(2, 3), padding=SIDE - 1)
        kernels.append(conv2d(seen, wide.T[:, :, None, None]).permute(1, 0, 2, 3))
    close(conv2d(x, delta), conv2d(x, kernels[0] * kernels[1]))


def test_lokr_is_a_block_for_every_number():
    blocks, inner = drawn(3, 2), drawn(2, 2)
    delta = Change(parts={"lokr_w1": blocks, "lokr_w2": inner}, alpha=5.0).delta(WEIGHT)
    for row in range(3):
        for column in range(2):
            close(delta[2 * row : 2 * row + 2, 2 * column : 2 * column + 2], blocks[row, column] * inner)


@pytest.mark.parametrize("core", [False, True])
def test_lokr_in_parts_and_of_a_convolution(core: bool):
    before, after = drawn(3, RANK), drawn(RANK, 2)
    kernel = drawn(2, 2, SIDE, SIDE)
    parts: dict[str, torch.Tensor] = {"lokr_w1_a": before, "lokr_w1_b": after, "lokr_w2": kernel}
    if core:
        one, other, middle = drawn(RANK, 2), drawn(RANK, 2, seed=9), drawn(RANK, RANK, SIDE, SIDE)
        kernel = torch.stack(
            [
                torch.stack(
                    [
                        (one[:, o, None, None, None] * other[None, :, i, None, None] * middle).sum((0, 1))
                        for i in range(2)
                    ]
                )
                for o in range(2)
            ]
        )
        parts = {"lokr_w1_a": before, "lokr_w1_b": after, "lokr_w2_a": one, "lokr_w2_b": other, "lokr_t2": middle}
    delta = Change(parts=parts, alpha=1.0).delta(KERNEL)
    blocks = before @ after
    for row in range(3):
        for column in range(2):
            close(delta[2 * row : 2 * row + 2, 2 * column : 2 * column + 2], blocks[row, column] * kernel / RANK)


def test_a_difference_is_added_as_it_is():
    close(Change(parts={"diff": KERNEL * 2}, alpha=7.0).delta(KERNEL), KERNEL * 2)


@pytest.mark.parametrize("weight", [WEIGHT, KERNEL])
@pytest.mark.parametrize("side", ["rows", "columns", "rows as PEFT writes them"])
def test_dora_sets_the_length_of_rows_or_columns(weight: torch.Tensor, side: str):
    down = drawn(RANK, *weight.shape[1:])
    up = drawn(OUT, RANK, *[1] * (weight.ndim - 2))
    lengths = torch.arange(1.0, 1.0 + (IN if side == "columns" else OUT))
    ones = [1] * (weight.ndim - 2)
    dora = {"rows": lengths.reshape(-1, 1, *ones), "columns": lengths.reshape(1, -1, *ones)}.get(side, lengths)
    change = Change(parts={"down": down, "up": up, "dora": dora})
    assert change.fits(weight)
    merged = weight + change.delta(weight)
    axis = 1 if side == "columns" else 0
    close(merged.transpose(0, axis).flatten(1).norm(dim=1), lengths)
    plain = weight + Change(parts={"down": down, "up": up}).delta(weight)
    ratio = (merged / plain).transpose(0, axis).flatten(1)
    close(ratio, ratio[:, :1].expand_as(ratio))  # only lengths change


@pytest.mark.parametrize(
    "parts",
    [
        {"down": torch.ones(RANK, IN)},
        {"down": torch.ones(RANK, IN), "up": torch.ones(OUT, RANK + 1)},
        {"lokr_w1_a": torch.ones(3, 2), "lokr_w2": torch.ones(2, 2)},
        {"dora": torch.ones(OUT)},
        {"down": torch.ones(RANK, IN), "up": torch.ones(OUT, RANK), "dora": torch.ones(OUT + 1)},
        {"diff": torch.tensor(1.0)},
        {"hada_w1_a": torch.ones(OUT, RANK)},
    ],
)
def test_parts_that_do_not_belong_together_raise(parts: Parts):
    with pytest.raises((IndexError, KeyError, RuntimeError, TypeError, ValueError)):
        Change(parts=parts).fits(WEIGHT)


@pytest.mark.parametrize("shape", [(IN, OUT), (OUT, IN + 1), (OUT * IN,), (OUT, IN, SIDE, SIDE)])
def test_other_shapes_do_not_fit(shape: tuple[int, ...]):
    assert not Change(parts={"diff": torch.ones(shape)}).fits(WEIGHT)
    if len(shape) > 1:
        assert not Change(parts={"down": torch.ones(1, *shape[1:]), "up": torch.ones(shape[0], 1)}).fits(WEIGHT)


def test_a_sum_beyond_any_memory_is_only_measured():
    far = 2**20
    parts = {"down": torch.ones(1, far), "up": torch.ones(far, 1)}
    assert math.prod((far, far)) * 4 > 2**40
    assert not Change(parts=parts).fits(WEIGHT)
