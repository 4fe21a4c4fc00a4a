"""The SDXL family: as Stable Diffusion, told by two text encoders and of the picture's size."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import nn
from transformers.models.clip.tokenization_clip import CLIPTokenizer

from studio.engine.components import Folder
from studio.engine.stable_diffusion import StableDiffusion
from studio.engine.text import Texts, Told, cut_notice, token_limit
from studio.recipe.recipe import Recipe

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

    def told(self, prompts: Sequence[str], recipe: Recipe) -> Told:
        encoded = [self._encoded(prompt) for prompt in prompts]
        if len(prompts) > 1 and not prompts[0] and self._zeros:
            encoded[0] = tuple(torch.zeros_like(one) for one in encoded[0])
        embeddings, pooled = (torch.cat(column) for column in zip(*encoded, strict=True))
        return Told(
            embeddings=embeddings,
            added={"text_embeds": pooled, "time_ids": self._sizes(recipe).to(embeddings).repeat(len(prompts), 1)},
        )

    def cut_notice(self, prompt: str, name: str) -> str | None:
        """Both read the same words in the same number of tokens."""
        return cut_notice(self._tokenizers[0], prompt, name)

    def _encoded(self, prompt: str) -> tuple[torch.Tensor, ...]:
        """((1, tokens, width), (1, width of the whole))"""
        first, second = (
            encoder(_ids(tokenizer, prompt).to(encoder.device), output_hidden_states=True)
            for tokenizer, encoder in zip(self._tokenizers, self._encoders, strict=True)
        )
        said: tuple[Any, Any] = first.hidden_states[_BEFORE_LAST], second.hidden_states[_BEFORE_LAST]
        return torch.cat(said, dim=-1), second.text_embeds

    @staticmethod
    def _sizes(recipe: Recipe) -> torch.Tensor:
        """Height and width that the picture had, where it was cut from, and what it has: (1, 6)."""
        size = [recipe.height, recipe.width]
        return torch.tensor([[*size, 0, 0, *size]])


def _ids(tokenizer: CLIPTokenizer, prompt: str) -> torch.Tensor:
    return tokenizer(
        prompt,
        padding="max_length",
        max_length=token_limit(tokenizer),
        truncation=True,
        return_tensors="pt",
        verbose=False,
    ).input_ids
