"""`studio models get` and the repair of `studio models verify`: what is fetched from a hub, and what is said of it."""

from __future__ import annotations

import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
import typer

from studio.catalog.catalog import Catalog
from studio.catalog.finding_cache import cache_folder, whole_snapshot
from studio.catalog.getting import Getting
from studio.catalog.hub import Hub, login
from studio.catalog.hub_errors import host_of
from studio.catalog.installed import InstalledModel
from studio.catalog.licences import Agreements, Licence, licence_of
from studio.catalog.offered import Offer, offer_of, unknown
from studio.catalog.shelf import Note, NotedFile, Shelf, bytes_of, in_bytes, note_of
from studio.cli.models_meter import Meter
from studio.cli.output import Status, print_json, say
from studio.errors import InputError, LicenceNotAccepted, StudioError
from studio.keys import HUGGING_FACE, Keys
from studio.paths import Home
from studio.settings import Settings


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """The command as it was typed."""

    name: str
    revision: str | None
    files: tuple[str, ...]
    mirror: str
    yes: bool
    as_json: bool


class Fetch:
    """One `studio models get`."""

    def __init__(self, home: Home, asked: Asked) -> None:
        self._home = home
        self._asked = asked
        self._offer = offer_of(asked.name)
        self._shelf = Shelf(home.models)
        self._getting = Getting(self._shelf, hub_at(home, asked.mirror))

    def run(self) -> Status:
        here = self._here()
        if here is not None:
            say(f"{here.id} is here already. “studio models verify {here.id}” looks whether it is whole.")
            return self._done(here, self._shelf.place(here.id), 0)
        note = self._note()
        self._agree(note)
        cached = whole_snapshot(cache_folder(), note.repo, note.commit, note.files) if not self._begun(note) else None
        if cached is not None:
            return self._use(note, cached)
        self._getting.require_space(note)
        return self._fetch(note)

    def _repo(self) -> str:
        """The model's name at the hub. Raises ModelMissing for what is none."""
        if self._offer is not None:
            return self._offer.repo
        name = self._asked.name
        if name.count("/") == 1:
            return name
        known = note_of(self._shelf.half(name)) or note_of(self._shelf.place(name)) if "/" not in name else None
        if known is None:
            raise unknown(name)
        return known.repo

    def _here(self) -> Note | None:
        """Its note if it is here, so that nobody has to be asked."""
        if self._asked.revision is not None:
            return None
        found = (note for note in self._shelf.notes() if self._means(note))
        return next((note for note in found if self._is_whole(note)), None)

    def _means(self, note: Note) -> bool:
        """Whether this is what is asked for: a repository that offers several files is another model for each."""
        if self._offer is not None:
            return note.id == self._offer.id
        wanted = set(self._asked.files)
        same = self._asked.name == note.id or self._repo() == note.repo
        return same and (not wanted or wanted <= {file.source for file in note.files})

    def _is_whole(self, note: Note) -> bool:
        return bytes_of(self._shelf.place(note.id), note.files) == note.bytes

    def _note(self) -> Note:
        """What was begun goes on with the version that it was begun with; else the hub is asked."""
        repo = self._repo()
        for half in self._shelf.all_unfinished():
            pinned = self._asked.revision in (None, half.note.commit)
            if pinned and self._means(half.note):
                say(f"Going on: {in_bytes(half.bytes)} of {in_bytes(half.note.bytes)} are here already.")
                return half.note
        return self._getting.look(repo, revision=self._asked.revision, offer=self._offer, files=self._asked.files)

    def _begun(self, note: Note) -> bool:
        return self._shelf.unfinished(note.id) is not None

    def _agree(self, note: Note) -> None:
        """Show the licence and have it accepted, once for each model and licence."""
        licence = _licence(note, self._offer)
        say(f"{note.repo}, {in_bytes(note.bytes)} in {len(note.files)} files from {host_of(note.endpoint)}")
        say(f"Licence: {licence.said}")
        agreements = Agreements(self._home.config)
        if agreements.has(note.repo, licence):
            return
        if not self._asked.yes:
            if self._asked.as_json or not sys.stdin.isatty():
                raise LicenceNotAccepted(
                    f"Nobody has accepted the licence of {note.repo} yet: {licence.said}.",
                    remedy="Read it, and say --yes if you accept it. Nothing was fetched.",
                )
            typer.confirm("Do you accept this licence?", abort=True, err=True)
        agreements.add(note.repo, licence)

    def _use(self, note: Note, snapshot: Path) -> Status:
        """Hugging Face's cache has it whole: nothing has to come, and nothing lies on the disk twice."""
        _, catalog = _opened(self._home)
        catalog.name_folder(snapshot)
        catalog.save_folders()
        say("Hugging Face’s cache has it whole: it is used where it lies.")
        return self._done(note, snapshot, 0)

    def _fetch(self, note: Note) -> Status:
        before = bytes_of(self._shelf.half(note.id), note.files)
        with _kept(self._shelf, note):
            try:
                with Meter() as meter:
                    place = self._getting.get(note, meter.see)
            except KeyboardInterrupt:
                return self._interrupted(note)
        return self._done(note, place, note.bytes - before)

    def _interrupted(self, note: Note) -> Status:
        half = self._shelf.unfinished(note.id)
        have = half.bytes if half else 0
        say(f"Stopped. {in_bytes(have)} of {in_bytes(note.bytes)} are kept; go on with: studio models get {note.id}")
        if self._asked.as_json:
            print_json({**_document(note), "state": "unfinished", "have": have, "errors": []})
        return Status.INTERRUPTED

    def _done(self, note: Note, place: Path, fetched: int) -> Status:
        _, catalog = _opened(self._home)
        model = next((model for model in catalog.models() if model.folder == place), None)
        if self._asked.as_json:
            print_json({**_document(note), **_listed(model, place), "fetched": fetched, "errors": []})
        if model is not None and model.state == "ready":
            say(f"Ready: {model.ref.id}, {in_bytes(note.bytes)}, in {place}")
        elif model is not None:
            say(f"It is here, in {place}, but cannot be used yet: {model.problem} {model.remedy}")
        else:
            say(f"It is here, in {place}.")
        return Status.DONE


def mend(home: Home, folder: Path, note: Note, wrong: tuple[NotedFile, ...], mirror: str) -> None:
    """Fetch only these files of a model again, from where the model came or from a mirror. Raises as Getting.mend."""
    getting = Getting(Shelf(home.models), hub_at(home, mirror or note.endpoint))
    with Meter() as meter:
        getting.mend(folder, note, wrong, meter.see)


def hub_at(home: Home, endpoint: str) -> Hub:
    """A hub with the user's token at hand.

    Hugging Face's token goes to huggingface.co and to what HF_ENDPOINT names, as with its own tools, not to whatever
    mirror a command names: that one gets the key that is kept under its host's name.
    """
    if endpoint and not endpoint.startswith(("https://", "http://")):
        raise InputError(f"“{endpoint}” is no address of a mirror.", remedy="Give one like https://hf-mirror.com")
    keys = Keys(home.config)
    official = not endpoint or endpoint.rstrip("/") == Hub().endpoint

    def token() -> str | None:
        key = keys.get(HUGGING_FACE if official else host_of(endpoint))
        return key.secret if key else (login() if official else None)

    return Hub(endpoint, token=token, say=say)


@contextmanager
def _kept(shelf: Shelf, note: Note) -> Generator[None]:
    """After a failure, what is kept of the model."""
    try:
        yield
    except StudioError:
        half = shelf.unfinished(note.id)
        if half is not None and half.bytes:
            say(f"Kept: {in_bytes(half.bytes)} of {in_bytes(note.bytes)}. {half.go_on}")
        raise


def _opened(home: Home) -> tuple[Settings, Catalog]:
    settings = Settings.load(home.settings)
    return settings, Catalog(home, settings)


def _licence(note: Note, offer: Offer | None) -> Licence:
    """The reviewed one of the catalogue where the hub has not changed its mind since, else what the hub says."""
    said = licence_of(note.licence, note.licence_name, note.licence_link, note.repo)
    if offer is None or said.id.lower() not in ("", "other", offer.licence.id.lower()):
        return said
    return offer.licence


def _document(note: Note) -> dict[str, Any]:
    return {
        "id": note.id,
        "repo": note.repo,
        "commit": note.commit,
        "licence": note.licence_name or note.licence,
        "bytes": note.bytes,
    }


def _listed(model: InstalledModel | None, place: Path) -> dict[str, Any]:
    if model is None:
        return {"place": str(place), "state": "unlisted", "problem": "", "remedy": ""}
    return {
        "id": model.ref.id,
        "place": str(place),
        "state": model.state,
        "problem": model.problem,
        "remedy": model.remedy,
    }
