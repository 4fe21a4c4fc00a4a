"""The `parameters` text that AUTOMATIC1111's web UI began and most other tools read."""

from __future__ import annotations

import json
from typing import assert_never

from studio.recipe.prompt import tidy
from studio.recipe.recipe import Blank, Recipe, Sketched, Start, StartImage, Tile

_NEGATIVE = "Negative prompt:"

_SAMPLERS = {
    "DDIMScheduler": "DDIM",
    "DPMSolverMultistepScheduler": "DPM++ 2M",
    "EulerAncestralDiscreteScheduler": "Euler a",
    "EulerDiscreteScheduler": "Euler",
    "FlowMatchEulerDiscreteScheduler": "Euler",
    "HeunDiscreteScheduler": "Heun",
    "LCMScheduler": "LCM",
    "LMSDiscreteScheduler": "LMS",
    "PNDMScheduler": "PLMS",
    "UniPCMultistepScheduler": "UniPC",
}


def parameters(recipe: Recipe) -> str:
    """Prompt, negative prompt and one line of settings, in the order and with the quoting that readers expect."""
    lines = [_prompt(recipe.prompt)]
    if recipe.negative:
        lines.append(f"{_NEGATIVE} {_prompt(recipe.negative)}")
    lines.append(", ".join(f"{name}: {_quoted(value)}" for name, value in _settings(recipe).items()))
    return "\n".join(lines)


def _settings(recipe: Recipe) -> dict[str, str]:
    made = _drawn(recipe) if recipe.drawn else _denoised(recipe)
    if recipe.fit is not None:  # as that web UI says it of its own second pass
        made |= {"Hires resize": f"{recipe.fit.width}x{recipe.fit.height}", "Hires upscaler": "Lanczos"}
    return made | _tiled(recipe.tile) | {"Version": "Blink Studio"}


def _drawn(recipe: Recipe) -> dict[str, str]:
    """No sampler, guidance or model hash, since there are none; readers know the line by its first and last names."""
    return {
        "Steps": str(recipe.steps),
        "Seed": str(recipe.seed),
        "Size": f"{recipe.width}x{recipe.height}",
        "Model": recipe.model.id,
    }


def _denoised(recipe: Recipe) -> dict[str, str]:
    settings = {
        "Steps": str(recipe.steps),
        "Sampler": _SAMPLERS.get(recipe.scheduler, recipe.scheduler),
        "CFG scale": f"{recipe.guidance:g}",
        "Seed": str(recipe.seed),
        "Size": f"{recipe.width}x{recipe.height}",
        "Model hash": recipe.model.weights[:10],
        "Model": recipe.model.id,
    }
    return settings | _started(recipe.start)


def _tiled(tile: Tile) -> dict[str, str]:
    """That web UI only knows both ways at once; one way is said as its extension for that does (Asymmetric Tiling)."""
    match tile:
        case "":
            return {}
        case "both":
            return {"Tiling": "True"}
        case "x" | "y":
            return {"Tile X": str(tile == "x"), "Tile Y": str(tile == "y")}


def _started(start: Start) -> dict[str, str]:
    match start:
        case Blank():
            return {}
        case StartImage(strength=strength):
            return {"Denoising strength": f"{strength:g}"}
        case Sketched(strength=strength, layout=layout):
            own = {} if layout is None else {"Layout seed": str(layout)}
            return {"Denoising strength": f"{strength:g}", "Start": "sketch"} | own
        case _:
            assert_never(start)


def _prompt(text: str) -> str:
    """One line that no reader takes for the head of the negative prompt."""
    line = tidy(text)
    return line.replace(":", "\\:", 1) if line.startswith(_NEGATIVE) else line


def _quoted(value: str) -> str:
    """As it is, or as a JSON string where it would end the field early."""
    plain = tidy(value)
    return json.dumps(plain, ensure_ascii=False) if any(c in plain for c in ',:"') else plain
