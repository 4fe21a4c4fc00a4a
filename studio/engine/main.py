"""The engine process begins here: its line is made private before anything that might print is imported."""

from __future__ import annotations

import gc
import os
import signal
import sys
from typing import BinaryIO

_QUIET = {
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_HUB_DISABLE_PROGRESS_BARS": "1",
    "HF_HUB_DISABLE_IMPLICIT_TOKEN": "1",
    "DO_NOT_TRACK": "1",
    "DIFFUSERS_VERBOSITY": "error",
    "TRANSFORMERS_VERBOSITY": "error",
    "TRANSFORMERS_NO_ADVISORY_WARNINGS": "1",
    "TOKENIZERS_PARALLELISM": "false",
    "TQDM_DISABLE": "1",
}

_DEFAULTS = {
    # Threads that wait for each other must sleep, not spin: on cores that are shared with the window or any other
    # program spinning made small pictures ten to forty times slower here.
    "OMP_WAIT_POLICY": "PASSIVE",
    "KMP_BLOCKTIME": "0",  # the same for Intel's and LLVM's OpenMP
    "CUBLAS_WORKSPACE_CONFIG": ":4096:8",  # without it cuBLAS does not give the same bits twice
}
"""unless the user has set them otherwise"""


def main() -> int:
    """Serve frames on stdin and stdout until told to quit; the exit status."""
    reading, writing = _private_line()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the studio, which then cancels
    if hasattr(signal, "pthread_sigmask"):  # a parent that holds its own signals back has handed that down
        signal.pthread_sigmask(signal.SIG_UNBLOCK, (signal.SIGTERM,))
    os.environ.update(_QUIET)
    for name, value in _DEFAULTS.items():
        os.environ.setdefault(name, value)
    gc.disable()  # while importing: a quarter of the start went into looking for garbage; `serve` enables it again
    from studio.engine.worker import serve

    return serve(reading, writing)


def _private_line() -> tuple[BinaryIO, BinaryIO]:
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
