"""From a row that was read to its sets of pictures, each resolved for its model and named."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import msgspec

from studio.catalog.installed import InstalledModel
from studio.errors import InputError, StudioError
from studio.jobs.plans.asked import Asked, Size
from studio.jobs.plans.earlier import Earlier
from studio.jobs.plans.heading import Heading
from studio.jobs.plans.identity import Identities, key_of_one, seed_of
from studio.jobs.plans.inputs import Input, Inputs
from studio.jobs.plans.naming import Names, NameTemplate, short_prompt
from studio.jobs.plans.plan import Cell, Plan
from studio.jobs.plans.problems import Problems
from studio.jobs.plans.prompts import Prompts
from studio.jobs.plans.refusals import resolved
from studio.jobs.plans.survey import Planned
from studio.recipe.draft import DEFAULT_STRENGTH, Draft, DraftProduct, DraftStart
from studio.recipe.prompt import MAX_CHARACTERS, tidy
from studio.recipe.recipe import MAX_SEED, Fit, Recipe, variation
from studio.recipe.resolve import Resolved

_NO_FILE = "0" * 64

NAME_FIELDS = frozenset(
    {"row", "prompt", "negative", "seed", "channel", "model", "size", "width", "height", "plan", "project"}
)
"""what a file's name may hold beside the columns"""

Models = Callable[[str | None], InstalledModel]
"""The model with this id, None for the default; raises ModelError"""


class Ready(msgspec.Struct, frozen=True, kw_only=True):
    """A row of which everything but its files and models was looked at."""

    asked: Asked
    prompts: Prompts
    name: NameTemplate


class _Files(msgspec.Struct, frozen=True, kw_only=True):
    """What a row's pictures are made from."""

    start: Input | None
    mask: Input | None
    references: tuple[Input, ...]
    product: Input | None

    @property
    def paths(self) -> tuple[Path, ...]:
        given = (self.start, self.mask, *self.references, self.product)
        return tuple(dict.fromkeys(one.path for one in given if one is not None))


class _Set(msgspec.Struct, frozen=True, kw_only=True):
    """One combination of what a row gives several of."""

    draft: Draft
    model: InstalledModel
    size: Size | None
    seed: str
    """as asked for: a number, "random" or empty"""


class Expander:
    """Makes the sets of one row after the other; equal plans give equal keys, seeds and names."""

    def __init__(
        self, plan: Plan, heading: Heading, models: Models, inputs: Inputs, earlier: Earlier, problems: Problems
    ) -> None:
        self._heading = heading
        self._digits = len(str(len(plan.rows)))
        self._plan_seed = plan.seed.text if plan.seed else ""
        self._models = models
        self._inputs = inputs
        self._earlier = earlier
        self._problems = problems
        self._names = Names(heading.folder)
        self._identities = Identities()

    def sets(self, ready: Ready) -> Iterator[Planned]:
        """Mistakes go to the problems; of a row that has one, nothing more is made."""
        before = self._problems.errors
        asked = ready.asked
        files, models = self._files(asked), self._models_of(asked)
        if self._problems.errors > before:
            self._refuse(asked, files, models)
            return
        for prompt, negative in ready.prompts.each():
            for one in self._combinations(asked, files, models, tidy(prompt), tidy(negative)):
                yield from self._planned(ready, one, files)
            if self._problems.errors > before:
                return

    def check(self, asked: Asked) -> None:
        """Problems of a row that is not expanded: its files, its models, and what these refuse."""
        self._refuse(asked, self._files(asked), self._models_of(asked))

    def _refuse(self, asked: Asked, files: _Files, models: list[InstalledModel]) -> None:
        first = msgspec.structs.replace(asked, seeds=("blank",))
        for one in self._combinations(first, files, models, "x", ""):
            can = one.model.capabilities
            draft = _stood_in(asked, one.draft, min(asked.count, can.max_count))
            resolved(draft, one.model.ref, can, partial(_cell, asked, one), self._problems)

    def _files(self, asked: Asked) -> _Files:
        values, find = asked.values, self._inputs.find
        references = (find(cell, "reference", values) for cell in asked.references)
        files = _Files(
            start=find(asked.start, "start", values),
            mask=find(asked.mask, "mask", values),
            references=tuple(one for one in references if one is not None),
            product=find(asked.product, "product", values),
        )
        if asked.mask is not None and asked.start is None:
            self._problems.error(
                asked.mask, "mask", "A mask needs a start picture.", "Give one in “start”, or take the mask away."
            )
        if files.start and files.mask:
            self._inputs.require_same_shape(asked.mask, files.start, files.mask)
        return files

    def _models_of(self, asked: Asked) -> list[InstalledModel]:
        found: list[InstalledModel] = []
        for cell in asked.models:
            try:
                found.append(self._models(cell.text if cell else None))
            except StudioError as error:
                self._problems.of(cell or asked.prompt, "model", error)
        return found

    def _combinations(
        self, asked: Asked, files: _Files, models: list[InstalledModel], prompt: str, negative: str
    ) -> Iterator[_Set]:
        for model in models:
            for size in asked.sizes:
                draft = _draft(asked, files, model, size, prompt, negative)
                for seeds in asked.seeds:
                    for seed in seeds if isinstance(seeds, range) else ("random" if seeds == "random" else "",):
                        yield _Set(draft=draft, model=model, size=size, seed=str(seed))

    def _planned(self, ready: Ready, one: _Set, files: _Files) -> Iterator[Planned]:
        asked, can = ready.asked, one.model.capabilities
        identity = self._identities.of(one.draft, one.model.ref.id, one.seed, _size_asked(one.size))
        seed = self._seed(one, identity.key, identity.turn)
        parted = asked.count > can.max_count
        draft = msgspec.structs.replace(one.draft, seed=seed, count=1 if parted else asked.count)
        found = resolved(draft, one.model.ref, can, partial(_cell, asked, one), self._problems)
        if found is None:
            return
        self._warn(asked, one, found)
        recipe = found.recipe
        folders, stem = ready.name.place(self._values(asked, one, recipe))
        try:
            folder, name = self._names.place(folders, stem, asked.count)
        except InputError as error:
            self._problems.of(asked.name or asked.prompt, "name", error)
            return
        there = [
            self._earlier.has(identity.key, index, variation(recipe, index), random=one.seed == "random")
            for index in range(asked.count)
        ]
        whole = Planned(
            row=asked.row.number,
            line=asked.row.line,
            recipe=recipe,
            count=asked.count,
            folder=folder,
            name=name,
            key=identity.key,
            inputs=files.paths,
            missing=tuple(index for index, is_there in enumerate(there) if not is_there),
        )
        waits = [self._earlier.waiting(identity.key, index) is not None for index in range(asked.count)]
        yield from _parts(whole, there, waits) if parted else (_queued(whole, waits),)

    def _seed(self, one: _Set, key: str, turn: int) -> int:
        if one.seed == "random":
            known = self._earlier.seed_of(key)
            return secrets.randbelow(MAX_SEED + 1) if known is None else known
        return int(one.seed) if one.seed else seed_of(self._plan_seed, one.draft, turn)

    def _warn(self, asked: Asked, one: _Set, found: Resolved) -> None:
        long = max(len(one.draft.prompt), len(one.draft.negative)) > MAX_CHARACTERS
        for notice in found.notices:
            field = "prompt" if long else "size"
            self._problems.warning(_cell(asked, one, field), field, notice)

    def _values(self, asked: Asked, one: _Set, recipe: Recipe) -> dict[str, str]:
        width, height = recipe.size
        return {
            **asked.values,
            "row": str(asked.row.number).zfill(self._digits),
            "prompt": short_prompt(recipe.prompt),
            "negative": short_prompt(recipe.negative),
            "seed": str(recipe.seed),
            "channel": (one.size.channel if one.size else "") or f"{width}x{height}",
            "model": recipe.model.id,
            "size": f"{width}x{height}",
            "width": str(width),
            "height": str(height),
            "plan": self._heading.name,
            "project": self._heading.project,
        }


def _cell(asked: Asked, one: _Set, field: str) -> Cell:
    return one.size.cell if field == "size" and one.size else asked.cell(field)


def _size_asked(size: Size | None) -> str:
    return "" if size is None else f"{size.width or ''}x{size.height or ''}"


def _queued(planned: Planned, waits: list[bool]) -> Planned:
    waiting = bool(planned.missing) and all(waits[index] for index in planned.missing)
    return msgspec.structs.replace(planned, queued=waiting)


def _parts(whole: Planned, there: list[bool], waits: list[bool]) -> Iterator[Planned]:
    """A set larger than a model makes at once: a job for each picture."""
    for index in range(whole.count):
        yield msgspec.structs.replace(
            whole,
            recipe=variation(whole.recipe, index),
            count=1,
            name=f"{whole.name}-{index + 1}",
            key=key_of_one(whole.key, index),
            missing=() if there[index] else (0,),
            queued=waits[index] and not there[index],
        )


def _strength(asked: Asked) -> float:
    return DEFAULT_STRENGTH if asked.strength is None else asked.strength


def _stood_in(asked: Asked, draft: Draft, count: int) -> Draft:
    """With a picture in the place of each that cannot be used: what else is wrong is to be told too."""
    start = DraftStart(sha256=_NO_FILE, strength=_strength(asked)) if asked.start and not draft.start else draft.start
    references = (_NO_FILE,) * len(asked.references)
    return msgspec.structs.replace(draft, start=start, references=references, count=count)


def _draft(asked: Asked, files: _Files, model: InstalledModel, size: Size | None, prompt: str, negative: str) -> Draft:
    start = files.start and DraftStart(
        sha256=files.start.sha256,
        strength=_strength(asked),
        mask=files.mask.sha256 if files.mask else "",
    )
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
        start=start,
        product=product,
        references=tuple(reference.sha256 for reference in files.references),
    )
    return draft if size is None else _sized(draft, size, model)


def _sized(draft: Draft, size: Size, model: InstalledModel) -> Draft:
    """At this size where the model can make it, else fitted to it."""
    width, height = size.width, size.height
    if width is None or height is None or model.capabilities.size.allows(width, height):
        return msgspec.structs.replace(draft, width=width, height=height)
    return msgspec.structs.replace(draft, fit=Fit(width=width, height=height))
