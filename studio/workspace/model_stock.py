"""What the page of models asks of the disk and of the hub. Everything here may block: call it in threads."""

from __future__ import annotations

import contextlib
import shutil
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import msgspec

from studio.catalog.catalog import Catalog
from studio.catalog.checking import Checked, bytes_to_check, checked
from studio.catalog.coming import Watch
from studio.catalog.finding import Found, each_once, found_in_tool
from studio.catalog.finding_cache import found_in_cache
from studio.catalog.fingerprints import Fingerprints
from studio.catalog.hub_cache import cache_folder
from studio.catalog.licences import Licence
from studio.catalog.reading import Reading, Stopped
from studio.catalog.reading import Watch as WatchReading
from studio.catalog.removing import Removal, Removing
from studio.catalog.shelf import Note, NotedFile, Shelf, Unfinished, got_folder, got_note
from studio.catalog.tool_folders import usual_folders
from studio.keys import HUGGING_FACE, Keys
from studio.paths import Home
from studio.settings import Settings

if TYPE_CHECKING:
    from studio.catalog.order import Order

Say = Callable[[str], None]


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """What would come of a model, under which licence."""

    name: str
    """as it was asked for"""
    note: Note
    licence: Licence
    agreed: bool
    host: str
    have: int
    """bytes that are here already"""
    free: int
    """bytes on the disk that it goes to"""


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """What lies in the studio's own folder."""

    got: frozenset[str] = frozenset()
    """ids of what is whole"""
    halves: tuple[Unfinished, ...] = ()


class Checkup(msgspec.Struct, frozen=True, kw_only=True):
    """What was found in the files of one model."""

    files: int
    broken: tuple[Checked, ...]
    note: Note | None
    """where it came from a hub"""

    @property
    def mendable(self) -> tuple[NotedFile, ...]:
        """What can be fetched again."""
        return tuple(one.noted for one in self.broken if one.noted is not None) if self.note is not None else ()


class Stock(Protocol):
    """The seam between the page's state and what leaves the window. With `stop` set a call ends early."""

    def kept(self) -> Kept: ...

    def ask(self, name: str, stop: threading.Event, say: Say) -> Wanted | None:
        """What would come, as the hub says; None where it is here already. Raises StudioError."""
        ...

    def agree(self, wanted: Wanted) -> None: ...

    def fetch(self, wanted: Wanted, stop: threading.Event, say: Say, watch: Watch) -> Path | None:
        """Get what is not here yet; the folder where it lies already, if that is another program's."""
        ...

    def keep_token(self, token: str) -> None: ...

    def read(self, place: Path | None, stop: threading.Event, watch: WatchReading) -> bool:
        """Read from end to end what nobody has read yet: in `place`, or of all models; False if it was stopped."""
        ...

    def check(self, place: Path, stop: threading.Event, watch: WatchReading) -> Checkup | None:
        """Read every file again; None if it was stopped."""
        ...

    def mend(self, place: Path, checkup: Checkup, stop: threading.Event, say: Say, watch: Watch) -> None: ...

    def removal(self, model_id: str) -> Removal: ...

    def delete(self, removal: Removal) -> None: ...

    def unname(self, removal: Removal) -> bool:
        """Takes it out of the settings; does not block, and belongs on the loop. Whether it was the default."""
        ...

    def find(self, place: Path | None, stop: threading.Event) -> tuple[Found, ...]: ...


class CatalogStock:
    """The real one, of one home; its hub is huggingface.co, or what HF_ENDPOINT names."""

    def __init__(self, home: Home, settings: Settings) -> None:
        self._home = home
        self._catalog = Catalog(home, settings)
        self._shelf = Shelf(home.models)
        self._removing = Removing(self._catalog, settings, self._shelf)

    def kept(self) -> Kept:
        return Kept(got=frozenset(note.id for note in self._shelf.notes()), halves=self._shelf.all_unfinished())

    def ask(self, name: str, stop: threading.Event, say: Say) -> Wanted | None:
        from studio.catalog.hub import Stopped as HubStopped  # the hub's client is only for those who ask a hub

        with contextlib.suppress(HubStopped):
            order = self._order(name, stop, say)
            if order.here() is None and not order.has(note := order.note()):
                return self._wanted(name, order, note)
        return None

    def agree(self, wanted: Wanted) -> None:
        self._order(wanted.name, threading.Event(), lambda _: None).agree(wanted.note)

    def fetch(self, wanted: Wanted, stop: threading.Event, say: Say, watch: Watch) -> Path | None:
        from studio.catalog.hub import Stopped as HubStopped

        with contextlib.suppress(HubStopped):
            order = self._order(wanted.name, stop, say)
            cached = order.cached(wanted.note)
            if cached is not None:
                return cached
            order.require_space(wanted.note)
            order.fetch(wanted.note, watch, self._catalog)
        return None

    def keep_token(self, token: str) -> None:
        """For Hugging Face. Raises InputError for what is no token, KeysUnusable."""
        Keys(self._home.config).set(HUGGING_FACE, token.strip())

    def read(self, place: Path | None, stop: threading.Event, watch: WatchReading) -> bool:
        catalog = self._catalog
        with contextlib.suppress(Stopped):
            catalog.read(catalog.unread() if place is None else catalog.unread_in(place), watch, stop)
            return not stop.is_set()
        return False

    def check(self, place: Path, stop: threading.Event, watch: WatchReading) -> Checkup | None:
        fingerprints = Fingerprints(self._home.cache / "weights.json")
        encoder = next((one.encoder for one in self._catalog.additions() if one.path == place), None)
        total, done = bytes_to_check(place, encoder), 0

        def came(count: int) -> None:
            nonlocal done
            done += count
            if stop.is_set():
                raise Stopped
            watch(Reading(done=min(done, total), total=total, file=place.name))

        with contextlib.suppress(Stopped):
            looked = tuple(checked(place, fingerprints, encoder, came))
            fingerprints.keep()
            broken = tuple(one for one in looked if one.problem)
            return Checkup(files=len(looked), broken=broken, note=got_note(place))
        return None

    def mend(self, place: Path, checkup: Checkup, stop: threading.Event, say: Say, watch: Watch) -> None:
        from studio.catalog.hub import Stopped as HubStopped
        from studio.catalog.order import hub_at, mend

        assert checkup.note is not None
        with contextlib.suppress(HubStopped):
            hub = hub_at(self._home, checkup.note.endpoint, say=say, stop=stop)
            mend(self._home, got_folder(place), checkup.note, checkup.mendable, hub, watch)

    def removal(self, model_id: str) -> Removal:
        return self._removing.look(model_id)

    def delete(self, removal: Removal) -> None:
        self._removing.delete(removal)

    def unname(self, removal: Removal) -> bool:
        return self._removing.unname(removal)

    def find(self, place: Path | None, stop: threading.Event) -> tuple[Found, ...]:
        """In `place`, else in Hugging Face's cache and in the usual folders of other programs."""
        found = [] if place is not None else list(found_in_cache(cache_folder()))
        for folder in usual_folders(Path.home()) if place is None else (place,):
            for one in (*found_in_tool(folder), *found_in_cache(folder)):
                if stop.is_set():
                    return ()
                found.append(one)
        return each_once(found)

    def _order(self, name: str, stop: threading.Event, say: Say) -> Order:
        from studio.catalog.order import Asked, Order, hub_at

        return Order(self._home, hub_at(self._home, say=say, stop=stop), Asked(name=name))

    def _wanted(self, name: str, order: Order, note: Note) -> Wanted:
        from studio.catalog.hub_errors import host_of

        half = self._shelf.unfinished(note.id)
        there = next(place for place in (self._home.models, *self._home.models.absolute().parents) if place.is_dir())
        return Wanted(
            name=name,
            note=note,
            licence=order.licence(note),
            agreed=order.agreed(note),
            host=host_of(note.endpoint),
            have=half.bytes if half else 0,
            free=shutil.disk_usage(there).free,
        )
