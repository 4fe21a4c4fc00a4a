"""Control images: what is drawn is found, what is not there is not, by thresholds that the picture gives."""

from __future__ import annotations

import io
from collections.abc import Callable

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw

from studio.errors import ImageError
from studio.pixels.control_lines import Grey, Rgb, edges, is_drawing, lines, strokes
from studio.pixels.controls import LONGEST, MADE_HERE, control_image, looks_ready
from studio.sketch import guides
from studio.sketch.render import draw
from studio.sketch.scene import Scene
from studio.sketch.words.reading import understand

PROMPTS = (
    "a red house left of a green tree",
    "a black cat on a red sofa beside a lamp",
    "a pile of nine blue circles",
    "desert with a cactus and a sun",
    "a castle and three pine trees in snowy mountains",
)
WAYS: tuple[Callable[[Rgb, float], Grey], ...] = (edges, strokes, lines)


def scene(prompt: str) -> Scene:
    return understand(prompt, 3).scene


def drawing(prompt: str, width: int = 640, height: int = 512) -> Rgb:
    return np.ascontiguousarray(draw(scene(prompt), width, height)[..., :3])


def disc(ground: tuple[int, int, int], colour: tuple[int, int, int], side: int = 256) -> Rgb:
    image = Image.new("RGB", (side * 4, side * 4), ground)
    ImageDraw.Draw(image).ellipse((side, side, side * 3, side * 3), fill=colour)
    return np.asarray(image.resize((side, side), Image.Resampling.BOX))


def pen(width: int = 500, height: int = 400, thick: int = 4) -> Rgb:
    """A pen's drawing: black lines on white."""
    image = Image.new("RGB", (width, height), "white")
    canvas = ImageDraw.Draw(image)
    canvas.ellipse((80, 60, 240, 220), outline="black", width=thick)
    canvas.line((60, 320, 440, 300), fill="black", width=thick)
    canvas.rectangle((300, 80, 420, 240), outline="black", width=thick)
    return np.asarray(image)


def photographed(paper: Rgb, seed: int = 0) -> Rgb:
    """A drawing as a telephone sees it: warm light from one side, grey ink, grain."""
    height, width = paper.shape[:2]
    down, across = np.mgrid[:height, :width]
    light = 0.5 + 0.4 * (0.6 * across / width + 0.4 * down / height)
    inked = 255 - 0.6 * (255 - paper.astype(float))
    grain = np.random.default_rng(seed).normal(0, 4, (height, width, 1))
    return np.clip(inked * light[..., None] * (1, 0.96, 0.86) + grain, 0, 255).astype(np.uint8)


def png(picture: np.ndarray) -> bytes:
    out = io.BytesIO()
    Image.fromarray(picture).save(out, "PNG")
    return out.getvalue()


def rows_of(data: bytes) -> np.ndarray:
    with Image.open(io.BytesIO(data)) as image:
        return np.asarray(image)


def near(found: Grey, wanted: Grey, pixels: float) -> float:
    """The share of the white in `found` that lies so near to some in `wanted`."""
    away = cv2.distanceTransform(np.where(wanted > 127, 0, 255).astype(np.uint8), cv2.DIST_L2, 5)
    return float((np.asarray(away)[found > 127] <= pixels).mean())


@pytest.mark.parametrize("prompt", PROMPTS)
def test_the_lines_of_a_drawing_are_those_that_it_was_drawn_with(prompt: str):
    """The sketch knows its own lines exactly; hardly any other is found, and most of these are."""
    picture = drawing(prompt)
    exact = {name: guides.edges(scene(prompt), 640, 512, name)[..., 0] for name in ("canny", "lineart", "scribble")}
    found = edges(picture)
    assert near(found, exact["canny"], 3) > 0.97
    assert near(exact["canny"], found, 3) > 0.75
    assert near(lines(picture), exact["lineart"], 4) > 0.97
    assert near(exact["lineart"], lines(picture), 4) > 0.75
    assert near(strokes(picture), exact["scribble"], 6) > 0.8
    assert near(exact["scribble"], strokes(picture), 6) > 0.8


@pytest.mark.parametrize(
    ("ground", "colour"),
    [((255, 255, 255), (0, 0, 0)), ((110, 110, 110), (140, 140, 140)), ((200, 60, 60), (40, 130, 40))],
)
def test_an_edge_is_found_however_faint_the_picture_and_of_colours_alone(
    ground: tuple[int, int, int], colour: tuple[int, int, int]
) -> None:
    found = edges(disc(ground, colour))
    down, across = np.nonzero(found)
    away = np.abs(np.hypot(down - 127.5, across - 127.5) - 64)
    assert away.max() < 3
    turned = np.unique(np.round(np.degrees(np.arctan2(down - 127.5, across - 127.5)) / 3).astype(int))
    assert len(turned) >= 115  # of 120: all the way round
    assert set(np.unique(found)) == {0, 255}


def test_edges_are_thin_and_strokes_are_broad_and_lines_between():
    picture = drawing(PROMPTS[2])
    shares = [float((way(picture, 0.5) > 127).mean()) for way in (edges, lines, strokes)]
    assert shares[0] < shares[1] < shares[2] < 0.2


@pytest.mark.parametrize("way", WAYS)
def test_grain_and_shading_are_nothing(way: Callable[[Rgb, float], Grey]):
    down, across = np.mgrid[:300, :400]
    shade = (90 + 80 * across / 400 + 40 * down / 300)[..., None].repeat(3, axis=2)
    grainy = np.clip(shade + np.random.default_rng(1).normal(0, 3, shade.shape), 0, 255).astype(np.uint8)
    assert (way(grainy, 0.5) > 127).mean() < 0.002


@pytest.mark.parametrize("way", WAYS)
def test_more_detail_never_shows_less(way: Callable[[Rgb, float], Grey]):
    picture = drawing("a house and two trees in autumn hills")
    shown = [int((way(picture, detail) > 127).sum()) for detail in (0.0, 0.25, 0.5, 0.75, 1.0)]
    assert shown == sorted(shown)
    assert shown[0] < shown[-1]


@pytest.mark.parametrize("way", [strokes, lines])
def test_a_drawing_is_drawn_after_along_its_own_ink(way: Callable[[Rgb, float], Grey]):
    """Not on both sides of it, as edges are."""
    paper = pen()
    for picture in (paper, photographed(paper)):
        assert is_drawing(picture)
        found = way(picture, 0.5)
        ink = paper[..., 0] < 128
        assert (found[ink] > 127).mean() > 0.95
        assert near(found, np.where(ink, 255, 0).astype(np.uint8), 6) == 1.0
    assert (lines(photographed(paper))[paper[..., 0] == 255] < 32).mean() > 0.98


@pytest.mark.parametrize("prompt", PROMPTS)
def test_filled_shapes_are_no_drawing(prompt: str):
    assert not is_drawing(drawing(prompt))


@pytest.mark.parametrize("kind", MADE_HERE)
def test_the_same_file_gives_the_same_bytes_on_any_number_of_threads(kind: str):
    data, before = png(drawing(PROMPTS[1])), cv2.getNumThreads()
    first = control_image(data, kind)
    try:
        cv2.setNumThreads(1)
        assert control_image(data, kind) == first
    finally:
        cv2.setNumThreads(before)


@pytest.mark.parametrize("kind", MADE_HERE)
@pytest.mark.parametrize("size", [(1, 1), (3, 3), (300, 2), (16, 40)])
def test_pictures_of_any_size(kind: str, size: tuple[int, int]):
    width, height = size
    noise = np.random.default_rng(2).integers(0, 256, (height, width, 3), dtype=np.uint8)
    for picture in (noise, np.full_like(noise, 0), np.full_like(noise, 128), np.full_like(noise, 255)):
        for detail in (0.0, 0.5, 1.0):
            made = rows_of(control_image(png(picture), kind, detail=detail))
            assert made.shape == picture.shape
            assert (made[..., 0] == made[..., 2]).all()
            assert picture is noise or not made.any()


def test_large_pictures_become_as_large_as_models_need_and_upright():
    picture = drawing(PROMPTS[0], 2048, 1280)
    assert rows_of(control_image(png(picture), "edges")).shape == (640, LONGEST, 3)
    out = io.BytesIO()
    image = Image.fromarray(picture)
    exif = image.getexif()
    exif[0x0112] = 6  # to be turned to the right
    image.save(out, "JPEG", exif=exif)
    assert rows_of(control_image(out.getvalue(), "edges")).shape == (LONGEST, 640, 3)


@pytest.mark.parametrize("kind", MADE_HERE)
@pytest.mark.parametrize("name", ["canny", "lineart", "scribble"])
def test_what_is_a_control_image_already_stays_as_it_is(kind: str, name: guides.Lines):
    for prompt in PROMPTS:
        guide = np.ascontiguousarray(guides.edges(scene(prompt), 640, 512, name))
        assert looks_ready(png(guide))
        assert (rows_of(control_image(png(guide), kind)) == guide).all()


@pytest.mark.parametrize("prompt", [*PROMPTS, "hills at night", "a night sky with a moon", "two hearts, neon"])
def test_other_pictures_are_none(prompt: str):
    assert not looks_ready(png(drawing(prompt)))
    assert not looks_ready(png(np.ascontiguousarray(guides.depth(scene(prompt), 640, 512))))


def test_a_black_picture_is_none():
    assert not looks_ready(png(np.zeros((64, 64, 3), np.uint8)))


def test_what_is_transparent_is_paper_or_the_black_of_a_control_image():
    ink = 255 - pen()[..., :1]
    black, white = (np.concatenate([np.full((*ink.shape[:2], 3), level, np.uint8), ink], 2) for level in (0, 255))
    assert (rows_of(control_image(png(black), "lines"))[..., :1][ink > 0] > 127).all()
    assert not looks_ready(png(black))
    assert looks_ready(png(white))
    assert (rows_of(control_image(png(white), "lines"))[..., :1] == ink).all()


@pytest.mark.parametrize("kind", ["depth", "pose", "normals", "segments"])
def test_kinds_that_want_a_network_only_come_ready_made(kind: str):
    with pytest.raises(ImageError, match=kind) as caught:
        control_image(png(pen()), kind)
    assert "ready-made" in caught.value.remedy


def test_what_is_no_picture_is_refused():
    for data in (b"", b"no picture", png(pen())[:200]):
        with pytest.raises(ImageError):
            control_image(data, "edges")
