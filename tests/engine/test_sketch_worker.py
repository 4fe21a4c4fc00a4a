"""The sketch's process: the real one, spoken to as the window does. It has no torch, and draws the same bits always."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import psutil
import pytest
from msgspec.structs import replace

from studio.pixels.compositing import covering
from studio.recipe.events import Accepted, Cancelled, Failed, Finished, Picture, Progress
from studio.recipe.recipe import Fit, Product, Recipe, variation
from studio.sketch.drawing import MODEL, drawn
from studio.wire.messages import VERSION, ModelSource
from tests.engine.client import ROOT, EngineClient

COMMAND = (sys.executable, "-m", "studio", "sketch-engine")
SOURCE = ModelSource(ref=MODEL, family="sketch", folder="")
RECIPE = Recipe(
    prompt="seven yellow stars above a calm sea at dusk",
    width=96,
    height=64,
    seed=7,
    steps=1,
    guidance=1.0,
    scheduler="default",
    model=MODEL,
)


@pytest.fixture(scope="module")
def worker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EngineClient]:
    with EngineClient(tmp_path_factory.mktemp("log") / "log", COMMAND) as client:
        client.await_ready()
        yield client


def rows(picture: Picture) -> np.ndarray:
    return np.frombuffer(picture.data, np.uint8).reshape(picture.height, picture.width, 3)


def test_it_says_what_it_is(worker: EngineClient):
    ready = worker.ready
    assert ready is not None
    assert (ready.wire, ready.pid) == (VERSION, worker.process.pid)
    assert (ready.device, ready.dtype, ready.threads) == ("cpu", "uint8", 1)
    assert {"studio", "skia"} <= ready.versions.keys()
    assert "torch" not in ready.versions


def test_it_never_imports_torch():
    """Nor anything that takes as long: it starts in the blink of an eye."""
    code = "import sys, studio.engine.sketch_worker as worker; "
    code += "print({'torch', 'diffusers', 'PySide6', 'sqlite3'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_the_line_is_made_private_before_anything_is_imported():
    code = "import sys, studio.engine.sketch_main; print('numpy' in sys.modules, 'skia' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]


def test_a_set_is_the_drawings_of_its_seeds(worker: EngineClient):
    outcome = worker.make(SOURCE, RECIPE, indexes=(0, 2))
    assert outcome.ending == Finished()
    assert isinstance(outcome.events[0], Accepted)
    assert list(outcome.pictures) == [0, 2]
    for index, picture in outcome.pictures.items():
        assert picture.recipe == variation(RECIPE, index)
        assert (rows(picture) == drawn(picture.recipe)).all()
    receipt = outcome.pictures[0].receipt
    assert (receipt.backend, receipt.device, receipt.plan, receipt.cost) == ("sketch", "cpu", "exact", 0.0)
    assert {"studio", "skia"} <= receipt.versions.keys()
    assert receipt.seconds.total > 0
    assert outcome.memory.peak > 0


def test_another_process_draws_the_same_bits(worker: EngineClient, tmp_path: Path):
    with EngineClient(tmp_path / "log", COMMAND) as other:
        other.await_ready()
        data = other.make(SOURCE, RECIPE).pictures[0].data
        assert other.quit() == 0
    assert data == worker.make(SOURCE, RECIPE).pictures[0].data


def test_what_was_not_understood_stands_in_the_receipt(worker: EngineClient):
    receipt = worker.make(SOURCE, replace(RECIPE, prompt="a red circle and a froobnitz")).pictures[0].receipt
    assert any("froobnitz" in sentence for sentence in receipt.adjustments)


def test_it_is_fitted_and_the_product_lies_on_top(worker: EngineClient):
    shoe = np.full((10, 20, 4), 255, np.uint8)
    shoe[..., :3] = (1, 2, 3)
    recipe = replace(RECIPE, fit=Fit(width=48, height=48), product=Product(sha256="a" * 64, x=4, y=6))
    picture = worker.make(SOURCE, recipe, pictures={"product": shoe}).pictures[0]
    made = rows(picture)
    expected = covering(drawn(RECIPE), 48, 48).copy()
    expected[6:16, 4:24] = (1, 2, 3)
    assert (made == expected).all()
    assert any("48x48" in sentence for sentence in picture.receipt.adjustments)


def test_a_product_that_did_not_arrive_fails_and_the_next_run_works(worker: EngineClient):
    recipe = replace(RECIPE, product=Product(sha256="a" * 64, x=0, y=0))
    assert isinstance(worker.make(SOURCE, recipe).ending, Failed)
    assert worker.make(SOURCE, RECIPE).ending == Finished()


def test_a_cancel_is_heard_between_pictures(worker: EngineClient):
    outcome = worker.make_and_cancel(SOURCE, RECIPE, Picture, 2, indexes=tuple(range(5000)))
    assert outcome.ending == Cancelled()
    assert 2 <= len(outcome.pictures) < 5000
    assert worker.make(SOURCE, RECIPE).ending == Finished()


def test_when_its_parent_dies_it_ends(tmp_path: Path):
    parent = """
import sys
from pathlib import Path
from tests.engine.client import EngineClient
from tests.engine.test_sketch_worker import COMMAND, RECIPE, SOURCE
client = EngineClient(Path(sys.argv[1]), COMMAND)
client.await_ready()
events = client.events(client.begin(SOURCE, RECIPE, indexes=tuple(range(100_000))))
next(events), next(events)
print(client.process.pid, flush=True)
while True:
    next(events)
"""
    command = [sys.executable, "-c", parent, str(tmp_path / "log")]
    child = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": str(ROOT)})
    assert child.stdout is not None
    with child.stdout as stdout:
        worker = psutil.Process(int(stdout.readline()))
        child.send_signal(signal.SIGKILL)
        child.wait()
    worker.wait(30)


def test_progress_comes_before_each_picture(worker: EngineClient):
    events = worker.make(SOURCE, RECIPE, indexes=(0, 1)).events
    kinds = [type(event) for event in events[1:-1]]
    assert kinds == [Progress, Picture, Progress, Picture]
