"""Owns the contact sheet: `python -m studio.sketch.sheet FILE.jpg` draws everything that the sketch can draw."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any, get_args

import msgspec
import numpy as np

from studio.sketch.canvas import skia
from studio.sketch.objects.registry import OBJECTS
from studio.sketch.palette import Rgb, mood
from studio.sketch.render import draw
from studio.sketch.scene import (
    Family,
    Flat,
    Gradient,
    Ground,
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

Entry = tuple[str, Scene]
_PAGE, _INK, _GREY = (247, 245, 240), (34, 34, 44), (126, 124, 130)
_COLUMNS = 9
_TYPES = ("Inter", "Helvetica Neue", "Segoe UI", "Nimbus Sans", "DejaVu Sans")


def sections() -> dict[str, list[Entry]]:
    """Title to captioned scenes, in the order of the sheet."""
    return {
        "Styles": [(style, restyled(scene, style)) for scene in _scenes() for style in get_args(Style)],
        "Patterns": [(name, Scene(ground=_pattern(name, k))) for k, name in enumerate(get_args(Family))],
        "Plain patterns": [(name, Scene(ground=_pattern(name, k + 4))) for k, name in enumerate(get_args(Motif))],
        "Textures and meshes": [*_textures(), *_meshes()],
        "Posters": [entry for manner in get_args(Manner) for entry in _posters(manner)],
        "Landscapes": _views(),
        "Objects": [(name, _portrait(name)) for name in sorted(OBJECTS, key=SHAPES.__contains__)],
    }


def restyled(scene: Scene, style: Style) -> Scene:
    """The scene in another style."""
    return msgspec.structs.replace(scene, style=style)


def _things(shape: str, colour: str, *spots: tuple[float, float, float, float], accent: str = "") -> Group:
    """Each spot is x, y, radius and angle."""
    placed = tuple(Spot(x=x, y=y, radius=radius, angle=angle) for x, y, radius, angle in spots)
    return Group(shape=shape, colour=colour, size="medium", place="centre", spots=placed, accent=accent)


def _scenes() -> list[Scene]:
    street = (
        _things("sun", "#f6b73c", (0.76, 0.25, 0.16, 0), accent="#f08a2c"),
        _things("house", "teal", (0.36, 0.58, 0.31, 0), accent="coral"),
        _things("tree", "green", (0.78, 0.68, 0.2, 0)),
    )
    space = (
        _things("planet", "coral", (0.2, 0.24, 0.15, -12), accent="yellow"),
        _things("rocket", "white", (0.53, 0.54, 0.34, 18)),
        _things("star", "yellow", (0.82, 0.2, 0.07, 8), (0.16, 0.72, 0.06, -10), (0.83, 0.8, 0.05, 4)),
    )
    fruit = (
        _things("lemon", "yellow", (0.28, 0.29, 0.2, -20), (0.71, 0.72, 0.2, 12)),
        _things("pear", "#8fae3c", (0.72, 0.28, 0.22, 8)),
        _things("cherry", "#c8243c", (0.29, 0.72, 0.21, 0)),
    )
    boat = (_things("boat", "red", (0.48, 0.54, 0.25, 0)),)
    forms = (
        _things("circle", "#e4572e", (0.3, 0.3, 0.2, 0)),
        _things("square", "#17559c", (0.72, 0.31, 0.18, 0)),
        _things("star", "#f2b517", (0.3, 0.72, 0.2, 0)),
        _things("heart", "#d6336c", (0.72, 0.72, 0.18, 0)),
    )
    return [
        Scene(ground=Flat(colour="#f4e6cf"), groups=street, seed=3),
        Scene(ground=_view("sea", "day"), groups=boat, seed=2),
        Scene(ground=Gradient(kind="linear", direction="down", first="#1b2a6b", second="#7a3fb0"), groups=space),
        Scene(ground=Flat(colour="#bfe3d6"), groups=fruit, seed=5),
        Scene(ground=Flat(colour="#f7f1e3"), groups=forms, seed=8),
        Scene(ground=_view("mountains", "sunset"), seed=5),
        Scene(ground=_pattern("leaves", 2), seed=4),
    ]


def _pattern(motif: Motif | Family, turn: int) -> Pattern:
    paper, ink, accent, *_ = mood(("retro", "ocean", "forest", "candy", "bauhaus", "earthy", "fresh")[turn % 7])
    cells = 3 if motif in ("tartan", "memphis squiggles", "flowers", "leaves") else 5
    return Pattern(motif=motif, ink=ink, paper=paper, cells=cells, shift=(0.0, 0.0), accent=accent)


def _view(land: Land, time: Time, weather: Weather = "clear", season: Season = "summer") -> Landscape:
    light = {"dawn": 0.3, "day": 0.74, "sunset": 0.36, "night": 0.68}[time]
    return Landscape(land=land, time=time, horizon=0.58, light=light, weather=weather, season=season, rich=True)


def _views() -> list[Entry]:
    clear = [_view(land, time) for land in get_args(Land) for time in get_args(Time)]
    other = [
        _view("hills", "day", "cloudy", "spring"),
        _view("hills", "sunset", season="autumn"),
        _view("hills", "day", "snow", "winter"),
        _view("mountains", "dawn", "fog", "autumn"),
        _view("mountains", "night", "snow", "winter"),
        _view("mountains", "day", "rain", "spring"),
        _view("sea", "day", "rain"),
        _view("sea", "dawn", "fog"),
        _view("sea", "sunset", "cloudy", "autumn"),
        _view("desert", "dawn", "cloudy", "spring"),
        _view("desert", "day", season="winter"),
    ]
    return [(_told(view), Scene(ground=view, seed=k)) for k, view in enumerate(clear + other)]


def _told(view: Landscape) -> str:
    more = [word for word in (view.weather, view.season) if word not in ("clear", "summer")]
    return ", ".join((view.land, view.time, *more))


def _textures() -> list[Entry]:
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
    return [(kind, Scene(ground=Texture(kind=kind, base=a, vein=b), seed=2)) for kind, (a, b) in inks.items()]


def _meshes() -> list[Entry]:
    grounds = [(word, Mesh(colours=mood(word))) for word in ("sunset", "ocean", "candy", "cyberpunk", "fresh", "moody")]
    return [(f"mesh, {word}", Scene(ground=ground, seed=4 + k)) for k, (word, ground) in enumerate(grounds)]


def _posters(manner: Manner) -> list[Entry]:
    moods = (manner, "playful", "cool", "retro", "ocean")
    if manner == "op art":
        moods = ("op art", "op art", "sunset")
    return [(manner, Scene(ground=Poster(manner=manner, colours=mood(word)), seed=k)) for k, word in enumerate(moods)]


def _portrait(name: str) -> Scene:
    pale: Ground = Flat(colour="#e9eef0" if OBJECTS[name].colour in ("white", "yellow", "orange") else "#f4ead8")
    return Scene(ground=pale, groups=(_things(name, OBJECTS[name].colour, (0.5, 0.5, 0.36, 0)),))


def sheet(chosen: dict[str, list[Entry]], tile: int) -> Any:
    """The sections as one picture, tiles of `tile` pixels under titles."""
    gap, below, head = round(0.075 * tile), round(0.15 * tile), round(0.42 * tile)
    rows = sum(-(-len(entries) // _COLUMNS) for entries in chosen.values())
    width = 3 * gap + _COLUMNS * (tile + gap)
    height = 4 * gap + len(chosen) * head + rows * (tile + below + gap)
    surface = skia.Surface(width, height)
    canvas = surface.getCanvas()
    canvas.clear(skia.Color(*_PAGE))
    y = 2 * gap
    for title, entries in chosen.items():
        _write(canvas, title, 2 * gap, y + round(0.62 * head), 0.15 * tile, _INK)
        y += head
        for start in range(0, len(entries), _COLUMNS):
            for column, (caption, scene) in enumerate(entries[start : start + _COLUMNS]):
                x = 2 * gap + column * (tile + gap)
                _put(canvas, scene, x, y, tile)
                _write(canvas, caption, x, y + tile + round(0.72 * below), 0.082 * tile, _GREY, tile)
            y += tile + below + gap
    return surface.makeImageSnapshot()


def _put(canvas: Any, scene: Scene, x: int, y: int, tile: int) -> None:
    """The scene in a tile with rounded corners, drawn at twice the size."""
    picture = draw(scene, 2 * tile, 2 * tile)
    pixels = np.full((2 * tile, 2 * tile, 4), 255, np.uint8)
    pixels[..., :3] = picture
    image = skia.Image.fromarray(pixels, skia.kRGBA_8888_ColorType)
    frame = skia.Rect.MakeXYWH(x, y, tile, tile)
    canvas.save()
    canvas.clipRRect(skia.RRect.MakeRectXY(frame, 0.03 * tile, 0.03 * tile), True)
    canvas.drawImageRect(image, frame, skia.SamplingOptions(skia.CubicResampler.Mitchell()))
    canvas.restore()


def _write(canvas: Any, text: str, x: int, y: int, size: float, colour: Rgb, room: float = 1e9) -> None:
    """A line of text, smaller where it would be wider than its room."""
    font = skia.Font(_typeface(), size)
    font.setSize(size * min(1.0, room / font.measureText(text)))
    canvas.drawString(text, x, y, font, skia.Paint(AntiAlias=True, Color=skia.Color(*colour)))


def _typeface() -> Any:
    """The first of the usual plain typefaces that this machine has."""
    known = skia.FontMgr()
    names = (*_TYPES, *(known.getFamilyName(k) for k in range(known.countFamilies())))
    found = (known.matchFamilyStyle(name, skia.FontStyle.Normal()) for name in names)
    return next(face for face in found if face is not None)


def main(arguments: Sequence[str] | None = None) -> None:
    """Draws the sheet into a file."""
    titles = list(sections())
    parser = argparse.ArgumentParser(prog="python -m studio.sketch.sheet", description="Draw a contact sheet.")
    parser.add_argument("file", type=Path, help="where to write it: a name that ends in .jpg or .png")
    parser.add_argument("--only", choices=titles, action="append", help="a section to draw; again for more")
    parser.add_argument("--rows", type=int, default=99, help="at most so many rows to a section")
    parser.add_argument("--tile", type=int, default=240, help="pixels to a tile")
    parser.add_argument("--quality", type=int, default=86, help="of a .jpg, 1 to 100")
    told = parser.parse_args(arguments)
    most = told.rows * _COLUMNS
    chosen = {title: entries[:most] for title, entries in sections().items() if title in (told.only or titles)}
    kind = skia.kPNG if told.file.suffix == ".png" else skia.kJPEG
    told.file.write_bytes(bytes(sheet(chosen, told.tile).encodeToData(kind, told.quality)))


if __name__ == "__main__":
    main()
