"""Owns the fixed colours of objects: what stays the same whatever colour the object has, in one muted family."""

from __future__ import annotations

from studio.sketch.palette import Rgb

INK: Rgb = (46, 46, 66)
SLATE: Rgb = (96, 104, 124)
STEEL: Rgb = (160, 170, 184)
SILVER: Rgb = (206, 213, 222)
WHITE: Rgb = (252, 251, 247)
CREAM: Rgb = (255, 243, 219)
SHELL: Rgb = (236, 220, 190)
SAND: Rgb = (240, 205, 140)
WAFFLE: Rgb = (226, 168, 96)
WAFFLE_SHADE: Rgb = (198, 136, 70)
WOOD: Rgb = (158, 104, 66)
WOOD_SHADE: Rgb = (124, 78, 52)
LEAF: Rgb = (82, 158, 88)
LEAF_SHADE: Rgb = (54, 124, 78)
GLASS: Rgb = (188, 226, 242)
GLASS_LIGHT: Rgb = (224, 243, 250)
SKY: Rgb = (96, 168, 226)
NAVY: Rgb = (40, 62, 110)
GOLD: Rgb = (246, 196, 70)
AMBER: Rgb = (244, 146, 50)
FLAME: Rgb = (255, 216, 104)
CORAL: Rgb = (240, 106, 92)
CORAL_SHADE: Rgb = (206, 76, 74)
BLUSH: Rgb = (248, 164, 164)
TERRACOTTA: Rgb = (208, 116, 82)
MINT: Rgb = (140, 208, 178)
