"""Owns training examples: sampled scenes as pictures, captions, and what each latent cell shows."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace

import msgspec
import numpy as np
import torch

from studio.sketch.captions import caption
from studio.sketch.marks import LABELS, NO_COLOUR
from studio.sketch.palette import NAMES
from studio.sketch.render import draw, draw_labelled
from studio.sketch.sample import sample
from studio.sketch.scene import Group, Pattern, Scene, Spot

SIDE = 64
"""Side of the pictures that the latents describe; the decoder enlarges them to NATIVE."""
NATIVE = 256
SIDES = ((64, 96), (96, 64), (96, 96), (128, 128))
"""Heights and widths of the batches at other sizes, which keep objects from repeating there."""
CELL = 4
HALF = CELL / SIDE / 2
"""Half a latent cell, as a share of the picture's side."""
FREE, REPEATS = 0.15, 4
"""Share of the scenes that are taught as they were sampled, for start pictures; and the repeats of other patterns."""
IGNORE = -100


@dataclass(frozen=True)
class Batch:
    """`pictures` (n, 3, h, w) in -1..1; `shape` and `colour` (n, h / 2, w / 2) class indices; `mask`
    (n, 16, h / 4, w / 4) is 1 where a sub-pixel of the cell is not ground. `wrapped`: to be seen across the edges."""

    scenes: list[Scene]
    captions: list[str]
    pictures: torch.Tensor
    shape: torch.Tensor
    colour: torch.Tensor
    mask: torch.Tensor
    wrapped: bool = False


def batch(
    rng: random.Random, size: int, kinds: list[str] | None = None, sides: tuple[int, int] = (SIDE, SIDE)
) -> Batch:
    """The next `size` examples, `sides` high and wide."""
    height, width = sides
    scenes = [settled(sample(rng, rng.choice(kinds) if kinds else None), rng) for _ in range(size)]
    captions = [wording(scene, rng) for scene in scenes]
    drawings = [draw_labelled(scene, 2 * width, 2 * height) for scene in scenes]
    labels = torch.from_numpy(np.stack([d.labels[1::2, 1::2] for d in drawings])).long()
    colours = torch.from_numpy(np.stack([d.colours[1::2, 1::2] for d in drawings])).long()
    colours[colours == NO_COLOUR] = IGNORE
    full = torch.stack([as_tensor(d.picture) for d in drawings])
    return Batch(
        scenes=scenes,
        captions=captions,
        pictures=torch.nn.functional.avg_pool2d(full, 2),
        shape=labels[:, 1::2, 1::2].contiguous(),
        colour=colours[:, 1::2, 1::2].contiguous(),
        mask=torch.nn.functional.pixel_unshuffle((labels > 0).float()[:, None], CELL),
    )


def settled(scene: Scene, rng: random.Random) -> Scene:
    """The scene as it is mostly taught: what no caption says, and what a denoiser so small would mix, keeps to a few
    values. A pattern repeats REPEATS times along the shorter side and begins at a quarter of its repeat, so that at
    the usual size repeats and latent cells fit; objects stand upright, at half cells, and their radii are quarters."""
    if rng.random() < FREE:
        return scene
    ground, groups = scene.ground, tuple(_upright(group) for group in scene.groups)
    if isinstance(ground, Pattern):
        shift = (rng.randrange(REPEATS) / REPEATS, rng.randrange(REPEATS) / REPEATS)
        ground = msgspec.structs.replace(ground, cells=REPEATS, shift=shift)
    return msgspec.structs.replace(scene, ground=ground, groups=groups)


def _upright(group: Group) -> Group:
    spots = tuple(
        Spot(x=_nearest(spot.x, HALF), y=_nearest(spot.y, HALF), radius=_nearest(spot.radius, HALF / 2), angle=0.0)
        for spot in group.spots
    )
    return msgspec.structs.replace(group, spots=spots)


def _nearest(value: float, step: float) -> float:
    return round(value / step) * step


def mixed_batch(rng: random.Random, size: int, others: float, wrapped: float) -> Batch:
    """Examples for one step: mostly `size` squares; for a share `others` of the steps as many at another size as cost
    the same; for a share `wrapped` patterns alone, whose edges meet."""
    chance = rng.random()
    if chance < wrapped:
        return replace(batch(rng, size, ["pattern"]), wrapped=True)
    if chance < wrapped + others:
        height, width = rng.choice(SIDES)
        return batch(rng, max(1, size * SIDE * SIDE // (height * width)), sides=(height, width))
    return batch(rng, size)


def large_pictures(rng: random.Random, size: int, side: int = NATIVE) -> torch.Tensor:
    """(n, 3, side, side) in -1..1, for the decoder. Held-out pairs may occur only in the evaluation, so not here."""
    return torch.stack([as_tensor(draw(sample(rng), side, side)) for _ in range(size)])


def as_tensor(picture: np.ndarray) -> torch.Tensor:
    """(h, w, 3) uint8 to (3, h, w) in -1..1."""
    return torch.from_numpy(picture).permute(2, 0, 1).float() / 127.5 - 1.0


def wording(scene: Scene, rng: random.Random) -> str:
    """A caption, now and then with a word that means nothing here, so that unknown words do no harm."""
    text = caption(scene, rng)
    if rng.random() > 0.08:
        return text
    words = text.split()
    words.insert(rng.randint(0, len(words)), nonsense(rng))
    return " ".join(words)


def nonsense(rng: random.Random) -> str:
    """A made-up word of three to nine letters."""
    return "".join(rng.choice("etaoinshrdlucmfwypvbgkqjxz") for _ in range(rng.randint(3, 9)))


SHAPE_CLASSES = len(LABELS)
COLOUR_CLASSES = len(NAMES)
