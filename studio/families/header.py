"""What a safetensors file says of itself: names, types and shapes of its tensors, read without any of them."""

from __future__ import annotations

import math
import os
from collections.abc import Mapping
from pathlib import Path

import msgspec

from studio.errors import ModelDamaged, ModelUnsafe

MAX_HEADER = 32 * 2**20
"""bytes; the largest known ones have a few million, nearly all of it notes of a training"""
_MAX_TENSORS = 200_000
_LENGTH = 8
_METADATA = "__metadata__"
_BITS: Mapping[str, int] = {
    **dict.fromkeys(("F64", "I64", "U64", "C64"), 64),
    **dict.fromkeys(("F32", "I32", "U32"), 32),
    **dict.fromkeys(("F16", "BF16", "I16", "U16"), 16),
    **dict.fromkeys(("BOOL", "U8", "I8", "F8_E5M2", "F8_E4M3", "F8_E8M0"), 8),
}
"""a tensor of a type that is newer than these is believed to be as long as it says"""
_MAX_DIMENSIONS = 16
_PICKLE_BEGINNINGS = (b"PK\x03\x04", b"\x80\x02", b"\x80\x03", b"\x80\x04", b"\x80\x05")
_REMEDY = "Get this file again."


class TensorEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One tensor, as the header describes it."""

    dtype: str
    shape: tuple[int, ...]
    data_offsets: tuple[int, int]
    """bytes after the header: (begin, end)"""


class Header(msgspec.Struct, frozen=True, kw_only=True):
    """The header of one file."""

    shapes: dict[str, tuple[int, ...]]
    """tensor name to shape"""
    metadata: dict[str, str]

    def width(self, ending: str) -> int | None:
        """The last dimension of the first tensor whose name ends so; None without one."""
        shape = next((shape for name, shape in self.shapes.items() if name.endswith(ending)), None)
        return shape[-1] if shape else None

    def has(self, prefix: str) -> bool:
        """Whether a tensor's name begins so."""
        return any(name.startswith(prefix) for name in self.shapes)


msgspec.json.Decoder(TensorEntry)  # before any thread decodes it: see recipe/recipe.py


def read_header(path: Path) -> Header:
    """Raises ModelDamaged that says what is wrong with the file, and ModelUnsafe for a pickle by another name.

    Whatever the file claims, no more than MAX_HEADER bytes are read, and every tensor must lie inside the file.
    """
    try:
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            length = _length(path, file.read(_LENGTH), size)
            content = file.read(length)
    except OSError as error:
        raise _damaged(path, f"cannot be read ({error.strerror or error})", str(error)) from error
    if len(content) < length:
        raise _damaged(path, "is cut short", f"{len(content)} of {length} bytes of header")
    entries, metadata = _decoded(path, content)
    _require_covered(path, entries, size - _LENGTH - length)
    return Header(shapes={name: entry.shape for name, entry in entries.items()}, metadata=metadata)


def _length(path: Path, first: bytes, size: int) -> int:
    if first.startswith(_PICKLE_BEGINNINGS):
        raise ModelUnsafe(
            f"{path.name} is a pickle checkpoint, which can run any program when it is opened. It was not opened.",
            remedy="Look for the same model as .safetensors.",
        )
    if len(first) < _LENGTH:
        raise _damaged(path, "is empty or cut short", f"{size} bytes")
    length = int.from_bytes(first, "little")
    if length > MAX_HEADER:
        raise _damaged(path, "is no safetensors file: its header claims an impossible length", f"{length} bytes")
    if length > size - _LENGTH:
        raise _damaged(path, "is cut short", f"a header of {length} bytes in a file of {size}")
    return length


def _decoded(path: Path, content: bytes) -> tuple[dict[str, TensorEntry], dict[str, str]]:
    try:
        fields = msgspec.json.decode(content, type=dict[str, msgspec.Raw])
        if len(fields) > _MAX_TENSORS:
            raise _damaged(path, "claims more tensors than any model has", str(len(fields)))
        metadata = fields.pop(_METADATA, None)
        notes = {} if metadata is None else msgspec.json.decode(metadata, type=dict[str, str])
        return {name: msgspec.json.decode(raw, type=TensorEntry) for name, raw in fields.items()}, notes
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise _damaged(path, "has a damaged header, or is no safetensors file", str(error)) from error


def _require_covered(path: Path, entries: Mapping[str, TensorEntry], size: int) -> None:
    """Every tensor as long as its shape says, one after the other, to the end of the file."""
    at = 0
    for name, entry in sorted(entries.items(), key=lambda item: item[1].data_offsets):
        begin, end = entry.data_offsets
        if begin != at or end < begin or not _is_sound(entry):
            raise _damaged(path, "has a header that contradicts itself", f"{name}: {entry}"[:500])
        at = end
    if at > size:
        raise _damaged(path, "is cut short", f"{size} of {at} bytes of weights")
    if at < size:
        raise _damaged(path, "is longer than its header says", f"{size} instead of {at} bytes of weights")


def _is_sound(entry: TensorEntry) -> bool:
    if len(entry.shape) > _MAX_DIMENSIONS or min(entry.shape, default=0) < 0:
        return False
    bits = _BITS.get(entry.dtype)
    begin, end = entry.data_offsets
    return bits is None or (end - begin) * 8 == math.prod(entry.shape) * bits


def _damaged(path: Path, problem: str, detail: str) -> ModelDamaged:
    return ModelDamaged(f"{path.name} {problem}.", remedy=_REMEDY, detail=detail)
