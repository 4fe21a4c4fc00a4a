"""From model to model, and from addition to addition: the right one answers, neither memory nor open files grow."""

from __future__ import annotations

from collections import Counter
from itertools import product
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import numpy as np
import psutil
import pytest

from studio.recipe.events import Finished
from studio.recipe.recipe import Addon, Control
from studio.wire.messages import AdditionSource, ModelSource
from tests.engine.client import EngineClient, recipe
from tests.engine.references import FIRST, Adapters, like
from tests.engine.test_single_files import single
from tests.tiny_additions import lora_source, write_tiny_lora
from tests.tiny_controls import build_tiny_control, control_source

SWITCHES = 50
WARM = 20
"""switches after which allocators hold what they are going to hold: everything was there once"""
WITH = ("nothing", "a LoRA", "lines", "a reference")
LINES = np.zeros((64, 64, 3), np.uint8)
LINES[::8] = 255


class Tiny(NamedTuple):
    """A model and what fits it; those of one `look` make the same pictures."""

    look: str
    model: ModelSource
    lora: AdditionSource
    control: AdditionSource
    adapter: AdditionSource

    def asked(self, what: str) -> tuple[dict[str, Any], dict[str, Any]]:
        """What is changed in the recipe, and what travels with it."""
        match what:
            case "a LoRA":
                return {"addons": (Addon(model=self.lora.ref, weight=1.0),)}, {"additions": [self.lora]}
            case "lines":
                control = Control(kind="lines", model=self.control.ref, sha256="0", weight=1.0)
                return {"controls": (control,)}, {"additions": [self.control], "controls": [LINES]}
            case "a reference":
                given = {"additions": [self.adapter], "references": [FIRST]}
                return {"references": (like(self.adapter),)}, given
            case _:
                return {}, {}


@pytest.fixture(scope="module")
def five(
    tiny_models: dict[str, ModelSource], adapters: Adapters, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Tiny, ...]:
    """Three folders and two files."""
    out = tmp_path_factory.mktemp("five")
    folders = tuple(
        Tiny(
            look=name,
            model=model,
            lora=lora_source(write_tiny_lora(out / f"{name}.safetensors", Path(model.folder))),
            control=control_source(build_tiny_control(out / f"{name}-lines", Path(model.folder))),
            adapter=adapters[name, "plain"],
        )
        for name, model in tiny_models.items()
    )
    return (*folders, *(one._replace(model=single(one.model, out / one.look)) for one in folders if one.look != "tiny"))


def order() -> list[tuple[int, str]]:
    """Which of five models with what: another model each time, everything as often, never the same way round."""
    random, times = Random(7), Counter[tuple[int, str]]()
    taken: list[tuple[int, str]] = []
    for _ in range(SWITCHES):
        others = [one for one in product(range(5), WITH) if not taken or one[0] != taken[-1][0]]
        fewest = min(times[one] for one in others)
        taken.append(random.choice([one for one in others if times[one] == fewest]))
        times[taken[-1]] += 1
    return taken


def test_fifty_switches_between_five_models(engine: EngineClient, five: tuple[Tiny, ...]):
    process = psutil.Process(engine.process.pid)
    first: dict[tuple[str, str], bytes] = {}
    resident = open_files = 0
    for number, (which, what) in enumerate(order()):
        tiny = five[which]
        changes, given = tiny.asked(what)
        outcome = engine.make(tiny.model, recipe(tiny.model, steps=1, **changes), previews=False, **given)
        assert outcome.ending == Finished()
        picture = outcome.pictures[0].data
        assert first.setdefault((tiny.look, what), picture) == picture  # a file gives the picture of its folder
        if number == WARM:
            resident, open_files = process.memory_info().rss, process.num_fds()
    assert len(set(first.values())) == len(first) == 3 * len(WITH)
    assert process.num_fds() <= open_files
    assert process.memory_info().rss - resident < kept_by_all(five) / 5  # not even one of them stays
    assert not held(process)


def kept_by_all(models: tuple[Tiny, ...]) -> float:
    """Bytes that the weights of every switch after the warm ones would take if none were let go."""
    sizes = (file.stat().st_size for one in models for file in weights_of(Path(one.model.folder)))
    return sum(sizes) / len(models) * (SWITCHES - WARM - 1)


def weights_of(place: Path) -> list[Path]:
    return [place] if place.is_file() else list(place.rglob("*.safetensors"))


def held(process: psutil.Process) -> list[str]:
    """Weights that it still has open, or lie in its memory as files."""
    places = [file.path for file in process.open_files()]
    if psutil.LINUX:
        places += [one.path for one in process.memory_maps()]
    return [place for place in places if Path(place).suffix == ".safetensors"]
