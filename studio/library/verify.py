"""Whether the files are what the library says they are."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import msgspec

from studio.library import assets, reservations
from studio.library.database import Database
from studio.library.disk import sha256_of
from studio.library.places import Places
from studio.library.rebuild import pictures_in
from studio.recipe.asset import Asset

_SHEET = "contact-sheet"
_LIST = "manifest*.json"


class Verification(msgspec.Struct, frozen=True, kw_only=True):
    """What reading every file showed."""

    files: int
    """pictures that the library knows"""
    missing: tuple[Path, ...]
    """known, but gone or not readable"""
    changed: tuple[Path, ...]
    """known, but with another content than when they were saved"""
    unknown: tuple[Path, ...]
    """pictures in the pictures folder that the library does not know; harmless"""

    @property
    def ok(self) -> bool:
        """Nothing is missing and nothing was changed."""
        return not self.missing and not self.changed


def verify(database: Database, places: Places) -> Verification:
    """Read every picture and compare its sha256."""

    def rows(connection: sqlite3.Connection) -> tuple[tuple[Asset, ...], set[Path]]:
        return assets.select(connection, places), {one.path for one in reservations.every(connection, places)}

    known, promised = database.read_here(rows)
    found = {asset.path: _content(asset.path) for asset in known}
    others = (path for path in pictures_in(places.pictures) if path not in found and path not in promised)
    return Verification(
        files=len(known),
        missing=tuple(asset.path for asset in known if found[asset.path] is None),
        changed=tuple(asset.path for asset in known if found[asset.path] not in (None, asset.sha256)),
        unknown=tuple(path for path in others if not _is_contact_sheet(path)),
    )


def _is_contact_sheet(path: Path) -> bool:
    """Of a batch: it lies beside the list of what the batch made."""
    named = path.name.startswith(_SHEET) and path.suffix == ".jpg"
    return named and any(path.parent.glob(_LIST))


def _content(path: Path) -> str | None:
    try:
        return sha256_of(path)
    except OSError:
        return None
