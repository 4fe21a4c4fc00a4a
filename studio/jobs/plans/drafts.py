"""The drafts of a row: one for each combination of prompt, model, size and seed that it asks for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from studio.catalog.installed import InstalledModel
from studio.jobs.plans.asked import Asked, Seeds, Size
from studio.jobs.plans.inputs import Input, Inputs
from studio.jobs.plans.plan import Cell
from studio.jobs.plans.problems import Problems
from studio.recipe.draft import DEFAULT_STRENGTH, Draft, DraftProduct, DraftReference, DraftSketch, DraftStart
from studio.recipe.recipe import Fit

_NO_FILE = "0" * 64
"""in the place of a picture that cannot be used"""


class Files(msgspec.Struct, frozen=True, kw_only=True):
    """What a row's pictures are made from."""

    start: Input | None
    mask: Input | None
    references: tuple[Input, ...]
    product: Input | None

    @property
    def paths(self) -> tuple[Path, ...]:
        given = (self.start, self.mask, *self.references, self.product)
        return tuple(dict.fromkeys(one.path for one in given if one is not None))


class Combination(msgspec.Struct, frozen=True, kw_only=True):
    """One of everything that a row gives several of."""

    asked: Asked
    draft: Draft
    """without its seed"""
    model: InstalledModel
    size: Size | None
    seed: str
    """as asked for: a number, "random" or empty"""

    @property
    def size_asked(self) -> str:
        return "" if self.size is None else f"{self.size.width or ''}x{self.size.height or ''}"

    def cell(self, field: str) -> Cell:
        """Where `field` stands in the plan."""
        return self.size.cell if field == "size" and self.size else self.asked.cell(field)


def find_files(asked: Asked, inputs: Inputs, problems: Problems) -> Files:
    """Those that can be used; every other one is a problem."""
    values = asked.values
    references = (inputs.find(cell, "reference", values) for cell in asked.references)
    files = Files(
        start=None if asked.sketched else inputs.find(asked.start, "start", values),
        mask=inputs.find(asked.mask, "mask", values),
        references=tuple(one for one in references if one is not None),
        product=inputs.find(asked.product, "product", values),
    )
    if asked.mask is not None and (asked.start is None or asked.sketched):
        problems.error(
            asked.mask, "mask", "A mask needs a start picture.", "Give one in “start”, or take the mask away."
        )
    if files.start and files.mask:
        inputs.require_same_shape(asked.mask, files.start, files.mask)
    return files


def combinations(
    asked: Asked, files: Files, models: Iterable[InstalledModel], prompt: str, negative: str
) -> Iterator[Combination]:
    """What stands last changes fastest: model, size, seed."""
    for model in models:
        for size in asked.sizes:
            draft = _draft(asked, files, model, size, prompt, negative)
            for seed in _each(asked.seeds):
                yield Combination(asked=asked, draft=draft, model=model, size=size, seed=seed)


def stood_in(combination: Combination) -> Draft:
    """With a picture in the place of each that cannot be used: what else is wrong with it is to be told too."""
    asked, draft = combination.asked, combination.draft
    start = DraftStart(sha256=_NO_FILE, strength=_strength(asked)) if asked.start and not draft.start else draft.start
    references = (DraftReference(sha256=_NO_FILE),) * len(asked.references)
    count = min(asked.count, combination.model.capabilities.max_count)
    return msgspec.structs.replace(draft, start=start, references=references, count=count)


def _each(seeds: Iterable[Seeds]) -> Iterator[str]:
    for one in seeds:
        if isinstance(one, range):
            yield from map(str, one)
        else:
            yield "random" if one == "random" else ""


def _strength(asked: Asked) -> float:
    return DEFAULT_STRENGTH if asked.strength is None else asked.strength


def _draft(asked: Asked, files: Files, model: InstalledModel, size: Size | None, prompt: str, negative: str) -> Draft:
    product = files.product and DraftProduct(
        sha256=files.product.sha256,
        width=files.product.info.width,
        height=files.product.info.height,
        at=asked.product_at,
    )
    draft = Draft(
        prompt=prompt,
        negative=negative,
        steps=asked.steps,
        guidance=asked.guidance,
        tile=asked.tile,
        start=_start(asked, files),
        product=product,
        references=tuple(DraftReference(sha256=reference.sha256) for reference in files.references),
    )
    return draft if size is None else _sized(draft, size, model)


def _start(asked: Asked, files: Files) -> DraftStart | DraftSketch | None:
    if asked.sketched:
        return DraftSketch(strength=asked.strength)
    mask = files.mask.sha256 if files.mask else ""
    return files.start and DraftStart(sha256=files.start.sha256, strength=_strength(asked), mask=mask)


def _sized(draft: Draft, size: Size, model: InstalledModel) -> Draft:
    """At this size where the model can make it, else fitted to it."""
    width, height = size.width, size.height
    if width is None or height is None or model.capabilities.size.allows(width, height):
        return msgspec.structs.replace(draft, width=width, height=height)
    return msgspec.structs.replace(draft, fit=Fit(width=width, height=height))
