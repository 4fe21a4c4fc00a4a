"""What the command line gives to make a picture from: sizes, the start picture or a sketch, a mask, a product."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

import msgspec

from studio.cli.given_additions import GivenAdditions, naming, with_additions
from studio.core import Studio
from studio.errors import InputError, SizeError
from studio.recipe.draft import DEFAULT_STRENGTH, MASK_STRENGTH, Anchor, Draft, DraftProduct, DraftSketch, DraftStart
from studio.recipe.placement import read_place

Say = Callable[[str], None]


class GivenProduct(msgspec.Struct, frozen=True, kw_only=True):
    """A cut-out and where it goes."""

    path: Path
    at: Anchor | tuple[int, int] = "centre"


class GivenSides(msgspec.Struct, frozen=True, kw_only=True):
    """How far the start picture grows, in its pixels."""

    left: int = 0
    top: int = 0
    right: int = 0
    bottom: int = 0


class Given(msgspec.Struct, frozen=True, kw_only=True):
    """What the picture starts from, and files that are not in the library yet."""

    init: Path | None = None
    sketch: bool = False
    """whether it starts from a layout that is drawn"""
    layout: int | None = None
    strength: float | None = None
    mask: Path | None = None
    extend: GivenSides | None = None
    product: GivenProduct | None = None
    additions: GivenAdditions = GivenAdditions()

    def __post_init__(self) -> None:
        """Raises InputError for what contradicts itself or has nothing to be applied to."""
        if self.init is not None and self.sketch:
            raise InputError(
                "A picture starts from --init or from --start sketch, not from both.", remedy="Leave one of them out."
            )
        if self.mask is not None and self.init is None:
            raise InputError("--mask needs a start picture.", remedy="Add --init IMG, or leave --mask out.")
        if self.extend is not None and self.init is None:
            raise InputError("--extend needs a start picture.", remedy="Add --init IMG, or leave --extend out.")
        if self.extend is not None and self.mask is not None:
            raise InputError(
                "--extend has its own mask: everything that is new.", remedy="Leave --mask or --extend out."
            )
        if self.strength is not None and self.init is None and not self.sketch:
            raise InputError(
                "--strength needs a start picture.",
                remedy="Add --init IMG or --start sketch, or leave --strength out.",
            )
        if self.layout is not None and not self.sketch:
            raise InputError("--layout needs a sketch.", remedy="Add --start sketch, or leave --layout out.")


async def with_given(studio: Studio, draft: Draft, given: Given, say: Say) -> Draft:
    """The draft with everything kept that was given. Raises ImageError, StorageError, InputError, ModelError."""
    draft = await with_additions(studio, draft, given.additions, say)
    draft = msgspec.structs.replace(draft, product=await _product(studio, given.product, say))
    if given.extend is not None:
        return await _extended(studio, draft, given, given.extend, say)
    return msgspec.structs.replace(draft, start=await _start(studio, given, say))


async def _extended(studio: Studio, draft: Draft, given: Given, sides: GivenSides, say: Say) -> Draft:
    if draft.fit is not None or draft.width is not None or draft.height is not None:
        raise InputError("With --extend the size follows from the start picture.", remedy="Leave --size and --fit out.")
    assert given.init is not None
    with naming(given.init):
        start, fit, notices = await studio.extend(
            given.init, left=sides.left, top=sides.top, right=sides.right, bottom=sides.bottom, model=draft.model
        )
    _tell(given.init, notices, say)
    strength = start.strength if given.strength is None else given.strength
    return msgspec.structs.replace(draft, start=msgspec.structs.replace(start, strength=strength), fit=fit)


async def _start(studio: Studio, given: Given, say: Say) -> DraftStart | DraftSketch | None:
    if given.sketch:
        return DraftSketch(strength=given.strength, layout=given.layout)
    if given.init is None:
        return None
    with naming(given.init):
        start, notices = await studio.add_start(given.init)
    _tell(given.init, notices, say)
    mask = ""
    if given.mask is not None:
        with naming(given.mask):
            mask, notices = await studio.add_mask(given.mask)
        _tell(given.mask, notices, say)
    usual = MASK_STRENGTH if mask else DEFAULT_STRENGTH
    strength = usual if given.strength is None else given.strength
    return msgspec.structs.replace(start, strength=strength, mask=mask)


async def _product(studio: Studio, given: GivenProduct | None, say: Say) -> DraftProduct | None:
    if given is None:
        return None
    with naming(given.path):
        product, notices = await studio.add_product(given.path)
    _tell(given.path, notices, say)
    return msgspec.structs.replace(product, at=given.at)


def _tell(path: Path, notices: tuple[str, ...], say: Say) -> None:
    for notice in notices:
        say(f"{path.name}: {notice}")


def parse_size(text: str | None) -> tuple[int, int] | None:
    """ "256x192" to (256, 192); None leaves the size open. Raises SizeError."""
    if text is None:
        return None
    match = re.fullmatch(r"\s*([0-9]{1,6})\s*[xX×]\s*([0-9]{1,6})\s*", text)
    if not match:
        raise SizeError(f"“{text[:40]}” is not a size.", remedy="Write width and height in pixels, like 256x256.")
    return int(match[1]), int(match[2])


def parse_sides(text: str | None) -> GivenSides | None:
    """ "128" for every side, or "left=128,bottom=64". Raises InputError."""
    if text is None:
        return None
    if re.fullmatch(r"\s*[0-9]{1,5}\s*", text):
        every = int(text)
        return GivenSides(left=every, top=every, right=every, bottom=every)
    found: dict[str, int] = {}
    for part in text.split(","):
        match = re.fullmatch(r"\s*(left|top|right|bottom)\s*[=:]\s*([0-9]{1,5})\s*", part, re.IGNORECASE)
        if not match or match[1].lower() in found:
            raise InputError(
                f"“{text[:40]}” does not say how far a picture grows.",
                remedy="Write pixels for every side, like 128, or for some of them, like left=128,right=128.",
            )
        found[match[1].lower()] = int(match[2])
    return GivenSides(**found)


def parse_product(text: str | None) -> GivenProduct | None:
    """ "shoe.png", "shoe.png@40,60" or "shoe.png@bottom right"; a file that has an @ in its name is found as well.

    Raises InputError.
    """
    if text is None:
        return None
    path, at, place = text.rpartition("@")
    if not at or os.path.exists(text):  # noqa: PTH110 (unlike Path.exists it takes text of any length)
        return GivenProduct(path=Path(text))
    return GivenProduct(path=Path(path), at=read_place(place))
