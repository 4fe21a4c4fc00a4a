"""Which models there are, and which of them the draft means."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from psygnal import Signal

from studio.errors import ModelError, StudioError
from studio.workspace.core import Core, Model
from studio.workspace.draft import DraftState


class Models:
    """`told(error)` hears why a model that is meant cannot be had."""

    changed = Signal()

    def __init__(self, draft: DraftState, told: Callable[[StudioError], object]) -> None:
        self._draft = draft
        self._told = told
        self.every: tuple[Model, ...] = ()
        self.meant: Model | None = None
        """the chosen or default one; None while it is unknown or missing"""

    async def list(self, core: Core) -> None:
        """Look again which there are, and which of them is meant."""
        self.every = await asyncio.to_thread(core.catalog.models)
        await self.find(core)

    async def find(self, core: Core) -> None:
        """Look up the one that is meant. If another is chosen meanwhile, that one is looked up then."""
        wanted = self._draft.model
        found, trouble = None, None
        try:
            found = await asyncio.to_thread(core.catalog.get, wanted)
        except ModelError as error:
            trouble = error
        if wanted != self._draft.model:
            return
        self.meant = found
        if trouble is not None:
            self._told(trouble)
        self.changed.emit()
