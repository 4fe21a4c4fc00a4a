"""The pictures that a recipe names, read from the blob store and brought into the sizes that the engine wants."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from studio.errors import ImageError
from studio.pixels.frame import Frame
from studio.pixels.mask import fit_mask, require_same_shape
from studio.pixels.product import product_rgba
from studio.pixels.start import fit_rgb, measure
from studio.recipe.protocols import BlobReader
from studio.recipe.recipe import Recipe, StartImage
from studio.recipe.shape import goes_on
from studio.wire.cargo import Cargo, Wanted, wanted
from studio.wire.messages import Attached, Role

Part = tuple[int, int, bytes]
"""width, height, rows"""

_CALLED: Mapping[Role, str] = {
    "start": "start picture",
    "kept": "start picture",
    "mask": "mask",
    "kept mask": "mask",
    "control": "control image",
    "reference": "reference picture",
}


def attachments(recipe: Recipe, blobs: BlobReader) -> Cargo:
    """Read, decode and resize; a second for large pictures, so call it in a thread. Raises ImageError, StorageError."""
    if isinstance(recipe.start, StartImage) and recipe.start.mask:
        start, mask = blobs.path(recipe.start.sha256), _blob("mask", recipe.start.mask, blobs)
        require_same_shape(measure(start), measure(mask))
    asked = wanted(recipe)
    parts = [_part(one, recipe, blobs) for one in asked]
    return Cargo(
        told=tuple(
            Attached(role=one.role, width=part[0], height=part[1]) for one, part in zip(asked, parts, strict=True)
        ),
        data=tuple(rows for _, _, rows in parts),
    )


def _part(asked: Wanted, recipe: Recipe, blobs: BlobReader) -> Part:
    if asked.size is None:
        return _product(recipe, blobs)
    frame = _frame(asked.role, asked.size, recipe)
    path = _blob(_CALLED[asked.role], asked.sha256, blobs)
    fit = fit_mask if "mask" in asked.role else fit_rgb
    return frame.width, frame.height, fit(path, frame)


def _frame(role: Role, size: tuple[int, int], recipe: Recipe) -> Frame:
    wrap = goes_on(recipe.tile)
    match role:
        case "kept" | "kept mask":
            return Frame(*size, wrap=wrap)
        case "reference":
            return Frame(*size)
        case _:
            return Frame(*size, None if recipe.fit is None else recipe.size, wrap)


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
