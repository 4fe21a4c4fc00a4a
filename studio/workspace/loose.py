"""Pictures of no job, as a rebuild finds them: grouped into sets again, by what their recipes have in common."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from studio.recipe.asset import Asset
from studio.workspace.manner import start_of
from studio.workspace.sets import PictureSet, SetFacts

PREFIX = "loose-"
"""of the id of such a set; the id of its first picture follows"""
MOST_OF_ONE_SET = 64


def is_loose(job: str) -> bool:
    return job.startswith(PREFIX)


def loose_sets(assets: Sequence[Asset]) -> tuple[PictureSet, ...]:
    """Neighbours that differ in nothing but the seed are one set, in the order of their seeds.

    A picture that the studio did not make stands alone, under the name of its file. The `index` of the assets in
    the sets is their place there.
    """
    return tuple(_set_of(group) for group in _groups(assets))


def _groups(assets: Sequence[Asset]) -> Iterator[list[Asset]]:
    group: list[Asset] = []
    for asset in assets:
        if group and len(group) < MOST_OF_ONE_SET and _alike(group[0], asset):
            group.append(asset)
            continue
        if group:
            yield group
        group = [asset]
    if group:
        yield group


def _alike(one: Asset, other: Asset) -> bool:
    if one.recipe is None or other.recipe is None or (one.width, one.height) != (other.width, other.height):
        return False
    return one.project == other.project and msgspec.structs.replace(other.recipe, seed=one.recipe.seed) == one.recipe


def _set_of(group: list[Asset]) -> PictureSet:
    group = sorted(group, key=_seed)
    made = PictureSet(_facts(group), "done")
    for index, asset in enumerate(group):
        made.amend(index, msgspec.structs.replace(asset, index=index))
    return made


def _seed(asset: Asset) -> int:
    return 0 if asset.recipe is None else asset.recipe.seed


def _facts(group: list[Asset]) -> SetFacts:
    first = group[0]
    recipe = first.recipe
    facts = SetFacts(
        job=PREFIX + first.id,
        prompt=first.path.name,
        width=first.width,
        height=first.height,
        count=len(group),
        seed=0,
        steps=0,
        model="",
        created=max(asset.created for asset in group),
        project=first.project,
    )
    if recipe is None:
        return facts
    start, sketched = start_of(recipe)
    return msgspec.structs.replace(
        facts,
        prompt=recipe.prompt,
        negative=recipe.negative,
        tile=recipe.tile,
        seed=recipe.seed,
        steps=recipe.steps,
        model=recipe.model.id,
        start=start,
        sketched=sketched,
    )
