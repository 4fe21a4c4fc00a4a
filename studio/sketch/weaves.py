"""Owns the families of seamless patterns: which weaver lays each, and the third colour where none is given."""

from __future__ import annotations

from typing import cast

from studio.sketch.marks import Mark
from studio.sketch.palette import Rgb
from studio.sketch.scene import Family, Pattern
from studio.sketch.weaves_cloth import basketweave, gingham, herringbone, houndstooth, lattice, tartan
from studio.sketch.weaves_loom import Loom, Weaver, mixed
from studio.sketch.weaves_scatter import confetti, flowers, leaves, memphis
from studio.sketch.weaves_tiles import bricks, crosses, cubes, fans, honeycomb, moroccan, rings, scales

WEAVERS: dict[Family, Weaver] = {
    "gingham": gingham,
    "tartan": tartan,
    "herringbone": herringbone,
    "houndstooth": houndstooth,
    "honeycomb": honeycomb,
    "bricks": bricks,
    "scales": scales,
    "basketweave": basketweave,
    "confetti": confetti,
    "leaves": leaves,
    "flowers": flowers,
    "crosses": crosses,
    "rings": rings,
    "cubes": cubes,
    "fans": fans,
    "lattice": lattice,
    "memphis squiggles": memphis,
    "moroccan tiles": moroccan,
}


def weave_marks(pattern: Pattern, inks: tuple[Rgb, Rgb, Rgb], width: int, height: int, seed: int = 0) -> list[Mark]:
    """The marks of a pattern whose motif is a Family. `inks`: ink, paper and accent (`third` where the pattern names
    none). It wraps at all edges; `seed` decides what a family scatters or mixes. KeyError for a Motif."""
    ink, paper, accent = inks
    loom = Loom(pattern=pattern, ink=ink, paper=paper, accent=accent, seed=seed, width=width, height=height)
    return list(WEAVERS[cast(Family, pattern.motif)](loom))


def third(ink: Rgb, paper: Rgb) -> Rgb:
    """The accent of a pattern that names none: between its two colours."""
    return mixed(ink, paper, 0.45)
