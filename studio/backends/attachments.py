"""The pictures that a recipe names, read from the blob store and brought into the sizes that the engine wants."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import assert_never

from studio.errors import ImageError
from studio.pixels.frame import Frame
from studio.pixels.mask import fit_mask, require_same_shape
from studio.pixels.product import product_rgba
from studio.pixels.start import fit_rgb, measure
from studio.recipe.protocols import BlobReader
from studio.recipe.recipe import Recipe, StartImage
from studio.recipe.shape import goes_on
from studio.wire.cargo import Cargo, wanted
from studio.wire.messages import Attached, Role

Part = tuple[int, int, bytes]
"""width, height, rows"""


def attachments(recipe: Recipe, blobs: BlobReader) -> Cargo:
    """Read, decode and resize; a second for large pictures, so call it in a thread. Raises ImageError, StorageError."""
    if isinstance(recipe.start, StartImage) and recipe.start.mask:
        start, mask = blobs.path(recipe.start.sha256), _blob("mask", recipe.start.mask, blobs)
        require_same_shape(measure(start), measure(mask))
    parts: Mapping[Role, Part] = {role: _part(role, recipe, blobs) for role in wanted(recipe)}
    return Cargo(
        told=tuple(Attached(role=role, width=part[0], height=part[1]) for role, part in parts.items()),
        data=tuple(part[2] for part in parts.values()),
    )


def _part(role: Role, recipe: Recipe, blobs: BlobReader) -> Part:
    if role == "product":
        return _product(recipe, blobs)
    assert isinstance(recipe.start, StartImage)  # else no other role is wanted
    finished = None if recipe.fit is None else recipe.size
    wrap = goes_on(recipe.tile)
    kept = role.startswith("kept")
    frame = Frame(*recipe.size, wrap=wrap) if kept else Frame(recipe.width, recipe.height, finished, wrap)
    match role:
        case "start" | "kept":
            rows = fit_rgb(blobs.path(recipe.start.sha256), frame)
        case "mask" | "kept mask":
            rows = fit_mask(_blob("mask", recipe.start.mask, blobs), frame)
        case _:
            assert_never(role)
    return frame.width, frame.height, rows


def _product(recipe: Recipe, blobs: BlobReader) -> Part:
    product = recipe.product
    assert product is not None
    width, height, rows = product_rgba(_blob("product", product.sha256, blobs))
    across, down = recipe.size
    if not (0 <= product.x <= across - width and 0 <= product.y <= down - height):
        raise ImageError(
            f"The product of {width}x{height} at {product.x},{product.y} does not lie inside the picture of "
            f"{across}x{down}.",
            remedy="Place it anew, make it smaller, or make the picture larger.",
        )
    return width, height, rows


def _blob(what: str, sha256: str, blobs: BlobReader) -> Path:
    try:
        return blobs.path(sha256)
    except ImageError as error:
        message = f"The {what} is not in the library any more."
        raise ImageError(message, remedy=f"Give the {what} again.", detail=sha256) from error
