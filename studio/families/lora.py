"""LoRAs, recognised from the header of their file and the name it goes by: whose they are, their pace and words."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping

import msgspec

from studio.errors import ModelUnsupported
from studio.families.contents import BASES, FAMILIES, contents_of
from studio.families.header import Header
from studio.families.latent_diffusion import steps_named
from studio.recipe.additions import Pace

MAX_WORDS = 8
_LONGEST_WORD = 60
"""characters; what is longer is a caption"""
_NEARLY_ALL = 0.8
"""share of its pictures that a word stands with that the LoRA was taught as its own"""

_UNSUPPORTED: Mapping[str, str] = {
    ".oft_blocks": "OFT",
    ".oft_diag": "OFT",
    ".oft_R.weight": "OFT",
    ".on_input": "IA3",
    ".a1.weight": "GLoRA",
}
"""how tensors of networks end that no sum of weights says"""
_OTHERS: tuple[tuple[str, str], ...] = (
    ("double_blocks", "Flux"),
    ("single_transformer_blocks", "Flux"),
    ("joint_blocks", "Stable Diffusion 3"),
    ("transformer.transformer_blocks", "a model with a transformer"),
    ("lora_transformer_", "a model with a transformer"),
)
"""a part of a tensor's name, and whose it is"""
_CONTEXT = re.compile(r"attn2[._](?:processor[._])?to_k(?:_lora)?\.(.+)$")
"""the layer that reads the prompt; its width of input tells the models apart"""
_ADAPTER = re.compile(r"(?<=lora_A)\.\w+(?=\.weight$)")
"""PEFT's name of an adapter"""
_IN = {
    *("lora_down.weight", "lora_A.weight", "lora.down.weight", "down.weight"),
    *("hada_w1_b", "diff"),
}
"""parts of a LoRA whose second side is the width of what the layer reads"""
_KRONECKER = ("lokr_w1", "lokr_w2")

_LCM, _TCD, _TRAILING = "LCMScheduler", "TCDScheduler", "EulerDiscreteScheduler/trailing"
_PACES: tuple[tuple[str, str, int], ...] = (
    (r"(?<![a-z])lcm(?![a-z])", _LCM, 4),
    (r"(?<![a-z])dmd2?(?![a-z])", _LCM, 4),
    (r"(?<![a-z])(tcd|pcm)(?![a-z])", _TCD, 4),
    (r"hyper[ _-]?sd", _TCD, 4),
    (r"(sd|xl|sd15)[ _-]?lightning", _TRAILING, 4),
    (r"(sd|xl)[ _-]?turbo", _LCM, 4),
)
"""what a name says of a distilled model, the scheduler that goes its way and the steps it is best known for.

Consistency models and Turbo foresee the picture and add noise anew: that is LCM's step. Lightning's makers give Euler
over times that trail; Hyper-SD's give TCD, here without noise of its own."""
_WITH_STEPS: tuple[tuple[str, str], ...] = (("lightning", _TRAILING), ("hyper", _TCD), ("turbo", _LCM))
"""words that are motifs as well, unless steps are named beside them"""
_KEEPS_GUIDANCE = re.compile(r"(?<![a-z])cfg(?![a-z])")
_GUIDANCE_KEPT = 5.0
"""of those that are made for it: the lower end of what Hyper-SD's makers name"""


class LoraFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What a LoRA is; as in recipe.additions.Addition."""

    base: str = ""
    """the models it is made for, for people; empty where nothing tells"""
    family: str = ""
    context: int = 0
    """width of the cross attention that it changes; 0 where it changes none"""
    pace: Pace | None = None
    """of one that makes its model a few-step model"""
    words: tuple[str, ...] = ()
    """what to write in a prompt so that it shows, the surest first"""


def lora_of(header: Header, called: str) -> LoraFacts:
    """From a file's header; `called` is every name that it goes by: its file's, its folder's, its repository's.

    Raises ModelUnsupported for what is no LoRA, for one of other families, and for networks that cannot be used here.
    """
    contents = contents_of(header)
    if contents.kind != "lora":
        raise ModelUnsupported(contents.said, remedy="Use it as what it is, or choose a LoRA.")
    _require_supported(header)
    context = _context(header)
    base = _other(header) or BASES.get(context, "") or contents.base  # others have encoders named as SDXL's
    if base and base not in FAMILIES:
        raise ModelUnsupported(
            f"It is a LoRA for {base}, which this studio does not run.",
            remedy="Choose one for Stable Diffusion 1.x, Stable Diffusion 2.x or SDXL.",
        )
    return LoraFacts(
        base=base,
        family=FAMILIES.get(base, ""),
        context=context,
        pace=None if "ss_tag_frequency" in header.metadata else pace_named(called),
        words=_words(header.metadata),
    )


def pace_named(called: str) -> Pace | None:
    """The pace of a LoRA that makes a model a few-step one, where its name says that it is one."""
    name = re.sub(r"([a-z])([A-Z])", r"\1 \2", called).lower()
    steps = steps_named(called)
    for said, scheduler, usual in _PACES:
        if re.search(said, name):
            return _pace(name, scheduler, steps or usual)
    if steps is not None:
        for word, scheduler in _WITH_STEPS:
            if word in name:
                return _pace(name, scheduler, steps)
    return None


def _pace(name: str, scheduler: str, steps: int) -> Pace:
    guidance = _GUIDANCE_KEPT if _KEEPS_GUIDANCE.search(name) else 1.0
    return Pace(steps=steps, guidance=guidance, scheduler=scheduler)


def _require_supported(header: Header) -> None:
    for name in header.shapes:
        kind = next((kind for ending, kind in _UNSUPPORTED.items() if name.endswith(ending)), "")
        if kind:
            raise ModelUnsupported(
                f"It is a LoRA of the kind {kind}, which cannot be used here.",
                remedy="Look for the same one as LoRA, LoCon, LoHa, LoKr or DoRA.",
                detail=name,
            )


def _context(header: Header) -> int:
    for name, shape in header.shapes.items():
        found = _CONTEXT.search(name)
        if found is None:
            continue
        part = _ADAPTER.sub("", found[1])
        if part in _IN and len(shape) > 1:
            return shape[1]
        if part.startswith("lokr_w1"):
            return _kronecker_width(header, name[: -len(part)])
    return 0


def _kronecker_width(header: Header, before: str) -> int:
    """Of a LoKr: the product of both factors' widths, each whole or in two parts."""
    shapes = (header.shapes.get(f"{before}{one}") or header.shapes.get(f"{before}{one}_b") for one in _KRONECKER)
    return math.prod(shape[1] if shape and len(shape) > 1 else 0 for shape in shapes)


def _other(header: Header) -> str:
    return next((base for part, base in _OTHERS if any(part in name for name in header.shapes)), "")


def _words(notes: Mapping[str, str]) -> tuple[str, ...]:
    """What the trainer says itself; else the words that stand with nearly all pictures of what was taught."""
    said = notes.get("modelspec.trigger_phrase", "") or notes.get("ss_trigger_words", "")
    found = said.split(",") if said else _taught(notes.get("ss_tag_frequency", ""))
    clean = (" ".join("".join(c if c.isprintable() else " " for c in word).split()) for word in found)
    return tuple(dict.fromkeys(word for word in clean if 0 < len(word) <= _LONGEST_WORD))[:MAX_WORDS]


def _taught(frequencies: str) -> Iterator[str]:
    """From kohya's counts: how often each word stands in the captions of each folder of pictures."""
    try:
        folders = msgspec.json.decode(frequencies or "{}", type=dict[str, dict[str, int]])
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return
    for counts in folders.values():
        most = max(counts.values(), default=0)
        if most > 1:  # captions in whole sentences stand with one picture each
            often = (word for word, count in counts.items() if count >= _NEARLY_ALL * most)
            yield from sorted(often, key=lambda word: -counts[word])
