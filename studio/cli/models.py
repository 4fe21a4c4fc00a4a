"""`studio models`: what is on this machine, what could be, and how it comes here and goes."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from studio.catalog.catalog import Catalog
from studio.catalog.installed import InstalledModel
from studio.catalog.licences import noted_licence
from studio.catalog.shelf import Shelf, Unfinished, got_folder, in_bytes, note_of
from studio.catalog.sketch import FOLDER as SKETCH_FOLDER
from studio.cli import models_add
from studio.cli.models_available import show_available
from studio.cli.models_remove import remove_model
from studio.cli.models_verify import verify_models
from studio.cli.output import Status, print_json, print_lines, say, table
from studio.errors import InputError
from studio.paths import default_home
from studio.settings import Settings

commands = typer.Typer(help="Models on this machine, and how they come here.", no_args_is_help=True)
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document on stdout.")]
Mirror = Annotated[str, typer.Option(metavar="URL", help="Ask this mirror instead of HF_ENDPOINT or huggingface.co.")]


@commands.command("list")
def list_models(
    available: Annotated[bool, typer.Option("--available", help="Models that can be got, not those here.")] = False,
    as_json: AsJson = False,
) -> Status:
    """List models: those here, and what is wrong with those that cannot be used. Asks nobody outside."""
    home = default_home()
    settings = Settings.load(home.settings)
    catalog = Catalog(home, settings)
    shelf = Shelf(home.models)
    if available:
        return show_available(shelf, as_json)
    models = catalog.models()
    halves = shelf.all_unfinished()
    for notice in (*settings.notices, *catalog.notices):
        say(notice)
    if as_json:
        print_json({"models": [*map(_entry, models), *map(_half_entry, halves)]})
    else:
        print_lines(table([*map(_row, models), *map(_half_row, halves)]))
    for model in models:
        if model.problem:
            say(f"{model.ref.id}: {model.problem} {model.remedy}")
    for half in halves:
        say(f"{half.note.id}: {half.problem} {half.go_on}")
    return Status.DONE


@commands.command()
def get(
    model: Annotated[str, typer.Argument(metavar="MODEL", help="A name of the catalogue, or maker/model of the hub.")],
    revision: Annotated[str | None, typer.Option(help="A branch, tag or commit; the newest if not given.")] = None,
    file: Annotated[
        list[str] | None, typer.Option("--file", metavar="NAME", help="Only this file; may be given several times.")
    ] = None,
    mirror: Mirror = "",
    yes: Annotated[bool, typer.Option("--yes", help="I accept the licence.")] = False,
    as_json: AsJson = False,
) -> Status:
    """Fetch a model; what was begun goes on where it stopped."""
    from studio.cli.models_get import Asked, get_model  # the hub's client is only for those who ask a hub

    asked = Asked(name=model, revision=revision, files=tuple(file or ()))
    return get_model(default_home(), asked, mirror=mirror, yes=yes, as_json=as_json)


@commands.command()
def add(
    paths: Annotated[
        list[Path] | None, typer.Argument(metavar="PATH", help="A model’s folder, or one of several.")
    ] = None,
    find: Annotated[bool, typer.Option("--find", help="Find the models of other programs, here or in PATH.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="With --find: list all that can be used.")] = False,
    as_json: AsJson = False,
) -> Status:
    """Use models that are on this machine already, where they lie; nothing is copied."""
    if find:
        return models_add.find(tuple(paths or ()), yes, as_json)
    if not paths or len(paths) != 1:
        raise InputError("Which folder?", remedy="Give one PATH, or --find for those of other programs.")
    return models_add.add_folder(paths[0], as_json)


@commands.command()
def verify(
    model: Annotated[str | None, typer.Argument(metavar="MODEL", help="As “studio models list” names it.")] = None,
    every: Annotated[bool, typer.Option("--all", help="All models.")] = False,
    repair: Annotated[bool, typer.Option("--repair", help="Fetch again what is broken, and only that.")] = False,
    mirror: Mirror = "",
    as_json: AsJson = False,
) -> Status:
    """Read every file again and say which are not as they should be. Without --repair nobody is asked outside."""
    if (model is None) != every:
        raise InputError("Which model?", remedy="Give one, or --all.")
    return verify_models(model, repair=repair, mirror=mirror, as_json=as_json)


@commands.command()
def remove(
    model: Annotated[str, typer.Argument(metavar="MODEL", help="As “studio models list” names it.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    as_json: AsJson = False,
) -> Status:
    """Delete a model that was got, or take one of your own folders off the list."""
    return remove_model(model, yes=yes, as_json=as_json)


def _entry(model: InstalledModel) -> dict[str, Any]:
    family, licence, size = _told(model)
    return {
        "id": model.ref.id,
        "name": model.name,
        "family": family,
        "modes": model.capabilities.modes,
        "licence": licence,
        "bytes": size,
        "place": str(model.folder),
        "state": model.state,
        "weights": model.ref.weights,
        "problem": model.problem,
        "remedy": model.remedy,
    }


def _half_entry(half: Unfinished) -> dict[str, Any]:
    note = half.note
    return {
        "id": note.id,
        "name": note.repo,
        "family": note.family,
        "modes": (),
        "licence": note.licence_name or note.licence,
        "bytes": half.bytes,
        "place": str(half.folder),
        "state": "unfinished",
        "weights": "",
        "problem": half.problem,
        "remedy": half.go_on,
    }


def _told(model: InstalledModel) -> tuple[str, str, int]:
    """Family, licence and bytes; of what cannot be used, as the hub told them."""
    note = note_of(got_folder(model.folder))
    if note is None:
        return model.family, model.licence, model.bytes
    return model.family or note.family, model.licence or noted_licence(note), model.bytes or note.bytes


def _row(model: InstalledModel) -> tuple[str, ...]:
    family, licence, count = _told(model)
    size = in_bytes(count) if count else "-"
    place = "part of Blink Studio" if model.folder == SKETCH_FOLDER else str(model.folder)
    return model.ref.id, model.state, family or "-", size, licence or "-", place


def _half_row(half: Unfinished) -> tuple[str, ...]:
    note = half.note
    licence = note.licence_name or note.licence or "-"
    return note.id, "unfinished", note.family or "-", in_bytes(half.bytes), licence, str(half.folder)
