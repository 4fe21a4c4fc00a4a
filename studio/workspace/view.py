"""How the window stands on its screen: panels, scroll, size of the cells, what the viewer shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import msgspec
from psygnal import SignalGroupDescriptor

from studio.recipe.draft import DEFAULT_STRENGTH
from studio.workspace.sets import CellRef

CELL_WIDTHS = (120, 480)
"""least and most that `cell` may be"""
STRENGTHS = (0.05, 1.0)
"""least and most that `strength` may be: at 0 nothing would be made"""


class SavedView(msgspec.Struct, frozen=True, kw_only=True):
    """The view as the session keeps it. Fields as in ViewState."""

    geometry: str = ""
    layout: str = ""
    anchor: str = ""
    offset: int = 0
    cell: int = 200
    current: CellRef | None = None
    viewing: bool = False
    folded: tuple[str, ...] = ("details",)
    strength: float = DEFAULT_STRENGTH


@dataclass
class ViewState:
    """What the widgets remember of themselves. `events.<field>` emits (new, old) when the field changes."""

    events: ClassVar[SignalGroupDescriptor] = SignalGroupDescriptor()

    geometry: str = ""
    """of the window, as its toolkit wrote it, base64"""
    layout: str = ""
    """of the panels, as the toolkit wrote it, base64"""
    anchor: str = ""
    """job of the row at the top of the grid; empty while that stands at its beginning"""
    offset: int = 0
    """pixels of that row above the upper edge; less than 0 where it stands below the edge"""
    cell: int = 200
    """wanted width of a cell, pixels of a screen at 100%"""
    current: CellRef | None = None
    """where the keyboard is, kept here until the grid has that row again"""
    viewing: bool = False
    """whether the viewer shows the current picture"""
    folded: tuple[str, ...] = ("details",)
    """names of the sections that are folded"""
    strength: float = DEFAULT_STRENGTH
    """of "more like this": near 0 the same picture, 1 a new one"""

    def saved(self) -> SavedView:
        return SavedView(**{name: getattr(self, name) for name in SavedView.__struct_fields__})

    def restore(self, saved: SavedView) -> None:
        """As it was; a value that no window can have (of a file edited by hand) becomes the nearest it can."""
        for name in SavedView.__struct_fields__:
            setattr(self, name, getattr(saved, name))
        self.cell = min(max(self.cell, CELL_WIDTHS[0]), CELL_WIDTHS[1])
        self.strength = min(max(self.strength, STRENGTHS[0]), STRENGTHS[1])
