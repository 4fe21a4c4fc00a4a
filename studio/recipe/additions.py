"""What guides or changes a model and makes no picture on its own: LoRAs, ControlNets, adapters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import msgspec

from studio.recipe.capabilities import Capabilities
from studio.recipe.recipe import ControlKind, ModelRef

AdditionKind = Literal["lora", "control", "adapter"]

CALLED: Mapping[AdditionKind, str] = {"lora": "LoRA", "control": "ControlNet", "adapter": "IP-Adapter"}
"""for people"""


class Pace(msgspec.Struct, frozen=True, kw_only=True):
    """How a model is to be run with a LoRA that makes it a few-step one, where the user says nothing else."""

    steps: int
    guidance: float = 1.0
    scheduler: str


class Addition(msgspec.Struct, frozen=True, kw_only=True):
    """One that is installed, as far as a draft must know it."""

    ref: ModelRef
    kind: AdditionKind
    family: str
    """of the models that it belongs to; empty where nothing tells"""
    base: str = ""
    """these models for people, for example "SDXL"; empty where nothing tells"""
    context: int = 0
    """as Capabilities.context; 0 where nothing tells"""
    controls: tuple[ControlKind, ...] = ()
    """control images that it was taught; empty where nothing tells"""
    pace: Pace | None = None

    def fits(self, can: Capabilities) -> bool:
        """Whether it may be used with a model that can this; what nobody knows of may, and the engine looks again."""
        same_family = not self.family or not can.family or self.family == can.family
        return same_family and (not self.context or not can.context or self.context == can.context)


msgspec.json.Decoder(Addition)  # before any thread decodes it: see recipe.py
