"""The columns that a plan knows; any other column is a variable of its prompts."""

from __future__ import annotations

import difflib

from studio.recipe.template import plain_name

COLUMNS = (
    "prompt",
    "negative",
    "count",
    "seed",
    "model",
    "size",
    "width",
    "height",
    "channel",
    "steps",
    "guidance",
    "start",
    "mask",
    "strength",
    "reference",
    "product",
    "product_at",
    "tile",
    "name",
    "project",
    "pick",
)

_ALSO = {
    "negative_prompt": "negative",
    "prompts": "prompt",
    "number": "count",
    "seeds": "seed",
    "models": "model",
    "sizes": "size",
    "channels": "channel",
    "cfg": "guidance",
    "cfg_scale": "guidance",
    "guidance_scale": "guidance",
    "image": "start",
    "init": "start",
    "references": "reference",
    "seamless": "tile",
    "tiling": "tile",
    "filename": "name",
}
"""what other programs call them"""

_LIKE = 0.75


def column_name(header: str) -> str:
    """How a column is known: a column of the studio whatever its case, hyphens or blanks, else the variable's name."""
    name = plain_name(header)
    known = name.replace(" ", "_").replace("-", "_")
    return known if known in COLUMNS else name


def meant(name: str) -> str | None:
    """The column of the studio that `name` was probably meant to be."""
    word = name.replace(" ", "_").replace("-", "_")
    if word in _ALSO:
        return _ALSO[word]
    near = difflib.get_close_matches(word, COLUMNS, n=1, cutoff=_LIKE)
    return near[0] if near else None
