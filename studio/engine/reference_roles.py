"""Which layers of a UNet read a reference picture, by what is taken from it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from studio.errors import ModelUnsupported
from studio.recipe.recipe import ReferenceRole


def layers_of(role: ReferenceRole, names: Sequence[str], *, is_xl: bool) -> frozenset[str]:
    """Of the layers that look at the prompt, by their names: down_blocks.2.attentions.1… and so on.

    SDXL (Wang et al. 2024, InstantStyle, section 3.3): the style is read by up_blocks.0.attentions.1 and the layout by
    down_blocks.2.attentions.1: the second group of the first layers on the way up, the last group on the way down.
    Stable Diffusion 1.x (by the same authors' script for it, where they found it less distinct): the style by
    up_blocks.1, the layout by down_blocks.2 and the middle.

    Raises ModelUnsupported for a UNet that has no such layers.
    """
    if role == "whole":
        return frozenset(names)
    found = frozenset(_style(names, is_xl=is_xl) if role == "style" else _layout(names, is_xl=is_xl))
    if not found:
        raise ModelUnsupported(
            f"This model does not tell the {role} of a reference picture from the rest.",
            remedy="Let the whole of the picture count.",
        )
    return found


def _style(names: Sequence[str], *, is_xl: bool) -> list[str]:
    upward = _of_block(names, "up_blocks", first=True)
    return [name for name in upward if _group(name) == 1] if is_xl else upward


def _layout(names: Sequence[str], *, is_xl: bool) -> list[str]:
    downward = _of_block(names, "down_blocks", first=False)
    if is_xl:
        last = max((_group(name) for name in downward), default=0)
        return [name for name in downward if _group(name) == last]
    return [*downward, *(name for name in names if name.startswith("mid_block."))]


def _of_block(names: Sequence[str], side: str, *, first: bool) -> list[str]:
    numbered = {name: int(found[1]) for name in names if (found := re.match(rf"{side}\.(\d+)\.", name))}
    wanted = (min if first else max)(numbered.values(), default=0)
    return [name for name, number in numbered.items() if number == wanted]


def _group(name: str) -> int:
    found = re.search(r"\.attentions\.(\d+)\.", name)
    return int(found[1]) if found else 0
