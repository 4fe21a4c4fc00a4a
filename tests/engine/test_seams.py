"""Where a seamless picture meets itself it changes no more than anywhere else: plain, with a LoRA, held to lines."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from studio.recipe.events import Finished
from studio.recipe.recipe import Addon, Control, Tile
from studio.wire.messages import ModelSource
from tests.engine.client import EngineClient, recipe
from tests.tiny_additions import lora_source, write_tiny_lora
from tests.tiny_controls import build_tiny_control, control_source

SEAMLESS_OR_NOT: tuple[Tile, ...] = ("both", "")
COUNT = 24
"""pictures, since one seam alone is nobody's mean"""
SIDE = 128
SCALES = {"kl": 8, "xl": 8, "tiny": 16}
"""pixels of one latent: decoders leave a grid of their own, so a seam is held against where other latents meet"""
Ratios = tuple[float, float]


def seams(engine: EngineClient, model: ModelSource, tile: Tile, changes: dict[str, Any], how: dict[str, Any]) -> Ratios:
    """How much more changes over the right and over the lower edge than inside: (x, y), 1 for as much."""
    asked = recipe(model, tile=tile, width=SIDE, height=SIDE, steps=2, **changes)
    outcome = engine.make(model, asked, indexes=tuple(range(COUNT)), plan="fast", previews=False, **how)
    assert outcome.ending == Finished(), outcome.ending
    made = [np.frombuffer(one.data, np.uint8).reshape(SIDE, SIDE, 3) for one in outcome.pictures.values()]
    pictures = np.stack(made).astype(int)
    scale = SCALES[model.ref.id]

    def ratio(axis: int) -> float:
        changed = np.abs(pictures - np.roll(pictures, -1, axis))
        meet = np.moveaxis(changed, axis, 0)[scale - 1 :: scale].reshape(SIDE // scale, -1).mean(axis=1)
        return float(meet[-1] / meet[:-1].mean())

    return ratio(2), ratio(1)


@pytest.mark.parametrize("added", ["nothing", "a LoRA", "lines"])
def test_a_seam_changes_as_the_inside_does(engine: EngineClient, model: ModelSource, tmp_path: Path, added: str):
    changes: dict[str, Any] = {}
    how: dict[str, Any] = {}
    if added == "a LoRA":
        lora = lora_source(write_tiny_lora(tmp_path / "ink.safetensors", Path(model.folder)))
        changes, how = {"addons": (Addon(model=lora.ref, weight=1.0),)}, {"additions": [lora]}
    if added == "lines":
        control = control_source(build_tiny_control(tmp_path / "control", Path(model.folder)))
        lines = np.zeros((SIDE, SIDE, 3), np.uint8)
        lines[8::16] = lines[:, 8::16] = 255  # meets itself, too
        changes = {"controls": (Control(kind="lines", model=control.ref, sha256="0", weight=1.0),)}
        how = {"additions": [control], "controls": [lines]}
    both, neither = (seams(engine, model, tile, changes, how) for tile in SEAMLESS_OR_NOT)
    assert max(abs(ratio - 1) for ratio in both) <= 0.1, both
    assert max(neither) > 1.1, "a picture that does not go on over its edges is told from one that does"
