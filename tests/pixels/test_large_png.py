"""Bands joined are the picture that a whole decode gives; what cannot be read in bands is refused."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from studio.errors import ImageError
from studio.pixels import large_png
from studio.pixels.large_png import reduced_bands

SIZE = (97, 61)


def noisy(mode: str) -> Image.Image:
    """Slopes with some noise, so that every kind of row filter is used."""
    draw = np.random.default_rng(3)
    x, y = np.meshgrid(np.arange(SIZE[0]), np.arange(SIZE[1]))
    slopes = np.stack([x * 2, y * 4, x + y, 255 - x], axis=-1) + draw.integers(0, 9, (SIZE[1], SIZE[0], 4))
    image = Image.fromarray(np.clip(slopes, 0, 255).astype(np.uint8), "RGBA")
    return image.convert("RGB").quantize(32) if mode == "P" else image.convert(mode)


def read_reduced(path: Path, factor: int) -> Image.Image:
    """The bands joined."""
    bands = list(reduced_bands(path, factor))
    whole = Image.new(bands[0].mode, (bands[0].width, sum(band.height for band in bands)))
    top = 0
    for band in bands:
        whole.paste(band, (0, top))
        top += band.height
    return whole


@pytest.fixture(autouse=True)
def small_bands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(large_png, "_BAND_BYTES", 2000)
    monkeypatch.setattr(large_png, "_READ_BYTES", 100)


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L", "LA", "P"])
@pytest.mark.parametrize("factor", [1, 2, 3, 200])
def test_as_reading_it_whole(tmp_path: Path, mode: str, factor: int) -> None:
    path = tmp_path / "a.png"
    noisy(mode).save(path)
    expected = noisy(mode).convert("RGBA" if mode in ("RGBA", "LA") else "RGB")
    found = read_reduced(path, factor)
    assert found.mode == expected.mode
    assert found.size == (-(-SIZE[0] // factor), -(-SIZE[1] // factor))
    apart = np.abs(np.asarray(found, np.int16) - np.asarray(expected.reduce(factor), np.int16))
    assert apart.max() <= (0 if factor < 200 else 1)


def test_transparency_of_a_palette(tmp_path: Path) -> None:
    path, image = tmp_path / "a.png", noisy("P")
    image.save(path, transparency=3)
    with Image.open(path) as whole:
        expected = whole.convert("RGBA")
    assert read_reduced(path, 1).tobytes() == expected.tobytes()


@pytest.mark.parametrize("cut", [0, 5, 20, 40, 500, -20])
def test_damaged_files_are_refused(tmp_path: Path, cut: int) -> None:
    path = tmp_path / "a.png"
    noisy("RGB").save(path)
    path.write_bytes(path.read_bytes()[:cut])
    if cut == -20:  # all rows are there, only the end is not
        assert read_reduced(path, 1).size == SIZE
    else:
        with pytest.raises(ImageError):
            read_reduced(path, 1)


def test_other_files_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    noisy("RGB").save(path)
    with pytest.raises(ImageError):
        read_reduced(path, 1)
    deep = tmp_path / "deep.png"
    Image.fromarray(np.zeros((4, 4), np.uint16)).save(deep)
    with pytest.raises(ImageError):
        read_reduced(deep, 1)
    with pytest.raises(ImageError):
        read_reduced(tmp_path / "missing.png", 1)
