"""The sketch as a backend: a worker process of its own, so that a drawing never waits for a model's pictures."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from studio.backends.kind import SKETCHER
from studio.backends.local import LocalBackend
from studio.recipe.protocols import BlobReader
from studio.recipe.recipe import ModelRef
from studio.wire.messages import ModelSource


def sketch_backend(
    models: Callable[[ModelRef], ModelSource], blobs: BlobReader, *, log: Path | None = None
) -> LocalBackend:
    """As LocalBackend, always under the studio's own Python: it needs no torch."""
    return LocalBackend(models, blobs, log=log, kind=SKETCHER)
