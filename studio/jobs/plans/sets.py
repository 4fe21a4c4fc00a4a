"""From a row that was read to its sets of pictures: resolved for their model, named, compared with earlier ones."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Sequence

import msgspec

from studio.catalog.installed import InstalledModel
from studio.errors import InputError, StudioError
from studio.jobs.plans.asked import Asked
from studio.jobs.plans.drafts import Combination, Files, combinations, find_files, stood_in
from studio.jobs.plans.earlier import Earlier
from studio.jobs.plans.heading import Heading
from studio.jobs.plans.identity import Identities, Identity, key_of_one, seed_of
from studio.jobs.plans.inputs import Inputs
from studio.jobs.plans.naming import Names, NameTemplate, short_prompt
from studio.jobs.plans.plan import Plan
from studio.jobs.plans.problems import Problems
from studio.jobs.plans.prompts import Prompts
from studio.jobs.plans.readings import Readings
from studio.jobs.plans.refusals import Refusals
from studio.jobs.plans.survey import Planned
from studio.recipe.additions import Addition
from studio.recipe.capabilities import Capabilities
from studio.recipe.draft import Draft
from studio.recipe.prompt import MAX_CHARACTERS, tidy
from studio.recipe.recipe import MAX_SEED, Recipe, variation
from studio.recipe.resolve import Resolved

NAME_FIELDS = frozenset(
    {"row", "prompt", "negative", "seed", "channel", "model", "size", "width", "height", "plan", "project"}
)
"""what a file's name may hold beside the columns"""

Models = Callable[[str | None], InstalledModel]
"""The model with this id, None for the default; raises ModelError"""

Installed = Callable[[Draft, Capabilities], Sequence[Addition]]
"""What a draft may name beside its model; raises ModelError"""


class Ready(msgspec.Struct, frozen=True, kw_only=True):
    """A row of which everything but its files and models was looked at."""

    asked: Asked
    prompts: Prompts
    name: NameTemplate


class Expander:
    """Makes the sets of one row after the other; equal plans give equal keys, seeds and names."""

    def __init__(
        self,
        plan: Plan,
        heading: Heading,
        models: Models,
        additions: Installed,
        inputs: Inputs,
        earlier: Earlier,
        problems: Problems,
    ) -> None:
        self._heading = heading
        self._digits = len(str(len(plan.rows)))
        self._plan_seed = plan.seed.text if plan.seed else ""
        self._models = models
        self._additions = additions
        self._inputs = inputs
        self._earlier = earlier
        self._problems = problems
        self._names = Names(heading.folder)
        self._identities = Identities()
        self._readings = Readings(problems)

    def sets(self, ready: Ready) -> Iterator[Planned]:
        """Mistakes go to the problems; of a row that has one, nothing more is made."""
        before = self._problems.errors
        asked = ready.asked
        files, models = self._made_of(asked)
        if self._problems.errors > before:
            self._refuse(asked, files, models)
            return
        for prompt, negative in ready.prompts.each():
            for one in combinations(asked, files, models, tidy(prompt), tidy(negative)):
                yield from self._planned(one, ready.name, files)
            if self._problems.errors > before:
                return

    def check(self, asked: Asked) -> None:
        """Problems of a row that is not expanded: its files, its models, and what these refuse."""
        self._refuse(asked, *self._made_of(asked))

    def _made_of(self, asked: Asked) -> tuple[Files, list[InstalledModel]]:
        models: list[InstalledModel] = []
        for cell in asked.models:
            try:
                models.append(self._models(cell.text if cell else None))
            except StudioError as error:
                self._problems.of(cell or asked.prompt, "model", error)
        return find_files(asked, self._inputs, self._problems), models

    def _refuse(self, asked: Asked, files: Files, models: list[InstalledModel]) -> None:
        first = msgspec.structs.replace(asked, seeds=("blank",))
        for one in combinations(first, files, models, "x", ""):
            self._resolved(one, stood_in(one))

    def _resolved(self, one: Combination, draft: Draft) -> Resolved | None:
        return Refusals(one.model, self._additions).resolved(draft, one.cell, self._problems)

    def _planned(self, one: Combination, template: NameTemplate, files: Files) -> Iterator[Planned]:
        asked, can = one.asked, one.model.capabilities
        identity = self._identities.of(one.draft, one.model.ref.id, one.seed, one.size_asked)
        parted = asked.count > can.max_count
        draft = msgspec.structs.replace(one.draft, seed=self._seed(one, identity), count=1 if parted else asked.count)
        found = self._resolved(one, draft)
        if found is None:
            return
        self._warn(one, found.notices)
        try:
            folder, name = self._names.place(*template.place(self._values(one, found.recipe)), asked.count)
        except InputError as error:
            self._problems.of(asked.name or asked.prompt, "name", error)
            return
        whole = Planned(
            row=asked.row.number,
            line=asked.row.line,
            recipe=found.recipe,
            count=asked.count,
            folder=folder,
            name=name,
            key=identity.key,
            inputs=files.paths,
            missing=self._missing(identity.key, found.recipe, asked.count, random=one.seed == "random"),
        )
        if whole.missing:
            self._readings.look(one, whole.recipe)
        waits = [self._earlier.waiting(identity.key, index) is not None for index in range(asked.count)]
        yield from _parts(whole, waits) if parted else (_queued(whole, waits),)

    def _seed(self, one: Combination, identity: Identity) -> int:
        if one.seed == "random":
            known = self._earlier.seed_of(identity.key)
            return secrets.randbelow(MAX_SEED + 1) if known is None else known
        return int(one.seed) if one.seed else seed_of(self._plan_seed, one.draft, identity.turn)

    def _missing(self, key: str, recipe: Recipe, count: int, *, random: bool) -> tuple[int, ...]:
        return tuple(
            index
            for index in range(count)
            if not self._earlier.has(key, index, variation(recipe, index), random=random)
        )

    def _warn(self, one: Combination, notices: tuple[str, ...]) -> None:
        long = max(len(one.draft.prompt), len(one.draft.negative)) > MAX_CHARACTERS
        field = "prompt" if long else "size"
        for notice in notices:
            self._problems.warning(one.cell(field), field, notice)

    def _values(self, one: Combination, recipe: Recipe) -> dict[str, str]:
        """What a name may hold."""
        width, height = recipe.size
        return {
            **one.asked.values,
            "row": str(one.asked.row.number).zfill(self._digits),
            "prompt": short_prompt(recipe.prompt),
            "negative": recipe.negative and short_prompt(recipe.negative),
            "seed": str(recipe.seed),
            "channel": (one.size.channel if one.size else "") or f"{width}x{height}",
            "model": recipe.model.id,
            "size": f"{width}x{height}",
            "width": str(width),
            "height": str(height),
            "plan": self._heading.name,
            "project": self._heading.project,
        }


def _queued(planned: Planned, waits: list[bool]) -> Planned:
    waiting = bool(planned.missing) and all(waits[index] for index in planned.missing)
    return msgspec.structs.replace(planned, queued=waiting)


def _parts(whole: Planned, waits: list[bool]) -> Iterator[Planned]:
    """A set larger than a model makes at once: a job for each picture."""
    missing = frozenset(whole.missing)
    for index in range(whole.count):
        yield msgspec.structs.replace(
            whole,
            recipe=variation(whole.recipe, index),
            count=1,
            name=f"{whole.name}-{index + 1}",
            key=key_of_one(whole.key, index),
            missing=(0,) if index in missing else (),
            queued=index in missing and waits[index],
        )
