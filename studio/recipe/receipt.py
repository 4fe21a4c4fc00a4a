"""The receipt: how one picture came about. Kept in the library, never inside a recipe or a picture."""

from __future__ import annotations

from typing import Literal

import msgspec

Plan = Literal["exact", "fast"]


class Seconds(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Wall-clock seconds of the stages of one picture; shared stages count for the picture that waited for them."""

    load: float = 0.0
    encode: float = 0.0
    denoise: float = 0.0
    decode: float = 0.0
    save: float = 0.0
    total: float = 0.0


class Receipt(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Backend, device, data type, plan, what was adjusted, cost, time and warnings of one picture."""

    backend: str
    device: str
    dtype: str
    plan: Plan
    seconds: Seconds
    adjustments: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    cost: float = 0.0
    """in US dollars; 0 for local work"""
    versions: dict[str, str] = {}
    """name to version of what decides the bits, for example torch and diffusers"""


msgspec.json.Decoder(Receipt)  # before any thread decodes it: see recipe.py
