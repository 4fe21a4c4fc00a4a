"""A LoRA, ControlNet or adapter on this machine, as the studio lists it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import msgspec

from studio.catalog.installed import State
from studio.errors import ModelDamaged, ModelError, ModelUnsafe, ModelUnsupported
from studio.recipe.additions import CALLED, Addition

_ERRORS: Mapping[State, type[ModelError]] = {
    "damaged": ModelDamaged,
    "unsafe": ModelUnsafe,
    "unsupported": ModelUnsupported,
}


class InstalledAddition(msgspec.Struct, frozen=True, kw_only=True):
    """One file or folder: what it is, what it belongs to, and what is wrong with it.

    `addition.ref.weights` is empty unless the state is ready, and also while nobody has needed it: hundreds of LoRAs
    are listed by their headers, and each is read from end to end when it is first used (Catalog.additions_for).
    """

    addition: Addition
    name: str
    """for people"""
    licence: str = ""
    """SPDX identifier, or empty when nobody says"""
    summary: str = ""
    words: tuple[str, ...] = ()
    """that wake it in a prompt, where it says so (trigger words)"""
    path: Path
    """a file, or a folder in the diffusers layout"""
    encoder: Path | None = None
    """of an adapter: the folder or file of the image encoder that it was trained with"""
    bytes: int = 0
    """of all its files, an adapter's encoder included; 0 where they cannot be read"""
    state: State = "ready"
    problem: str = ""
    """plain sentence; empty when ready"""
    remedy: str = ""
    detail: str = ""

    @property
    def id(self) -> str:
        """Unique among additions and models together."""
        return self.addition.ref.id

    def require_ready(self) -> InstalledAddition:
        """This one, or its problem as an error: ModelDamaged, ModelUnsafe or ModelUnsupported."""
        if self.state == "ready":
            return self
        message = f"The {CALLED[self.addition.kind]} “{self.id}” cannot be used: {self.problem}"
        raise _ERRORS[self.state](message, remedy=self.remedy, detail=self.detail)
