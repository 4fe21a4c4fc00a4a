"""LoRAs, control images and references of a draft, found among what is installed, for one model."""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Callable, Sequence

from studio.errors import InputError, ModelMissing, ModelUnsupported
from studio.recipe.additions import CALLED, Addition, AdditionKind
from studio.recipe.capabilities import Capabilities
from studio.recipe.draft import Draft, DraftAddon, DraftControl, DraftReference
from studio.recipe.recipe import MAX_ADDONS, MAX_CONTROLS, MAX_REFERENCES, Addon, Control, Reference

MAX_ADDON_WEIGHT = 4.0
MAX_GUIDE_WEIGHT = 2.0
"""of control images and references"""
_FEW = 10
"""ids that are read at a glance"""


class Additions:
    """What is installed, seen from one model. Every method raises InputError, ModelMissing or ModelUnsupported."""

    def __init__(self, installed: Sequence[Addition], can: Capabilities, who: str) -> None:
        self._installed = installed
        self._can = can
        self._who = who

    def addons(self, draft: Draft) -> tuple[Addon, ...]:
        """Those that are on, in the recipe's order; one that is named twice counts with both weights."""
        return tuple(
            Addon(model=one.ref, weight=weight)
            for one, weight in sorted(self._weighed(draft.addons), key=lambda pair: pair[0].ref.weights)
        )

    def paced(self, draft: Draft) -> Addition | None:
        """The LoRA that decides steps, guidance and scheduler where the draft leaves them blank."""
        return next((one for one, _ in self._weighed(draft.addons) if one.pace is not None), None)

    def controls(self, draft: Draft) -> tuple[Control, ...]:
        self._require("control", "be held to", "control images", draft.controls, MAX_CONTROLS)
        return tuple(self._control(one) for one in draft.controls)

    def references(self, draft: Draft) -> tuple[Reference, ...]:
        self._require("reference", "take the look of", "reference pictures", draft.references, MAX_REFERENCES)
        return tuple(self._reference(one) for one in draft.references)

    def _weighed(self, asked: Sequence[DraftAddon]) -> list[tuple[Addition, float]]:
        """Each once, whatever it is called: the same LoRA may be installed under two names."""
        asked = [one for one in asked if one.weight]
        self._require("addon", "take", "LoRAs", asked, MAX_ADDONS)
        found: dict[str, Addition] = {}
        total: dict[str, float] = {}
        for one in asked:
            addition = self._named("lora", one.id, one.weights)
            key = addition.ref.weights or addition.ref.id  # what was never used may not be known by its weights
            found.setdefault(key, addition)
            total[key] = total.get(key, 0.0) + one.weight
        for key, weight in total.items():
            name = found[key].ref.id
            _in_range(f"The weight {weight:g} of the LoRA “{name}”", weight, -MAX_ADDON_WEIGHT, MAX_ADDON_WEIGHT)
        return [(found[key], weight) for key, weight in total.items() if weight]

    def _control(self, asked: DraftControl) -> Control:
        _in_range(f"The weight {asked.weight:g} of a control image", asked.weight, 0.0, MAX_GUIDE_WEIGHT, open_end=True)
        if not 0.0 <= asked.begin < asked.end <= 1.0:
            raise InputError(
                f"A control image cannot be at work from {asked.begin:g} to {asked.end:g} of the way.",
                remedy="Give two shares from 0 to 1, the first below the second.",
            )
        found = self._chosen(
            "control",
            asked.model,
            asked.weights,
            lambda one: asked.kind in one.controls,
            f"for {asked.kind}",
        )
        if found.controls and asked.kind not in found.controls:
            raise ModelUnsupported(
                f"The ControlNet “{found.ref.id}” was taught {' and '.join(found.controls)}, not {asked.kind}.",
                remedy=f"Choose one that was taught {asked.kind}, or another kind of control image.",
            )
        return Control(
            kind=asked.kind,
            model=found.ref,
            sha256=asked.sha256,
            weight=float(asked.weight),
            begin=float(asked.begin),
            end=float(asked.end),
        )

    def _reference(self, asked: DraftReference) -> Reference:
        _in_range(f"The weight {asked.weight:g} of a reference", asked.weight, 0.0, MAX_GUIDE_WEIGHT, open_end=True)
        found = self._chosen("adapter", asked.model, asked.weights, lambda _: True, "")
        return Reference(model=found.ref, sha256=asked.sha256, weight=float(asked.weight), role=asked.role)

    def _require(self, mode: str, does: str, what: str, asked: Sequence[object], most: int) -> None:
        if not asked:
            return
        if mode not in self._can.modes:
            raise ModelUnsupported(
                f"{self._who} cannot {does} {what}.", remedy="Take them away, or choose another model."
            )
        if len(asked) > most:
            raise InputError(f"{len(asked)} {what} at once are too many.", remedy=f"At most {most} are used together.")

    def _chosen(
        self, kind: AdditionKind, name: str | None, weights: str, good: Callable[[Addition], bool], what: str
    ) -> Addition:
        """The one of these weights or that name; without a name the first that fits and is `good`."""
        if name is not None:
            return self._named(kind, name, weights)
        here = [one for one in self._installed if one.kind == kind and good(one)]
        for one in here:
            if one.fits(self._can):
                return one
        needed = " ".join(part for part in (CALLED[kind], what) if part)
        bases = dict.fromkeys(one.base for one in here if one.base)
        other = f"Choose a model of {' or '.join(bases)}, for which one is here. Others" if bases else "Those"
        raise ModelMissing(
            f"There is no {needed} that fits this model.",
            remedy=f"{other} that can be got are on the models page and in: studio models list --available",
        )

    def _named(self, kind: AdditionKind, name: str, weights: str) -> Addition:
        of_kind = [one for one in self._installed if one.kind == kind]
        found = next((one for one in of_kind if weights and one.ref.weights == weights), None)
        found = found or next((one for one in of_kind if one.ref.id == name), None)
        found = found or next((one for one in of_kind if _plain(one.ref.id) == _plain(name)), None)
        if found is not None:
            return self._fitting(found)
        other = next((one for one in self._installed if one.ref.id == name), None)
        if other is not None:
            raise ModelUnsupported(f"“{name}” is {_a(other.kind)}, not {_a(kind)}.", remedy="Use it as what it is.")
        raise ModelMissing(
            f"There is no {CALLED[kind]} “{name}”.", remedy=_those_here(name, [one.ref.id for one in of_kind])
        )

    def _fitting(self, one: Addition) -> Addition:
        if one.fits(self._can):
            return one
        raise ModelUnsupported(
            f"The {CALLED[one.kind]} “{one.ref.id}” is made for {one.base or 'other models'}, not for this one.",
            remedy=f"Choose a model that it is made for, or another {CALLED[one.kind]}.",
        )


def _a(kind: AdditionKind) -> str:
    return f"{'an' if kind == 'adapter' else 'a'} {CALLED[kind]}"


def _those_here(name: str, ids: Sequence[str]) -> str:
    """What to take instead of one that is not there: collections have hundreds."""
    if len(ids) > _FEW:
        near = difflib.get_close_matches(name, ids, n=3, cutoff=0.5)
        meant = f"Did you mean {' or '.join(f'“{one}”' for one in near)}? " if near else ""
        return f"{meant}All that are here: studio models list"
    return f"These are here: {', '.join(ids)}." if ids else "Add or get one: studio models --help"


def _plain(name: str) -> str:
    """Names of files are written in many ways: neither case nor what stands between the words counts."""
    return re.sub(r"[\W_]+", " ", name).strip().casefold()


def _in_range(what: str, value: float, low: float, high: float, *, open_end: bool = False) -> None:
    if math.isfinite(value) and (low < value if open_end else low <= value) and value <= high:
        return
    beyond = "above 0, up to" if open_end else f"from {low:g} to"
    raise InputError(f"{what} is out of range.", remedy=f"Give a number {beyond} {high:g}.")
