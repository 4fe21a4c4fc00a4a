"""Owns the evaluation's course: every category's prompts to pictures to marks, going on where a record ends."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence

from models.evaluation.judges import JUDGES, Picture
from models.evaluation.manners import (
    ALIKE,
    SEEDS,
    STRENGTHS,
    difference,
    edited,
    judge_edit,
    judge_fill,
    mask_of,
    replaced,
    start_of,
)
from models.evaluation.model import Folder, Maker, Pace, in_batches
from models.evaluation.prompts import CATEGORIES, Category, Prompt, prompts
from models.evaluation.record import Record
from studio.sketch.render import draw
from studio.sketch.sample import again

Source = Callable[[Category, Sequence[Prompt], Sequence[int]], Iterator[Picture]]
"""Pictures of prompts, one for each seed."""
PACES = (2, 4, 8, 16)
VARIED = tuple(c for c in CATEGORIES if c.name in ("single", "pattern", "landscape"))
PACED = tuple(c for c in CATEGORIES if c.name in ("single, held out", "count, held out", "two, held out"))


def drawn(_category: Category, asked: Sequence[Prompt], _seeds: Sequence[int]) -> Iterator[Picture]:
    """The renderer's own pictures: the ceiling of the detectors."""
    return (draw(prompt.scene, 256, 256) for prompt in asked)


def coded_by(folder: Folder) -> Source:
    """The renderer's pictures encoded and decoded: the ceiling of the model's latents."""

    def source(_category: Category, asked: Sequence[Prompt], _seeds: Sequence[int]) -> Iterator[Picture]:
        return (folder.through(draw(prompt.scene, 256, 256)) for prompt in asked)

    return source


def made_by(maker: Maker, pace: Pace) -> Source:
    """Pictures of a model."""

    def source(category: Category, asked: Sequence[Prompt], seeds: Sequence[int]) -> Iterator[Picture]:
        return in_batches(maker, [prompt.text for prompt in asked], seeds, pace, category.side, category.tile)

    return source


def adherence(record: Record, source: Source, count: int, seed: int, only: str = "") -> None:
    """Judges `count` prompts of every category, or of those alone whose names have `only` in them."""
    for category in CATEGORIES:
        if only in category.name:
            judge(record, category.name, category, source, prompts(category, count, seed))


def judge(record: Record, name: str, category: Category, source: Source, asked: Sequence[Prompt]) -> None:
    """Judges the prompts that the record's row `name` lacks."""
    done = len(record.marks(name))
    rest = asked[done:]
    pictures = source(category, rest, range(done, len(asked)))
    for prompt, picture in zip(rest, pictures, strict=True):
        record.add(name, JUDGES[category.kind](prompt.scene, picture))


def by_steps(record: Record, maker: Maker, count: int, seed: int) -> None:
    """The held-out categories again at fewer and at more steps, a quarter of the prompts each."""
    for steps in PACES:
        source = made_by(maker, Pace(steps, maker.pace.guidance))
        for category in PACED:
            judge(record, f"{category.name}, {steps} steps", category, source, prompts(category, count // 4, seed))


def variety(record: Record, maker: Maker, count: int, seed: int) -> None:
    """How far pictures of one prompt lie apart, against as many drawings of it: values `apart` and `drawn apart`."""
    for category in VARIED:
        name = f"seeds of {category.name}"
        for prompt in prompts(category, count // 16, seed)[len(record.marks(name)) :]:
            pictures = maker.make([prompt.text] * SEEDS, range(SEEDS), maker.pace)
            rng = random.Random(prompt.text)
            wanted = difference([draw(again(prompt.scene, rng), 256, 256) for _ in range(SEEDS)])
            apart = difference(pictures)
            record.add(name, {"different": apart > ALIKE, "apart": apart, "drawn apart": wanted})


def edits(record: Record, maker: Maker, count: int, seed: int) -> None:
    """One object's colour changed from a start picture, at several strengths."""
    asked = prompts(CATEGORIES[0], count // 4, seed)
    for strength in STRENGTHS:
        name = f"recoloured at {strength}"
        for number in range(len(record.marks(name)), len(asked)):
            wanted = edited(asked[number], random.Random(number))
            start = start_of(asked[number].scene)
            (picture,) = maker.remake([wanted.text], [start], [number], maker.pace, strength)
            record.add(name, judge_edit(wanted.scene, start, picture))


def fills(record: Record, maker: Maker, count: int, seed: int) -> None:
    """One object masked and another asked for in its place, where the mask leaves something of the picture."""
    asked = [p for p in prompts(CATEGORIES[0], count, seed) if p.scene.groups[0].size != "large"][: count // 4]
    for number in range(len(record.marks("filled masks")), len(asked)):
        wanted = replaced(asked[number], random.Random(number))
        start, mask = start_of(asked[number].scene), mask_of(asked[number].scene)
        (picture,) = maker.refill([wanted.text], [start], [mask], [number], maker.pace)
        record.add("filled masks", judge_fill(wanted.scene, start, mask, picture))
