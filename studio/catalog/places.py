"""Where models lie: the embedded one, the studio's own folder, and folders that the user named."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from studio.catalog.anatomy import entries, looks_like_a_model


def model_folders(embedded: Path, own: Path, named: Iterable[str]) -> tuple[Path, ...]:
    """Every folder that holds a model, whole or not; each once, even if links lead to it twice or in circles."""
    seen: set[str] = set()
    found: list[Path] = []
    for folder in _candidates(embedded, own, named):
        real = os.path.realpath(folder)
        if real not in seen:
            seen.add(real)
            found.append(folder)
    return tuple(found)


def models_at(folder: Path) -> Iterator[Path]:
    """The folder itself if it holds a model, else those right inside that do."""
    if looks_like_a_model(folder):
        yield folder
    else:
        yield from _models_inside(folder)


def unreachable(named: Iterable[str]) -> tuple[str, ...]:
    """Those of the user's folders that are not there."""
    return tuple(folder for folder in named if not Path(folder).expanduser().is_dir())


def _candidates(embedded: Path, own: Path, named: Iterable[str]) -> Iterator[Path]:
    if embedded.is_dir():
        yield embedded
    yield from _models_inside(own)
    for folder in named:
        yield from models_at(Path(folder).expanduser())


def _models_inside(folder: Path) -> Iterator[Path]:
    for path in entries(folder).values():
        if path.is_dir() and looks_like_a_model(path):
            yield path
