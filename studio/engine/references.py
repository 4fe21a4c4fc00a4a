"""IP-Adapters in the UNet of one model, and reference pictures as they are told of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import torch
from diffusers.models.attention_processor import IPAdapterAttnProcessor2_0
from diffusers.models.embeddings import MultiIPAdapterImageProjection
from diffusers.models.unets.unet_2d_condition import UNet2DConditionModel

from studio.engine.attention import Attention
from studio.engine.cancel import StopHooks
from studio.engine.device import Device
from studio.engine.image_encoder import ImageEncoder, encoder_of
from studio.engine.reference_adapter import Adapter, adapter_facts, processors, read_adapter
from studio.engine.reference_roles import layers_of
from studio.engine.stop import Stop
from studio.pixels.compositing import Rows
from studio.recipe.recipe import Reference
from studio.wire.messages import AdditionSource


class References:
    """The adapters that are in the UNet now; without any it is as it was loaded, bit for bit.

    Every reference has a place of its own in the UNet, and what they say adds up by their weights, as diffusers does it
    with several adapters; an adapter or encoder that is named twice is in memory once.
    """

    def __init__(self, unet: UNet2DConditionModel, attention: Attention, device: Device, hooks: StopHooks) -> None:
        """Touches nothing."""
        self._unet = unet
        self._attention = attention
        self._device = device
        self._hooks = hooks
        self._own = unet.encoder_hid_proj, unet.config.encoder_hid_dim_type  # pyright: ignore
        self._on: tuple[AdditionSource, ...] = ()
        self._adapters: dict[AdditionSource, Adapter] = {}
        self._encoders: dict[str, ImageEncoder] = {}
        self._processors: dict[str, IPAdapterAttnProcessor2_0] = {}

    def put_on(self, wanted: Sequence[tuple[AdditionSource, Reference]]) -> None:
        """Have these adapters in the UNet with these weights and roles from now on, and no others.

        Raises ModelError, and Stopped; then none is.
        """
        sources = tuple(source for source, _ in wanted)
        try:
            if sources != self._on:
                self._take_off()
            self._load(sources)
            if sources != self._on:
                self._put_in(sources)
            self._weigh([reference for _, reference in wanted])
        except BaseException:
            self._take_off()
            self._load(())
            raise

    def seen(self, pictures: Sequence[Rows], *, guided: bool) -> tuple[torch.Tensor, ...]:
        """What the UNet is told of each reference, in the order of the recipe: (prompts, 1, width) for plain adapters,
        (prompts, 1, patches, width) for others; with guidance first of no picture, then of it."""
        pairs = zip(self._on, pictures, strict=True)
        told = tuple(self._told(source, rows, guided=guided) for source, rows in pairs)
        if self._attention.sliced:  # memory is short, and an encoder can be larger than the UNet
            self._encoders.clear()
        return told

    def _told(self, source: AdditionSource, rows: Rows, *, guided: bool) -> torch.Tensor:
        """Without a picture as diffusers has it: a vector of zeros, or what the encoder says of zeros."""
        encoder = self._encoders[source.encoder]
        look, is_plain = encoder.look(rows), self._adapters[source].facts.kind == "plain"
        with_it = look.vector if is_plain else look.patches
        if not guided:
            return with_it
        return torch.cat([torch.zeros_like(with_it) if is_plain else encoder.blank(), with_it])

    def _load(self, sources: Sequence[AdditionSource]) -> None:
        """What is not in memory yet, after letting go of what is not wanted any more; whatever fits not is refused
        before any weight of it is read."""
        self._adapters = {source: one for source, one in self._adapters.items() if source in sources}
        encoders = {source.encoder for source in sources}
        kept = {path: one for path, one in self._encoders.items() if path in encoders}
        self._encoders = {path: one for path, one in kept.items() if one.is_of_today}
        stop = self._hooks.stop or Stop()
        for source in sources:
            known = self._adapters.get(source)
            if known is not None and source.encoder in self._encoders:
                continue
            facts = adapter_facts(source, self._attention.crosses) if known is None else known.facts
            encoder = encoder_of(source, facts)
            if known is None:
                self._adapters[source] = read_adapter(source, facts, self._unet, self._device, stop)
                self._hooks.attach(self._adapters[source].projection)
            if source.encoder not in self._encoders:
                self._encoders[source.encoder] = ImageEncoder(Path(source.encoder), encoder, self._device, self._hooks)

    def _put_in(self, sources: tuple[AdditionSource, ...]) -> None:
        adapters = [self._adapters[source] for source in sources]
        self._processors = processors(adapters, self._attention.crosses)
        self._attention.adapt(self._processors)
        self._unet.encoder_hid_proj = MultiIPAdapterImageProjection([one.projection for one in adapters])  # pyright: ignore
        self._unet.config.encoder_hid_dim_type = "ip_image_proj"  # pyright: ignore
        self._on = sources

    def _take_off(self) -> None:
        self._on, self._processors = (), {}
        self._attention.adapt({})
        self._unet.encoder_hid_proj, self._unet.config.encoder_hid_dim_type = self._own  # pyright: ignore

    def _weigh(self, references: Sequence[Reference]) -> None:
        is_xl = self._unet.config.addition_embed_type == "text_time"  # pyright: ignore
        names = tuple(self._attention.crosses)
        read = [(layers_of(one.role, names, is_xl=is_xl), one.weight) for one in references]
        for name, processor in self._processors.items():
            processor.scale = [weight if name in layers else 0.0 for layers, weight in read]  # pyright: ignore
