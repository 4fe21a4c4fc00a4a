"""Whether things may glide and fade: what the user chose here, else what the system was told."""

from __future__ import annotations

import asyncio
import contextlib
import subprocess
import sys

from PySide6.QtCore import QObject

from studio.settings import WINDOW_MOTION, Settings
from studio.ui import bind
from studio.ui.theme import Theme
from studio.workspace.tasks import Tasks

_PATIENCE = 2.0
"""seconds for the system's answer"""
_GNOME = ("gsettings", "get", "org.gnome.desktop.interface", "enable-animations")
_MAC = ("defaults", "read", "com.apple.universalaccess", "reduceMotion")
_CLIENT_AREA_ANIMATION = 0x1042
"""SPI_GETCLIENTAREAANIMATION of Windows"""


def follow_motion(owner: QObject, theme: Theme, settings: Settings, tasks: Tasks) -> None:
    """Keep `theme.motion` as the setting says, now and whenever it changes."""

    def changed(name: str = WINDOW_MOTION.name, _value: object = None) -> None:
        if name == WINDOW_MOTION.name:
            tasks.start(settle(theme, settings.get(WINDOW_MOTION)), "motion")

    bind.hear(owner, settings.changed, changed)
    changed()


async def settle(theme: Theme, choice: str) -> None:
    """Set `theme.motion` by the setting “window.motion”: system, full or reduced."""
    if choice == "system":
        theme.motion = not await asyncio.to_thread(reduced_by_system)
    else:
        theme.motion = choice == "full"


def reduced_by_system() -> bool:
    """Whether the system asks for less motion; a system that does not say asks for nothing."""
    match sys.platform:
        case "win32":
            return not _windows_animates()
        case "darwin":
            return _answer(_MAC) == "1"
        case _:
            return _answer(_GNOME) == "false"


def _answer(command: tuple[str, ...]) -> str:
    with contextlib.suppress(OSError, subprocess.SubprocessError):
        return subprocess.run(command, capture_output=True, text=True, timeout=_PATIENCE, check=True).stdout.strip()
    return ""


def _windows_animates() -> bool:
    import ctypes

    animates = ctypes.c_int(1)
    user32 = getattr(ctypes, "windll").user32  # noqa: B009 - not known to type checkers elsewhere
    user32.SystemParametersInfoW(_CLIENT_AREA_ANIMATION, 0, ctypes.byref(animates), 0)
    return bool(animates.value)
