"""Models in plain words: what one can do, where it lies, what it needs, and what its licence allows."""

from __future__ import annotations

from collections.abc import Mapping

from studio.catalog.finding import Found
from studio.catalog.licences import Commercial, Licence
from studio.catalog.offered import Checked, Kind, Offer, Speed
from studio.catalog.shelf import in_bytes
from studio.catalog.tool_folders import FoundKind
from studio.errors import DiskFull, HubBusy, HubMissing, HubRefused, HubUnreachable, ModelDamaged, StudioError
from studio.paths import models_dir
from studio.recipe.capabilities import Mode
from studio.recipe.recipe import SKETCH, ControlKind
from studio.workspace.core import InstalledAddition, Model

_FAMILIES: Mapping[str, str] = {
    "stable-diffusion": "Stable Diffusion",
    "stable-diffusion-xl": "Stable Diffusion XL",
    SKETCH: "Drawn without a model",
}
_MAKES: Mapping[Mode, str] = {
    "text": "from words",
    "image": "from a picture",
    "mask": "inside a mask",
    "tile": "as seamless patterns",
}
_TAKES: Mapping[Mode, str] = {"addon": "LoRAs", "control": "control images", "reference": "references"}
_KINDS: Mapping[Kind, str] = {
    "model": "Model",
    "lora": "LoRA",
    "control": "Guide for shapes (ControlNet)",
    "adapter": "Guide for the look (IP-Adapter)",
}
_FOUND: Mapping[FoundKind, str] = {
    "model": "model",
    "checkpoint": "model in one file",
    "lora": "LoRA",
    "control": "ControlNet",
    "adapter": "IP-Adapter",
    "encoder": "image encoder",
    "vae": "decoder (VAE)",
    "embedding": "embedding",
    "upscaler": "upscaler",
}
_CONTROLS: Mapping[ControlKind, str] = {
    "edges": "edges",
    "scribble": "scribbles",
    "lines": "line drawings",
    "depth": "depth maps",
    "pose": "poses",
    "normals": "normal maps",
    "segments": "areas of colour",
}
_SPEEDS: Mapping[Speed, str] = {
    "live": "fast enough to watch while you type",
    "quick": "seconds on a graphics card",
    "patient": "half a minute and more",
}
_COMMERCIAL: Mapping[Commercial, str] = {
    "yes": "Commercial use: yes",
    "conditions": "Commercial use: yes, under conditions",
    "no": "Commercial use: no",
    "unknown": "Commercial use: read the licence to know",
}


def is_own(model: Model) -> bool:
    """Whether it is part of Blink Studio, so that it always stays."""
    return model.ref.id == SKETCH or model.folder.is_relative_to(models_dir())


def family_said(model: Model) -> str:
    return _FAMILIES.get(model.family, model.family or "Not recognised")


def modes_said(model: Model) -> str:
    """`Makes pictures from words, from a picture. Takes LoRAs.`; empty for what cannot be used."""
    modes = model.capabilities.modes
    makes = ", ".join(said for mode, said in _MAKES.items() if mode in modes)
    takes = ", ".join(said for mode, said in _TAKES.items() if mode in modes)
    return " ".join((*([f"Makes pictures {makes}."] if makes else []), *([f"Takes {takes}."] if takes else [])))


def place_said(model: Model) -> str:
    return "Part of Blink Studio" if is_own(model) else str(model.folder)


def facts_said(model: Model, licence: str) -> str:
    """Family, licence, size. `licence` is its name for people."""
    size = (in_bytes(model.bytes),) if model.bytes else ()
    return " · ".join((family_said(model), licence or "licence not stated", *size))


def addition_facts(one: InstalledAddition, licence: str) -> str:
    """For which models it is, under which licence, how large; its kind stands above."""
    base = (f"For {one.addition.base}",) if one.addition.base else ()
    size = (in_bytes(one.bytes),) if one.bytes else ()
    return " · ".join((*base, licence or "licence not stated", *size))


def addition_use(one: InstalledAddition) -> str:
    """What to do for it to show: words to write, pictures to give."""
    match one.addition.kind:
        case "lora" if one.words:
            return f"Write {' or '.join(f'“{word}”' for word in one.words)} in the prompt."
        case "control" if one.addition.controls:
            return f"Holds pictures to {', '.join(_CONTROLS[kind] for kind in one.addition.controls)}."
        case _:
            return ""


def kind_said(offer: Offer) -> str:
    return f"{_KINDS[offer.kind]} for {offer.base}" if offer.kind != "model" else f"Model, {offer.base}"


def found_said(found: Found) -> str:
    """What something of another program is, as far as its folder or file tells."""
    return _FOUND[found.kind]


def good_for_said(offer: Offer) -> str:
    return f"Good for {', '.join(offer.good_for)}" if offer.good_for else ""


def needs_said(offer: Offer, names: Mapping[str, str]) -> str:
    """What it works with; `names` by id."""
    return f"Works with {', '.join(names.get(id, id) for id in offer.needs)}" if offer.needs else ""


def offer_facts(offer: Offer) -> str:
    """Size, memory and speed; what nobody could look up has a question mark."""
    facts = [_marked(in_bytes(offer.bytes), "bytes", offer)]
    if offer.kind == "model":
        facts.append(f"{offer.memory_gb:g} GB of memory" + ("?" if "memory" in offer.unchecked else ""))
        facts.append(_SPEEDS[offer.speed])
    return " · ".join(facts)


def licence_said(licence: Licence, *, checked: bool = True) -> str:
    return f"{licence.name}{'' if checked else '?'}. {_COMMERCIAL[licence.commercial]}"


def in_window(error: StudioError) -> tuple[str, str]:
    """Message and remedy with what can be done in the window, where the error's own words speak of commands."""
    match error:
        case HubUnreachable() if "HF_HUB_OFFLINE" in error.message:
            return error.message, "Start Blink Studio without it, then try again."
        case HubUnreachable():
            return error.message, "Look at the connection and try again. What has come is kept."
        case HubRefused():
            return error.message, (
                "Accept its conditions on its page, make a token at https://huggingface.co/settings/tokens, and put "
                "it here."
            )
        case HubMissing():
            return error.message, "Look at the name. It may have been renamed or withdrawn."
        case HubBusy() | DiskFull():
            return error.message, error.remedy
        case ModelDamaged():
            return error.message, "Try again later. What came right is kept."
        case _:
            return error.message, error.remedy


def left_said(seconds: float) -> str:
    """`about 2 minutes left`."""
    if seconds < 90:
        return f"about {max(1, round(seconds))} s left"
    minutes = round(seconds / 60)
    return f"about {minutes} minutes left" if minutes < 90 else f"about {minutes / 60:.1f} hours left"


def _marked(text: str, what: Checked, offer: Offer) -> str:
    return text + ("?" if what in offer.unchecked else "")
