"""Large files that are read for the first time before something is listed or used: said, with how far that is."""

from __future__ import annotations

from studio.catalog.catalog import Catalog
from studio.catalog.coming import Progress
from studio.catalog.reading import WORTH_SAYING, Reading, Unread
from studio.catalog.shelf import in_bytes
from studio.cli.models_meter import Meter
from studio.cli.output import say


def read_first(catalog: Catalog, wanted: Unread, *, worth: int = WORTH_SAYING) -> None:
    """Read them, so that what follows needs not; Ctrl+C stops it, and what was read whole is remembered."""
    if wanted.bytes < worth:
        return
    files = "1 file" if len(wanted.files) == 1 else f"{len(wanted.files)} files"
    say(f"Reading {files} for the first time, {in_bytes(wanted.bytes)}, to know exactly what they are …")
    with Meter() as meter:

        def see(reading: Reading) -> None:
            meter.see(Progress(done=reading.done, total=reading.total, fetched=reading.done, file=reading.file))

        catalog.read(wanted, see)
