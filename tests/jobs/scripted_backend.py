"""A backend for the runner's tests: it makes what it is asked for, as fast and as far as the test lets it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable

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
    """`permits` pictures may still be made; the next one waits for more. `runs` is what was asked, in order.

    A run ends with `failure`, if there is one; where `before` gives one for a picture, the run ends with it in place
    of the picture. `at_once` is the most runs that were under way together.
    """

    name = "scripted"

    def __init__(self, permits: int = 1000, concurrency: int = 1) -> None:
        self.permits = permits
        self.concurrency = concurrency
        self.runs: list[Request] = []
        self.warmed: list[ModelRef] = []
        self.failure: Failed | None = None
        self.before: Callable[[Request, int], Failed | None] = lambda request, index: None
        self.paint: Callable[[Recipe, int], Picture] = picture
        self.closed = False
        self.at_once = 0
        self._under_way = 0
        self._cancelled: set[str] = set()

    async def run(self, request: Request) -> AsyncGenerator[Event]:
        self.runs.append(request)
        self._under_way += 1
        self.at_once = max(self.at_once, self._under_way)
        try:
            async for event in self._events(request):
                yield event
        finally:
            self._under_way -= 1

    async def _events(self, request: Request) -> AsyncGenerator[Event]:
        for index in request.indexes:
            yield Progress(index=index, phase="denoising", step=1, steps=3)
            while self.permits == 0 and request.run not in self._cancelled:
                await asyncio.sleep(0.01)
            if request.run in self._cancelled:
                yield Cancelled()
                return
            if (failure := self.before(request, index)) is not None:
                yield failure
                return
            self.permits -= 1
            yield self.paint(request.recipe, index)
        yield self.failure or Finished()

    def cancel(self, run: str) -> None:
        self._cancelled.add(run)

    def warm(self, model: ModelRef) -> None:
        self.warmed.append(model)

    async def close(self) -> None:
        self.closed = True
