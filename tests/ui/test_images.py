"""Pictures are decoded upright, at the size in which they are shown, and never on the loop's thread."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QSize
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from studio.recipe.events import Encoding
from studio.ui import images as module
from studio.ui.images import MISSING, UNREADABLE, Images, of_pixels, read_scaled
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


class Gate:
    """Holds the threads that decode until it is opened, and notes what they read."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.read: list[str] = []
        self.open = threading.Event()
        monkeypatch.setattr(module, "read_scaled", self._read)

    def _read(self, path: Path, box: QSize) -> QImage:
        self.open.wait(5)
        self.read.append(path.stem)
        return read_scaled(path, box)


def files(folder: Path, names: str) -> list[Path]:
    paths = [folder / f"{name}.png" for name in names]
    for path in paths:
        Image.new("RGB", (8, 8), "blue").save(path)
    return paths


def test_the_newest_request_is_served_first(
    images: Images, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_THREADS", 1)
    gate, taken = Gate(monkeypatch), list[QImage]()
    first, *paths = files(tmp_path, "abcdef")
    images.ask(first, BOX, taken.append)
    qtbot.waitUntil(lambda: len(images._begun) == 1)
    for path in paths:
        images.ask(path, BOX, taken.append, ahead=path.stem in "ef")
    gate.open.set()
    qtbot.waitUntil(lambda: len(taken) == 6)
    assert gate.read == ["a", "d", "c", "b", "e", "f"], "what lies ahead comes last, in its order"


def test_what_nobody_waits_for_is_not_read(
    images: Images, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate, taken = Gate(monkeypatch), list[QImage]()
    paths = files(tmp_path, "abcdef")
    first = [images.ask(path, BOX, taken.append) for path in paths[:2]]
    qtbot.waitUntil(lambda: len(images._begun) == 2)
    requests = [images.ask(path, BOX, taken.append) for path in paths[2:]]
    other = images.ask(paths[5], BOX, taken.append)
    for request in (*first, *requests):
        request.cancel()
    gate.open.set()
    qtbot.waitUntil(lambda: len(taken) == 1)
    assert sorted(gate.read) == ["a", "b", "f"]
    assert other.key.source.endswith("f.png")


def test_memory_is_bounded(images: Images, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(images._cache, "_most", 3 * 50 * 50 * 4)
    taken = list[QImage]()
    paths = files(tmp_path, "abcdef")
    for path in paths:
        images.ask(path, BOX, taken.append)
    qtbot.waitUntil(lambda: len(taken) == 6)
    assert sum(images.at_hand(path, BOX) is not None for path in paths) == 3


def test_why_a_picture_is_null(images: Images, qtbot: QtBot, tmp_path: Path) -> None:
    damaged, missing, taken = tmp_path / "damaged.png", tmp_path / "missing.png", list[QImage]()
    damaged.write_bytes(b"no picture")
    for path in (damaged, missing):
        images.ask(path, BOX, taken.append)
    qtbot.waitUntil(lambda: len(taken) == 2)
    assert all(image.isNull() for image in taken)
    assert images.trouble(damaged) == UNREADABLE
    assert images.trouble(missing) == MISSING
    Image.new("RGB", (8, 8), "blue").save(missing)
    images.forget(missing)
    images.ask(missing, BOX, taken.append)
    qtbot.waitUntil(lambda: len(taken) == 3)
    assert not taken[2].isNull()


def test_a_picture_carries_the_ratio_of_the_screen_it_is_for(images: Images, qtbot: QtBot, tmp_path: Path) -> None:
    taken = list[QImage]()
    (path,) = files(tmp_path, "a")
    images.ask(path, BOX, taken.append, 2.0)
    qtbot.waitUntil(lambda: bool(taken))
    assert taken[0].devicePixelRatio() == 2.0
    assert taken[0].size() == BOX
