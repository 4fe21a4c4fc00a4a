"""Start pictures: whether a file can be one, and its pixels in the size that a recipe wants."""

from __future__ import annotations

import io
import struct
import threading
import warnings
import zlib
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import msgspec
from PIL import Image, UnidentifiedImageError

from studio.errors import ImageError
from studio.pixels.colour import srgb, turned
from studio.pixels.frame import Frame, framed

MAX_PIXELS = 100_000_000
MAX_BYTES = 512 * 2**20

FORMATS = ("PNG", "JPEG", "WEBP", "AVIF", "TIFF", "BMP", "GIF")
"""No others are tried: fewer decoders, fewer ways in."""

_DECODER_FAILURES = (
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    LookupError,
    TypeError,
    ArithmeticError,
    RuntimeError,
    AssertionError,
    MemoryError,
    struct.error,
    zlib.error,
)
"""What Pillow's decoders raise at damaged files, each after its own fashion."""

Image.MAX_IMAGE_PIXELS = None  # Pillow's check hides width and height; _require_size below is stricter
_decoding = threading.Lock()


class ImageInfo(msgspec.Struct, frozen=True, kw_only=True):
    """A picture as people see it: upright."""

    width: int
    height: int
    format: str
    """one of FORMATS, or "MPO" for a JPEG with several pictures"""


def read_image(path: Path) -> bytes:
    """The file's bytes, unchecked but for their number. Raises ImageError with the remedy."""
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise _unreadable(path, error) from error
    if len(data) > MAX_BYTES:
        raise ImageError(
            f"{path.name} is larger than {MAX_BYTES // 2**20} MiB.", remedy="Save the picture smaller first."
        )
    return data


def check_image(data: bytes) -> tuple[ImageInfo, tuple[str, ...]]:
    """What the file is, and what will be lost when it is used (plain sentences).

    Dimensions are judged by the header, before anything is decoded; then it is decoded once, so a truncated file is
    found here (a large one takes a second: not for an event loop). Raises ImageError with the remedy.
    """
    with opened(io.BytesIO(data)) as image:
        return _info(image), _frames(image) + srgb(image)[1]


def measure(path: Path) -> ImageInfo:
    """What the file is, by its header alone. Raises ImageError with the remedy."""
    with opened(path) as image:
        return _info(image)


def fit_rgb(path: Path, frame: Frame) -> bytes:
    """The picture as rows from the top, 8-bit sRGB, three bytes a pixel, in the size of `frame`.

    Equal files give equal bytes. Raises ImageError with the remedy.
    """
    with opened(path) as image:
        upright, _ = srgb(image)
        return framed(upright, frame, Image.Resampling.LANCZOS).tobytes()


@contextmanager
def opened(source: Path | io.BytesIO) -> Generator[Image.Image]:
    """The file as an image, not yet decoded; ImageError with the remedy for whatever goes wrong inside the block.

    One at a time: Pillow warns through the process-wide filters, and large pictures need memory."""
    with _decoding, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            with Image.open(source, formats=FORMATS) as image:
                _require_size(image)
                yield image
        except UnidentifiedImageError as error:
            raise _not_an_image(str(error)) from error
        except FileNotFoundError as error:
            raise ImageError("The picture is gone.", remedy="Choose it again.", detail=str(error)) from error
        except _DECODER_FAILURES as error:
            raise _damaged(error) from error


def _unreadable(path: Path, error: OSError) -> ImageError:
    if isinstance(error, FileNotFoundError):
        return ImageError(f"There is no file {path}.", remedy="Check the path.", detail=str(error))
    if isinstance(error, IsADirectoryError):
        return ImageError(f"{path} is a folder.", remedy="Choose a picture in it.", detail=str(error))
    return ImageError(
        f"{path} cannot be read ({error.strerror or error}).", remedy="Check its permissions.", detail=str(error)
    )


def _require_size(image: Image.Image) -> None:
    width, height = image.size
    if width * height > MAX_PIXELS:
        raise ImageError(
            f"The picture has {width}x{height} pixels; the limit is {MAX_PIXELS // 10**6} megapixels.",
            remedy="Make it smaller first, for example 2000 pixels wide.",
        )
    if width < 1 or height < 1:
        raise _not_an_image(f"{width}x{height}")


def _info(image: Image.Image) -> ImageInfo:
    width, height = image.size[::-1] if turned(image) else image.size
    return ImageInfo(width=width, height=height, format=image.format or "")


def _frames(image: Image.Image) -> tuple[str, ...]:
    if getattr(image, "n_frames", 1) < 2 or image.format == "MPO":
        return ()
    what = (
        "It has several pages; the first is used." if image.format == "TIFF" else "It moves; its first frame is used."
    )
    return (what,)


def _not_an_image(detail: str) -> ImageError:
    return ImageError(
        "This file is not a picture that the studio can read.",
        remedy="Use a file of one of these types: PNG, JPEG, WebP, AVIF, TIFF, BMP, GIF.",
        detail=detail,
    )


def _damaged(error: BaseException) -> ImageError:
    return ImageError(
        "The picture is damaged or cut short.",
        remedy="Open it in an image program and save it again, or choose another one.",
        detail=f"{type(error).__name__}: {error}",
    )
