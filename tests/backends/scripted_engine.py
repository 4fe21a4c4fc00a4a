"""A child that speaks the engine line without torch: it does exactly what its script says, and nothing else.

`python -m tests.backends.scripted_engine SCRIPT`, SCRIPT being a Script as JSON.
"""

from __future__ import annotations

import io
import os
import queue
import sys
import threading
import time
from pathlib import Path

import msgspec

from studio.recipe.events import Cancelled, Failed, Finished, Picture, Progress
from studio.recipe.receipt import Receipt, Seconds
from studio.recipe.recipe import variation
from studio.wire.frames import read_to_engine, write_from_engine
from studio.wire.messages import VERSION, Cancel, FromEngine, Idle, Loaded, Memory, Quit, Ready, Report, Run, Warm

MEMORY = Memory(resident=0, peak=0, device_used=0, device_total=0)


class Script(msgspec.Struct, frozen=True, kw_only=True):
    """Delays in seconds; a `life` is one process, counted in the file `lives`."""

    lives: str
    wire: int = VERSION
    start: float = 0.0
    load: float = 0.0
    step: float = 0.02
    steps: int = 3
    deaf: bool = False
    """does not heed a cancel"""
    dies_in_lives: tuple[int, ...] = ()
    """ends by SIGKILL after the first picture of these lives"""
    dies_writing: bool = False
    """... and of its second one it has written the half by then"""
    dies_at_load: bool = False
    gives_up: str = ""
    """written to stderr, and then it exits with 3 before it is ready"""
    babbles: bool = False
    """sends something that is no frame"""
    fails: str = ""
    """kind of the failure that every run ends with"""
    silent_in_lives: tuple[int, ...] = ()
    """says nothing more after the first picture of these lives"""


class Line:
    """Both directions; a thread reads, so that a cancel is seen between steps."""

    def __init__(self) -> None:
        self.runs: queue.SimpleQueue[Run | Warm | Quit] = queue.SimpleQueue()
        self.cancelled: set[str] = set()
        self._lock = threading.Lock()
        threading.Thread(target=self._read, daemon=True).start()

    def send(self, message: FromEngine) -> None:
        with self._lock:
            write_from_engine(sys.stdout.buffer, message)

    def send_half(self, message: FromEngine) -> None:
        whole = io.BytesIO()
        write_from_engine(whole, message)
        with self._lock:
            sys.stdout.buffer.write(whole.getvalue()[: len(whole.getvalue()) // 2])
            sys.stdout.buffer.flush()

    def _read(self) -> None:
        while (frame := read_to_engine(sys.stdin.buffer)) is not None:
            match frame[0]:
                case Cancel(run=run):
                    self.cancelled.add(run)
                case message:
                    self.runs.put(message)
        os._exit(0)


def main() -> int:
    script = msgspec.json.decode(sys.argv[1], type=Script)
    life = _count(Path(script.lives))
    if script.gives_up:
        sys.stderr.write(script.gives_up)
        return 3
    if script.babbles:
        sys.stdout.buffer.write(b"Traceback (most recent call last):\n")
        sys.stdout.buffer.flush()
    time.sleep(script.start)
    line = Line()
    line.send(_ready(script))
    while not isinstance(message := line.runs.get(), Quit):
        if isinstance(message, Warm):
            time.sleep(script.load)
            if script.dies_at_load:
                os.kill(os.getpid(), 9)
            line.send(Loaded(model=message.model.ref, seconds=script.load, memory=MEMORY))
        else:
            _make(line, message, script, life)
            line.send(Idle(memory=MEMORY))
    return 0


def _count(lives: Path) -> int:
    with lives.open("a") as file:
        file.write(f"{os.getpid()}\n")
    return len(lives.read_text().splitlines())


def _ready(script: Script) -> Ready:
    return Ready(
        wire=script.wire,
        pid=os.getpid(),
        device="cpu",
        device_name="script",
        dtype="float32",
        threads=1,
        versions={},
        memory=MEMORY,
    )


def _make(line: Line, run: Run, script: Script, life: int) -> None:
    for number, index in enumerate(run.indexes):
        for step in range(script.steps):
            time.sleep(script.step)
            if run.run in line.cancelled and not script.deaf:
                line.send(Report(run=run.run, event=Cancelled()))
                return
            progress = Progress(index=index, phase="denoising", step=step + 1, steps=script.steps)
            line.send(Report(run=run.run, event=progress))
        if number == 1 and life in script.dies_in_lives:
            if script.dies_writing:
                line.send_half(Report(run=run.run, event=_picture(run, index)))
            os.kill(os.getpid(), 9)
        if number == 1 and life in script.silent_in_lives:
            time.sleep(3600)
        line.send(Report(run=run.run, event=_picture(run, index)))
    failure = Failed(kind=script.fails, message="It failed.", remedy="As the script says.")
    line.send(Report(run=run.run, event=failure if script.fails else Finished()))


def _picture(run: Run, index: int) -> Picture:
    recipe = variation(run.recipe, index)
    receipt = Receipt(backend=f"frugal {run.frugal}", device="cpu", dtype="float32", plan=run.plan, seconds=Seconds())
    data = bytes([index % 256, recipe.seed % 256, 0]) * (recipe.width * recipe.height)
    return Picture(
        index=index,
        recipe=recipe,
        receipt=receipt,
        width=recipe.width,
        height=recipe.height,
        encoding="rgb8",
        data=data,
    )


if __name__ == "__main__":
    sys.exit(main())
