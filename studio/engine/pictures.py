"""The pictures that came with a run, checked against its recipe, as arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from studio.errors import ProtocolError
from studio.pixels.compositing import Rows
from studio.recipe.recipe import Recipe
from studio.wire.cargo import wanted
from studio.wire.messages import CHANNELS, Attached, Role, Run


@dataclass(frozen=True, kw_only=True)
class Pictures:
    """uint8 rows of shape (height, width, channels), masks (height, width); None where the recipe wants none."""

    start: Rows | None = None
    """in the size of the model's picture, as is its mask"""
    mask: Rows | None = None
    kept: Rows | None = None
    """the start picture in the finished size, as is its mask; `start` itself where there is no other size"""
    kept_mask: Rows | None = None
    product: Rows | None = None
    controls: tuple[Rows, ...] = ()
    """in the size of the model's picture, in the order of the recipe, as are the references"""
    references: tuple[Rows, ...] = ()


def unpacked(run: Run, attachments: Sequence[bytes]) -> Pictures:
    """Raises ProtocolError where run, recipe and attachments do not belong together."""
    sizes = [len(part) for part in attachments]
    if [part.bytes for part in run.attached] != sizes or not _fits(run.recipe, run.attached):
        raise ProtocolError(
            "The pictures that this one is made from did not reach the engine as they should.",
            remedy="Try again; if it happens again, take them away and put them in anew.",
            detail=f"recipe {run.recipe}, attached {run.attached}, bytes {sizes}",
        )
    pairs = zip(run.attached, attachments, strict=True)
    in_order: list[tuple[Role, Rows]] = [(told.role, _rows(told, data)) for told, data in pairs]
    rows = dict(in_order)
    start, mask = rows.get("start"), rows.get("mask")
    return Pictures(
        start=start,
        mask=mask,
        kept=rows.get("kept", start if mask is not None else None),
        kept_mask=rows.get("kept mask", mask),
        product=rows.get("product"),
        controls=_all("control", in_order),
        references=_all("reference", in_order),
    )


def _fits(recipe: Recipe, attached: Sequence[Attached]) -> bool:
    expected = wanted(recipe)
    if [part.role for part in attached] != [part.role for part in expected]:
        return False
    return all(_in_place(part, one.size, recipe) for part, one in zip(attached, expected, strict=True))


def _all(role: Role, rows: Sequence[tuple[Role, Rows]]) -> tuple[Rows, ...]:
    return tuple(one for own, one in rows if own == role)


def _in_place(part: Attached, size: tuple[int, int] | None, recipe: Recipe) -> bool:
    if size is not None or recipe.product is None:
        return (part.width, part.height) == size
    x, y, (width, height) = recipe.product.x, recipe.product.y, recipe.size
    return part.width >= 1 and part.height >= 1 and 0 <= x <= width - part.width and 0 <= y <= height - part.height


def _rows(told: Attached, data: bytes) -> Rows:
    channels = CHANNELS[told.role]
    shape = (told.height, told.width) if channels == 1 else (told.height, told.width, channels)
    return np.frombuffer(data, np.uint8).reshape(shape)
