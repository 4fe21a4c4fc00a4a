"""The engine process begins here: its line is made private before anything that might print is imported."""

from __future__ import annotations

import gc
import os

from studio.engine.private_line import heed_signals, private_line

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
    reading, writing = private_line()
    heed_signals()
    os.environ.update(_QUIET)
    for name, value in _DEFAULTS.items():
        os.environ.setdefault(name, value)
    gc.disable()  # while importing: a quarter of the start went into looking for garbage; `serve` enables it again
    from studio.engine.worker import serve

    return serve(reading, writing)
