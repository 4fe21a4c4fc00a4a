"""Whole pictures are read elsewhere, made smaller when they are very large, and let go of when there are too many."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from studio.ui import large
from studio.ui.images import MISSING, UNREADABLE
from studio.ui.viewer import originals as module
from studio.ui.viewer.originals import Original, Originals, read_original


@pytest.fixture
def originals(qapp: QApplication) -> Iterator[Originals]:
    opened = Originals()
    yield opened
    opened.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def a_file(folder: Path, name: str = "a.png", size: tuple[int, int] = (64, 48), colour: str = "#0000ff") -> Path:
    path = folder / name
    Image.new("RGB", size, colour).save(path)
    return path


def reading(path: Path) -> Original:
    found = read_original(path)
    assert found is not None
    return found


def test_upright_with_smaller_copies(tmp_path: Path) -> None:
    path = tmp_path / "turned.jpg"
    picture = Image.new("RGB", (3000, 1000), "red")
    exif = picture.getexif()
    exif[0x0112] = 6
    picture.save(path, exif=exif)
    found = reading(path)
    assert (found.width, found.height, found.reduced) == (1000, 3000, False)
    assert [(level.width(), level.height()) for level in found.levels] == [(1000, 3000), (500, 1500), (250, 750)]


def test_smaller_copies_are_averages_without_seams(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_BAND_PIXELS", 20_000)
    rows = np.zeros((1203, 1025, 3), np.uint8)
    rows[:, ::2] = 200
    path = tmp_path / "stripes.png"
    Image.fromarray(rows).save(path)
    half = reading(path).levels[1]
    assert (half.width(), half.height()) == (513, 602)
    found = {half.pixelColor(x, y).red() for x in range(5, 500, 7) for y in range(602)}
    assert max(found) - min(found) <= 4
    assert abs(sum(found) / len(found) - 100) <= 4


def test_a_very_large_picture_is_held_smaller(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(large, "MOST_PIXELS", 10_000)
    monkeypatch.setattr(large, "WHOLE_PIXELS", 5_000)
    png, jpeg = a_file(tmp_path, size=(301, 200)), a_file(tmp_path, "b.jpg", (301, 200))
    for path in (png, jpeg):
        found = reading(path)
        assert (found.width, found.height, found.reduced) == (301, 200, True)
        held = found.levels[0]
        assert held.width() * held.height() <= 10_000
        assert abs(held.pixelColor(5, 5).blue() - 255) <= 2


def test_transparency_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.png"
    Image.new("RGBA", (100, 100), (255, 0, 0, 64)).save(path)
    assert reading(path).levels[0].pixelColor(3, 3).alpha() == 64
    monkeypatch.setattr(large, "WHOLE_PIXELS", 10)
    assert reading(path).levels[0].pixelColor(3, 3).alpha() == 64


def test_what_cannot_be_read_says_why(tmp_path: Path) -> None:
    damaged = tmp_path / "damaged.png"
    damaged.write_bytes(b"no picture")
    assert reading(tmp_path / "missing.png").trouble == MISSING
    assert reading(damaged).trouble == UNREADABLE


def test_read_on_a_thread_the_wanted_one_first(originals: Originals, qtbot: QtBot, tmp_path: Path) -> None:
    paths = [a_file(tmp_path, f"{number}.png") for number in range(3)]
    arrived = list[str]()
    originals.arrived.connect(arrived.append)
    originals.want(paths)
    assert originals.get(paths[0]) is None
    qtbot.waitUntil(lambda: len(arrived) == 3)
    assert arrived == [str(path) for path in paths]
    found = originals.get(paths[2])
    assert found is not None
    assert found.levels[0].pixelColor(0, 0).name() == "#0000ff"


def test_the_loop_is_never_where_it_is_read(
    originals: Originals, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads = list[threading.Thread]()

    def watched(path: Path, most: int | None = None) -> Original | None:
        threads.append(threading.current_thread())
        return read_original(path, most)

    monkeypatch.setattr(module, "read_original", watched)
    with qtbot.waitSignal(originals.arrived):
        originals.want([a_file(tmp_path)])
    assert threads
    assert threading.main_thread() not in threads


def test_a_large_neighbour_waits_until_it_is_wanted_itself(
    originals: Originals, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "AHEAD_PIXELS", 5000)
    small, large, third = a_file(tmp_path), a_file(tmp_path, "l.png", (100, 100)), a_file(tmp_path, "t.png")
    arrived = list[str]()
    originals.arrived.connect(arrived.append)
    originals.want([small, large, third])
    qtbot.waitUntil(lambda: arrived == [str(small), str(third)])
    originals.want([large])
    qtbot.waitUntil(lambda: originals.get(large) is not None)


def test_memory_is_bounded(originals: Originals, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "KEPT_BYTES", 2 * 64 * 48 * 4)
    for number in range(5):
        path = a_file(tmp_path, f"{number}.png")
        originals.want([path])
        qtbot.waitUntil(lambda path=path: originals.get(path) is not None)
        assert originals.bytes <= 2 * 64 * 48 * 4


def test_a_file_that_is_back_is_read_again(originals: Originals, qtbot: QtBot, tmp_path: Path) -> None:
    path, other = tmp_path / "late.png", a_file(tmp_path)
    originals.want([path])
    qtbot.waitUntil(lambda: originals.get(path) is not None)
    originals.want([other])
    a_file(tmp_path, "late.png")
    originals.want([path])
    qtbot.waitUntil(lambda: (found := originals.get(path)) is not None and found.trouble is None)
