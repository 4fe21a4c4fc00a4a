"""What is installed beside the models, looked up for the drafts that name some of it."""

from __future__ import annotations

from studio.catalog.catalog import Catalog
from studio.recipe.additions import Addition
from studio.recipe.draft import Draft
from studio.recipe.lora_tags import has_tags


def additions_for(draft: Draft, catalog: Catalog) -> tuple[Addition, ...]:
    """Those that can be used, for `resolve`; none, and nothing is looked at, for a draft that names none.

    Reads the disk, so call it in a thread. Raises ModelDamaged, ModelUnsafe or ModelUnsupported where the draft names
    one that is there and cannot be used.
    """
    if not (draft.addons or draft.controls or draft.references or has_tags(draft)):
        return ()
    named = {one.id for one in draft.addons} | {one.model for one in (*draft.controls, *draft.references)}
    usable: list[Addition] = []
    for one in catalog.additions():
        if one.addition.ref.id in named:
            one.require_ready()
        if one.state == "ready":
            usable.append(one.addition)
    return tuple(usable)
