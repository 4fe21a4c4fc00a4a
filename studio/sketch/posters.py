"""Owns the posters: geometric compositions after four manners of design, composed anew by every seed."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

from studio.sketch.marks import STAY, Mark, whole
from studio.sketch.palette import Rgb
from studio.sketch.posters_bauhaus import BAUHAUS
from studio.sketch.posters_memphis import MEMPHIS
from studio.sketch.posters_op import OP
from studio.sketch.posters_sheet import Sheet, sheet
from studio.sketch.posters_swiss import SWISS
from studio.sketch.scene import Manner, Poster

Composer = Callable[[Sheet, random.Random], list[Mark]]

_COMPOSERS: dict[Manner, tuple[Composer, ...]] = {"bauhaus": BAUHAUS, "memphis": MEMPHIS, "swiss": SWISS, "op art": OP}


def poster_marks(ground: Poster, colours: Sequence[Rgb], seed: int, width: int, height: int) -> list[Mark]:
    """The poster's marks, back to front. `colours` are the values of the poster's colours, its ground first; `seed`
    chooses the composition and everything in it."""
    page = sheet(colours, width, height)
    rng = random.Random(seed)
    composer = rng.choice(_COMPOSERS[ground.manner])
    paper = Mark(outline=whole(width, height), matrix=STAY, fill=page.paper, label="ground", colour=None)
    return [paper, *composer(page, rng)]
