"""Copies of the database: made with SQLite's own backup, checked before they count, the newest kept."""

from __future__ import annotations

import contextlib
import os
import re
import sqlite3
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from studio.errors import DatabaseDamaged, StorageError
from studio.library.database import connect, suspect, translated, version_of
from studio.library.disk import make_folder, part_name, storage_error, sync_folder
from studio.library.schema import APPLICATION_ID, VERSION

KEEP = 24
"""hourly copies"""

_NAME = re.compile(r"studio-(\d{8}-\d{6})(-\d+)?\.db")
_STAMP = "%Y%m%d-%H%M%S"
_SLACK = 60.0
"""seconds that a clock may be set back by itself"""


def newest_first(folder: Path) -> tuple[Path, ...]:
    """The copies in `folder`; their names begin with the time, in UTC."""
    if not folder.is_dir():
        return ()
    return tuple(sorted((path for path in folder.iterdir() if _NAME.fullmatch(path.name)), key=_order, reverse=True))


def _order(path: Path) -> tuple[str, int]:
    match = _NAME.fullmatch(path.name)
    assert match is not None
    return match[1], int((match[2] or "-1")[1:])


def made_at(copy: Path) -> datetime:
    """When `copy` was made, in UTC."""
    return datetime.strptime(_order(copy)[0], _STAMP).replace(tzinfo=UTC)


def newest_good(folder: Path, tried: Sequence[Path] = ()) -> Path | None:
    """The newest copy that is whole and not from a newer studio."""
    return next((copy for copy in newest_first(folder) if copy not in tried and is_good(copy)), None)


def is_good(copy: Path) -> bool:
    """Whether SQLite finds `copy` whole and this studio can read it; the file is not touched."""
    try:
        with contextlib.closing(sqlite3.connect(f"{copy.absolute().as_uri()}?immutable=1", uri=True)) as connection:
            ours = connection.execute("PRAGMA application_id").fetchone()[0] == APPLICATION_ID
            return ours and 1 <= version_of(connection) <= VERSION and is_whole(connection)
    except sqlite3.Error:
        return False


def is_whole(connection: sqlite3.Connection) -> bool:
    """SQLite's quick check: about 4 ms a megabyte."""
    return [row[0] for row in connection.execute("PRAGMA quick_check(1)")] == ["ok"]


def back_up(database: Path, folder: Path, keep: int = KEEP) -> Path:
    """Copy `database` while others use it, check the copy, then let the oldest go.

    Raises DatabaseDamaged if the copy is not whole (it is then removed), DiskFull, FolderUnusable or StorageError.
    """
    make_folder(folder)
    part = folder / part_name()
    try:
        _copy(database, part)
        copy = _free_name(folder)
        part.rename(copy)
        sync_folder(folder)
    except OSError as error:
        raise storage_error(error, folder) from error
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
    _forget_oldest(folder, keep, copy)
    return copy


def _copy(database: Path, part: Path) -> None:
    with (
        translated(database),
        contextlib.closing(connect(database)) as source,
        contextlib.closing(sqlite3.connect(part, isolation_level=None)) as target,
    ):
        source.backup(target)
        target.execute("PRAGMA journal_mode = DELETE")  # one file that needs no log beside it
        if not is_whole(target):
            suspect(database)
            raise DatabaseDamaged("The library's database is damaged.", remedy="Restart Blink Studio to restore it.")
    with part.open("rb") as file:
        os.fsync(file.fileno())


def _free_name(folder: Path) -> Path:
    """A name that sorts after every copy of this second: the number of one that was let go is not given again."""
    stamp = datetime.now(UTC).strftime(_STAMP)
    number = max((number for made, number in map(_order, newest_first(folder)) if made == stamp), default=0) + 1
    return folder / (f"studio-{stamp}.db" if number == 1 else f"studio-{stamp}-{number}.db")


def _forget_oldest(folder: Path, keep: int, made: Path) -> None:
    """Never `made`, the copy just made: a clock that was set back makes it look the oldest."""
    others = [path for path in newest_first(folder) if path != made]
    for path in others[keep - 1 :]:
        with contextlib.suppress(OSError):
            path.unlink()


def is_due(folder: Path, seconds: float) -> bool:
    """Whether the newest copy is older than `seconds`, or there is none.

    A copy from the future does not count: the clock was set back, and waiting for it would be waiting for years.
    """
    now = time.time()
    ages = (now - made_at(copy).timestamp() for copy in newest_first(folder))
    return not any(-_SLACK <= age <= seconds for age in ages)


def require_good(copy: Path) -> None:
    """Raises StorageError if there is no such copy, DatabaseDamaged if it cannot be used."""
    if not copy.is_file():
        raise StorageError(f"There is no copy at {copy}.", remedy="Choose one of the files in the backups folder.")
    if not is_good(copy):
        raise DatabaseDamaged(f"{copy.name} is not a whole copy of a library.", remedy="Choose another copy.")
