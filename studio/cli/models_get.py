"""`studio models get` and the repair of `studio models verify`: what is fetched from a hub, and what is said of it."""

from __future__ import annotations

import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import typer

from studio.catalog.additions import InstalledAddition
from studio.catalog.catalog import Catalog
from studio.catalog.hub_errors import host_of
from studio.catalog.installed import InstalledModel
from studio.catalog.order import Asked, Order, hub_at, mend
from studio.catalog.shelf import Note, NotedFile, Shelf, in_bytes
from studio.cli.models_meter import Meter
from studio.cli.output import Status, print_json, say
from studio.errors import LicenceNotAccepted, StudioError
from studio.paths import Home
from studio.settings import Settings


def get_model(home: Home, asked: Asked, *, mirror: str, yes: bool, as_json: bool) -> Status:
    """Fetch one model, with its licence accepted first."""
    order = Order(home, hub_at(home, mirror, say=say), asked)
    catalog = Catalog(home, Settings.load(home.settings))
    shelf = Shelf(home.models)
    here = order.here()
    note = _note(order) if here is None else here
    if here is not None or order.has(note):
        say(f"{note.id} is here already. “studio models verify {note.id}” looks whether it is whole.")
        return _done(note, shelf.place(note.id), catalog, 0, as_json)
    _agree(order, note, yes=yes, may_ask=sys.stdin.isatty() and not as_json)
    cached = order.cached(note)
    if cached is not None:
        catalog.name_folder(cached)
        catalog.save_folders()
        say("Hugging Face’s cache has it whole: it is used where it lies.")
        return _done(note, cached, catalog, 0, as_json)
    order.require_space(note)
    return _fetch(order, note, catalog, shelf, as_json)


def mend_model(home: Home, folder: Path, note: Note, wrong: tuple[NotedFile, ...], mirror: str) -> None:
    """Fetch only these files of a model again, from where the model came or from a mirror. Raises as order.mend."""
    with Meter() as meter:
        mend(home, folder, note, wrong, hub_at(home, mirror or note.endpoint, say=say), meter.see)


def _note(order: Order) -> Note:
    half = order.begun()
    if half is not None:
        say(f"Going on: {in_bytes(half.bytes)} of {in_bytes(half.note.bytes)} are here already.")
    return order.note()


def _agree(order: Order, note: Note, *, yes: bool, may_ask: bool) -> None:
    """Show the licence and have it accepted, once for each model and licence."""
    licence = order.licence(note)
    files = "1 file" if len(note.files) == 1 else f"{len(note.files)} files"
    say(f"{note.repo}, {in_bytes(note.bytes)} in {files} from {host_of(note.endpoint)}")
    say(f"Licence: {licence.said}")
    if order.agreed(note):
        return
    if not yes and not may_ask:
        raise LicenceNotAccepted(
            f"Nobody has accepted the licence of {note.repo} yet: {licence.said}.",
            remedy="Read it, and say --yes if you accept it. Nothing was fetched.",
        )
    if not yes:
        typer.confirm("Do you accept this licence?", abort=True, err=True)
    order.agree(note)


def _fetch(order: Order, note: Note, catalog: Catalog, shelf: Shelf, as_json: bool) -> Status:
    half = shelf.unfinished(note.id)
    before = half.bytes if half else 0
    try:
        with _kept(shelf, note), Meter() as meter:
            place = order.fetch(note, meter.see, catalog)
    except KeyboardInterrupt:
        half = shelf.unfinished(note.id)
        have = half.bytes if half else 0
        say(f"Stopped. {in_bytes(have)} of {in_bytes(note.bytes)} are kept; go on with: studio models get {note.id}")
        if as_json:
            print_json({**_document(note), "state": "unfinished", "have": have, "errors": []})
        return Status.INTERRUPTED
    return _done(note, place, catalog, note.bytes - before, as_json)


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


def _done(note: Note, place: Path, catalog: Catalog, fetched: int, as_json: bool) -> Status:
    model = _found(note, place, catalog)
    if as_json:
        print_json({**_document(note), **_listed(model, place), "fetched": fetched, "errors": []})
    if model is not None and model.state == "ready":
        say(f"Ready: {_id(model)}, {in_bytes(note.bytes)}, in {place}")
        if isinstance(model, InstalledAddition):
            say(_use(model))
    elif model is not None:
        say(f"It is here, in {place}, but cannot be used: {model.problem} {model.remedy}")
    else:
        say(f"It is here, in {place}.")
    return Status.DONE


def _found(note: Note, place: Path, catalog: Catalog) -> InstalledModel | InstalledAddition | None:
    """What came, as it is listed; a cache may have more of the same repository."""
    listed = {model.folder: model for model in catalog.models()} | {one.path: one for one in catalog.additions()}
    names = (place, *(place / name for file in note.files for name in (file.path, file.source)))
    return next((listed[name] for name in names if name in listed), None)


def _document(note: Note) -> dict[str, Any]:
    return {
        "id": note.id,
        "repo": note.repo,
        "commit": note.commit,
        "licence": note.licence_name or note.licence,
        "bytes": note.bytes,
    }


def _id(one: InstalledModel | InstalledAddition) -> str:
    return one.ref.id if isinstance(one, InstalledModel) else one.id


def _use(one: InstalledAddition) -> str:
    """How it is used."""
    base = f" of {one.addition.base}" if one.addition.base else ""
    match one.addition.kind:
        case "lora":
            return f"Use it with a model{base}: studio generate PROMPT --lora {one.id}"
        case "control":
            kind = one.addition.controls[0] if one.addition.controls else "edges"
            return f"Use it with a model{base}: studio generate PROMPT --control PICTURE:{kind}"
        case "adapter":
            return f"Use it with a model{base}: studio generate PROMPT --reference PICTURE"


def _listed(model: InstalledModel | InstalledAddition | None, place: Path) -> dict[str, Any]:
    if model is None:
        return {"place": str(place), "state": "unlisted", "problem": "", "remedy": ""}
    return {
        "id": _id(model),
        "kind": "model" if isinstance(model, InstalledModel) else model.addition.kind,
        "place": str(place),
        "state": model.state,
        "problem": model.problem,
        "remedy": model.remedy,
    }
