"""The sizes that pictures are published in: the studio's and the user's own, to find, to add and to remove."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from psygnal import Signal

from studio.errors import FolderUnusable, InputError, StudioError
from studio.recipe.recipe import Fit
from studio.recipe.shape import require_finished
from studio.workspace.small_file import write_whole

if TYPE_CHECKING:  # it reads files with their places: not for the first paint
    from studio.recipe.channels import Channel, Insets

FILE = "channels.json"
"""in the data folder"""
FOLDED = "safe area"
"""how the view remembers that safe areas are not to be drawn"""
OWN = "Own"
"""group of the user's own"""
_MOST_NAME = 80


class Channels:
    """Read when they are first asked for. A file of the user's that cannot be read is told in `trouble`."""

    changed = Signal()

    def __init__(self, own_file: Path) -> None:
        self._file = own_file
        self._every: tuple[Channel, ...] | None = None
        self.trouble: StudioError | None = None
        """what keeps the user's own from being read; until it is mended nothing is added, so that nothing is lost"""

    @property
    def every(self) -> tuple[Channel, ...]:
        """Group by group."""
        if self._every is None:
            self._every = self._read()
        return self._every

    def look_again(self) -> None:
        """Read the user's file anew, which may have been edited by hand or by another window."""
        before, trouble = self._every, self.trouble
        self._every = self._read()
        if before is not None and (self._every, self.trouble) != (before, trouble):
            self.changed.emit()

    def search(self, words: str) -> tuple[Channel, ...]:
        """Those that have all of these words in their name, group, id or size."""
        wanted = words.casefold().replace("×", "x").split()
        return tuple(one for one in self.every if all(word in _haystack(one) for word in wanted))

    def of(self, id: str, fit: Fit | None) -> Channel | None:
        """Where a finished size comes from: the channel `id` if it still has that size, else the first that has it."""
        if fit is None:
            return None
        fitting = [one for one in self.every if (one.width, one.height) == (fit.width, fit.height)]
        return next((one for one in fitting if one.id == id), fitting[0] if fitting else None)

    def add(self, name: str, width: int, height: int, safe: Insets | None = None, bleed: int = 0) -> Channel:
        """One of the user's own, saved at once. Raises InputError for what is no channel, StorageError."""
        from studio.recipe.channels import Channel, Insets

        safe = safe or Insets()
        name = " ".join(name.split())[:_MOST_NAME]
        if not name:
            raise InputError("The size has no name.", remedy="Name it by what it is for.")
        require_finished(width, height)
        if max(safe.left + safe.right, 2 * bleed) >= width or max(safe.top + safe.bottom, 2 * bleed) >= height:
            raise InputError("Its edges leave nothing of the picture.", remedy="Make them smaller.")
        self._require_readable()
        added = Channel(
            id=self._free_id(name), name=name, group=OWN, width=width, height=height, safe=safe, bleed=bleed, own=True
        )
        self._save((*self._own(), added))
        return added

    def remove(self, id: str) -> None:
        """One of the user's own. Raises StorageError."""
        self._require_readable()
        self._save(one for one in self._own() if one.id != id)

    def _require_readable(self) -> None:
        self.look_again()
        if self.trouble is not None:
            raise self.trouble

    def _own(self) -> tuple[Channel, ...]:
        return tuple(one for one in self.every if one.own)

    def _free_id(self, name: str) -> str:
        taken = {one.id for one in self.every}
        plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
        stem = "-".join(re.findall(r"[a-z0-9]+", plain)) or "own"
        numbered = (f"{stem}-{number}" for number in range(2, len(taken) + 3))
        return next(id for id in (stem, *numbered) if id not in taken)

    def _read(self) -> tuple[Channel, ...]:
        from studio.recipe.channels import channels

        self.trouble = None
        try:
            return _grouped(channels(self._file))
        except StudioError as error:
            self.trouble = error
            return _grouped(channels())

    def _save(self, own: Iterable[Channel]) -> None:
        entries = [_entry(one) for one in own]
        try:
            write_whole(self._file, msgspec.json.format(msgspec.json.encode({"channels": entries}), indent=1))
        except OSError as error:
            raise FolderUnusable(
                f"Your sizes cannot be saved in {self._file.parent}.",
                remedy="Make that folder writable, or free space on its disk.",
                detail=str(error),
            ) from error
        self._every = self._read()
        self.changed.emit()


def _entry(channel: Channel) -> dict[str, object]:
    """As the file has it: what is not there is left out."""
    entry: dict[str, object] = msgspec.to_builtins(channel)
    del entry["own"]
    return {name: value for name, value in entry.items() if value not in ("", 0)}


def _grouped(found: Iterable[Channel]) -> tuple[Channel, ...]:
    """The user's own first, then the studio's, each group where its first is."""
    groups: dict[tuple[bool, str], list[Channel]] = {}
    for channel in found:
        groups.setdefault((not channel.own, channel.group), []).append(channel)
    return tuple(one for key in sorted(groups, key=lambda key: key[0]) for one in groups[key])


def _haystack(channel: Channel) -> str:
    return f"{channel.name} {channel.group} {channel.id} {channel.width}x{channel.height}".casefold()
