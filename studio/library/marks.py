"""What the user says of pictures: stars and rejects, notes, tags; checked, then written to their rows."""

from __future__ import annotations

import sqlite3
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any, get_args

from studio.errors import InputError
from studio.library import assets, unwritten
from studio.library.assets import folded
from studio.library.places import Places
from studio.recipe.asset import Asset, Mark

MAX_NOTE = 20_000
"""characters"""

MAX_TAG = 100
"""characters"""

MAX_TAGS = 200
"""of one picture"""

Edit = Callable[[Asset], dict[str, Any]]
"""The columns of an asset that are to change; nothing if all stays as it is."""


def marked(mark: Mark) -> Edit:
    """Raises InputError for what is no mark."""
    if mark not in get_args(Mark):
        raise InputError(f"{mark} is not a mark.", remedy=f"Use one of: {', '.join(get_args(Mark))}.")
    return lambda asset: {} if asset.mark == mark else {"mark": mark}


def annotated(note: str) -> Edit:
    """Raises InputError for a note that is too long or is no text."""
    if len(note) > MAX_NOTE:
        raise InputError(
            f"This note has {len(note):,} characters; {MAX_NOTE:,} fit.", remedy="Shorten it, or keep it in a file."
        )
    _require_text(note)
    return lambda asset: {} if asset.note == note else {"note": note}


def tagged(add: Sequence[str], remove: Sequence[str]) -> Edit:
    """A tag that differs from one of the picture's in case only is the same. Raises InputError for what is no tag."""
    added = [tag_of(tag) for tag in add]
    removed = {folded(tag_of(tag)) for tag in remove}

    def edit(asset: Asset) -> dict[str, Any]:
        tags = {folded(tag): tag for tag in asset.tags if folded(tag) not in removed}
        for tag in added:
            tags.setdefault(folded(tag), tag)
        if len(tags) > MAX_TAGS:
            raise InputError(f"A picture has room for {MAX_TAGS} tags.", remedy="Remove some of its tags first.")
        after = tuple(tags.values())
        return {} if after == asset.tags else assets.tag_columns(after)

    return edit


def tag_of(text: str) -> str:
    """`text` as a tag is kept: Unicode NFC, blanks single. Raises InputError for what is empty, too long or no text."""
    _require_text(text)
    tag = " ".join(unicodedata.normalize("NFC", text).split())
    if not tag or len(tag) > MAX_TAG or not tag.isprintable():
        raise InputError(
            f"“{tag[:MAX_TAG]}” cannot be a tag.", remedy=f"Use 1 to {MAX_TAG} letters, digits, signs and blanks."
        )
    return tag


def apply(connection: sqlite3.Connection, places: Places, ids: Sequence[str], edit: Edit) -> tuple[str, ...]:
    """Edit those of `ids` that are there; returns those that changed."""
    changed = [(asset, columns) for asset in assets.by_id(connection, places, ids) if (columns := edit(asset))]
    for asset, columns in changed:
        assets.update(connection, asset.id, columns)
    unwritten.touch(connection, places, (asset.path for asset, _ in changed))
    return tuple(asset.id for asset, _ in changed)


def in_use(connection: sqlite3.Connection) -> tuple[str, ...]:
    """Every tag of pictures that are not in the trash, most used first; spelled as it was first written."""
    spelled: dict[str, str] = {}
    used: Counter[str] = Counter()
    rows = connection.execute("SELECT tags FROM assets WHERE tags != '' AND trashed = 0 ORDER BY position")
    for row in rows:
        for tag in row["tags"].split("\n"):
            used[folded(tag)] += 1
            spelled.setdefault(folded(tag), tag)
    return tuple(spelled[key] for key in sorted(used, key=lambda key: (-used[key], key)))


def _require_text(text: str) -> None:
    """Half a character, as some clipboards deliver, cannot be stored."""
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise InputError(
            "This text has characters that cannot be stored.", remedy="Write it again by hand.", detail=str(error)
        ) from error
