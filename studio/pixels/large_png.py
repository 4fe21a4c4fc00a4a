"""PNG files too large to hold whole: read band by band and made smaller on the way."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Generator
from pathlib import Path
from typing import BinaryIO, NamedTuple

from PIL import Image, PngImagePlugin

from studio.errors import ImageError

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
"""by colour type (PNG, ISO/IEC 15948, table 11.1)"""
_BAND_BYTES = 2**21
"""small enough that a thread which reads bands leaves the interpreter to others often"""
_READ_BYTES = 2**20
_BROKEN = (OSError, SyntaxError, ValueError, EOFError, struct.error, zlib.error, MemoryError)


class _Head(NamedTuple):
    width: int
    height: int
    colour: int
    row_bytes: int
    """of one row with its filter byte"""
    palette: bytes
    """the chunks PLTE and tRNS as they stand in the file"""


def reduced_bands(path: Path, factor: int) -> Generator[Image.Image]:
    """The picture in bands from the top, each `factor` x `factor` pixels averaged to one; RGB, or RGBA if it has alpha.

    Never holds more than some rows. Colours are as in the file, its profile is not looked at. Raises ImageError for
    what is no PNG, is damaged, is interlaced (rows do not come in order) or has other than 8 bits a channel.
    """
    try:
        with path.open("rb") as file:
            yield from _reduced(file, max(1, factor))
    except _BROKEN as error:
        raise ImageError(
            f"{path.name} is damaged, or not a PNG file that can be read in bands.",
            remedy="Open it in another program and save a smaller copy.",
            detail=str(error),
        ) from error


def _reduced(file: BinaryIO, factor: int) -> Generator[Image.Image]:
    head = _read_head(file)
    alpha = head.colour in (4, 6) or b"tRNS" in head.palette
    rows = max(factor, _BAND_BYTES // head.row_bytes // factor * factor)
    for band in _bands(file, head, rows):
        part = band.convert("RGBA" if alpha else "RGB")
        yield part.reduce(factor) if factor > 1 else part


def _read_head(file: BinaryIO) -> _Head:
    """Everything up to the first pixels; the file then stands at the first IDAT chunk."""
    if file.read(8) != _SIGNATURE:
        raise ValueError("no PNG signature")
    (length, kind) = struct.unpack(">I4s", file.read(8))
    if (length, kind) != (13, b"IHDR"):
        raise ValueError("no header")
    width, height, depth, colour, _, _, interlaced = struct.unpack(">IIBBBBB", file.read(13))
    file.seek(4, io.SEEK_CUR)
    if interlaced or depth != 8 or colour not in _CHANNELS or not (width and height):
        raise ValueError("interlaced, or not of 8 bits a channel")
    return _Head(width, height, colour, 1 + width * _CHANNELS[colour], _palette(file))


def _palette(file: BinaryIO) -> bytes:
    kept = b""
    while True:
        length, kind = struct.unpack(">I4s", file.read(8))
        if kind == b"IDAT":
            file.seek(-8, io.SEEK_CUR)
            return kept
        content = file.read(length + 4)
        if kind in (b"PLTE", b"tRNS"):
            kept += struct.pack(">I4s", length, kind) + content


def _bands(file: BinaryIO, head: _Head, rows: int) -> Generator[Image.Image]:
    """Bands of `rows` rows from the top; the last one may have fewer.

    A row is stored as its difference to the one above (PNG, 9.2), so each band is decoded below the last row of the
    band before.
    """
    above, left = b"", head.height
    for filtered in _filtered(file, head.row_bytes * rows):
        count = min(len(filtered) // head.row_bytes, left)
        image = _decoded(head, above + filtered[: count * head.row_bytes])
        above = b"\0" + image.crop((0, image.height - 1, *image.size)).tobytes()
        yield image.crop((0, image.height - count, *image.size))
        left -= count
        if left == 0:
            return
    raise ValueError("it ends too early")


def _filtered(file: BinaryIO, size: int) -> Generator[bytes]:
    """The filtered rows, `size` bytes at a time."""
    unpack, have = zlib.decompressobj(), bytearray()
    for packed in _packed(file):
        while packed and not unpack.eof:
            have += unpack.decompress(packed, size - len(have))
            packed = unpack.unconsumed_tail
            if len(have) == size:
                yield bytes(have)
                have.clear()
    have += unpack.flush()
    if have:
        yield bytes(have)


def _packed(file: BinaryIO) -> Generator[bytes]:
    while len(head := file.read(8)) == 8:
        length, kind = struct.unpack(">I4s", head)
        if kind != b"IDAT":
            return
        while length:
            part = file.read(min(length, _READ_BYTES))
            if not part:
                return
            length -= len(part)
            yield part
        file.seek(4, io.SEEK_CUR)


def _decoded(head: _Head, rows: bytes) -> Image.Image:
    """The rows as a small PNG file of their own, packed as they are, decoded by the library."""
    header = struct.pack(">IIBBBBB", head.width, len(rows) // head.row_bytes, 8, head.colour, 0, 0, 0)
    file = io.BytesIO(
        _SIGNATURE
        + _chunk(b"IHDR", header)
        + head.palette
        + _chunk(b"IDAT", zlib.compress(rows, 0))
        + _chunk(b"IEND", b"")
    )
    image = PngImagePlugin.PngImageFile(file)
    image.load()
    return image


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I4s", len(content), kind) + content + struct.pack(">I", zlib.crc32(kind + content))
