"""`studio library`: list, search, verify, rebuild, back up and restore what is kept; trash.py has its trash."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from studio.cli import trash
from studio.cli.kept import AsJson, Limit, Project, show_pictures, with_library
from studio.cli.output import Status, print_json, print_lines, say
from studio.library.rebuild import Rebuilt
from studio.recipe.asset import Mark

Starred = Annotated[bool, typer.Option("--starred", help="Only those with a star.")]
Tag = Annotated[str | None, typer.Option(help="Only those with this tag.")]

commands = typer.Typer(help="What is kept: pictures, recipes, backups.", no_args_is_help=True)
commands.add_typer(trash.commands, name="trash")


@commands.command("list")
def list_pictures(
    project: Project = None,
    starred: Starred = False,
    tag: Tag = None,
    limit: Limit = 200,
    as_json: AsJson = False,
) -> Status:
    """List pictures, newest first."""
    found = with_library(lambda library: library.assets(limit, project=project, mark=_mark(starred), tag=tag))
    return show_pictures(found, as_json)


@commands.command()
def search(
    text: Annotated[str, typer.Argument(metavar="TEXT", help="Words that the prompt has.")],
    project: Project = None,
    starred: Starred = False,
    tag: Tag = None,
    limit: Limit = 200,
    as_json: AsJson = False,
) -> Status:
    """Find pictures by the words of their prompt."""
    found = with_library(lambda library: library.search(text, limit, project=project, mark=_mark(starred), tag=tag))
    return show_pictures(found, as_json)


@commands.command()
def verify(as_json: AsJson = False) -> Status:
    """Read every picture: is it there, is it unchanged?"""
    found = with_library(lambda library: library.verify())
    if as_json:
        print_json(
            {
                "files": found.files,
                "missing": _texts(found.missing),
                "changed": _texts(found.changed),
                "unknown": _texts(found.unknown),
                "ok": found.ok,
            }
        )
    else:
        groups = (("missing", found.missing), ("changed", found.changed), ("unknown", found.unknown))
        print_lines(f"{name}  {path}" for name, paths in groups for path in paths)
    _say_verdict(found.files, len(found.missing), len(found.changed))
    return Status.DONE if found.ok else Status.FAILED


@commands.command()
def rebuild(as_json: AsJson = False) -> Status:
    """Make the list of pictures again from the files in the pictures folder."""
    rebuilt = with_library(lambda library: library.rebuild())
    if as_json:
        print_json(_rebuilt(rebuilt))
    _say_rebuilt(rebuilt)
    return Status.FAILED if rebuilt.unreadable else Status.DONE


@commands.command()
def backup(as_json: AsJson = False) -> Status:
    """Copy the database now."""
    copy = with_library(lambda library: library.backup())
    if as_json:
        print_json({"path": None if copy is None else str(copy)})
    else:
        print_lines([str(copy)] if copy else [])
    return Status.DONE


@commands.command()
def restore(
    copy: Annotated[
        Path | None, typer.Argument(metavar="COPY", help="A copy of the database; the newest good one if left out.")
    ] = None,
    as_json: AsJson = False,
) -> Status:
    """Put a copy of the database in its place, then look for pictures that the copy does not know."""
    restored = with_library(lambda library: library.restore(copy))
    if as_json:
        places = {"restored": str(restored.copy), "before": str(restored.before)}
        print_json(places | _rebuilt(restored.rebuilt))
    say(f"Restored {restored.copy}. What was there before is kept as {restored.before}.")
    _say_rebuilt(restored.rebuilt)
    return Status.DONE


def _mark(starred: bool) -> Mark | None:
    return "starred" if starred else None


def _rebuilt(rebuilt: Rebuilt) -> dict[str, Any]:
    return {
        "found": [str(asset.path) for asset in rebuilt.found],
        "moved": rebuilt.moved,
        "kept": rebuilt.kept,
        "missing": _texts(rebuilt.missing),
        "unreadable": list(rebuilt.unreadable),
    }


def _texts(paths: Sequence[Path]) -> list[str]:
    return [str(path) for path in paths]


def _say_verdict(files: int, missing: int, changed: int) -> None:
    say(f"{files} pictures: {missing} missing, {changed} changed.")
    if missing or changed:
        say("  Put the files back, or connect the disk they were on.")
        say("  “studio library rebuild” takes the pictures folder as it is.")


def _say_rebuilt(rebuilt: Rebuilt) -> None:
    counts = f"{rebuilt.kept} kept, {len(rebuilt.found)} found, {rebuilt.moved} moved, {len(rebuilt.missing)} missing"
    say(f"Pictures: {counts}.")
    for reason in rebuilt.unreadable:
        say(f"  not readable: {reason}")
