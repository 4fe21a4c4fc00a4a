"""A model on this machine, as the studio lists it."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import msgspec

from studio.errors import ModelDamaged, ModelError, ModelUnsafe, ModelUnsupported
from studio.recipe.capabilities import Capabilities, SizeRule
from studio.recipe.recipe import ModelRef

State = Literal["ready", "damaged", "unsafe", "unsupported"]

NOTHING = Capabilities(
    modes=(),
    size=SizeRule(width=512, height=512, multiple=8, smallest=8, largest=512, max_pixels=512 * 512),
    steps=1,
    guidance=1.0,
)
"""of a model that cannot be run"""


class InstalledModel(msgspec.Struct, frozen=True, kw_only=True):
    """One model folder or file: what it is, what it can do, and what is wrong with it."""

    ref: ModelRef
    """`weights` is empty unless the state is ready"""
    name: str
    family: str
    """empty where it was not recognised"""
    licence: str
    """SPDX identifier, or empty when nobody says"""
    summary: str
    capabilities: Capabilities
    folder: Path
    """or the file, of a model that is a single one"""
    bytes: int
    """of the files that decide the picture; 0 unless the state is ready"""
    state: State
    vocabulary: frozenset[str] | None = None
    """every word it was taught, in lower case; None when nobody says"""
    knows: dict[str, tuple[str, ...]] = {}
    """what to ask it for: group to words"""
    problem: str = ""
    """plain sentence; empty when ready"""
    layout: Path | None = None
    """of a single file: the folder with its configs; `folder` is the file then"""
    lent: dict[str, Path] = {}
    """of a single file: part to the folder that it comes from instead of the file or the layout"""
    remedy: str = ""
    detail: str = ""

    def require_ready(self) -> InstalledModel:
        """This model, or its problem as an error: ModelDamaged, ModelUnsafe or ModelUnsupported."""
        if self.state == "ready":
            return self
        kind: dict[State, type[ModelError]] = {
            "damaged": ModelDamaged,
            "unsafe": ModelUnsafe,
            "unsupported": ModelUnsupported,
        }
        message = f"The model “{self.ref.id}” cannot be used: {self.problem}"
        raise kind[self.state](message, remedy=self.remedy, detail=self.detail)


def broken(model_id: str, folder: Path, error: ModelError) -> InstalledModel:
    """The listing of a folder that `error` speaks of."""
    state: State = "damaged"
    if isinstance(error, ModelUnsafe):
        state = "unsafe"
    elif isinstance(error, ModelUnsupported):
        state = "unsupported"
    return InstalledModel(
        ref=ModelRef(id=model_id, weights=""),
        name=folder.name,
        family="",
        licence="",
        summary="",
        capabilities=NOTHING,
        folder=folder,
        bytes=0,
        state=state,
        problem=error.message,
        remedy=error.remedy,
        detail=error.detail,
    )
