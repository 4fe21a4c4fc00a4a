"""Whose turn it is: one process at a time moves pictures that are kept, or writes a file of stars and notes."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import filelock

from studio.errors import DatabaseLocked


class Turn:
    """An OS lock that death releases: what the one before left half-done is then safe to end."""

    def __init__(self, path: Path, patience: float) -> None:
        """`patience`: seconds that `taken` waits for others; moving thousands of pictures takes some."""
        self._path = path
        self._patience = patience

    @contextmanager
    def taken(self, patience: float | None = None) -> Generator[None]:
        """Never within itself. Raises DatabaseLocked if others do not let go in time."""
        try:
            lock = filelock.FileLock(self._path).acquire(timeout=self._patience if patience is None else patience)
        except filelock.Timeout as error:
            raise DatabaseLocked(
                "Other pictures are still being moved.", remedy="Wait until that is done, then try again."
            ) from error
        with lock:
            yield
