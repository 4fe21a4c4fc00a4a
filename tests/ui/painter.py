"""A backend that paints: pictures of one colour with a bar across, at once or as slowly as a test wants."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator

import numpy as np

from studio.backends.backend import Request
from studio.recipe.events import Accepted, Cancelled, Event, Finished, Picture, Preview, Progress
from studio.recipe.receipt import Receipt, Seconds
from studio.recipe.recipe import ModelRef, Recipe, variation

_PREVIEW = 32


class Painter:
    """`pause` seconds pass between two steps of a picture."""

    name = "painter"
    concurrency = 1

    def __init__(self, pause: float = 0.0) -> None:
        self.pause = pause
        self._cancelled: set[str] = set()

    async def run(self, request: Request) -> AsyncGenerator[Event]:
        yield Accepted()
        for index in request.indexes:
            async for event in self._picture(request, index):
                yield event
                if request.run in self._cancelled:
                    yield Cancelled()
                    return
        yield Finished()

    async def _picture(self, request: Request, index: int) -> AsyncGenerator[Event]:
        mine = variation(request.recipe, index)
        for step in range(mine.steps):
            yield Progress(index=index, phase="denoising", step=step, steps=mine.steps)
            if request.previews and step % 2:
                rows = painted(mine.seed, _PREVIEW, _PREVIEW, step / mine.steps)
                yield Preview(index=index, step=step, width=_PREVIEW, height=_PREVIEW, data=rows)
            await asyncio.sleep(self.pause)
        yield _finished(mine, index, request)

    def cancel(self, run: str) -> None:
        self._cancelled.add(run)

    def warm(self, model: ModelRef) -> None:
        """It is always ready."""

    async def close(self) -> None:
        """It has nothing to end."""


def painted(seed: int, width: int, height: int, done: float = 1.0) -> bytes:
    """rgb8 rows whose colours the seed decides."""
    colours = np.random.default_rng(seed).integers(0, 256, (2, 3), dtype=np.uint8)
    rows = np.empty((height, width, 3), dtype=np.uint8)
    rows[:] = colours[0]
    rows[: int(height * done), : max(1, width // 3)] = colours[1]
    return rows.tobytes()


def _finished(mine: Recipe, index: int, request: Request) -> Picture:
    receipt = Receipt(
        backend="painter", device="cpu", dtype="float32", plan=request.plan, seconds=Seconds(denoise=0.1, total=0.2)
    )
    return Picture(
        index=index,
        recipe=mine,
        receipt=receipt,
        width=mine.width,
        height=mine.height,
        encoding="rgb8",
        data=painted(mine.seed, mine.width, mine.height),
    )
