"""Every prompt that was made, newest first: to search, pin, forget and use again. Kept in one file."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable
from pathlib import Path

import msgspec
from psygnal import Signal

from studio.paths import Home
from studio.recipe.prompt import cut, tidy
from studio.workspace.prompt_file import PromptEntry, read, write

MOST = 500
"""entries that are kept; pinned ones are kept beyond"""


class PromptHistory:
    """`tell(sentence)` hears what goes wrong with the file. Nothing here waits for the disk but `open` and `close`."""

    changed = Signal()

    def __init__(self, home: Home, tell: Callable[[str], object], clock: Callable[[], float] = time.time) -> None:
        self._path = home.data / "prompts.json"
        self._tell = tell
        self._clock = clock
        self._entries: tuple[PromptEntry, ...] = ()
        self._written: tuple[PromptEntry, ...] = ()
        self._keeps = False
        """whether the file may be written: not before it was read"""
        self._writing: asyncio.Task[None] | None = None

    @property
    def path(self) -> Path:
        return self._path

    @property
    def entries(self) -> tuple[PromptEntry, ...]:
        """The pinned ones first, then the others; each newest first."""
        return tuple(sorted(self._entries, key=lambda entry: (not entry.pinned, -entry.used)))

    async def open(self) -> None:
        """Read the file; what was added before stays."""
        entries, complaint = await asyncio.to_thread(read, self._path)
        self._keeps = entries is not None
        self._written = entries or ()
        early, self._entries = self._entries, self._written
        for entry in early:
            self._put(entry)
        if complaint:
            self._tell(complaint)
        self._settle()

    async def close(self) -> None:
        """Write what is not written yet."""
        if self._writing is not None:
            await self._writing
        if self._keeps and self._entries != self._written:
            await self._write()

    def search(self, text: str) -> tuple[PromptEntry, ...]:
        """Entries that hold every word of `text`, whatever the case, in the order of `entries`."""
        words = text.casefold().split()
        return tuple(entry for entry in self.entries if all(word in entry.haystack() for word in words))

    def add(self, prompt: str, negative: str = "") -> None:
        """A prompt was made; one that is known moves to the front. A blank one is left out."""
        prompt, negative = cut(tidy(prompt))[0], cut(tidy(negative))[0]
        if prompt:
            self._put(PromptEntry(prompt=prompt, negative=negative, used=self._clock()))
            self._settle()

    def pin(self, entry: PromptEntry, pinned: bool = True) -> None:
        self._replace(entry, msgspec.structs.replace(entry, pinned=pinned))

    def forget(self, entry: PromptEntry) -> None:
        self._replace(entry, None)

    def _put(self, entry: PromptEntry) -> None:
        known = next((old for old in self._entries if old.key == entry.key), None)
        if known is not None:
            entry = msgspec.structs.replace(entry, count=known.count + entry.count, pinned=known.pinned or entry.pinned)
        self._entries = (entry, *(old for old in self._entries if old is not known))

    def _replace(self, entry: PromptEntry, by: PromptEntry | None) -> None:
        swapped = (by if old.key == entry.key else old for old in self._entries)
        self._entries = tuple(old for old in swapped if old is not None)
        self._settle()

    def _settle(self) -> None:
        loose = [entry for entry in self._entries if not entry.pinned]
        dropped = {entry.key for entry in sorted(loose, key=lambda entry: -entry.used)[MOST:]}
        if dropped:
            self._entries = tuple(entry for entry in self._entries if entry.key not in dropped)
        self.changed.emit()
        if self._keeps and self._writing is None and self._entries != self._written:
            with contextlib.suppress(RuntimeError):  # without a running loop `close` writes it
                self._writing = asyncio.get_running_loop().create_task(self._keep(), name="prompt history")

    async def _keep(self) -> None:
        try:
            while self._entries != self._written and await self._write():
                pass
        finally:
            self._writing = None

    async def _write(self) -> bool:
        entries = self._entries
        complaint = await asyncio.to_thread(write, self._path, entries)
        if complaint:
            self._tell(complaint)
            return False
        self._written = entries
        return True
