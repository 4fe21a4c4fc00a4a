"""The library: one object that opens, serves, recovers, checks and closes everything at rest."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec

from studio.library import assets, backup, marks, restoring
from studio.library.assets import Wanted
from studio.library.blobs import Blobs
from studio.library.database import PATIENCE_SECONDS, Database
from studio.library.disk import make_folder, sweep
from studio.library.jobs import Jobs
from studio.library.mending import open_or_mend
from studio.library.pictures import Pictures
from studio.library.places import Places
from studio.library.rebuild import Rebuilt, rebuild
from studio.library.recovery import Recovery, recover
from studio.library.restoring import Restored
from studio.library.sidecars import Sidecars
from studio.library.trash import Trash
from studio.library.turn import Turn
from studio.library.verify import Verification, verify
from studio.paths import Home
from studio.recipe.asset import Asset, Change, Mark

_OLD_SECONDS = 3600.0
_TURN = 6.0
"""How many times longer than a write of the database waits, the move of a file waits for those of others."""


class Library:
    """Database, pictures and blobs of one home."""

    def __init__(self, home: Home, database: Database, notices: tuple[str, ...], turn: Turn) -> None:
        self.home = home
        self.notices = notices
        """what opening had to mend, in sentences for the user"""
        self._database = database
        self._places = Places(home.pictures)
        self.jobs = Jobs(database)
        self.pictures = Pictures(database, self._places)
        self.blobs = Blobs(home.blobs)
        self._turn = turn
        self._trash = Trash(database, self._places, turn)
        self._sidecars = Sidecars(database, self._places, turn)

    @classmethod
    def open(cls, home: Home, patience: float = PATIENCE_SECONDS) -> Library:
        """Open or make the library of `home`; `patience` is how many seconds a write waits for another process.

        Raises DatabaseLocked, DatabaseNewer, DiskFull, FolderUnusable or StorageError.
        """
        make_folder(home.data)
        new = not home.database.exists() or home.database.stat().st_size == 0
        connection, mended = open_or_mend(home, patience)
        database = Database(home.database, connection, patience)
        turn = Turn(home.data / "files.lock", _TURN * patience)
        notices = () if mended is None else mended.notices
        if new or mended is not None:
            try:
                notices += restoring.reconcile(database, Places(home.pictures), turn)
            except BaseException:
                database.close()
                raise
        return cls(home, database, notices, turn)

    def close(self) -> None:
        """Finish what was begun, end the threads, let go of the file. Blocks for as long as a save takes."""
        self._database.finish()
        self._sidecars.close()
        self._database.close()

    async def recover(self) -> Recovery:
        """For a new owner that holds the runner lock, before it runs anything."""
        settled = await self._database.apart(self._settle)
        self._sidecars.soon()
        jobs, change = await self.jobs.recover()
        return msgspec.structs.replace(settled, jobs=jobs, change=settled.change | change)

    async def assets(
        self,
        limit: int = 200,
        offset: int = 0,
        project: str | None = None,
        *,
        mark: Mark | None = None,
        tag: str | None = None,
    ) -> tuple[Asset, ...]:
        """Newest first, without those in the trash."""
        return await self._list(Wanted(project=project, mark=mark, tag=tag), limit, offset)

    async def asset(self, asset: str) -> Asset | None:
        found = await self._database.read(lambda c: assets.select(c, self._places, "id = ?", (asset,)))
        return found[0] if found else None

    async def search(
        self,
        text: str,
        limit: int = 200,
        *,
        project: str | None = None,
        mark: Mark | None = None,
        tag: str | None = None,
    ) -> tuple[Asset, ...]:
        """Pictures whose prompt has every word of `text`, newest first, without those in the trash."""
        return await self._list(Wanted(project=project, mark=mark, tag=tag, text=text), limit)

    async def lineage(self, asset: Asset) -> tuple[tuple[Asset, ...], tuple[Asset, ...]]:
        """(the pictures it began with, the pictures that began with it), also those in the trash."""
        return await self._database.read(lambda c: assets.lineage(c, self._places, asset))

    async def mark(self, assets: Sequence[str], mark: Mark) -> Change:
        """Star, reject, or neither. Here and below, ids that are gone are left out, and `Change` has what changed."""
        return await self._edit(assets, marks.marked(mark))

    async def annotate(self, asset: str, note: str) -> Change:
        """Replace its note; at most 20,000 characters. Raises InputError."""
        return await self._edit([asset], marks.annotated(note))

    async def tag(self, assets: Sequence[str], add: Sequence[str] = (), remove: Sequence[str] = ()) -> Change:
        """Remove tags, then add some; two that differ in case only are one. 1 to 100 characters. Raises InputError."""
        return await self._edit(assets, marks.tagged(add, remove))

    async def tags(self) -> tuple[str, ...]:
        """Every tag in use, most used first."""
        return await self._database.read(marks.in_use)

    async def trash(self, assets: Sequence[str]) -> Change:
        """Move the files of all of them, or none, to their project's own trash.

        Raises FolderUnusable, DiskFull, FileClash, DatabaseLocked or StorageError.
        """
        return await self._moved(lambda: self._trash.put(assets))

    async def untrash(self, assets: Sequence[str]) -> Change:
        """Back to their place, or to a free name beside it. Raises as `trash`."""
        return await self._moved(lambda: self._trash.take_back(assets))

    async def empty_trash(self, project: str | None = None) -> Change:
        """Give the trash of `project`, or all of it, to the system's own trash and forget those pictures.

        Raises StorageError where there is no such trash; what had not left by then stays restorable.
        """
        return await self._moved(lambda: self._trash.empty(project))

    async def trashed(self, project: str | None = None, limit: int = 5000) -> tuple[Asset, ...]:
        """What lies in the trash, newest first."""
        return await self._list(Wanted(project=project, trashed=True), limit)

    async def projects(self) -> tuple[str, ...]:
        """The most recently used first."""
        return await self._database.read(assets.projects)

    async def marked(self, project: str | None, mark: Mark) -> tuple[Asset, ...]:
        """Newest first, without those in the trash; `project` None is all of them, here and below."""
        return await self._list(Wanted(project=project, mark=mark))

    async def loose(self, project: str | None, limit: int = 5000) -> tuple[Asset, ...]:
        """Pictures of no job, as a rebuild finds them; newest first, without those in the trash."""
        return await self._list(Wanted(project=project, loose=True), limit)

    async def rebuild(self) -> Rebuilt:
        """Pictures, recipes, lineage, stars, tags and notes again from the pictures folder; jobs are untouched."""
        rebuilt = await self._database.apart(lambda: rebuild(self._database, self._places, self._turn))
        self._sidecars.soon()
        return rebuilt

    async def verify(self) -> Verification:
        """Read every picture and say what is missing, changed or unknown."""
        return await self._database.apart(lambda: verify(self._database, self._places))

    async def backup(self, if_older_than: float = 0.0) -> Path | None:
        """Copy the database to the backups folder; None if the newest copy is not older than so many seconds."""
        return await self._database.apart(lambda: self._back_up(if_older_than))

    async def restore(self, copy: Path | None = None) -> Restored:
        """Put `copy`, or the newest good one, in the database's place; what is there now is copied first.

        Other processes may have the library open. Raises StorageError if there is no copy to restore.
        """
        restored = await self._database.apart(lambda: self._restore(copy))
        self._sidecars.soon()
        return restored

    async def _list(self, wanted: Wanted, limit: int = -1, offset: int = 0) -> tuple[Asset, ...]:
        return await self._database.read(lambda c: assets.listed(c, self._places, wanted, limit, offset))

    async def _edit(self, ids: Sequence[str], edit: marks.Edit) -> Change:
        changed = await self._database.written(lambda c: marks.apply(c, self._places, ids, edit))
        if changed:
            self._sidecars.soon()
        return Change(assets=frozenset(changed))

    async def _moved(self, work: Callable[[], Change]) -> Change:
        try:
            return await self._database.apart(work)
        finally:
            self._sidecars.soon()

    def _settle(self) -> Recovery:
        """Any process may be writing blobs and copies, so there only parts that are old are swept."""
        for folder in (self.home.data, self.home.blobs, self.home.backups):
            sweep(folder, older_than=_OLD_SECONDS)
        return recover(self._database, self._places, self._turn)

    def _back_up(self, if_older_than: float) -> Path | None:
        if not backup.is_due(self.home.backups, if_older_than):
            return None
        return backup.back_up(self.home.database, self.home.backups)

    def _restore(self, wanted: Path | None) -> Restored:
        copy = restoring.good_copy(self.home, wanted)
        self._sidecars.write()  # they know what was starred since the copy was made
        return restoring.restore(self.home, self._database, self._places, self._turn, copy)
