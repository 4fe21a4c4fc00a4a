"""Pictures are decoded upright, at the size in which they are shown, and never on the loop's thread."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from studio.recipe.events import Encoding
from studio.ui import images as module
from studio.ui.images import Images, of_pixels, read_scaled
from studio.workspace.sets import Pixels

BOX = QSize(50, 50)


@pytest.fixture
def images(qapp: QApplication) -> Iterator[Images]:
    opened = Images()
    yield opened
    opened.close()


def test_upright_and_scaled(tmp_path: Path) -> None:
    path = tmp_path / "turned.jpg"
    picture = Image.new("RGB", (400, 200), "red")
    exif = picture.getexif()
    exif[0x0112] = 6
    picture.save(path, exif=exif)
    image = read_scaled(path, BOX)
    assert (image.width(), image.height()) == (25, 50)


@pytest.mark.parametrize("content", [b"", b"\x89PNG\r\n\x1a\n", b"no picture"])
def test_what_cannot_be_read_is_null(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(content)
    assert read_scaled(path, BOX).isNull()
    assert read_scaled(tmp_path / "missing.png", BOX).isNull()


@pytest.mark.parametrize(("encoding", "pixel"), [("rgb8", b"\xff\x80\x00"), ("rgba8", b"\xff\x80\x00\xff")])
def test_rows_keep_their_colour(encoding: Encoding, pixel: bytes) -> None:
    image = of_pixels(Pixels(width=10, height=5, encoding=encoding, data=pixel * 50), BOX)
    assert (image.width(), image.height()) == (50, 25)
    assert image.pixelColor(20, 10).getRgb() == (255, 128, 0, 255)


def test_decoded_elsewhere_and_kept(
    images: Images, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, threads = tmp_path / "a.png", list[threading.Thread]()
    Image.new("RGB", (64, 64), "blue").save(path)

    def watched(source: Path, box: QSize) -> object:
        threads.append(threading.current_thread())
        return read_scaled(source, box)

    monkeypatch.setattr(module, "read_scaled", watched)
    with qtbot.waitSignal(images.arrived) as arrived:
        assert images.get(path, BOX) is None
        assert images.get(path, BOX) is None
    assert arrived.args == [str(path)]
    image = images.get(path, BOX)
    assert image is not None
    assert image.pixelColor(0, 0).name() == "#0000ff"
    assert len(threads) == 1
    assert threads[0] is not threading.main_thread()
