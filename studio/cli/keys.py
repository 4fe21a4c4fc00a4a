"""`studio keys`: tokens and API keys, in the system's keyring."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from studio.cli.output import Status, print_json, print_lines, say, table
from studio.errors import InputError
from studio.paths import default_home

if TYPE_CHECKING:
    from studio.keys import Keys

commands = typer.Typer(help="Tokens and API keys, kept in the system's keyring.", no_args_is_help=True)
Name = Annotated[str, typer.Argument(metavar="NAME", help="What it opens: huggingface, or a mirror's host.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document on stdout.")]


@commands.command("set")
def set_key(name: Name) -> Status:
    """Keep a key; it is asked for, or read from stdin, so that no history of the shell has it."""
    secret = typer.prompt("Key", hide_input=True, err=True) if sys.stdin.isatty() else sys.stdin.readline()
    place = _keys().set(name, str(secret).strip())
    if place == "file":
        say("This system has no keyring: the key is in a file that only you can read, not encrypted.")
    say("Kept.")
    return Status.DONE


@commands.command("list")
def list_keys(as_json: AsJson = False) -> Status:
    """List the names of what is kept, never the keys."""
    kept = _keys().kept()
    if as_json:
        print_json({"keys": [{"name": name, "place": place} for name, place in kept]})
    else:
        print_lines(table([(name, place) for name, place in kept]))
    return Status.DONE


@commands.command("remove")
def remove_key(name: Name) -> Status:
    """Forget a key."""
    if not _keys().remove(name):
        raise InputError(f"No key “{name}” is kept.", remedy="Look at: studio keys list")
    say("Forgotten.")
    return Status.DONE


def _keys() -> Keys:
    from studio.keys import Keys  # keyring looks for its backends when it is imported: only for those who ask for a key

    return Keys(default_home().config)
