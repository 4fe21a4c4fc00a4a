"""What comes into the window by drop or paste: files, or pixels of another program."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QMimeData
from PySide6.QtGui import QImage


def first_file(content: QMimeData) -> Path | None:
    return next((Path(url.toLocalFile()) for url in content.urls() if url.isLocalFile()), None)


def pixels(content: QMimeData) -> bytes | None:
    """A picture from the clipboard or a browser, as the content of a PNG file."""
    image = content.imageData()
    if not isinstance(image, QImage) or image.isNull():
        return None
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(buffer.data().data())
