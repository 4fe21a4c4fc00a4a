"""The SDXL family: as Stable Diffusion, told by two text encoders and of the picture's size."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import torch
from torch import nn

from studio.engine.components import Folder
from studio.engine.prompt_parts import Part, filled, inputs, parts_of, token_limit
from studio.engine.stable_diffusion import StableDiffusion
from studio.engine.text import Texts, Told, joined, notices
from studio.recipe.recipe import Recipe, Text

_BEFORE_LAST = -2
"""hidden states of the layer before the last one are what SDXL was trained with (Podell et al. 2023)"""


class StableDiffusionXL(StableDiffusion):
    """One loaded model of the family."""

    def _texts_of(self, folder: Folder) -> Texts:
        return TwoTexts(folder)


class TwoTexts:
    """Two CLIP text encoders side by side; the second also says the whole prompt in one vector."""

    def __init__(self, folder: Folder) -> None:
        self._tokenizers = folder.tokenizer("tokenizer"), folder.tokenizer("tokenizer_2")
        self._encoders = folder.text_encoder(), folder.second_text_encoder()
        self._zeros = folder.switches.get("force_zeros_for_empty_prompt", True)

    @property
    def networks(self) -> tuple[nn.Module, ...]:
        return self._encoders

    @property
    def limit(self) -> int:
        return token_limit(self._tokenizers[0])

    def told(self, prompts: Sequence[str], recipe: Recipe) -> Told:
        """The vector is that of the first part, without its weights: the model was trained with no other."""
        encode = cache(self._encoded)
        all_parts = filled([parts_of(self._tokenizers[0], prompt, recipe.text) for prompt in prompts])
        encoded = [(joined(parts, lambda part: encode(part)[0]), encode(parts[0])[1]) for parts in all_parts]
        if len(prompts) > 1 and self._zeros and not any(part.ids for part in all_parts[0]):
            encoded[0] = (torch.zeros_like(encoded[0][0]), torch.zeros_like(encoded[0][1]))
        embeddings, pooled = (torch.cat(column) for column in zip(*encoded, strict=True))
        return Told(
            embeddings=embeddings,
            added={"text_embeds": pooled, "time_ids": self._sizes(recipe).to(embeddings).repeat(len(prompts), 1)},
        )

    def notices(self, prompt: str, name: str, how: Text) -> tuple[str, ...]:
        """Both read the same words in the same tokens."""
        return notices(self._tokenizers[0], prompt, name, how)

    def _encoded(self, part: Part) -> tuple[torch.Tensor, torch.Tensor]:
        """((1, tokens, width), (1, width of the whole))"""
        first, second = (
            encoder(inputs(tokenizer, part)[0].to(encoder.device), output_hidden_states=True)
            for tokenizer, encoder in zip(self._tokenizers, self._encoders, strict=True)
        )
        said: tuple[Any, Any] = first.hidden_states[_BEFORE_LAST], second.hidden_states[_BEFORE_LAST]
        return torch.cat(said, dim=-1), second.text_embeds

    @staticmethod
    def _sizes(recipe: Recipe) -> torch.Tensor:
        """Height and width that the picture had, where it was cut from, and what it has: (1, 6)."""
        size = [recipe.height, recipe.width]
        return torch.tensor([[*size, 0, 0, *size]])
