"""Saves the settings whenever one changes, off the loop and one save after the other."""

from __future__ import annotations

import asyncio

from studio.settings import Settings
from studio.workspace.tasks import Tasks


class Preferences:
    """A save that fails is told through `tasks`, and tried again with the next change or at the end."""

    def __init__(self, settings: Settings, tasks: Tasks) -> None:
        self.settings = settings
        self._tasks = tasks
        self._unsaved = False
        self._turn = asyncio.Lock()
        settings.changed.connect(self._changed)

    def _changed(self, _name: str, _value: object) -> None:
        self._unsaved = True
        self._tasks.start(self.save(), "save the settings")

    async def save(self) -> None:
        """Write what is not written yet. Raises DiskFull or FolderUnusable."""
        async with self._turn:
            if self._unsaved:
                self._unsaved = False
                try:
                    await asyncio.to_thread(self.settings.save)
                except BaseException:
                    self._unsaved = True
                    raise
