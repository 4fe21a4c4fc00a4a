"""Two tiny models, and one engine process that the tests of this folder share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from studio.wire.messages import ModelSource
from tests.conftest import Survivors
from tests.engine.client import EngineClient, source
from tests.engine.references import Adapters, adapter
from tests.tiny_adapters import KINDS, build_tiny_adapter, build_tiny_encoder
from tests.tiny_models import build_tiny_stable_diffusion


@pytest.fixture(scope="session")
def tiny_models(tmp_path_factory: pytest.TempPathFactory) -> dict[str, ModelSource]:
    """ "kl" and "tiny", named after their autoencoders, and "xl" with two text encoders."""
    folder = tmp_path_factory.mktemp("models")
    return {
        "kl": source(build_tiny_stable_diffusion(folder / "kl", kind="kl")),
        "xl": source(build_tiny_stable_diffusion(folder / "xl", seed=2, kind="xl")),
        "tiny": source(build_tiny_stable_diffusion(folder / "tiny", seed=1, kind="tiny")),
    }


@pytest.fixture(scope="session")
def kl(tiny_models: dict[str, ModelSource]) -> ModelSource:
    return tiny_models["kl"]


@pytest.fixture(scope="session")
def tiny(tiny_models: dict[str, ModelSource]) -> ModelSource:
    return tiny_models["tiny"]


@pytest.fixture(params=["kl", "tiny", "xl"])
def model(request: pytest.FixtureRequest, tiny_models: dict[str, ModelSource]) -> ModelSource:
    return tiny_models[request.param]


@pytest.fixture(scope="session")
def adapters(tmp_path_factory: pytest.TempPathFactory, tiny_models: dict[str, ModelSource]) -> Adapters:
    """Of every kind for every tiny model, with the image encoder that they share."""
    folder = tmp_path_factory.mktemp("adapters")
    encoder = build_tiny_encoder(folder / "image_encoder")
    found: Adapters = {}
    for number, (name, model) in enumerate(tiny_models.items()):
        for kind in KINDS:
            path = build_tiny_adapter(folder / f"{name}-{kind}.safetensors", Path(model.folder), kind, seed=number)
            found[name, kind] = adapter(path, encoder)
    return found


@pytest.fixture(scope="session")
def engine_log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("engine") / "engine.log"


@pytest.fixture(scope="package")
def shared_engine(engine_log: Path, survivors: Survivors) -> Iterator[EngineClient]:
    with EngineClient(engine_log) as client:
        survivors.allow_process(client.process.pid)
        client.await_ready()
        yield client


@pytest.fixture
def engine(shared_engine: EngineClient) -> EngineClient:
    """The shared process: every test leaves it idle, with nothing unread."""
    assert shared_engine.process.poll() is None, "an earlier test ended the shared engine"
    return shared_engine
