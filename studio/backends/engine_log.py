"""What the engine writes to stderr: a file of bounded size, and its end for error details."""

from __future__ import annotations

import contextlib
import os
import subprocess
from collections.abc import Generator
from pathlib import Path
from typing import IO

MAX_BYTES = 1_000_000
"""A log that has grown beyond is put aside (one is kept) before the next engine begins."""
TAIL_BYTES = 4_000


class EngineLog:
    """The engine writes straight into the file, so that its last words outlive the studio. None: nothing is kept."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._began = 0

    @contextlib.contextmanager
    def opened(self) -> Generator[IO[bytes] | int]:
        """What to give a new process as stderr. A log that cannot be written keeps no engine from working."""
        file = self._open()
        if file is None:
            yield subprocess.DEVNULL
            return
        with file:
            yield file

    def tail(self) -> str:
        """The end of what the last process wrote."""
        if self._path is None:
            return ""
        try:
            with self._path.open("rb") as file:
                size = file.seek(0, os.SEEK_END)
                file.seek(max(self._began, size - TAIL_BYTES))
                return file.read(TAIL_BYTES).decode(errors="replace").strip()
        except OSError:
            return ""

    def trim(self) -> None:
        """Cut off an engine that writes and writes; it goes on at the beginning of the file."""
        with contextlib.suppress(OSError):
            if self._path is not None and self._path.stat().st_size > 10 * MAX_BYTES:
                os.truncate(self._path, 0)
                self._began = 0

    def _open(self) -> IO[bytes] | None:
        if self._path is None:
            return None
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            if self._path.exists() and self._path.stat().st_size > MAX_BYTES:
                self._path.replace(self._path.with_suffix(".1.log"))
            file = self._path.open("ab")
        except OSError:
            return None
        self._began = file.tell()
        return file
