"""ControlNets beside the UNet of one model, and what they say of control images at every step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from diffusers.models.controlnets.controlnet import ControlNetModel
from diffusers.models.unets.unet_2d_condition import UNet2DConditionModel
from torch import nn

from studio.engine.attention import Attention
from studio.engine.cancel import StopHooks
from studio.engine.control_loading import load_control
from studio.engine.device import Device
from studio.engine.stop import Stop
from studio.engine.text import Told
from studio.engine.tiling import Edges
from studio.errors import ModelUnsupported
from studio.pixels.compositing import Rows
from studio.recipe.recipe import Control, Tile
from studio.wire.messages import AdditionSource


class Controls:
    """The ControlNets that are in memory; those of the run before that are not wanted are let go."""

    def __init__(self, unet: UNet2DConditionModel, device: Device, hooks: StopHooks) -> None:
        """Nothing is loaded yet."""
        self._unet = unet
        self._device = device
        self._hooks = hooks
        self._sliced = False
        self._there: dict[AdditionSource, _Network] = {}
        self._wanted: tuple[AdditionSource, ...] = ()

    def put_on(self, wanted: Sequence[AdditionSource]) -> None:
        """Have these in memory from now on, and no others. Raises ModelError, and Stopped; then none is."""
        there, self._there, self._wanted = self._there, {}, tuple(wanted)
        there = {source: network for source, network in there.items() if source in wanted}  # room, before more is read
        for source in dict.fromkeys(wanted):
            if source not in there:
                there[source] = self._network(source)
        self._there = there

    def slice(self, wanted: bool) -> None:
        """Whether their attention is computed in slices from now on, to save memory."""
        self._sliced = wanted
        for network in self._there.values():
            network.attention.slice(wanted)

    def go_on_over(self, tile: Tile) -> None:
        """As LoadedModel.go_on_over, for the networks that are in memory now."""
        for network in self._there.values():
            for edges in network.edges:
                edges.wrap(tile)

    def guided(self, controls: Sequence[Control], pictures: Sequence[Rows]) -> Guided:
        """What the recipe's controls hold a picture to; each control's picture has the size of the recipe's."""
        networks = (self._there[source] for source in self._wanted)
        return Guided(
            tuple(
                _Held(control=control, body=network.body, hint=self._hint(network, picture))
                for control, network, picture in zip(controls, networks, pictures, strict=True)
            )
        )

    def _network(self, source: AdditionSource) -> _Network:
        network = load_control(source, self._unet, self._device, self._hooks.stop or Stop())
        self._hooks.attach(network)
        taken = _taken_apart(network)
        taken.attention.slice(self._sliced)
        return taken

    def _hint(self, network: _Network, picture: Rows) -> torch.Tensor:
        """(1, channels, h, w) as among latents: it is the same at every step."""
        colours = torch.from_numpy(picture.copy()).permute(2, 0, 1)[None].to(torch.float32) / 255
        if network.is_bgr:
            colours = colours.flip(1)
        return network.embedding(colours.to(self._device.torch, self._device.dtype))


class Guided:
    """Control images ready for their networks."""

    def __init__(self, held: tuple[_Held, ...] = ()) -> None:
        self._held = held

    def said(
        self, given: torch.Tensor, timestep: torch.Tensor, told: Told, share: tuple[float, float]
    ) -> dict[str, Any]:
        """What the UNet is told besides, by its own names; `share` of the steps is done before this one, and after it.

        Nothing where none is at work then. `given` (n, c, h, w) are latents as the UNet gets them, `told` has as many
        entries. Raises ModelUnsupported where a network reads pictures at another scale than this model makes them.
        """
        said = [one.said(given, timestep, told) for one in self._held if one.is_at_work(share)]
        if not said:
            return {}
        down, middle = said[0]
        for more, more_middle in said[1:]:
            down = [before + one for before, one in zip(down, more, strict=True)]
            middle = middle + more_middle
        return {"down_block_additional_residuals": down, "mid_block_additional_residual": middle}


@dataclass(frozen=True, kw_only=True)
class _Network:
    """A ControlNet in two parts, since one of them says the same at every step."""

    body: ControlNetModel
    embedding: nn.Module
    """of control images"""
    attention: Attention
    edges: tuple[Edges, Edges]
    is_bgr: bool


@dataclass(frozen=True, kw_only=True)
class _Held:
    """A control of the recipe with its network."""

    control: Control
    body: ControlNetModel
    hint: torch.Tensor

    def is_at_work(self, share: tuple[float, float]) -> bool:
        """Only while the whole step lies inside, as diffusers' pipelines have it."""
        return self.control.begin <= share[0] and share[1] <= self.control.end

    def said(self, given: torch.Tensor, timestep: torch.Tensor, told: Told) -> tuple[list[torch.Tensor], torch.Tensor]:
        if self.hint.shape[-2:] != given.shape[-2:]:
            raise ModelUnsupported(
                f"The ControlNet “{self.control.model.id}” reads pictures at another scale than this model makes them.",
                remedy="Choose one that was made for this model.",
                detail=f"{tuple(self.hint.shape)} beside {tuple(given.shape)}",
            )
        return self.body(
            given,
            timestep,
            encoder_hidden_states=told.embeddings,
            controlnet_cond=self.hint,
            conditioning_scale=self.control.weight,
            added_cond_kwargs=told.added or None,
            return_dict=False,
        )


def _taken_apart(network: ControlNetModel) -> _Network:
    embedding = network.controlnet_cond_embedding
    is_bgr = network.config.controlnet_conditioning_channel_order == "bgr"  # pyright: ignore
    network.controlnet_cond_embedding = nn.Identity()  # type: ignore[assignment]
    network.register_to_config(controlnet_conditioning_channel_order="rgb")  # what it gets now is no picture
    return _Network(
        body=network,
        embedding=embedding,
        attention=Attention(network),
        edges=(Edges(network), Edges(embedding)),
        is_bgr=is_bgr,
    )
