"""Owns which drawings go on over their edges, and says so where one that was asked for does not."""

from __future__ import annotations

from studio.errors import PromptError
from studio.recipe.recipe import Tile
from studio.sketch.scene import Flat, Gradient, Pattern, Scene, Texture


def seamless(scene: Scene, tile: Tile) -> bool:
    """Whether the drawing, laid beside itself, shows no seam at the edges that `tile` names.

    Patterns and textures are made so; objects, scenery and the grain of styles end where the picture does.
    """
    if not tile:
        return True
    if scene.groups or scene.style != "flat":
        return False
    match scene.ground:
        case Flat() | Pattern() | Texture():
            return True
        case Gradient(kind="linear", direction=direction):
            return (direction, tile) in (("down", "x"), ("right", "y"))
        case _:
            return False


def require_seamless(scene: Scene, tile: Tile) -> None:
    """Raises PromptError. Refused rather than told: a seam in what is called seamless is found when it is printed."""
    if not seamless(scene, tile):
        raise PromptError(
            "This drawing would show a seam: only patterns, textures and plain grounds go on over their edges.",
            remedy="Ask for a pattern or texture alone, for example: a pattern of leaves. Or take a model, or make it "
            "without tiling.",
        )
