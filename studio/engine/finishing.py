"""What happens to a picture after the model: its finished size, the parts that stay, the product on top."""

from __future__ import annotations

from studio.engine.pictures import Pictures
from studio.pixels.compositing import Rows, blended, covering, laid_over
from studio.recipe.recipe import Recipe
from studio.recipe.shape import cut_share, goes_on, stretch_share

_WORTH_SAYING = 0.005
"""share of the picture that was cut away"""


def finished(made: Rows, recipe: Recipe, pictures: Pictures) -> Rows:
    """The picture as the recipe wants it: scaled, then the start picture where the mask is black, then the product.

    What stays of the start picture comes from a copy in the finished size, so it is never scaled twice.
    """
    picture = covering(made, *recipe.size, wrap=goes_on(recipe.tile))
    if pictures.kept is not None and pictures.kept_mask is not None:
        picture = blended(pictures.kept, picture, pictures.kept_mask)
    if pictures.product is not None and recipe.product is not None:
        picture = laid_over(picture, pictures.product, recipe.product.x, recipe.product.y)
    return picture


def fitting(recipe: Recipe) -> tuple[str, ...]:
    """What was done to the size, in plain words for the receipt."""
    if recipe.fit is None:
        return ()
    width, height = recipe.size
    lost = cut_share((recipe.width, recipe.height), recipe.size)
    scale = max(width / recipe.width, height / recipe.height)
    done = "enlarged" if scale > 1 else "reduced" if scale < 1 else "cut"
    said = f"made at {recipe.width}x{recipe.height}, {done} to {width}x{height}"
    stretched = stretch_share((recipe.width, recipe.height), recipe.size, recipe.tile)
    if stretched:
        return (f"{said}; stretched by {stretched:.1%}" if stretched >= _WORTH_SAYING else said,)
    return (f"{said}; {lost:.0%} of it was cut away" if lost >= _WORTH_SAYING else said,)
