"""How fast each model runs here, learned from what was seen; and the time that is left of a set."""

from __future__ import annotations

import msgspec

from studio.recipe.receipt import Receipt
from studio.recipe.recipe import Recipe

_WEIGHT = 0.3
"""of the newest measurement: a few pictures are enough to follow a machine that gets busy"""

_MOST_SLOWER = 4.0
"""a measurement beyond that was of something else: the machine slept, or another program took it"""


class Speed(msgspec.Struct, frozen=True, kw_only=True):
    """Measured seconds; None until it was seen once."""

    load: float | None = None
    """from asking to the first step, when the model was not in memory"""
    step: float | None = None
    """of one step for each megapixel"""
    rest: float | None = None
    """of one picture beside its steps (text, decoding, saving), for each megapixel"""

    def with_load(self, seconds: float) -> Speed:
        return msgspec.structs.replace(self, load=_blend(self.load, seconds))

    def with_step(self, seconds: float, pixels: int) -> Speed:
        return msgspec.structs.replace(self, step=_blend(self.step, seconds * 1e6 / pixels))

    def with_picture(self, seconds: float, steps: int, pixels: int) -> Speed:
        """A picture took `seconds` in all, of which the steps are known."""
        rest = max(0.0, seconds * 1e6 / pixels - steps * (self.step or 0.0))
        return msgspec.structs.replace(self, rest=_blend(self.rest, rest))

    def with_receipt(self, receipt: Receipt, recipe: Recipe) -> Speed:
        """What a finished picture tells of its model."""
        spent, pixels = receipt.seconds, recipe.width * recipe.height
        known = self if spent.load <= 0 else self.with_load(spent.load)
        if spent.denoise <= 0:
            return known
        return known.with_step(spent.denoise / max(1, recipe.steps), pixels).with_picture(
            spent.encode + spent.denoise + spent.decode, recipe.steps, pixels
        )

    def seconds(self, *, steps: float, pictures: float, pixels: int) -> float | None:
        """Of `steps` steps and `pictures` endings at `pixels` a picture; None while the speed is unknown."""
        if self.step is None:
            return None
        rest = 2 * self.step if self.rest is None else self.rest
        return (steps * self.step + pictures * rest) * pixels / 1e6


msgspec.json.Decoder(Speed)  # before any thread decodes one: see recipe.py


def _blend(old: float | None, new: float) -> float:
    return new if old is None else old + _WEIGHT * (min(new, _MOST_SLOWER * old) - old)


def spoken(seconds: float) -> str:
    """A rough time in words: `about 4 s`, `about 3 min`."""
    if seconds < 1:
        return "under 1 s"
    if seconds < 10:
        return f"about {round(seconds)} s"
    if seconds < 57.5:  # what rounds to a minute is one
        return f"about {round(seconds / 5) * 5} s"
    if seconds < 3570:
        return f"about {round(seconds / 60)} min"
    return f"about {seconds / 3600:.1f} h"
