"""Prompts into what a network is told, and what of a prompt the text encoder never reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import torch
from torch import nn
from transformers.models.clip.modeling_clip import CLIPTextModel
from transformers.models.clip.tokenization_clip import CLIPTokenizer

from studio.engine.components import Folder
from studio.recipe.recipe import Recipe

_QUOTED = 60
"""characters of a cut that are shown"""


@dataclass(frozen=True, kw_only=True)
class Told:
    """What a UNet is told of prompts; the first dimension of every tensor counts them."""

    embeddings: torch.Tensor
    """(prompts, tokens, width)"""
    added: dict[str, torch.Tensor] = field(default_factory=dict)
    """what else the network takes, by the names that diffusers gives it"""
    seen: tuple[torch.Tensor, ...] = ()
    """of reference pictures, one for each adapter: (prompts, pictures, tokens, width)"""

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

    def told(self, prompts: Sequence[str], recipe: Recipe) -> Told:
        """With two prompts the first is the negative one; each is encoded alone so that it never depends on others."""
        ...

    def cut_notice(self, prompt: str, name: str) -> str | None:
        """What to tell the user when `prompt` is longer than the encoder reads; None when it fits."""
        ...


class OneText:
    """One CLIP text encoder, whose last hidden states are told (Stable Diffusion 1.x and 2.x)."""

    def __init__(self, folder: Folder) -> None:
        self._tokenizer = folder.tokenizer()
        self._encoder = folder.text_encoder()

    @property
    def networks(self) -> tuple[nn.Module, ...]:
        return (self._encoder,)

    def told(self, prompts: Sequence[str], recipe: Recipe) -> Told:
        return Told(embeddings=torch.cat([_embed(self._tokenizer, self._encoder, prompt) for prompt in prompts]))

    def cut_notice(self, prompt: str, name: str) -> str | None:
        return cut_notice(self._tokenizer, prompt, name)


def cut_notice(tokenizer: CLIPTokenizer, prompt: str, name: str) -> str | None:
    """What to tell the user when `prompt` is longer than the text encoder reads; None when it fits."""
    limit = token_limit(tokenizer)
    offsets = tokenizer(prompt, return_offsets_mapping=True, verbose=False)["offset_mapping"]
    if len(offsets) <= limit:
        return None
    lost = prompt[offsets[limit - 1][0] :].strip()  # the last place that is read holds the end token
    shown = lost if len(lost) <= _QUOTED else f"{lost[:_QUOTED].rstrip()}…"
    return f"The {name} is longer than this model can read; it was cut before “{shown}”."


def _embed(tokenizer: CLIPTokenizer, encoder: CLIPTextModel, prompt: str) -> torch.Tensor:
    tokens = tokenizer(
        prompt,
        padding="max_length",
        max_length=token_limit(tokenizer),
        truncation=True,
        return_tensors="pt",
        verbose=False,
    )
    wanted = getattr(encoder.config, "use_attention_mask", False)
    mask = tokens.attention_mask.to(encoder.device) if wanted else None
    return encoder(tokens.input_ids.to(encoder.device), attention_mask=mask)[0]


def token_limit(tokenizer: CLIPTokenizer) -> int:
    """Tokens that are read at once, the marks of both ends included."""
    return tokenizer.model_max_length
