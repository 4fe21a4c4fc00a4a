"""The model in memory: loaded from its folder when asked for, kept until another one is."""

from __future__ import annotations

import logging
import time
from pathlib import Path

from studio.engine.cancel import StopHooks
from studio.engine.components import Folder
from studio.engine.device import Device
from studio.engine.family import LoadedModel
from studio.engine.memory import release
from studio.engine.sdxl import StableDiffusionXL
from studio.engine.single_file import SingleFile
from studio.engine.stable_diffusion import StableDiffusion
from studio.engine.stop import Stop
from studio.errors import ModelMissing, ModelUnsupported
from studio.families.family import read_index
from studio.families.layouts import placed
from studio.recipe.recipe import ModelRef
from studio.wire.messages import ModelSource

_FAMILIES = {"stable-diffusion": StableDiffusion, "stable-diffusion-xl": StableDiffusionXL}

_log = logging.getLogger(__name__)


class Resident:
    """Holds one model. All models share the hooks, so whatever runs can be stopped."""

    def __init__(self, device: Device) -> None:
        self._device = device
        self.hooks = StopHooks()
        self._ref: ModelRef | None = None
        self._model: LoadedModel | None = None

    def holds(self, source: ModelSource) -> bool:
        return self._model is not None and self._ref == source.ref

    def get(self, source: ModelSource, stop: Stop) -> tuple[LoadedModel, float]:
        """(the model, seconds its load took; 0 if it was there).

        Raises ModelError, and Stopped when `stop` is set meanwhile; then no model is held.
        """
        if self._model is None or self._ref != source.ref:
            began = time.perf_counter()
            self.drop()
            self._model = self._load(source, stop)
            self._ref = source.ref
            seconds = time.perf_counter() - began
            _log.info("loaded %s in %.2f s", source.ref.id, seconds)
            return self._model, seconds
        return self._model, 0.0

    def drop(self) -> None:
        """Forget the model, and give its memory back."""
        if self._model is not None:
            self._model = self._ref = None
            release(self._device)

    def _load(self, source: ModelSource, stop: Stop) -> LoadedModel:
        family = _FAMILIES.get(source.family)
        if family is None:
            raise ModelUnsupported(
                f"This engine cannot run models of the family “{source.family}”.",
                remedy=f"Choose a model of one of these families: {', '.join(_FAMILIES)}.",
            )
        return family(self._parts(source, stop), self.hooks, self._device)

    def _parts(self, source: ModelSource, stop: Stop) -> Folder:
        path = Path(source.folder)
        if not (path.is_file() if source.layout else path.is_dir()):
            raise ModelMissing(
                f"The {'file' if source.layout else 'folder'} of the model “{source.ref.id}” is gone.",
                remedy="Get this model again, or choose another one.",
                detail=source.folder,
            )
        if not source.layout:
            return Folder(path, read_index(path), self._device, stop)
        lent = {part: Path(folder) for part, folder in source.lent.items()}
        return SingleFile(path, placed(Path(source.layout)), lent, self._device, stop)
