"""The bytes on the engine line: length-prefixed frames of one msgpack message and raw attachments.

A frame is, in network byte order:

    magic "BLNK" | body length, 4 bytes | attachment count, 1 byte | length of each attachment, 4 bytes
    body: the message as msgpack | the attachments, one after the other

Lengths are looked at before anything of that length is read, and memory grows only with bytes that arrive.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, Protocol, cast

import msgspec

from studio.errors import LineCut, ProtocolError
from studio.recipe.events import Picture, Preview
from studio.wire.messages import FromEngine, Report, ToEngine

MAGIC = b"BLNK"
MAX_BODY = 16 * 2**20
"""bytes"""
MAX_ATTACHMENT = 1024 * 2**20
"""bytes, of all attachments of one frame together: the largest finished picture, its mask and a product as large"""
MAX_ATTACHMENTS = 16

_MESSAGE = "The engine and the studio did not understand each other."
_REMEDY = "Try again; if it happens again, reinstall Blink Studio so that both parts are of one version."

_HEAD = struct.Struct(">4sIB")
_CHUNK = 2**20
_CHANNELS = {"rgb8": 3, "rgba8": 4}

Attachments = tuple[bytes, ...]


class Reader(Protocol):
    """A blocking binary stream; `read` may give less than it was asked for, and nothing at the end."""

    def read(self, size: int, /) -> bytes | None: ...


class Writer(Protocol):
    """A blocking binary stream."""

    def write(self, data: bytes, /) -> int | None: ...

    def flush(self) -> object: ...


def write_frame(stream: Writer, message: ToEngine | FromEngine, attachments: Sequence[bytes] = ()) -> None:
    """Write one frame and flush. The caller keeps two threads from writing at once.

    Raises ProtocolError, before anything is written, for a message above the limits, and OSError when nobody reads.
    """
    body = msgspec.msgpack.encode(message)
    lengths = [len(attachment) for attachment in attachments]
    _check_limits(len(body), lengths)
    head = _HEAD.pack(MAGIC, len(body), len(lengths)) + _lengths(len(lengths)).pack(*lengths)
    _write_all(stream, head + body)
    for attachment in attachments:
        _write_all(stream, attachment)
    stream.flush()


def read_frame(stream: Reader, union: Any) -> tuple[Any, Attachments] | None:
    """Read one frame whose message belongs to `union` (ToEngine or FromEngine); None at a clean end of the stream.

    Raises ProtocolError for anything that is not a whole frame of that union (LineCut where the stream ends inside
    one), and OSError as the stream does.
    """
    head = _read(stream, _HEAD.size)
    if not head:
        return None
    magic, body_length, count = _HEAD.unpack(_whole(head, _HEAD.size))
    if magic != MAGIC or count > MAX_ATTACHMENTS:
        raise _error(f"no frame begins with {head!r}")
    packed = _lengths(count)
    lengths = cast(tuple[int, ...], packed.unpack(_whole(_read(stream, packed.size), packed.size)))
    _check_limits(body_length, lengths)
    message = _decode(_whole(_read(stream, body_length), body_length), union)
    return message, tuple(_whole(_read(stream, length), length) for length in lengths)


def read_to_engine(stream: Reader) -> tuple[ToEngine, Attachments] | None:
    """The engine's side of `read_frame`."""
    return cast("tuple[ToEngine, Attachments] | None", read_frame(stream, ToEngine))


def read_from_engine(stream: Reader) -> FromEngine | None:
    """The window's side of `read_frame`: previews and pictures come with their data."""
    frame = cast("tuple[FromEngine, Attachments] | None", read_frame(stream, FromEngine))
    return None if frame is None else attached(*frame)


def write_from_engine(stream: Writer, message: FromEngine) -> None:
    """The engine's side of `write_frame`: the data of previews and pictures travel as attachments."""
    write_frame(stream, *detached(message))


def detached(message: FromEngine) -> tuple[FromEngine, Attachments]:
    """The message without pixel data, and the data as attachments."""
    match message:
        case Report(event=Preview() | Picture() as event):
            empty = msgspec.structs.replace(event, data=b"")
            return msgspec.structs.replace(message, event=empty), (event.data,)
        case _:
            return message, ()


def attached(message: FromEngine, attachments: Attachments) -> FromEngine:
    """The other way round. Raises ProtocolError where the attachments do not fit the message."""
    match message:
        case Report(event=Preview() | Picture() as event):
            whole = msgspec.structs.replace(event, data=_data_of(event, attachments))
            return msgspec.structs.replace(message, event=whole)
        case _ if attachments:
            raise _error(f"{type(message).__name__} takes no attachment")
        case _:
            return message


def _data_of(event: Preview | Picture, attachments: Attachments) -> bytes:
    if len(attachments) != 1:
        raise _error(f"{type(event).__name__} takes one attachment, not {len(attachments)}")
    channels = 3 if isinstance(event, Preview) else _CHANNELS.get(event.encoding)
    if channels is not None and len(attachments[0]) != event.width * event.height * channels:
        raise _error(f"{len(attachments[0])} bytes for {event.width}x{event.height} with {channels} channels")
    return attachments[0]


@cache
def _decoder(union: Any) -> msgspec.msgpack.Decoder[Any]:
    return msgspec.msgpack.Decoder(union)


def _decode(body: bytes, union: Any) -> Any:
    try:
        return _decoder(union).decode(body)
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        raise _error(str(error)) from error


def _lengths(count: int) -> struct.Struct:
    return struct.Struct(f">{count}I")


def _check_limits(body: int, attachments: Sequence[int]) -> None:
    if body > MAX_BODY or len(attachments) > MAX_ATTACHMENTS or sum(attachments) > MAX_ATTACHMENT:
        raise _error(f"a frame of {body} bytes with attachments of {list(attachments)} bytes")


def _read(stream: Reader, size: int) -> bytes:
    """`size` bytes, or fewer where the stream ends. A buffer that grows is not copied once more at the end."""
    whole = io.BytesIO()
    for chunk in _chunks(stream, size):
        whole.write(chunk)
    return whole.getvalue()


def _chunks(stream: Reader, size: int) -> Iterator[bytes]:
    while size > 0:
        chunk = stream.read(min(size, _CHUNK))
        if not chunk:
            return
        size -= len(chunk)
        yield chunk


def _whole(data: bytes, size: int) -> bytes:
    if len(data) != size:
        raise LineCut(_MESSAGE, remedy=_REMEDY, detail=f"the line ended after {len(data)} of {size} bytes")
    return data


def _write_all(stream: Writer, data: bytes) -> None:
    view = memoryview(data)
    while view:
        written = stream.write(cast(bytes, view))
        view = view[len(view) if written is None else written :]


def _error(detail: str) -> ProtocolError:
    return ProtocolError(_MESSAGE, remedy=_REMEDY, detail=detail)
