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
        """`patience`: seconds that `taken` waits for another process, at least 1."""
        self._path = path
        self._patience = max(patience, 1.0)

    @contextmanager
    def taken(self) -> Generator[None]:
        """Never within itself. Raises DatabaseLocked if another process does not let go."""
        try:
            lock = filelock.FileLock(self._path).acquire(timeout=self._patience)
        except filelock.Timeout as error:
            raise DatabaseLocked(
                "Another Blink Studio is moving pictures.", remedy="Wait until it is done, then try again."
            ) from error
        with lock:
            yield
