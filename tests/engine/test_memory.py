"""Running out of memory is told as such, and survived."""

from __future__ import annotations

import resource
import sys
from pathlib import Path

import psutil
import torch

from studio.engine.device import choose_device
from studio.engine.memory import is_out_of_memory, measure
from studio.engine.process_memory import out_of_memory
from studio.recipe.events import Failed, Finished
from studio.recipe.recipe import Addon, ModelRef
from studio.wire.messages import ModelSource
from tests.engine.client import EngineClient, recipe


def limit(client: EngineClient, extra: int | None) -> None:
    """Let the process have `extra` bytes more than it has; None takes the limit away."""
    process = psutil.Process(client.process.pid)
    most = resource.RLIM_INFINITY if extra is None else process.memory_info().vms + extra
    resource.prlimit(client.process.pid, resource.RLIMIT_AS, (most, resource.RLIM_INFINITY))


def test_a_picture_that_does_not_fit_fails_with_a_remedy_and_the_engine_goes_on(engine: EngineClient, kl: ModelSource):
    assert engine.make(kl, recipe(kl)).ending == Finished()
    limit(engine, 150 * 2**20)
    try:
        ending = engine.make(kl, recipe(kl, width=4096, height=4096, steps=1), previews=False).ending
        assert isinstance(ending, Failed)
        assert ending.kind == "OutOfMemory", ending
        assert "4096x4096" in ending.message
        assert "smaller size" in ending.remedy
        assert engine.make(kl, recipe(kl)).ending == Finished()  # still under the limit
    finally:
        limit(engine, None)
    assert engine.make(kl, recipe(kl, width=256, height=256)).ending == Finished()


def test_a_size_beyond_any_machine_fails_the_same_way(engine: EngineClient, kl: ModelSource):
    ending = engine.make(kl, recipe(kl, width=2**23, height=2**23, steps=1), previews=False).ending
    assert isinstance(ending, Failed)
    assert ending.kind == "OutOfMemory", ending
    assert engine.make(kl, recipe(kl)).ending == Finished()


def test_what_is_added_to_a_model_is_named_among_what_could_be_less(kl: ModelSource):
    lora = Addon(model=ModelRef(id="ink", weights="i"), weight=1.0)
    alone, added = (out_of_memory(asked, MemoryError()) for asked in (recipe(kl), recipe(kl, addons=(lora,))))
    assert "LoRAs" not in alone.remedy
    assert added.remedy.startswith("Choose a smaller size or fewer LoRAs, control images and references, or close")


def test_every_way_of_saying_it_is_understood():
    assert is_out_of_memory(MemoryError())
    assert is_out_of_memory(torch.OutOfMemoryError("CUDA out of memory"))
    assert is_out_of_memory(RuntimeError("std::bad_alloc"))
    assert is_out_of_memory(OSError(12, "Cannot allocate memory"))
    assert not is_out_of_memory(RuntimeError("shape '[2]' is invalid"))
    assert not is_out_of_memory(ValueError("out of memory"))


def test_measured_memory_is_this_process(tmp_path: Path):
    held = measure(choose_device())
    assert held.resident <= held.peak
    block = bytearray(200 * 2**20)
    block[::4096] = b"x" * len(block[::4096])
    more = measure(choose_device())
    assert more.resident - held.resident > 150 * 2**20
    assert more.peak >= more.resident * 0.99
    assert sys.getsizeof(block) > 0
