"""Pictures that are made with references, and what they are made with."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from studio.pixels.compositing import Rows
from studio.recipe.events import Finished, Picture
from studio.recipe.recipe import ModelRef, Reference, ReferenceRole
from studio.wire.messages import REFERENCE_SIDE, AdditionSource, ModelSource
from tests.engine.client import EngineClient, recipe
from tests.tiny_adapters import Kind

Adapters = dict[tuple[str, Kind], AdditionSource]
"""by the model's name and the adapter's kind"""
Given = tuple[AdditionSource, Reference, Rows]


def mosaic(seed: int) -> Rows:
    """Coloured tiles."""
    tiles = np.random.default_rng(seed).integers(0, 256, (7, 7, 3), dtype=np.uint8)
    return tiles.repeat(REFERENCE_SIDE // 7, 0).repeat(REFERENCE_SIDE // 7, 1)


FIRST, SECOND = mosaic(1), mosaic(2)


def adapter(path: Path, encoder: Path | str) -> AdditionSource:
    ref = ModelRef(id=path.stem, weights=str(path))
    return AdditionSource(ref=ref, kind="adapter", path=str(path), encoder=str(encoder))


def like(source: AdditionSource, weight: float = 0.6, role: ReferenceRole = "whole") -> Reference:
    return Reference(model=source.ref, sha256="0" * 64, weight=weight, role=role)


def rows_of(picture: Picture) -> np.ndarray:
    return np.frombuffer(picture.data, np.uint8).reshape(picture.height, picture.width, 3).astype(int)


class By:
    """Makes pictures of one model in the engine with references: (source, reference, picture) each."""

    def __init__(self, engine: EngineClient, model: ModelSource) -> None:
        self.engine, self.model = engine, model

    def picture(self, *given: Given, **changes: Any) -> Picture:
        how = {name: changes.pop(name) for name in ("frugal", "previews") if name in changes}
        return self.run(*given, changes=changes, **how)[0]

    def run(self, *given: Given, changes: dict[str, Any] | None = None, **how: Any) -> list[Picture]:
        asked = recipe(self.model, references=tuple(reference for _, reference, _ in given), **(changes or {}))
        outcome = self.engine.make(self.model, asked, **self.with_these(*given), **how)
        assert outcome.ending == Finished(), outcome.ending
        return list(outcome.pictures.values())

    @staticmethod
    def with_these(*given: Given) -> dict[str, Any]:
        sources = tuple(dict.fromkeys(source for source, _, _ in given))
        return {"references": [rows for _, _, rows in given], "additions": sources}
