"""The `parameters` text that AUTOMATIC1111's web UI began and most other tools read."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import assert_never

from studio.recipe.lora_tags import tag
from studio.recipe.prompt import tidy
from studio.recipe.recipe import Addon, Blank, ModelRef, Recipe, Sketched, Start, StartImage, Tile
from studio.recipe.scheduling import scheduling

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
    tags = (tag(addon.model.id, addon.weight) for addon in recipe.addons)
    lines = [" ".join((_prompt(recipe.prompt), *tags))]
    if recipe.negative:
        lines.append(f"{_NEGATIVE} {_prompt(recipe.negative)}")
    settings = ", ".join(f"{name}: {_quoted(value)}" for name, value in _settings(recipe).items())
    lines.append(settings + _hashes(recipe.addons))
    return "\n".join(lines)


def _hashes(addons: Sequence[Addon]) -> str:
    """By which Civitai finds LoRAs: the first ten digits of each file's sha256. It reads them last and unquoted."""
    if not addons:
        return ""
    hashes = {f"lora:{addon.model.id}": addon.model.weights[:10] for addon in addons}
    return f", Hashes: {json.dumps(hashes, separators=(',', ':'))}"


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
    chosen = scheduling(recipe.scheduler)
    settings = {
        "Steps": str(recipe.steps),
        "Sampler": _SAMPLERS.get(chosen.kind, chosen.kind),
        **({"Schedule type": "SGM Uniform"} if chosen.spacing == "trailing" else {}),
        "CFG scale": f"{recipe.guidance:g}",
        **_seeds(recipe),
        "Size": f"{recipe.width}x{recipe.height}",
        "Model hash": recipe.model.weights[:10],
        "Model": recipe.model.id,
    }
    return settings | _started(recipe.start) | _guided(recipe)


def _seeds(recipe: Recipe) -> dict[str, str]:
    """That web UI names the seed that is left first, and the one on the way to it as its variation."""
    near = recipe.near
    if near is None:
        return {"Seed": str(recipe.seed)}
    return {
        "Seed": str(near.seed),
        "Variation seed": str(recipe.seed),
        "Variation seed strength": f"{near.amount:g}",
    }


def _guided(recipe: Recipe) -> dict[str, str]:
    """As the extension sd-webui-controlnet says it, to which IP-Adapters are ControlNets too; what is in the recipe are
    control images already, so it has nothing to make of them."""
    units = [_unit("none", one.model, one.weight, one.begin, one.end) for one in recipe.controls]
    units += [_unit("ip-adapter-auto", one.model, one.weight) for one in recipe.references]
    return {f"ControlNet {number}": unit for number, unit in enumerate(units)}


def _unit(module: str, model: ModelRef, weight: float, begin: float = 0.0, end: float = 1.0) -> str:
    said = {
        "Module": module,
        "Model": f"{model.id} [{model.weights[:8]}]",
        "Weight": f"{weight:g}",
        "Resize Mode": "Crop and Resize",
        "Guidance Start": f"{begin:g}",
        "Guidance End": f"{end:g}",
    }
    return ", ".join(f"{name}: {value}" for name, value in said.items())


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
