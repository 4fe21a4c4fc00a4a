"""Owns which objects there are, in an order that only grows: label maps count on it."""

from __future__ import annotations

from studio.sketch.objects.animals import ANIMALS
from studio.sketch.objects.creatures import CREATURES
from studio.sketch.objects.desk import DESK
from studio.sketch.objects.food import FOOD
from studio.sketch.objects.further import FURTHER
from studio.sketch.objects.home import HOME
from studio.sketch.objects.leisure import LEISURE
from studio.sketch.objects.nature import NATURE
from studio.sketch.objects.pantry import PANTRY
from studio.sketch.objects.signs import SIGNS
from studio.sketch.objects.stage import STAGE
from studio.sketch.objects.table import TABLE
from studio.sketch.objects.thing import Part, Thing
from studio.sketch.objects.tools import TOOLS
from studio.sketch.objects.town import TOWN
from studio.sketch.objects.travel import TRAVEL
from studio.sketch.objects.wild import WILD
from studio.sketch.palette import COLOURS
from studio.sketch.shapes import SHAPE_WORDS, SHAPES, outline

_USUAL = {"star": "yellow", "heart": "red", "moon": "yellow", "drop": "blue", "flower": "pink", "cloud": "white"}
"""The colour of a plain shape that has one by nature."""


def _shape(name: str) -> Thing:
    def drawing() -> tuple[Part, ...]:
        return (Part(outline=outline(name), role="main"),)

    colour = _USUAL.get(name, "blue")
    return Thing(words=SHAPE_WORDS[name], colour=colour, accent=COLOURS[colour], drawing=drawing)


OBJECTS: dict[str, Thing] = {name: _shape(name) for name in SHAPES} | (
    NATURE
    | FOOD
    | TRAVEL
    | HOME
    | TOOLS
    | ANIMALS
    | SIGNS
    | CREATURES
    | TABLE
    | TOWN
    | LEISURE
    | DESK
    | WILD
    | PANTRY
    | STAGE
    | FURTHER
)
"""Every object by its name: the plain shapes first, of one part each."""
