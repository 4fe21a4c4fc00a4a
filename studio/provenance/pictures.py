"""Pictures with their recipe inside: written as PNG, read back from the headers alone."""

from __future__ import annotations

import io
import struct
from pathlib import Path
from typing import Any, BinaryIO, cast

from PIL import Image, ImageFile, JpegImagePlugin, PngImagePlugin, WebPImagePlugin

from studio.errors import ImageError, NewerRecipe, ProtocolError, RecipeError
from studio.provenance.parameters import parameters
from studio.provenance.profile import srgb_profile
from studio.provenance.xmp import packet
from studio.recipe.codec import Decoded, decode, encode
from studio.recipe.recipe import Recipe

RECIPE_KEY = "blink-studio"
XMP_KEY = "XML:com.adobe.xmp"
COMPRESS_LEVEL = 1
"""zlib's fastest: four to five times quicker than level 6, and somewhat larger."""

_BAND_BYTES = 4 * 2**20

MAX_SIDECAR_BYTES = 1 << 20

_PNG = b"\x89PNG\r\n\x1a\n"
_OTHER_PICTURES = (b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*", b"BM", b"8BPS", b"\x76\x2f\x31\x01", b"\xff\x0a")

_BROKEN = (OSError, SyntaxError, ValueError, EOFError, struct.error, OverflowError, MemoryError)
"""What Pillow raises for files that are cut off, damaged or made to harm."""


def encode_png(pixels: bytes, width: int, height: int, recipe: Recipe) -> bytes:
    """A PNG file of `pixels` with its recipe, A1111 parameters, XMP and sRGB profile inside.

    `pixels`: rows top first, 8 bits a channel, sRGB, three channels or four (the fourth is alpha).
    Equal arguments give equal bytes: no clock, job, host or project goes in.
    Raises ProtocolError if the number of bytes is not that of a picture of this size.
    """
    channels = len(pixels) // max(width * height, 1)
    if width < 1 or height < 1 or channels not in (3, 4) or len(pixels) != width * height * channels:
        raise ProtocolError(
            "The engine sent a picture of another size than it said.",
            remedy="Make the picture again; if this repeats, restart Blink Studio.",
            detail=f"{len(pixels)} bytes for {width} x {height}",
        )
    image = _image("RGB" if channels == 3 else "RGBA", width, height, pixels)
    buffer = io.BytesIO()
    image.save(
        buffer, "PNG", compress_level=COMPRESS_LEVEL, pnginfo=_texts(recipe), icc_profile=srgb_profile(), optimize=False
    )
    return buffer.getvalue()


def _image(mode: str, width: int, height: int, pixels: bytes) -> Image.Image:
    """In bands: to take a large picture whole would hold the interpreter, and with it a window, for too long."""
    band = max(1, _BAND_BYTES // (width * len(mode)))
    if band >= height:
        return Image.frombytes(mode, (width, height), pixels)
    image, view = Image.new(mode, (width, height)), memoryview(pixels)
    for top in range(0, height, band):
        rows = min(band, height - top)
        first = top * width * len(mode)
        part = view[first : first + rows * width * len(mode)]
        image.paste(Image.frombytes(mode, (width, rows), bytes(part)), (0, top))
    return image


def _texts(recipe: Recipe) -> PngImagePlugin.PngInfo:
    """iTXt throughout, so that every script survives; uncompressed, since XMP must be and simple readers expect it."""
    info = PngImagePlugin.PngInfo()
    for key, text in ((RECIPE_KEY, encode(recipe)), ("parameters", parameters(recipe)), (XMP_KEY, packet(recipe))):
        info.add_itxt(key, text)
    return info


def sidecar(path: Path) -> Path:
    """Where the recipe of a picture lies that is kept byte for byte: `<name>.studio.json` beside it."""
    return path.with_name(path.name + ".studio.json")


def read_recipe(source: Path | bytes) -> Decoded | None:
    """The recipe inside a picture file, or beside it; None for a picture without one. No pixel is decoded.

    Raises ImageError for what is no picture, is cut off, or holds a damaged recipe; NewerRecipe for one
    that a newer studio wrote.
    """
    if isinstance(source, bytes):
        text = _embedded(io.BytesIO(source), "the picture")
    else:
        text = _embedded_in_file(source)
        text = _beside(source) if text is None else text
    return None if text is None else _decoded(text)


def picture_size(path: Path) -> tuple[int, int]:
    """(width, height) in pixels of a PNG, JPEG or WebP file, from its headers. Raises ImageError."""
    try:
        with path.open("rb") as file:
            head = file.read(16)
            file.seek(0)
            with _opener(head, path.name)(file) as image:
                return image.size
    except _BROKEN as error:
        raise _damaged(path.name, error) from error


def _opener(head: bytes, name: str) -> type[ImageFile.ImageFile]:
    """The plug-in's own class rather than Image.open: that would warn of large pictures, and none is decoded here."""
    if head.startswith(_PNG):
        return PngImagePlugin.PngImageFile
    if head.startswith(b"\xff\xd8\xff"):
        return JpegImagePlugin.JpegImageFile
    if _is_webp(head):
        return WebPImagePlugin.WebPImageFile
    raise ImageError(f"{name} is not a PNG, JPEG or WebP file.", remedy="Use a PNG, JPEG or WebP file.")


def _is_webp(head: bytes) -> bool:
    return head[:4] == b"RIFF" and head[8:12] == b"WEBP"


def _damaged(name: str, error: BaseException) -> ImageError:
    return ImageError(f"{name} is damaged or cut off.", remedy="Use another copy of the picture.", detail=str(error))


def _decoded(text: str) -> Decoded:
    try:
        return decode(text)
    except NewerRecipe:
        raise
    except RecipeError as error:
        raise ImageError(
            "The recipe in this picture is damaged.",
            remedy="Use another copy of the picture, or drop it as a start picture only.",
            detail=error.detail,
        ) from error


def _embedded_in_file(path: Path) -> str | None:
    try:
        with path.open("rb") as file:
            return _embedded(file, path.name)
    except OSError as error:
        raise ImageError(
            f"{path.name} cannot be read.", remedy="Check that the file exists and may be read.", detail=str(error)
        ) from error


def _beside(path: Path) -> str | None:
    try:
        with sidecar(path).open("rb") as file:
            return file.read(MAX_SIDECAR_BYTES).decode(errors="replace")
    except OSError:
        return None


def _embedded(file: BinaryIO, name: str) -> str | None:
    head = file.read(16)
    file.seek(0)
    if not head.startswith(_PNG):
        _require_picture(head, name)
        return None
    text = _png_headers(file, name).get(RECIPE_KEY)
    return str(text) if isinstance(text, str) else None


def _png_headers(file: BinaryIO, name: str) -> dict[Any, Any]:
    """What stands before the pixels. Pillow bounds what a compressed text may unpack to: ValueError when it is more."""
    try:
        with PngImagePlugin.PngImageFile(file) as image:
            return dict(cast(dict[Any, Any], image.info))
    except _BROKEN as error:
        raise _damaged(name, error) from error


def _require_picture(head: bytes, name: str) -> None:
    boxed = head[4:8] in (b"ftyp", b"JXL ", b"jP  ")
    if not (_is_webp(head) or boxed or head.startswith(_OTHER_PICTURES)):
        raise ImageError(f"{name} is not a picture.", remedy="Use a PNG, JPEG or WebP file.")
