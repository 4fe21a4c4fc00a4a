"""The header of a safetensors file is read whatever the file claims, and what is wrong with it is said."""

from __future__ import annotations

import json
import struct
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file

from studio.errors import ModelDamaged, ModelUnsafe
from studio.families.header import MAX_HEADER, read_header
from tests.families.safetensors_files import SD1, write_header, write_tensors


def entry(begin: object = 0, end: object = 8, shape: object = (2,), dtype: object = "F32") -> dict[str, object]:
    return {"dtype": dtype, "shape": shape, "data_offsets": [begin, end]}


def framed(content: bytes, length: int | None = None, weights: bytes = b"") -> bytes:
    return struct.pack("<Q", len(content) if length is None else length) + content + weights


def test_what_the_library_writes_is_read(tmp_path: Path) -> None:
    tensors = {"b": np.zeros((2, 3), np.float16), "a": np.zeros((4,), np.int64), "none": np.zeros((0, 5), np.float32)}
    save_file(tensors, tmp_path / "m.safetensors", metadata={"by": "me"})
    header = read_header(tmp_path / "m.safetensors")
    assert header.shapes == {"a": (4,), "b": (2, 3), "none": (0, 5)}
    assert header.metadata == {"by": "me"}
    assert header.width("b") == 3
    assert header.width("c") is None
    assert header.has("no")


def test_types_that_came_later_are_believed(tmp_path: Path) -> None:
    path = write_header(tmp_path / "m.safetensors", {"w": entry(0, 3, (7, 7), "F2_NEW")}, 3)
    assert read_header(path).shapes == {"w": (7, 7)}


BROKEN: dict[str, tuple[str, bytes]] = {
    "empty": ("empty or cut short", b""),
    "half a length": ("empty or cut short", b"\x08\x00\x00"),
    "2^60 bytes": ("impossible length", framed(b"{}" * 50, 2**60)),
    "2^64-1 bytes": ("impossible length", framed(b"{}", 2**64 - 1)),
    "just too long": ("impossible length", framed(b"{}", MAX_HEADER + 1)),
    "header longer than the file": ("cut short", framed(b"{}", 1000)),
    "a web page": ("impossible length", b"<!doctype html>not found"),
    "no JSON": ("damaged header", framed(b"x" * 100)),
    "a list": ("damaged header", framed(b"[1]")),
    "not UTF-8": ("damaged header", framed(b'{"\xff": 1}')),
    "a bomb of brackets": ("damaged header", framed(b'{"w": ' + b"[" * 200_000 + b"]" * 200_000 + b"}")),
    "a tensor that is none": ("damaged header", framed(b'{"w": 3}')),
    "offsets below zero": ("contradicts", framed(json.dumps({"w": entry(-8, 0)}).encode())),
    "offsets beyond all files": ("contradicts", framed(json.dumps({"w": entry(2**62, 2**62 + 8)}).encode())),
    "end before begin": ("contradicts", framed(json.dumps({"w": entry(0, -8)}).encode())),
    "a shape below zero": ("contradicts", framed(json.dumps({"w": entry(shape=(-1, -2))}).encode(), None, bytes(8))),
    "another length than the shape": ("contradicts", framed(json.dumps({"w": entry(shape=(3,))}).encode())),
    "too many dimensions": ("contradicts", framed(json.dumps({"w": entry(shape=(2**40,) * 10_000)}).encode())),
    "overlap": ("contradicts", framed(json.dumps({"a": entry(), "b": entry(4, 12)}).encode(), None, bytes(12))),
    "a gap": ("contradicts", framed(json.dumps({"a": entry(), "b": entry(9, 17)}).encode(), None, bytes(17))),
    "weights cut short": ("cut short", framed(json.dumps({"w": entry()}).encode(), None, bytes(7))),
    "too much": ("longer", framed(json.dumps({"w": entry()}).encode(), None, bytes(9))),
    "notes that are none": ("damaged header", framed(b'{"__metadata__": {"a": {"b": 1}}}')),
}


@pytest.mark.parametrize("case", BROKEN)
def test_broken_files_say_what_is_wrong(tmp_path: Path, case: str) -> None:
    said, content = BROKEN[case]
    path = tmp_path / "broken.safetensors"
    path.write_bytes(content)
    with pytest.raises(ModelDamaged, match=said) as caught:
        read_header(path)
    assert "broken.safetensors" in caught.value.message
    assert caught.value.remedy


def test_a_million_tensors_are_refused(tmp_path: Path) -> None:
    path = write_header(tmp_path / "m.safetensors", {f"w{n}": 0 for n in range(200_001)})
    with pytest.raises(ModelDamaged, match="more tensors"):
        read_header(path)


@pytest.mark.parametrize("begin", [b"PK\x03\x04", b"\x80\x02", b"\x80\x05"])
def test_a_pickle_by_another_name_is_refused(tmp_path: Path, begin: bytes) -> None:
    (tmp_path / "m.safetensors").write_bytes(begin + bytes(100))
    with pytest.raises(ModelUnsafe):
        read_header(tmp_path / "m.safetensors")


def test_folders_links_in_a_circle_and_missing_files_are_errors(tmp_path: Path) -> None:
    (tmp_path / "loop.safetensors").symlink_to(tmp_path / "loop.safetensors")
    (tmp_path / "folder.safetensors").mkdir()
    for name in ("loop", "folder", "missing"):
        with pytest.raises(ModelDamaged, match="cannot be read"):
            read_header(tmp_path / f"{name}.safetensors")


@pytest.mark.parametrize("cut", [1, 1000, 100_000])
def test_every_truncation_is_told(tmp_path: Path, cut: int) -> None:
    path = write_tensors(tmp_path / "m.safetensors", SD1)
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size - cut)
    with pytest.raises(ModelDamaged, match="cut short"):
        read_header(path)
