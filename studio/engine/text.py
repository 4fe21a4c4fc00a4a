"""Prompts into what a network is told, and what of a prompt the text encoder never reads."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Protocol

import torch
from diffusers.models.unets.unet_2d_condition import UNet2DConditionModel
from torch import nn
from transformers.models.clip.tokenization_clip import CLIPTokenizer

from studio.engine.components import Folder
from studio.engine.prompt_parts import Part, filled, inputs, parts_of, token_limit, weighed
from studio.recipe.emphasis import beyond_notice, read
from studio.recipe.recipe import Recipe, Text

_QUOTED = 60
"""characters of a cut that are shown"""
_MANY_PARTS = 4
"""more of them make every word count for little"""


@dataclass(frozen=True, kw_only=True)
class Told:
    """What a UNet is told of prompts; the first dimension of every tensor counts them."""

    embeddings: torch.Tensor
    """(prompts, tokens, width)"""
    added: dict[str, torch.Tensor] = field(default_factory=dict)
    """what else the network takes, by the names that diffusers gives it"""
    seen: tuple[torch.Tensor, ...] = ()
    """one for each reference picture: (prompts, 1, width), or (prompts, 1, patches, width)"""

    @property
    def beside(self) -> dict[str, Any]:
        """All but the embeddings, as diffusers takes it."""
        return {**self.added, **({"image_embeds": list(self.seen)} if self.seen else {})}

    def for_each(self, count: int) -> Told:
        """The same for `count` pictures of every prompt."""
        return Told(
            embeddings=self.embeddings.repeat_interleave(count, dim=0),
            added={name: one.repeat_interleave(count, dim=0) for name, one in self.added.items()},
            seen=tuple(one.repeat_interleave(count, dim=0) for one in self.seen),
        )

    def halves(self) -> tuple[Told, Told]:
        """Of the negative prompt, and of the prompt."""
        half = len(self.embeddings) // 2
        return self._part(slice(half)), self._part(slice(half, None))

    def _part(self, which: slice) -> Told:
        return Told(
            embeddings=self.embeddings[which],
            added={name: one[which] for name, one in self.added.items()},
            seen=tuple(one[which] for one in self.seen),
        )


class Texts(Protocol):
    """The text side of one model."""

    @property
    def networks(self) -> tuple[nn.Module, ...]: ...

    @property
    def limit(self) -> int:
        """Tokens that are read at once, the marks of both ends included."""
        ...

    def told(self, prompts: Sequence[str], recipe: Recipe) -> Told:
        """With two prompts the first is the negative one; each is encoded alone so that it never depends on others,
        but for its number of parts."""
        ...

    def notices(self, prompt: str, name: str, how: Text) -> tuple[str, ...]:
        """What to tell the user of how `prompt` is read."""
        ...


class OneText:
    """One CLIP text encoder, whose last hidden states are told (Stable Diffusion 1.x and 2.x)."""

    def __init__(self, folder: Folder) -> None:
        self._tokenizer = folder.tokenizer()
        self._encoder = folder.text_encoder()

    @property
    def networks(self) -> tuple[nn.Module, ...]:
        return (self._encoder,)

    @property
    def limit(self) -> int:
        return token_limit(self._tokenizer)

    def told(self, prompts: Sequence[str], recipe: Recipe) -> Told:
        states = cache(self._states)
        all_parts = filled([parts_of(self._tokenizer, prompt, recipe.text) for prompt in prompts])
        return Told(embeddings=torch.cat([joined(parts, states) for parts in all_parts]))

    def notices(self, prompt: str, name: str, how: Text) -> tuple[str, ...]:
        return notices(self._tokenizer, prompt, name, how)

    def _states(self, part: Part) -> torch.Tensor:
        ids, mask = inputs(self._tokenizer, part)
        wanted = getattr(self._encoder.config, "use_attention_mask", False)
        device = self._encoder.device
        return self._encoder(ids.to(device), attention_mask=mask.to(device) if wanted else None)[0]


def joined(parts: Sequence[Part], states: Callable[[Part], torch.Tensor]) -> torch.Tensor:
    """What is told of a prompt, (1, tokens, width): the `states` of its parts, weighed, one after the other."""
    return torch.cat([_weighed(part, states) for part in parts], dim=1)


def _weighed(part: Part, states: Callable[[Part], torch.Tensor]) -> torch.Tensor:
    return weighed(states(part), states(Part()), part) if part.is_weighted else states(part)


def notices(tokenizer: CLIPTokenizer, prompt: str, name: str, how: Text) -> tuple[str, ...]:
    """What to tell the user of how one encoder reads `prompt`; `name` is what the user calls it."""
    told = (cut_notice(tokenizer, prompt, name),) if how == "plain" else _weighted_notices(tokenizer, prompt, name)
    return tuple(notice for notice in told if notice is not None)


def _weighted_notices(tokenizer: CLIPTokenizer, prompt: str, name: str) -> tuple[str | None, ...]:
    count = len(parts_of(tokenizer, prompt, "weighted"))
    many = (
        f"The {name} is so long that it is read in {count} parts. Nothing of it is cut, but each word counts for less."
    )
    return beyond_notice(read(prompt), name), many if count > _MANY_PARTS else None


def cut_notice(tokenizer: CLIPTokenizer, prompt: str, name: str) -> str | None:
    """What to tell the user when a plain `prompt` is longer than the text encoder reads; None when it fits."""
    limit = token_limit(tokenizer)
    offsets = tokenizer(prompt, return_offsets_mapping=True, verbose=False)["offset_mapping"]
    if len(offsets) <= limit:
        return None
    lost = prompt[offsets[limit - 1][0] :].strip()  # the last place that is read holds the end token
    shown = lost if len(lost) <= _QUOTED else f"{lost[:_QUOTED].rstrip()}…"
    return f"The {name} is longer than this model can read; it was cut before “{shown}”."


def pool_first_part(unet: UNet2DConditionModel, limit: int) -> None:
    """Some UNets pool what they are told; they were taught that with one part, so the first one is what they pool."""
    if unet.config.addition_embed_type == "text":  # pyright: ignore
        unet.add_embedding.register_forward_pre_hook(lambda _, given: (given[0][:, :limit],))
