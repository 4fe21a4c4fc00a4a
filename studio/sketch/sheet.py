"""Owns the contact sheet: `python -m studio.sketch.sheet FILE.jpg` draws one of everything that the sketch draws."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from itertools import cycle
from pathlib import Path
from typing import get_args

import msgspec

from studio.sketch.canvas import skia
from studio.sketch.objects.registry import OBJECTS
from studio.sketch.palette import mood
from studio.sketch.scene import (
    Family,
    Flat,
    Gradient,
    Group,
    Land,
    Landscape,
    Manner,
    Mesh,
    Motif,
    Pattern,
    Poster,
    Scene,
    Season,
    Spot,
    Style,
    Texture,
    TextureKind,
    Time,
    Weather,
)
from studio.sketch.shapes import SHAPES
from studio.sketch.sheet_page import Crowd, Entry, Part, Section, page
from studio.sketch.words.reading import understand

_LINES = (
    "Drawn from words alone, in milliseconds and offline: exact counts, colours and places,",
    "the same design at any size, everything in layers. One of each kind, as it comes.",
)
_PROMPTS = (
    ("a lighthouse and two sailing boats at sea at sunset", 2),
    ("a ring of eight daisies around a yellow bee on teal", 2),
    ("a castle and three pine trees in snowy mountains at dawn", 3),
)


def parts() -> tuple[Part, ...]:
    """Everything on the sheet, in its order."""
    return (
        Section(title="From words", note="as they were typed", entries=_worded(), columns=3, high=0.7),
        Section(title="Styles", note="nine ways to draw one scene", entries=_styled(), columns=9),
        Section(title="Landscapes", note="by hour, weather and season", entries=_views(), columns=4, high=0.64),
        Section(title="Posters", note="composed anew by every seed", entries=_posters(), columns=8, high=1.34),
        Section(title="Patterns", note="seamless, in any colours", entries=_patterns(), columns=10),
        Section(title="Textures and meshes", note="seamless, at any size", entries=_grounds(), columns=9),
        Crowd(title="Objects", note=f"{len(OBJECTS)} of them, in any colours", objects=_objects(), columns=22),
    )


def _worded() -> tuple[Entry, ...]:
    return tuple((text, understand(text, seed=seed, aspect=1 / 0.7).scene) for text, seed in _PROMPTS)


def _things(shape: str, colour: str, *spots: tuple[float, float, float, float], accent: str = "") -> Group:
    """Each spot is x, y, radius and angle."""
    placed = tuple(Spot(x=x, y=y, radius=radius, angle=angle) for x, y, radius, angle in spots)
    return Group(shape=shape, colour=colour, size="medium", place="centre", spots=placed, accent=accent)


def _styled() -> tuple[Entry, ...]:
    street = (
        _things("sun", "#f6b73c", (0.76, 0.25, 0.16, 0), accent="#f08a2c"),
        _things("house", "teal", (0.36, 0.58, 0.31, 0), accent="coral"),
        _things("tree", "green", (0.78, 0.68, 0.2, 0)),
    )
    summer = (
        _things("pineapple", "yellow", (0.27, 0.45, 0.3, -10)),
        _things("cocktail", "coral", (0.66, 0.34, 0.25, 6), accent="yellow"),
        _things("watermelon", "red", (0.64, 0.76, 0.21, -8)),
    )
    scenes = (
        Scene(ground=Flat(colour="#f4e6cf"), groups=street, seed=3),
        Scene(ground=Flat(colour="#a9dcd3"), groups=summer, seed=5),
    )
    return tuple((style, msgspec.structs.replace(scene, style=style)) for scene in scenes for style in get_args(Style))


def _patterns() -> tuple[Entry, ...]:
    names: tuple[Motif | Family, ...] = (*get_args(Family), *get_args(Motif))
    return tuple((name, Scene(ground=_pattern(name, k))) for k, name in enumerate(names))


def _pattern(motif: Motif | Family, turn: int) -> Pattern:
    paper, ink, accent, *_ = mood(("retro", "ocean", "forest", "candy", "bauhaus", "earthy", "fresh")[turn % 7])
    cells = 3 if motif in ("tartan", "memphis squiggles", "flowers", "leaves") else 5
    return Pattern(motif=motif, ink=ink, paper=paper, cells=cells, shift=(0.0, 0.0), accent=accent)


def _view(
    land: Land, time: Time, weather: Weather = "clear", season: Season = "summer", light: float = 0.7
) -> Landscape:
    return Landscape(land=land, time=time, horizon=0.58, light=light, weather=weather, season=season, rich=True)


def _views() -> tuple[Entry, ...]:
    views = (
        _view("hills", "day", season="spring"),
        _view("mountains", "day", light=0.3),
        _view("sea", "sunset"),
        _view("desert", "dawn", light=0.34),
        _view("hills", "sunset", season="autumn", light=0.36),
        _view("mountains", "night", season="winter"),
        _view("sea", "day", "cloudy", light=0.3),
        _view("desert", "night"),
        _view("hills", "day", "snow", "winter"),
        _view("mountains", "dawn", "fog", "autumn", light=0.3),
        _view("sea", "night", light=0.34),
        _view("hills", "day", "rain", "spring"),
    )
    return tuple((_told(view), Scene(ground=view, seed=k)) for k, view in enumerate(views))


def _told(view: Landscape) -> str:
    more = [word for word in (view.weather, view.season) if word not in ("clear", "summer")]
    return ", ".join((view.land, view.time, *more))


def _posters() -> tuple[Entry, ...]:
    chosen: dict[Manner, tuple[tuple[str, int], ...]] = {
        "bauhaus": (("bauhaus", 7), ("retro", 14), ("ocean", 24), ("playful", 40)),
        "swiss": (("swiss", 3), ("corporate", 14), ("luxury", 38), ("forest", 2)),
        "memphis": (("memphis", 5), ("candy", 20), ("summer", 24), ("neon", 43)),
        "op art": (("op art", 5), ("cool", 28), ("sunset", 15), ("earthy", 45)),
    }
    return tuple(
        (manner, Scene(ground=Poster(manner=manner, colours=mood(word)), seed=seed))
        for manner, pairs in chosen.items()
        for word, seed in pairs
    )


def _grounds() -> tuple[Entry, ...]:
    inks: dict[TextureKind, tuple[str, str]] = {
        "marble": ("#f1efec", "#8d8f98"),
        "wood": ("#c58b56", "#7c4a2a"),
        "paper": ("#efe6d2", "#b8a88a"),
        "fabric": ("#35507a", "#dfe5ee"),
        "terrazzo": ("#f3ede4", "#c9694a"),
        "concrete": ("#b9b8b4", "#85847f"),
        "water": ("#2f8fb5", "#dff3f4"),
        "grass": ("#4f8f3f", "#a9cf68"),
        "noise": ("#e9a820", "#d9572b"),
        "sand": ("#e6cfa0", "#b8935a"),
        "leather": ("#7b4326", "#3c1f12"),
        "stone": ("#8f8a86", "#4d4a4c"),
    }
    textures = tuple((kind, Scene(ground=Texture(kind=kind, base=a, vein=b), seed=2)) for kind, (a, b) in inks.items())
    moods = ("sunset", "ocean", "candy", "cyberpunk", "fresh")
    meshes = tuple(
        (f"mesh, {word}", Scene(ground=Mesh(colours=mood(word)), seed=4 + k)) for k, word in enumerate(moods)
    )
    plain = Gradient(kind="linear", direction="diagonal", first="#ff7a59", second="#7a3fb0")
    return (*textures, *meshes, ("gradient", Scene(ground=plain)))


def _objects() -> tuple[tuple[str, str], ...]:
    """The built ones first, then the plain shapes in turns of colour."""
    colours = cycle(("blue", "red", "orange", "teal", "purple", "green", "pink"))
    usual = {name: thing.colour for name, thing in OBJECTS.items()}
    built = tuple((name, colour) for name, colour in usual.items() if name not in SHAPES)
    plain = tuple((name, next(colours) if usual[name] == "blue" else usual[name]) for name in SHAPES)
    return (*built, *plain)


def main(arguments: Sequence[str] | None = None) -> None:
    """Draws the sheet into a file."""
    titles = [part.title for part in parts()]
    parser = argparse.ArgumentParser(prog="python -m studio.sketch.sheet", description="Draw a contact sheet.")
    parser.add_argument("file", type=Path, help="where to write it: a name that ends in .jpg or .png")
    parser.add_argument("--only", choices=titles, action="append", help="a part to draw; again for more")
    parser.add_argument("--scale", type=float, default=0.875, help="1 is 1280 pixels wide")
    parser.add_argument("--quality", type=int, default=62, help="of a .jpg, 1 to 100")
    told = parser.parse_args(arguments)
    chosen = [part for part in parts() if part.title in (told.only or titles)]
    kind = skia.kPNG if told.file.suffix == ".png" else skia.kJPEG
    told.file.write_bytes(bytes(page("The sketch", _LINES, chosen, told.scale).encodeToData(kind, told.quality)))


if __name__ == "__main__":
    main()
