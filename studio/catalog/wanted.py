"""Additions that are wanted: those that a draft means, and where one lies that a recipe names."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from studio.catalog.additions import InstalledAddition, deciding, weights
from studio.catalog.fingerprints import Fingerprints
from studio.errors import ModelDamaged, ModelMissing
from studio.recipe.additions import Addition
from studio.recipe.capabilities import Capabilities
from studio.recipe.draft import Draft
from studio.recipe.recipe import ModelRef
from studio.recipe.resolve_additions import Additions
from studio.wire.messages import AdditionSource

MOST_READ = 4 * 2**30
"""bytes that are read in search of one that a recipe names and nobody has seen under its id"""


class Meant(msgspec.Struct, frozen=True, kw_only=True):
    """What can be used, and what a draft means of it."""

    ready: tuple[InstalledAddition, ...]
    blank: tuple[InstalledAddition, ...]
    """meant, and not read yet"""

    def known(self, fingerprints: Fingerprints) -> tuple[Addition, ...]:
        """All that can be used; what is meant has its weights' hash. Raises ModelDamaged."""
        read = {one.id: _read(one, fingerprints) for one in self.blank}
        return tuple((read.get(one.id) or one).addition for one in self.ready)


def meant_by(draft: Draft, can: Capabilities, installed: Sequence[InstalledAddition]) -> Meant:
    """Raises as `resolve` does for what is missing or does not fit, and what is wrong with what the draft names."""
    named = _named(draft)
    for one in installed:
        if one.id in named:
            one.require_ready()
    ready = {one.id: one for one in installed if one.state == "ready"}
    found = Additions([one.addition for one in ready.values()], can, "This model")
    meant = (*found.addons(draft), *found.controls(draft), *found.references(draft))
    blank = dict.fromkeys(one.model.id for one in meant if not one.model.weights)
    return Meant(ready=tuple(ready.values()), blank=tuple(ready[id] for id in blank))


def looked_for(
    draft: Draft, installed: Sequence[InstalledAddition], fingerprints: Fingerprints
) -> tuple[InstalledAddition, ...]:
    """`installed`; what a recipe named and nobody knows by its weights or its id is looked for among what is unread."""
    found = {one.id: one for one in installed}
    for ref in _of_recipes(draft):
        if ref.id not in found and all(one.addition.ref.weights != ref.weights for one in found.values()):
            one = _sought(ref, tuple(found.values()), fingerprints)
            if one is not None:
                found[one.id] = _read(one, fingerprints)
    return tuple(found.values())


def source_of(ref: ModelRef, installed: Sequence[InstalledAddition], fingerprints: Fingerprints) -> AdditionSource:
    """As Catalog.addition_source."""
    known = next((one for one in installed if ref.weights and one.addition.ref.weights == ref.weights), None)
    found = known or _sought(ref, installed, fingerprints)
    if found is not None:
        return AdditionSource(
            ref=ref,
            kind=found.addition.kind,
            path=str(found.path.absolute()),
            encoder="" if found.encoder is None else str(found.encoder.absolute()),
        )
    same = next((one for one in installed if one.id == ref.id), None)
    if same is None:
        raise ModelMissing(
            f"“{ref.id}” is not here, and the recipe needs it.",
            remedy="Add or get it on the page of models, or take it out of the recipe.",
            detail=f"wanted weights: {ref.weights}",
        )
    same.require_ready()
    raise ModelMissing(
        f"This recipe was made with another version of “{ref.id}” than the one that is here.",
        remedy="Add that version, or make the picture anew with the one that is here; it will look different.",
        detail=f"weights here: {same.addition.ref.weights or 'not read yet'}",
    )


def _sought(
    ref: ModelRef, installed: Sequence[InstalledAddition], fingerprints: Fingerprints
) -> InstalledAddition | None:
    """Among those that nobody has read yet: first what has the same id, then small ones, and not without end."""
    blank = [one for one in installed if one.state == "ready" and not one.addition.ref.weights]
    size = 0
    for one in sorted(blank, key=lambda one: (one.id != ref.id, one.bytes)):
        size += one.bytes
        if one.id != ref.id and size > MOST_READ:
            return None
        try:
            if _read(one, fingerprints).addition.ref.weights == ref.weights:
                return one
        except ModelDamaged:
            if one.id == ref.id:
                raise
    return None


def _read(one: InstalledAddition, fingerprints: Fingerprints) -> InstalledAddition:
    """With its weights' hash. Raises ModelDamaged."""
    found = weights(deciding(one.path, one.encoder), fingerprints)
    fingerprints.keep()
    addition = msgspec.structs.replace(one.addition, ref=ModelRef(id=one.id, weights=found))
    return msgspec.structs.replace(one, addition=addition)


def _of_recipes(draft: Draft) -> tuple[ModelRef, ...]:
    """What recipes told of the additions that it names."""
    guides = (ModelRef(id=one.model or "", weights=one.weights) for one in (*draft.controls, *draft.references))
    loras = (ModelRef(id=one.id, weights=one.weights) for one in draft.addons if one.weight)
    return tuple(ref for ref in (*guides, *loras) if ref.weights)


def _named(draft: Draft) -> set[str]:
    """Ids of additions that it names."""
    guides = {one.model for one in (*draft.controls, *draft.references) if one.model is not None}
    return guides | {one.id for one in draft.addons if one.weight}
