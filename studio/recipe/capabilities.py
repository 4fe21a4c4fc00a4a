"""What a model can do, as plain data: sizes, steps, guidance, modes; drafts are resolved with it."""

from __future__ import annotations

from typing import Literal

import msgspec

Mode = Literal["text", "image", "mask", "tile", "near", "weighted", "addon", "control", "reference"]
"""text-to-image, image-to-image, image-to-image inside a mask, pictures that repeat without a seam, a little different
from another seed, weights and length of prompts, LoRAs, control images, the look of other pictures"""


class SizeRule(msgspec.Struct, frozen=True, kw_only=True):
    """Sizes in pixels that a model can make."""

    width: int
    """the width it was trained for: used when the draft leaves the size blank"""
    height: int
    multiple: int
    smallest: int
    """shortest side"""
    largest: int
    """longest side"""
    max_pixels: int

    def allows(self, width: int, height: int) -> bool:
        return self.nearest(width, height) == (width, height)

    def nearest(self, width: int, height: int) -> tuple[int, int]:
        """The closest size that the model can make: (width, height) in pixels, the ratio kept where it can be."""
        width, height = max(width, 1), max(height, 1)
        shrink = min(1.0, (self.max_pixels / (width * height)) ** 0.5, self.largest / max(width, height))
        w, h = self._snap(width * shrink), self._snap(height * shrink)
        while w * h > self.max_pixels:
            if w >= h:
                w -= self.multiple
            else:
                h -= self.multiple
        return w, h

    def _snap(self, side: float) -> int:
        low = -(-self.smallest // self.multiple) * self.multiple
        high = self.largest // self.multiple * self.multiple
        return int(min(max(round(side / self.multiple) * self.multiple, low), high))


class Capabilities(msgspec.Struct, frozen=True, kw_only=True):
    """Everything the studio must know to resolve a draft for one model, without its weights."""

    modes: tuple[Mode, ...]
    family: str = ""
    """as in ModelSource.family; an addition must be of the same"""
    context: int = 0
    """numbers that tell the network of one token: tells Stable Diffusion 1 from 2; 0 where there is no such thing"""
    size: SizeRule
    trained: tuple[tuple[int, int], ...] = ()
    """(width, height) of the sizes it is best at; empty where only the native one is known"""
    scalable: bool = False
    """whether it is as good at every size that it can make: then none is enlarged afterwards"""
    steps: int
    """default"""
    max_steps: int = 150
    guidance: float
    """default; 1 means no classifier-free guidance"""
    max_guidance: float = 30.0
    scheduler: str = "default"
    """as Recipe.scheduler"""
    negative: bool = True
    """whether a negative prompt has an effect at the default guidance"""
    sketch_strength: float = 0.6
    """default where a layout is drawn first: how far it may be left, and its counts and places are still kept"""
    sketch_scenery: bool = True
    """whether what is drawn over landscapes and textures is kept as well at that strength"""
    max_count: int = 64
    """pictures in one set"""
