"""A tiny model and one addition of each kind for it, as they lie on users' disks: `python -m tests.tiny_set FOLDER`.

Building imports torch, so it is for a process of its own; the names are for everybody.
"""

from __future__ import annotations

import sys
from pathlib import Path

MODEL, LORA, OTHER_LORA, CONTROL, DEPTH, ADAPTER = "tiny", "ink", "chalk-2", "tiny-canny", "tiny-depth", "ip-adapter"
"""ids"""
WIDTH = 768
"""of Stable Diffusion 1.x, so that everything is recognised for what it is"""


def build_tiny_set(folder: Path) -> Path:
    """Everything in one folder that models are looked for in."""
    from tests.tiny_adapters import build_tiny_adapter, build_tiny_encoder
    from tests.tiny_additions import write_tiny_lora
    from tests.tiny_controls import build_tiny_control
    from tests.tiny_models import build_tiny_stable_diffusion

    model = build_tiny_stable_diffusion(folder / MODEL, width=WIDTH)
    write_tiny_lora(folder / "loras" / f"{LORA}.safetensors", model)
    write_tiny_lora(folder / "loras" / "Chalk 2.safetensors", model, seed=1)
    build_tiny_control(folder / "controlnet" / CONTROL, model)
    build_tiny_control(folder / "controlnet" / DEPTH, model, seed=1)
    build_tiny_encoder(folder / "ipadapter" / "image_encoder")
    build_tiny_adapter(folder / "ipadapter" / f"{ADAPTER}.safetensors", model)
    return folder


if __name__ == "__main__":
    build_tiny_set(Path(sys.argv[1]))
