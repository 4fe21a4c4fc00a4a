"""The LoRAs of the draft: added, weighed, switched on and off, taken away. Each choice can be undone."""

from __future__ import annotations

import itertools
import math

import msgspec

from studio.recipe.recipe import MAX_ADDONS
from studio.recipe.resolve_additions import MAX_ADDON_WEIGHT
from studio.workspace.choices import Choices
from studio.workspace.core import InstalledAddition
from studio.workspace.draft import DraftState
from studio.workspace.draft_additions import ChosenLora

USUAL_WEIGHT = 2.0
"""beyond it, either way, hardly any LoRA gives a picture"""
WEIGHT_STEP = 0.05


class Loras:
    """Every one stands there once, in the order in which they were added."""

    def __init__(self, draft: DraftState, choices: Choices) -> None:
        self._draft = draft
        self._choices = choices
        self._sittings = itertools.count()
        self._sitting = ("", 0)
        """whose weight is being moved"""

    @property
    def chosen(self) -> tuple[ChosenLora, ...]:
        return self._draft.addons

    @property
    def full(self) -> bool:
        """Whether no more may be on together."""
        return sum(one.on for one in self.chosen) >= MAX_ADDONS

    def has(self, id: str) -> bool:
        return any(one.id == id for one in self.chosen)

    def add(self, one: InstalledAddition) -> None:
        """With its full weight; one that is there already is switched on. Where too many are on, it is off."""
        if self.has(one.id):
            self.switch(one.id, on=True)
            return
        added = ChosenLora(id=one.id, name=one.name, on=not self.full)
        self._put(f"add the LoRA {one.name}", (*self.chosen, added))

    def switch(self, id: str, *, on: bool) -> None:
        """Off, it keeps its place and its weight. Where too many are on already it stays off."""
        if on and self.full and not any(one.id == id and one.on for one in self.chosen):
            return
        self._change(id, "switch {} on" if on else "switch {} off", on=on)

    def weigh(self, id: str, weight: float) -> None:
        """From -4 to 4, to a hundredth; moved without a break it is one step to undo."""
        if not math.isfinite(weight):
            return
        if self._sitting[0] != id:
            self._sitting = (id, next(self._sittings))
        weight = round(min(max(weight, -MAX_ADDON_WEIGHT), MAX_ADDON_WEIGHT), 2)
        sitting = (f"weight of {id}", self._sitting[1])
        self._change(id, "weigh {}", sitting, weight=weight)

    def settle(self) -> None:
        """The weight that was moved is where it was meant to be: moving it again is another step."""
        self._sitting = ("", 0)

    def take_away(self, id: str) -> None:
        name = next((one.name for one in self.chosen if one.id == id), id)
        self._put(f"take the LoRA {name} away", tuple(one for one in self.chosen if one.id != id))

    def _change(self, id: str, label: str, sitting: tuple[str, int] | None = None, **change: object) -> None:
        for one in self.chosen:
            if one.id == id:
                after = tuple(
                    msgspec.structs.replace(other, **change) if other.id == id else other for other in self.chosen
                )
                self._put(label.format(f"the LoRA {one.name}"), after, sitting)

    def _put(self, label: str, after: tuple[ChosenLora, ...], sitting: tuple[str, int] | None = None) -> None:
        if sitting is None:
            self.settle()
        self._choices.put(label, sitting, addons=after)
