"""Chooses what this process is: window, command line, engine or its sketch. Imports stay lazy, so each is lean."""

from __future__ import annotations

import signal
import sys
from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run with `arguments` (those of the process if None) and return the exit status."""
    match list(sys.argv[1:] if arguments is None else arguments):
        case ["engine"]:
            from studio.engine.main import main as engine

            return engine()
        case ["sketch-engine"]:
            from studio.engine.sketch_main import main as sketch_engine

            return sketch_engine()
        case []:
            return _window(None)
        case ["--prompt", prompt]:
            return _window(prompt)
        case [option] if option.startswith("--prompt="):
            return _window(option.removeprefix("--prompt="))
        case others:
            _hold_interrupts()
            from studio.cli import main as command_line

            return command_line(others)


def _hold_interrupts() -> None:
    """Ctrl+C waits until the command line is there to answer it; Windows cannot hold it."""
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_BLOCK, (signal.SIGINT, signal.SIGTERM))


def _window(prompt: str | None) -> int:
    from studio.app import main as window

    return window(prompt)


if __name__ == "__main__":
    sys.exit(main())
