"""Prompts into embeddings, and what of a prompt the text encoder never reads."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from transformers.models.clip.modeling_clip import CLIPTextModel
from transformers.models.clip.tokenization_clip import CLIPTokenizer

_QUOTED = 60
"""characters of a cut that are shown"""


def embed(tokenizer: CLIPTokenizer, encoder: CLIPTextModel, prompts: Sequence[str]) -> torch.Tensor:
    """Hidden states of shape (prompts, tokens, width), each prompt encoded alone so that it never depends on others."""
    return torch.cat([_embed_one(tokenizer, encoder, prompt) for prompt in prompts])


def cut_notice(tokenizer: CLIPTokenizer, prompt: str, name: str) -> str | None:
    """What to tell the user when `prompt` is longer than the text encoder reads; None when it fits."""
    limit = _limit(tokenizer)
    offsets = tokenizer(prompt, return_offsets_mapping=True, verbose=False)["offset_mapping"]
    if len(offsets) <= limit:
        return None
    lost = prompt[offsets[limit - 1][0] :].strip()  # the last place that is read holds the end token
    shown = lost if len(lost) <= _QUOTED else f"{lost[:_QUOTED].rstrip()}…"
    return f"The {name} is longer than this model can read; it was cut before “{shown}”."


def _embed_one(tokenizer: CLIPTokenizer, encoder: CLIPTextModel, prompt: str) -> torch.Tensor:
    tokens = tokenizer(
        prompt, padding="max_length", max_length=_limit(tokenizer), truncation=True, return_tensors="pt", verbose=False
    )
    wanted = getattr(encoder.config, "use_attention_mask", False)
    mask = tokens.attention_mask.to(encoder.device) if wanted else None
    return encoder(tokens.input_ids.to(encoder.device), attention_mask=mask)[0]


def _limit(tokenizer: CLIPTokenizer) -> int:
    return tokenizer.model_max_length
