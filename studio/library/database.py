"""The SQLite file: how it is opened, written by one thread, read by others, and what its refusals mean."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
import threading
import time
from collections.abc import Callable, Generator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from studio.errors import DatabaseDamaged, DatabaseLocked, DatabaseNewer, DiskFull, FolderUnusable, StorageError
from studio.library.schema import APPLICATION_ID, MIGRATIONS, VERSION

T = TypeVar("T")
Work = Callable[[sqlite3.Connection], T]

PATIENCE_SECONDS = 5.0
"""How long a write waits for another process before it gives up."""

_READERS = 2
_LONG = 3
"""Threads for saves, copies and checks, so that reading never waits for a disk to sync."""

_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}


def connect(path: Path, patience: float = PATIENCE_SECONDS) -> sqlite3.Connection:
    """A connection in autocommit mode; it may be handed from thread to thread. Raises sqlite3.Error."""
    connection = sqlite3.connect(path, timeout=patience, isolation_level=None, check_same_thread=False)
    connection.row_factory = sqlite3.Row
    return connection


def open_for_writing(path: Path, patience: float = PATIENCE_SECONDS) -> sqlite3.Connection:
    """The writer's connection to a database of this version, made or migrated if need be.

    Raises DatabaseDamaged, DatabaseNewer, DatabaseLocked, DiskFull or FolderUnusable.
    """
    with translated(path):
        connection = connect(path, patience)
        try:
            _require_readable(connection, path)
            # WAL lets readers work while the writer writes. FULL syncs the log at every commit: the saving protocol
            # rests on a reservation being on the disk before its file is begun, which NORMAL does not promise.
            _enter_wal(connection, patience)
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA foreign_keys = ON")
            migrate(connection)
        except BaseException:
            connection.close()
            raise
    return connection


def version_of(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _require_readable(connection: sqlite3.Connection, path: Path) -> None:
    application = int(connection.execute("PRAGMA application_id").fetchone()[0])
    if application not in (0, APPLICATION_ID):
        raise DatabaseDamaged(f"{path} is not a library of Blink Studio.", remedy="Restart Blink Studio to restore it.")
    version = version_of(connection)
    if version > VERSION:
        raise DatabaseNewer(
            f"The library was written by a newer Blink Studio (version {version}; this one knows {VERSION}).",
            remedy=f"Update Blink Studio. The library is untouched: {path}",
        )


def _enter_wal(connection: sqlite3.Connection, patience: float) -> None:
    """SQLite does not wait when two processes turn to WAL at the same time, so this does."""
    deadline = time.monotonic() + patience
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
        time.sleep(0.01)


def migrate(connection: sqlite3.Connection) -> None:
    """Bring the tables up to this version; two processes may do so at the same time."""
    if version_of(connection) == VERSION:
        return
    with transaction(connection):
        for step in MIGRATIONS[version_of(connection) :]:
            for statement in step:
                connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {VERSION}")


@contextmanager
def transaction(connection: sqlite3.Connection) -> Generator[None]:
    """All or nothing, with the write lock from the beginning, so that what was read still holds when it is written."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


@contextmanager
def translated(path: Path) -> Generator[None]:
    """SQLite's errors as the studio's."""
    try:
        yield
    except sqlite3.Error as error:
        told = _storage_error(error, path)
        if isinstance(told, DatabaseDamaged):
            suspect(path)
        raise told from error


def suspicion(path: Path) -> Path:
    """A file that says that `path` was found damaged: the next opening then checks all of it."""
    return path.with_name(path.name + ".suspect")


def suspect(path: Path) -> None:
    with contextlib.suppress(OSError):
        suspicion(path).touch()


def _storage_error(error: sqlite3.Error, path: Path) -> StorageError:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # the low byte is the primary code
    detail = f"{path}: {error} ({getattr(error, 'sqlite_errorname', 'no code')})"
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return DatabaseLocked(
            "Another program is using the library and does not let go.",
            remedy="Close other copies of Blink Studio and programs that have the library open, then try again.",
            detail=detail,
        )
    if code in _DAMAGED:
        return DatabaseDamaged(
            "The library's database is damaged.",
            remedy="Restart Blink Studio: it restores the newest copy and finds the pictures again.",
            detail=detail,
        )
    if code == sqlite3.SQLITE_FULL:
        return DiskFull(
            f"The disk of {path.parent} is full.", remedy="Free some space there, then try again.", detail=detail
        )
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM):
        return FolderUnusable(
            f"The library in {path.parent} cannot be written.",
            remedy="Make that folder writable, or set STUDIO_HOME to another.",
            detail=detail,
        )
    return StorageError("The library's database failed.", remedy="Check the disk, then try again.", detail=detail)


class Database:
    """One writer thread with its connection, and a few threads that read with connections of their own.

    Nothing here belongs to an event loop, so any loop of any thread may await it.
    """

    def __init__(self, path: Path, connection: sqlite3.Connection, patience: float = PATIENCE_SECONDS) -> None:
        self.path = path
        self._patience = patience
        self._connection = connection
        self._durable = True
        self._writer = ThreadPoolExecutor(1, "studio-library-writer")
        self._reading = ThreadPoolExecutor(_READERS, "studio-library-reader")
        self._long = ThreadPoolExecutor(_LONG, "studio-library-long")
        self._mine = threading.local()
        self._readers: list[sqlite3.Connection] = []
        self._version_reader: sqlite3.Connection | None = None
        self._version_lock = threading.Lock()

    def write(self, work: Work[T], *, durable: bool = True) -> Future[T]:
        """Do `work` in one transaction on the writer's thread.

        Not durable: a loss of power may undo it; a crash of the process does not.
        """
        return self._writer.submit(self._transact, work, durable)

    def alone(self, work: Work[T]) -> Future[T]:
        """Do `work` on the writer's thread with no transaction around it."""
        return self._writer.submit(self._translated, work)

    async def written(self, work: Work[T], *, durable: bool = True) -> T:
        return await asyncio.wrap_future(self.write(work, durable=durable))

    async def read(self, work: Work[T]) -> T:
        """Do `work` on a read-only connection, on one snapshot of the database."""
        return await asyncio.wrap_future(self._reading.submit(self.read_here, work))

    async def apart(self, work: Callable[[], T]) -> T:
        """Do `work` that takes its time on one of this library's threads."""
        return await asyncio.wrap_future(self._long.submit(work))

    def read_here(self, work: Work[T]) -> T:
        """As `read`, on the calling thread; for work that is already off the loop."""
        with translated(self.path):
            connection = self._reader()
            connection.execute("BEGIN")
            try:
                return work(connection)
            finally:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")

    async def data_version(self) -> int:
        return await asyncio.wrap_future(self._reading.submit(self._data_version))

    def finish(self) -> None:
        """Finish what was begun apart, and begin nothing more of the kind; reading and writing go on."""
        self._long.shutdown()

    def close(self) -> None:
        """Finish what was begun, then let go of the file."""
        self.finish()
        self._reading.shutdown()
        self._writer.shutdown()
        for connection in self._readers:
            connection.close()
        self._connection.close()

    def _transact(self, work: Work[T], durable: bool) -> T:
        with translated(self.path):
            if durable != self._durable:
                self._connection.execute(f"PRAGMA synchronous = {'FULL' if durable else 'NORMAL'}")
                self._durable = durable
            with transaction(self._connection):
                return work(self._connection)

    def _translated(self, work: Work[T]) -> T:
        with translated(self.path):
            return work(self._connection)

    def _reader(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._mine, "connection", None)
        if connection is None:
            connection = self._open_reader()
            self._mine.connection = connection
        return connection

    def _open_reader(self) -> sqlite3.Connection:
        connection = connect(self.path, self._patience)
        connection.execute("PRAGMA query_only = ON")
        self._readers.append(connection)
        return connection

    def _data_version(self) -> int:
        """SQLite compares with what the same connection saw last, so one connection is kept for this alone."""
        with self._version_lock, translated(self.path):
            if self._version_reader is None:
                self._version_reader = self._open_reader()
            return int(self._version_reader.execute("PRAGMA data_version").fetchone()[0])
