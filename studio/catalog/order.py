"""One model that the user asked to get: what that means, what is here of it already, under which licence it comes.

The steps are those of every front: `here`, else `note` and `has`, `licence` and `agree`, `cached`, and `fetch`. Only
`note` and `fetch` ask the hub; all may block, `fetch` for as long as the line needs.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import msgspec

from studio.catalog.catalog import Catalog
from studio.catalog.coming import Watch
from studio.catalog.getting import Getting
from studio.catalog.hub import Hub, login
from studio.catalog.hub_cache import cache_folder, whole_snapshot
from studio.catalog.hub_errors import host_of
from studio.catalog.licences import Agreements, Licence, licence_of
from studio.catalog.offered import offer_of, unknown
from studio.catalog.shelf import Note, NotedFile, Shelf, Unfinished, bytes_of, note_of
from studio.errors import HubMissing, InputError
from studio.keys import HUGGING_FACE, Keys
from studio.paths import Home


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What to get, as the user said it."""

    name: str
    """of the catalogue, maker/model at the hub, or of what was begun"""
    revision: str | None = None
    """branch, tag or commit; None for the newest, or the one that was begun"""
    files: tuple[str, ...] = ()
    """names or wildcards; empty for those that are needed"""


class Order:
    """Gets one model into a home. Raises ModelMissing at once for a name that is no model's."""

    def __init__(self, home: Home, hub: Hub, asked: Asked) -> None:
        self._asked = asked
        self._offer = offer_of(asked.name)
        self._shelf = Shelf(home.models)
        self._agreements = Agreements(home.config)
        self._getting = Getting(self._shelf, hub)
        self._repo = self._found_repo()

    def here(self) -> Note | None:
        """Its note if it is here whole, so that nobody has to be asked."""
        if self._asked.revision is not None:
            return None
        return next((note for note in self._shelf.notes() if self._is_meant(note) and self._is_whole(note)), None)

    def has(self, note: Note) -> bool:
        """Whether exactly this version is here whole."""
        here = note_of(self._shelf.place(note.id))
        return here is not None and here.commit == note.commit and here.files == note.files and self._is_whole(note)

    def begun(self) -> Unfinished | None:
        """What is here of it, if it was begun."""
        return next((half for half in self._shelf.all_unfinished() if self._goes_on(half.note)), None)

    def note(self) -> Note:
        """What would come. What was begun goes on with the version that it was begun with, and nobody is asked."""
        half = self.begun()
        if half is not None:
            return half.note
        asked = self._asked
        return self._getting.look(self._repo, revision=asked.revision, offer=self._offer, files=asked.files)

    def licence(self, note: Note) -> Licence:
        """The reviewed one of the catalogue where the hub has not changed its mind since, else what the hub says."""
        said = licence_of(note.licence, note.licence_name, note.licence_link, note.repo)
        if self._offer is None or said.id.lower() not in ("", "other", self._offer.licence.id):
            return said
        return self._offer.licence

    def agreed(self, note: Note) -> bool:
        """Whether the user has agreed to the licence of this model before."""
        return self._agreements.has(note.repo, self.licence(note))

    def agree(self, note: Note) -> None:
        """Remember that the user agreed. Raises DiskFull or FolderUnusable."""
        self._agreements.add(note.repo, self.licence(note))

    def cached(self, note: Note) -> Path | None:
        """Where Hugging Face's cache has all of it, so that nothing has to come and nothing is stored twice."""
        if self._shelf.unfinished(note.id) is not None:
            return None
        return whole_snapshot(cache_folder(), note.repo, note.commit, note.files)

    def require_space(self, note: Note) -> None:
        """Raise DiskFull, with what is missing, before the first byte comes."""
        self._getting.require_space(note)

    def fetch(self, note: Note, watch: Watch, catalog: Catalog) -> Path:
        """Get what is not here yet; returns the folder of the whole model. Raises as Getting.get."""
        begun = self._shelf.unfinished(note.id) is not None
        try:
            place = self._getting.get(note, watch)
        except HubMissing as error:
            if not begun:
                raise
            raise HubMissing(
                f"The version of {note.repo} that was begun is not at the hub any more.",
                remedy=f"Begin anew: studio models remove {note.id}, and then get it.",
                detail=error.detail,
            ) from error
        catalog.learn(place, [(file.path, file.sha256) for file in note.files if file.sha256])
        return place

    def _found_repo(self) -> str:
        if self._offer is not None:
            return self._offer.repo
        name = self._asked.name
        if "/" not in name:
            note = note_of(self._shelf.half(name)) or note_of(self._shelf.place(name))
            if note is not None:
                return note.repo
        if name.count("/") != 1:
            raise unknown(name)
        return name

    def _goes_on(self, note: Note) -> bool:
        return self._asked.revision in (None, note.commit) and self._is_meant(note)

    def _is_meant(self, note: Note) -> bool:
        """Whether this is what is asked for: a repository that offers several files is another model for each."""
        if self._offer is not None:
            return note.id == self._offer.id
        wanted = set(self._asked.files)
        same = note.repo == self._repo if "/" in self._asked.name else note.id == self._asked.name
        return same and (not wanted or wanted <= {file.source for file in note.files})

    def _is_whole(self, note: Note) -> bool:
        return bytes_of(self._shelf.place(note.id), note.files) == note.bytes


def mend(home: Home, folder: Path, note: Note, wrong: tuple[NotedFile, ...], hub: Hub, watch: Watch) -> None:
    """Fetch these files of a model again, and only those. Raises as Getting.mend."""
    Getting(Shelf(home.models), hub).mend(folder, note, wrong, watch)


def hub_at(home: Home, endpoint: str = "", *, say: Callable[[str], None], stop: threading.Event | None = None) -> Hub:
    """A hub with the user's token at hand. Raises InputError for what is no address.

    Hugging Face's token goes to huggingface.co and to what HF_ENDPOINT names, as with its own tools, not to whatever
    mirror is named for one model: that one gets the key that is kept under its host's name.
    """
    if endpoint and not endpoint.startswith(("https://", "http://")):
        raise InputError(f"“{endpoint}” is no address of a mirror.", remedy="Give one like https://hf-mirror.com")
    keys = Keys(home.config)
    official = not endpoint or endpoint.rstrip("/") == Hub().endpoint

    def token() -> str | None:
        key = keys.get(HUGGING_FACE if official else host_of(endpoint))
        return key.secret if key else (login() if official else None)

    return Hub(endpoint, token=token, say=say, stop=stop)
