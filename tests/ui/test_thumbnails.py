"""Small copies on disk: used while the picture is the same, made again when they are damaged, bounded."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QSize

from studio.ui.thumbnails import Thumbnails

BOX = QSize(200, 200)


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "large.png"
    Image.new("RGB", (1600, 800), "#ff0000").save(path)
    return path


def copies(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.thumb"))


def middle(thumbnails: Thumbnails, path: Path) -> tuple[int, int, int]:
    image = thumbnails.image(path, BOX)
    assert image.size() == QSize(200, 100)
    colour = image.pixelColor(100, 50)
    return colour.red(), colour.green(), colour.blue()


def test_a_large_picture_is_read_once(tmp_path: Path, picture: Path) -> None:
    thumbnails = Thumbnails(tmp_path / "cache")
    assert middle(thumbnails, picture)[0] > 250
    (copy,) = copies(tmp_path / "cache")
    Image.new("RGB", (256, 128), "#0000ff").save(copy, "JPEG")  # seen: it is the copy that is read now
    assert middle(thumbnails, picture)[2] > 250


def test_a_picture_that_changed_is_read_again(tmp_path: Path, picture: Path) -> None:
    thumbnails = Thumbnails(tmp_path / "cache")
    middle(thumbnails, picture)
    Image.new("RGB", (1600, 800), "#00ff00").save(picture)
    os.utime(picture, ns=(0, 10**18))
    assert middle(thumbnails, picture)[1] > 250


@pytest.mark.parametrize("damage", [b"", b"no picture", b"\x89PNG\r\n\x1a\n"])
def test_a_damaged_copy_is_made_again(tmp_path: Path, picture: Path, damage: bytes) -> None:
    thumbnails = Thumbnails(tmp_path / "cache")
    middle(thumbnails, picture)
    (copy,) = copies(tmp_path / "cache")
    copy.write_bytes(damage)
    assert middle(thumbnails, picture)[0] > 250
    assert copies(tmp_path / "cache") == [copy]
    assert copy.stat().st_size > len(damage)


def test_a_small_picture_needs_no_copy(tmp_path: Path) -> None:
    path = tmp_path / "small.png"
    Image.new("RGB", (300, 300), "#ff0000").save(path)
    assert Thumbnails(tmp_path / "cache").image(path, BOX).size() == BOX
    assert not (tmp_path / "cache").exists()


def test_a_picture_that_is_gone_is_no_picture_although_its_copy_is_there(tmp_path: Path, picture: Path) -> None:
    thumbnails = Thumbnails(tmp_path / "cache")
    middle(thumbnails, picture)
    picture.unlink()
    with pytest.raises(FileNotFoundError):
        thumbnails.image(picture, BOX)


def test_a_folder_that_cannot_be_written_only_costs_time(tmp_path: Path, picture: Path) -> None:
    (tmp_path / "cache").write_text("a file where the folder should be")
    assert middle(Thumbnails(tmp_path / "cache"), picture)[0] > 250


def test_transparency_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "clear.png"
    Image.new("RGBA", (1600, 800), (255, 0, 0, 0)).save(path)
    thumbnails = Thumbnails(tmp_path / "cache")
    for _ in range(2):
        assert thumbnails.image(path, BOX).pixelColor(10, 10).alpha() == 0


def test_purging_takes_the_old_and_then_what_is_too_much(tmp_path: Path) -> None:
    folder = tmp_path / "cache"
    folder.mkdir()
    for number in range(6):
        copy = folder / f"{number}.thumb"
        copy.write_bytes(b"x" * 100)
        if number < 2:
            os.utime(copy, (1000.0 + number, 1000.0 + number))
        else:
            os.utime(copy, (copy.stat().st_mtime, copy.stat().st_mtime - 100 + number))
    (folder / "other.txt").write_text("not ours")
    Thumbnails(folder, most_bytes=250).purge()
    assert [copy.name for copy in copies(folder)] == ["4.thumb", "5.thumb"]
    assert (folder / "other.txt").exists()
