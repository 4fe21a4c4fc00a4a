"""Which family a diffusers folder belongs to, and what its card refines."""

from __future__ import annotations

from pathlib import Path

import msgspec

from studio.errors import ModelDamaged, ModelUnsupported
from studio.families.family import Card, Family, PipelineIndex, read_card, read_index
from studio.families.sdxl import StableDiffusionXL
from studio.families.stable_diffusion import StableDiffusion
from studio.recipe.capabilities import Capabilities, SizeRule
from studio.recipe.scheduling import scheduling

FAMILIES: tuple[Family, ...] = (StableDiffusion(), StableDiffusionXL())


class Recognised(msgspec.Struct, frozen=True, kw_only=True):
    """What the files of a folder say about the model in it."""

    family: str
    name: str
    """for people: the card's, else the folder's"""
    id: str
    """the card's, or empty"""
    licence: str
    """SPDX identifier, or empty when nobody says"""
    summary: str
    capabilities: Capabilities
    vocabulary: frozenset[str] | None
    """every word it was taught, in lower case; None when nobody says"""
    knows: dict[str, tuple[str, ...]]
    """what to ask it for: group to words, empty when nobody says"""
    index: PipelineIndex


def recognise(folder: Path) -> Recognised:
    """Read a diffusers folder's configs. Raises ModelDamaged and ModelUnsupported; opens no weights."""
    index = read_index(folder)
    card = read_card(folder)
    family = family_of(index)
    parts = {name: folder / name for name in index.components}
    called = f"{card.name} {card.id} {_repo(folder)}"
    return Recognised(
        family=family.name,
        name=card.name or folder.name,
        id=card.id,
        licence=card.licence,
        summary=card.summary,
        capabilities=_refined(family.capabilities(parts, index, called), card),
        vocabulary=_vocabulary(card),
        knows=card.studio.words,
        index=index,
    )


def _repo(folder: Path) -> str:
    """The folder's name; in a hub's cache the snapshot's says nothing, and the one that the model has is two above."""
    return folder.parent.parent.name if folder.parent.name == "snapshots" else folder.name


def family_of(index: PipelineIndex) -> Family:
    """Raises ModelUnsupported."""
    for family in FAMILIES:
        if family.claims(index):
            return family
    known = ", ".join(family.name for family in FAMILIES)
    raise ModelUnsupported(
        f"This is a {index.pipeline}, which this studio cannot run yet.",
        remedy=f"Choose a model of one of these families: {known}.",
    )


def _vocabulary(card: Card) -> frozenset[str] | None:
    words = card.studio.vocabulary
    return None if words is None else frozenset(word.lower() for word in words)


def _refined(can: Capabilities, card: Card) -> Capabilities:
    size = _refined_size(can.size, card)
    return msgspec.structs.replace(
        can,
        size=size,
        trained=tuple(one for one in card.studio.sizes if size.allows(*one)),
        steps=can.steps if card.steps is None else card.steps,
        guidance=can.guidance if card.guidance is None else card.guidance,
        negative=can.negative if card.negative is None else card.negative,
        scheduler=card.scheduler if scheduling(card.scheduler).kind.endswith("Scheduler") else can.scheduler,
        sketch_strength=_sketch_strength(can, card),
        sketch_scenery=card.studio.sketch_scenery,
    )


def _sketch_strength(can: Capabilities, card: Card) -> float:
    strength = card.studio.sketch_strength
    if strength is None:
        return can.sketch_strength
    if 0 < strength <= 1:
        return strength
    raise ModelDamaged(
        f"The card of this model says {strength:g} as sketch_strength, which must be above 0 and at most 1.",
        remedy="Correct card.json in the model's folder, or delete it.",
    )


def _refined_size(rule: SizeRule, card: Card) -> SizeRule:
    native = (card.native_size,) * 2 if isinstance(card.native_size, int) else card.native_size
    width, height = native or (rule.width, rule.height)
    refined = SizeRule(
        width=width,
        height=height,
        multiple=card.size_multiple or rule.multiple,
        smallest=card.min_size or rule.smallest,
        largest=card.max_size or rule.largest,
        max_pixels=card.max_pixels or max(rule.max_pixels, width * height),
    )
    if not refined.allows(width, height):
        raise ModelDamaged(
            f"The card of this model contradicts itself: {width}x{height} is no size that it allows.",
            remedy="Correct card.json in the model's folder, or delete it.",
        )
    return refined
