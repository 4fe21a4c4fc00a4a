"""What a recipe adds to a model: LoRAs in its weights, ControlNets beside it, adapters for reference pictures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from diffusers.models.unets.unet_2d_condition import UNet2DConditionModel
from torch import nn

from studio.engine.addons import Addons
from studio.engine.attention import Attention
from studio.engine.cancel import StopHooks
from studio.engine.controls import Controls
from studio.engine.device import Device
from studio.engine.references import References
from studio.recipe.recipe import Recipe, Tile
from studio.wire.messages import AdditionSource


class Equipment:
    """Of one loaded model."""

    def __init__(
        self,
        unet: UNet2DConditionModel,
        attention: Attention,
        encoders: Sequence[nn.Module],
        device: Device,
        hooks: StopHooks,
    ) -> None:
        names = ("text_encoder", "text_encoder_2")
        networks: Mapping[str, nn.Module] = {"unet": unet, **dict(zip(names, encoders, strict=False))}
        self._addons = Addons(networks, device, hooks)
        self.controls = Controls(unet, device, hooks)
        self.references = References(unet, attention, device, hooks)
        self._on: frozenset[AdditionSource] = frozenset()

    def holds(self, additions: Sequence[AdditionSource]) -> bool:
        """Whether all of these are on, with whatever weights."""
        return self._on.issuperset(additions)

    def put_on(self, recipe: Recipe, additions: Sequence[AdditionSource]) -> tuple[str, ...]:
        """Exactly what the recipe names; what the user should be told of it.

        Raises ModelError and Stopped; another recipe can be put on then.
        """
        self._on = frozenset()
        there = {one.ref: one for one in additions}
        notices = self._addons.put_on([(there[one.model], one.weight) for one in recipe.addons])
        self.controls.put_on([there[one.model] for one in recipe.controls])
        self.references.put_on([(there[one.model], one) for one in recipe.references])
        self._on = frozenset(additions)
        return notices

    def go_on_over(self, tile: Tile) -> None:
        """As LoadedModel.go_on_over, for the networks beside the model's own."""
        self.controls.go_on_over(tile)
