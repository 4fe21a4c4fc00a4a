"""The library: one object that opens, serves, recovers, checks and closes everything at rest."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path

import msgspec

from studio.errors import StorageError
from studio.library import assets, backup
from studio.library.assets import Places
from studio.library.blobs import Blobs
from studio.library.database import PATIENCE_SECONDS, Database, migrate
from studio.library.disk import make_folder, sweep
from studio.library.jobs import Jobs
from studio.library.mending import open_or_mend
from studio.library.pictures import Pictures
from studio.library.rebuild import Rebuilt, rebuild
from studio.library.recovery import Recovery, recover
from studio.library.verify import Verification, verify
from studio.paths import Home
from studio.recipe.asset import Asset

_OLD_SECONDS = 3600.0


class Library:
    """Database, pictures and blobs of one home."""

    def __init__(self, home: Home, database: Database, notices: tuple[str, ...]) -> None:
        self.home = home
        self.notices = notices
        """what opening had to mend, in sentences for the user"""
        self._database = database
        self._places = Places(home.pictures)
        self.jobs = Jobs(database)
        self.pictures = Pictures(database, self._places)
        self.blobs = Blobs(home.blobs)

    @classmethod
    def open(cls, home: Home, patience: float = PATIENCE_SECONDS) -> Library:
        """Open or make the library of `home`; `patience` is how many seconds a write waits for another process.

        Raises DatabaseLocked, DatabaseNewer, DiskFull, FolderUnusable or StorageError.
        """
        make_folder(home.data)
        new = not home.database.exists() or home.database.stat().st_size == 0
        connection, mended = open_or_mend(home, patience)
        database = Database(home.database, connection, patience)
        notices = () if mended is None else mended.notices
        if new or mended is not None:
            notices += _reconciled(database, home)
        return cls(home, database, notices)

    def close(self) -> None:
        """Finish what was begun, end the threads, let go of the file. Blocks for as long as a save takes."""
        self._database.close()

    async def recover(self) -> Recovery:
        """For a new owner that holds the runner lock, before it runs anything."""
        settled = await self._database.apart(self._settle)
        jobs, change = await self.jobs.recover()
        return msgspec.structs.replace(settled, jobs=jobs, change=settled.change | change)

    async def assets(self, limit: int = 200, offset: int = 0, project: str | None = None) -> tuple[Asset, ...]:
        """Newest first."""
        return await self._database.read(lambda c: assets.newest(c, self._places, limit, offset, project))

    async def asset(self, asset: str) -> Asset | None:
        found = await self._database.read(lambda c: assets.select(c, self._places, "id = ?", (asset,)))
        return found[0] if found else None

    async def search(self, text: str, limit: int = 200) -> tuple[Asset, ...]:
        """Pictures whose prompt has every word of `text`, newest first."""
        return await self._database.read(lambda c: assets.search(c, self._places, text, limit))

    async def lineage(self, asset: Asset) -> tuple[tuple[Asset, ...], tuple[Asset, ...]]:
        """(the pictures it began with, the pictures that began with it)."""
        return await self._database.read(lambda c: assets.lineage(c, self._places, asset))

    async def rebuild(self) -> Rebuilt:
        """Pictures, recipes and lineage again from the files of the pictures folder; jobs are untouched."""
        return await self._database.apart(lambda: rebuild(self._database, self._places))

    async def verify(self) -> Verification:
        """Read every picture and say what is missing, changed or unknown."""
        return await self._database.apart(lambda: verify(self._database, self._places))

    async def backup(self, if_older_than: float = 0.0) -> Path | None:
        """Copy the database to the backups folder; None if the newest copy is not older than so many seconds."""
        return await self._database.apart(lambda: self._back_up(if_older_than))

    async def restore(self, copy: Path | None = None) -> Restored:
        """Put `copy`, or the newest good one, in the database's place; what is there now is copied first.

        Other processes may have the library open. Raises StorageError if there is no copy to restore.
        """
        return await self._database.apart(lambda: self._restore(copy))

    def _settle(self) -> Recovery:
        """Any process may be writing blobs and copies, so there only parts that are old are swept."""
        for folder in (self.home.data, self.home.blobs, self.home.backups):
            sweep(folder, older_than=_OLD_SECONDS)
        return recover(self._database, self._places)

    def _back_up(self, if_older_than: float) -> Path | None:
        if not backup.is_due(self.home.backups, if_older_than):
            return None
        return backup.back_up(self.home.database, self.home.backups)

    def _restore(self, copy: Path | None) -> Restored:
        copy = copy or backup.newest_good(self.home.backups)
        if copy is None:
            raise StorageError("There is no copy of the library yet.", remedy="Make one: studio library backup.")
        backup.require_good(copy)
        before = backup.back_up(self.home.database, self.home.backups, keep=backup.KEEP + 1)
        self._database.alone(lambda connection: _replace_content(connection, copy)).result()
        rebuilt = rebuild(self._database, self._places, after_damage=True)
        return Restored(copy=copy, before=before, rebuilt=rebuilt)


class Restored(msgspec.Struct, frozen=True, kw_only=True):
    """What took the database's place, and what was there before."""

    copy: Path
    before: Path
    rebuilt: Rebuilt


def _replace_content(connection: sqlite3.Connection, copy: Path) -> None:
    """SQLite's backup the other way round: one transaction, and other processes see it like any other."""
    uri = f"{copy.absolute().as_uri()}?immutable=1"
    with contextlib.closing(sqlite3.connect(uri, uri=True)) as source:
        source.backup(connection)
    migrate(connection)


def _reconciled(database: Database, home: Home) -> tuple[str, ...]:
    """What the files of the pictures folder say of a database that is new or was restored, for the user."""
    try:
        rebuilt = rebuild(database, Places(home.pictures), after_damage=True)
    except BaseException:
        database.close()
        raise
    notices: list[str] = []
    if rebuilt.found:
        notices.append(f"Found in the pictures folder, and new to the library: {_pictures(len(rebuilt.found))}.")
    if rebuilt.missing:
        names = ", ".join(str(path) for path in rebuilt.missing)
        notices.append(f"Missing: {_pictures(len(rebuilt.missing))}: {names}")
    return tuple(notices)


def _pictures(number: int) -> str:
    return "1 picture" if number == 1 else f"{number} pictures"
