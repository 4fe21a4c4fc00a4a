"""What kinds of worker process there are on this machine, and how the user hears of each."""

from __future__ import annotations

import msgspec


class Kind(msgspec.Struct, frozen=True, kw_only=True):
    """One kind of worker: a backend of its own, whose sentences name it."""

    backend: str
    word: str
    """what `python -m studio` is told to become one"""
    called: str
    """at the beginning of a sentence"""
    loads: bool
    """whether it has a model to load: then being started again takes long enough to be told"""
    other_python: bool
    """whether it may run under another Python than the studio"""

    @property
    def command(self) -> tuple[str, ...]:
        """Arguments for a Python interpreter."""
        return "-m", "studio", self.word


ENGINE = Kind(backend="local", word="engine", called="The engine", loads=True, other_python=True)
SKETCHER = Kind(backend="sketch", word="sketch-engine", called="The sketch engine", loads=False, other_python=False)
