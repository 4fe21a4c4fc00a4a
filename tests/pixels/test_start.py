"""Start pictures of every kind people have, good and bad."""

from __future__ import annotations

import contextlib
import io
import struct
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms

from studio.errors import ImageError
from studio.pixels.frame import Frame, cover_box
from studio.pixels.start import FORMATS, check_image, fit_rgb, read_image


def encoded(image: Image.Image, kind: str = "PNG", **options: Any) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def halves(mode: str = "RGB", size: tuple[int, int] = (40, 20)) -> Image.Image:
    """Left red, right blue."""
    image = Image.new("RGB", size, "red")
    image.paste("blue", (size[0] // 2, 0, size[0], size[1]))
    return image.convert(mode)


def fitted(data: bytes, width: int, height: int, folder: Path) -> np.ndarray:
    path = folder / "blob"
    path.write_bytes(data)
    return np.frombuffer(fit_rgb(path, Frame(width, height)), np.uint8).reshape(height, width, 3)


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(width: int, height: int, depth: int, colour: int, rows: bytes) -> bytes:
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


@pytest.mark.parametrize("kind", FORMATS)
def test_every_named_format_works(kind: str, tmp_path: Path) -> None:
    data = encoded(halves(), kind)
    info, notices = check_image(data)
    assert (info.width, info.height, info.format) == (40, 20, kind)
    assert notices == ()
    pixels = fitted(data, 40, 20, tmp_path).astype(int)
    assert abs(pixels[10, 5] - (255, 0, 0)).max() < 8
    assert abs(pixels[10, 35] - (0, 0, 255)).max() < 8


def test_equal_sizes_keep_every_pixel(tmp_path: Path) -> None:
    noise = np.random.default_rng(1).integers(0, 256, (20, 30, 3), dtype=np.uint8)
    assert (fitted(encoded(Image.fromarray(noise)), 30, 20, tmp_path) == noise).all()


def test_a_profile_of_srgb_changes_nothing(tmp_path: Path) -> None:
    noise = np.random.default_rng(1).integers(0, 256, (20, 30, 3), dtype=np.uint8)
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    data = encoded(Image.fromarray(noise), icc_profile=profile)
    assert (fitted(data, 30, 20, tmp_path) == noise).all()


@given(
    size=st.tuples(st.integers(1, 60), st.integers(1, 60)),
    to=st.tuples(st.integers(1, 60), st.integers(1, 60)),
    mode=st.sampled_from(["1", "L", "LA", "P", "RGB", "RGBA", "I;16"]),
)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_size_asked_for_is_the_size_given(
    tmp_path: Path, size: tuple[int, int], to: tuple[int, int], mode: str
) -> None:
    image = Image.new(mode, size) if mode == "I;16" else halves(mode, size)
    data = encoded(image)
    assert fitted(data, *to, tmp_path).shape == (to[1], to[0], 3)
    assert (fitted(data, *to, tmp_path) == fitted(data, *to, tmp_path)).all()


@given(*[st.integers(1, 5000)] * 4)
def test_the_crop_is_in_the_middle_and_touches_two_sides(w: int, h: int, tw: int, th: int) -> None:
    left, top, right, bottom = cover_box(w, h, tw, th)
    assert left == pytest.approx(w - right, abs=1e-6)
    assert top == pytest.approx(h - bottom, abs=1e-6)
    assert left >= 0
    assert top >= 0
    assert (left, right) == (0, w) or (top, bottom) == (0, h)
    assert (right - left) / (bottom - top) == pytest.approx(tw / th)


def test_a_wide_picture_is_cropped_in_the_middle(tmp_path: Path) -> None:
    image = Image.new("RGB", (60, 20), "green")
    image.paste("white", (20, 0, 40, 20))
    assert (fitted(encoded(image), 20, 20, tmp_path) == 255).all()


@pytest.mark.parametrize("orientation", range(1, 9))
def test_exif_rotation_is_applied(orientation: int, tmp_path: Path) -> None:
    """The same upright picture, stored in all eight ways."""
    upright = np.zeros((16, 32, 3), np.uint8)
    upright[:8, :16] = 255
    stored = {
        1: upright,
        2: upright[:, ::-1],
        3: upright[::-1, ::-1],
        4: upright[::-1],
        5: upright.transpose(1, 0, 2),
        6: np.rot90(upright, 1),
        7: upright[::-1, ::-1].transpose(1, 0, 2),
        8: np.rot90(upright, -1),
    }[orientation]
    exif = Image.Exif()
    exif[0x0112] = orientation
    data = encoded(Image.fromarray(np.ascontiguousarray(stored)), exif=exif)
    info, _ = check_image(data)
    assert (info.width, info.height) == (32, 16)
    assert (fitted(data, 32, 16, tmp_path) == upright).all()


def test_sixteen_bit_grey_spans_the_whole_range(tmp_path: Path) -> None:
    values = np.linspace(0, 65535, 256).astype(np.uint16)[None].repeat(4, axis=0)
    data = encoded(Image.fromarray(values))
    _, notices = check_image(data)
    assert any("8 bits" in notice for notice in notices)
    pixels = fitted(data, 256, 4, tmp_path)
    assert (pixels[0, :, 0] == np.arange(256)).all()


def test_sixteen_bit_colour(tmp_path: Path) -> None:
    row = b"\0" + struct.pack(">3H", 65535, 32896, 0) * 8
    pixels = fitted(png(8, 8, 16, 2, row * 8), 8, 8, tmp_path)
    assert (pixels == (255, 128, 0)).all()


@pytest.mark.parametrize("top", [1.0, 255.0])
def test_floating_point_tiff(top: float, tmp_path: Path) -> None:
    values = np.array([[0.0, top], [top, np.nan]], np.float32)
    pixels = fitted(encoded(Image.fromarray(values), "TIFF"), 2, 2, tmp_path)
    assert pixels[..., 0].tolist() == [[0, 255], [255, 0]]


def test_cmyk_without_a_profile(tmp_path: Path) -> None:
    data = encoded(Image.new("CMYK", (16, 16), (0, 255, 255, 0)), "JPEG")
    _, notices = check_image(data)
    assert any("CMYK" in notice for notice in notices)
    assert abs(fitted(data, 16, 16, tmp_path)[8, 8].astype(int) - (255, 0, 0)).max() < 8


def test_another_profile_is_converted(tmp_path: Path) -> None:
    linear = _with_swapped_primaries()
    data = encoded(Image.new("RGB", (8, 8), (255, 0, 0)), icc_profile=linear)
    assert fitted(data, 8, 8, tmp_path)[4, 4].tolist() != [255, 0, 0]


def _with_swapped_primaries() -> bytes:
    """sRGB's profile with the names of its red and blue primaries exchanged, under another description."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    red, blue = profile.index(b"rXYZ"), profile.index(b"bXYZ")
    profile[red : red + 4], profile[blue : blue + 4] = b"bXYZ", b"rXYZ"
    return bytes(profile).replace("sRGB".encode("utf-16-be"), "tRGB".encode("utf-16-be"))


def test_a_broken_profile_is_ignored_and_said(tmp_path: Path) -> None:
    data = encoded(halves(), icc_profile=b"not a profile")
    _, notices = check_image(data)
    assert any("profile" in notice for notice in notices)
    assert (fitted(data, 40, 20, tmp_path)[0, 0] == (255, 0, 0)).all()


def test_lab_tiff(tmp_path: Path) -> None:
    white = Image.new("LAB", (8, 8), (255, 128, 128))
    assert (fitted(encoded(white, "TIFF"), 8, 8, tmp_path) > 250).all()


@pytest.mark.parametrize("mode", ["RGBA", "LA", "PA"])
def test_transparency_becomes_white(mode: str, tmp_path: Path) -> None:
    clear = Image.new("RGBA", (8, 8), (255, 0, 0, 0)).convert(mode)
    data = encoded(clear, "TIFF" if mode == "PA" else "PNG")
    _, notices = check_image(data)
    assert any("white" in notice for notice in notices)
    assert (fitted(data, 8, 8, tmp_path) == 255).all()


def test_alpha_that_hides_nothing_is_no_news(tmp_path: Path) -> None:
    data = encoded(halves("RGBA"))
    assert check_image(data)[1] == ()
    assert (fitted(data, 40, 20, tmp_path)[0, 0] == (255, 0, 0)).all()


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG", "TIFF"])
def test_of_several_frames_the_first_is_used(kind: str, tmp_path: Path) -> None:
    options: dict[str, Any] = {"save_all": True, "append_images": [Image.new("RGB", (16, 16), "blue")]}
    data = encoded(Image.new("RGB", (16, 16), "red"), kind, **options)
    _, notices = check_image(data)
    assert any("first" in notice for notice in notices)
    assert abs(fitted(data, 16, 16, tmp_path)[8, 8].astype(int) - (255, 0, 0)).max() < 8


def test_too_many_pixels_are_refused_by_the_header() -> None:
    with pytest.raises(ImageError) as caught:
        check_image(png(30_000, 30_000, 8, 2, b""))
    assert "30000x30000" in caught.value.message
    assert "100 megapixels" in caught.value.message
    assert caught.value.remedy


@pytest.mark.parametrize("kind", FORMATS)
def test_truncated_files_are_refused(kind: str) -> None:
    noise = np.random.default_rng(2).integers(0, 256, (64, 64, 3), dtype=np.uint8)
    whole = encoded(Image.fromarray(noise), kind)
    with pytest.raises(ImageError) as caught:
        check_image(whole[: len(whole) // 2])
    assert caught.value.remedy


@pytest.mark.parametrize(
    "data", [b"", b"hello", b"\x89PNG\r\n\x1a\n", b"%PDF-1.7", b"<svg/>", bytes(100), b"P6 1 1 255 abc"]
)
def test_what_is_no_picture_is_refused(data: bytes) -> None:
    with pytest.raises(ImageError) as caught:
        check_image(data)
    assert caught.value.remedy


def test_types_that_work_are_named() -> None:
    with pytest.raises(ImageError) as caught:
        check_image(b"hello")
    assert "PNG, JPEG, WebP, AVIF, TIFF, BMP, GIF" in caught.value.remedy


@given(kind=st.sampled_from(FORMATS), where=st.lists(st.integers(0, 2**20), min_size=1, max_size=8), to=st.binary())
@settings(max_examples=200, deadline=None)
def test_mutilated_files_give_a_picture_or_an_image_error(kind: str, where: list[int], to: bytes) -> None:
    data = bytearray(encoded(halves(), kind))
    for place, byte in zip(where, to or b"\xff", strict=False):
        data[place % len(data)] = byte
    with contextlib.suppress(ImageError):
        info, _ = check_image(bytes(data))
        assert info.width * info.height >= 1


def test_reading_says_what_is_wrong_with_the_path(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(b"x")
    assert read_image(tmp_path / "a.png") == b"x"
    with pytest.raises(ImageError, match="no file"):
        read_image(tmp_path / "b.png")
    with pytest.raises(ImageError, match="folder"):
        read_image(tmp_path)


def test_a_picture_that_went_away(tmp_path: Path) -> None:
    with pytest.raises(ImageError) as caught:
        fit_rgb(tmp_path / "gone", Frame(8, 8))
    assert caught.value.remedy
