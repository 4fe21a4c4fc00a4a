"""`studio library`: list, search, verify, rebuild, back up and restore what is kept."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer

from studio.cli.output import Status, print_json, print_lines, say
from studio.library.library import Library
from studio.library.rebuild import Rebuilt
from studio.paths import default_home
from studio.recipe.asset import Asset

T = TypeVar("T")
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document on stdout.")]
Limit = Annotated[int, typer.Option("--limit", min=1, help="At most so many pictures, newest first.")]

commands = typer.Typer(help="What is kept: pictures, recipes, backups.", no_args_is_help=True)


@commands.command("list")
def list_pictures(
    project: Annotated[str | None, typer.Option(help="Only of this project.")] = None,
    limit: Limit = 200,
    as_json: AsJson = False,
) -> Status:
    """List pictures, newest first."""
    return _show_pictures(_with_library(lambda library: library.assets(limit, 0, project)), as_json)


@commands.command()
def search(
    text: Annotated[str, typer.Argument(metavar="TEXT", help="Words that the prompt has.")],
    limit: Limit = 200,
    as_json: AsJson = False,
) -> Status:
    """Find pictures by the words of their prompt."""
    return _show_pictures(_with_library(lambda library: library.search(text, limit)), as_json)


@commands.command()
def verify(as_json: AsJson = False) -> Status:
    """Read every picture: is it there, is it unchanged?"""
    found = _with_library(lambda library: library.verify())
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
    rebuilt = _with_library(lambda library: library.rebuild())
    if as_json:
        print_json(_rebuilt(rebuilt))
    _say_rebuilt(rebuilt)
    return Status.FAILED if rebuilt.unreadable else Status.DONE


@commands.command()
def backup(as_json: AsJson = False) -> Status:
    """Copy the database now."""
    copy = _with_library(lambda library: library.backup())
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
    restored = _with_library(lambda library: library.restore(copy))
    if as_json:
        places = {"restored": str(restored.copy), "before": str(restored.before)}
        print_json(places | _rebuilt(restored.rebuilt))
    say(f"Restored {restored.copy}. What was there before is kept as {restored.before}.")
    _say_rebuilt(restored.rebuilt)
    return Status.DONE


def _with_library(work: Callable[[Library], Awaitable[T]]) -> T:
    async def run() -> T:
        library = Library.open(default_home())
        try:
            for notice in library.notices:
                say(notice)
            return await work(library)
        finally:
            await asyncio.to_thread(library.close)

    return asyncio.run(run())


def _show_pictures(found: Sequence[Asset], as_json: bool) -> Status:
    if as_json:
        print_json({"pictures": [_picture(asset) for asset in found]})
    else:
        print_lines(str(asset.path) for asset in found)
    return Status.DONE


def _picture(asset: Asset) -> dict[str, Any]:
    recipe = asset.recipe
    return {
        "path": str(asset.path),
        "sha256": asset.sha256,
        "width": asset.width,
        "height": asset.height,
        "project": asset.project,
        "created": asset.created,
        "prompt": recipe.prompt if recipe else None,
        "seed": recipe.seed if recipe else None,
        "model": recipe.model.id if recipe else None,
    }


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
