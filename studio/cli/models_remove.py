"""`studio models remove`: what becomes free is said, then asked, then done."""

from __future__ import annotations

import sys

import typer

from studio.catalog.catalog import Catalog
from studio.catalog.removing import Removal, Removing
from studio.catalog.shelf import Shelf, in_bytes
from studio.cli.output import Status, print_json, say
from studio.errors import InputError
from studio.paths import default_home
from studio.settings import Settings


def remove_model(model_id: str, *, yes: bool, as_json: bool) -> Status:
    """Delete a model that the studio got, or take one of the user's own off the list."""
    home = default_home()
    settings = Settings.load(home.settings)
    removing = Removing(Catalog(home, settings), settings, Shelf(home.models))
    removal = removing.look(model_id)
    say(_said(removal))
    if not yes:
        if as_json or not sys.stdin.isatty():
            raise InputError(f"Removing {model_id} wants a yes.", remedy="Say --yes. Nothing was removed.")
        typer.confirm("Remove it?", abort=True, err=True)
    if removing.remove(removal):
        say("It was the default model; the starter is the default again.")
    if as_json:
        print_json({"id": model_id, "removed": removal.what, "place": str(removal.folder), "freed": removal.bytes})
    say("Removed." if removal.what == "delete" else "It is listed no longer.")
    return Status.DONE


def _said(removal: Removal) -> str:
    if removal.what == "forget":
        return f"{removal.id} lies in a folder of yours, {removal.folder}. Its files stay; it is only listed no longer."
    return f"Removing {removal.id} deletes {removal.folder} and frees {in_bytes(removal.bytes)}."
