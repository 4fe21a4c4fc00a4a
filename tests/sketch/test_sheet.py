"""The contact sheet: it holds everything, it is a picture, and it is always the same one."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import numpy as np
from PIL import Image

from studio.sketch.objects.registry import OBJECTS
from studio.sketch.scene import Family, Land, Landscape, Manner, Motif, Season, Style, TextureKind, Time, Weather
from studio.sketch.sheet import main, parts
from studio.sketch.sheet_page import Section
from studio.sketch.words.reading import understand

KINDS = (Style, Family, Motif, TextureKind, Manner)


def sections() -> list[Section]:
    return [part for part in parts() if isinstance(part, Section)]


def test_it_holds_everything() -> None:
    shown = {caption for section in sections() for caption, _ in section.entries}
    assert {name for kind in KINDS for name in get_args(kind)} <= shown
    assert {name for part in parts() if not isinstance(part, Section) for name, _ in part.objects} == set(OBJECTS)


def test_every_land_hour_weather_and_season_is_seen() -> None:
    views = [scene.ground for section in sections() for _, scene in section.entries]
    seen = {word for view in views if isinstance(view, Landscape) for word in
            (view.land, view.time, view.weather, view.season)}  # fmt: skip
    assert seen == {*get_args(Land), *get_args(Time), *get_args(Weather), *get_args(Season)}


def test_rows_are_full() -> None:
    assert [part.title for part in sections() if len(part.entries) % part.columns] == []


def test_what_is_drawn_from_words_is_understood() -> None:
    words = next(section for section in sections() if section.title == "From words")
    assert [caption for caption, _ in words.entries if understand(caption).unknown] == []


def test_it_is_a_picture_and_always_the_same(tmp_path: Path) -> None:
    for name in ("one.png", "two.png"):
        main([str(tmp_path / name), "--only", "Posters", "--scale", "0.25"])
    assert (tmp_path / "one.png").read_bytes() == (tmp_path / "two.png").read_bytes()
    with Image.open(tmp_path / "one.png") as picture:
        assert picture.width == 320
        pixels = np.asarray(picture.convert("RGB")).reshape(-1, 3)
    assert len(np.unique(pixels, axis=0)) > 50
