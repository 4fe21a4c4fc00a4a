"""What a window remembers between two starts: the draft, its place on the screen, the sets it showed, speeds."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import msgspec

from studio.paths import Home
from studio.workspace.draft import SavedDraft
from studio.workspace.sets import SetFacts, SetState
from studio.workspace.speed import Speed

VERSION = 1
MOST_SETS = 12
"""shown before the library is open; the library knows the others"""


class ShownSet(msgspec.Struct, frozen=True, kw_only=True):
    """A set as it was shown: enough to paint it before the library is open."""

    facts: SetFacts
    state: SetState
    files: tuple[tuple[int, str], ...] = ()
    """(index, absolute path) of the pictures that were there"""


class Session(msgspec.Struct, frozen=True, kw_only=True):
    version: int = VERSION
    draft: SavedDraft = SavedDraft()
    geometry: str = ""
    """of the window, as its toolkit wrote it, base64"""
    sets: tuple[ShownSet, ...] = ()
    """newest first"""
    speeds: dict[str, Speed] = {}
    """by model id"""


msgspec.json.Decoder(Session)  # before any thread decodes it: see recipe/recipe.py


def encode(session: Session) -> bytes:
    return msgspec.json.format(msgspec.json.encode(session), indent=1)


def decode(content: bytes) -> Session:
    """Raises msgspec.DecodeError (ValidationError included) for anything that is no session."""
    return msgspec.json.decode(content, type=Session)


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
    path = home.window_state
    path.parent.mkdir(parents=True, exist_ok=True)
    number, name = tempfile.mkstemp(dir=path.parent, prefix=".window-", suffix=".part")
    try:
        with os.fdopen(number, "wb") as file:
            file.write(encode(session))
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _move_aside(path: Path) -> str:
    number = 1
    while (aside := path.with_name(f"{path.stem}.damaged-{number}{path.suffix}")).exists():
        number += 1
    try:
        path.rename(aside)
    except OSError:
        return f"The window's last state in {path} is damaged, and the file cannot be moved aside."
    return f"The window's last state was damaged. It is kept as {aside.name}; your pictures are not touched."
