"""Asset rows: written, read, listed and searched; and how a place on the disk is named in the database."""

from __future__ import annotations

import sqlite3
import unicodedata
from collections.abc import Sequence
from pathlib import Path

import msgspec

from studio.library.names import key
from studio.recipe.asset import Asset
from studio.recipe.codec import decode, encode
from studio.recipe.receipt import Receipt
from studio.recipe.recipe import Recipe, StartImage


class Places:
    """Folders as the database names them: relative to the pictures folder inside it, else absolute."""

    def __init__(self, pictures: Path) -> None:
        self.pictures = pictures.absolute()

    def text(self, folder: Path) -> str:
        folder = folder.absolute()
        if folder.is_relative_to(self.pictures):
            return folder.relative_to(self.pictures).as_posix()
        return str(folder)

    def path(self, folder: str, name: str) -> Path:
        return self.pictures / folder / name


def insert(connection: sqlite3.Connection, asset: Asset, places: Places) -> None:
    recipe = asset.recipe
    connection.execute(
        "INSERT INTO assets (id, folder, name, name_key, sha256, width, height, recipe, words, start, receipt, project,"
        " job, picture, created) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
        (
            asset.id,
            places.text(asset.path.parent),
            asset.path.name,
            key(asset.path.name),
            asset.sha256,
            asset.width,
            asset.height,
            None if recipe is None else encode(recipe),
            "" if recipe is None else _folded(recipe.prompt),
            start_of(recipe),
            None if asset.receipt is None else msgspec.json.encode(asset.receipt).decode(),
            asset.project,
            asset.job,
            asset.index,
            asset.created,
        ),
    )


def start_of(recipe: Recipe | None) -> str:
    """sha256 of the picture it began with, or empty."""
    return recipe.start.sha256 if recipe is not None and isinstance(recipe.start, StartImage) else ""


def asset_of(row: sqlite3.Row, places: Places) -> Asset:
    return Asset(
        id=row["id"],
        path=places.path(row["folder"], row["name"]),
        sha256=row["sha256"],
        width=row["width"],
        height=row["height"],
        recipe=None if row["recipe"] is None else decode(row["recipe"]).recipe,
        receipt=None if row["receipt"] is None else msgspec.json.decode(row["receipt"], type=Receipt),
        project=row["project"],
        job=row["job"],
        index=row["picture"],
        created=row["created"],
    )


def select(
    connection: sqlite3.Connection, places: Places, where: str = "1", values: Sequence[object] = (), tail: str = ""
) -> tuple[Asset, ...]:
    rows = connection.execute(f"SELECT * FROM assets WHERE {where} {tail}", tuple(values))
    return tuple(asset_of(row, places) for row in rows)


def made_asset(connection: sqlite3.Connection, places: Places, job: str, index: int) -> Asset | None:
    """Picture `index` of `job`, if it is in the library."""
    found = select(connection, places, "job = ? AND picture = ?", (job, index))
    return found[0] if found else None


def newest(
    connection: sqlite3.Connection, places: Places, limit: int, offset: int, project: str | None
) -> tuple[Asset, ...]:
    where, values = ("1", ()) if project is None else ("project = ?", (project,))
    return select(connection, places, where, (*values, limit, offset), "ORDER BY position DESC LIMIT ? OFFSET ?")


def search(connection: sqlite3.Connection, places: Places, text: str, limit: int) -> tuple[Asset, ...]:
    """Newest first, those whose prompt has every word of `text`, also as part of a word, whatever the case."""
    words = _folded(text).split()
    where = " AND ".join(["instr(words, ?) > 0"] * len(words)) or "1"
    return select(connection, places, where, (*words, limit), "ORDER BY position DESC LIMIT ?")


def lineage(
    connection: sqlite3.Connection, places: Places, asset: Asset
) -> tuple[tuple[Asset, ...], tuple[Asset, ...]]:
    """(the pictures with the content it began with, the pictures that began with it)."""
    start = start_of(asset.recipe)
    parents = select(connection, places, "sha256 = ?", (start,)) if start else ()
    return parents, select(connection, places, "start = ?", (asset.sha256,))


def _folded(text: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())
