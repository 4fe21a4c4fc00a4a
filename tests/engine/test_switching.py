"""Going from model to model: the right one answers, and neither memory nor open files grow."""

from __future__ import annotations

from pathlib import Path

import psutil
import pytest

from studio.recipe.events import Finished
from studio.wire.messages import ModelSource
from tests.engine.client import EngineClient, recipe
from tests.engine.test_single_files import single

_SWITCHES = 50
_WARM = 15
"""switches after which allocators hold what they are going to hold"""


@pytest.fixture(scope="module")
def five(tiny_models: dict[str, ModelSource], tmp_path_factory: pytest.TempPathFactory) -> tuple[ModelSource, ...]:
    out = tmp_path_factory.mktemp("files")
    files = (single(tiny_models[name], out / name) for name in ("kl", "xl"))
    return (*tiny_models.values(), *files)


def test_fifty_switches_between_five_models(engine: EngineClient, five: tuple[ModelSource, ...]):
    process = psutil.Process(engine.process.pid)
    first: dict[str, bytes] = {}
    resident = open_files = 0
    for number in range(_SWITCHES):
        model = five[number % len(five)]
        outcome = engine.make(model, recipe(model, steps=1), previews=False)
        assert outcome.ending == Finished()
        assert first.setdefault(model.ref.id, outcome.pictures[0].data) == outcome.pictures[0].data
        if number == _WARM:
            resident, open_files = process.memory_info().rss, process.num_fds()
    assert len(first) == len(five)
    assert len(set(first.values())) == len(five) - 2  # a file gives the picture of its folder
    assert process.num_fds() <= open_files
    assert process.memory_info().rss - resident < kept_by_all(five) / 2
    assert not [file for file in process.open_files() if Path(file.path).suffix == ".safetensors"]


def kept_by_all(models: tuple[ModelSource, ...]) -> float:
    """Bytes that the weights of every switch after the warm ones would take if none were let go."""
    sizes = (file.stat().st_size for model in models for file in weights_of(Path(model.folder)))
    return sum(sizes) / len(models) * (_SWITCHES - _WARM - 1)


def weights_of(place: Path) -> list[Path]:
    return [place] if place.is_file() else list(place.rglob("*.safetensors"))
