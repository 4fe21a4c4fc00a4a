"""`studio library trash`: what was deleted; taking it back, or letting it go."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from studio.cli.kept import AsJson, Limit, Project, show_pictures, with_library
from studio.cli.output import Status, print_json, say
from studio.errors import InputError
from studio.library.library import Library
from studio.recipe.asset import Asset

commands = typer.Typer(help="Deleted pictures: list, restore, empty.", no_args_is_help=True)


@commands.command("list")
def list_trash(project: Project = None, limit: Limit = 200, as_json: AsJson = False) -> Status:
    """List deleted pictures that can be restored, newest first."""
    return show_pictures(with_library(lambda library: library.trashed(project, limit)), as_json)


@commands.command()
def restore(
    pictures: Annotated[
        list[Path], typer.Argument(metavar="PICTURE...", help="Paths as “studio library trash list” prints them.")
    ],
    as_json: AsJson = False,
) -> Status:
    """Put deleted pictures back where they were."""
    return show_pictures(with_library(lambda library: _restore(library, pictures)), as_json)


@commands.command()
def empty(project: Project = None, as_json: AsJson = False) -> Status:
    """Give deleted pictures to the system's own trash; the library forgets them."""
    gone = len(with_library(lambda library: library.empty_trash(project)).assets)
    if as_json:
        print_json({"emptied": gone})
    say("1 picture went to the system’s trash." if gone == 1 else f"{gone} pictures went to the system’s trash.")
    return Status.DONE


async def _restore(library: Library, pictures: Sequence[Path]) -> tuple[Asset, ...]:
    """Those asked for, where they lie then."""
    deleted = {asset.path: asset.id for asset in await library.trashed(limit=-1)}
    wanted = [path.absolute() for path in pictures]
    for path in wanted:
        if path not in deleted:
            raise InputError(f"{path} is not among the deleted pictures.", remedy="Look at: studio library trash list")
    ids = [deleted[path] for path in wanted]
    await library.untrash(ids)
    found = [await library.asset(id) for id in ids]
    return tuple(asset for asset in found if asset is not None)
