"""What the sketch will make of a plan's prompts: told before anything is drawn."""

from __future__ import annotations

from studio.jobs.plans.drafts import Combination
from studio.jobs.plans.problems import Problems
from studio.recipe.recipe import Recipe, Sketched

MOST_PROMPTS = 100
MOST_CHARACTERS = 20_000
"""What is read at most: a dry run is to answer within a second or so, however long the plan."""


class Readings:
    """Reads each prompt once, in the order of the plan, and warns of what is not drawn."""

    def __init__(self, problems: Problems) -> None:
        self._problems = problems
        self._seen: set[tuple[str, bool]] = set()
        self._characters = 0
        self._full = False

    def look(self, one: Combination, recipe: Recipe) -> None:
        """Nothing is said of what no drawing is made of."""
        layout = isinstance(recipe.start, Sketched)
        if not (recipe.drawn or layout):
            return
        if recipe.drawn and recipe.negative:
            self._problems.warning(
                one.cell("negative"),
                "negative",
                "The negative prompt means nothing to the sketch: it draws what the words say.",
                "Say in the prompt what is to be drawn instead.",
            )
        if (recipe.prompt, layout) not in self._seen and self._has_room(one, recipe.prompt):
            self._seen.add((recipe.prompt, layout))
            self._warn(one, recipe, layout=layout)

    def _has_room(self, one: Combination, prompt: str) -> bool:
        self._characters += len(prompt)
        if len(self._seen) < MOST_PROMPTS and self._characters <= MOST_CHARACTERS:
            return True
        if not self._full:
            self._full = True
            self._problems.warning(
                one.cell("prompt"),
                "prompt",
                "From here on nobody has looked whether the sketch knows the words: there are too many prompts.",
                "Each picture says it when it is made.",
            )
        return False

    def _warn(self, one: Combination, recipe: Recipe, *, layout: bool) -> None:
        from studio.sketch.drawing import reading  # brings numpy and skia: not for plans of which nothing is drawn
        from studio.sketch.told import notices

        for notice in notices(reading(recipe), layout=layout):
            self._problems.warning(one.cell("prompt"), "prompt", notice)
