"""LoRAs, control images and references on the canvas: what the user knows each by, and whether it is on."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from studio.recipe.draft import (
    DEFAULT_CONTROL_WEIGHT,
    DEFAULT_REFERENCE_WEIGHT,
    DraftAddon,
    DraftControl,
    DraftReference,
)
from studio.recipe.recipe import Addon, Control, ControlKind, Reference, ReferenceRole

FROM_RECIPE = "from the recipe"
"""what a picture is called of which only the blob is known"""


class ChosenLora(msgspec.Struct, frozen=True, kw_only=True):
    """A LoRA on the canvas; one that is off stays there with its weight."""

    id: str
    name: str
    weights: str = ""
    """as in DraftAddon"""
    weight: float = 1.0
    """-4 to 4; at 0 it is left out"""
    on: bool = True


class ControlPicture(msgspec.Struct, frozen=True, kw_only=True):
    """A control image on the canvas; fields as in DraftControl."""

    kind: ControlKind
    sha256: str
    name: str
    photo: str = ""
    """sha256 of the picture that it was made of; empty where it was given as it is"""
    detail: float | None = None
    """with which it was made, 0 to 1; None for the usual"""
    ready: bool = True
    model: str | None = None
    weights: str = ""
    weight: float = DEFAULT_CONTROL_WEIGHT
    begin: float = 0.0
    end: float = 1.0
    on: bool = True


class ReferencePicture(msgspec.Struct, frozen=True, kw_only=True):
    """A reference on the canvas; fields as in DraftReference."""

    sha256: str
    name: str
    role: ReferenceRole = "whole"
    model: str | None = None
    weights: str = ""
    weight: float = DEFAULT_REFERENCE_WEIGHT
    on: bool = True


def asked_addons(chosen: Iterable[ChosenLora]) -> tuple[DraftAddon, ...]:
    """Those that are on, for the draft; so do the other two."""
    return tuple(
        DraftAddon(id=one.id, weights=one.weights, weight=one.weight) for one in chosen if one.on and one.weight
    )


def asked_controls(chosen: Iterable[ControlPicture]) -> tuple[DraftControl, ...]:
    return tuple(
        DraftControl(
            kind=one.kind,
            sha256=one.sha256,
            ready=one.ready,
            model=one.model,
            weights=one.weights,
            weight=one.weight,
            begin=one.begin,
            end=one.end,
        )
        for one in chosen
        if one.on
    )


def asked_references(chosen: Iterable[ReferencePicture]) -> tuple[DraftReference, ...]:
    return tuple(
        DraftReference(sha256=one.sha256, role=one.role, model=one.model, weights=one.weights, weight=one.weight)
        for one in chosen
        if one.on
    )


def taken_addons(recipe: Iterable[Addon], known: Iterable[ChosenLora]) -> tuple[ChosenLora, ...]:
    """Those of a recipe, by the names that are `known`; so do the other two."""
    names = {one.id: one.name for one in known}
    return tuple(
        ChosenLora(
            id=one.model.id,
            name=names.get(one.model.id, one.model.id),
            weights=one.model.weights,
            weight=one.weight,
        )
        for one in recipe
    )


def taken_controls(recipe: Iterable[Control], known: Iterable[ControlPicture]) -> tuple[ControlPicture, ...]:
    names = {one.sha256: one.name for one in known}
    photos = {one.sha256: one.photo for one in known}
    return tuple(
        ControlPicture(
            kind=one.kind,
            sha256=one.sha256,
            name=names.get(one.sha256, FROM_RECIPE),
            photo=photos.get(one.sha256, ""),
            model=one.model.id,
            weights=one.model.weights,
            weight=one.weight,
            begin=one.begin,
            end=one.end,
        )
        for one in recipe
    )


def taken_references(recipe: Iterable[Reference], known: Iterable[ReferencePicture]) -> tuple[ReferencePicture, ...]:
    names = {one.sha256: one.name for one in known}
    return tuple(
        ReferencePicture(
            sha256=one.sha256,
            name=names.get(one.sha256, FROM_RECIPE),
            role=one.role,
            model=one.model.id,
            weights=one.model.weights,
            weight=one.weight,
        )
        for one in recipe
    )
