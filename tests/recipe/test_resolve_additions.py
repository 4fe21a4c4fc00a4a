"""What of a draft's LoRAs and guides cannot be had is refused with the next step."""

from __future__ import annotations

import pytest

from studio.errors import InputError, ModelMissing, ModelUnsupported
from studio.recipe.additions import Addition, AdditionKind
from studio.recipe.capabilities import Capabilities, SizeRule
from studio.recipe.draft import Draft, DraftAddon, DraftControl
from studio.recipe.recipe import ModelRef
from studio.recipe.resolve_additions import Additions

RULE = SizeRule(width=64, height=64, multiple=8, smallest=64, largest=64, max_pixels=64 * 64)
CAN = Capabilities(modes=("text", "addon", "control"), context=32, size=RULE, steps=4, guidance=1.0)


def addition(id: str, kind: AdditionKind, **said: object) -> Addition:
    return Addition(ref=ModelRef(id=id, weights=id), kind=kind, family="", **said)  # type: ignore[arg-type]


def test_of_hundreds_only_those_like_it_are_named() -> None:
    many = [addition(f"style-{number}", "lora") for number in range(300)] + [addition("watercolour", "lora")]
    with pytest.raises(ModelMissing) as refusal:
        Additions(many, CAN, "This model").addons(Draft(prompt="x", addons=(DraftAddon(id="watercolor"),)))
    assert refusal.value.remedy == "Did you mean “watercolour”? All that are here: studio models list"


def test_what_it_is_instead_is_said_in_good_english() -> None:
    with pytest.raises(ModelUnsupported, match="is an IP-Adapter, not a LoRA"):
        Additions([addition("look", "adapter")], CAN, "This model").addons(
            Draft(prompt="x", addons=(DraftAddon(id="look"),))
        )


def test_a_guide_for_other_models_says_for_which() -> None:
    canny = addition("canny", "control", base="SDXL", context=2048, controls=("edges",))
    with pytest.raises(ModelMissing) as refusal:
        Additions([canny], CAN, "This model").controls(
            Draft(prompt="x", controls=(DraftControl(kind="edges", sha256="0" * 64),))
        )
    assert "a model of SDXL" in refusal.value.remedy


def test_too_many_are_called_by_their_name() -> None:
    four = (DraftControl(kind="edges", sha256="0" * 64),) * 4
    with pytest.raises(InputError, match="4 control images at once"):
        Additions([], CAN, "This model").controls(Draft(prompt="x", controls=four))
