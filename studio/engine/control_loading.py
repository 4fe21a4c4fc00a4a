"""One ControlNet from disk: a diffusers folder, or a single file in diffusers' names or in those of its makers."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from diffusers.configuration_utils import FrozenDict
from diffusers.loaders.single_file_utils import convert_controlnet_checkpoint
from diffusers.models.controlnets.controlnet import ControlNetModel
from diffusers.models.unets.unet_2d_condition import UNet2DConditionModel

from studio.engine.components import Config, filled, made
from studio.engine.device import Device
from studio.engine.stop import Stop
from studio.engine.weights import find_weights, read_tensors
from studio.errors import ModelMissing, ModelUnsupported
from studio.families.contents import BASES
from studio.families.control import control_of
from studio.families.family import read_json
from studio.families.header import read_header
from studio.recipe.recipe import ModelRef
from studio.wire.messages import AdditionSource

_MAKERS = "control_model."
_SIZES: Mapping[str, str] = {
    f"add_embedding.linear_{place}.{kind}": f"label_emb.0.{2 * place - 2}.{kind}"
    for place in (1, 2)
    for kind in ("weight", "bias")
}
"""what SDXL is told besides, which diffusers does not rename"""
_ALIKE = ("block_out_channels", "layers_per_block")
_CHOOSE = "Choose a ControlNet that was made for this model's family, or take it away."

Shapes = Mapping[str, tuple[int, ...]]


def load_control(source: AdditionSource, unet: UNet2DConditionModel, device: Device, stop: Stop) -> ControlNetModel:
    """A ControlNet beside `unet`; `stop` is looked at between tensors.

    Raises ModelUnsupported, before any weights are read, for one that was made for other models and for what is none
    that is run here; ModelMissing, ModelDamaged, ModelUnsafe; Stopped.
    """
    path = Path(source.path)
    if not path.exists():
        raise ModelMissing(
            f"The ControlNet “{source.ref.id}” is gone.",
            remedy="Get it again, or choose another one.",
            detail=source.path,
        )
    _require_told_alike(control_of(path, source.ref.id).context, source.ref, unet)
    read = _from_folder if path.is_dir() else _from_file
    return read(path, source.ref, unet, device, stop)


def _from_folder(
    folder: Path, ref: ModelRef, unet: UNet2DConditionModel, device: Device, stop: Stop
) -> ControlNetModel:
    config = folder / "config.json"
    network = made(config, read_json(config, Config), _by_config)
    _require_alike(network, ref, unet)
    files = find_weights(folder)
    return filled(network, dict(read_tensors(files, device.dtype, stop)), files[0], device)


def _from_file(file: Path, ref: ModelRef, unet: UNet2DConditionModel, device: Device, stop: Stop) -> ControlNetModel:
    """Nothing tells the config of one but its shapes, and the UNet that it must have been made beside."""
    header = read_header(file)
    prefix = _MAKERS if header.has(_MAKERS) else ""
    layers = _configured(unet, "layers_per_block")
    if not isinstance(layers, int):
        raise _of_others(ref, f"layers_per_block: {layers}")
    if _configured(unet, "addition_embed_type") not in (None, "text_time"):
        raise _of_others(ref, "no single file tells how this model is told of the prompt besides")
    theirs = _names([name for name in header.shapes if name.startswith(prefix)], prefix, layers)
    shapes = {name: header.shapes[own] for name, own in theirs.items()}
    network = made(file, _config(shapes, unet), _beside)
    if any(shapes.get(name) != tuple(one.shape) for name, one in network.state_dict().items()):
        raise _of_others(ref, "its weights have other shapes than those that would fit")
    _require_alike(network, ref, unet)
    weights = dict(read_tensors((file,), device.dtype, stop, prefix=prefix))
    return filled(network, {name: weights[own] for name, own in theirs.items()}, file, device)


def _by_config(config: Config) -> ControlNetModel:
    return ControlNetModel.from_config(config)  # type: ignore[return-value]


def _beside(config: Config) -> ControlNetModel:
    """As diffusers makes one from a UNet, of which it takes nothing but the config then."""
    unet = SimpleNamespace(config=FrozenDict(config))
    hint = config["conditioning_embedding_out_channels"]
    return ControlNetModel.from_unet(
        cast(Any, unet), conditioning_embedding_out_channels=hint, load_weights_from_unet=False
    )


def _names(own: list[str], prefix: str, layers: int) -> dict[str, str]:
    """diffusers' names to a file's own: diffusers renames what it is given, whatever that is."""
    found = convert_controlnet_checkpoint({name: name for name in own}, {"layers_per_block": layers})
    found |= {ours: f"{prefix}{theirs}" for ours, theirs in _SIZES.items() if f"{prefix}{theirs}" in own}
    return {name: theirs for name, theirs in found.items() if theirs is not None}


def _config(shapes: Shapes, unet: UNet2DConditionModel) -> Config:
    """The UNet's own, with what may differ: attention left out or less deep, and how control images are read."""
    own = dict(unet.config)
    depths = [_depth(shapes, f"down_blocks.{number}.") for number in range(len(own["block_out_channels"]))]
    middle = _depth(shapes, "mid_block.")
    layers = [depth or 0 for depth in (*depths[:-1], depths[-1] if middle is None else middle)]
    return own | {
        "in_channels": own["out_channels"],
        "down_block_types": ["DownBlock2D" if depth is None else "CrossAttnDownBlock2D" for depth in depths],
        "mid_block_type": "UNetMidBlock2D" if middle is None else "UNetMidBlock2DCrossAttn",
        "transformer_layers_per_block": layers,
        "conditioning_embedding_out_channels": _hint_channels(shapes),
    }


def _depth(shapes: Shapes, part: str) -> int | None:
    """Transformer layers in the attention of a block; None for one without attention."""
    first = f"{part}attentions.0."
    names = [name.removeprefix(first) for name in shapes if name.startswith(first)]
    layers = {name.split(".")[1] for name in names if name.startswith("transformer_blocks.")}
    return len(layers) if names else None


def _hint_channels(shapes: Shapes) -> tuple[int, ...]:
    """Channels of what reads control images: every second of its layers halves the picture and has more of them."""
    part = "controlnet_cond_embedding."
    last = [name for name in shapes if name.startswith(f"{part}blocks.") and name.endswith(".weight")]
    names = (f"{part}conv_in.weight", *(f"{part}blocks.{number}.weight" for number in range(1, len(last), 2)))
    return tuple(shapes[name][0] for name in names if name in shapes)


def _require_told_alike(context: int, ref: ModelRef, unet: UNet2DConditionModel) -> None:
    width = _width(unet)
    if not context or context == width:
        return
    of, here = BASES.get(context), BASES.get(width)
    detail = f"told by {context} numbers a token instead of {width}"
    if of is None or here is None or of == here:
        raise _of_others(ref, detail)
    raise ModelUnsupported(
        f"The ControlNet “{ref.id}” is for {of}, and this model is of {here}.", remedy=_CHOOSE, detail=detail
    )


def _require_alike(network: ControlNetModel, ref: ModelRef, unet: UNet2DConditionModel) -> None:
    """What it says must have the shapes of what the UNet adds it to, and it must be told no more than the UNet is."""
    for own, named in (("in_channels", "out_channels"), *((name, name) for name in _ALIKE)):
        said, wanted = _configured(network, own), _configured(unet, named)
        if said != wanted:
            raise _of_others(ref, f"{own}: {said} instead of {wanted}")
    if _width(network) != _width(unet):
        raise _of_others(ref, f"cross_attention_dim: {_width(network)} instead of {_width(unet)}")
    for name in ("addition_embed_type", "projection_class_embeddings_input_dim"):
        said, wanted = _configured(network, name), _configured(unet, name)
        if said is not None and said != wanted:
            raise _of_others(ref, f"{name}: {said} instead of {wanted}")
    for name in ("class_embed_type", "num_class_embeds"):
        if _configured(network, name) is not None:
            raise _of_others(ref, f"it wants classes: {name}")


def _of_others(ref: ModelRef, detail: str) -> ModelUnsupported:
    return ModelUnsupported(
        f"The ControlNet “{ref.id}” was made for other models than this one.", remedy=_CHOOSE, detail=detail
    )


def _width(network: Any) -> int:
    """Numbers that tell it of one token."""
    width = _configured(network, "cross_attention_dim")
    return width[0] if isinstance(width, tuple) else width


def _configured(network: Any, name: str) -> Any:
    """From its config, where a list is as good as a tuple."""
    value = network.config[name]
    return tuple(value) if isinstance(value, list) else value
