"""Painting over what was drawn: which model does it, and what it is asked for."""

from __future__ import annotations

import contextlib

from studio.errors import ModelError, ModelUnsupported
from studio.recipe.draft import Draft, DraftSketch, DraftStart
from studio.recipe.recipe import SKETCH, Fit, Recipe
from studio.recipe.shape import made_for
from studio.workspace.core import Model, Models
from studio.workspace.draft import asked_product


def paints(model: Model) -> bool:
    """Whether it can begin with a picture, and so with a sketch."""
    return "image" in model.capabilities.modes


def painter(catalog: Models, wanted: str | None) -> Model:
    """A model that can begin with a picture: `wanted`, else the default, else the first that can; reads the disk.

    Raises ModelUnsupported where none can.
    """
    for id in (wanted, None):
        with contextlib.suppress(ModelError):
            if id != SKETCH and paints(model := catalog.get(id)):
                return model
    for model in catalog.models():
        if model.state == "ready" and paints(model):
            return model
    raise ModelUnsupported(
        "No model here can start from a picture.", remedy="Add one under Models; the sketch itself draws from words."
    )


def painted_over(
    recipe: Recipe, model: Model, count: int, start: DraftStart | DraftSketch, seed: int | None = None
) -> Draft:
    """What a drawing's recipe asks for, from another model: the words, the shape, and what lies on the picture.

    Steps and guidance are that model's own, and so is the size unless the picture is delivered at another one.
    """
    fit = recipe.fit
    if fit is None and recipe.product is not None:  # which has its place in this size
        fit = Fit(width=recipe.width, height=recipe.height)
    made = None if fit is not None else made_for(recipe.width, recipe.height, model.capabilities)
    return Draft(
        prompt=recipe.prompt,
        width=None if made is None else made[0],
        height=None if made is None else made[1],
        seed=seed,
        count=count,
        model=model.ref.id,
        start=start,
        fit=fit,
        product=asked_product(recipe.product),
    )


def as_drawn(recipe: Recipe) -> DraftSketch:
    """The layout that the picture of a drawing's recipe has, for every picture of a set."""
    return DraftSketch(layout=recipe.seed)
