"""`studio models`: what is on this machine, what could be, and how it comes here and goes."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from studio.catalog.catalog import Catalog
from studio.catalog.shelf import Shelf
from studio.cli import models_add
from studio.cli.models_available import show_available
from studio.cli.models_list import show_installed
from studio.cli.models_remove import remove_model
from studio.cli.models_verify import verify_models
from studio.cli.output import Status
from studio.errors import InputError
from studio.paths import default_home
from studio.settings import Settings

commands = typer.Typer(help="Models on this machine, and how they come here.", no_args_is_help=True)
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document on stdout.")]
Mirror = Annotated[str, typer.Option(metavar="URL", help="Ask this mirror instead of HF_ENDPOINT or huggingface.co.")]


@commands.command("list")
def list_models(
    available: Annotated[bool, typer.Option("--available", help="What can be got, not what is here.")] = False,
    as_json: AsJson = False,
) -> Status:
    """List models, LoRAs, ControlNets and adapters: those here, and what is wrong with some. Asks nobody outside."""
    home = default_home()
    shelf = Shelf(home.models)
    if available:
        return show_available(shelf, as_json)
    settings = Settings.load(home.settings)
    return show_installed(Catalog(home, settings), settings, shelf, as_json)


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
    """Fetch a model, LoRA, ControlNet or adapter; what was begun goes on where it stopped."""
    from studio.cli.models_get import Asked, get_model  # the hub's client is only for those who ask a hub

    asked = Asked(name=model, revision=revision, files=tuple(file or ()))
    return get_model(default_home(), asked, mirror=mirror, yes=yes, as_json=as_json)


@commands.command()
def add(
    paths: Annotated[
        list[Path] | None, typer.Argument(metavar="PATH", help="A file, or a folder with one or several.")
    ] = None,
    find: Annotated[bool, typer.Option("--find", help="Find the models of other programs, here or in PATH.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="With --find: list all that can be used.")] = False,
    as_json: AsJson = False,
) -> Status:
    """Use models, LoRAs and the like that are on this machine already, where they lie; nothing is copied."""
    if find:
        return models_add.find(tuple(paths or ()), yes, as_json)
    if not paths or len(paths) != 1:
        raise InputError("Which file or folder?", remedy="Give one PATH, or --find for those of other programs.")
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
    """Delete what was got, or take one of your own files or folders off the list."""
    return remove_model(model, yes=yes, as_json=as_json)
