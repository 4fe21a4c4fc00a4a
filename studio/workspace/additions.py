"""What is installed to guide or change a model, seen from the chosen one: what fits, and why the rest does not."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable

import msgspec
from psygnal import Signal, SignalInstance

from studio.recipe.additions import AdditionKind, Pace
from studio.recipe.capabilities import Capabilities, Mode
from studio.recipe.draft import Draft
from studio.workspace.core import Core, InstalledAddition
from studio.workspace.draft import DraftState
from studio.workspace.draft_additions import ChosenLora

_MODES: dict[AdditionKind, Mode] = {"lora": "addon", "control": "control", "adapter": "reference"}


class Additions:
    """Lists them off the loop. `capabilities()` are those of the chosen model, None while it is unknown."""

    changed = Signal()
    """what there is, what fits, or what is chosen of it"""

    def __init__(
        self, draft: DraftState, capabilities: Callable[[], Capabilities | None], model_changed: SignalInstance
    ) -> None:
        self._draft = draft
        self._capabilities = capabilities
        self.every: tuple[InstalledAddition, ...] = ()
        self.looked = False
        """whether `every` is known by now"""
        model_changed.connect(self._announce)
        draft.events.addons.connect(self._announce)

    async def list(self, core: Core) -> None:
        """Look again which there are."""
        self.every = await asyncio.to_thread(core.catalog.additions)
        self.looked = True
        self.changed.emit()

    def of(self, kind: AdditionKind) -> tuple[InstalledAddition, ...]:
        """By name; those that can be used with the chosen model first."""
        found = [one for one in self.every if one.addition.kind == kind]
        return tuple(sorted(found, key=lambda one: (bool(self.why_not(one)), one.name.casefold(), one.id)))

    def get(self, kind: AdditionKind, id: str, weights: str = "") -> InstalledAddition | None:
        """The one of these weights, or else of this id."""
        of_kind = [one for one in self.every if one.addition.kind == kind]
        same = (one for one in of_kind if weights and one.addition.ref.weights == weights)
        return next(same, None) or next((one for one in of_kind if one.id == id), None)

    def can(self, kind: AdditionKind) -> bool:
        """Whether the chosen model takes any."""
        can = self._capabilities()
        return can is not None and _MODES[kind] in can.modes

    def why_not(self, one: InstalledAddition) -> str:
        """Why it cannot be used with the chosen model, in a few words; empty where it can."""
        return _why_not(one, self._capabilities())

    def why_left_out(self, chosen: ChosenLora) -> str:
        """Why a LoRA that is on would not be used, in a few words; empty where it is."""
        if self._capabilities() is not None and not self.can("lora"):
            return "this model takes no LoRAs"
        one = self.get("lora", chosen.id, chosen.weights)
        if one is None:
            return "not installed any more" if self.looked else ""
        return self.why_not(one)

    @property
    def pace(self) -> Pace | None:
        """Of the LoRA that decides steps and guidance where the user says nothing."""
        can = self._capabilities()
        return None if can is None else self._pace(can)

    @property
    def capabilities(self) -> Capabilities | None:
        """Those of the chosen model with what is chosen here."""
        can = self._capabilities()
        return None if can is None else self.paced(can)

    def paced(self, can: Capabilities) -> Capabilities:
        """What a model can do with what is chosen here: the steps and the guidance are those that blanks become."""
        pace = self._pace(can)
        if pace is None:
            return can
        return msgspec.structs.replace(can, steps=pace.steps, guidance=pace.guidance, scheduler=pace.scheduler)

    def _pace(self, can: Capabilities) -> Pace | None:
        if "addon" not in can.modes:
            return None
        for chosen in self._draft.addons:
            one = self.get("lora", chosen.id, chosen.weights) if chosen.on and chosen.weight else None
            if one is not None and one.addition.pace is not None and not _why_not(one, can):
                return one.addition.pace
        return None

    def fitting(self, draft: Draft) -> tuple[Draft, tuple[str, ...]]:
        """The draft without what the chosen model cannot use, and what is told of that.

        What was chosen stays on the canvas: the next model may be able to.
        """
        can = self._capabilities()
        if can is None:
            return draft, ()
        told = list[str]()
        on = {one.id: self.why_left_out(one) for one in self._draft.addons}
        kept = tuple(one for one in draft.addons if not on.get(one.id))
        if len(kept) < len(draft.addons):
            told.append(_left_out((one.name, on[one.id]) for one in self._draft.addons if one.on and on[one.id]))
        changes: dict[str, object] = {"addons": kept}
        if draft.near is not None and "near" not in can.modes:
            changes["near"] = None
            told.append("This model cannot stay near the picture of another seed: that is left out.")
        if draft.controls and "control" not in can.modes:
            changes["controls"] = ()
            told.append("This model takes no control images: they are left out.")
        if draft.references and "reference" not in can.modes:
            changes["references"] = ()
            told.append("This model takes no references: they are left out.")
        return msgspec.structs.replace(draft, **changes), tuple(told)

    def _announce(self, *_change: object) -> None:
        self.changed.emit()


def _why_not(one: InstalledAddition, can: Capabilities | None) -> str:
    if one.state != "ready":
        return f"cannot be used: {one.problem}"
    if can is None or one.addition.fits(can):
        return ""
    return f"made for {one.addition.base or 'other models'}"


def _left_out(them: Iterable[tuple[str, str]]) -> str:
    """`Left out: “Ink”, “Oil” (made for SDXL).`"""
    by_reason: dict[str, list[str]] = {}
    for name, why in them:
        by_reason.setdefault(why, []).append(f"“{name}”")
    said = (f"{', '.join(names)} ({why})" for why, names in by_reason.items())
    return f"Left out: {', '.join(said)}."
