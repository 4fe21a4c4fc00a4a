"""What is taken for a control image of lines without being told."""

from __future__ import annotations

from io import BytesIO

import numpy as np
import pytest
from PIL import Image, ImageDraw

from studio.pixels.control_look import is_line_image


def drawn(mode: str, ground: str, line: str, width: int) -> Image.Image:
    image = Image.new(mode, (900, 600), ground)
    pen = ImageDraw.Draw(image)
    pen.line([(20, 30), (800, 500)], fill=line, width=width)
    pen.ellipse([(300, 100), (600, 400)], outline=line, width=width)
    return image


def file_of(image: Image.Image, kind: str = "PNG") -> bytes:
    file = BytesIO()
    image.save(file, kind)
    return file.getvalue()


@pytest.mark.parametrize("width", [1, 3, 25])
@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
@pytest.mark.parametrize("mode", ["L", "RGB"])
def test_light_lines_on_black(width: int, kind: str, mode: str) -> None:
    assert is_line_image(file_of(drawn(mode, "black", "white", width), kind))


def test_large_ones_too() -> None:
    large = drawn("L", "black", "white", 2).resize((5400, 3600), Image.Resampling.NEAREST)
    assert is_line_image(file_of(large))


@pytest.mark.parametrize(
    "image",
    [
        drawn("RGB", "white", "black", 3),
        drawn("RGB", "black", "red", 9),
        drawn("RGB", "navy", "white", 3),
        Image.new("RGB", (64, 64), "black"),
        Image.new("RGB", (64, 64), "white"),
        Image.linear_gradient("L"),
        Image.fromarray(np.random.default_rng(0).integers(0, 256, (64, 64, 3), dtype=np.uint8)),
    ],
    ids=["ink on paper", "coloured lines", "blue ground", "black", "white", "a gradient", "a photograph"],
)
def test_anything_else_is_a_picture(image: Image.Image) -> None:
    assert not is_line_image(file_of(image))
