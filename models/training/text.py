"""Owns the text side: tokenizer and encoder, trained first, alone, to tell what a caption says; then frozen.

python -m models.training.text --out FOLDER --minutes 3
"""

from __future__ import annotations

import argparse
import json
import random
import time
from pathlib import Path
from typing import Any, get_args

import torch
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, trainers
from torch import nn
from torch.nn.functional import cross_entropy
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTokenizer

from models.training.data import IGNORE, wording
from studio.sketch.captions import caption
from studio.sketch.palette import NAMES
from studio.sketch.sample import KINDS, PLACES, kind_of, sample
from studio.sketch.scene import Direction, Flat, Gradient, Land, Landscape, Motif, Pattern, Relation, Scene, Size, Time
from studio.sketch.shapes import SHAPES

LENGTH = 64
WIDTH = 192
START, END = "<|startoftext|>", "<|endoftext|>"
PLACE_WORDS = ("scattered", *PLACES)
ATTRIBUTES: dict[str, tuple[str, ...]] = {
    "kind": tuple(KINDS),
    "ground": NAMES,
    "shape": SHAPES,
    "colour": NAMES,
    "size": get_args(Size),
    "place": PLACE_WORDS,
    "count": tuple("0123456789"),
    "other shape": SHAPES,
    "other colour": NAMES,
    "relation": get_args(Relation),
    "motif": get_args(Motif),
    "ink": NAMES,
    "paper": NAMES,
    "direction": ("radial", *get_args(Direction)),
    "land": get_args(Land),
    "time": get_args(Time),
}
"""What the encoder learns to read off a caption: attribute and its values."""


def attributes(scene: Scene) -> dict[str, str]:
    """The scene's attributes that its caption tells."""
    return {"kind": kind_of(scene), **_ground_attributes(scene), **_group_attributes(scene)}


def _ground_attributes(scene: Scene) -> dict[str, str]:
    ground = scene.ground
    match ground:
        case Flat():
            return {"ground": ground.colour}
        case Gradient():
            way = "radial" if ground.kind == "radial" else ground.direction
            return {"ink": ground.first, "paper": ground.second, "direction": way}
        case Pattern():
            return {"motif": ground.motif, "ink": ground.ink, "paper": ground.paper}
        case Landscape():
            return {"land": ground.land, "time": ground.time}
        case _:
            raise ValueError(f"The Starter is shown no {type(ground).__name__} ground.")


def _group_attributes(scene: Scene) -> dict[str, str]:
    if not scene.groups:
        return {}
    first, *rest = scene.groups
    told = {"shape": first.shape, "colour": first.colour, "size": first.size, "place": first.place}
    told["count"] = str(first.count)
    if rest and scene.relation:
        told |= {"other shape": rest[0].shape, "other colour": rest[0].colour, "relation": scene.relation}
    return told


def make_tokenizer(rng: random.Random, captions: int = 20000) -> CLIPTokenizer:
    """Byte pairs learned from captions: known words are one token, unknown ones fall apart into letters."""
    bpe = Tokenizer(models.BPE(end_of_word_suffix="</w>"))
    bpe.normalizer = normalizers.Sequence([normalizers.NFC(), normalizers.Lowercase()])
    words = Regex(r"[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+")
    bpe.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Split(words, "removed", invert=True), pre_tokenizers.ByteLevel(add_prefix_space=False)]
    )
    corpus = (caption(sample(rng), rng) for _ in range(captions))
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(
        vocab_size=2048, initial_alphabet=alphabet, end_of_word_suffix="</w>", show_progress=False
    )
    bpe.train_from_iterator(corpus, trainer)
    vocab, merges = _whole(bpe)
    return CLIPTokenizer(
        vocab=vocab,
        merges=merges,
        model_max_length=LENGTH,
        bos_token=START,
        eos_token=END,
        pad_token=END,
        unk_token=END,
    )


def _whole(bpe: Tokenizer) -> tuple[dict[str, int], list[Any]]:
    """Vocabulary and merges as CLIP orders them: bytes, bytes that end a word, merged pieces, start and end."""
    model = json.loads(bpe.to_str())["model"]
    merges = [tuple(pair) for pair in model["merges"]]
    letters = sorted(pre_tokenizers.ByteLevel.alphabet())
    pieces = [*letters, *(f"{letter}</w>" for letter in letters), *("".join(pair) for pair in merges)]
    unique = list(dict.fromkeys([*pieces, START, END]))
    return {piece: index for index, piece in enumerate(unique)}, merges


def make_encoder(tokenizer: CLIPTokenizer) -> CLIPTextModel:
    ids = tokenizer.get_vocab()
    config = CLIPTextConfig(
        vocab_size=len(tokenizer),
        hidden_size=WIDTH,
        intermediate_size=4 * WIDTH,
        projection_dim=WIDTH,
        num_hidden_layers=2,
        num_attention_heads=6,
        max_position_embeddings=LENGTH,
        hidden_act="gelu",
        bos_token_id=ids[START],
        eos_token_id=ids[END],
        pad_token_id=ids[END],
    )
    return CLIPTextModel(config)


def tokens(tokenizer: CLIPTokenizer, captions: list[str]) -> torch.Tensor:
    """(n, 64) token ids, as the pipeline makes them."""
    made = tokenizer(captions, padding="max_length", max_length=LENGTH, truncation=True, return_tensors="pt")
    return made.input_ids


class Words:
    """The finished, frozen text side of a folder."""

    def __init__(self, folder: Path) -> None:
        self._tokenizer = CLIPTokenizer.from_pretrained(folder / "tokenizer")
        encoder = CLIPTextModel.from_pretrained(folder / "text_encoder", dtype=torch.float32)
        self._encoder = encoder.eval().requires_grad_(False)

    @torch.no_grad()
    def __call__(self, captions: list[str]) -> torch.Tensor:
        """(n, 64, 192) text features; the unconditional caption is the empty one."""
        return self._encoder(tokens(self._tokenizer, captions)).last_hidden_state


class Reader(nn.Module):
    """Reads every attribute off the end token and the token mean; used in training only."""

    def __init__(self) -> None:
        super().__init__()
        self.heads = nn.ModuleList([nn.Linear(2 * WIDTH, len(values)) for values in ATTRIBUTES.values()])

    def forward(self, encoder: CLIPTextModel, ids: torch.Tensor) -> list[torch.Tensor]:
        made = encoder(ids)
        summary = torch.cat([made.pooler_output, made.last_hidden_state.mean(1)], 1)
        return [head(summary) for head in self.heads]


def targets(scenes: list[Scene]) -> torch.Tensor:
    """(n, attributes) class indices, IGNORE where a scene has no such attribute."""
    rows = [attributes(scene) for scene in scenes]
    return torch.tensor(
        [[values.index(row[name]) if name in row else IGNORE for name, values in ATTRIBUTES.items()] for row in rows]
    )


def train(out: Path, minutes: float, seed: int, size: int = 128) -> None:
    rng = random.Random(seed)
    torch.manual_seed(seed)
    tokenizer = make_tokenizer(rng)
    encoder, reader = make_encoder(tokenizer), Reader()
    stepper = torch.optim.AdamW([*encoder.parameters(), *reader.parameters()], lr=1e-3, betas=(0.9, 0.98))
    start, step = time.time(), 0
    while (share := (time.time() - start) / (60 * minutes)) < 1:
        stepper.param_groups[0]["lr"] = 1e-3 * min(1.0, (step + 1) / 50) * min(1.0, 2 * (1.0 - share))
        value, right = _step(encoder, reader, tokenizer, rng, size)
        value.backward()
        nn.utils.clip_grad_norm_(encoder.parameters(), 1.0)
        stepper.step()
        stepper.zero_grad()
        step += 1
        if step == 1:
            print(f"{len(tokenizer)} tokens", flush=True)
        if step % 20 == 0:
            told = " ".join(f"{name} {100 * part:.0f}" for name, part in right.items())
            print(f"step {step} loss {value.item():.3f} {told}", flush=True)
    tokenizer.save_pretrained(out / "tokenizer")
    encoder.save_pretrained(out / "text_encoder")


def _step(
    encoder: CLIPTextModel, reader: Reader, tokenizer: CLIPTokenizer, rng: random.Random, size: int
) -> tuple[torch.Tensor, dict[str, float]]:
    scenes = [sample(rng) for _ in range(size)]
    ids = _trimmed(tokens(tokenizer, [wording(scene, rng) for scene in scenes]), tokenizer.get_vocab()[END], rng)
    wanted = targets(scenes)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        made = reader(encoder, ids)
    total, right = torch.zeros(()), {}
    for column, name in enumerate(ATTRIBUTES):
        known = wanted[:, column] != IGNORE
        if known.any():
            scores = made[column].float()[known]
            total = total + cross_entropy(scores, wanted[known, column]) * known.float().mean()
            right[name] = float((scores.argmax(1) == wanted[known, column]).float().mean())
    return total, right


def _trimmed(ids: torch.Tensor, end: int, rng: random.Random) -> torch.Tensor:
    """Mostly without the padding that no caption of the batch fills, which is three times as fast."""
    longest = int((ids != end).sum(1).max()) + 1
    return ids if rng.random() < 0.1 else ids[:, : longest + 1]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    train(options.out, options.minutes, options.seed)
