"""Keeps the pauses short that Python itself makes: looking for garbage, and the turns of other threads."""

from __future__ import annotations

import gc
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from studio.workspace.grid import Grid

TURN = 0.001
"""seconds that a thread at work keeps the loop waiting; Python's own 5 ms, a few times in a row, are a lost frame"""


def hold_back() -> None:
    """While the window starts: nothing that is made then is garbage."""
    gc.disable()
    sys.setswitchinterval(TURN)


def go_on(grid: Grid) -> None:
    """Modules, widgets and rows live as long as the window, and looking through all of them takes 50 ms.

    What is there now is left out from now on, and again when every row of a project has come: a look through the
    rest takes a few milliseconds, however many pictures were looked at since.
    """
    gc.freeze()
    gc.enable()
    grid.completed.connect(lambda: gc.freeze())
