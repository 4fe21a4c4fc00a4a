"""The sketch's process begins here: its line is made private before anything that might print is imported."""

from __future__ import annotations

import gc

from studio.engine.private_line import heed_signals, private_line


def main() -> int:
    """Serve frames on stdin and stdout until told to quit; the exit status."""
    reading, writing = private_line()
    heed_signals()
    gc.disable()  # while importing, as in the engine's main
    from studio.engine.sketch_worker import serve

    return serve(reading, writing)
