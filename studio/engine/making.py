"""One run as a stream of events: conditions the model once, makes the pictures, times every stage."""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator, Sequence

import diffusers
import numpy as np
import torch

import studio
from studio.engine.cancel import synchronize
from studio.engine.device import Device
from studio.engine.family import Condition, LoadedModel, Step
from studio.engine.finishing import finished, fitting
from studio.engine.memory import release
from studio.engine.pictures import Pictures
from studio.engine.pixels import rgb8
from studio.engine.preview import PreviewPace, small
from studio.engine.starts import Start, Starts
from studio.engine.stop import Stop
from studio.errors import EngineError
from studio.recipe.events import Event, Notice, Picture, Preview, Progress
from studio.recipe.receipt import Receipt, Seconds
from studio.recipe.recipe import Recipe, variation
from studio.wire.messages import Run

BLACK = "The picture is entirely black."

Made = list[tuple[int, Recipe]]
"""pictures made at once: index and recipe"""


class Making:
    """Turns one Run into events; the ending is left to the caller."""

    def __init__(self, run: Run, pictures: Pictures, model: LoadedModel, device: Device, stop: Stop) -> None:
        self._run = run
        self._given = pictures
        self._model = model
        self._device = device
        self._stop = stop
        self._starts = Starts(pictures, model, stop)
        self._pace = PreviewPace()
        self._stages = Stages(device)

    def events(self, load_seconds: float) -> Iterator[Event]:
        """`load_seconds` is what the first picture waited for its model."""
        self._stages.add("load", load_seconds)
        recipe = self._run.recipe
        self._save_memory()
        self._model.check(recipe)
        if self._run.indexes and not self._model.holds(self._run.additions):
            yield Progress(index=self._run.indexes[0], phase="loading")
        notices = self._model.equip(recipe, self._run.additions)
        self._stages.lap("load")
        self._model.go_on_over(recipe.tile)
        if not self._run.indexes:
            return
        yield Progress(index=self._run.indexes[0], phase="encoding")
        condition = self._model.condition(recipe, self._given)
        self._stages.lap("encode")
        yield from (Notice(message=notice) for notice in (*notices, *condition.notices))
        for made in self._batches():
            yield from self._pictures(made, condition)

    def _save_memory(self) -> None:
        self._model.save_memory(self._run.frugal)
        if self._run.frugal:
            release(self._device)

    def _batches(self) -> Iterator[Made]:
        """Exact: one picture at a time, so that its bits do not depend on its company. Fast: several at once."""
        size = self._device.batch if self._run.plan == "fast" and not self._run.frugal else 1
        pictures = [(index, variation(self._run.recipe, index)) for index in self._run.indexes]
        for first in range(0, len(pictures), size):
            yield pictures[first : first + size]

    def _pictures(self, made: Made, condition: Condition) -> Iterator[Event]:
        starts: list[Start] = []
        for index, recipe in made:
            starts.append((yield from self._start(index, recipe)))
        step: Step | None = None
        encoded = [start.encoded for start in starts if start.encoded is not None]
        for step in self._model.denoise([recipe for _, recipe in made], condition, encoded):
            self._stop.check()
            yield from self._after(step, made)
        assert step is not None  # number 0 at least
        self._stages.lap("denoise")
        for place, (index, recipe) in enumerate(made):
            yield Progress(index=index, phase="decoding", step=step.of, steps=step.of)
            yield self._picture(index, recipe, step.latents[place : place + 1], condition, starts[place])

    def _start(self, index: int, recipe: Recipe) -> Generator[Event, None, Start]:
        """A drawn layout is told and shown before anything else is done with it."""
        layout = self._starts.layout(recipe)
        if layout is not None:
            yield from (Notice(message=sentence) for sentence in self._starts.news(layout))
            if self._run.previews:
                self._pace.begin()
                yield _preview(index, 0, small(layout.rows))
                self._pace.end()
        start = self._starts.encoded(recipe, layout)
        if start.encoded is not None:
            self._stages.lap("encode")
        return start

    def _after(self, step: Step, made: Made) -> Iterator[Event]:
        for index, _ in made:
            yield Progress(index=index, phase="denoising", step=step.number, steps=step.of)
        last_and_final = step.number == step.of and self._model.preview_is_final
        if self._run.previews and step.number > 0 and not last_and_final and self._pace.due():
            yield from self._previews(step, [index for index, _ in made])

    def _previews(self, step: Step, indexes: Sequence[int]) -> Iterator[Event]:
        self._pace.begin()
        for place, index in enumerate(indexes):
            self._stop.check()
            yield _preview(index, step.number, rgb8(self._model.preview(step.foreseen[place : place + 1])))
        self._pace.end()

    def _picture(
        self, index: int, recipe: Recipe, latents: torch.Tensor, condition: Condition, start: Start
    ) -> Picture:
        _require_numbers(latents, recipe)
        picture = self._model.decode(latents)
        _require_numbers(picture, recipe)
        made = rgb8(picture)
        del picture
        rows = finished(made, recipe, self._given)
        self._stages.lap("decode")
        self._stop.check()
        return Picture(
            index=index,
            recipe=recipe,
            receipt=self._receipt(made, condition, start),
            width=rows.shape[1],
            height=rows.shape[0],
            encoding="rgb8",
            data=rows.tobytes(),
        )

    def _receipt(self, made: np.ndarray, condition: Condition, start: Start) -> Receipt:
        return Receipt(
            backend="local",
            device=str(self._device.torch),
            dtype=self._device.dtype_name,
            plan=self._run.plan,
            seconds=self._stages.take(),
            adjustments=(*start.said, *condition.adjustments, *fitting(self._run.recipe)),
            warnings=(*start.warnings, *(() if made.any() else (BLACK,))),
            versions=VERSIONS | start.versions,
        )


class Stages:
    """Wall-clock seconds by stage since the last picture."""

    def __init__(self, device: Device) -> None:
        self._device = device
        self._spent: dict[str, float] = {}
        self._mark = time.perf_counter()

    def add(self, stage: str, seconds: float) -> None:
        self._spent[stage] = self._spent.get(stage, 0.0) + seconds

    def lap(self, stage: str) -> None:
        """What passed since the last lap was spent on `stage`."""
        synchronize(self._device.torch)
        now = time.perf_counter()
        self.add(stage, now - self._mark)
        self._mark = now

    def take(self) -> Seconds:
        """The picture is done: its seconds, and begin again for the next."""
        spent, self._spent = self._spent, {}
        return Seconds(**spent, total=sum(spent.values()))


VERSIONS = {
    "studio": studio.__version__,
    "torch": str(torch.__version__),
    "diffusers": diffusers.__version__,
}
"""what decides the bits"""


def _preview(index: int, step: int, look: np.ndarray) -> Preview:
    height, width = look.shape[:2]
    return Preview(index=index, step=step, width=width, height=height, data=look.tobytes())


def _require_numbers(tensor: torch.Tensor, recipe: Recipe) -> None:
    if not torch.isfinite(tensor).all():
        remedy = "Try another seed, size or scheduler; if every picture fails, get this model again."
        if recipe.additions:
            remedy = "Give what is added to the model (LoRAs, control images, references) less weight, or take it away."
        raise EngineError(
            "The model did not make a picture: its numbers overflowed.",
            remedy=remedy,
            detail="NaN or infinity in latents or pixels",
        )
