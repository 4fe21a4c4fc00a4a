"""Owns which colours objects take: those that were said, or ones that show on what is behind them."""

from __future__ import annotations

import random

from studio.sketch.objects.placing import brightness
from studio.sketch.objects.registry import OBJECTS
from studio.sketch.palette import NAMES, contrast, rgb
from studio.sketch.scene import Flat, Gradient, Ground, Landscape, Mesh, Pattern, Texture
from studio.sketch.shapes import SHAPES
from studio.sketch.words.draft import Draft, Named
from studio.sketch.words.moods import MOODS
from studio.sketch.words.shading import shaded, spoken

_APART = 16.0
"""Colours of a palette this far apart can be told from one another (CIE76): pastels on cream are meant to be near."""
_TOLD = 45.0
"""A colour taken by chance is this far from all around it."""
_SHAPE, _THING = 30.0, 20.0
"""So far from its ground a shape keeps its usual colour; a thing of several colours shows on nearly any."""
_LEGGED = ("chair",)
"""What cannot be told without the parts that have the second colour."""
_SECONDS = ("#f4e8d0", "#7c4e34", "#2e2e42")
"""Second colours for a thing whose own one does not show: cream, wood, ink."""
_NIGHT = "#18204a"
"""What is behind things in a landscape at night."""
_KINDS = (("deep",), ("dark",), ("light",), ("pale",))
"""What is done to a usual colour that does not show."""
_PALER = (*_KINDS[2:], *_KINDS[:2])
_BRIGHT = 170.0
"""Above this brightness (0..255) a thing is made paler rather than dark: a deep yellow smiley looks ill."""


def inks_of(draft: Draft) -> list[str]:
    """The colours that objects are asked to have, or have by nature."""
    made: list[str] = []
    for thing in draft.things:
        if thing.kind == "object":
            made += thing.colours or ([] if draft.mood else [OBJECTS[thing.value].colour])
    return made


class Inks:
    """Colours for the things of one draft on one ground; `taken` grows as things are given theirs."""

    def __init__(self, draft: Draft, ground: Ground, rng: random.Random) -> None:
        self._draft = draft
        self._ground = ground
        self._rng = rng
        self._given: dict[int, tuple[list[str], str]] = {}
        self.taken: list[str] = []

    def of(self, thing: Named, count: int) -> tuple[list[str], str]:
        """Colours for `count` objects, as many at most, and the accent of each; empty for its own."""
        if thing.part_of in self._given and not thing.colours:
            return self._given[thing.part_of]
        colours, accent = self._given[self._draft.things.index(thing)] = self._chosen(thing, count)
        self.taken += colours
        return colours, accent

    def _chosen(self, thing: Named, count: int) -> tuple[list[str], str]:
        said = list(dict.fromkeys(thing.colours))
        if not said and self._draft.mood and count > 1:
            return self._palette(thing)[:count] or [self._own(thing)], ""
        if not said:
            return [self._own(thing)], self._second(thing)
        if len(said) == 1 or count >= len(said):
            return said, self._second(thing)
        words = [spoken(colour) for colour in said]
        if thing.value not in SHAPES:
            if len(said) > 2:
                self._draft.note(f"A {thing.value} has two colours here: {words[0]} and {words[1]}.")
            return said[:1], said[1]
        left = " and ".join(words[1:])
        self._draft.note(f"A {thing.value} has one colour here: {words[0]} was taken, and {left} left out.")
        return said[:1], ""

    def _second(self, thing: Named) -> str:
        """Another second colour where the thing's own is that of the ground: a chair keeps its legs on brown."""
        own = "#{:02x}{:02x}{:02x}".format(*OBJECTS[thing.value].accent)
        if thing.value not in _LEGGED or all(contrast(own, other) >= _THING for other in self._behind(thing)):
            return ""
        return next((kind for kind in _SECONDS if all(contrast(kind, b) >= _TOLD for b in self._behind(thing))), "")

    def _palette(self, thing: Named) -> list[str]:
        """The colours of the mood that show behind the thing."""
        behind = self._behind(thing)
        return [c for c in MOODS[self._draft.mood] if all(contrast(c, other) >= _APART for other in behind)]

    def _own(self, thing: Named) -> str:
        """A colour for a thing that was given none: of the mood, or its usual one, or a kind of that which shows."""
        behind = self._behind(thing)
        others = [other for other in self._draft.things if other.kind == "object" and other is not thing]
        used = [*self.taken, *(colour for other in others for colour in other.colours)]
        if self._draft.mood and (ranked := self._palette(thing)):
            return self._rng.choice([c for c in ranked if c not in used] or ranked)
        usual = OBJECTS[thing.value].colour
        by_chance = thing.value in SHAPES and usual == "blue"
        least = _SHAPE if thing.value in SHAPES else _THING
        if not (by_chance and usual in used) and all(contrast(usual, other) >= least for other in behind):
            return usual
        bright = brightness(rgb(usual)) > _BRIGHT and thing.value not in SHAPES
        kinds = [] if by_chance else [shaded(usual, way) for way in (_PALER if bright else _KINDS)]
        shown = [kind for kind in kinds if all(contrast(kind, other) >= _SHAPE for other in behind)]
        if shown:
            return shown[0]
        free = [name for name in NAMES if all(contrast(name, other) >= _TOLD for other in [*behind, *used])]
        if free:
            return self._rng.choice(free)
        return max(NAMES, key=lambda name: min((contrast(name, other) for other in behind), default=1.0))

    def _behind(self, thing: Named) -> list[str]:
        """The colours of the ground, and of what the thing is inside of or lies upon."""
        draft = self._draft
        index = draft.things.index(thing)
        hosts = [second for first, relation, second in draft.bonds if first == index and relation in ("inside", "on")]
        return [*_shown(self._ground), *(colour for host in hosts for colour in draft.things[host].colours)]


def _shown(ground: Ground) -> list[str]:
    match ground:
        case Flat():
            return [ground.colour]
        case Gradient():
            return [ground.first, ground.second] if ground.hard else [ground.first]
        case Pattern():
            return [ground.paper, ground.ink]
        case Mesh():
            return list(ground.colours[:2])
        case Texture():
            return [ground.base]
        case Landscape():
            return [_NIGHT] if ground.time == "night" else []
        case _:
            return [ground.colours[0]]
