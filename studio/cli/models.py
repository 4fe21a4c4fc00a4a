"""`studio models`: what is installed on this machine."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from studio.catalog.catalog import Catalog
from studio.catalog.installed import InstalledModel
from studio.catalog.sketch import FOLDER as SKETCH_FOLDER
from studio.cli.output import Status, print_json, print_lines, say, table
from studio.paths import default_home
from studio.settings import Settings

commands = typer.Typer(help="Models on this machine.", no_args_is_help=True)


@commands.command("list")
def list_models(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document on stdout.")] = False,
) -> Status:
    """List installed models, and what is wrong with those that cannot be used."""
    home = default_home()
    settings = Settings.load(home.settings)
    catalog = Catalog(home, settings)
    models = catalog.models()
    for notice in (*settings.notices, *catalog.notices):
        say(notice)
    if as_json:
        print_json({"models": [_entry(model) for model in models]})
    else:
        print_lines(table([_row(model) for model in models]))
    for model in models:
        if model.problem:
            say(f"{model.ref.id}: {model.problem} {model.remedy}")
    return Status.DONE


def _entry(model: InstalledModel) -> dict[str, Any]:
    return {
        "id": model.ref.id,
        "name": model.name,
        "family": model.family,
        "modes": model.capabilities.modes,
        "licence": model.licence,
        "bytes": model.bytes,
        "place": str(model.folder),
        "state": model.state,
        "weights": model.ref.weights,
        "problem": model.problem,
        "remedy": model.remedy,
    }


def _row(model: InstalledModel) -> tuple[str, ...]:
    size = f"{model.bytes / 1e6:.0f} MB" if model.bytes else "-"
    place = "part of Blink Studio" if model.folder == SKETCH_FOLDER else str(model.folder)
    return model.ref.id, model.state, model.family or "-", size, model.licence or "-", place
