"""Whether a window can be opened at all: said in words, where Qt itself would end the process."""

from __future__ import annotations

import ctypes
import os
import sys
from pathlib import Path

from studio.errors import StudioError

_NEEDS_X = ("", "xcb")


def require_display() -> None:
    """Raises StudioError where Qt would abort: no display, one that does not answer, or a missing library."""
    if not sys.platform.startswith("linux"):
        return
    platform = os.environ.get("QT_QPA_PLATFORM", "")
    if platform not in _NEEDS_X or (platform == "" and os.environ.get("WAYLAND_DISPLAY")):
        return
    if not os.environ.get("DISPLAY"):
        raise StudioError("There is no display to open a window on.", remedy=_WITHOUT)
    _require_plugin()
    _require_answer()


_WITHOUT = 'Start it in a desktop session, or make pictures without a window: studio generate "a red circle".'


def _require_plugin() -> None:
    """The plugin is loaded here as Qt will, so that the loader names what is missing."""
    import PySide6

    plugin = Path(next(iter(PySide6.__path__))) / "Qt" / "plugins" / "platforms" / "libqxcb.so"
    if not plugin.exists():  # a Qt of the system: its package brings the libraries along
        return
    try:
        ctypes.CDLL(str(plugin))
    except OSError as error:
        raise missing_library(error) from error


def _require_answer() -> None:
    """Connect as the plugin will; the library is loaded by now."""
    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError as error:
        raise missing_library(error) from error
    xcb.xcb_connect.restype = ctypes.c_void_p
    xcb.xcb_connect.argtypes = [ctypes.c_char_p, ctypes.c_void_p]
    xcb.xcb_connection_has_error.argtypes = [ctypes.c_void_p]
    xcb.xcb_disconnect.argtypes = [ctypes.c_void_p]
    connection = xcb.xcb_connect(None, None)
    refused = bool(xcb.xcb_connection_has_error(connection))
    xcb.xcb_disconnect(connection)
    if refused:
        name = os.environ.get("DISPLAY", "")
        raise StudioError(f"The display {name} does not answer or refuses a window.", remedy=_WITHOUT)


def missing_library(error: Exception) -> StudioError:
    """`error` is what the loader said: it begins with the library's name."""
    library = str(error).split(":", 1)[0].strip()
    return StudioError(
        f"The window needs a system library that is missing: {library}.",
        remedy="Start with `make run` or `python run.py`: it names the command that installs it.",
        detail=str(error),
    )
