"""What the commands around the library share: it is opened for one command, and its pictures are shown."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Annotated, Any, TypeVar

import typer

from studio.cli.output import Status, print_json, print_lines, say
from studio.library.library import Library
from studio.paths import default_home
from studio.recipe.asset import Asset

T = TypeVar("T")
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document on stdout.")]
Limit = Annotated[int, typer.Option("--limit", min=1, help="At most so many pictures, newest first.")]
Project = Annotated[str | None, typer.Option(help="Only of this project.")]


def with_library(work: Callable[[Library], Awaitable[T]]) -> T:
    """Open the library, do `work`, close it; what opening had to mend is said."""

    async def run() -> T:
        library = Library.open(default_home())
        try:
            for notice in library.notices:
                say(notice)
            return await work(library)
        finally:
            await asyncio.to_thread(library.close)

    return asyncio.run(run())


def show_pictures(found: Sequence[Asset], as_json: bool) -> Status:
    """Their paths, one a line, or a document with what is known of each."""
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
        "mark": asset.mark,
        "tags": asset.tags,
        "note": asset.note,
    }
