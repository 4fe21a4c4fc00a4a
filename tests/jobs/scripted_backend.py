"""A backend for the runner's tests: it makes what it is asked for, as fast and as far as the test lets it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator

from studio.backends.backend import Request
from studio.recipe.events import Cancelled, Event, Failed, Finished, Picture, Progress
from studio.recipe.receipt import Receipt, Seconds
from studio.recipe.recipe import ModelRef, Recipe, variation

MODEL = ModelRef(id="scripted", weights="0" * 64)
RECIPE = Recipe(
    prompt="a red circle", width=8, height=8, seed=7, steps=3, guidance=1.0, scheduler="default", model=MODEL
)
RECEIPT = Receipt(backend="scripted", device="cpu", dtype="float32", plan="exact", seconds=Seconds())


def picture(recipe: Recipe, index: int) -> Picture:
    """A picture of one colour, which its seed decides."""
    mine = variation(recipe, index)
    return Picture(
        index=index,
        recipe=mine,
        receipt=RECEIPT,
        width=mine.width,
        height=mine.height,
        encoding="rgb8",
        data=mine.seed.to_bytes(4, "big")[1:] * (mine.width * mine.height),
    )


class ScriptedBackend:
    """`permits` pictures may still be made; the next one waits for more. `runs` is what was asked, in order."""

    name = "scripted"

    def __init__(self, permits: int = 1000, concurrency: int = 1) -> None:
        self.permits = permits
        self.concurrency = concurrency
        self.runs: list[Request] = []
        self.warmed: list[ModelRef] = []
        self.failure: Failed | None = None
        self.closed = False
        self._cancelled: set[str] = set()

    async def run(self, request: Request) -> AsyncGenerator[Event]:
        self.runs.append(request)
        for index in request.indexes:
            yield Progress(index=index, phase="denoising", step=1, steps=3)
            while self.permits == 0 and request.run not in self._cancelled:
                await asyncio.sleep(0.01)
            if request.run in self._cancelled:
                yield Cancelled()
                return
            self.permits -= 1
            yield picture(request.recipe, index)
        yield self.failure or Finished()

    def cancel(self, run: str) -> None:
        self._cancelled.add(run)

    def warm(self, model: ModelRef) -> None:
        self.warmed.append(model)

    async def close(self) -> None:
        self.closed = True
