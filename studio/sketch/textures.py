"""Owns the seamless textures: which painter makes each material, and the strips that make them at any size."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from studio.sketch.palette import Rgb
from studio.sketch.scene import Texture, TextureKind
from studio.sketch.textures_grass import grass
from studio.sketch.textures_grown import leather, paper
from studio.sketch.textures_loose import concrete, noise, sand
from studio.sketch.textures_mineral import marble, stone, terrazzo
from studio.sketch.textures_sheet import Maker, Sheet
from studio.sketch.textures_water import water
from studio.sketch.textures_wood import wood
from studio.sketch.textures_woven import fabric

MAKERS: dict[TextureKind, Maker] = {
    "marble": marble,
    "wood": wood,
    "paper": paper,
    "fabric": fabric,
    "terrazzo": terrazzo,
    "concrete": concrete,
    "water": water,
    "grass": grass,
    "noise": noise,
    "sand": sand,
    "leather": leather,
    "stone": stone,
}
_SMALL = 160
"""Below this shorter side a texture is drawn at twice the size and averaged, or its fine lines would break."""


def texture(ground: Texture, base: Rgb, vein: Rgb, seed: int, width: int, height: int) -> NDArray[np.uint8]:
    """The material as (height, width, 3) sRGB, 0..255. It wraps at all edges; `seed` lays it anew."""
    if min(width, height) < _SMALL:
        return _halved(_made(ground.kind, Sheet(base=base, vein=vein, seed=seed, width=2 * width, height=2 * height)))
    return _made(ground.kind, Sheet(base=base, vein=vein, seed=seed, width=width, height=height))


def _made(kind: TextureKind, sheet: Sheet) -> NDArray[np.uint8]:
    strip = MAKERS[kind](sheet)
    picture = np.empty((sheet.height, sheet.width, 3), np.uint8)
    rows = max(32, 2**16 // sheet.width)
    for top in range(0, sheet.height, rows):
        bottom = min(top + rows, sheet.height)
        picture[top:bottom] = strip(top, bottom)[..., :3]
    return picture


def _halved(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    sums = picture[::2].astype(np.uint16) + picture[1::2]
    return ((sums[:, ::2] + sums[:, 1::2] + 2) // 4).astype(np.uint8)
