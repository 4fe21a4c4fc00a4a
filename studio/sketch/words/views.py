"""Owns skies and landscapes: what they show, and where their sun or moon stands."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from typing import Any, cast

import msgspec

from studio.sketch.landscape_frame import light_at
from studio.sketch.palette import contrast
from studio.sketch.scene import Gradient, Ground, Landscape, Spot, Time
from studio.sketch.words.draft import Draft, Named
from studio.sketch.words.shading import shaded

SKIES: dict[Time, tuple[str, str]] = {
    "dawn": ("#7896d6", "#fcc8ba"),
    "day": ("#4898f0", "#cee8fa"),
    "sunset": ("#6e3684", "#fa8c3c"),
    "night": ("#0a0e2e", "#2a3268"),
}
_LIGHTS = {"left": 0.22, "top left": 0.22, "centre": 0.5, "top": 0.5, "right": 0.78, "top right": 0.78}
"""Where the sun or moon stands when it is asked for at a place."""
_AT_HOME: dict[str, frozenset[str]] = {
    "sea": frozenset(("boat", "ship", "island", "lighthouse", "whale", "fish", "octopus", "crab", "shark", "dolphin")),
    "desert": frozenset(("cactus", "camel")),
}
"""Where things are at home."""
_OUT = -1.0
"""A light that stands beyond the picture's edge."""
_CLEAR = 0.14
"""So far from a sun's or moon's middle nothing else is, in shorter sides."""
_CROWDED = 0.05
"""Nearer than that it is left out, if it was not asked for."""
_ACROSS = tuple(k / 20 for k in range(2, 19))
"""Where it can stand across the picture."""
_OWN = {
    "hills": ("green", "brown", "yellow"),
    "mountains": ("gray", "blue", "white", "brown", "purple"),
    "sea": ("blue", "teal", "navy", "green"),
    "desert": ("yellow", "orange", "brown"),
    "": ("green", "blue"),
}
"""Colours that a landscape has anyway."""


def sky(thing: Named, draft: Draft) -> Gradient:
    """The sky that a thing of kind "sky" asks for, at the draft's time of day."""
    if thing.value == "space":
        return Gradient(kind="linear", direction="down", first="#070a1f", second="#1d1b4a")
    if thing.value == "underwater" and not thing.colours:
        return Gradient(kind="linear", direction="down", first="#5cc3de", second="#0a2f66")
    first, second = SKIES[cast(Time, draft.time or "day")]
    if thing.colours:
        first = thing.colours[0]
        second = thing.colours[1] if len(thing.colours) > 1 else shaded(first, ("pale",))
    return Gradient(kind="linear", direction="down", first=first, second=second)


def land(thing: Named, draft: Draft, rng: random.Random) -> Landscape:
    """The landscape that a thing of kind "land" asks for."""
    strange = [colour for colour in thing.colours if not any(_alike(colour, own) for own in _OWN[thing.value])]
    if strange:
        draft.note(f"Landscapes keep their own colours, so {thing.word} cannot be drawn in another.")
    return landscape(thing.value, draft, rng)


def _own_light(draft: Draft, time: str) -> bool:
    """Whether a sun or moon of a colour of its own is drawn, so that the landscape's must not be seen beside it."""
    return any(
        thing.kind == "object" and thing.value in _lights(time) and not is_light(thing, time) for thing in draft.things
    )


def _lights(time: str) -> tuple[str, ...]:
    return ("moon", "full moon") if time == "night" else ("sun",)


def _alike(colour: str, name: str) -> bool:
    return contrast(colour, name) < 55


def _land_of(draft: Draft) -> str:
    """Where the things are at home, where no land was named."""
    values = {thing.value for thing in draft.things if thing.kind == "object"}
    return next((land for land, own in _AT_HOME.items() if values & own), "hills")


def landscape(named: str, draft: Draft, rng: random.Random) -> Landscape:
    """A landscape of the draft's time, weather and season; where none was `named`, the one its things are at home
    in."""
    lights = [
        thing for thing in draft.things if thing.kind == "object" and thing.value in ("moon", "full moon", "star")
    ]
    time = draft.time or ("night" if lights else "day")
    light = next((_LIGHTS.get(thing.place or "") for thing in draft.things if is_light(thing, time)), None)
    season = draft.season or ("winter" if draft.weather == "snow" else "summer")
    return Landscape(
        land=cast(Any, named or _land_of(draft)),
        time=cast(Any, time),
        horizon=rng.uniform(0.5, 0.68),
        light=_OUT if _own_light(draft, time) else light or rng.uniform(0.2, 0.8),
        weather=cast(Any, draft.weather or "clear"),
        season=cast(Any, season),
        rich=True,
    )


def in_landscape(thing: Named, ground: Ground) -> bool:
    """The sun by day and the moon by night are in the landscape already."""
    return isinstance(ground, Landscape) and is_light(thing, ground.time)


def is_light(thing: Named, time: str) -> bool:
    """Whether the thing is the one sun, or at night the one moon, in a colour of its own."""
    single = thing.kind == "object" and not thing.plural and thing.number in (None, 1)
    own = all(contrast(colour, "yellow") < 60 or contrast(colour, "white") < 25 for colour in thing.colours)
    return single and own and thing.value in _lights(time)


def lit(ground: Landscape, draft: Draft, spots: Sequence[Spot], aspect: float) -> Landscape:
    """The landscape with its sun or moon clear of what is in the sky; without it, if it was not asked for, where there
    is no room."""
    asked = [thing for thing in draft.things if is_light(thing, ground.time)]
    wide, high = max(1.0, aspect), max(1.0, 1.0 / aspect)

    def clearance(light: float) -> float:
        x, y = light_at(msgspec.structs.replace(ground, light=light), wide, high)
        return min((math.hypot(spot.x * wide - x, spot.y * high - y) - spot.radius for spot in spots), default=1.0)

    if ground.light == _OUT or any(thing.place for thing in asked) or clearance(ground.light) > _CLEAR:
        return ground
    light = max(_ACROSS, key=clearance)
    return msgspec.structs.replace(ground, light=light if asked or clearance(light) > _CROWDED else _OUT)
