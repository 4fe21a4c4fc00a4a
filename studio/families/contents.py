"""What a single safetensors file holds, told by the names and shapes of its tensors."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal

import msgspec

from studio.families.header import Header

Whole = Literal["checkpoint", "unet"]
Part = Literal["vae", "tiny decoder", "text encoder"]
Addition = Literal["lora", "control", "adapter", "embedding", "upscaler"]
Kind = Whole | Part | Addition | Literal[""]

BASES: Mapping[int, str] = {
    768: "Stable Diffusion 1.x",
    1024: "Stable Diffusion 2.x",
    2048: "SDXL",
    1280: "SDXL refiner",
}
"""by the width of what a UNet is told of the prompt"""
FAMILIES: Mapping[str, str] = {
    "Stable Diffusion 1.x": "stable-diffusion",
    "Stable Diffusion 2.x": "stable-diffusion",
    "SDXL": "stable-diffusion-xl",
}

_LORA_ENDINGS = (
    *(".lora_down.weight", ".lora_up.weight", ".lora_A.weight", ".lora_B.weight", ".lora.down.weight"),
    *(".hada_w1_a", ".lokr_w1", ".lokr_w1_a", ".dora_scale", ".diff", ".diff_b"),
    *("_lora.down.weight", ".lora_linear_layer.down.weight", ".w_norm"),
    *(".oft_blocks", ".oft_diag", ".oft_R.weight", ".on_input", ".a1.weight"),
)
_CROSS = "attn2.to_k.weight"
_LORA_CROSS = ("attn2_to_k.lora_down.weight", "attn2.to_k.lora_A.weight", "attn2.to_k.lora.down.weight")
_TRAINED_ON: Mapping[str, str] = {
    "sd_v1": "Stable Diffusion 1.x",
    "sd_v2": "Stable Diffusion 2.x",
    "sdxl": "SDXL",
    "stable-diffusion-v1": "Stable Diffusion 1.x",
    "stable-diffusion-v2": "Stable Diffusion 2.x",
    "stable-diffusion-xl-v1-base": "SDXL",
}
"""how the notes of trainers (ss_base_model_version, modelspec.architecture) begin"""
_OTHERS: tuple[tuple[str, str], ...] = (
    ("double_blocks.", "Flux"),
    ("joint_blocks.", "Stable Diffusion 3"),
    ("cap_embedder.", "Lumina or Z-Image"),
    ("head.modulation", "Wan"),
    ("blocks.0.cross_attn.q_linear", "Sana"),
)
"""a part of a tensor's name, and whose it is: families that cannot be run from a single file here"""


class Contents(msgspec.Struct, frozen=True, kw_only=True):
    """What a file is taken for."""

    kind: Kind
    """empty for what nobody knows"""
    base: str = ""
    """for people: which models it is or belongs to, for example "SDXL"; empty where nothing tells"""

    @property
    def family(self) -> str:
        """As in ModelSource.family; empty for a family that is not run here, or where nothing tells."""
        return FAMILIES.get(self.base, "")

    @property
    def said(self) -> str:
        """What it is, in a sentence."""
        of = f" for {self.base}" if self.base else ""
        sentences: Mapping[Kind, str] = {
            "checkpoint": f"It is a whole model ({self.base or 'of an unknown family'}).",
            "unet": f"It is the UNet alone of a model{of}, without text encoder and decoder.",
            "lora": f"It is a LoRA{of}: it changes a model and makes no pictures on its own.",
            "control": f"It is a ControlNet{of}: it guides a model and makes no pictures on its own.",
            "adapter": f"It is an adapter{of}: it guides a model and makes no pictures on its own.",
            "vae": f"It is an autoencoder (VAE){of}, one part of a model.",
            "tiny decoder": "It is a tiny autoencoder (TAESD), one part of a model.",
            "embedding": f"It is an embedding{of} (textual inversion): a word for a model, and no model.",
            "text encoder": "It is a text encoder, one part of a model.",
            "upscaler": "It is an upscaler, which enlarges pictures and makes none.",
            "": "It holds weights of something that this studio does not know.",
        }
        return sentences[self.kind]


def contents_of(header: Header) -> Contents:
    """Never fails: what nobody knows is told as such."""
    for kind, is_one, base in _KINDS:
        if is_one(header):
            return Contents(kind=kind, base=base(header) or _other(header))
    return Contents(kind="", base=_other(header))


def _is_lora(header: Header) -> bool:
    if header.has("ip_adapter."):  # those for faces bring LoRAs of their own along
        return False
    return any(name.endswith(_LORA_ENDINGS) or ".lora_A." in name for name in header.shapes)


def _is_control(header: Header) -> bool:
    beginnings = ("control_model.", "controlnet_cond_embedding.", "input_hint_block.", "lora_controlnet", "lllite_")
    return any(header.has(beginning) for beginning in beginnings)


def _is_adapter(header: Header) -> bool:
    return (
        header.has("ip_adapter.") or header.has("image_proj.") or header.has("adapter.body.") or header.has("body.0.")
    )


def _is_checkpoint(header: Header) -> bool:
    return header.has("model.diffusion_model.")


def _is_unet(header: Header) -> bool:
    plain = header.has("down_blocks.0.resnets.0.") or header.has("input_blocks.0.0.")
    return (plain and header.has("time_embed")) or header.has("double_blocks.0.") or header.has("joint_blocks.0.")


def _is_vae(header: Header) -> bool:
    return any(header.has(f"{before}decoder.conv_in.") for before in ("", "first_stage_model.", "vae."))


def _is_tiny(header: Header) -> bool:
    diffusers = header.has("decoder.layers.0.") or header.has("encoder.layers.0.weight")
    return diffusers or any(header.has(f"{before}3.conv.0.weight") for before in ("", "decoder.", "taesd_decoder."))


def _is_embedding(header: Header) -> bool:
    return 1 <= len(header.shapes) <= 4 and all(
        len(shape) in (1, 2) and shape[-1] in (768, 1024, 1280) for shape in header.shapes.values()
    )


def _is_text_encoder(header: Header) -> bool:
    return any("token_embedding.weight" in name for name in header.shapes)


def _is_upscaler(header: Header) -> bool:
    return any(header.has(name) for name in ("conv_first.", "model.0.weight", "RRDB_trunk.", "body.0.rdb1."))


def _base_of_cross(header: Header) -> str:
    return BASES.get(header.width(_CROSS) or 0, "")


def _base_of_lora(header: Header) -> str:
    width = next((found for ending in _LORA_CROSS if (found := header.width(ending))), 0)
    if width in BASES:
        return BASES[width]
    if header.has("lora_te2_") or header.has("text_encoder_2.") or header.has("lora_te1_"):
        return "SDXL"
    return _noted(header)


def _base_of_control(header: Header) -> str:
    return _base_of_cross(header) or ("SDXL" if header.has("lllite_") else _noted(header))


def _base_of_adapter(header: Header) -> str:
    return BASES.get(header.width("to_k_ip.weight") or 0, "") or _noted(header)


def _base_of_embedding(header: Header) -> str:
    widths = {shape[-1] for shape in header.shapes.values()}
    return "SDXL" if 1280 in widths else BASES.get(max(widths), "")


def _noted(header: Header) -> str:
    for key in ("ss_base_model_version", "modelspec.architecture"):
        said = header.metadata.get(key, "")
        found = next((base for begin, base in _TRAINED_ON.items() if said.startswith(begin)), "")
        if found:
            return found
    return ""


def _other(header: Header) -> str:
    return next((family for part, family in _OTHERS if any(part in name for name in header.shapes)), "")


_KINDS: tuple[tuple[Kind, Callable[[Header], bool], Callable[[Header], str]], ...] = (
    ("lora", _is_lora, _base_of_lora),
    ("control", _is_control, _base_of_control),
    ("checkpoint", _is_checkpoint, _base_of_cross),
    ("upscaler", _is_upscaler, lambda _: ""),
    ("adapter", _is_adapter, _base_of_adapter),
    ("unet", _is_unet, _base_of_cross),
    ("tiny decoder", _is_tiny, lambda _: ""),
    ("vae", _is_vae, lambda _: ""),
    ("text encoder", _is_text_encoder, lambda _: ""),
    ("embedding", _is_embedding, _base_of_embedding),
)
"""the first that fits counts"""
