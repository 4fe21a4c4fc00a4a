"""Blobs by their sha256."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from studio.errors import FolderUnusable, ImageError
from studio.library.blobs import Blobs


@pytest.fixture
def blobs(tmp_path: Path) -> Blobs:
    return Blobs(tmp_path / "blobs")


@given(st.binary(max_size=2000))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30, deadline=None)
def test_what_goes_in_comes_out(blobs: Blobs, data: bytes) -> None:
    sha256 = blobs.put(data)
    assert sha256 == hashlib.sha256(data).hexdigest()
    assert blobs.path(sha256).read_bytes() == data
    assert blobs.path(sha256).parent.parent.name == sha256[:2]
    assert blobs.put(data) == sha256


def test_nothing_but_blobs_lies_in_the_folder(blobs: Blobs, tmp_path: Path) -> None:
    names = {blobs.put(bytes([n])) for n in range(20)}
    assert {path.name for path in tmp_path.rglob("*") if path.is_file()} == names


@pytest.mark.parametrize("name", ["0" * 64, "", "../../etc/passwd", "A" * 64, "0" * 63 + "/"])
def test_what_is_not_there_is_told(blobs: Blobs, name: str) -> None:
    with pytest.raises(ImageError) as caught:
        blobs.path(name)
    assert "Give that picture again" in caught.value.remedy


def test_a_damaged_blob_is_told_and_mended_by_the_next_put(blobs: Blobs) -> None:
    sha256 = blobs.put(b"picture")
    blobs.path(sha256).write_bytes(b"pict")
    with pytest.raises(ImageError, match="damaged"):
        blobs.verified(sha256)
    assert blobs.put(b"picture") == sha256
    assert blobs.verified(sha256).read_bytes() == b"picture"


def test_a_folder_that_cannot_be_used(tmp_path: Path) -> None:
    (tmp_path / "blobs").write_text("in the way")
    with pytest.raises(FolderUnusable):
        Blobs(tmp_path / "blobs").put(b"picture")
