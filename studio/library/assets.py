"""Asset rows: written, read, listed and searched."""

from __future__ import annotations

import sqlite3
import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import msgspec

from studio.library.names import key
from studio.library.places import Places
from studio.recipe.asset import Asset, Mark
from studio.recipe.codec import decode_own, encode
from studio.recipe.receipt import Receipt
from studio.recipe.recipe import Recipe, StartImage


def insert(connection: sqlite3.Connection, asset: Asset, places: Places, origin: Path | None = None) -> None:
    """`origin`: where a trashed picture came from."""
    recipe = asset.recipe
    row = {
        "id": asset.id,
        "sha256": asset.sha256,
        "width": asset.width,
        "height": asset.height,
        "recipe": None if recipe is None else encode(recipe),
        "words": "" if recipe is None else folded(recipe.prompt),
        "start": start_of(recipe),
        "receipt": None if asset.receipt is None else msgspec.json.encode(asset.receipt).decode(),
        "job": asset.job,
        "picture": asset.index,
        "created": asset.created,
    }
    row |= place(asset.path, asset.project, places, trashed=asset.trashed, origin=origin)
    row |= {"mark": asset.mark, "note": asset.note} | tag_columns(asset.tags)
    columns, values = ", ".join(row), ", ".join("?" * len(row))
    connection.execute(f"INSERT INTO assets ({columns}) VALUES ({values})", tuple(row.values()))


def update(connection: sqlite3.Connection, asset: str, columns: dict[str, Any]) -> None:
    setting = ", ".join(f"{column} = ?" for column in columns)
    connection.execute(f"UPDATE assets SET {setting} WHERE id = ?", (*columns.values(), asset))


def place(path: Path, project: str, places: Places, *, trashed: bool, origin: Path | None) -> dict[str, Any]:
    """The columns that say where a picture lies."""
    return {
        "folder": places.text(path.parent),
        "name": path.name,
        "name_key": key(path.name),
        "project": project,
        "trashed": int(trashed),
        "origin": places.text(origin) if trashed and origin is not None else "",
    }


def tag_columns(tags: Sequence[str]) -> dict[str, Any]:
    keys = "".join(f"{folded(tag)}\n" for tag in tags)
    return {"tags": "\n".join(tags), "tag_keys": keys and f"\n{keys}"}


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
        recipe=None if row["recipe"] is None else decode_own(row["recipe"]),
        receipt=None if row["receipt"] is None else msgspec.json.decode(row["receipt"], type=Receipt),
        project=row["project"],
        job=row["job"],
        index=row["picture"],
        created=row["created"],
        mark=row["mark"],
        note=row["note"],
        tags=tuple(row["tags"].split("\n")) if row["tags"] else (),
        trashed=bool(row["trashed"]),
    )


def select(
    connection: sqlite3.Connection, places: Places, where: str = "1", values: Sequence[object] = (), tail: str = ""
) -> tuple[Asset, ...]:
    rows = connection.execute(f"SELECT * FROM assets WHERE {where} {tail}", tuple(values))
    return tuple(asset_of(row, places) for row in rows)


def made_asset(connection: sqlite3.Connection, places: Places, job: str, index: int) -> Asset | None:
    """Picture `index` of `job`, if it is in the library."""
    found = select(connection, places, "job = ? AND job != '' AND picture = ?", (job, index))
    return found[0] if found else None


def by_id(connection: sqlite3.Connection, places: Places, ids: Sequence[str]) -> tuple[Asset, ...]:
    """Those of `ids` that are in the library, oldest first."""
    return select(connection, places, f"id IN {AMONG}", (among(ids),), "ORDER BY position")


def origins(connection: sqlite3.Connection, places: Places, ids: Sequence[str]) -> dict[str, Path]:
    """Where trashed pictures came from, as far as it is known; else the folder whose trash they lie in."""
    rows = connection.execute(f"SELECT id, folder, name, origin FROM assets WHERE id IN {AMONG}", (among(ids),))
    return {row["id"]: _origin(row, places) for row in rows}


def _origin(row: sqlite3.Row, places: Places) -> Path:
    path = places.path(row["folder"], row["name"])
    return places.path(row["origin"]) if row["origin"] else places.base(path) / path.name


AMONG = "(SELECT value FROM json_each(?))"
"""any number of values in one parameter, which `among` makes"""


def among(values: Iterable[str | int]) -> str:
    return msgspec.json.encode(list(values)).decode()


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """Which pictures a list has; all that is given must hold."""

    project: str | None = None
    mark: Mark | None = None
    tag: str | None = None
    """whatever its case"""
    text: str = ""
    """every word is in the prompt, also as part of a word, whatever the case"""
    loose: bool = False
    """of no job"""
    trashed: bool = False
    """those in the trash instead of all others"""


def listed(
    connection: sqlite3.Connection, places: Places, wanted: Wanted, limit: int = -1, offset: int = 0
) -> tuple[Asset, ...]:
    """Newest first; a limit of -1 is none."""
    words = folded(wanted.text).split()
    terms: list[tuple[str, tuple[object, ...]]] = [
        (f"trashed = {int(wanted.trashed)}", ()),
        *([("project = ?", (wanted.project,))] if wanted.project is not None else []),
        *([_marked(wanted.mark)] if wanted.mark is not None else []),
        *([("tags != '' AND instr(tag_keys, ?) > 0", (f"\n{folded(wanted.tag)}\n",))] if wanted.tag else []),
        *([("job = ''", ())] if wanted.loose else []),
        *(("instr(words, ?) > 0", (word,)) for word in words),
    ]
    where = " AND ".join(term for term, _ in terms)
    values = [value for _, given in terms for value in given]
    return select(connection, places, where, (*values, limit, offset), "ORDER BY position DESC LIMIT ? OFFSET ?")


def _marked(mark: Mark) -> tuple[str, tuple[object, ...]]:
    """SQLite uses the index of marked pictures only where it sees that none is not wanted."""
    return ("mark = 'none'", ()) if mark == "none" else ("mark = ? AND mark != 'none'", (mark,))


def projects(connection: sqlite3.Connection) -> tuple[str, ...]:
    """Those with a job or a picture, the most recently used first."""
    newest = "(SELECT created FROM {0} WHERE {0}.project = named.project ORDER BY position DESC LIMIT 1)"
    rows = connection.execute(
        "SELECT project FROM (SELECT project FROM jobs UNION SELECT project FROM assets) AS named"
        f" ORDER BY max(ifnull({newest.format('jobs')}, 0), ifnull({newest.format('assets')}, 0)) DESC, project"
    )
    return tuple(row["project"] for row in rows)


def of_jobs(connection: sqlite3.Connection, places: Places, jobs: Sequence[str]) -> dict[str, tuple[Asset, ...]]:
    """Job to its pictures by index, also those in the trash; a job without any has an empty tuple."""
    found: dict[str, list[Asset]] = {job: [] for job in jobs}
    # "job != ''" lets SQLite see that the index of jobs' pictures has them all
    where = f"job IN {AMONG} AND job != ''"
    for asset in select(connection, places, where, (among(found),), "ORDER BY job, picture"):
        found[asset.job].append(asset)
    return {job: tuple(pictures) for job, pictures in found.items()}


def changed_since(connection: sqlite3.Connection, change: int | None) -> tuple[int, frozenset[str]]:
    """(the newest change, ids of what was added or changed after `change`); after None is nothing."""
    newest = int(connection.execute("SELECT number FROM changes").fetchone()[0])
    number = newest if change is None else change
    rows = connection.execute("SELECT id FROM assets WHERE changed > ?", (number,))
    return newest, frozenset(row["id"] for row in rows)


def lineage(
    connection: sqlite3.Connection, places: Places, asset: Asset
) -> tuple[tuple[Asset, ...], tuple[Asset, ...]]:
    """(the pictures with the content it began with, the pictures that began with it), also those in the trash."""
    start = start_of(asset.recipe)
    parents = select(connection, places, "sha256 = ?", (start,)) if start else ()
    return parents, select(connection, places, "start = ? AND start != ''", (asset.sha256,))


def folded(text: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())
