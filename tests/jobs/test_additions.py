"""What many drafts name alike is looked up once, what is wrong with it too."""

from __future__ import annotations

import traceback

import pytest

from studio.errors import ModelMissing
from studio.jobs.additions import AdditionsKnown
from studio.recipe.additions import Addition
from studio.recipe.capabilities import Capabilities, SizeRule
from studio.recipe.draft import Draft, DraftAddon

CAN = Capabilities(
    modes=("text", "addon"),
    size=SizeRule(width=512, height=512, multiple=8, smallest=64, largest=1024, max_pixels=2**20),
    steps=20,
    guidance=7.5,
)


class Empty:
    """A catalogue with nothing in it."""

    def __init__(self) -> None:
        self.asked = 0

    def additions_for(self, draft: Draft, can: Capabilities) -> tuple[Addition, ...]:
        self.asked += 1
        raise ModelMissing("There is no LoRA “ink”.", remedy="Get one.")


def test_what_is_missing_is_looked_for_once_and_told_alike_every_time():
    catalog = Empty()
    known = AdditionsKnown(catalog)
    depths: set[int] = set()
    for number in range(5):
        with pytest.raises(ModelMissing) as raised:
            known.of(Draft(prompt=f"picture {number} <lora:ink:0.5>", addons=(DraftAddon(id="dust"),)), CAN)
        depths.add(len(traceback.extract_tb(raised.value.__traceback__)))
    assert catalog.asked == 1
    assert len(depths) == 1, "an error that is told again drags along whoever was told before"
