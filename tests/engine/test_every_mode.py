"""Every family, from a folder and from a single file, in every mode that it claims: the bits, cancels, previews."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, get_args

import numpy as np
import pytest

from studio.families.recognise import recognise
from studio.recipe.capabilities import Mode
from studio.recipe.events import Cancelled, Finished, Progress
from studio.recipe.recipe import Addon, Control, Near, Reference, StartImage
from studio.wire.messages import REFERENCE_SIDE, AdditionSource, ModelSource, Role
from tests.engine.client import EngineClient, Outcome, recipe, source
from tests.engine.test_single_files import single
from tests.tiny_adapters import build_tiny_adapter, build_tiny_encoder
from tests.tiny_additions import lora_source, write_tiny_lora
from tests.tiny_controls import build_tiny_control, control_source
from tests.tiny_models import build_tiny_stable_diffusion

STEPS = 3
SIZE = 128
"""pixels: large enough that a step is long enough to be cancelled in"""
RNG = np.random.default_rng(5)
START = RNG.integers(0, 256, (SIZE, SIZE, 3), dtype=np.uint8)
MASK = np.zeros((SIZE, SIZE), np.uint8)
MASK[32:96, 32:96] = 255
LINES = np.zeros((SIZE, SIZE, 3), np.uint8)
LINES[::16] = 255
LOOK = RNG.integers(0, 256, (REFERENCE_SIDE, REFERENCE_SIDE, 3), dtype=np.uint8)
LONG = "a (red:1.4) circle, " + "a blue square on green, " * 5
"""in brackets, and far longer than these encoders read at once"""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What makes a picture of one mode: changes of the plain recipe, and what travels with it."""

    changes: dict[str, object] = field(default_factory=dict)
    how: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Tiny:
    """A tiny model, what it claims, and one addition of each kind that fits it."""

    model: ModelSource
    modes: tuple[Mode, ...]
    lora: AdditionSource
    control: AdditionSource
    adapter: AdditionSource


def _claims(model: ModelSource) -> tuple[Mode, ...]:
    if not model.layout:
        return recognise(Path(model.folder)).capabilities.modes
    family = recognise(Path(model.layout))
    return family.capabilities.modes


@pytest.fixture(scope="module")
def every(tiny_models: dict[str, ModelSource], tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Tiny]:
    """By name, made when it is first asked for."""
    out = tmp_path_factory.mktemp("every")
    made: dict[str, Tiny] = {}

    def built(name: str) -> Tiny:
        if name not in made:
            made[name] = _built(name, tiny_models, out / name)
        return made[name]

    return built


def _built(name: str, tiny_models: dict[str, ModelSource], out: Path) -> Tiny:
    kind, _, how = name.partition(" ")
    folder = Path(tiny_models[kind].folder)
    if how == "inpainting":
        folder = build_tiny_stable_diffusion(out / "model", kind="xl" if kind == "xl" else "kl", inpainting=True)
    model = single(source(folder), out / "file") if how == "file" else source(folder)
    lora = write_tiny_lora(out / "ink.safetensors", folder)
    control = build_tiny_control(out / "control", Path(tiny_models[kind].folder))  # knows no masks
    adapter = build_tiny_adapter(out / "adapter.safetensors", folder)
    encoder = build_tiny_encoder(out / "image_encoder")
    return Tiny(
        model=model,
        modes=_claims(model),
        lora=lora_source(lora),
        control=control_source(control),
        adapter=AdditionSource(ref=lora_source(adapter).ref, kind="adapter", path=str(adapter), encoder=str(encoder)),
    )


def asked(tiny: Tiny, mode: Mode) -> Asked:
    pictures: dict[Role, Any] = {"start": START}
    match mode:
        case "text":
            return Asked()
        case "image":
            return Asked(changes={"start": StartImage(sha256="0", strength=0.7)}, how={"pictures": pictures})
        case "mask":
            start = StartImage(sha256="0", strength=1.0, mask="1")
            return Asked(changes={"start": start}, how={"pictures": pictures | {"mask": MASK}})
        case "tile":
            return Asked(changes={"tile": "both"})
        case "near":
            return Asked(changes={"near": Near(seed=3, amount=0.4)})
        case "weighted":
            return Asked(changes={"text": "weighted", "prompt": LONG})
        case "addon":
            return Asked(changes={"addons": (Addon(model=tiny.lora.ref, weight=0.8),)}, how={"additions": [tiny.lora]})
        case "control":
            control = Control(kind="edges", model=tiny.control.ref, sha256="2", weight=1.0)
            return Asked(changes={"controls": (control,)}, how={"additions": [tiny.control], "controls": [LINES]})
        case "reference":
            reference = Reference(model=tiny.adapter.ref, sha256="3", weight=0.6)
            return Asked(changes={"references": (reference,)}, how={"additions": [tiny.adapter], "references": [LOOK]})


def make(engine: EngineClient, tiny: Tiny, mode: Mode = "text", **how: Any) -> Outcome:
    what = asked(tiny, mode)
    wanted = recipe(tiny.model, width=SIZE, height=SIZE, steps=STEPS, **what.changes)
    return engine.make(tiny.model, wanted, **{"previews": False, **what.how, **how})


def bits(outcome: Outcome) -> bytes:
    assert outcome.ending == Finished(), outcome.ending
    return outcome.pictures[0].data


NAMES = ("kl", "xl", "tiny", "kl file", "xl file", "kl inpainting", "xl inpainting")


@pytest.mark.parametrize("name", NAMES)
def test_what_a_family_claims(every: Callable[[str], Tiny], name: str):
    """Nothing of what the studio knows is left out, but for models that say so themselves."""
    missing = set(get_args(Mode)) - set(every(name).modes)
    assert missing <= ({"control", "reference", "weighted", "addon"} if name == "tiny" else set())


@pytest.mark.parametrize("mode", get_args(Mode))
@pytest.mark.parametrize("name", NAMES)
def test_the_same_recipe_gives_the_same_bits_and_leaves_nothing_behind(
    engine: EngineClient, every: Callable[[str], Tiny], name: str, mode: Mode
) -> None:
    tiny = every(name)
    if mode not in tiny.modes:
        pytest.skip("it does not claim this mode")
    plain = bits(make(engine, tiny))
    first = bits(make(engine, tiny, mode))
    assert bits(make(engine, tiny)) == plain
    assert bits(make(engine, tiny, mode)) == first
    assert (first == plain) == (mode == "text")


@pytest.mark.parametrize("mode", get_args(Mode))
@pytest.mark.parametrize("name", [name for name in NAMES if "file" not in name])  # in memory they are the same
def test_a_cancel_at_each_step_and_a_preview_of_what_it_was_at(
    engine: EngineClient, every: Callable[[str], Tiny], name: str, mode: Mode
) -> None:
    tiny = every(name)
    if mode not in tiny.modes:
        pytest.skip("it does not claim this mode")
    whole = make(engine, tiny, mode, previews=True)
    steps = [event.step for event in whole.events if isinstance(event, Progress) and event.phase == "denoising"]
    made = STEPS - 1 if mode == "image" else STEPS
    assert steps == list(range(made + 1))
    assert whole.previews
    what = asked(tiny, mode)
    wanted = recipe(tiny.model, width=SIZE, height=SIZE, steps=STEPS, **what.changes)
    for nth in range(1, made + 2):
        outcome = engine.make_and_cancel(tiny.model, wanted, Progress, nth, indexes=tuple(range(9)), **what.how)
        assert outcome.ending == Cancelled()
    assert bits(make(engine, tiny, mode)) == bits(whole)
