"""Draft and capabilities to recipe: fills blanks, refuses what cannot be made, says what it changed."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

import msgspec

from studio.errors import CountError, InputError, ModelUnsupported, PromptError, SizeError
from studio.recipe.additions import Addition
from studio.recipe.capabilities import Capabilities
from studio.recipe.draft import Draft, DraftSketch, DraftStart
from studio.recipe.lora_tags import misread_notice, untagged
from studio.recipe.placement import placed
from studio.recipe.prompt import MAX_CHARACTERS, cut, tidy
from studio.recipe.recipe import (
    MAX_SEED,
    SKETCH,
    SKETCH_EDITION,
    Blank,
    Fit,
    ModelRef,
    Near,
    Product,
    Recipe,
    Sketched,
    Start,
    StartImage,
    Text,
    Tile,
)
from studio.recipe.resolve_additions import Additions
from studio.recipe.shape import cut_share, made_for, repeats, require_finished

_MUCH_CUT = 0.1
"""share of the model's picture that is not cut away without a word"""


class Resolved(msgspec.Struct, frozen=True, kw_only=True):
    """A recipe for the first picture of a set, how many pictures, and what the user should be told."""

    recipe: Recipe
    count: int
    notices: tuple[str, ...] = ()


def resolve(draft: Draft, model: ModelRef, can: Capabilities, additions: Sequence[Addition] = ()) -> Resolved:
    """Fill every blank of `draft` for one model; `additions` are those that are installed.

    Raises PromptError, SizeError, CountError, InputError, ModelMissing or ModelUnsupported, each with the remedy.
    """
    draft = untagged(draft)
    prompt, notices = _prompt(draft.prompt, "prompt")
    negative, more = _prompt(draft.negative, "negative prompt")
    if not prompt:
        raise PromptError("The prompt is empty.", remedy="Write what you want to see, for example: a red circle.")
    who = "The sketch" if model.id == SKETCH else "This model"
    found = Additions(additions, can, who)
    can = _paced(can, found.paced(draft))
    width, height = _size(draft, can, who)
    fit = _fit(draft, width, height)
    _require_whole(draft, width, height)
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
        start=_start(draft.start, can, who),
        near=_near(draft, can, who),
        text=_text(draft, can, who),
        addons=found.addons(draft),
        controls=found.controls(draft),
        references=found.references(draft),
        tile=_tile(draft, can, who),
        fit=fit,
        product=_product(draft, fit, width, height),
    )
    said = (*notices, *more, *misread_notice(prompt), *_shape_notice(recipe, who))
    return Resolved(recipe=recipe, count=_count(draft.count, can), notices=said)


def _prompt(text: str, name: str) -> tuple[str, tuple[str, ...]]:
    kept, lost = cut(tidy(text))
    if not lost:
        return kept, ()
    return kept, (
        f"The {name} was cut to its first {MAX_CHARACTERS:,} characters; {len(lost):,} characters were left out, "
        f"beginning with “{lost[:40]}”.",
    )


def _size(draft: Draft, can: Capabilities, who: str) -> tuple[int, int]:
    """The model's; blanks follow the shape of the finished picture where one is asked for."""
    fit = draft.fit
    if fit is not None:
        require_finished(fit.width, fit.height)
    if fit is None:
        own = can.size.width, can.size.height
    elif draft.width is None and draft.height is None:
        return made_for(fit.width, fit.height, can, draft.tile)
    else:
        scale = (draft.width or 0) / fit.width or (draft.height or 0) / fit.height
        own = can.size.nearest(round(fit.width * scale), round(fit.height * scale))
    width = own[0] if draft.width is None else draft.width
    height = own[1] if draft.height is None else draft.height
    if can.size.allows(width, height):
        return width, height
    w, h = can.size.nearest(width, height)
    raise SizeError(f"{who} cannot make {width}x{height}.", remedy=f"The nearest size that it can make is {w}x{h}.")


def _fit(draft: Draft, width: int, height: int) -> Fit | None:
    return None if draft.fit is None or (draft.fit.width, draft.fit.height) == (width, height) else draft.fit


def _require_whole(draft: Draft, width: int, height: int) -> None:
    """What goes on over its edges cannot be cut to another shape."""
    fit = draft.fit
    if fit is None or repeats((width, height), (fit.width, fit.height), draft.tile):
        return
    across, down = fit.width, max(1, round(height * fit.width / width))
    raise SizeError(
        f"A seamless picture of {fit.width}x{fit.height} cannot be made: it would be made at {width}x{height}, and "
        "cutting it would make a seam.",
        remedy=f"Make it {across}x{down}, or make it without tiling.",
    )


def _product(draft: Draft, fit: Fit | None, width: int, height: int) -> Product | None:
    if draft.product is None:
        return None
    return placed(draft.product, *((width, height) if fit is None else (fit.width, fit.height)))


def _shape_notice(recipe: Recipe, who: str) -> tuple[str, ...]:
    lost = cut_share((recipe.width, recipe.height), recipe.size)
    if lost < _MUCH_CUT:
        return ()
    return (
        f"{who} makes no picture of the shape {recipe.size[0]}x{recipe.size[1]}: it is made at "
        f"{recipe.width}x{recipe.height}, and {lost:.0%} of it is cut away.",
    )


def _paced(can: Capabilities, addition: Addition | None) -> Capabilities:
    """What is made with a LoRA that makes a few-step model takes its steps, guidance and scheduler."""
    pace = None if addition is None else addition.pace
    if pace is None:
        return can
    return msgspec.structs.replace(can, steps=pace.steps, guidance=pace.guidance, scheduler=pace.scheduler)


def _near(draft: Draft, can: Capabilities, who: str) -> Near | None:
    near = draft.near
    if near is None:
        return None
    if "near" not in can.modes:
        raise ModelUnsupported(
            f"{who} cannot stay near the picture of another seed.",
            remedy="Take that away, or choose another model.",
        )
    if not 0 <= near.amount <= 1:
        raise InputError(f"The distance {near.amount:g} is out of range.", remedy="Give a number from 0 to 1.")
    return Near(seed=_seed(near.seed), amount=float(near.amount))


def _text(draft: Draft, can: Capabilities, who: str) -> Text:
    able = "weighted" in can.modes
    if draft.text == "weighted" and not able:
        raise ModelUnsupported(
            f"{who} does not read weights in brackets.", remedy="Write the prompt plainly, or choose another model."
        )
    return draft.text or ("weighted" if able else "plain")


def _tile(draft: Draft, can: Capabilities, who: str) -> Tile:
    if draft.tile and "tile" not in can.modes:
        raise ModelUnsupported(
            f"{who} cannot make pictures that repeat without a seam.",
            remedy="Make it without tiling, or choose another model.",
        )
    return draft.tile


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


def _start(start: DraftStart | DraftSketch | None, can: Capabilities, who: str) -> Start:
    match start:
        case None:
            return Blank()
        case DraftStart():
            return _start_image(start, can, who)
        case DraftSketch():
            return _sketched(start, can, who)


def _start_image(start: DraftStart, can: Capabilities, who: str) -> StartImage:
    if not start.sha256:
        raise InputError("A mask needs a start picture.", remedy="Add a start picture, or take the mask away.")
    if "image" not in can.modes:
        raise ModelUnsupported(
            f"{who} cannot start from a picture.", remedy="Take the start picture away, or choose another model."
        )
    if start.mask and "mask" not in can.modes:
        raise ModelUnsupported(
            f"{who} cannot keep a part of the start picture.",
            remedy="Take the mask away, or choose another model.",
        )
    return StartImage(sha256=start.sha256, strength=_strength(start.strength), mask=start.mask)


def _sketched(start: DraftSketch, can: Capabilities, who: str) -> Sketched:
    if "image" not in can.modes:
        raise ModelUnsupported(
            f"{who} cannot start from a sketch.",
            remedy="Take the sketch away, or choose a model that can start from a picture.",
        )
    return Sketched(
        strength=can.sketch_strength if start.strength is None else _strength(start.strength),
        layout=None if start.layout is None else _seed(start.layout),
        edition=SKETCH_EDITION,
    )


def _strength(strength: float) -> float:
    if 0 < strength <= 1:
        return float(strength)
    raise InputError(f"Strength {strength} is out of range.", remedy="Give a number above 0, up to 1.")
