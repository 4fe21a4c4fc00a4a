"""The engine as a process: how it begins, what it lets into its line, and how it ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from studio.recipe.events import Finished, Progress
from studio.recipe.recipe import Fit, Product, StartImage
from studio.wire.messages import VERSION, Attached, ModelSource, Report, Role, Run
from tests.engine.client import ROOT, EngineClient, recipe

CHATTER = """
import ctypes, os, sys, threading
from studio.engine import main, stable_diffusion

class Chatty(stable_diffusion.StableDiffusion):
    def denoise(self, recipes, condition, starts):
        for step in super().denoise(recipes, condition, starts):
            print("said by Python")
            sys.stdout.flush()
            os.write(1, b"written to descriptor 1\\n")
            ctypes.CDLL(None).puts(b"printed by native code")
            ctypes.CDLL(None).fflush(None)
            os.system("echo printed by a child")
            assert sys.stdin.read() == "" and os.read(0, 1) == b""
            print("Qt here:", [name for name in sys.modules if name.split(".")[0] in ("PySide6", "qasync")])
            yield step

stable_diffusion.StableDiffusion = Chatty
"""


def wait_for_end(process: psutil.Process, seconds: float) -> float:
    """Seconds until it ended."""
    began = time.monotonic()
    process.wait(seconds)
    return time.monotonic() - began


def test_ready_says_what_this_engine_is(engine: EngineClient):
    ready = engine.ready
    assert ready is not None
    assert ready.wire == VERSION
    assert ready.pid == engine.process.pid
    assert ready.device == "cpu"
    assert ready.dtype in ("float32", "bfloat16")
    assert 1 <= ready.threads <= (os.cpu_count() or 1)
    assert {"torch", "diffusers", "transformers"} <= ready.versions.keys()
    assert 0 < ready.memory.resident <= ready.memory.peak * 1.01
    assert ready.memory.device_total == psutil.virtual_memory().total


def test_the_line_is_made_private_before_torch_is_imported():
    """Importing the entry point brings in nothing that could print."""
    code = "import sys; import studio.engine.main; print('torch' in sys.modules, 'numpy' in sys.modules)"
    result = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert result.stdout.split() == ["False", "False"]


def test_whatever_prints_prints_into_the_log_and_qt_is_not_in_the_engine(tmp_path: Path, tiny: ModelSource):
    (tmp_path / "chatter.py").write_text(CHATTER)
    log = tmp_path / "log"
    code = f"import sys; sys.path.insert(0, {str(tmp_path)!r}); sys.path.insert(0, {str(ROOT)!r})\n"
    # The family is replaced after the line is private, as a real family would be imported.
    code += "import studio.engine.main as main\nsteal = main.private_line\n"
    code += "def private():\n    line = steal()\n    import chatter\n    return line\n"
    code += "main.private_line = private\nraise SystemExit(main.main())"
    with EngineClient(log, (sys.executable, "-c", code)) as client:
        client.await_ready()
        assert client.make(tiny, recipe(tiny)).ending == Finished()
        assert client.quit() == 0
    said = log.read_text()
    for line in (
        "said by Python",
        "written to descriptor 1",
        "printed by native code",
        "printed by a child",
        "Qt here: []",
    ):
        assert said.count(line) == 5, said


def test_another_process_makes_the_same_bits_and_quits_in_the_middle_of_a_run(
    engine: EngineClient, tmp_path: Path, kl: ModelSource
):
    with EngineClient(tmp_path / "log") as other:
        other.await_ready()
        made = other.make(kl, recipe(kl)).pictures[0].data
        run = other.begin(kl, recipe(kl, width=256, height=256, steps=150), indexes=tuple(range(50)))
        next(other.events(run))
        assert other.quit() == 0
    assert made == engine.make(kl, recipe(kl)).pictures[0].data


def test_when_its_parent_dies_it_ends_even_in_the_middle_of_native_work(tmp_path: Path, kl: ModelSource):
    """The parent is killed while the engine is inside a step that takes long."""
    parent = """
import sys
from pathlib import Path
from studio.recipe.events import Progress
from studio.wire.messages import ModelSource
from tests.engine.client import EngineClient, recipe, source
client = EngineClient(Path(sys.argv[2]))
client.await_ready()
model = source(Path(sys.argv[1]))
events = client.events(client.begin(model, recipe(model, steps=2, width=2048, height=2048)))
while next(events) != Progress(index=0, phase="denoising", step=0, steps=2):
    pass
print(client.process.pid, flush=True)
next(events)
"""
    command = [sys.executable, "-c", parent, kl.folder, str(tmp_path / "log")]
    child = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": str(ROOT)})
    assert child.stdout is not None
    with child.stdout as stdout:
        engine_process = psutil.Process(int(stdout.readline()))
        child.send_signal(signal.SIGKILL)
        child.wait()
    assert wait_for_end(engine_process, 10) < 3


def test_it_ends_when_its_line_is_closed_before_it_is_ready(tmp_path: Path):
    client = EngineClient(tmp_path / "log")
    client.close()
    assert client.process.returncode == 0


def test_an_interrupt_from_the_terminal_is_not_for_the_engine(engine: EngineClient, kl: ModelSource):
    run = engine.begin(kl, recipe(kl), indexes=(0, 1, 2))
    events = engine.events(run)
    next(events)
    engine.process.send_signal(signal.SIGINT)
    assert list(events)[-1] == Finished()


def test_garbage_on_its_line_ends_it_with_a_status(tmp_path: Path):
    with EngineClient(tmp_path / "log") as client:
        assert client.process.stdin is not None
        client.process.stdin.write(b"GET / HTTP/1.1\r\n\r\n")
        client.process.stdin.flush()
        assert client.process.wait(10) == 1
    assert "line broke" in (tmp_path / "log").read_text()


START = StartImage(sha256="0", strength=0.5)
MASKED = StartImage(sha256="0", strength=0.5, mask="1")
PRODUCT = Product(sha256="2", x=60, y=0)


def part(role: Role, width: int = 64, height: int = 64) -> Attached:
    return Attached(role=role, width=width, height=height)


@pytest.mark.parametrize(
    ("changes", "attached"),
    [
        ({}, [part("start")]),
        ({"start": START}, []),
        ({"start": START}, [part("start", 63)]),
        ({"start": START}, [part("start"), part("mask")]),
        ({"start": MASKED}, [part("start")]),
        ({"start": MASKED}, [part("mask"), part("start")]),
        ({"start": MASKED, "fit": Fit(width=80, height=80)}, [part("start"), part("mask")]),
        ({"product": PRODUCT}, []),
        ({"product": PRODUCT}, [part("product", 5, 5)]),
        ({"product": PRODUCT}, [part("product", 0, 5)]),
    ],
)
def test_pictures_that_do_not_fit_the_recipe_are_refused(
    engine: EngineClient, kl: ModelSource, changes: dict[str, object], attached: list[Attached]
):
    run = Run(run="odd", model=kl, recipe=recipe(kl, **changes), indexes=(0,), plan="exact", attached=tuple(attached))
    engine.send(run, *(bytes(one.bytes) for one in attached))
    assert refusal(engine) == "ProtocolError"


def test_pictures_of_another_length_than_they_say_are_refused(engine: EngineClient, kl: ModelSource):
    asked = recipe(kl, start=START)
    run = Run(run="odd", model=kl, recipe=asked, indexes=(0,), plan="exact", attached=(part("start"),))
    engine.send(run, b"too short")
    assert refusal(engine) == "ProtocolError"


def refusal(engine: EngineClient) -> str:
    """The kind of the failure that comes next, and nothing else."""
    message = engine.read()
    assert isinstance(message, Report)
    engine.await_idle()
    return getattr(message.event, "kind", "")


def test_a_size_it_cannot_make_is_refused_with_the_nearest(engine: EngineClient, tiny: ModelSource):
    ending = engine.make(tiny, recipe(tiny, width=70)).ending
    assert getattr(ending, "kind", "") == "SizeError"
    assert "64x64" in getattr(ending, "remedy", "")


def test_loading_is_told_where_it_happens(engine: EngineClient, kl: ModelSource, tiny: ModelSource):
    engine.make(kl, recipe(kl))
    outcome = engine.make(tiny, recipe(tiny))
    assert Progress(index=0, phase="loading") in outcome.events
    assert outcome.pictures[0].receipt.seconds.load > 0
