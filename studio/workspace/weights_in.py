"""Weights that come in from outside, a dropped file: a LoRA goes on the canvas, a model is chosen."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path

from studio.recipe.additions import CALLED
from studio.workspace.additions import Additions
from studio.workspace.core import Core, Model
from studio.workspace.loras import Loras
from studio.workspace.model_choice import ModelFolders
from studio.workspace.problems import Problems


def may_be_weights(path: Path) -> bool:
    """By its name; pickles are told why they are not used when they are looked at."""
    return path.suffix.casefold() in (".safetensors", ".ckpt", ".pt")


class WeightsIn:
    """`ready()` waits for the core, `choose(model)` makes with it from now on. Files stay where they are."""

    def __init__(
        self,
        additions: Additions,
        loras: Loras,
        folders: ModelFolders,
        problems: Problems,
        ready: Callable[[], Awaitable[Core]],
        choose: Callable[[Model], object],
    ) -> None:
        self._additions = additions
        self._loras = loras
        self._folders = folders
        self._problems = problems
        self._ready = ready
        self._choose = choose

    async def use(self, path: Path) -> None:
        """Raises ModelMissing, -Damaged, -Unsafe or -Unsupported for what cannot be used; then nothing was changed."""
        model = await self._folders.use(path)
        if model is not None:
            self._choose(model)
            return
        await self._additions.list(await self._ready())
        for one in self._additions.every:
            if one.state == "ready" and one.path.is_relative_to(path):
                if one.addition.kind == "lora":
                    self._loras.add(one)
                else:
                    self._problems.tell(f"The {CALLED[one.addition.kind]} “{one.name}” can be used now.")
