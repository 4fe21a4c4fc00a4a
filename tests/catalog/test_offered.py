"""The catalogue of what can be got: its shape, and that nothing unlooked-up passes for known."""

from __future__ import annotations

import datetime as dt
from importlib.util import find_spec
from pathlib import Path

import pytest

from studio.catalog.offered import Offer, offer_of, offers, unknown

ASKED_FOR = {
    "sd-turbo",
    "sdxs-512",
    "lcm-dreamshaper-v7",
    "lcm-lora-sd15",
    "sdxl-turbo",
    "sdxl-lightning",
    "sdxl-base",
    "sdxl-vae-fp16-fix",
    "taesd",
    "taesdxl",
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
    assert offer.family in ("stable-diffusion", "stable-diffusion-xl")
    assert 1_000_000 < offer.bytes < 20_000_000_000
    assert 0 < offer.memory_gb < 50
    assert offer.summary.endswith(".")
    assert offer.good_for
    assert (offer.steps is None) == (offer.kind in ("decoder", "control", "adapter"))
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


def test_by_its_name_here_or_at_the_hub() -> None:
    turbo = offer_of("sd-turbo")
    assert turbo is not None
    assert offer_of("StabilityAI/SD-Turbo") == turbo
    assert offer_of("h94/IP-Adapter") is None  # two of the list are meant by it
    assert offer_of("nobody") is None
    assert "Did you mean “sdxl-turbo”?" in unknown("sdxl-turb").remedy
