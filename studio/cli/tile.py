"""`--tile`, which may stand alone: over which edges pictures go on without a seam."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum
from itertools import pairwise
from typing import Any

import typer
import typer.core

OPTION = "--tile"


class TileName(StrEnum):
    """Over which edges a picture goes on."""

    x = "x"
    y = "y"
    both = "both"


class TileCommand(typer.core.TyperCommand):
    """A command whose `--tile` means both ways where neither is said, which Typer has no way to tell it."""

    def make_context(self, info_name: str | None, args: list[str], parent: Any = None, **extra: Any) -> Any:
        return super().make_context(info_name, list(said_whole(args)), parent, **extra)


def said_whole(arguments: Sequence[str]) -> Iterator[str]:
    """`--tile` with its value, also where it stands before the prompt; what follows `--` is no option."""
    options = True
    for argument, following in pairwise((*arguments, "")):
        options = options and argument != "--"
        alone = options and argument == OPTION and following not in set(TileName)
        yield f"{OPTION}={TileName.both}" if alone else argument
