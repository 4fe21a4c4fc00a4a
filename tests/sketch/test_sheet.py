"""The contact sheet: it holds everything, and it is a picture."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import numpy as np
from PIL import Image

from studio.sketch.objects.registry import OBJECTS
from studio.sketch.scene import Family, Manner, Style, TextureKind
from studio.sketch.sheet import main, sections


def test_it_holds_everything() -> None:
    shown = {caption for entries in sections().values() for caption, _ in entries}
    assert {*get_args(Style), *get_args(Family), *get_args(TextureKind), *get_args(Manner), *OBJECTS} <= shown


def test_it_is_written_as_a_picture(tmp_path: Path) -> None:
    main([str(tmp_path / "sheet.png"), "--only", "Posters", "--rows", "1", "--tile", "32"])
    with Image.open(tmp_path / "sheet.png") as picture:
        pixels = np.asarray(picture.convert("RGB")).reshape(-1, 3)
        assert picture.width > 9 * 32
    assert len(np.unique(pixels, axis=0)) > 50
