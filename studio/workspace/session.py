"""What a window remembers between two starts: project, drafts, its place on the screen, the sets it showed, speeds."""

from __future__ import annotations

from pathlib import Path

import msgspec

from studio.paths import Home
from studio.recipe.speed import Speed
from studio.workspace.draft import SavedDraft
from studio.workspace.filter import Filter
from studio.workspace.sets import CellRef, SetFacts, SetState
from studio.workspace.small_file import move_aside, write_whole
from studio.workspace.view import SavedView

VERSION = 2
MOST_SETS = 12
"""shown before the library is open; the library knows the others"""
MOST_CHOSEN = 500
"""a larger selection is not remembered"""
MOST_DESKS = 50
"""projects whose drafts are remembered, those left last"""


class ShownSet(msgspec.Struct, frozen=True, kw_only=True):
    """A set as it was shown: enough to paint it before the library is open."""

    facts: SetFacts
    state: SetState
    files: tuple[tuple[int, str], ...] = ()
    """(index, absolute path) of the pictures that were there"""


class Desk(msgspec.Struct, frozen=True, kw_only=True):
    """What a project is left with, and found with again: the draft, and where the user was looking."""

    draft: SavedDraft = SavedDraft()
    filter: Filter = Filter()
    chosen: tuple[CellRef, ...] = ()
    """in reading order"""
    current: CellRef | None = None
    anchor: str = ""
    offset: int = 0


class Session(msgspec.Struct, frozen=True, kw_only=True):
    version: int = VERSION
    project: str = ""
    """the open one; empty before any was chosen"""
    draft: SavedDraft = SavedDraft()
    filter: Filter = Filter()
    chosen: tuple[CellRef, ...] = ()
    """in reading order"""
    view: SavedView = SavedView()
    desks: dict[str, Desk] = {}
    """of other projects, by name, the one that was left last at the end"""
    sets: tuple[ShownSet, ...] = ()
    """of the open project, newest first"""
    speeds: dict[str, Speed] = {}
    """by model id"""
    plans: tuple[str, ...] = ()
    """paths of plans that were opened, the last one first"""
    looked: float = 0.0
    """when the user last looked at the window, Unix time in seconds; 0 before the first time"""


class _First(msgspec.Struct, frozen=True, kw_only=True):
    """What version 1 kept in another place."""

    version: int = 1
    geometry: str = ""


msgspec.json.Decoder(Session)  # before any thread decodes them: see recipe/recipe.py
msgspec.json.Decoder(_First)


def encode(session: Session) -> bytes:
    return msgspec.json.format(msgspec.json.encode(session), indent=1)


def decode(content: bytes) -> Session:
    """A session of this or any older version; of a newer one what is known.

    Raises msgspec.DecodeError (ValidationError included) for anything that is no session.
    """
    session = msgspec.json.decode(content, type=Session)
    first = msgspec.json.decode(content, type=_First)
    if first.version > 1:
        return session
    view = msgspec.structs.replace(session.view, geometry=first.geometry)
    return msgspec.structs.replace(session, version=VERSION, view=view)


def load(home: Home) -> tuple[Session, tuple[str, ...]]:
    """The last session and what to tell about it. Never fails: a damaged file is moved aside."""
    path = home.window_state
    try:
        return decode(path.read_bytes()), ()
    except FileNotFoundError:
        return Session(), ()
    except OSError as error:
        return Session(), (f"The window's last state in {path} cannot be read ({error.strerror}).",)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return Session(), (_move_aside(path),)


def save(home: Home, session: Session) -> None:
    """Write the session whole or not at all. Raises OSError."""
    write_whole(home.window_state, encode(session))


def _move_aside(path: Path) -> str:
    try:
        aside = move_aside(path)
    except OSError:
        return f"The window's last state in {path} is damaged, and the file cannot be moved aside."
    return f"The window's last state was damaged. It is kept as {aside.name}; your pictures are not touched."
