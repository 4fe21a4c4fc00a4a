"""Where models lie: the embedded one, the studio's own folder, and folders that the user named."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from studio.catalog.anatomy import entries, is_weights, looks_like_a_model


def model_places(embedded: Path, own: Path, named: Iterable[str]) -> tuple[Path, ...]:
    """Every folder that holds a model and every file of weights outside of such folders, whole or not; each once, even
    if links lead to it twice or in circles."""
    seen: set[str] = set()
    found: list[Path] = []
    for folder in _candidates(embedded, own, named):
        real = os.path.realpath(folder)
        if real not in seen:
            seen.add(real)
            found.append(folder)
    return tuple(found)


def models_at(place: Path) -> Iterator[Path]:
    """A file of weights, or a folder itself if it holds a model, else what is right inside, in folders there too."""
    if is_weights(place) or looks_like_a_model(place):
        yield place
    else:
        yield from _models_inside(place)


def unreachable(named: Iterable[str]) -> tuple[str, ...]:
    """Those of the user's folders and files that are not there."""
    return tuple(place for place in named if not Path(place).expanduser().exists())


def _candidates(embedded: Path, own: Path, named: Iterable[str]) -> Iterator[Path]:
    if embedded.is_dir():
        yield embedded
    yield from _models_inside(own)
    for folder in named:
        yield from models_at(Path(folder).expanduser())


def _models_inside(folder: Path) -> Iterator[Path]:
    for path in entries(folder).values():
        if is_weights(path) or (path.is_dir() and looks_like_a_model(path)):
            yield path
        elif path.is_dir():
            yield from (file for file in entries(path).values() if is_weights(file))
