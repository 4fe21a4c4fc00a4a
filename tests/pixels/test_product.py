"""Cut-outs as people have them: their pixels are kept, what is lost is said."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageCms

from studio.errors import ImageError
from studio.pixels.product import check_product, product_rgba
from tests.pixels.test_start import encoded


def read(data: bytes, folder: Path) -> np.ndarray:
    (folder / "product").write_bytes(data)
    width, height, rows = product_rgba(folder / "product")
    return np.frombuffer(rows, np.uint8).reshape(height, width, 4)


def noise(*shape: int) -> np.ndarray:
    return np.random.default_rng(4).integers(0, 256, shape, dtype=np.uint8)


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "TIFF"])
def test_every_bit_is_kept_where_it_is_seen(kind: str, tmp_path: Path) -> None:
    rows = noise(10, 20, 4)
    data = encoded(Image.fromarray(rows), kind, **({"lossless": True} if kind == "WEBP" else {}))
    info, notices = check_product(data)
    assert (info.width, info.height, notices) == (20, 10, ())
    got = read(data, tmp_path)
    assert (got[..., 3] == rows[..., 3]).all()
    assert (got[rows[..., 3] > 0] == rows[rows[..., 3] > 0]).all()


def test_a_profile_of_srgb_changes_nothing_and_another_is_said(tmp_path: Path) -> None:
    rows = noise(10, 20, 4)
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    data = encoded(Image.fromarray(rows), icc_profile=srgb)
    assert check_product(data)[1] == ()
    assert (read(data, tmp_path) == rows).all()
    red, blue = srgb.index(b"rXYZ"), srgb.index(b"bXYZ")
    swapped = bytearray(srgb.replace("sRGB".encode("utf-16-be"), "tRGB".encode("utf-16-be")))
    swapped[red : red + 4], swapped[blue : blue + 4] = b"bXYZ", b"rXYZ"
    [notice] = check_product(encoded(Image.fromarray(rows), icc_profile=bytes(swapped)))[1]
    assert "profile" in notice


def test_a_palette_with_a_hole(tmp_path: Path) -> None:
    image = Image.new("P", (4, 2), 1)
    image.putpalette([0, 0, 0, 10, 20, 30])
    image.putpixel((0, 0), 0)
    data = encoded(image, transparency=0)
    got = read(data, tmp_path)
    assert got[0, 0, 3] == 0
    assert (got[1] == (10, 20, 30, 255)).all()


def test_without_transparency_the_rectangle_is_said(tmp_path: Path) -> None:
    data = encoded(Image.fromarray(noise(6, 8, 3)))
    [notice] = check_product(data)[1]
    assert "rectangle" in notice
    assert (read(data, tmp_path)[..., 3] == 255).all()


def test_nothing_to_be_seen_is_said() -> None:
    [notice] = check_product(encoded(Image.new("RGBA", (4, 4))))[1]
    assert "nothing" in notice


@pytest.mark.parametrize("mode", ["I;16", "CMYK"])
def test_what_is_lost_is_said(mode: str, tmp_path: Path) -> None:
    data = encoded(Image.new(mode, (8, 8)), "TIFF")
    assert len(check_product(data)[1]) == 2
    assert read(data, tmp_path).shape == (8, 8, 4)


def test_exif_rotation_is_applied(tmp_path: Path) -> None:
    rows, exif = noise(6, 8, 4), Image.Exif()
    exif[0x0112] = 6
    data = encoded(Image.fromarray(rows), exif=exif)
    info, notices = check_product(data)
    assert (info.width, info.height, notices) == (6, 8, ())
    assert (read(data, tmp_path) == np.rot90(rows, -1)).all()


def test_what_is_no_picture_is_refused() -> None:
    with pytest.raises(ImageError) as caught:
        check_product(b"hello")
    assert caught.value.remedy
