"""Choosing a model: what the draft asks of one model is asked of the next in its own measure."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

from studio.errors import ModelUnsupported
from studio.recipe.capabilities import Capabilities
from studio.recipe.shape import made_for
from studio.workspace.core import Core, InstalledAddition, Model
from studio.workspace.draft import DraftState
from studio.workspace.presets import shape_of, sizes_of
from studio.workspace.quality import level_of, steps_for


def choose(
    draft: DraftState,
    before: Capabilities | None,
    model: Model,
    paced: Callable[[Capabilities], Capabilities] = lambda can: can,
) -> None:
    """Make with `model` from now on. A level of the dial and a size by use become those of the new model.

    `before` is what the model chosen until now can do. What was set by hand stays as it is, but for a size that only a
    model that makes every size could make: it becomes the best of its shape. `paced` as in Additions: a few-step LoRA
    makes another dial.
    """
    if before is not None:
        _convert_steps(draft, paced(before), paced(model.capabilities))
        _convert_size(draft, before, model.capabilities)
    draft.model = model.ref.id


def _convert_steps(draft: DraftState, before: Capabilities, after: Capabilities) -> None:
    level = level_of(draft.steps, draft.guidance, before)
    if draft.steps is not None and level != "custom":
        draft.steps, draft.guidance = None if level == "balanced" else steps_for(level, after), None


def _convert_size(draft: DraftState, before: Capabilities, after: Capabilities) -> None:
    if (draft.width, draft.height) == (None, None):
        return
    size = draft.width or before.size.width, draft.height or before.size.height
    shape = shape_of(*size, before)
    if shape is not None:
        sizes = sizes_of(shape, after)
        draft.width, draft.height = sizes[min(sizes_of(shape, before).index(size), len(sizes) - 1)]
    elif before.scalable and not after.size.allows(*size):  # only such a model makes whatever is asked for
        draft.width, draft.height = made_for(*size, after)


class ModelFolders:
    """Uses models that lie in a folder of the user's. `relist()` lists the models again."""

    def __init__(
        self, ready: Callable[[], Awaitable[Core]], relist: Callable[[], Awaitable[tuple[Model, ...]]]
    ) -> None:
        self._ready = ready
        self._relist = relist

    async def use(self, folder: Path) -> Model | None:
        """Name the folder and return the first model of it that can be used; None where it has LoRAs, ControlNets or
        adapters alone.

        Raises ModelMissing, -Damaged, -Unsafe or -Unsupported if nothing of it can be used: then nothing was changed.
        """
        core = await self._ready()
        models = await asyncio.to_thread(core.catalog.models_in, folder)
        usable = [model for model in models if model.state == "ready"]
        if not usable:
            additions = await asyncio.to_thread(core.catalog.additions_in, folder)
            _require_one(folder, models, additions)
        core.catalog.name_folder(folder)
        await asyncio.to_thread(core.catalog.save_folders)
        listed = await self._relist()
        if not usable:
            return None
        return next((model for model in listed if model.folder == usable[0].folder), usable[0])


def _require_one(folder: Path, models: Sequence[Model], additions: Sequence[InstalledAddition]) -> None:
    if not any(one.state == "ready" for one in additions):
        first = (*models, *additions)[0]
        raise ModelUnsupported(f"What is in {folder} cannot be used: {first.problem}", remedy=first.remedy)
