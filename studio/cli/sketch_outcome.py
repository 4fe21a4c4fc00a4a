"""What became of `studio sketch`, and the JSON that tells it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec

from studio.cli.output import Status, entry, status_of
from studio.errors import StudioError
from studio.recipe.recipe import Recipe
from studio.sketch.words.understanding import Span, Understanding


class File(msgspec.Struct, frozen=True, kw_only=True):
    """A file that was written; a legend has no size."""

    path: Path
    kind: str
    name: str
    """what it shows: "picture", "depth", or the layer whose mask it is"""
    width: int | None = None
    height: int | None = None


class Outcome(msgspec.Struct, kw_only=True):
    """What became of it, filled in as it happens."""

    recipe: Recipe | None = None
    understanding: Understanding | None = None
    files: list[File] = []
    notes: list[str] = []
    errors: list[StudioError] = []
    interrupted: bool = False

    @property
    def status(self) -> Status:
        return Status.INTERRUPTED if self.interrupted else status_of(self.errors)


def document(outcome: Outcome) -> dict[str, Any]:
    """The JSON of `sketch`; blanks are null where nothing was drawn."""
    told = outcome.understanding
    return {
        "recipe": outcome.recipe,
        "files": [_file(file) for file in outcome.files],
        **read(told.known if told else (), told.unknown if told else ()),
        "notes": outcome.notes,
        "scene": told.scene if told else None,
        "errors": [entry(error) for error in outcome.errors],
    }


def read(known: Iterable[Span], unknown: Iterable[Span]) -> dict[str, Any]:
    """What a prompt was taken for, with its places in the prompt, as every command tells it."""
    return {"understood": [_span(span) for span in known], "not_understood": [_span(span) for span in unknown]}


def _file(file: File) -> dict[str, Any]:
    return {
        "path": str(file.path),
        "kind": file.kind,
        "name": file.name,
        "width": file.width,
        "height": file.height,
    }


def _span(span: Span) -> dict[str, Any]:
    return {"text": span.text, "meaning": span.meaning, "start": span.start, "end": span.end}
