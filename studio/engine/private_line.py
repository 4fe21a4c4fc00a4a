"""How a worker process begins: its line is made private before anything that might print is imported."""

from __future__ import annotations

import os
import signal
import sys
from typing import BinaryIO


def private_line() -> tuple[BinaryIO, BinaryIO]:
    """The real stdin and stdout; descriptors 0 and 1 then lead to nothing and to stderr, for native prints too."""
    sys.stdout.flush()
    reading, writing = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    if sys.platform == "win32":
        import msvcrt

        msvcrt.setmode(reading, os.O_BINARY)
        msvcrt.setmode(writing, os.O_BINARY)
    return os.fdopen(reading, "rb"), os.fdopen(writing, "wb", 0)


def heed_signals() -> None:
    """Ctrl+C is for the studio, which then cancels; to be asked to end is heard even if the parent holds it back."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, (signal.SIGTERM,))
