"""Files of LoRAs as they are read and put on, looked at number by number; pictures are looked at in test_addons."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import nn

from studio.engine.addons import Addons
from studio.engine.cancel import StopHooks
from studio.engine.device import Device
from studio.engine.stop import Stop, Stopped
from studio.errors import ModelDamaged, ModelUnsupported
from tests.tiny_additions import Tensors, lora_source, write

WIDTH, RANK = 4, 2
LAYER = "mid_block.attentions.0.transformer_blocks.0.attn1.to_q"
KOHYA = f"lora_unet_{LAYER.replace('.', '_')}"


class Block(nn.Module):
    """As much of a UNet's block as has names."""

    def __init__(self) -> None:
        super().__init__()
        self.resnets, self.downsamplers, self.upsamplers = nn.ModuleList(), None, None


class UNet(nn.Module):
    """One layer of attention with a norm, and a convolution, by the names of diffusers."""

    def __init__(self) -> None:
        super().__init__()
        self.config: Any = type("Config", (), {"cross_attention_dim": WIDTH})()
        self.down_blocks, self.up_blocks = nn.ModuleList([Block()]), nn.ModuleList([Block()])
        inner = nn.ModuleDict(
            {
                "attn1": nn.ModuleDict(
                    {"to_q": nn.Linear(WIDTH, WIDTH), "to_out": nn.ModuleList([nn.Linear(WIDTH, WIDTH)])}
                ),
                "norm1": nn.LayerNorm(WIDTH),
            }
        )
        self.mid_block = nn.ModuleDict(
            {"attentions": nn.ModuleList([nn.ModuleDict({"transformer_blocks": nn.ModuleList([inner])})])}
        )
        self.conv_in = nn.Conv2d(WIDTH, WIDTH, 3)


class Texts(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.q_proj = nn.Linear(WIDTH, WIDTH)


@pytest.fixture
def networks() -> dict[str, nn.Module]:
    """float32, without gradients."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        made: dict[str, nn.Module] = {"unet": UNet(), "text_encoder": Texts()}
    for one in made.values():
        one.requires_grad_(requires_grad=False)
    return made


@pytest.fixture(autouse=True)
def as_in_the_engine() -> Iterator[None]:
    with torch.inference_mode():
        yield


DEVICE = Device(torch=torch.device("cpu"), name="", dtype=torch.float32, threads=1, channels_last=False, batch=1)


@pytest.fixture
def hooks() -> StopHooks:
    return StopHooks()


@pytest.fixture
def addons(networks: dict[str, nn.Module], hooks: StopHooks) -> Addons:
    return Addons(networks, DEVICE, hooks)


def weights(networks: Mapping[str, nn.Module]) -> dict[str, bytes]:
    return {
        f"{part}.{name}": one.contiguous().view(torch.uint8).numpy().tobytes()
        for part, network in networks.items()
        for name, one in network.named_parameters()
    }


def drawn(*shape: int, seed: int = 0) -> torch.Tensor:
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed + sum(shape)))


def pair(name: str, seed: int = 0) -> Tensors:
    return {
        f"{name}.lora_down.weight": drawn(RANK, WIDTH, seed=seed),
        f"{name}.lora_up.weight": drawn(WIDTH, RANK, seed=seed + 1),
    }


def product(tensors: Tensors) -> torch.Tensor:
    down, up = tensors.values()
    return up @ down


def to_q(networks: Mapping[str, nn.Module], leaf: str = "weight") -> torch.Tensor:
    return networks["unet"].get_parameter(f"{LAYER}.{leaf}")


def moved(networks: Mapping[str, nn.Module], addons: Addons, path: Path, weight: float = 1.0) -> torch.Tensor:
    """What the file does to the layer."""
    before = to_q(networks).clone()
    addons.put_on([(lora_source(path), weight)])
    return to_q(networks) - before


def close(made: torch.Tensor, expected: torch.Tensor) -> None:
    torch.testing.assert_close(made, expected, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize(
    ("notes", "scale"),
    [
        ("{}", 1.0),
        ('{"unet.lora_alpha": 6, "unet.r": 2}', 3.0),
        ('{"unet.lora_alpha": 6, "unet.alpha_pattern": {"attn1.to_q": 1}}', 0.5),
        ('{"unet.lora_alpha": 6, "unet.alpha_pattern": {"attn2.to_q": 1}}', 3.0),
        ('{"unet.lora_alpha": 2, "unet.use_rslora": true}', 2**0.5),
        ('{"text_encoder.lora_alpha": 6}', 1.0),
        ('{"unet.lora_alpha": "many"}', 1.0),
        ("no json", 1.0),
        ("[" * 100_000, 1.0),
    ],
)
@pytest.mark.parametrize("adapter", ["", ".default", ".default_0"])
def test_alpha_in_the_notes_of_diffusers(
    networks: dict[str, nn.Module], addons: Addons, tmp_path: Path, notes: str, scale: float, adapter: str
):
    plain = pair("x")
    names = (f"unet.{LAYER}.lora_A{adapter}.weight", f"unet.{LAYER}.lora_B{adapter}.weight")
    tensors = dict(zip(names, plain.values(), strict=True))
    file = write(tmp_path / "l.safetensors", tensors, {"lora_adapter_metadata": notes})
    close(moved(networks, addons, file), product(plain) * scale)


def test_alpha_among_the_tensors(networks: dict[str, nn.Module], addons: Addons, tmp_path: Path):
    tensors = pair(KOHYA)
    file = write(tmp_path / "l.safetensors", tensors | {f"{KOHYA}.alpha": torch.tensor(0.5, dtype=torch.float16)})
    close(moved(networks, addons, file, -2.0), product(tensors) * 0.5 / RANK * -2.0)


@pytest.mark.parametrize(
    ("old", "layer"),
    [
        (f"unet.{LAYER.rpartition('.')[0]}.processor.to_q_lora", f"{LAYER}.weight"),
        (f"{LAYER.rpartition('.')[0]}.processor.to_q_lora", f"{LAYER}.weight"),
        (f"unet.{LAYER.rpartition('.')[0]}.processor.to_out_lora", f"{LAYER.rpartition('.')[0]}.to_out.0.weight"),
        (f"unet.{LAYER}.lora", f"{LAYER}.weight"),
    ],
)
def test_the_oldest_names(networks: dict[str, nn.Module], addons: Addons, tmp_path: Path, old: str, layer: str):
    plain = pair("x")
    before = networks["unet"].get_parameter(layer).clone()
    tensors = dict(zip((f"{old}.down.weight", f"{old}.up.weight"), plain.values(), strict=True))
    addons.put_on([(lora_source(write(tmp_path / "l.safetensors", tensors)), 1.0)])
    close(networks["unet"].get_parameter(layer) - before, product(plain))


def test_a_layer_that_is_named_twice_is_changed_once(networks: dict[str, nn.Module], addons: Addons, tmp_path: Path):
    tensors = pair(KOHYA)
    again = {
        name.replace("mid_block_attentions_0", "middle_block_1"): tensor.clone() for name, tensor in tensors.items()
    }
    assert again.keys().isdisjoint(tensors)
    close(moved(networks, addons, write(tmp_path / "l.safetensors", tensors | again)), product(tensors))


def test_other_kinds_by_their_names(networks: dict[str, nn.Module], addons: Addons, tmp_path: Path):
    hada = {f"{KOHYA}.hada_w{n}_{side}": drawn(WIDTH, WIDTH, seed=n) for n in (1, 2) for side in "ab"}
    first, second, third, fourth = hada.values()
    close(moved(networks, addons, write(tmp_path / "a.safetensors", hada)), (first @ second) * (third @ fourth))
    addons.put_on([])
    kron = {f"{KOHYA}.lokr_w1": drawn(2, 2), f"{KOHYA}.lokr_w2": drawn(2, 2, seed=1)}
    close(moved(networks, addons, write(tmp_path / "b.safetensors", kron)), torch.kron(*kron.values()))
    addons.put_on([])
    dora = pair(KOHYA) | {f"{KOHYA}.dora_scale": torch.full((1, WIDTH), 2.0)}
    addons.put_on([(lora_source(write(tmp_path / "c.safetensors", dora)), 1.0)])
    close(to_q(networks).norm(dim=0), torch.full((WIDTH,), 2.0))


def test_differences_of_weights_norms_and_biases(networks: dict[str, nn.Module], addons: Addons, tmp_path: Path):
    norm = "mid_block.attentions.0.transformer_blocks.0.norm1"
    tensors = {
        f"{KOHYA}.diff": torch.full((WIDTH, WIDTH), 0.5),
        f"{KOHYA}.diff_b": torch.full((WIDTH,), 0.25),
        f"lora_unet_{norm.replace('.', '_')}.w_norm": torch.full((WIDTH,), 0.125),
        f"lora_unet_{norm.replace('.', '_')}.b_norm": torch.full((WIDTH,), -1.0),
    }
    paths = (f"{LAYER}.weight", f"{LAYER}.bias", f"{norm}.weight", f"{norm}.bias")
    before = {path: networks["unet"].get_parameter(path).clone() for path in paths}
    assert addons.put_on([(lora_source(write(tmp_path / "l.safetensors", tensors)), 2.0)]) == ()
    for path, tensor in zip(paths, tensors.values(), strict=True):
        close(networks["unet"].get_parameter(path) - before[path], 2.0 * tensor)


def test_sums_are_rounded_once_from_what_was_loaded(networks: dict[str, nn.Module], hooks: StopHooks, tmp_path: Path):
    """In bfloat16 many small ones would be lost one by one."""
    for one in networks.values():
        one.to(torch.bfloat16)
    addons = Addons(networks, DEVICE, hooks)
    to_q(networks).fill_(1.0)
    before = weights(networks)
    small = {f"{KOHYA}.diff": torch.full((WIDTH, WIDTH), 2.0**-9)}
    three = [lora_source(write(tmp_path / f"{n}.safetensors", small)) for n in range(3)]
    addons.put_on([(one, 1.0) for one in three])
    expected = torch.tensor(1.0 + 3 * 2.0**-9).to(torch.bfloat16)
    assert expected != 1.0
    assert (to_q(networks) == expected).all()
    addons.put_on([])
    assert weights(networks) == before


def test_tensors_stay_where_they_are_and_as_they_lie(networks: dict[str, nn.Module], hooks: StopHooks, tmp_path: Path):
    networks["unet"].to(memory_format=torch.channels_last)  # pyright: ignore
    kernel = networks["unet"].get_parameter("conv_in.weight")
    at, before = kernel.data_ptr(), kernel.clone()
    addons = Addons(networks, DEVICE, hooks)
    diff = drawn(WIDTH, WIDTH, 3, 3)
    lora = lora_source(write(tmp_path / "l.safetensors", {"lora_unet_conv_in.diff": diff}))
    addons.put_on([(lora, 1.0)])
    assert networks["unet"].get_parameter("conv_in.weight") is kernel
    assert (kernel.data_ptr(), kernel.is_contiguous(memory_format=torch.channels_last)) == (at, True)
    close(kernel, before + diff)
    addons.put_on([])
    assert kernel.is_contiguous(memory_format=torch.channels_last)
    assert torch.equal(kernel, before)


def test_a_weight_that_two_layers_share_comes_back(networks: dict[str, nn.Module], hooks: StopHooks, tmp_path: Path):
    unet: Any = networks["unet"]
    other = unet.mid_block.attentions[0].transformer_blocks[0].attn1
    other.to_out[0].weight = other.to_q.weight
    before = weights(networks)
    addons = Addons(networks, DEVICE, hooks)
    path = write(tmp_path / "l.safetensors", pair(KOHYA) | pair(KOHYA.replace("to_q", "to_out_0"), seed=5))
    assert moved(networks, addons, path).abs().max() > 0
    addons.put_on([])
    assert weights(networks) == before


class StopAt(Stop):
    """Set once it was looked at so many times."""

    def __init__(self, times: int) -> None:
        super().__init__()
        self._left = times

    def check(self) -> None:
        if self._left == 0:
            self.set()
        self._left -= 1
        super().check()


def test_stopped_at_any_moment_it_leaves_the_networks_clean(
    networks: dict[str, nn.Module], addons: Addons, hooks: StopHooks, tmp_path: Path
):
    plain = weights(networks)
    names = (KOHYA, KOHYA.replace("to_q", "to_out_0"), "lora_te_text_model_q_proj")
    first, second = (
        lora_source(
            write(tmp_path / f"{seed}.safetensors", {k: v for name in names for k, v in pair(name, seed).items()})
        )
        for seed in (1, 2)
    )
    addons.put_on([(first, 1.0)])
    looked = 0
    while True:
        hooks.stop = StopAt(looked)
        try:
            addons.put_on([(first, 0.5), (second, 1.0)])
            break
        except Stopped:
            looked += 1
            assert weights(networks) == plain
            hooks.stop = None
            addons.put_on([(first, 1.0)])  # what was on before can be put on again
            assert weights(networks) != plain
    assert looked == 2 * 6 + 3  # every tensor, and every weight
    hooks.stop = None
    addons.put_on([])
    assert weights(networks) == plain


@pytest.mark.parametrize(
    ("tensors", "error"),
    [
        ({f"{KOHYA}.lora_down.weight": torch.ones(RANK, WIDTH)}, ModelDamaged),
        ({f"{KOHYA}.alpha": torch.ones(()), "x.lora_down.weight": torch.ones(1, 1)}, ModelUnsupported),
        ({f"{KOHYA}.diff": torch.ones(())}, ModelDamaged),
        ({f"{KOHYA}.diff": torch.ones(WIDTH, WIDTH + 1)}, ModelUnsupported),
        ({f"{KOHYA}.dora_scale": torch.ones(1, WIDTH)}, ModelDamaged),
        (
            {
                "lora_unet_conv_in.lora_down.weight": torch.ones(1, WIDTH),
                "lora_unet_conv_in.lora_up.weight": torch.ones(WIDTH, 1),
            },
            ModelUnsupported,
        ),
        (
            {
                f"{KOHYA}.lora_down.weight": torch.ones(0, WIDTH),
                f"{KOHYA}.lora_up.weight": torch.ones(WIDTH, 0),
                f"{KOHYA}.alpha": torch.ones(()),
            },
            ModelDamaged,
        ),
    ],
)
def test_what_is_broken_is_refused_and_nothing_is_on(
    networks: dict[str, nn.Module],
    addons: Addons,
    tmp_path: Path,
    tensors: Tensors,
    error: type[ModelDamaged | ModelUnsupported],
):
    plain = weights(networks)
    addons.put_on([(lora_source(write(tmp_path / "good.safetensors", pair(KOHYA))), 1.0)])
    with pytest.raises(error) as raised:
        addons.put_on([(lora_source(write(tmp_path / "bad.safetensors", tensors)), 1.0)])
    assert "bad" in raised.value.message
    assert raised.value.remedy
    assert weights(networks) == plain
