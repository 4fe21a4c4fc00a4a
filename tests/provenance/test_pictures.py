"""Pictures with their recipe inside: written the same every time, read from headers alone, safe against bad files."""

from __future__ import annotations

import contextlib
import io
import os
import struct
import subprocess
import sys
import time
import zlib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms

from studio.errors import ImageError, NewerRecipe, ProtocolError
from studio.provenance.pictures import MAX_SIDECAR_BYTES, encode_png, picture_size, read_recipe, sidecar
from studio.provenance.profile import srgb_profile
from studio.recipe import codec
from studio.recipe.recipe import Recipe
from tests.provenance.samples import RECIPE, RECIPES

RGB = bytes(range(24))
RGBA = bytes(range(32))
PNG = encode_png(RGB, 4, 2, RECIPE)
SIGNATURE = PNG[:8]


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_with(*chunks: bytes) -> bytes:
    """A 1 x 1 picture with `chunks` before its pixels."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    return SIGNATURE + head + b"".join(chunks) + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b"")


def itxt(key: bytes, text: bytes, compressed: bool = False) -> bytes:
    return chunk(b"iTXt", key + (b"\0\1\0\0\0" + zlib.compress(text) if compressed else b"\0\0\0\0\0" + text))


@given(RECIPES)
@settings(deadline=None)
def test_recipes_come_back_exactly(recipe: Recipe) -> None:
    assert read_recipe(encode_png(RGB, 4, 2, recipe)) == codec.Decoded(recipe=recipe)


@pytest.mark.parametrize(("mode", "pixels"), [("RGB", RGB), ("RGBA", RGBA)])
def test_pixels_come_back_exactly(mode: str, pixels: bytes) -> None:
    with Image.open(io.BytesIO(encode_png(pixels, 4, 2, RECIPE))) as image:
        assert (image.mode, image.size, image.tobytes()) == (mode, (4, 2), pixels)


def test_equal_pictures_are_equal_files_in_any_process_at_any_time() -> None:
    """Another process, another time zone, later: nothing of that goes in."""
    script = (
        "import sys; from tests.provenance.samples import RECIPE; from studio.provenance.pictures import encode_png\n"
        "sys.stdout.buffer.write(encode_png(bytes(range(24)), 4, 2, RECIPE))"
    )
    srgb_profile.cache_clear()
    time.sleep(1.1 - time.time() % 1)  # the profile's own clock counts seconds
    environment = {**os.environ, "TZ": "Asia/Tokyo", "PYTHONHASHSEED": "3"}
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True, env=environment)
    assert done.stdout == PNG == encode_png(RGB, 4, 2, RECIPE)


def test_a_picture_says_what_every_reader_looks_for() -> None:
    with Image.open(io.BytesIO(PNG)) as image:
        image.load()
        assert set(image.info) == {"blink-studio", "parameters", "XML:com.adobe.xmp", "xmp", "icc_profile"}
        assert image.info["parameters"].startswith(RECIPE.prompt)
        profile = ImageCms.ImageCmsProfile(io.BytesIO(image.info["icc_profile"]))
    assert "sRGB" in ImageCms.getProfileDescription(profile)
    assert ImageCms.isIntentSupported(profile, ImageCms.Intent.PERCEPTUAL, ImageCms.Direction.INPUT) == 1


def test_the_profile_leaves_srgb_as_it_is() -> None:
    image = Image.frombytes("RGB", (16, 16), bytes(range(256)) * 3)
    ours = ImageCms.ImageCmsProfile(io.BytesIO(srgb_profile()))
    theirs = ImageCms.createProfile("sRGB")
    converted = ImageCms.profileToProfile(image, ours, theirs)
    assert converted is not None
    assert max(abs(a - b) for a, b in zip(image.tobytes(), converted.tobytes(), strict=True)) <= 1


@pytest.mark.parametrize(
    ("pixels", "width", "height"), [(RGB[:-1], 4, 2), (RGB, 4, 3), (b"", 0, 0), (bytes(8), 4, 2), (RGB, -4, -2)]
)
def test_pixels_of_another_size_are_refused(pixels: bytes, width: int, height: int) -> None:
    with pytest.raises(ProtocolError):
        encode_png(pixels, width, height, RECIPE)


def test_files_and_bytes_are_read_alike(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(PNG)
    assert read_recipe(path) == read_recipe(PNG) == codec.Decoded(recipe=RECIPE)
    assert picture_size(path) == (4, 2)


@pytest.mark.parametrize("format", ["png", "jpeg", "webp", "gif", "bmp", "tiff", "avif"])
def test_pictures_without_a_recipe_have_none(format: str) -> None:
    buffer = io.BytesIO()
    Image.new("RGB", (8, 8)).save(buffer, format)
    assert read_recipe(buffer.getvalue()) is None


@pytest.mark.parametrize("format", ["png", "jpeg", "webp"])
def test_a_recipe_may_lie_beside_the_picture(tmp_path: Path, format: str) -> None:
    path = tmp_path / f"a.{format}"
    Image.new("RGB", (8, 6)).save(path, format)
    sidecar(path).write_text(codec.encode(RECIPE))
    assert read_recipe(path) == codec.Decoded(recipe=RECIPE)
    assert picture_size(path) == (8, 6)
    sidecar(path).write_text("{" * MAX_SIDECAR_BYTES * 2)
    with pytest.raises(ImageError, match="damaged"):
        read_recipe(path)


@pytest.mark.parametrize("data", [b"", b"text", b"%PDF-1.7 and so on", b"\0" * 64, SIGNATURE, PNG[:20], PNG[:200]])
def test_what_is_no_whole_picture_is_told(data: bytes) -> None:
    with pytest.raises(ImageError) as caught:
        read_recipe(data)
    assert caught.value.remedy


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "missing.png"):
        with pytest.raises(ImageError, match=r"cannot be read"):
            read_recipe(path)


def test_a_recipe_from_a_newer_studio() -> None:
    text = codec.encode(RECIPE).replace(f'"version":{codec.VERSION}', '"version":99')
    with pytest.raises(NewerRecipe, match="newer"):
        read_recipe(png_with(itxt(b"blink-studio", text.encode())))


def test_unknown_fields_are_reported() -> None:
    text = codec.encode(RECIPE).replace('"prompt":', '"mood":"calm","prompt":')
    decoded = read_recipe(png_with(itxt(b"blink-studio", text.encode())))
    assert decoded == codec.Decoded(recipe=RECIPE, unknown=("mood",))


@pytest.mark.parametrize(
    "chunks",
    [
        (itxt(b"blink-studio", b"no recipe"),),
        (itxt(b"blink-studio", b"{" * 100_000),),
        (itxt(b"blink-studio", b"a" * 100_000_000, compressed=True),),
        tuple(itxt(b"blink-studio", b"b" * 1_000_000, compressed=True) for _ in range(80)),
        (struct.pack(">I", 2**31 - 1) + b"iTXt",),
    ],
    ids=["garbage", "deep", "bomb", "many bombs", "endless"],
)
def test_texts_made_to_harm(chunks: tuple[bytes, ...]) -> None:
    with pytest.raises(ImageError) as caught:
        read_recipe(png_with(*chunks))
    assert caught.value.remedy


@pytest.mark.parametrize("text", [itxt(b"blink-studio", b"\xff\xfe"), chunk(b"iTXt", b"blink-studio")])
def test_texts_that_are_none(text: bytes) -> None:
    assert read_recipe(png_with(text)) is None


def test_no_pixel_is_decoded(tmp_path: Path) -> None:
    """A picture of 60000 x 60000 whose pixels are missing altogether still gives its recipe, and at once."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0))
    text = itxt(b"blink-studio", codec.encode(RECIPE).encode())
    path = tmp_path / "huge.png"
    path.write_bytes(SIGNATURE + head + text + chunk(b"IDAT", b""))
    assert read_recipe(path) == codec.Decoded(recipe=RECIPE)
    assert picture_size(path) == (60_000, 60_000)


@given(st.integers(0, len(PNG) - 1), st.integers(1, 255))
@settings(deadline=None, max_examples=300)
def test_a_flipped_byte_is_an_error_or_harmless(position: int, bits: int) -> None:
    harmed = bytearray(PNG)
    harmed[position] ^= bits
    try:
        decoded = read_recipe(bytes(harmed))
    except (ImageError, NewerRecipe):
        return
    assert decoded is None or decoded.recipe == RECIPE


@given(st.binary(max_size=400))
@settings(deadline=None)
def test_noise_is_never_more_than_an_error(data: bytes) -> None:
    for noise in (data, SIGNATURE + data, PNG[:33] + data):
        with contextlib.suppress(ImageError):
            assert read_recipe(noise) is None


def test_a_picture_larger_than_a_band_is_whole() -> None:
    rng = np.random.default_rng(1)
    rows = rng.integers(0, 256, (700, 2100, 3), dtype=np.uint8)
    with Image.open(io.BytesIO(encode_png(rows.tobytes(), 2100, 700, RECIPE))) as picture:
        assert (np.asarray(picture) == rows).all()
