"""Pictures that the user gives: each is checked, kept as a blob, and handed back as a draft wants it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import msgspec

from studio.errors import InputError
from studio.library.blobs import Blobs
from studio.pixels.mask import check_mask
from studio.pixels.outpaint import Sides, extended
from studio.pixels.product import check_product
from studio.pixels.start import check_image, read_image
from studio.recipe.capabilities import Capabilities
from studio.recipe.draft import MASK_STRENGTH, DraftControl, DraftProduct, DraftReference, DraftStart
from studio.recipe.recipe import ControlKind, Fit, ReferenceRole
from studio.recipe.shape import made_for, require_finished

Notices = tuple[str, ...]
"""what the user should know, in plain sentences"""

Source = bytes | Path
"""of a file: what is in it, or where it lies"""

_SOFTER = 1.5
"""times that new parts are enlarged before it is worth saying"""


class GivenPictures:
    """Reads files and writes blobs, so it is for threads. Every method raises ImageError for what is no usable picture,
    and StorageError where it cannot be kept."""

    def __init__(self, blobs: Blobs) -> None:
        self._blobs = blobs

    def start(self, source: Source) -> tuple[DraftStart, Notices]:
        data = _bytes(source)
        _, notices = check_image(data)
        return DraftStart(sha256=self._blobs.put(data)), notices

    def mask(self, source: Source) -> tuple[str, Notices]:
        """sha256 for DraftStart.mask."""
        data = _bytes(source)
        _, notices = check_mask(data)
        return self._blobs.put(data), notices

    def product(self, source: Source) -> tuple[DraftProduct, Notices]:
        data = _bytes(source)
        info, notices = check_product(data)
        return DraftProduct(sha256=self._blobs.put(data), width=info.width, height=info.height), notices

    def reference(self, source: Source, role: ReferenceRole) -> tuple[DraftReference, Notices]:
        data = _bytes(source)
        _, notices = check_image(data)
        return DraftReference(sha256=self._blobs.put(data), role=role), notices

    def control(
        self, source: Source, kind: ControlKind, *, ready: bool | None, detail: float | None = None
    ) -> tuple[DraftControl, Notices]:
        """Of a picture that is not `ready` the control image is made and kept; None: it is looked at whether it is one.

        `detail` is 0 (the plainest lines alone) to 1 (the faintest as well), None for the usual. Raises ImageError also
        for kinds that only come ready-made.
        """
        from studio.pixels.controls import (  # brings OpenCV: for this alone
            DETAIL,
            MADE_HERE,
            control_image,
            looks_ready,
        )

        data = _bytes(source)
        _, notices = check_image(data)
        if ready is None:
            ready = kind not in MADE_HERE or looks_ready(data)
            notices = (*notices, "It is taken for a control image as it is.") if ready else notices
        if not ready:
            data = control_image(data, kind, detail=DETAIL if detail is None else detail)
        return DraftControl(kind=kind, sha256=self._blobs.put(data)), notices

    def controls(self, asked: Iterable[DraftControl]) -> tuple[DraftControl, ...]:
        """All of a draft as control images."""
        return tuple(one if one.ready else self._made(one) for one in asked)

    def _made(self, asked: DraftControl) -> DraftControl:
        made, _ = self.control(self._blobs.path(asked.sha256), asked.kind, ready=False)
        return msgspec.structs.replace(asked, sha256=made.sha256, ready=True)

    def extension(self, picture: Source | str, sides: Sides, can: Capabilities) -> tuple[DraftStart, Fit, Notices]:
        """A picture, or the sha256 of one that is a blob, on a larger canvas, for a model that can this.

        Raises InputError where it does not grow, SizeError where it grows too large.
        """
        data = _bytes(self._blobs.path(picture) if isinstance(picture, str) else picture)
        info, notices = check_image(data)
        width, height = _canvas(info.width, info.height, sides)
        made = extended(data, sides)
        start = DraftStart(sha256=self._blobs.put(made.start), strength=MASK_STRENGTH, mask=self._blobs.put(made.mask))
        return start, Fit(width=width, height=height), (*notices, *_softer(width, height, can))


def _canvas(width: int, height: int, sides: Sides) -> tuple[int, int]:
    grown = (sides.left, sides.top, sides.right, sides.bottom)
    if min(grown) < 0 or not any(grown):
        raise InputError(
            "The picture is not made larger by this.", remedy="Give the pixels for one side at least, above 0."
        )
    canvas = sides.around(width, height)
    require_finished(*canvas)
    return canvas


def _softer(width: int, height: int, can: Capabilities) -> Notices:
    made = made_for(width, height, can)
    times = max(width / made[0], height / made[1])
    if times < _SOFTER:
        return ()
    return (
        f"The new parts are made at {made[0]}x{made[1]} and enlarged {times:.1f} times: they are softer than the "
        "picture.",
    )


def _bytes(source: Source) -> bytes:
    return read_image(source) if isinstance(source, Path) else source
