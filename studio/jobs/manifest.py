"""The list of a batch as text: manifest.json for programs, manifest.csv for spreadsheets."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from studio.errors import RecipeError
from studio.jobs.listing import Listed, Listing, SetAside
from studio.recipe.codec import decode_own, encode
from studio.recipe.recipe import Blank, Recipe

MADE_BY = "Blink Studio"

COLUMNS = (
    *("name", "status", "file", "prompt", "width", "height", "seed", "model", "number"),
    *("negative", "steps", "guidance", "strength", "tile", "seconds", "sha256"),
)
"""what a designer looks for comes first"""

_FORMULA = tuple("=+-@＝＋－＠")
"""what makes a spreadsheet take a text for something to work out, in its full-width forms too"""

_BYTE_ORDER_MARK = "\ufeff"
"""without it spreadsheets do not take the file for UTF-8"""


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """A file that was written with the manifest."""

    file: str
    sha256: str


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """What tells that a manifest.json is ours, and which other files are."""

    class Run(msgspec.Struct, frozen=True, kw_only=True):
        id: str

    made_by: str
    plan: str
    batch: Run
    lists: tuple[Part, ...]


class _Entry(msgspec.Struct, frozen=True, kw_only=True):
    """A picture as the manifest has it."""

    file: str
    number: int
    name: str
    sha256: str
    width: int
    height: int
    seconds: float
    recipe: msgspec.Raw


class _Entries(msgspec.Struct, frozen=True, kw_only=True):
    pictures: tuple[_Entry, ...]


_known = msgspec.json.Decoder(Known)  # before any thread decodes one: see recipe.py
_entries = msgspec.json.Decoder(_Entries)


def read_known(text: bytes) -> Known | None:
    """The head of a manifest that the studio wrote; None for any other file."""
    try:
        known = _known.decode(text)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return None
    return known if known.made_by == MADE_BY else None


def read_pictures(text: bytes, folder: Path) -> Iterator[Listed]:
    """What a manifest in `folder` lists, whether it is there or not; nothing for one that cannot be read."""
    try:
        entries = _entries.decode(text).pictures
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return
    for entry in entries:
        try:
            yield _listed(entry, folder)
        except RecipeError:
            continue


def _listed(entry: _Entry, folder: Path) -> Listed:
    return Listed(
        path=folder / entry.file,
        row=entry.number - 1,
        index=0,
        key="",
        name=entry.name,
        sha256=entry.sha256,
        width=entry.width,
        height=entry.height,
        recipe=None if bytes(entry.recipe) == b"null" else decode_own(bytes(entry.recipe)),
        seconds=entry.seconds,
    )


def json_lines(listing: Listing, lists: Iterable[Part]) -> Iterator[bytes]:
    """The JSON document, a line for each picture and each job that was set aside."""
    yield b"{\n"
    for name, value in _head(listing, tuple(lists)).items():
        yield b'  "%s": %s,\n' % (name.encode(), msgspec.json.encode(value))
    yield b'  "pictures": ['
    yield from _array(_picture(listing, picture) for picture in listing.pictures)
    yield b'],\n  "set_aside": ['
    yield from _array(_aside(aside) for aside in listing.set_aside)
    yield b"]\n}\n"


def _head(listing: Listing, lists: tuple[Part, ...]) -> Mapping[str, object]:
    batch = listing.batch
    return {
        "made_by": MADE_BY,
        "format": 1,
        "plan": batch.plan,
        "batch": {"id": batch.id, "name": batch.name, "project": batch.project, "folder": batch.folder},
        "created": _when(batch.created),
        "ended": _when(listing.ended),
        "unfinished": listing.unfinished,
        "lists": lists,
    }


def _when(seconds: float | None) -> str | None:
    """Unix seconds as ISO 8601 in UTC."""
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")


def _array(values: Iterable[Mapping[str, object]]) -> Iterator[bytes]:
    between = b"\n    "
    for value in values:
        yield between + msgspec.json.encode(value)
        between = b",\n    "
    if between.startswith(b","):
        yield b"\n  "


def _picture(listing: Listing, picture: Listed) -> Mapping[str, object]:
    """Its number is that of its set in the plan, from 1, in the order in which a dry run lists them."""
    recipe = picture.recipe
    return {
        "file": file_of(listing, picture.path),
        "number": picture.row + 1,
        "name": picture.name,
        "sha256": picture.sha256,
        "width": picture.width,
        "height": picture.height,
        "seed": recipe.seed if recipe else None,
        "model": recipe.model.id if recipe else None,
        "seconds": round(picture.seconds, 3),
        "recipe": None if recipe is None else msgspec.Raw(encode(recipe).encode()),
    }


def _aside(aside: SetAside) -> Mapping[str, object]:
    return {
        "number": aside.row + 1,
        "name": aside.name,
        "prompt": aside.prompt,
        "state": aside.state,
        "missing": aside.missing,
        "reason": aside.reason,
        "remedy": aside.remedy,
    }


def file_of(listing: Listing, path: Path) -> str:
    """Relative to the batch's folder, with slashes; the whole path of a picture that lies elsewhere."""
    folder = Path(listing.batch.folder)
    return path.relative_to(folder).as_posix() if path.is_relative_to(folder) else str(path)


def csv_lines(listing: Listing) -> Iterator[bytes]:
    """The table, UTF-8 with a byte order mark, lines ended as RFC 4180 has them; no cell is a formula."""
    yield (_BYTE_ORDER_MARK + _line(COLUMNS)).encode()
    for picture in listing.pictures:
        yield _row(_cells(listing, picture)).encode()
    for aside in listing.set_aside:
        yield _row(_aside_cells(aside)).encode()


def _cells(listing: Listing, picture: Listed) -> Mapping[str, object]:
    cells: dict[str, object] = {
        "name": picture.name,
        "status": "made",
        "file": file_of(listing, picture.path),
        "width": picture.width,
        "height": picture.height,
        "number": picture.row + 1,
        "seconds": round(picture.seconds, 3),
        "sha256": picture.sha256,
    }
    return cells if picture.recipe is None else {**cells, **_recipe_cells(picture.recipe)}


def _recipe_cells(recipe: Recipe) -> Mapping[str, object]:
    return {
        "prompt": recipe.prompt,
        "seed": recipe.seed,
        "model": recipe.model.id,
        "negative": recipe.negative,
        "steps": recipe.steps,
        "guidance": recipe.guidance,
        "strength": "" if isinstance(recipe.start, Blank) else recipe.start.strength,
        "tile": recipe.tile,
    }


def _aside_cells(aside: SetAside) -> Mapping[str, object]:
    return {
        "name": aside.name,
        "status": f"{aside.state}: {aside.reason}",
        "prompt": aside.prompt,
        "number": aside.row + 1,
    }


def _row(cells: Mapping[str, object]) -> str:
    return _line(plain(cells.get(column, "")) for column in COLUMNS)


def plain(value: object) -> object:
    """A text that a spreadsheet would work out gets an apostrophe, which makes it a text again; numbers stay."""
    if isinstance(value, str) and (value.lstrip().startswith(_FORMULA) or value.startswith(("\t", "\r", "\n"))):
        return f"'{value}"
    return value


def _line(cells: Iterable[Any]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerow(tuple(cells))
    return text.getvalue()
