"""LoRAs that are named inside a prompt, as users of AUTOMATIC1111's web UI write them: <lora:name:0.8>."""

from __future__ import annotations

import math
import re

import msgspec

from studio.errors import InputError
from studio.recipe.draft import Draft, DraftAddon
from studio.recipe.recipe import Recipe

_TAG = re.compile(r"<(?:lora|lyco):([^<>]*)>", re.IGNORECASE)
"""lyco is what an extension of that web UI called those of other shapes"""
_MEANT = re.compile(
    r"<\s*(?:lora|lyco)\b[^<>]{0,60}>?|\b(?:lora|lyco):[^<>\s]+>?|<\w+:[^<>:]+:[-+.\d]+>", re.IGNORECASE
)
"""what looks like one and is none: without its end, misspelt, of another kind"""
_WEIGHTS = frozenset({"te", "unet"})
"""names that a weight may carry there, since text encoder and network may have different ones"""


def untagged(draft: Draft) -> Draft:
    """`draft` with the LoRAs of its prompt among its others, and a prompt without them.

    Raises InputError for a tag that cannot be read, and for one in the negative prompt.
    """
    if _TAG.search(draft.negative):
        raise InputError(
            "A LoRA cannot be named in the negative prompt.", remedy="Write <lora:name:weight> in the prompt."
        )
    tags = [_addon(found[1], found[0]) for found in _TAG.finditer(draft.prompt)]
    if not tags:
        return draft
    prompt = re.sub(r"[ \t]{2,}", " ", _TAG.sub("", draft.prompt)).strip()
    return msgspec.structs.replace(draft, prompt=prompt, addons=(*draft.addons, *tags))


def misread_notice(prompt: str) -> tuple[str, ...]:
    """What to tell the user of an untagged prompt in which something still looks like such a tag."""
    found = _MEANT.search(prompt)
    if found is None:
        return ()
    return (f"“{found[0].strip()[:80]}” is read as words. A LoRA is written like this: <lora:name:0.8>",)


def with_addons_of(recipe: Recipe, draft: Draft) -> Draft:
    """`draft` with the LoRAs of `recipe` beside those that its prompt names; as it is where its prompt names none.

    For a recipe that is edited: what is not named anew stays as it was, installed still or not.
    """
    if _TAG.search(draft.prompt) is None:
        return draft
    kept = tuple(
        DraftAddon(id=addon.model.id, weights=addon.model.weights, weight=addon.weight) for addon in recipe.addons
    )
    return msgspec.structs.replace(draft, addons=(*kept, *draft.addons))


def tag(name: str, weight: float) -> str:
    """As it stands in a prompt."""
    return f"<lora:{name}:{weight:g}>"


def _addon(text: str, whole: str) -> DraftAddon:
    name, *weights = (part.strip() for part in text.split(":"))
    if not name:
        raise _unreadable(whole)
    numbers = {_weight(weight, whole) for weight in weights}
    if len(numbers) > 1:
        raise InputError(
            f"{whole[:80]} has several weights.", remedy="Give one; it holds for the picture and for the text."
        )
    return DraftAddon(id=name, weight=numbers.pop() if numbers else 1.0)


def _weight(text: str, whole: str) -> float:
    name, equals, number = text.rpartition("=")
    if equals and name.strip() not in _WEIGHTS:
        raise _unreadable(whole)
    try:
        weight = float(number)
    except ValueError as error:
        raise _unreadable(whole) from error
    if not math.isfinite(weight):
        raise _unreadable(whole)
    return weight


def _unreadable(whole: str) -> InputError:
    return InputError(f"{whole[:80]} cannot be read.", remedy="Write it like this: <lora:name:0.8>")
