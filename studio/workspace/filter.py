"""What the user wants to see of a project: words of the prompt, and marks."""

from __future__ import annotations

from typing import Literal

import msgspec

from studio.workspace.sets import Cell

Kept = Literal["all", "starred", "unrejected"]


class Filter(msgspec.Struct, frozen=True, kw_only=True):
    """False where it shows everything."""

    text: str = ""
    """every word of it occurs in the prompt, whatever the case"""
    kept: Kept = "all"

    def __bool__(self) -> bool:
        return self != Filter()

    def shows(self, cell: Cell) -> bool:
        """Whether this cell is in sight, its row being so."""
        mark = "none" if cell.asset is None else cell.asset.mark
        match self.kept:
            case "all":
                return True
            case "starred":
                return mark == "starred"
            case "unrejected":
                return mark != "rejected"

    def names(self, prompt: str) -> bool:
        """Whether every word of the text occurs in `prompt`."""
        if not self.text:
            return True
        folded = prompt.casefold()
        return all(word in folded for word in self.text.casefold().split())
