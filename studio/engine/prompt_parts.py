"""Prompts as the parts that a text encoder reads one by one, each token with its weight."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from transformers.models.clip.tokenization_clip import CLIPTokenizer

from studio.recipe.emphasis import Span, read
from studio.recipe.recipe import Text

_MARKS = 2
"""tokens of every part that say where it begins and ends"""
_LOOK_BACK = 20
"""tokens before the end of a part among which a comma is where it is cut, so that what belongs together stays so"""
_COMMAS = (",", "，", "、")


@dataclass(frozen=True, kw_only=True)
class Part:
    """What is read at once, without the marks of its ends."""

    ids: tuple[int, ...] = ()
    weights: tuple[float, ...] = ()

    @property
    def is_weighted(self) -> bool:
        return any(weight != 1 for weight in self.weights)


@dataclass(frozen=True, kw_only=True)
class _Token:
    id: int
    weight: float
    begins: bool
    """whether white space stands before it"""
    comma: bool


def token_limit(tokenizer: CLIPTokenizer) -> int:
    """Tokens that are read at once, the marks of both ends included."""
    return tokenizer.model_max_length


def parts_of(tokenizer: CLIPTokenizer, prompt: str, how: Text) -> tuple[Part, ...]:
    """At least one. A plain prompt is one part, cut where the encoder ends; of a weighted one nothing is lost."""
    room = token_limit(tokenizer) - _MARKS
    if how == "plain":
        ids = tuple(token.id for token in _tokens(tokenizer, prompt, [1.0] * len(prompt))[:room])
        return (Part(ids=ids, weights=(1.0,) * len(ids)),)
    tokens = (_tokens_of(tokenizer, spans) for spans in read(prompt).parts)
    made = tuple(_part(piece) for some in tokens if some for piece in _cut(some, room))
    return made or (Part(),)


def filled(prompts: Sequence[tuple[Part, ...]]) -> list[tuple[Part, ...]]:
    """All with as many parts as the longest, by empty ones behind: they are told side by side."""
    most = max(len(parts) for parts in prompts)
    return [(*parts, *(Part(),) * (most - len(parts))) for parts in prompts]


def inputs(tokenizer: CLIPTokenizer, part: Part) -> tuple[torch.Tensor, torch.Tensor]:
    """(ids, mask) as an encoder takes them, both (1, limit): 1 in the mask where there is text or a mark."""
    special: Any = tokenizer
    ids = [special.bos_token_id, *part.ids, special.eos_token_id]
    rest = token_limit(tokenizer) - len(ids)
    mask = [1] * len(ids) + [0] * rest
    return torch.tensor([ids + [special.pad_token_id] * rest]), torch.tensor([mask])


def weighed(states: torch.Tensor, empty: torch.Tensor, part: Part) -> torch.Tensor:
    """`states` (1, tokens, width) of a part with each token's as far from those of the empty prompt as its weight says.

    1 leaves its bits as they are and 0 says nothing at that place, as ComfyUI documents its weights.
    """
    weights = torch.ones(1, states.shape[1], 1, device=states.device)
    weights[0, 1 : 1 + len(part.weights), 0] = torch.tensor(part.weights, device=states.device)
    turned = torch.lerp(empty.float(), states.float(), weights).to(states.dtype)
    return torch.where(weights == 1, states, turned)


def _tokens_of(tokenizer: CLIPTokenizer, spans: Sequence[Span]) -> list[_Token]:
    weights = [span.weight for span in spans for _ in span.text]
    return _tokens(tokenizer, "".join(span.text for span in spans), weights)


def _tokens(tokenizer: CLIPTokenizer, text: str, weights: Sequence[float]) -> list[_Token]:
    """Brackets do not cut words: a token counts as its first character does."""
    read = tokenizer(text, add_special_tokens=False, return_offsets_mapping=True, verbose=False)
    places: list[tuple[int, int]] = read["offset_mapping"]
    before = [0, *(end for _, end in places)]
    return [
        _Token(id=id, weight=weights[start], begins=start > last, comma=text[start:end] in _COMMAS)
        for id, (start, end), last in zip(read["input_ids"], places, before, strict=False)
    ]


def _cut(tokens: Sequence[_Token], room: int) -> Iterator[Sequence[_Token]]:
    while len(tokens) > room:
        at = _place(tokens, room)
        yield tokens[:at]
        tokens = tokens[at:]
    yield tokens


def _place(tokens: Sequence[_Token], room: int) -> int:
    """Behind a comma that is near the end of the room, else between words, else (one endless word) where it ends."""
    near = (at for at in range(room, max(room - _LOOK_BACK, 0), -1) if tokens[at - 1].comma)
    words = (at for at in range(room, 0, -1) if tokens[at].begins)
    return next(near, next(words, room))


def _part(tokens: Sequence[_Token]) -> Part:
    return Part(ids=tuple(token.id for token in tokens), weights=tuple(token.weight for token in tokens))
