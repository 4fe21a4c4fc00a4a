"""The contact sheet of a batch: its pictures small, each with its name, on as many pages as it takes."""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

import msgspec
from PIL import Image

from studio.errors import ImageError
from studio.jobs.lettering import Lettering
from studio.jobs.listing import Listed, Listing
from studio.pixels.colour import srgb
from studio.pixels.start import opened
from studio.provenance.profile import srgb_profile

CELL = 360
"""width of a picture at most, in pixels of the page"""
TALLEST = 540
"""height of a picture at most"""
GUTTER = 40
MARGIN = 88
PAGE_HEIGHT = 3500
"""at most: a full page of six columns has the shape of A4"""

GROUND = 222
"""a grey without colour, light enough to print, dark enough for white pictures to stand out from"""
INK = 24
PALE_INK = 92
"""at 5 to 1 against the ground"""
_GAP = 198

_NAME = 24
_DETAIL = 19
_TITLE = 46
_SUBTITLE = 24
_LEADING = 1.3
_MOST_COLUMNS = 6

_QUALITY = 88
_BREAKS = "-_ "


class Cell(msgspec.Struct, frozen=True, kw_only=True):
    """A picture on its page, and the lines beneath it."""

    picture: Listed
    width: int
    height: int
    names: tuple[str, ...]
    """one line, or two"""
    detail: str

    @property
    def caption(self) -> int:
        """height of the lines, in pixels"""
        return round(len(self.names) * _NAME * _LEADING + _DETAIL * _LEADING) + 12


Row = tuple[Cell, ...]
Page = tuple[Row, ...]


class ContactSheet:
    """Lays out and paints; `stopped` is asked before each picture, and the page then ends there."""

    def __init__(self, listing: Listing, stopped: Callable[[], bool] = lambda: False) -> None:
        self._listing = listing
        self._stopped = stopped
        self._lettering = Lettering()
        self._columns = columns_for(len(listing.pictures))
        self._alike = _same_size(listing.pictures)
        self.pages: tuple[Page, ...] = tuple(_paged(self._rows()))

    @property
    def width(self) -> int:
        return 2 * MARGIN + self._columns * CELL + (self._columns - 1) * GUTTER

    def save(self, number: int, file: BinaryIO) -> None:
        """Page `number`, from 0, as JPEG in sRGB; one picture after the other is read from its file.

        By way of memory: what a full disk takes only half of, Pillow would hold for written.
        """
        page = io.BytesIO()
        self.paint(number).save(
            page, "JPEG", quality=_QUALITY, subsampling=0, optimize=True, icc_profile=srgb_profile()
        )
        file.write(page.getbuffer())

    def paint(self, number: int) -> Image.Image:
        rows = self.pages[number]
        top = MARGIN + round((_TITLE + _SUBTITLE) * _LEADING) + GUTTER
        height = top + sum(_height(row) + GUTTER for row in rows) - GUTTER + MARGIN
        page = Image.new("RGB", (self.width, height), (GROUND,) * 3)
        self._head(page, number)
        for row in rows:
            self._paint_row(page, row, top)
            top += _height(row) + GUTTER
        return page

    def _head(self, page: Image.Image, number: int) -> None:
        letters = self._lettering
        counted = f"{number + 1} of {len(self.pages)}" if len(self.pages) > 1 else ""
        right = letters.width(counted, _SUBTITLE)
        room = self.width - 2 * MARGIN - right - GUTTER
        title = letters.fitted(self._listing.batch.name, _TITLE, room, bold=True)
        letters.draw(page, title, (MARGIN, MARGIN), _TITLE, INK, bold=True)
        letters.draw(page, counted, (self.width - MARGIN - right, MARGIN + _TITLE - _SUBTITLE), _SUBTITLE, PALE_INK)
        told = letters.fitted(" · ".join(self._told()), _SUBTITLE, self.width - 2 * MARGIN)
        letters.draw(page, told, (MARGIN, MARGIN + _TITLE * _LEADING), _SUBTITLE, PALE_INK)

    def _told(self) -> Iterator[str]:
        listing = self._listing
        count = len(listing.pictures)
        yield "1 picture" if count == 1 else f"{count} pictures"
        if listing.set_aside:
            yield f"{sum(aside.missing for aside in listing.set_aside)} set aside"
        if self._alike:
            yield _size(listing.pictures[0])
        yield from sorted({picture.recipe.model.id for picture in listing.pictures if picture.recipe})[:3]
        day = time.localtime(listing.batch.created)
        yield f"{day.tm_mday} {time.strftime('%B %Y', day)}"
        if listing.batch.plan:
            yield Path(listing.batch.plan).name

    def _rows(self) -> Iterator[Row]:
        cells = [self._cell(picture) for picture in self._listing.pictures]
        for first in range(0, len(cells), self._columns):
            yield tuple(cells[first : first + self._columns])

    def _cell(self, picture: Listed) -> Cell:
        scale = min(CELL / picture.width, TALLEST / picture.height)
        details = [] if self._alike else [_size(picture)]
        details += [f"seed {picture.recipe.seed}"] if picture.recipe else []
        return Cell(
            picture=picture,
            width=max(1, round(picture.width * scale)),
            height=max(1, round(picture.height * scale)),
            names=self._two_lines(picture.path.stem),
            detail=self._lettering.fitted(" · ".join(details), _DETAIL, CELL),
        )

    def _two_lines(self, name: str) -> tuple[str, ...]:
        """Broken where a word ends; what two lines cannot hold loses its middle."""
        fits = self._lettering.width
        if fits(name, _NAME) <= CELL:
            return (name,)
        kept = next(length for length in range(len(name) - 1, 0, -1) if fits(name[:length], _NAME) <= CELL)
        word = max(name.rfind(mark, 0, kept) for mark in _BREAKS) + 1
        kept = word if word > kept / 2 else kept
        return name[:kept].rstrip(), self._lettering.fitted(name[kept:].lstrip(), _NAME, CELL)

    def _paint_row(self, page: Image.Image, row: Row, top: int) -> None:
        """Pictures stand on one line, whatever their height, so that names do too."""
        line = top + max(cell.height for cell in row)
        for column, cell in enumerate(row):
            left = MARGIN + column * (CELL + GUTTER)
            if self._stopped():
                return
            page.paste(_small(cell), (left, line - cell.height))
            below = line + 12.0
            for name in cell.names:
                self._lettering.draw(page, name, (left, below), _NAME, INK)
                below += _NAME * _LEADING
            self._lettering.draw(page, cell.detail, (left, below + 3), _DETAIL, PALE_INK)


def columns_for(count: int) -> int:
    """Few pictures on a narrow page, three columns at least, so that the heading has room."""
    return next((columns for columns in (3, 4, 5) if count <= columns * columns), _MOST_COLUMNS)


def _height(row: Row) -> int:
    return max(cell.height for cell in row) + max(cell.caption for cell in row)


def _paged(rows: Iterator[Row]) -> Iterator[Page]:
    """At least one page, if only to say that there is nothing."""
    page: list[Row] = []
    room = PAGE_HEIGHT - 2 * MARGIN - round((_TITLE + _SUBTITLE) * _LEADING)
    used = 0
    for row in rows:
        needed = _height(row) + GUTTER
        if page and used + needed > room:
            yield tuple(page)
            page, used = [], 0
        page.append(row)
        used += needed
    yield tuple(page)


def _same_size(pictures: Sequence[Listed]) -> bool:
    return len({(picture.width, picture.height) for picture in pictures}) == 1


def _size(picture: Listed) -> str:
    return f"{picture.width} × {picture.height}"


def _small(cell: Cell) -> Image.Image:
    """The picture in the size of its cell; a darker field for a file that cannot be read."""
    size = (cell.width, cell.height)
    try:
        with opened(cell.picture.path) as image:
            return srgb(image)[0].resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)
    except ImageError:
        return Image.new("RGB", size, (_GAP,) * 3)
