"""Draft and capabilities to recipe: fills blanks, refuses what cannot be made, says what it changed."""

from __future__ import annotations

import secrets

import msgspec

from studio.errors import CountError, InputError, ModelUnsupported, PromptError, SizeError
from studio.recipe.capabilities import Capabilities
from studio.recipe.draft import Draft, DraftStart
from studio.recipe.prompt import MAX_CHARACTERS, cut, tidy
from studio.recipe.recipe import MAX_SEED, Blank, ModelRef, Recipe, Start, StartImage


class Resolved(msgspec.Struct, frozen=True, kw_only=True):
    """A recipe for the first picture of a set, how many pictures, and what the user should be told."""

    recipe: Recipe
    count: int
    notices: tuple[str, ...] = ()


def resolve(draft: Draft, model: ModelRef, can: Capabilities) -> Resolved:
    """Fill every blank of `draft` for one model.

    Raises PromptError, SizeError, CountError, InputError or ModelUnsupported, each with the remedy.
    """
    prompt, notices = _prompt(draft.prompt, "prompt")
    negative, more = _prompt(draft.negative, "negative prompt")
    if not prompt:
        raise PromptError("The prompt is empty.", remedy="Write what you want to see, for example: a red circle.")
    width, height = _size(draft, can)
    recipe = Recipe(
        prompt=prompt,
        negative=negative,
        width=width,
        height=height,
        seed=_seed(draft.seed),
        steps=_steps(draft.steps, can),
        guidance=_guidance(draft.guidance, can),
        scheduler=can.scheduler,
        model=model,
        start=_start(draft.start, can),
    )
    return Resolved(recipe=recipe, count=_count(draft.count, can), notices=notices + more)


def _prompt(text: str, name: str) -> tuple[str, tuple[str, ...]]:
    kept, lost = cut(tidy(text))
    if not lost:
        return kept, ()
    return kept, (
        f"The {name} was cut to its first {MAX_CHARACTERS:,} characters; {len(lost):,} characters were left out, "
        f"beginning with “{lost[:40]}”.",
    )


def _size(draft: Draft, can: Capabilities) -> tuple[int, int]:
    width = can.size.width if draft.width is None else draft.width
    height = can.size.height if draft.height is None else draft.height
    if can.size.allows(width, height):
        return width, height
    w, h = can.size.nearest(width, height)
    raise SizeError(
        f"This model cannot make {width}x{height}.", remedy=f"The nearest size that it can make is {w}x{h}."
    )


def _seed(seed: int | None) -> int:
    if seed is None:
        return secrets.randbelow(MAX_SEED + 1)
    if 0 <= seed <= MAX_SEED:
        return seed
    raise InputError(f"{seed} is not a seed.", remedy=f"Give a whole number from 0 to {MAX_SEED}.")


def _count(count: int, can: Capabilities) -> int:
    if 1 <= count <= can.max_count:
        return count
    raise CountError(f"{count} pictures cannot be made in one set.", remedy=f"Give a number from 1 to {can.max_count}.")


def _steps(steps: int | None, can: Capabilities) -> int:
    if steps is None:
        return can.steps
    if 1 <= steps <= can.max_steps:
        return steps
    raise InputError(f"{steps} steps cannot be made.", remedy=f"Give a number from 1 to {can.max_steps}.")


def _guidance(guidance: float | None, can: Capabilities) -> float:
    if guidance is None:
        return can.guidance
    if 0 <= guidance <= can.max_guidance:
        return float(guidance)
    raise InputError(f"Guidance {guidance} is out of range.", remedy=f"Give a number from 0 to {can.max_guidance:g}.")


def _start(start: DraftStart | None, can: Capabilities) -> Start:
    if start is None:
        return Blank()
    if "image" not in can.modes:
        raise ModelUnsupported(
            "This model cannot start from a picture.", remedy="Take the start picture away, or choose another model."
        )
    if not 0 < start.strength <= 1:
        raise InputError(f"Strength {start.strength} is out of range.", remedy="Give a number above 0, up to 1.")
    return StartImage(sha256=start.sha256, strength=float(start.strength))
