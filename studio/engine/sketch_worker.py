"""The sketch as a worker: draws pictures exactly from their prompts, on one core and without torch."""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Iterator
from typing import BinaryIO

import numpy as np
import skia

import studio
from studio.engine.finishing import finished, fitting
from studio.engine.pictures import Pictures, unpacked
from studio.engine.process_memory import measure_process
from studio.engine.serving import Worker, open_line
from studio.engine.stop import Stop
from studio.recipe.events import Accepted, Event, Picture, Progress
from studio.recipe.receipt import Receipt, Seconds
from studio.recipe.recipe import Recipe, variation
from studio.sketch.drawing import picture, reading
from studio.sketch.seamless import require_seamless
from studio.sketch.told import notices
from studio.sketch.words.lexicon import lexicon
from studio.wire.frames import Attachments
from studio.wire.messages import VERSION, Memory, ModelSource, Ready, Run

BACKEND = "sketch"
DEVICE = "cpu"
DTYPE = "uint8"
VERSIONS = {"studio": studio.__version__, "skia": str(skia.__version__), "numpy": np.__version__}
"""what decides the bits"""


def serve(reading: BinaryIO, writing: BinaryIO) -> int:
    """Answer orders until told to quit; the exit status. Ends the process itself when the line ends."""
    inbox, outbox = open_line(reading, writing)
    outbox.put(_ready())
    lexicon()  # made once, and only now: the first order is on its way
    return Sketcher(inbox, outbox).serve()


class Sketcher(Worker):
    """Draws one picture after the other; a drawing is not interrupted, what follows it is."""

    def load(self, source: ModelSource, stop: Stop) -> float:
        """There is nothing to load."""
        del source, stop
        return 0.0

    def events(self, run: Run, attachments: Attachments, stop: Stop) -> Iterator[Event]:
        given = unpacked(run, attachments)
        yield Accepted()
        for index in run.indexes:
            yield Progress(index=index, phase="denoising", steps=run.recipe.steps)
            yield _picture(index, variation(run.recipe, index), run, given, stop)

    def measure(self) -> Memory:
        return measure_process()


def _picture(index: int, recipe: Recipe, run: Run, given: Pictures, stop: Stop) -> Picture:
    began = time.perf_counter()
    stop.check()
    read = reading(recipe)
    require_seamless(read.scene, recipe.tile)
    understood = time.perf_counter()
    made = picture(read, recipe)
    there = time.perf_counter()
    stop.check()
    rows = finished(made, recipe, given)
    height, width = rows.shape[:2]
    data = rows.tobytes()
    stop.check()
    ended = time.perf_counter()
    receipt = Receipt(
        backend=BACKEND,
        device=DEVICE,
        dtype=DTYPE,
        plan=run.plan,
        seconds=Seconds(
            encode=understood - began, denoise=there - understood, decode=ended - there, total=ended - began
        ),
        adjustments=(*notices(read, layout=False), *fitting(recipe)),
        versions=VERSIONS,
    )
    return Picture(index=index, recipe=recipe, receipt=receipt, width=width, height=height, encoding="rgb8", data=data)


def _ready() -> Ready:
    return Ready(
        wire=VERSION,
        pid=os.getpid(),
        device=DEVICE,
        device_name=f"{platform.machine()}, 1 thread",
        dtype=DTYPE,
        threads=1,
        versions=VERSIONS,
        memory=measure_process(),
    )
