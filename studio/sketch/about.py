"""Owns what the studio says of the sketch before anything is drawn: its name, its licence, what it can do."""

from __future__ import annotations

import hashlib

from studio.recipe.capabilities import Capabilities, SizeRule
from studio.recipe.recipe import SKETCH, SKETCH_EDITION, ModelRef

NAME = "Sketch"
LICENCE = "Apache-2.0"
"""SPDX identifier: that of Blink Studio itself"""
SUMMARY = "Draws what the words say, exactly: counts, colours and places, at once and at any size. No model is at work."

MODEL = ModelRef(
    id=SKETCH, weights=hashlib.sha256(f"Blink Studio sketch, edition {SKETCH_EDITION}".encode()).hexdigest()
)
"""what draws, as recipes name it"""

CAPABILITIES = Capabilities(
    modes=("text", "tile"),
    size=SizeRule(width=1024, height=1024, multiple=1, smallest=16, largest=16_384, max_pixels=100_000_000),
    scalable=True,
    steps=1,
    max_steps=1,
    guidance=1.0,
    max_guidance=1.0,
    negative=False,
)
