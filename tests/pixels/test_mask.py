"""Masks as people have them: their brightness counts, and they lie as their pictures do."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from studio.errors import ImageError
from studio.pixels.frame import Frame
from studio.pixels.mask import check_mask, fit_mask, require_same_shape
from studio.pixels.start import ImageInfo, fit_rgb
from tests.pixels.test_start import encoded


def half(mode: str = "L", size: tuple[int, int] = (40, 20)) -> Image.Image:
    """Left black, right white."""
    image = Image.new("L", size, 0)
    image.paste(255, (size[0] // 2, 0, *size))
    return image.convert(mode)


def fitted(data: bytes, frame: Frame, folder: Path) -> np.ndarray:
    path = folder / "mask"
    path.write_bytes(data)
    return np.frombuffer(fit_mask(path, frame), np.uint8).reshape(frame.height, frame.width)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16", "CMYK"])
def test_black_stays_and_white_is_made_anew_in_every_mode(mode: str, tmp_path: Path) -> None:
    image = half("I").point(lambda level: level * 257).convert("I;16") if mode == "I;16" else half(mode)
    data = encoded(image, "TIFF" if mode == "CMYK" else "PNG")
    info, notices = check_mask(data)
    assert (info.width, info.height, notices) == (40, 20, ())
    rows = fitted(data, Frame(40, 20), tmp_path)
    assert (rows[:, :20] == 0).all()
    assert (rows[:, 20:] == 255).all()


def test_the_noise_of_a_jpeg_is_no_mask(tmp_path: Path) -> None:
    image = Image.new("L", (96, 96), 0)
    ImageDraw.Draw(image).rectangle((33, 33, 70, 70), fill=255)
    rows = fitted(encoded(image, "JPEG", quality=90), Frame(96, 96), tmp_path)
    assert not rows[:24].any()
    assert (rows[42:62, 42:62] == 255).all()


def test_grey_stays_grey(tmp_path: Path) -> None:
    rows = fitted(encoded(Image.new("L", (8, 8), 128)), Frame(8, 8), tmp_path)
    assert 120 < rows[0, 0] < 136


def test_white_strokes_on_nothing_are_a_mask(tmp_path: Path) -> None:
    image = Image.new("RGBA", (20, 20), (255, 255, 255, 0))
    image.paste((255, 255, 255, 255), (10, 0, 20, 20))
    data = encoded(image)
    assert any("transparent" in notice for notice in check_mask(data)[1])
    rows = fitted(data, Frame(20, 20), tmp_path)
    assert not rows[:, :10].any()
    assert (rows[:, 10:] == 255).all()


@pytest.mark.parametrize(("level", "word"), [(0, "black"), (255, "white")])
def test_a_mask_of_one_colour_is_said(level: int, word: str) -> None:
    [notice] = check_mask(encoded(Image.new("L", (8, 8), level)))[1]
    assert word in notice


@given(
    st.tuples(st.integers(1, 50), st.integers(1, 50)),
    st.tuples(st.integers(1, 50), st.integers(1, 50)),
    st.none() | st.tuples(st.integers(1, 50), st.integers(1, 50)),
    st.integers(1, 8),
)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_it_lies_as_its_picture_does(
    tmp_path: Path, size: tuple[int, int], to: tuple[int, int], finished: tuple[int, int] | None, orientation: int
) -> None:
    """Of one picture as both, what is not black in one is not black in the other."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    data = encoded(half(size=(size[0] * 2, size[1])), exif=exif)
    frame = Frame(*to, finished)
    mask = fitted(data, frame, tmp_path)
    picture = np.frombuffer(fit_rgb(tmp_path / "mask", frame), np.uint8).reshape(to[1], to[0], 3)
    assert (picture[mask == 255] > 127).all()
    assert (picture[mask == 0] < 128).all()


def test_another_shape_than_the_pictures_is_refused() -> None:
    def info(width: int, height: int) -> ImageInfo:
        return ImageInfo(width=width, height=height, format="PNG")

    require_same_shape(info(1000, 667), info(500, 334))
    with pytest.raises(ImageError, match="500x400") as caught:
        require_same_shape(info(1000, 667), info(500, 400))
    assert caught.value.remedy


@pytest.mark.parametrize("data", [b"", b"hello", encoded(half())[:60]])
def test_what_is_no_picture_is_refused(data: bytes) -> None:
    with pytest.raises(ImageError) as caught:
        check_mask(data)
    assert caught.value.remedy


def test_too_many_pixels_are_refused() -> None:
    file = io.BytesIO()
    Image.new("1", (20_000, 5_001)).save(file, "PNG")
    with pytest.raises(ImageError, match="20000x5001"):
        check_mask(file.getvalue())
