"""The catalogue of what can be got: its shape, and that nothing unlooked-up passes for known."""

from __future__ import annotations

import datetime as dt
from importlib.util import find_spec
from pathlib import Path, PurePosixPath
from typing import get_args

import pytest

from studio.catalog.offered import Offer, offer_of, offers, unknown
from studio.families.contents import FAMILIES
from studio.families.control import controls_of
from studio.families.family import PipelineIndex
from studio.families.lora import pace_named
from studio.families.recognise import family_of
from studio.recipe.recipe import ControlKind

ASKED_FOR = {
    "sd-turbo",
    "sdxs-512",
    "lcm-dreamshaper-v7",
    "lcm-lora-sd15",
    "sdxl-turbo",
    "sdxl-lightning",
    "sdxl-base",
    "sd15",
    "control-canny",
    "control-depth",
    "control-openpose",
    "control-scribble",
    "control-canny-sdxl",
    "control-depth-sdxl",
    "ip-adapter",
}


def test_the_models_that_people_use_every_day_are_there() -> None:
    ids = [offer.id for offer in offers()]
    assert set(ids) >= ASKED_FOR
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("offer", offers(), ids=lambda offer: offer.id)
def test_every_entry_says_all_of_it(offer: Offer) -> None:
    assert offer.repo.count("/") == 1
    assert FAMILIES[offer.base] == offer.family
    assert 1_000_000 < offer.bytes < 20_000_000_000
    assert 0 < offer.memory_gb < 50
    assert offer.summary.endswith(".")
    assert offer.good_for
    assert (offer.steps is None) == (offer.kind in ("control", "adapter"))
    assert offer.licence.link.startswith("https://")
    assert offer.licence.id.islower()
    assert dt.date.fromisoformat(offer.reviewed) >= dt.date(2026, 11, 21)
    assert set(offer.needs) <= {other.id for other in offers()}
    assert all(not name.endswith((".bin", ".ckpt", ".pt")) for name in offer.files)
    assert len(offer.unchecked) == len(set(offer.unchecked))


def test_every_entry_is_something_that_diffusers_loads() -> None:
    """Read in its tables of names, since importing it brings torch."""
    spec = find_spec("diffusers")
    assert spec is not None
    assert spec.origin is not None
    package = Path(spec.origin).parent
    names = package.joinpath("__init__.py").read_text() + package.joinpath("loaders", "__init__.py").read_text()
    assert [offer.id for offer in offers() if f'"{offer.loads_as}"' not in names] == []


@pytest.mark.parametrize("offer", [one for one in offers() if one.kind == "model"], ids=lambda offer: offer.id)
def test_models_are_of_a_family_that_is_run_here(offer: Offer) -> None:
    assert family_of(PipelineIndex(pipeline=offer.loads_as, components={})).name == offer.family
    assert not offer.needs


@pytest.mark.parametrize("offer", [one for one in offers() if one.kind != "model"], ids=lambda offer: offer.id)
def test_additions_name_models_of_the_list_that_they_fit(offer: Offer) -> None:
    assert offer.needs
    needed = [one for one in offers() if one.id in offer.needs]
    assert {(one.kind, one.base) for one in needed} == {("model", offer.base)}


def test_what_is_offered_is_what_the_studio_takes_it_for() -> None:
    """By the names that its files will have here; what only weights tell is told when they come."""
    for offer in offers():
        match offer.kind:
            case "lora":
                (file,) = offer.files
                pace = pace_named(f"{PurePosixPath(file).stem} {offer.id} {offer.repo}")
                assert pace is not None, offer.id
                assert pace.steps == offer.steps, offer.id
            case "control":
                assert offer.loads_as == "ControlNetModel"
                assert len(controls_of(offer.repo)) == 1, offer.id
                assert offer.files == ()
            case "adapter":
                folder = "models/image_encoder"
                assert set(offer.files[1:]) == {f"{folder}/config.json", f"{folder}/model.safetensors"}, offer.id
                assert offer.files[0].endswith(".safetensors")
            case "model":
                assert offer.steps


def test_every_kind_of_control_image_has_a_network() -> None:
    """For Stable Diffusion 1.x, where each has one by the same makers."""
    taught = {kind for offer in offers() if offer.kind == "control" for kind in controls_of(offer.repo)}
    assert taught == set(get_args(ControlKind))


def test_by_its_name_here_or_at_the_hub() -> None:
    turbo = offer_of("sd-turbo")
    assert turbo is not None
    assert offer_of("StabilityAI/SD-Turbo") == turbo
    assert offer_of("h94/IP-Adapter") is None  # two of the list are meant by it
    assert offer_of("nobody") is None
    assert "Did you mean “sdxl-turbo”?" in unknown("sdxl-turb").remedy
