"""One engine process: started, read and written by two small threads that hand everything to the event loop."""

from __future__ import annotations

import asyncio
import contextlib
import os
import queue
import subprocess
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO

import msgspec

from studio.backends.engine_log import EngineLog
from studio.errors import LineCut, ProtocolError
from studio.wire.frames import read_from_engine, write_frame
from studio.wire.messages import FromEngine, ToEngine

EXIT_SECONDS = 1.0
"""for a process that has closed its line but still runs"""
_SLICES = 10
"""A wait in slices loses one of them when the computer sleeps, not all of its time."""

_NEW_GROUP: int = getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0) | getattr(subprocess, "CREATE_NO_WINDOW", 0)
"""Windows; nothing elsewhere"""
_PACKAGE_PARENT = str(Path(__file__).resolve().parents[2])


class EngineEnd(msgspec.Struct, frozen=True, kw_only=True):
    """How a process ended."""

    status: int | None
    """exit status, negative for a signal; None if it never began"""
    detail: str
    """for the log: the end of what it wrote to stderr, or why it did not begin"""
    protocol: str = ""
    """what was wrong on the line, if something was"""


class EngineProcess:
    """A child in a session of its own, so that Ctrl+C in a terminal reaches the studio alone, which then cancels.

    `deliver` and `ended` are called on the loop that made this; `ended` exactly once, last.
    """

    def __init__(
        self,
        command: Sequence[str],
        log: EngineLog,
        deliver: Callable[[FromEngine], None],
        ended: Callable[[EngineEnd], None],
    ) -> None:
        self._command = list(command)
        self._log = log
        self._deliver = deliver
        self._ended = ended
        self._loop = asyncio.get_running_loop()
        self._outbox: queue.SimpleQueue[tuple[ToEngine, tuple[bytes, ...]] | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._flow = threading.Event()
        self._flow.set()
        self._ending = False
        self._killed = False
        self._child: subprocess.Popen[bytes] | None = None
        # Daemons: a studio that is torn down without `close` must not wait for them; the engine ends at the end of
        # its stdin.
        self._thread = threading.Thread(target=self._live, name="engine-reader", daemon=True)
        self._thread.start()

    @property
    def pid(self) -> int | None:
        return self._child.pid if self._child else None

    @property
    def gone(self) -> bool:
        return not self._thread.is_alive()

    def send(self, message: ToEngine, attachments: tuple[bytes, ...] = ()) -> None:
        """Never blocks: a thread of its own writes, since a start picture may be larger than the pipe."""
        self._outbox.put((message, attachments))

    def hold_back(self, held: bool) -> None:
        """Read no further message, or go on; at the end everything is read."""
        if held and not self._ending:
            self._flow.clear()
        else:
            self._flow.set()

    def hang_up(self) -> None:
        """Close the line when everything sent is written."""
        self._end()
        self._outbox.put(None)

    def kill(self) -> None:
        """End this one process, now. Harmless when it has ended."""
        self._end()
        with self._lock:
            self._killed = True
            if self._child is not None:
                self._child.kill()

    def join(self, seconds: float) -> bool:
        """Wait for the threads; whether they ended. Call it off the loop."""
        self._thread.join(seconds)
        return self.gone

    def _end(self) -> None:
        self._ending = True
        self._flow.set()

    def _live(self) -> None:
        end = self._converse()
        with contextlib.suppress(RuntimeError):  # the loop may be closed already
            self._loop.call_soon_threadsafe(self._ended, end)

    def _converse(self) -> EngineEnd:
        try:
            child = self._start()
        except OSError as error:
            return EngineEnd(status=None, detail=f"{self._command[0]}: {error}")
        if child is None:
            return EngineEnd(status=None, detail="ended before it began")
        stdin, stdout = _pipe(child.stdin), _pipe(child.stdout)
        writer = threading.Thread(target=self._write, args=(stdin,), name="engine-writer", daemon=True)
        writer.start()
        problem = self._read(stdout)
        status = self._reap(child, kill=bool(problem))
        self._outbox.put(None)
        writer.join()
        stdout.close()
        return EngineEnd(status=status, detail=self._log.tail(), protocol=problem)

    def _start(self) -> subprocess.Popen[bytes] | None:
        with self._lock:
            if self._killed:
                return None
            with self._log.opened() as stderr:
                self._child = subprocess.Popen(
                    self._command,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=stderr,
                    env=_environment(),
                    creationflags=_NEW_GROUP,
                    start_new_session=os.name != "nt",
                )
            return self._child

    def _read(self, stdout: IO[bytes]) -> str:
        """Until the line ends; what was wrong on it, or nothing."""
        try:
            while (message := read_from_engine(stdout)) is not None:
                self._loop.call_soon_threadsafe(self._deliver, message)
                self._flow.wait()
        except (LineCut, OSError, RuntimeError):  # it died while it wrote, the pipe broke, or the loop is closed
            return ""
        except ProtocolError as error:
            return error.detail or error.message
        return ""

    def _reap(self, child: subprocess.Popen[bytes], *, kill: bool) -> int:
        for _ in range(0 if kill else _SLICES):
            with contextlib.suppress(subprocess.TimeoutExpired):
                return child.wait(EXIT_SECONDS / _SLICES)
        child.kill()
        return child.wait()

    def _write(self, stdin: IO[bytes]) -> None:
        with contextlib.suppress(OSError), stdin:
            while (item := self._outbox.get()) is not None:
                write_frame(stdin, *item)


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    assert pipe is not None  # Popen was given PIPE
    return pipe


def _environment() -> dict[str, str]:
    """The engine finds this studio wherever its Python is, and nothing in the folder where the user happens to be."""
    paths = [_PACKAGE_PARENT, *filter(None, [os.environ.get("PYTHONPATH")])]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(paths), "PYTHONSAFEPATH": "1"}
