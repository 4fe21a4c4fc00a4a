"""Pictures that the toolkit would refuse are shown all the same, small and whole."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QSize
from PySide6.QtGui import QImageReader
from PySide6.QtWidgets import QApplication

from studio.ui import large
from studio.ui.thumbnails import read_scaled


@pytest.fixture
def path(tmp_path: Path, qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Red above, blue below; counted as large."""
    monkeypatch.setattr(large, "WHOLE_PIXELS", 1000)
    image = Image.new("RGB", (400, 300), "red")
    image.paste("blue", (0, 150, 400, 300))
    image.save(tmp_path / "a.png")
    return tmp_path / "a.png"


def test_a_small_copy_is_read_in_bands(path: Path) -> None:
    assert large.is_large(QImageReader(str(path)))
    image = read_scaled(path, QSize(40, 40))
    assert image.width() == 40
    assert abs(image.height() - 30) <= 1
    assert image.pixelColor(20, 5).name() == "#ff0000"
    assert image.pixelColor(20, 25).name() == "#0000ff"


def test_what_bands_cannot_read_is_read_whole_where_that_is_allowed(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Image.new("I;16", (400, 300), 65535).save(path)
    assert read_scaled(path, QSize(40, 40)).pixelColor(3, 3).name() == "#ffffff"
    monkeypatch.setattr(QImageReader, "allocationLimit", lambda: 0)
    assert read_scaled(path, QSize(40, 40)).isNull()


def test_a_factor_leaves_enough_for_a_sharp_copy() -> None:
    assert large.factor_for(QSize(16384, 16384), QSize(256, 256)) == 32
    assert large.factor_for(QSize(16384, 1000), QSize(256, 256)) == 1
    assert large.factor_for(QSize(16384, 16384), QSize()) == 2
    assert large.factor_for(QSize(100, 100), QSize(), most_pixels=100) == 10
